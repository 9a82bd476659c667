"""What is sent or issued, frozen: everything a document says, as one canonical piece of JSON.

`document_sha256` is the hash of that JSON. It is what a client accepts, what an invoice is, and the only input of the
renderer, so that later edits of a client, an item, a tax or the company change nothing that was already given out.
Amounts are integer cents, quantities and rates decimal strings, dates `YYYY-MM-DD`, instants UTC to the second.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

LATEST: Final = 2
"""The layout of a document that is frozen now."""
Kind = Literal["quote", "invoice", "credit_note", "receipt", "refund"]
Language = Literal["fr", "en"]


def _is_empty(value: object) -> bool:
    """What was added to documents later is left out of their JSON while it says nothing: a stored one keeps its hash."""
    return not value


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Place(_Frozen):
    line1: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""


class Seller(_Frozen):
    """The company as the law wants it on paper. `licence_kind` is rbq, cmeq or cmmtq."""

    legal_name: str
    trade_name: str
    address: Place
    phone: str = ""
    email: str = ""
    website: str = ""
    tax_registered: bool
    gst_number: str | None = None
    qst_number: str | None = None
    licence_kind: str | None = None
    licence_number: str | None = None
    logo: str = Field(default="", exclude_if=_is_empty)
    """SHA-256 of the picture: a later logo leaves it as it is."""
    accent: str = Field(default="", exclude_if=_is_empty)
    """The colour, `#0b5563`; ours while it is empty."""


class Buyer(_Frozen):
    name: str
    email: str = ""
    phone: str = ""
    address: Place | None = None


class Discount(_Frozen):
    """`amount` is what it takes off, in cents; `percent` is there if it was given as one."""

    amount: int
    percent: str | None = None


class Due(_Frozen):
    """One of the payments that an invoice asks for."""

    due_on: date
    amount: int


class Instalment(_Frozen):
    """`when` is on_acceptance, on_date (`on`), on_completion or to_plan."""

    when: str
    on: date | None = None
    percent: str | None = None
    amount: int


class Schedule(_Frozen):
    """How a quote is paid: one invoice in parts, or several invoices. Among several schedules the client chooses."""

    name: str = ""
    kind: str
    instalments: tuple[Instalment, ...]
    discount: Discount | None = Field(default=None, exclude_if=_is_empty)
    """For the client who chooses it; `total` is after it."""
    total: int = Field(default=0, exclude_if=_is_empty)


class AlternativeNote(_Frozen):
    """What is said about one of the choices of a quote."""

    name: str
    note: str


class Line(_Frozen):
    description: str
    quantity: str
    unit: str = ""
    unit_price: int
    amount: int
    taxable: bool
    optional: bool = False
    chosen: bool = False
    section: str = Field(default="", exclude_if=_is_empty)
    """The title that it stands under, with its neighbours of the same section."""
    discount: Discount | None = Field(default=None, exclude_if=_is_empty)
    """The line's own; `amount` is after it."""
    zero_rated: bool = Field(default=False, exclude_if=_is_empty)
    alternative: str = Field(default="", exclude_if=_is_empty)
    """The choice of a quote that it belongs to."""


class TaxLine(_Frozen):
    code: str
    name: str
    rate: str
    registration: str | None
    base: int
    amount: int


class Applied(_Frozen):
    """A receipt's share of one invoice; `balance` is what that invoice still wanted afterwards."""

    invoice: str
    amount: int
    balance: int


class Receipt(_Frozen):
    amount: int
    method: str
    reference: str = ""
    received_on: date
    applied: tuple[Applied, ...] = ()
    unapplied: int = 0
    cash_rounding: int = Field(default=0, exclude_if=lambda cents: not cents)
    """What was handed over in cash is `amount` and that."""
    quote: str = Field(default="", exclude_if=lambda number: not number)
    """The quote whose deposit it is."""


class Refund(_Frozen):
    """Money given back. `receipt` is the number of the payment's receipt; in cash, `amount + cash_rounding` was handed over."""

    amount: int
    method: str
    reference: str = ""
    refunded_on: date
    receipt: str = ""
    cash_rounding: int = 0


class Progress(_Frozen):
    """A part of a quote: what its `total` is, and what of it was invoiced `before`, in cents."""

    total: int
    before: int


class Credited(_Frozen):
    """What a credit note did to its invoice: `released` had been paid and is held for the client, `balance` is left to pay."""

    released: int
    balance: int


class Concluded(_Frozen):
    """What an itinerant contract must also say (Consumer Protection Act, section 58): the merchant's permit, who acts for the
    merchant, and where the contract is made. On a preview any of it may still be missing."""

    permit: str = ""
    representative: str = ""
    place: Place | None = None


class Snapshot(_Frozen):
    """`layout` names the template generation, so that old documents keep their look when the templates change."""

    layout: Literal[1, 2] = LATEST
    kind: Kind
    language: Language
    number: str
    version: int = 1
    job_number: int
    job_title: str = ""
    work_address: Place | None = None
    dated: date
    valid_until: date | None = None
    due_on: date | None = None
    quote_number: str | None = None
    seller: Seller
    buyer: Buyer
    currency: str
    lines: tuple[Line, ...] = ()
    subtotal: int = 0
    taxes: tuple[TaxLine, ...] = ()
    total: int = 0
    deposit: int | None = None
    payment_terms_days: int | None = None
    terms: str = ""
    receipt: Receipt | None = None
    refund: Refund | None = Field(default=None, exclude_if=lambda refund: refund is None)
    credited_invoice: str = Field(default="", exclude_if=lambda number: not number)
    """The invoice that a credit note credits, as its number is printed."""
    reason: str = Field(default="", exclude_if=lambda reason: not reason)
    """Why, on a credit note."""
    discount: Discount | None = Field(default=None, exclude_if=_is_empty)
    """On the whole document; `subtotal` is after it."""
    dues: tuple[Due, ...] = Field(default=(), exclude_if=_is_empty)
    schedules: tuple[Schedule, ...] = Field(default=(), exclude_if=_is_empty)
    exempt_reason: str = Field(default="", exclude_if=_is_empty)
    """Why this client pays no taxes."""
    alternative: str = Field(default="", exclude_if=_is_empty)
    """Of the choices of a quote's lines, the one that is in its totals."""
    alternative_notes: tuple[AlternativeNote, ...] = Field(default=(), exclude_if=_is_empty)
    itinerant: bool = Field(default=False, exclude_if=_is_empty)
    """A contract that the law calls itinerant: it may be cancelled for ten days."""
    concluded: Concluded | None = Field(default=None, exclude_if=_is_empty)
    """Of an itinerant contract."""
    applied: int = Field(default=0, exclude_if=_is_empty)
    """Of an invoice, what was held for the client and paid it as it was issued."""
    progress: Progress | None = Field(default=None, exclude_if=_is_empty)
    """Of an invoice that is a part of `quote_number`."""
    credited: Credited | None = Field(default=None, exclude_if=_is_empty)
    frozen_at: datetime


def canonical(snapshot: Snapshot) -> bytes:
    """Sorted keys, no white space, UTF-8: equal snapshots give equal bytes on every machine."""
    return canonical_json(snapshot.model_dump(mode="json"))


def canonical_json(data: dict[str, Any]) -> bytes:
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def document_sha256(data: dict[str, Any]) -> str:
    """Hash of a stored snapshot (the JSON column as it was read back)."""
    return hashlib.sha256(canonical_json(data)).hexdigest()


def frozen_instant(now: datetime) -> datetime:
    """The instant a document is frozen, as whole seconds of UTC: the PDF's time stamp has no more."""
    return now.astimezone(UTC).replace(microsecond=0)

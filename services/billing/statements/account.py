"""What a statement of account says, for the page, the CSV and the PDF: plain amounts in cents, days, and no more.

A statement belongs to no job and is kept nowhere: it is made from the books whenever somebody asks, and says the same each time.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

EntryKind = Literal[
    "invoice",
    "void",
    "credit_note",
    "write_off",
    "write_off_reversed",
    "payment",
    "applied",
    "released",
    "returned",
    "payment_void",
]
"""`payment`: on the day it came; `applied`: held money put on an invoice later; `released`: taken off again; `returned`, `payment_void`:
the bank took it back, or it was recorded by mistake."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Entry(_Frozen):
    """One line of the account: `amount` more is owed (or less, where negative), and `balance` is owed after it."""

    day: date
    kind: EntryKind
    number: str
    note: str
    amount: int
    balance: int


class OpenItem(_Frozen):
    """An invoice that something is owed of. `due_on` and `days_late` are those of its oldest part that is open; 0: not due yet."""

    invoice_id: str
    number: str
    job_id: str
    job: str
    dated: date
    due_on: date
    total: int
    balance: int
    days_late: int


class Aging(_Frozen):
    """What is owed by how long it has been due; adds up to the statement's `closing`."""

    current: int = 0
    d30: int = 0
    d60: int = 0
    d90: int = 0
    older: int = 0


class Statement(_Frozen):
    """`from_on` None: open items only, no activity. `held` is money of the client that no invoice has taken: it is not deducted."""

    from_on: date | None
    to_on: date
    opening: int
    entries: tuple[Entry, ...]
    open_items: tuple[OpenItem, ...]
    aging: Aging
    closing: int
    held: int

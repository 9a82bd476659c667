"""Facts of invoices and credit notes."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from workflows.facts.base import Fact
from workflows.money import Money


class InvoiceFact(Fact):
    invoice_id: str


Issue = Literal["by_hand", "planned", "work_done"]
"""Who issues a draft: a person, or the job's workflow on a day or once every visit is completed."""


class InvoiceDrafted(InvoiceFact):
    """A draft was made, or changed. It has no number yet."""

    kind = "invoice.drafted"
    quote_id: str | None = None
    total: Money
    issue: Issue = "by_hand"
    issue_on: date | None = None
    """With `planned`: on which day."""


class Due(BaseModel):
    """One payment that an invoice asks for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    due_on: date
    amount: Money


class InvoiceIssued(InvoiceFact):
    """Numbered and frozen for good."""

    kind = "invoice.issued"
    number: int
    total: Money
    due_on: date
    document_id: str
    document_sha256: str
    dues: tuple[Due, ...] = ()
    """The payments that it is split into, oldest first, adding up to the total; empty: everything on `due_on`."""


class InvoiceSent(InvoiceFact):
    """Released to the client. `occurrence` counts: an invoice may be sent again."""

    kind = "invoice.sent"
    occurrence: int


DeliveredBy = Literal["hand", "post", "other"]


class InvoiceDelivered(InvoiceFact):
    """The client got it by other means than our mail. It is asked for like one that was sent."""

    kind = "invoice.delivered"
    by: DeliveredBy


class InvoiceViewed(InvoiceFact):
    kind = "invoice.viewed"


class InvoiceVoided(InvoiceFact):
    kind = "invoice.voided"


class InvoiceWrittenOff(InvoiceFact):
    """`amount` of it will not be paid, and nobody asks for it any more."""

    kind = "invoice.written_off"
    amount: Money


class InvoiceWriteOffReversed(InvoiceFact):
    """The whole write-off is taken back: it is owed again."""

    kind = "invoice.write_off_reversed"


class CreditNoteIssued(InvoiceFact):
    """Numbered and frozen at once. It lowers what the invoice asks for by `total`; money that is then too much on it has
    been released before."""

    kind = "credit_note.issued"
    credit_note_id: str
    number: int
    total: Money
    document_id: str
    document_sha256: str

"""Online payment as the API takes and shows it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from services.billing.schemas import Id, Input, LongText, Output, PositiveMoney
from workflows.money import Money

Method = Literal["card", "bank_debit"]
Status = Literal["created", "open", "declined", "expired", "processing", "failed", "succeeded"]


class OnlineSettingsOut(Output):
    """`available`: this deployment has a provider. `test`: it is the local bank, and no money moves."""

    available: bool
    test: bool
    card: bool
    bank_debit: bool
    saving: bool
    updated_at: datetime | None


class OnlineSettingsPatch(Input):
    card: bool | None = None
    bank_debit: bool | None = None
    saving: bool | None = None


class PayIn(Input):
    """`amount` left out: all that is owed. `save`: the client leaves the method for the later invoices of the job, and agreed to the
    text that `GET …/online` gave."""

    amount: PositiveMoney | None = None
    save: bool = False


class CheckoutOut(Output):
    """Where the client pays: `url` is the provider's page."""

    attempt_id: str
    url: str


class NextDueOut(Output):
    """What an invoice in several payments asks for first: from payment `number` (of `of`) on, `count` of them, the first due on
    `due_on`. `amount` is what of them is open."""

    number: int
    count: int
    of: int
    amount: Money
    due_on: date
    overdue: bool


class PayableOut(Output):
    """What of an invoice or a deposit can be paid online now. `reason` says why nothing can: `off`, `nothing-owed`, `in-process`,
    `not-asked`. `consent` is what a client agrees to who leaves a method for later; None where that is not offered."""

    amount: Money
    """All that is owed; less may be paid."""
    next_due: NextDueOut | None
    """Of an invoice in several payments."""
    reason: Literal["off", "nothing-owed", "in-process", "not-asked"] | None
    methods: tuple[Method, ...]
    consent: str | None
    attempt: AttemptOut | None
    """The latest try."""
    saved: SavedMethodOut | None
    """What the job's later invoices are charged to."""


class AttemptOut(Output):
    """One try to pay. `code` is the provider's word for a decline or failure, `explained` the same for people."""

    id: str
    job_id: str
    invoice_id: str | None
    quote_id: str | None
    amount: Money
    status: Status
    method: Method | None
    by_itself: bool
    """Charged to a saved method, without the client being there."""
    code: str | None
    explained: str | None
    payment_id: str | None
    created_at: datetime
    updated_at: datetime


class SavedMethodOut(Output):
    id: str
    job_id: str
    contact_id: str
    method: Method
    brand: str
    last4: str
    status: Literal["active", "revoked"]
    consent_text: str
    consent_at: datetime
    created_at: datetime
    revoked_at: datetime | None


class GiveBackIn(Input):
    """Held money of a payment that came online, back to the card or account that it came from."""

    payment_id: Id
    amount: PositiveMoney
    note: LongText = ""


class GivenBackOut(Output):
    """`pending`: the bank was asked, and has not done it yet."""

    refund_id: str
    status: Literal["pending", "succeeded", "failed"]


class WebhookTaken(Output):
    """`done`: it changed something, or had been true already. `waiting`: kept, and done later. `known`: came before.
    `ignored`: kept, and none of our business."""

    result: Literal["done", "waiting", "known", "ignored"]


class CallOut(Output):
    """A call of the provider that changed nothing. `refused`: it contradicts what we know, and stays so; `waiting`: it is tried
    again by itself. `id` and `type` are the provider's words, `explained` says why to people."""

    id: str
    type: str
    status: Literal["refused", "waiting"]
    code: str
    explained: str
    tries: int
    received_at: datetime
    done_at: datetime | None


PayableOut.model_rebuild()

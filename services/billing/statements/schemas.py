"""Statements of account as the API shows them."""

from __future__ import annotations

from datetime import date

from services.billing.reports.schemas import ChartOut
from services.billing.schemas import Output
from services.billing.statements.account import EntryKind, Statement
from workflows.money import Money


class EntryOut(Output):
    """A line of the account; `amount` is signed, `balance` is owed after it. `label` says what it is, in the caller's language."""

    day: date
    kind: EntryKind
    label: str
    number: str
    note: str
    amount: Money
    balance: Money


class OpenItemOut(Output):
    invoice_id: str
    number: str
    job_id: str
    job: str
    dated: date
    due_on: date
    total: Money
    balance: Money
    days_late: int


class AgingOut(Output):
    current: Money
    d30: Money
    d60: Money
    d90: Money
    older: Money


class StatementOut(Output):
    """`from_on` is null where only open items were asked for. `held` is the client's money with you: it is not deducted.
    `chart`: what was owed through the period, or without one what is owed by its age."""

    contact_id: str
    name: str
    email: str | None
    from_on: date | None
    to_on: date
    currency: str
    opening: Money
    entries: tuple[EntryOut, ...]
    open_items: tuple[OpenItemOut, ...]
    aging: AgingOut
    chart: ChartOut | None
    closing: Money
    held: Money


def aging_out(statement: Statement, currency: str) -> AgingOut:
    return AgingOut(
        **{key: Money(amount=value, currency=currency) for key, value in statement.aging.model_dump().items()}
    )

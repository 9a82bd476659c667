"""What invoices still want, today and on any day since."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.billing.credit_notes.queries import lowerings
from services.billing.invoices.queries import balances, open_dues, settled
from services.billing.invoices.tables import Invoice
from services.billing.payments.allocate import Move, soonest
from services.billing.payments.tables import Allocation
from services.kit.problems import Conflict, NotFound


@dataclass
class Want:
    """An issued invoice and what it wants: `balance` now, `moves` how it came to that."""

    invoice: Invoice
    balance: int
    moves: list[Move]

    @property
    def due(self) -> date:
        """The day of the first part of it that is still open."""
        return next((day for day, _, left in open_dues(self.invoice, self.balance) if left > 0), date.max)

    def since(self, amount: int, earliest: date) -> date:
        """The first day from `earliest` on from which so much can lie on the invoice without paying it twice on any day."""
        return soonest(self.moves, amount, earliest) or max([earliest, *(move.day for move in self.moves)])


async def rows(session: AsyncSession, company_id: str, invoice_ids: Iterable[str]) -> dict[str, Invoice]:
    """Invoices by id, fresh. Raises 404 if one is missing, or another company's."""
    wanted = set(invoice_ids)
    query = select(Invoice).where(Invoice.company_id == company_id, Invoice.id.in_(wanted))
    found = {row.id: row for row in await session.scalars(query, execution_options={"populate_existing": True})}
    if wanted - found.keys():
        raise NotFound("invoice")
    return found


async def of(session: AsyncSession, company_id: str, invoices: Sequence[Invoice]) -> list[Want]:
    """What each of them wants, in their order. Raises 409 `invoice-not-issued` for a draft or a void one."""
    for invoice in invoices:
        if invoice.document != "issued":
            raise Conflict("invoice-not-issued", number=invoice.number_text or "", status=invoice.document)
    wanted = [invoice.id for invoice in invoices]
    moves: dict[str, list[Move]] = {each.id: [Move(_issued(each), each.total)] for each in invoices}
    query = select(Allocation).where(Allocation.company_id == company_id, Allocation.invoice_id.in_(wanted))
    for row in await session.scalars(query, execution_options={"populate_existing": True}):
        moves[row.invoice_id].append(Move(row.effective_on, -row.amount))
        if row.released_on is not None:
            moves[row.invoice_id].append(Move(row.released_on, row.amount))
    for invoice_id, day, amount in await lowerings(session, company_id, wanted):
        moves[invoice_id].append(Move(day, -amount))
    left = await balances(session, company_id, wanted)
    return [Want(each, left[each.id], moves[each.id]) for each in invoices]


async def owed(
    session: AsyncSession,
    company_id: str,
    *,
    job_id: str | None = None,
    contact_id: str | None = None,
    quote_id: str | None = None,
) -> list[Invoice]:
    """Issued invoices of a job, a contact or a quote that are not paid in full, the oldest due first."""
    query = select(Invoice).where(
        Invoice.company_id == company_id, Invoice.document == "issued", Invoice.total > settled()
    )
    for column, value in ((Invoice.job_id, job_id), (Invoice.contact_id, contact_id), (Invoice.quote_id, quote_id)):
        if value is not None:
            query = query.where(column == value)
    query = query.order_by(Invoice.due_on, Invoice.issued_on, Invoice.number, Invoice.id)
    return list(await session.scalars(query, execution_options={"populate_existing": True}))


def _issued(invoice: Invoice) -> date:
    assert invoice.issued_on is not None
    return invoice.issued_on

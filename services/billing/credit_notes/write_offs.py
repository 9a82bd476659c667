"""Write-offs: nobody expects the rest of an invoice any more. The sale and its taxes stay as they are."""

from __future__ import annotations

from services.accounts.queries import company as company_profile
from services.billing.credit_notes import queries
from services.billing.credit_notes.schemas import WriteOffIn
from services.billing.credit_notes.tables import WriteOff
from services.billing.invoices.queries import balances
from services.billing.invoices.rows import locked, require_issued
from services.billing.invoices.tables import Invoice
from services.kit import factlog, ids
from services.kit.days import local_day
from services.kit.problems import Conflict
from services.kit.work import Work
from workflows import facts
from workflows.money import Money


async def write_off(work: Work, invoice_id: str, data: WriteOffIn) -> Invoice:
    """All that an issued invoice still asks for. Raises 404; 409 `invoice-not-issued`, `invoice-written-off`, `invoice-not-owed`."""
    invoice = await locked(work, invoice_id)
    require_issued(invoice)
    if await queries.live_write_off(work.session, work.company_id, invoice.id):
        raise Conflict("invoice-written-off", number=invoice.number_text or "")
    balance = (await balances(work.session, work.company_id, [invoice.id]))[invoice.id]
    if balance <= 0:
        raise Conflict("invoice-not-owed", number=invoice.number_text or "")
    company = await company_profile(work.session, work.company_id)
    work.session.add(
        WriteOff(
            id=ids.new("wof"),
            company_id=work.company_id,
            invoice_id=invoice.id,
            amount=balance,
            reason=data.reason,
            note=data.note,
            written_off_on=local_day(work.now, company.time_zone),
            created_at=work.now,
        )
    )
    invoice.updated_at = work.now
    await work.session.flush()
    amount = Money(amount=balance, currency=invoice.currency)
    await factlog.append(work, invoice.job_id, facts.InvoiceWrittenOff(invoice_id=invoice.id, amount=amount))
    return invoice


async def reverse(work: Work, invoice_id: str) -> Invoice:
    """It is owed again. Raises 404; 409 `invoice-not-written-off`."""
    invoice = await locked(work, invoice_id)
    found = await queries.live_write_off(work.session, work.company_id, invoice.id)
    if found is None:
        raise Conflict("invoice-not-written-off", number=invoice.number_text or "")
    company = await company_profile(work.session, work.company_id)
    found.reversed_at, found.reversed_on = work.now, local_day(work.now, company.time_zone)
    invoice.updated_at = work.now
    await work.session.flush()
    await factlog.append(work, invoice.job_id, facts.InvoiceWriteOffReversed(invoice_id=invoice.id))
    return invoice

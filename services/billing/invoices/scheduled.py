"""The invoices of an accepted quote, as its payment schedule wants them: one that is paid in parts, or one for each part."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from services.accounts.queries import company as company_profile
from services.billing import lines as document_lines
from services.billing import shares
from services.billing.invoices import drafts, pricing, progress, rows
from services.billing.invoices.queries import live_invoices_of
from services.billing.invoices.tables import Invoice
from services.billing.quotes import choice, schedule
from services.billing.quotes.choice import AcceptedQuote
from services.billing.quotes.schemas import InstalmentIn, ScheduleIn
from services.jobs.contacts.queries import money_terms
from services.kit.days import local_day
from services.kit.problems import NotFound
from services.kit.work import Work


async def generate(work: Work, quote_id: str) -> list[Invoice]:
    """The invoices of an accepted quote, in draft, with the lines and options that were accepted.

    What was generated before and not voided is returned as it is, so asking twice makes nothing twice. Raises 404, 409.
    """
    await drafts.invoiceable(work, quote_id)
    if existing := await live_invoices_of(work.session, work.company_id, quote_id):
        return existing
    found = await choice.accepted(work.session, work.company_id, quote_id)
    if found is None:
        raise NotFound("quote")
    if found.schedule is not None and found.schedule.kind == "several_invoices" and found.version.total > 0:
        return await _several(work, found, found.schedule)
    return [await _one(work, found)]


async def _one(work: Work, found: AcceptedQuote) -> Invoice:
    company = await company_profile(work.session, work.company_id)
    invoice = rows.new(work, company, found.quote.job_id, found.quote.contact_id, "quote")
    invoice.quote_id = found.quote.id
    invoice.discount = document_lines.discounts_together(found.version.discount, found.version.schedule_discount)
    work.session.add(invoice)
    await work.session.flush()
    columns = [
        {"position": n, **{name: getattr(line, name) for name in document_lines.COPIED}}
        for n, line in enumerate(found.lines)
    ]
    await pricing.price(work, company, invoice, pricing.first_lines(work, invoice, columns))
    if found.schedule is not None:
        today = local_day(work.now, company.time_zone)
        terms = (await money_terms(work.session, invoice.contact_id)).payment_terms_days
        usual = today + timedelta(days=company.payment_terms_days if terms is None else terms)
        _plan(invoice, found.schedule.instalments[0], today)
        if len(found.schedule.instalments) > 1 and invoice.total > 0:
            invoice.dues = dues_of(found.schedule, invoice.total, today, usual)
            invoice.due_on = date.fromisoformat(invoice.dues[-1]["due_on"])
    await work.session.flush()
    await rows.record_draft(work, invoice)
    return invoice


async def _several(work: Work, found: AcceptedQuote, chosen: ScheduleIn) -> list[Invoice]:
    """A draft for each part; together they are the quote to the cent, each tax for itself."""
    company = await company_profile(work.session, work.company_id)
    today, version = local_day(work.now, company.time_zone), found.version
    whole, taken = pricing.amounts(version), shares.nothing(len(version.taxes))
    rates = [Decimal(each["rate"]) for each in version.taxes]
    made = []
    sizes = schedule.parts(version.total, chosen.instalments)
    for instalment, size in zip(chosen.instalments, sizes, strict=True):
        if size > 0:
            part = shares.of_total(whole, taken, rates, size)
            invoice = await progress.draft(work, found.quote, version, part, taken)
            _plan(invoice, instalment, today)
            await work.session.flush()
            await rows.record_draft(work, invoice)
            made.append(invoice)
            taken += part
    return made


def _plan(invoice: Invoice, instalment: InstalmentIn, today: date) -> None:
    """When it is issued: at once, on its day, once the work is done; what is still to be planned waits for a person."""
    match instalment.when:
        case "on_acceptance":
            invoice.issue, invoice.issue_on = "planned", today
        case "on_date":
            invoice.issue, invoice.issue_on = "planned", max(instalment.on or today, today)
        case "on_completion":
            invoice.issue = "work_done"
        case "to_plan":
            invoice.issue = "by_hand"


def dues_of(chosen: ScheduleIn, total: int, today: date, usual: date) -> list[dict[str, Any]]:
    """The payments of one invoice with their days; those without a day of their own fall due by the usual terms, at the end."""
    sizes = schedule.parts(total, chosen.instalments)
    days: list[date] = []
    for each in chosen.instalments:
        day = {"on_acceptance": today, "on_date": each.on or today}.get(each.when, usual)
        days.append(max([day, *days[-1:]]))
    return dues_from(today, [{"due_on": day.isoformat(), "amount": n} for day, n in zip(days, sizes, strict=True) if n])


def dues_from(today: date, dues: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Payments by their days, one a day; a day that has passed is today."""
    by_day: dict[date, int] = {}
    for due in dues:
        day = max(date.fromisoformat(due["due_on"]), today)
        by_day[day] = by_day.get(day, 0) + due["amount"]
    return [{"due_on": day.isoformat(), "amount": amount} for day, amount in sorted(by_day.items())]

"""The invoice of a visit: what was used on it, and the hours that were worked."""

from __future__ import annotations

from sqlalchemy import select

from services.accounts.queries import company as company_profile
from services.billing.catalog.tables import Item
from services.billing.documents.build import language_of
from services.billing.invoices import drafts
from services.billing.invoices.schemas import FromVisitIn, InvoiceIn
from services.billing.invoices.tables import Invoice
from services.billing.schemas import LineIn
from services.jobs.contacts.queries import contact as contact_view
from services.jobs.folders.queries import brief
from services.jobs.hours import queries as hours
from services.jobs.sheets import queries as sheets
from services.jobs.sheets.schemas import MaterialOut
from services.jobs.visits import queries as visits
from services.jobs.visits.schemas import VisitOut
from services.kit import factlog
from services.kit.problems import Conflict
from services.kit.texts import t
from services.kit.work import Work
from workflows.money import Money


async def create(work: Work, data: FromVisitIn) -> Invoice:
    """A draft with a line for each material, at the price that it was noted with, else the catalogue's, and one for the hours.

    Raises 404; 409 `visit-invoiced`, `visit-clock-running`, `visit-without-work`; 422.
    """
    visit = await visits.visit(work.session, data.visit_id, work.language)
    await factlog.lock(work, visit.job_id)
    before = await work.session.scalar(
        select(Invoice.id).where(
            Invoice.company_id == work.company_id, Invoice.visit_id == visit.id, Invoice.document != "voided"
        )
    )
    if before is not None:
        raise Conflict("visit-invoiced", number=visit.number)
    lines = await _lines(work, visit, data)
    if not lines:
        raise Conflict("visit-without-work", number=visit.number)
    invoice = await drafts.create(work, InvoiceIn(job_id=visit.job_id, lines=tuple(lines)), "visit")
    invoice.visit_id = visit.id
    await work.session.flush()
    return invoice


async def _lines(work: Work, visit: VisitOut, data: FromVisitIn) -> list[LineIn]:
    job = await brief(work.session, visit.job_id)
    language = language_of(await contact_view(work.session, job.contact_id))
    currency = (await company_profile(work.session, work.company_id)).currency
    lines = []
    if data.materials:
        used = await sheets.materials(work.session, visit.id)
        known = await _items(work, {each.item_id for each in used if each.item_id})
        lines += [_material(each, known.get(each.item_id or ""), currency) for each in used]
    if data.hourly_rate is not None:
        seconds, running = (await hours.worked(work.session, [visit.id])).get(visit.id, (0, 0))
        if running:
            raise Conflict("visit-clock-running", number=visit.number)
        if seconds:
            lines.append(
                LineIn.model_validate(
                    {
                        "description": t(language, "invoicing-labour", visit=visit.number),
                        "quantity": hours.decimal(seconds),
                        "unit": "h",
                        "unit_price": data.hourly_rate,
                        "taxable": data.taxable,
                    }
                )
            )
    return lines


async def _items(work: Work, item_ids: set[str]) -> dict[str, Item]:
    if not item_ids:
        return {}
    query = select(Item).where(Item.company_id == work.company_id, Item.id.in_(item_ids))
    return {row.id: row for row in await work.session.scalars(query)}


def _material(used: MaterialOut, item: Item | None, currency: str) -> LineIn:
    """What nobody put a price on costs nothing yet: it is a draft."""
    price = used.unit_price or (Money(amount=item.unit_price, currency=item.currency) if item else None)
    return LineIn.model_validate(
        {
            "description": used.description,
            "quantity": used.quantity,
            "unit": used.unit,
            "unit_price": price or Money(amount=0, currency=currency),
            "taxable": item.taxable if item else True,
            "item_id": item.id if item else None,
            "tax_group_id": item.tax_group_id if item else None,
            "cost": Money(amount=item.cost, currency=item.currency) if item and item.cost is not None else None,
        }
    )

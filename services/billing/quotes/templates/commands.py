"""The verbs of templates of quotes; who changed what goes to the audit list."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from services.accounts.queries import company as company_profile
from services.billing.catalog.tables import Item
from services.billing.lines import discount_in
from services.billing.quotes import commands as quotes
from services.billing.quotes import content, queries
from services.billing.quotes.schemas import Content, QuoteIn
from services.billing.quotes.tables import Quote
from services.billing.quotes.templates import queries as templates
from services.billing.quotes.templates.schemas import ApplyIn, TemplateIn, TemplatePatch
from services.billing.quotes.templates.tables import Template
from services.kit import etags, ids
from services.kit.days import local_day
from services.kit.log import Audit
from services.kit.problems import Conflict
from services.kit.work import Work
from workflows.money import Money


async def create(work: Work, data: TemplateIn) -> Template:
    """Of a quote, or of a content that could be a quote today. Raises 404 (quote), 422."""
    if data.quote_id is not None:
        quote = await queries.quote_row(work.session, work.company_id, data.quote_id)
        kept = await _of_quote(work, quote, data.version or quote.version)
    else:
        assert data.content is not None
        kept = data.content
        await quotes.check_content(work, kept)
    row = Template(
        id=ids.new("tpl"),
        company_id=work.company_id,
        name=data.name,
        content=_stored(kept),
        archived_at=None,
        created_at=work.now,
        updated_at=work.now,
    )
    work.session.add(row)
    return await _done(work, row, "created")


async def change(work: Work, template_id: str, data: TemplatePatch, if_match: str | None) -> Template:
    """Quotes that were made from it stay as they are. Raises 404, 412, 422."""
    row = await templates.row(work.session, work.company_id, template_id, lock=True)
    etags.require_match(if_match, templates.shown(row))
    if data.name is not None:
        row.name = data.name
    if data.content is not None:
        await quotes.check_content(work, data.content)
        row.content = _stored(data.content)
    return await _done(work, row, "changed")


async def archive(work: Work, template_id: str, *, archived: bool) -> Template:
    """Takes it out of what is offered, or puts it back. Twice is once. Raises 404."""
    row = await templates.row(work.session, work.company_id, template_id, lock=True)
    if (row.archived_at is not None) == archived:
        return row
    row.archived_at = work.now if archived else None
    return await _done(work, row, "archived" if archived else "unarchived")


async def apply(work: Work, template_id: str, data: ApplyIn) -> Quote:
    """A draft quote on a job. Days of payment that have gone by are to be planned anew. Raises 404, 409 `template-archived`."""
    row = await templates.row(work.session, work.company_id, template_id)
    if row.archived_at is not None:
        raise Conflict("template-archived", name=row.name)
    company = await company_profile(work.session, work.company_id)
    made = dict(row.content)
    made["schedules"] = content.without_past_dates(made["schedules"], local_day(work.now, company.time_zone))
    quote = QuoteIn.model_validate(made | {"job_id": data.job_id})
    if data.prices == "catalogue":
        quote = await _priced_today(work, quote)
    return await quotes.create(work, quote)


async def _of_quote(work: Work, quote: Quote, number: int) -> Content:
    version = await queries.version_row(work.session, work.company_id, quote.id, number)
    lines = await queries.line_rows(work.session, work.company_id, quote.id, number)
    percent = version.deposit_percent
    amount = version.deposit if percent is None else None
    return Content.model_validate(
        {
            "lines": [content.line_in(line, quote.currency) for line in lines],
            "discount": discount_in(version.discount, quote.currency),
            "deposit": None if amount is None else Money(amount=amount, currency=quote.currency),
            "deposit_percent": None if percent is None else f"{percent.normalize():f}",
            "schedules": version.schedules,
            "alternatives": version.alternative_notes,
            "recommended": version.alternative,
            "terms": version.terms,
            "itinerant": version.itinerant,
            "invoicing": version.invoicing,
        }
    )


async def _priced_today(work: Work, quote: QuoteIn) -> QuoteIn:
    wanted = {line.item_id for line in quote.lines if line.item_id is not None}
    query = select(Item.id, Item.unit_price).where(Item.company_id == work.company_id, Item.id.in_(wanted))
    prices = {row.id: row.unit_price for row in await work.session.execute(query)}
    lines = tuple(
        line.model_copy(update={"unit_price": line.unit_price.model_copy(update={"amount": prices[line.item_id]})})
        if line.item_id in prices
        else line
        for line in quote.lines
    )
    return quote.model_copy(update={"lines": lines})


def _stored(kept: Content) -> dict[str, Any]:
    return kept.model_dump(mode="json")


async def _done(work: Work, row: Template, what: str) -> Template:
    row.updated_at = work.now
    action = f"quote_template.{what}"
    work.session.add(Audit(company_id=work.company_id, actor=work.actor, action=action, target=row.id))
    await work.session.flush()
    return row

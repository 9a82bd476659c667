"""`/v1/quote-templates`: quotes that the office makes again and again."""

from typing import Annotated

from fastapi import Depends, Response

from services.billing.quotes import queries as quotes
from services.billing.quotes.schemas import QuoteOut
from services.billing.quotes.templates import commands, queries
from services.billing.quotes.templates.schemas import ApplyIn, TemplateIn, TemplateOut, TemplatePatch
from services.billing.quotes.templates.tables import Template
from services.billing.schemas import NoBody, PathId, Since
from services.kit.app import router
from services.kit.auth import allowed
from services.kit.etags import IfMatch, tagged
from services.kit.lists import After, Limit, Page
from services.kit.work import Work

quote_templates = router("/v1/quote-templates", "quotes")
Office = Annotated[Work, Depends(allowed("quotes"))]


@quote_templates.get("")
async def list_quote_templates(
    work: Office, limit: Limit = 50, after: After = None, archived: bool = False, updated_since: Since = None
) -> Page[TemplateOut]:
    return await queries.page(
        work.session, work.company_id, archived=archived, updated_since=updated_since, limit=limit, after=after
    )


@quote_templates.post("", status_code=201)
async def create_quote_template(work: Office, data: TemplateIn, response: Response) -> TemplateOut:
    row = await commands.create(work, data)
    response.headers["Location"] = f"/v1/quote-templates/{row.id}"
    return _tagged(response, row)


@quote_templates.get("/{template_id}")
async def read_quote_template(work: Office, template_id: PathId, response: Response) -> TemplateOut:
    return _tagged(response, await queries.row(work.session, work.company_id, template_id))


@quote_templates.patch("/{template_id}")
async def change_quote_template(
    work: Office, template_id: PathId, data: TemplatePatch, response: Response, if_match: IfMatch = None
) -> TemplateOut:
    return _tagged(response, await commands.change(work, template_id, data, if_match))


@quote_templates.post("/{template_id}/archive")
async def archive_quote_template(
    work: Office, template_id: PathId, response: Response, body: NoBody | None = None
) -> TemplateOut:
    return _tagged(response, await commands.archive(work, template_id, archived=True))


@quote_templates.post("/{template_id}/unarchive")
async def unarchive_quote_template(
    work: Office, template_id: PathId, response: Response, body: NoBody | None = None
) -> TemplateOut:
    return _tagged(response, await commands.archive(work, template_id, archived=False))


@quote_templates.post("/{template_id}/apply", status_code=201)
async def apply_quote_template(work: Office, template_id: PathId, data: ApplyIn, response: Response) -> QuoteOut:
    """A draft quote made from the template."""
    quote = await commands.apply(work, template_id, data)
    response.headers["Location"] = f"/v1/quotes/{quote.id}"
    return tagged(response, await quotes.quote(work.session, work.company_id, quote.id, work.language))


def _tagged(response: Response, row: Template) -> TemplateOut:
    return tagged(response, queries.shown(row))

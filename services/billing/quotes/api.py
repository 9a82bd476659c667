"""`/v1/quotes`: the office's side of quotes."""

from typing import Annotated

from fastapi import Depends, Header, Query, Response

from services.accounts.queries import company as company_profile
from services.billing.documents import pdf
from services.billing.invoices import commands as invoice_commands
from services.billing.invoices import queries as invoice_queries
from services.billing.invoices.schemas import InvoiceOut
from services.billing.links import portal_url_of
from services.billing.quotes import answers, commands, freezing, queries, signature
from services.billing.quotes.answers import Answer
from services.billing.quotes.content import defaults
from services.billing.quotes.schemas import (
    DeclineIn,
    DefaultsOut,
    DuplicateIn,
    HandOverIn,
    OfficeAcceptIn,
    QuoteIn,
    QuoteOut,
    QuotePatch,
    RenewIn,
    Status,
    VoidIn,
)
from services.billing.schemas import IdQuery, NoBody, PathId, Since, Words
from services.kit.app import require_key, router
from services.kit.auth import allowed
from services.kit.days import local_day
from services.kit.etags import IfMatch, require_match, tagged
from services.kit.lists import After, Limit, Page
from services.kit.work import Work

quotes = router("/v1/quotes", "quotes")
quote_defaults = router("/v1/quote-defaults", "quotes")
Office = Annotated[Work, Depends(allowed("quotes"))]
Invoicing = Annotated[Work, Depends(allowed("quotes", "invoices"))]
VersionQuery = Annotated[int | None, Query(ge=1, le=10_000)]


async def _show(work: Work, quote_id: str, response: Response, version: int | None = None) -> QuoteOut:
    quote = await queries.quote(work.session, work.company_id, quote_id, work.language, version=version)
    if quote.open_version is not None:
        url = await portal_url_of(work.session, quote.contact_id, "quotes", quote.id)
        quote = quote.model_copy(update={"portal_url": url})
    return tagged(response, quote)


@quote_defaults.get("")
async def read_quote_defaults(work: Office) -> DefaultsOut:
    """What a new quote begins with, as the company has set it. Nothing of it is put on a quote unless it is sent along."""
    return defaults(await company_profile(work.session, work.company_id), work.now)


@quotes.get("")
async def list_quotes(
    work: Office,
    limit: Limit = 50,
    after: After = None,
    job_id: IdQuery = None,
    contact_id: IdQuery = None,
    status: Status | None = None,
    q: Words = None,
    updated_since: Since = None,
) -> Page[QuoteOut]:
    """Newest first. `q`: a number, or words of the client."""
    data, info = await queries.quotes(
        work.session,
        work.company_id,
        work.language,
        limit=limit,
        after=after,
        job_id=job_id,
        contact_id=contact_id,
        status=status,
        q=q,
        updated_since=updated_since,
    )
    return Page(data=data, page=info)


@quotes.post("", status_code=201)
async def create_quote(work: Office, data: QuoteIn, response: Response) -> QuoteOut:
    quote = await commands.create(work, data)
    response.headers["Location"] = f"/v1/quotes/{quote.id}"
    return await _show(work, quote.id, response)


@quotes.get("/{quote_id}")
async def read_quote(work: Office, quote_id: PathId, response: Response, version: VersionQuery = None) -> QuoteOut:
    return await _show(work, quote_id, response, version)


@quotes.patch("/{quote_id}")
async def change_quote(
    work: Office, quote_id: PathId, data: QuotePatch, response: Response, if_match: IfMatch = None
) -> QuoteOut:
    async def unchanged() -> None:
        require_match(if_match, await _show(work, quote_id, response))

    await commands.change(work, quote_id, data, unchanged)
    return await _show(work, quote_id, response)


@quotes.post("/{quote_id}/revise")
async def revise_quote(work: Office, quote_id: PathId, response: Response, body: NoBody | None = None) -> QuoteOut:
    await commands.revise(work, quote_id)
    return await _show(work, quote_id, response)


@quotes.post("/{quote_id}/duplicate", status_code=201)
async def duplicate_quote(
    work: Office, quote_id: PathId, response: Response, data: DuplicateIn | None = None
) -> QuoteOut:
    """A quote of its own with a number of its own, in draft."""
    quote = await commands.duplicate(work, quote_id, data or DuplicateIn())
    response.headers["Location"] = f"/v1/quotes/{quote.id}"
    return await _show(work, quote.id, response)


@quotes.post("/{quote_id}/renew", dependencies=[Depends(require_key)])
async def renew_quote(work: Office, quote_id: PathId, response: Response, data: RenewIn | None = None) -> QuoteOut:
    """The same prices for longer: a new version, sent at once."""
    await commands.renew(work, quote_id, data.valid_until if data else None)
    return await _show(work, quote_id, response)


@quotes.post("/{quote_id}/send", dependencies=[Depends(require_key)])
async def send_quote(
    work: Office, quote_id: PathId, response: Response, body: NoBody | None = None, if_match: IfMatch = None
) -> QuoteOut:
    """With `If-Match` only what the caller read is sent: 412 with the current draft where a colleague changed it meanwhile."""

    async def unchanged() -> None:
        require_match(if_match, await _show(work, quote_id, response))

    await commands.send(work, quote_id, unchanged)
    return await _show(work, quote_id, response)


@quotes.post("/{quote_id}/delivered", dependencies=[Depends(require_key)])
async def hand_over_quote(
    work: Office, quote_id: PathId, data: HandOverIn, response: Response, if_match: IfMatch = None
) -> QuoteOut:
    """Freezes and releases the draft as sending does, for a client who gets it by other means: nothing is mailed."""

    async def unchanged() -> None:
        require_match(if_match, await _show(work, quote_id, response))

    await commands.send(work, quote_id, unchanged, data)
    return await _show(work, quote_id, response)


@quotes.post("/{quote_id}/accept")
async def accept_quote(
    work: Office,
    quote_id: PathId,
    data: OfficeAcceptIn,
    response: Response,
    user_agent: Annotated[str | None, Header()] = None,
) -> QuoteOut:
    """On the client's behalf: they said yes by phone or on paper, and something shows it."""
    answer = Answer(
        by="office",
        version=data.version,
        sha256=data.document_sha256,
        name=data.name,
        options=data.options,
        schedule=data.schedule,
        alternative=data.alternative,
        how=data.how,
        note=data.note,
        file_id=data.file_id,
        user_agent=user_agent,
    )
    await answers.accept(work, quote_id, answer)
    return await _show(work, quote_id, response, data.version)


@quotes.post("/{quote_id}/decline")
async def decline_quote(work: Office, quote_id: PathId, data: DeclineIn, response: Response) -> QuoteOut:
    """On the client's behalf."""
    await answers.decline(work, quote_id, Answer(by="office", version=data.version, reason=data.reason))
    return await _show(work, quote_id, response, data.version)


@quotes.post("/{quote_id}/void")
async def void_quote(work: Office, quote_id: PathId, response: Response, data: VoidIn | None = None) -> QuoteOut:
    await commands.void(work, quote_id, data.reason if data else "")
    return await _show(work, quote_id, response)


@quotes.post("/{quote_id}/generate-invoices")
async def generate_invoices(work: Invoicing, quote_id: PathId, body: NoBody | None = None) -> Page[InvoiceOut]:
    rows = await invoice_commands.generate(work, quote_id)
    company = await company_profile(work.session, work.company_id)
    today = local_day(work.now, company.time_zone)
    return Page(data=await invoice_queries.shown(work.session, rows, work.language, today))


@quotes.get("/{quote_id}/signature", response_class=Response, responses={200: {"content": {"image/png": {}}}})
async def quote_signature(work: Office, quote_id: PathId) -> Response:
    """What the client drew when they accepted."""
    return await signature.respond(work.session, work.company_id, quote_id)


@quotes.get("/{quote_id}/pdf", response_class=Response, responses=pdf.RESPONSES)
async def quote_pdf(work: Office, quote_id: PathId, version: VersionQuery = None) -> Response:
    """A sent version's PDF; of a draft, a preview as it would look today."""
    quote = await queries.quote_row(work.session, work.company_id, quote_id)
    row = await commands.version_of(work, quote, version or quote.version)
    if row.document_id is not None:
        return await pdf.respond(work.session, row.document_id)
    company = await company_profile(work.session, work.company_id)
    lines = await commands.lines_of(work, quote.id, row.version)
    return await pdf.preview(await freezing.snapshot(work, company, quote, row, lines), work.company_id)

"""The verbs of quotes. Every one begins with the job's lock, so two of them never meet on one quote."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import date, timedelta

from sqlalchemy import delete, select

from services.accounts.queries import CompanyProfile
from services.accounts.queries import company as company_profile
from services.billing import lines as document_lines
from services.billing.documents.commands import freeze
from services.billing.invoices.queries import live_invoices_of
from services.billing.numbers import commands as numbers
from services.billing.quotes import content
from services.billing.quotes.freezing import snapshot
from services.billing.quotes.queries import quote_row, version_row
from services.billing.quotes.schemas import Content, DuplicateIn, HandOverIn, QuoteIn, QuotePatch
from services.billing.quotes.tables import Quote, QuoteLine, QuoteVersion
from services.billing.schemas import LineIn
from services.jobs.contacts.queries import money_terms
from services.jobs.folders.queries import brief
from services.kit import factlog, ids
from services.kit.days import local_day
from services.kit.problems import Conflict, Field, Invalid, NotFound
from services.kit.work import Work
from workflows import facts
from workflows.money import Money

OPEN = ("sent", "viewed")
"""What a client can still answer."""
Guard = Callable[[], Awaitable[None]]


async def create(work: Work, data: QuoteIn) -> Quote:
    """A new quote with its number and a first version in draft. Raises 404 (job), 422."""
    await factlog.lock(work, data.job_id)
    job = await brief(work.session, data.job_id)
    company = await company_profile(work.session, work.company_id)
    await document_lines.check(work.session, work.company_id, company.currency, data.lines, data.discount)
    quote = await _numbered(work, data.job_id, job.contact_id, company)
    version = _draft(work, quote, 1)
    version.valid_until = data.valid_until
    content.put(version, data, type(data).model_fields)
    await work.session.flush()
    lines = await _write_lines(work, quote, version, company, data.lines)
    content.check(version, data, company.currency, local_day(work.now, company.time_zone), lines)
    await _record_draft(work, quote, version)
    return quote


async def check_content(work: Work, data: Content) -> None:
    """Whether a quote could say this today; nothing is written. Raises 422."""
    company = await company_profile(work.session, work.company_id)
    today = local_day(work.now, company.time_zone)
    await document_lines.check(work.session, work.company_id, company.currency, data.lines, data.discount)
    version = QuoteVersion(schedules=[], alternative_notes=[], itinerant=False)
    content.put(version, data, Content.model_fields)
    rows = [
        QuoteLine(
            optional=line.optional, alternative=line.alternative, chosen=False, **document_lines.columns(line, position)
        )
        for position, line in enumerate(data.lines)
    ]
    await _price(work, company, version, rows, today)
    content.check(version, data, company.currency, today, rows)


async def duplicate(work: Work, quote_id: str, data: DuplicateIn) -> Quote:
    """A new quote with the lines and the conditions of one that there is, on its job or another. Raises 404, 409 (job over)."""
    old = await quote_row(work.session, work.company_id, quote_id)
    version = await version_of(work, old, data.version or old.version)
    job_id = data.job_id or old.job_id
    await factlog.lock(work, job_id)
    job = await brief(work.session, job_id)
    company = await company_profile(work.session, work.company_id)
    quote = await _numbered(work, job_id, job.contact_id, company)
    new = _draft(work, quote, 1)
    today = local_day(work.now, company.time_zone)
    await _copy(work, quote, new, version, await lines_of(work, old.id, version.version))
    new.schedules = content.without_past_dates(new.schedules, today)
    await _price(work, company, new, await lines_of(work, quote.id, 1), today, quote.contact_id)
    await work.session.flush()
    await _record_draft(work, quote, new)
    return quote


async def change(work: Work, quote_id: str, data: QuotePatch, unchanged: Guard) -> Quote:
    """Changes the draft; `unchanged` is asked under the lock and raises if the caller edited an older one.

    Raises 409 `quote-not-draft` once it was sent: then `revise` makes a new version.
    """
    quote, version = await locked(work, quote_id)
    await unchanged()
    if version.status != "draft":
        raise Conflict("quote-not-draft", number=quote.number)
    company = await company_profile(work.session, work.company_id)
    given = data.model_fields_set
    if "valid_until" in given:
        version.valid_until = data.valid_until
    content.put(version, data, given)
    await document_lines.check(work.session, work.company_id, company.currency, data.lines or (), data.discount)
    today = local_day(work.now, company.time_zone)
    if data.lines is not None:
        lines = await _write_lines(work, quote, version, company, data.lines)
    else:
        lines = await lines_of(work, quote.id, version.version)
    if data.lines is None and given & {"discount", "recommended"}:
        await _price(work, company, version, lines, today, quote.contact_id)
    content.work_out_deposit(version)
    content.check(version, data, company.currency, today, lines)
    quote.updated_at = work.now
    await work.session.flush()
    await _record_draft(work, quote, version)
    return quote


async def revise(work: Work, quote_id: str) -> Quote:
    """A new version in draft with the lines of the newest one. The client keeps the old one until this one is sent."""
    quote, old = await locked(work, quote_id)
    if old.status == "draft":
        raise Conflict("quote-has-draft", number=quote.number, version=old.version)
    _refuse_settled(quote, old)
    quote.version, quote.updated_at = old.version + 1, work.now
    new = _draft(work, quote, quote.version)
    new.subtotal, new.taxes, new.total = old.subtotal, old.taxes, old.total
    await _copy(work, quote, new, old, await lines_of(work, quote.id, old.version))
    await _record_draft(work, quote, new)
    return quote


async def renew(work: Work, quote_id: str, valid_until: date | None = None) -> Quote:
    """Holds the same prices for longer: a new version with a new validity, sent at once. Taxes are those of today.

    Raises 409: `quote-not-renewable` unless the client has it open or it expired, `quote-has-draft`, `quote-schedule-over` when
    a day of its payment schedule has passed, `itinerant-without-permit`; 422.
    """
    quote, version = await locked(work, quote_id)
    if version.status == "draft":
        raise Conflict("quote-has-draft", number=quote.number, version=version.version)
    if version.status not in (*OPEN, "expired"):
        raise Conflict("quote-not-renewable", number=quote.number, status=version.status)
    await revise(work, quote_id)
    company = await company_profile(work.session, work.company_id)
    today = local_day(work.now, company.time_zone)
    if valid_until is not None and not today <= valid_until <= today + content.FURTHEST:
        raise Invalid([Field("/valid_until", "date-range")])
    (await version_of(work, quote, quote.version)).valid_until = valid_until
    return await send(work, quote_id)


async def send(work: Work, quote_id: str, unchanged: Guard | None = None, handed: HandOverIn | None = None) -> Quote:
    """Freezes the draft and releases it to the client; the mail follows once the PDF is there. `unchanged` as for `change`.

    `handed`: the client gets it by other means; no mail leaves, and none follows up.

    Taxes are those of the day of sending. An earlier version that the client has is superseded in the same moment.
    Raises 409, also `itinerant-without-permit` for an itinerant contract of a company that has not said its permit.
    """
    quote, version = await locked(work, quote_id)
    if version.status != "draft":
        _refuse_settled(quote, version)
        raise Conflict("quote-already-sent", number=quote.number, version=version.version)
    if unchanged is not None:
        await unchanged()
    company = await company_profile(work.session, work.company_id)
    today = local_day(work.now, company.time_zone)
    version.valid_until = version.valid_until or today + timedelta(days=company.quote_validity_days)
    if version.valid_until < today:
        raise Conflict("quote-validity-over", number=quote.number, date=version.valid_until.isoformat())
    if content.past_dates(version, today):
        raise Conflict("quote-schedule-over", number=quote.number)
    if version.itinerant and not company.opc_permit:
        raise Conflict("itinerant-without-permit", number=quote.number)
    lines = await lines_of(work, quote.id, version.version)
    await _price(work, company, version, lines, today, quote.contact_id)
    document = await freeze(
        work,
        await snapshot(work, company, quote, version, lines),
        object_id=quote.id,
        job_id=quote.job_id,
        contact_id=quote.contact_id,
    )
    superseded = await _supersede(work, quote)
    version.status, version.sent_at = "sent", work.now
    version.document_id, version.document_sha256 = document.id, document.document_sha256
    if handed is not None:
        version.delivered_by, version.delivered_note = handed.by, handed.note
    quote.open_version, quote.updated_at = version.version, work.now
    await work.session.flush()
    if superseded is not None:
        await factlog.append(work, quote.job_id, facts.QuoteSuperseded(quote_id=quote.id, version=superseded))
    fact = facts.QuoteSent(
        quote_id=quote.id,
        version=version.version,
        total=Money(amount=version.total, currency=quote.currency),
        valid_until=version.valid_until,
        document_id=document.id,
        document_sha256=document.document_sha256,
        delivered_by=handed.by if handed else None,
    )
    await factlog.append(work, quote.job_id, fact)
    return quote


async def void(work: Work, quote_id: str, reason: str) -> Quote:
    """Takes a quote back for good; its number stays. Raises 409 while an invoice was made from it."""
    quote, version = await locked(work, quote_id)
    if version.status == "voided":
        raise Conflict("quote-settled", number=quote.number, status="voided")
    if await live_invoices_of(work.session, work.company_id, quote.id):
        raise Conflict("quote-has-invoices", number=quote.number)
    for each in await _versions(work, quote.id):
        if each.status in ("draft", *OPEN, "accepted", "declined", "expired"):
            each.status = "voided"
    quote.void_reason, quote.updated_at = reason, work.now
    await work.session.flush()
    at = quote.open_version or quote.version
    await factlog.append(work, quote.job_id, facts.QuoteVoided(quote_id=quote.id, version=at))
    return quote


# ── parts ────────────────────────────────────────────────────────────────────────────────────────────────────────────


async def locked(work: Work, quote_id: str) -> tuple[Quote, QuoteVersion]:
    """The quote and its newest version, read under the job's lock. Raises a 404 problem."""
    mine = (Quote.company_id == work.company_id, Quote.id == quote_id)
    job_id = (await work.session.execute(select(Quote.job_id).where(*mine))).scalar_one_or_none()
    if job_id is None:
        raise NotFound("quote")
    await factlog.lock(work, job_id)
    quote = (await work.session.execute(select(Quote).where(*mine))).scalar_one()
    return quote, await version_of(work, quote, quote.version)


async def version_of(work: Work, quote: Quote, number: int) -> QuoteVersion:
    return await version_row(work.session, work.company_id, quote.id, number)


async def _versions(work: Work, quote_id: str) -> list[QuoteVersion]:
    query = select(QuoteVersion).where(QuoteVersion.company_id == work.company_id, QuoteVersion.quote_id == quote_id)
    return list((await work.session.execute(query)).scalars())


async def lines_of(work: Work, quote_id: str, version: int) -> list[QuoteLine]:
    query = (
        select(QuoteLine)
        .where(QuoteLine.company_id == work.company_id, QuoteLine.quote_id == quote_id, QuoteLine.version == version)
        .order_by(QuoteLine.position)
    )
    return list((await work.session.execute(query)).scalars())


def _draft(work: Work, quote: Quote, number: int) -> QuoteVersion:
    version = QuoteVersion(
        id=ids.new("qve"),
        company_id=work.company_id,
        quote_id=quote.id,
        version=number,
        status="draft",
        schedules=[],
        alternative_notes=[],
        itinerant=False,
        subtotal=0,
        taxes=[],
        total=0,
        created_at=work.now,
    )
    work.session.add(version)
    return version


async def _copy(work: Work, quote: Quote, new: QuoteVersion, old: QuoteVersion, lines: Sequence[QuoteLine]) -> None:
    """Conditions and lines of a version that there is; nothing in it is chosen yet."""
    for name, value in content.copied(old).items():
        setattr(new, name, value)
    await work.session.flush()
    copied = (*document_lines.COPIED, "position", "optional", "alternative")
    work.session.add_all(
        QuoteLine(
            id=ids.new("qln"),
            company_id=work.company_id,
            quote_id=quote.id,
            version=new.version,
            chosen=False,
            **{name: getattr(line, name) for name in copied},
        )
        for line in lines
    )
    await work.session.flush()


async def _numbered(work: Work, job_id: str, contact_id: str, company: CompanyProfile) -> Quote:
    taken = await numbers.take(work, "quote")
    quote = Quote(
        id=ids.new("quo"),
        company_id=work.company_id,
        job_id=job_id,
        contact_id=contact_id,
        series=taken.series,
        number=taken.number,
        number_text=taken.text,
        version=1,
        open_version=None,
        currency=company.currency,
        void_reason=None,
        created_at=work.now,
        updated_at=work.now,
    )
    work.session.add(quote)
    await work.session.flush()
    return quote


async def _write_lines(
    work: Work, quote: Quote, version: QuoteVersion, company: CompanyProfile, lines: Sequence[LineIn]
) -> list[QuoteLine]:
    """Replaces the draft's lines and its totals."""
    old = delete(QuoteLine).where(
        QuoteLine.company_id == work.company_id,
        QuoteLine.quote_id == quote.id,
        QuoteLine.version == version.version,
    )
    await work.session.execute(old)
    rows = [
        QuoteLine(
            id=ids.new("qln"),
            company_id=work.company_id,
            quote_id=quote.id,
            version=version.version,
            optional=line.optional,
            alternative=line.alternative,
            chosen=False,
            **document_lines.columns(line, position),
        )
        for position, line in enumerate(lines)
    ]
    work.session.add_all(rows)
    await _price(work, company, version, rows, local_day(work.now, company.time_zone), quote.contact_id)
    await work.session.flush()
    return rows


async def _price(
    work: Work,
    company: CompanyProfile,
    version: QuoteVersion,
    lines: Sequence[QuoteLine],
    day: date,
    contact_id: str | None = None,
) -> None:
    """At the taxes of `day`; none for a contact who is exempt. Without a contact (a template) as for anybody."""
    exempt = (await money_terms(work.session, contact_id)).tax_exempt if contact_id else False
    content.settle_alternative(version, lines)
    await document_lines.price(
        work.session, company, version, lines, day, exempt=exempt, alternative=version.alternative
    )
    content.work_out_deposit(version)


async def _record_draft(work: Work, quote: Quote, version: QuoteVersion) -> None:
    fact = facts.QuoteDrafted(
        quote_id=quote.id,
        version=version.version,
        number=quote.number,
        total=Money(amount=version.total, currency=quote.currency),
    )
    await factlog.append(work, quote.job_id, fact)


async def _supersede(work: Work, quote: Quote) -> int | None:
    """The version that the client has gives way; its number if it was still open."""
    if quote.open_version is None:
        return None
    old = await version_of(work, quote, quote.open_version)
    was_open = old.status in OPEN
    if old.status in (*OPEN, "declined", "expired"):
        old.status = "superseded"
    return old.version if was_open else None


def _refuse_settled(quote: Quote, version: QuoteVersion) -> None:
    if version.status in ("accepted", "voided"):
        raise Conflict("quote-settled", number=quote.number, status=version.status)

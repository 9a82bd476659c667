"""Reading quotes. The office sees the newest version; the client sees the one that was last sent to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from services.billing import delivery
from services.billing.documents.frame import place_lines
from services.billing.documents.snapshot import Concluded
from services.billing.documents.tables import Document
from services.billing.lines import alternatives, discount_out, line_out, totals_out
from services.billing.quotes.choice import choose, instalments_out
from services.billing.quotes.content import by_schedule
from services.billing.quotes.proof import acceptance_sha256
from services.billing.quotes.schemas import (
    Accepted,
    AlternativeOut,
    ConcludedOut,
    Declined,
    HandedOver,
    QuoteOut,
    QuoteVersionOut,
    ScheduleOut,
)
from services.billing.quotes.tables import Quote, QuoteLine, QuoteVersion
from services.billing.words import about
from services.kit.lists import PageInfo, newest_first
from services.kit.problems import NotFound
from services.kit.settings import get_settings
from workflows.money import Money


async def quote_row(session: AsyncSession, company_id: str, quote_id: str) -> Quote:
    """Raises a 404 problem."""
    query = select(Quote).where(Quote.company_id == company_id, Quote.id == quote_id)
    row = (await session.execute(query)).scalar_one_or_none()
    if row is None:
        raise NotFound("quote")
    return row


async def version_row(session: AsyncSession, company_id: str, quote_id: str, version: int) -> QuoteVersion:
    """Raises a 404 problem."""
    query = select(QuoteVersion).where(
        QuoteVersion.company_id == company_id, QuoteVersion.quote_id == quote_id, QuoteVersion.version == version
    )
    row = (await session.execute(query)).scalar_one_or_none()
    if row is None:
        raise NotFound("quote")
    return row


async def line_rows(session: AsyncSession, company_id: str, quote_id: str, version: int) -> list[QuoteLine]:
    """In the order of their positions."""
    query = (
        select(QuoteLine)
        .where(QuoteLine.company_id == company_id, QuoteLine.quote_id == quote_id, QuoteLine.version == version)
        .order_by(QuoteLine.position)
    )
    return list((await session.execute(query)).scalars())


async def quote(
    session: AsyncSession, company_id: str, quote_id: str, language: str, *, version: int | None = None
) -> QuoteOut:
    """One quote at its newest version, or at `version`. Raises a 404 problem."""
    row = await quote_row(session, company_id, quote_id)
    found = await shown(session, [(row, version or row.version)], language)
    if not found:
        raise NotFound("quote")
    return found[0]


async def quotes(
    session: AsyncSession,
    company_id: str,
    language: str,
    *,
    limit: int,
    after: str | None = None,
    job_id: str | None = None,
    contact_id: str | None = None,
    status: str | None = None,
    q: str | None = None,
    updated_since: datetime | None = None,
    released: bool = False,
) -> tuple[list[QuoteOut], PageInfo]:
    """A page of quotes, newest first. `released` shows the client's version, and none that was never sent."""
    query = select(Quote).where(Quote.company_id == company_id)
    if job_id is not None:
        query = query.where(Quote.job_id == job_id)
    if contact_id is not None:
        query = query.where(Quote.contact_id == contact_id)
    if q:
        query = query.where(about(company_id, q, Quote.number, Quote.number_text, Quote.contact_id))
    if released:
        query = query.where(Quote.open_version.is_not(None))
    if updated_since is not None:
        query = query.where(Quote.updated_at >= updated_since)
    if status is not None:
        newest = and_(
            QuoteVersion.company_id == Quote.company_id,
            QuoteVersion.quote_id == Quote.id,
            QuoteVersion.version == Quote.version,
        )
        query = query.join(QuoteVersion, newest).where(QuoteVersion.status == status)
    kept, info = await newest_first(session, query, Quote.created_at, Quote.id, limit, after)
    wanted = [(row, (row.open_version or row.version) if released else row.version) for row in kept]
    return await shown(session, wanted, language), info


async def shown(session: AsyncSession, wanted: Sequence[tuple[Quote, int]], language: str) -> list[QuoteOut]:
    """Quotes at the given versions as the API shows them, with the same few queries for any number of them."""
    if not wanted:
        return []
    company_id, quote_ids = wanted[0][0].company_id, [row.id for row, _ in wanted]
    all_versions = (
        select(QuoteVersion)
        .where(QuoteVersion.company_id == company_id, QuoteVersion.quote_id.in_(quote_ids))
        .order_by(QuoteVersion.quote_id, QuoteVersion.version)
    )
    versions: dict[str, list[QuoteVersion]] = {}
    for version in (await session.execute(all_versions)).scalars():
        versions.setdefault(version.quote_id, []).append(version)
    pairs = [(row.id, version) for row, version in wanted]
    of_versions = (
        select(QuoteLine)
        .where(QuoteLine.company_id == company_id, tuple_(QuoteLine.quote_id, QuoteLine.version).in_(pairs))
        .order_by(QuoteLine.quote_id, QuoteLine.position)
    )
    lines: dict[str, list[QuoteLine]] = {}
    for line in (await session.execute(of_versions)).scalars():
        lines.setdefault(line.quote_id, []).append(line)
    shown = [(row, at) for row, number in wanted for at in versions.get(row.id, []) if at.version == number]
    delivered = await delivery.of(
        session, [(row.id, row.job_id, None if at.delivered_by else at.sent_at) for row, at in shown]
    )
    concluded = await _concluded(session, company_id, [at for _, at in shown])
    return [
        _out(row, at, versions[row.id], lines.get(row.id, []), delivered[row.id], concluded.get(at.id), language)
        for row, at in shown
    ]


async def _concluded(
    session: AsyncSession, company_id: str, versions: Sequence[QuoteVersion]
) -> dict[str, ConcludedOut]:
    """By version what the documents of the itinerant contracts among them say; older ones said nothing of it."""
    wanted = {at.document_id: at.id for at in versions if at.itinerant and at.document_id}
    if not wanted:
        return {}
    query = select(Document.id, Document.snapshot["concluded"]).where(
        Document.company_id == company_id, Document.id.in_(wanted)
    )
    found = ((key, Concluded.model_validate(said)) for key, said in await session.execute(query) if said)
    return {
        wanted[key]: ConcludedOut(
            permit=said.permit, representative=said.representative, place=", ".join(place_lines(said.place))
        )
        for key, said in found
    }


def _out(
    row: Quote,
    at: QuoteVersion,
    versions: Sequence[QuoteVersion],
    lines: Sequence[QuoteLine],
    delivered: str,
    concluded: ConcludedOut | None,
    language: str,
) -> QuoteOut:
    accepted = declined = None
    if at.accepted_at is not None:
        options = tuple(line.position for line in lines if line.chosen)
        accepted = Accepted(
            name=at.accepted_name or "",
            at=at.accepted_at,
            by=(at.accepted_by or "").partition(":")[0],
            kind=at.accepted_kind or "typed",
            how=at.accepted_how,
            note=at.accepted_note or "",
            file_id=at.accepted_file,
            file_sha256=at.accepted_file_sha256,
            signature=at.accepted_signature is not None,
            ip=at.accepted_ip,
            user_agent=at.accepted_agent,
            version=at.version,
            document_sha256=at.document_sha256 or "",
            alternative=at.alternative,
            options=options,
            schedule=at.chosen_schedule,
            sha256=at.accepted_sha256,
            intact=at.accepted_sha256 in (None, acceptance_sha256(at, options)),
        )
    if at.declined_at is not None:
        declined = Declined(at=at.declined_at, reason=at.decline_reason or "")
    return QuoteOut(
        id=row.id,
        job_id=row.job_id,
        contact_id=row.contact_id,
        number=row.number,
        number_text=row.number_text,
        version=at.version,
        open_version=row.open_version,
        status=at.status,
        delivery=delivered,
        lines=tuple(line_out(line, row.currency) for line in lines),
        totals=totals_out(at, row.currency, language),
        deposit=None if at.deposit is None else Money(amount=at.deposit, currency=row.currency),
        deposit_percent=None if at.deposit_percent is None else f"{at.deposit_percent.normalize():f}",
        alternatives=_alternatives(at, lines, row.currency, language),
        schedules=_schedules(at, lines, row.currency),
        chosen_schedule=at.chosen_schedule,
        terms=at.terms,
        itinerant=at.itinerant,
        concluded=concluded,
        cancellable_until=at.cancellable_until,
        cancelled_at=at.cancelled_at,
        invoicing=at.invoicing,
        valid_until=at.valid_until,
        document_sha256=at.document_sha256,
        portal_url=None,
        pdf_url=f"{get_settings().url_billing}/v1/quotes/{row.id}/pdf?version={at.version}",
        accepted=accepted,
        declined=declined,
        void_reason=row.void_reason,
        sent_at=at.sent_at,
        delivered=HandedOver.model_validate({"by": at.delivered_by, "note": at.delivered_note})
        if at.delivered_by
        else None,
        viewed_at=at.viewed_at,
        renewal_asked_at=at.renewal_asked_at,
        versions=tuple(
            QuoteVersionOut(
                version=each.version,
                status=each.status,
                document_sha256=each.document_sha256,
                sent_at=each.sent_at,
                total=Money(amount=each.total, currency=row.currency),
            )
            for each in versions
        ),
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def _alternatives(
    at: QuoteVersion, lines: Sequence[QuoteLine], currency: str, language: str
) -> tuple[AlternativeOut, ...]:
    """The choices of its lines. Of an accepted quote there is nothing left to choose: what counts is in its totals."""
    if at.accepted_at is not None:
        return ()
    notes = {each["name"]: each["note"] for each in at.alternative_notes}
    return tuple(
        AlternativeOut(
            name=name,
            note=notes.get(name, ""),
            totals=totals_out(choose(at, lines, (), None, name), currency, language),
            counts=name == at.alternative,
        )
        for name in alternatives(lines)
    )


def _schedules(at: QuoteVersion, lines: Sequence[QuoteLine], currency: str) -> tuple[ScheduleOut, ...]:
    return tuple(
        ScheduleOut(
            name=each.name,
            kind=each.kind,
            discount=discount_out(comes.discount, currency),
            instalments=instalments_out(each, comes.total, currency, strict=False),
            total=Money(amount=comes.total, currency=currency),
            chosen=at.chosen_schedule == index,
        )
        for index, (each, comes) in enumerate(by_schedule(at, lines))
    )

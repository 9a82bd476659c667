"""What becomes of a quote that the client has: viewed, accepted, declined, expired."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.accounts.queries import company as company_profile
from services.billing.documents.snapshot import document_sha256
from services.billing.documents.tables import Document
from services.billing.quotes import choice, content, proof, queries
from services.billing.quotes.commands import OPEN, lines_of, locked, version_of
from services.billing.quotes.schemas import How, PreviewIn, PreviewOut
from services.billing.quotes.tables import Quote, QuoteVersion
from services.jobs.files.queries import contents_of
from services.kit import factlog, files
from services.kit.days import local_day
from services.kit.problems import Conflict, Field, Invalid, NotFound
from services.kit.work import Work
from workflows import facts
from workflows.money import Money


@dataclass(frozen=True)
class Answer:
    """Who answers what. `sha256` is the hash of what they read; only the office may leave it out, and only the office has to say
    what shows it: a `note`, or a file of the job."""

    by: Literal["contact", "office"]
    version: int
    name: str = ""
    sha256: str | None = None
    options: tuple[int, ...] = ()
    schedule: int = 0
    alternative: str | None = None
    how: How | None = None
    note: str = ""
    file_id: str | None = None
    signature: bytes | None = None
    reason: str = ""
    user_agent: str | None = None
    contact_id: str | None = None


async def view(work: Work, quote_id: str, contact_id: str) -> Quote:
    """The client opened the quote. Only the first time is a fact."""
    quote, _ = await _mine(work, quote_id, contact_id)
    if quote.open_version is None:
        raise NotFound("quote")
    version = await version_of(work, quote, quote.open_version)
    if version.status == "sent":
        version.status, version.viewed_at, quote.updated_at = "viewed", work.now, work.now
        await work.session.flush()
        await factlog.append(work, quote.job_id, facts.QuoteViewed(quote_id=quote.id, version=version.version))
    return quote


async def accept(work: Work, quote_id: str, answer: Answer) -> Quote:
    """Accepts exactly one version, and keeps the proof: who, when, from where, the document's hash and all that was chosen.

    Raises 409: `quote-superseded`, `quote-expired`, `quote-already-accepted`, `quote-not-open`,
    `quote-document-changed` (another hash than that of the frozen document, or a frozen document that was touched);
    422 for an option or a schedule that there is not, `acceptance-without-proof` and `unknown-proof` for the office.
    """
    quote, version = await _open(work, quote_id, answer)
    frozen = await _frozen_hash(work, version)
    if version.document_sha256 is None or frozen != version.document_sha256:
        raise Conflict("quote-document-changed", number=quote.number)
    if answer.sha256 is not None and answer.sha256 != version.document_sha256:
        raise Conflict("quote-document-changed", number=quote.number)
    paper = await _paper(work, quote, answer) if answer.by == "office" else None
    company = await company_profile(work.session, work.company_id)
    today = local_day(work.now, company.time_zone)
    lines = await lines_of(work, quote.id, version.version)
    chosen = choice.choose(version, lines, answer.options, answer.schedule, answer.alternative)
    for line in lines:
        line.chosen = line.position in chosen.options
    version.chosen_schedule, version.alternative = chosen.schedule, chosen.alternative
    version.subtotal, version.taxes, version.total = chosen.subtotal, chosen.taxes, chosen.total
    version.discount, version.schedule_discount = chosen.discount, chosen.schedule_discount
    version.deposit = chosen.deposit
    if version.itinerant:
        version.cancellable_until = today + content.CANCELLABLE
    await _sign(work, version, answer)
    version.accepted_file, version.accepted_file_sha256 = (answer.file_id, paper) if paper else (None, None)
    version.accepted_sha256 = proof.acceptance_sha256(version, chosen.options)
    quote.updated_at = work.now
    await _drop_newer_draft(work, quote, version)
    await work.session.flush()
    fact = facts.QuoteAccepted(
        quote_id=quote.id,
        version=version.version,
        document_sha256=version.document_sha256,
        total=Money(amount=version.total, currency=quote.currency),
        by=answer.by,
        deposit=None if version.deposit is None else Money(amount=version.deposit, currency=quote.currency),
        invoicing=_invoicing(version, company.quote_invoicing),
    )
    await factlog.append(work, quote.job_id, fact)
    return quote


async def decline(work: Work, quote_id: str, answer: Answer) -> Quote:
    """The client says no. Raises 409 like `accept`; an expired quote may still be declined by nobody: it is over."""
    quote, version = await _open(work, quote_id, answer)
    version.status, version.declined_at, version.decline_reason = "declined", work.now, answer.reason
    quote.updated_at = work.now
    await work.session.flush()
    fact = facts.QuoteDeclined(quote_id=quote.id, version=version.version, by=answer.by)
    await factlog.append(work, quote.job_id, fact)
    return quote


async def expire_quote(work: Work, quote_id: str, version: int, dedupe_key: str | None = None) -> None:
    """The validity of `version` is over. Called by the job's workflow; twice is once.

    Raises 409 if the version was answered or superseded meanwhile.
    """
    quote, _ = await locked(work, quote_id)
    row = await version_of(work, quote, version)
    if row.status in OPEN:
        row.status, quote.updated_at = "expired", work.now
        await work.session.flush()
    key = dedupe_key or f"quote/{quote.id}/v{version}/expire/quote.expired"
    await factlog.append(work, quote.job_id, facts.QuoteExpired(quote_id=quote.id, version=version), dedupe_key=key)


async def ask_renewal(work: Work, quote_id: str, version: int, contact_id: str) -> Quote:
    """The client would still like what expired. Asked once, it stays asked. Raises 409 `quote-not-expired`, `quote-superseded`."""
    quote, _ = await _mine(work, quote_id, contact_id)
    if quote.open_version is None:
        raise NotFound("quote")
    if version != quote.open_version:
        raise Conflict("quote-superseded", number=quote.number, version=quote.open_version)
    row = await version_of(work, quote, version)
    if not await _over(work, row):
        raise Conflict("quote-not-expired", number=quote.number)
    if row.renewal_asked_at is None:
        row.renewal_asked_at, quote.updated_at = work.now, work.now
        await work.session.flush()
        if row.status in OPEN:  # its timer is a moment behind the calendar
            await expire_quote(work, quote.id, row.version)
        fact = facts.QuoteRenewalAsked(quote_id=quote.id, version=row.version)
        await factlog.append(work, quote.job_id, fact, dedupe_key=f"quote/{quote.id}/v{row.version}/renewal-asked")
    return quote


async def cancel(work: Work, quote_id: str, version: int, reason: str, contact_id: str) -> Quote:
    """The client cancels an itinerant contract within the ten days that the law gives them, for any reason or none.

    Raises 404, 409 `quote-not-cancellable` when it is no such contract, was not accepted, or the days are over.
    """
    quote, _ = await _mine(work, quote_id, contact_id)
    if quote.open_version is None:
        raise NotFound("quote")
    row = await version_of(work, quote, quote.open_version)
    company = await company_profile(work.session, work.company_id)
    today = local_day(work.now, company.time_zone)
    last = row.cancellable_until
    if row.version != version or row.status != "accepted" or last is None or today > last:
        raise Conflict("quote-not-cancellable", number=quote.number)
    row.status, row.cancelled_at = "voided", work.now
    quote.void_reason, quote.updated_at = reason or None, work.now
    await work.session.flush()
    await factlog.append(work, quote.job_id, facts.QuoteVoided(quote_id=quote.id, version=row.version, by="contact"))
    return quote


async def preview(session: AsyncSession, quote: Quote, wanted: PreviewIn, language: str) -> PreviewOut:
    """What a choice would come to; nothing is written. Raises 409 `quote-superseded`, 422."""
    if wanted.version != quote.open_version:
        raise Conflict("quote-superseded", number=quote.number, version=quote.open_version or 0)
    row = await queries.version_row(session, quote.company_id, quote.id, wanted.version)
    lines = await queries.line_rows(session, quote.company_id, quote.id, wanted.version)
    made = choice.choose(row, lines, wanted.options, wanted.schedule, wanted.alternative)
    return choice.shown(quote.currency, row, made, language)


async def require_no_way_back(work: Work, quote_id: str) -> None:
    """No money may be asked for an itinerant contract while the client can still cancel it. Raises 404, 409."""
    quote = await queries.quote_row(work.session, work.company_id, quote_id)
    row = await queries.version_row(work.session, work.company_id, quote_id, quote.open_version or quote.version)
    company = await company_profile(work.session, work.company_id)
    last = row.cancellable_until
    if row.status == "accepted" and last is not None and local_day(work.now, company.time_zone) <= last:
        raise Conflict("quote-cancellable", number=quote.number, date=last.isoformat())


def _invoicing(version: QuoteVersion, usual: str) -> Literal["automatic", "by_hand"]:
    """An itinerant contract is invoiced by hand, once the client can cancel it no more."""
    wanted = version.invoicing or usual
    return "automatic" if wanted == "automatic" and not version.itinerant else "by_hand"


async def _over(work: Work, version: QuoteVersion) -> bool:
    """Expired, or about to be: the timer may be a moment behind the calendar."""
    company = await company_profile(work.session, work.company_id)
    past = version.valid_until is not None and version.valid_until < local_day(work.now, company.time_zone)
    return version.status == "expired" or (version.status in OPEN and past)


async def _mine(work: Work, quote_id: str, contact_id: str | None) -> tuple[Quote, QuoteVersion]:
    quote, newest = await locked(work, quote_id)
    if contact_id is not None and quote.contact_id != contact_id:
        raise NotFound("quote")
    return quote, newest


async def _open(work: Work, quote_id: str, answer: Answer) -> tuple[Quote, QuoteVersion]:
    """The version that is answered, if it can be."""
    quote, _ = await _mine(work, quote_id, answer.contact_id)
    if quote.open_version is None:
        if answer.contact_id is not None:
            raise NotFound("quote")
        raise Conflict("quote-not-open", number=quote.number, status="draft")
    if answer.version != quote.open_version:
        if answer.version > quote.version:
            raise NotFound("quote")
        raise Conflict("quote-superseded", number=quote.number, version=quote.open_version)
    version = await version_of(work, quote, quote.open_version)
    if version.status == "accepted":
        raise Conflict("quote-already-accepted", number=quote.number)
    if version.status not in (*OPEN, "expired"):
        raise Conflict("quote-not-open", number=quote.number, status=version.status)
    if await _over(work, version):
        raise Conflict("quote-expired", number=quote.number)
    return quote, version


async def _frozen_hash(work: Work, version: QuoteVersion) -> str | None:
    """The hash of the snapshot as it stands in the database now, not as it was noted: tampering shows."""
    query = select(Document.snapshot).where(Document.company_id == work.company_id, Document.id == version.document_id)
    snapshot = (await work.session.execute(query)).scalar_one_or_none()
    return None if snapshot is None else document_sha256(snapshot)


async def _paper(work: Work, quote: Quote, answer: Answer) -> str | None:
    """The hash of the file that shows that the client said yes, if there is one. Raises 422 where nothing shows it."""
    if answer.file_id is None:
        if not answer.note.strip():
            raise Invalid([Field("/note", "acceptance-without-proof")])
        return None
    found = await contents_of(work.session, quote.job_id, [answer.file_id])
    if answer.file_id not in found:
        raise Invalid([Field("/file_id", "unknown-proof")])
    return found[answer.file_id].sha256


async def _sign(work: Work, version: QuoteVersion, answer: Answer) -> None:
    """The signature is in the file store before the row that names it is."""
    version.status, version.accepted_at, version.accepted_name = "accepted", work.now, answer.name
    version.accepted_by, version.accepted_ip = work.actor, work.address
    version.accepted_agent = (answer.user_agent or "")[:400] or None
    version.accepted_how, version.accepted_note = answer.how, answer.note or None
    version.accepted_kind = "office" if answer.by == "office" else "drawn" if answer.signature else "typed"
    if answer.signature:
        version.accepted_signature = await files.put(answer.signature, forced=True)


async def _drop_newer_draft(work: Work, quote: Quote, accepted: QuoteVersion) -> None:
    """A draft that was in the making beside the accepted version has lost its purpose."""
    if quote.version != accepted.version:
        newest = await version_of(work, quote, quote.version)
        newest.status = "superseded"
        quote.version = accepted.version

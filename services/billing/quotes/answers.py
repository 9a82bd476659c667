"""What becomes of a quote that the client has: viewed, accepted, declined, expired."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select

from services.accounts.queries import company as company_profile
from services.billing import lines as document_lines
from services.billing.documents.snapshot import document_sha256
from services.billing.documents.tables import Document
from services.billing.quotes.commands import OPEN, lines_of, locked, version_of
from services.billing.quotes.tables import Quote, QuoteVersion
from services.kit import factlog
from services.kit.days import local_day
from services.kit.problems import Conflict, Field, Invalid, NotFound
from services.kit.work import Work
from workflows import facts
from workflows.money import Money


@dataclass(frozen=True)
class Answer:
    """Who answers what. `sha256` is the hash of what they read; only the office may leave it out."""

    by: Literal["contact", "office"]
    version: int
    name: str = ""
    sha256: str | None = None
    options: tuple[int, ...] = ()
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
    """Accepts exactly one version, and keeps the proof: name, time, address, program, version, hash, options.

    Raises 409: `quote-superseded`, `quote-expired`, `quote-already-accepted`, `quote-not-open`,
    `quote-document-changed` (another hash than that of the frozen document, or a frozen document that was touched).
    """
    quote, version = await _open(work, quote_id, answer)
    frozen = await _frozen_hash(work, version)
    if version.document_sha256 is None or frozen != version.document_sha256:
        raise Conflict("quote-document-changed", number=quote.number)
    if answer.sha256 is not None and answer.sha256 != version.document_sha256:
        raise Conflict("quote-document-changed", number=quote.number)
    await _choose(work, quote, version, answer.options)
    version.status, version.accepted_at, version.accepted_name = "accepted", work.now, answer.name
    version.accepted_by, version.accepted_ip = work.actor, work.address
    version.accepted_agent = (answer.user_agent or "")[:400] or None
    quote.updated_at = work.now
    await _drop_newer_draft(work, quote, version)
    await work.session.flush()
    fact = facts.QuoteAccepted(
        quote_id=quote.id,
        version=version.version,
        document_sha256=version.document_sha256,
        total=Money(amount=version.total, currency=quote.currency),
        by=answer.by,
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
    if version.status == "expired":
        raise Conflict("quote-expired", number=quote.number)
    if version.status not in OPEN:
        raise Conflict("quote-not-open", number=quote.number, status=version.status)
    company = await company_profile(work.session, work.company_id)
    if version.valid_until is not None and version.valid_until < local_day(work.now, company.time_zone):
        raise Conflict("quote-expired", number=quote.number)  # the timer may be a moment behind the calendar
    return quote, version


async def _frozen_hash(work: Work, version: QuoteVersion) -> str | None:
    """The hash of the snapshot as it stands in the database now, not as it was noted: tampering shows."""
    query = select(Document.snapshot).where(Document.company_id == work.company_id, Document.id == version.document_id)
    snapshot = (await work.session.execute(query)).scalar_one_or_none()
    return None if snapshot is None else document_sha256(snapshot)


async def _choose(work: Work, quote: Quote, version: QuoteVersion, options: tuple[int, ...]) -> None:
    """Ticks optional lines and adds them to what is accepted, at the rates that the document shows."""
    if not options:
        return
    lines = await lines_of(work, quote.id, version.version)
    offered = {line.position: line for line in lines if line.optional}
    wrong = [Field(f"/options/{i}", "unknown-option") for i, each in enumerate(options) if each not in offered]
    if wrong:
        raise Invalid(wrong)
    for position in options:
        offered[position].chosen = True
    taxes = document_lines.charged_of(version.taxes)
    result = document_lines.compute(document_lines.priced(lines), taxes)
    version.subtotal, version.total = result.subtotal, result.total
    version.taxes = document_lines.stored_taxes(result, taxes)


async def _drop_newer_draft(work: Work, quote: Quote, accepted: QuoteVersion) -> None:
    """A draft that was in the making beside the accepted version has lost its purpose."""
    if quote.version != accepted.version:
        newest = await version_of(work, quote, quote.version)
        newest.status = "superseded"
        quote.version = accepted.version

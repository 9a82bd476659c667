"""What facts of quotes make of a job."""

from __future__ import annotations

from datetime import datetime

from workflows import facts as f
from workflows.folds.folder import answered
from workflows.folds.parts import change, owe_document, put
from workflows.state import JobState, Quote


def quote_drafted(state: JobState, fact: f.QuoteDrafted, at: datetime) -> JobState:
    quote = state.quotes.get(fact.quote_id)
    if quote is None:
        quote = Quote(id=fact.quote_id, number=fact.number, version=fact.version, total=fact.total)
        return put(state, "quotes", quote.id, quote)
    if quote.status == "draft":
        return change(state, "quotes", quote.id, version=fact.version, total=fact.total)
    return change(state, "quotes", quote.id, draft_version=fact.version)


def quote_sent(state: JobState, fact: f.QuoteSent, at: datetime) -> JobState:
    state = change(
        state,
        "quotes",
        fact.quote_id,
        version=fact.version,
        draft_version=None,
        status="sent",
        total=fact.total,
        sent_at=at,
        valid_until=fact.valid_until,
        document_id=fact.document_id,
        document_sha256=fact.document_sha256,
        handed_over=fact.delivered_by is not None,
        renewal_asked_at=None,
        closed_at=None,
    )
    return owe_document(answered(state), "quote", fact.quote_id, fact.document_id, at)


def quote_status(state: JobState, fact: f.QuoteFact, status: str, at: datetime | None) -> JobState:
    quote = state.quotes.get(fact.quote_id)
    if quote is None or (quote.version != fact.version and status != "voided"):
        return state
    if status == "viewed" and quote.status != "sent":
        return state
    settled = {"draft_version": None} if status == "voided" else {}
    return change(state, "quotes", fact.quote_id, status=status, closed_at=at, **settled)


def quote_voided(state: JobState, fact: f.QuoteVoided, at: datetime) -> JobState:
    """What the client had accepted and cancels is for the office to undo."""
    quote = state.quotes.get(fact.quote_id)
    undone = quote is not None and quote.status == "accepted" and fact.by == "contact"
    state = quote_status(state, fact, "voided", at)
    return change(state, "quotes", fact.quote_id, cancelled_at=at) if undone else state


def quote_accepted(state: JobState, fact: f.QuoteAccepted, at: datetime) -> JobState:
    """The options that the client ticked make the total, and a newer draft beside it has lost its point."""
    state = quote_status(state, fact, "accepted", at)
    changes = {"total": fact.total, "draft_version": None, "deposit": fact.deposit, "invoicing": fact.invoicing}
    return change(state, "quotes", fact.quote_id, **changes)

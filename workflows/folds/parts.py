"""What folds have in common: a part of the state is put, changed or taken away; a step comes to its end; a document is owed."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, TypeVar

from pydantic import BaseModel

from workflows import facts as f
from workflows.state import Document, JobState

P = TypeVar("P", bound=BaseModel)
DocumentKind = Literal["quote", "invoice", "receipt", "credit_note", "refund"]


def updated(part: P, **changes: Any) -> P:
    """The same part with these fields changed."""
    return part.model_copy(update=changes)


def put(state: JobState, shelf: str, key: str, part: Any) -> JobState:
    """With `part` under `key` on a shelf of the state (`quotes`, `done` …)."""
    return updated(state, **{shelf: {**getattr(state, shelf), key: part}})


def change(state: JobState, shelf: str, key: str, **changes: Any) -> JobState:
    """With these fields of a part changed; as before where there is no such part."""
    part = getattr(state, shelf).get(key)
    return state if part is None else put(state, shelf, key, updated(part, **changes))


def without(state: JobState, shelf: str, key: str) -> JobState:
    """Without what is under `key`, if anything is."""
    return updated(state, **{shelf: {k: v for k, v in getattr(state, shelf).items() if k != key}})


def fold_into_quote(state: JobState, quote_id: str | None, *, invoices: int = 0, deposits: int = 0) -> JobState:
    """With so many more invoices, and cents, that the quote remembers though they no longer stand here one by one."""
    quote = state.quotes.get(quote_id or "")
    if quote is None:
        return state
    invoices, deposits = quote.folded_invoices + invoices, quote.folded_deposits + deposits
    return change(state, "quotes", quote.id, folded_invoices=invoices, folded_deposits=deposits)


def owe_document(
    state: JobState, kind: DocumentKind, object_id: str, document_id: str | None, at: datetime
) -> JobState:
    """With a PDF to be made, unless it is known already."""
    if document_id is None or document_id in state.documents:
        return state
    return put(state, "documents", document_id, Document(id=document_id, kind=kind, object_id=object_id, since=at))


def document_failed(state: JobState, fact: f.DocumentFailed, at: datetime) -> JobState:
    status = "pending" if fact.next_try_at else "failed"
    return change(
        state, "documents", fact.document_id, status=status, attempt=fact.attempt, next_try_at=fact.next_try_at
    )

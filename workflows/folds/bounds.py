"""What is finished moves into the sums, so that a job of a thousand facts stays small."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from workflows.folds import parts
from workflows.money import zero
from workflows.rules import documents, invoices, payments
from workflows.state import KEEP_CLOSED, Invoice, JobState, Payment, Quote
from workflows.steps import Step, as_it_stands

_FINISHING: tuple[Callable[[JobState, datetime], Iterable[Step]], ...] = (
    documents.render_documents,
    invoices.mail_invoices,
    invoices.mail_credit_notes,
    payments.send_receipts,
    payments.answer_disputes,
)
"""The rules that still have something to do about an invoice or payment with nothing left to pay."""

_KEYED_BY_STEP = ("done", "snoozed", "deliveries", "stuck")


def bounded(state: JobState, at: datetime) -> JobState:
    """The oldest finished objects leave, but for those of which something is still to be made, mailed or decided."""
    for shelf in ("quotes", "visits", "invoices", "payments"):
        closed = [part for part in getattr(state, shelf).values() if part.closed_at is not None]
        if (many := len(closed) - KEEP_CLOSED) > 0:
            busy = _busy(state, at)
            for part in sorted(closed, key=lambda p: (p.closed_at, p.id))[:many]:
                if part.id not in busy:
                    state = _fold_away(state, shelf, part)
    return state


def _busy(state: JobState, at: datetime) -> set[str]:
    proposed = [step for rule in _FINISHING for step in rule(state, at)]
    keys = [*state.stuck, *(step.key for step in proposed if as_it_stands(state, step, at))]
    ids = {key.split("/")[1] for key in keys if "/" in key}
    return ids | {document.object_id for document in state.documents.values() if document.id in ids}


def _fold_away(state: JobState, shelf: str, part: Any) -> JobState:
    sums = state.folded
    match part:
        case Quote() if part.status not in ("draft", "voided"):
            accepted = part.total if part.status == "accepted" else zero(state.currency)
            sums = parts.updated(sums, quoted=sums.quoted + part.total, accepted=sums.accepted + accepted)
        case Invoice() if part.document == "issued":
            sums = parts.updated(
                sums,
                invoiced=sums.invoiced + part.total - part.credited,
                allocated=sums.allocated + part.allocated,
                written_off=sums.written_off + part.written_off,
            )
            state = parts.fold_into_quote(state, part.quote_id, invoices=1)
        case Payment():
            sums = parts.updated(sums, paid=sums.paid + part.kept)
            state = parts.fold_into_quote(state, part.quote_id, deposits=part.kept.amount)
    prefix = f"{shelf[:-1]}/{part.id}/"
    own = {s: {k: v for k, v in getattr(state, s).items() if not k.startswith(prefix)} for s in _KEYED_BY_STEP}
    documents_ = {k: v for k, v in state.documents.items() if v.object_id != part.id}
    return parts.without(parts.updated(state, folded=sums, documents=documents_, **own), shelf, part.id)

"""The timeline: every fact of a job as a sentence. Names are looked up for the whole page at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from babel.lists import format_list
from pydantic import ValidationError
from sqlalchemy import select

from services.accounts.queries import company, users
from services.billing import queries as billing
from services.jobs.contacts import tables as contact_tables
from services.jobs.files import queries as files
from services.jobs.folders import words
from services.jobs.folders.schemas import Actor, Entry, Order, StepTarget, TimelineMessage
from services.jobs.folders.tables import Note
from services.jobs.messages import queries as messages
from services.jobs.visits.queries import resource_names
from services.kit import lists
from services.kit.log import Fact as FactRow
from services.kit.texts import catalogue, number, t
from services.kit.work import Work
from workflows import facts as f


async def page(
    work: Work,
    job_id: str,
    *,
    order: Order = "asc",
    updated_since: datetime | None = None,
    limit: int = 50,
    after: str | None = None,
) -> lists.Page[Entry]:
    """Facts in order, or newest first."""
    query = select(FactRow).where(FactRow.job_id == job_id)
    if updated_since:
        query = query.where(FactRow.recorded_at >= updated_since)
    if cursor := lists.decode(after, int):
        seq = min(max(int(cursor[0]), 0), 2**62)
        query = query.where(FactRow.seq > seq if order == "asc" else FactRow.seq < seq)
    query = query.order_by(FactRow.seq if order == "asc" else FactRow.seq.desc()).limit(limit + 1)
    rows, info = lists.page((await work.session.scalars(query)).all(), limit, lambda row: (row.seq,))
    known = await _look_up(work, rows)
    return lists.Page(data=[_entry(row, known) for row in rows], page=info)


@dataclass
class Known:
    """Everything that the sentences of a page need."""

    language: str
    zone: str
    users: dict[str, str] = field(default_factory=dict)
    contacts: dict[str, str] = field(default_factory=dict)
    resources: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    messages: dict[str, messages.MessageRow] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    """Numbers of quotes and invoices by id, as they are printed."""


async def _look_up(work: Work, rows: Sequence[FactRow]) -> Known:
    known = Known(work.language, (await company(work.session, work.company_id)).time_zone)
    people = {row.actor.removeprefix("user:") for row in rows if row.actor.startswith("user:")}
    people |= {str(row.data.get("user_id")) for row in rows if row.data.get("user_id")}
    clients = {row.actor.removeprefix("contact:") for row in rows if row.actor.startswith("contact:")}
    clients |= {str(row.data["contact_id"]) for row in rows if row.kind == "job.contact_set"}
    resources = {str(row.data["resource_id"]) for row in rows if row.data.get("resource_id")}
    resources |= {str(each) for row in rows for each in row.data.get("resource_ids") or ()}
    note_ids = {str(row.data["note_id"]) for row in rows if row.data.get("note_id")}
    message_ids = {str(row.data["message_id"]) for row in rows if row.data.get("message_id")}
    known.users = await users(work.session, people)
    if clients:
        table = contact_tables.Contact
        found = await work.session.execute(select(table.id, table.name).where(table.id.in_(clients)))
        known.contacts = dict(found.all())
    known.resources = await resource_names(work.session, resources)
    if note_ids:
        notes = await work.session.execute(select(Note.id, Note.body).where(Note.id.in_(note_ids)))
        known.notes = dict(notes.all())
    known.messages = await messages.by_ids(work.session, message_ids)
    known.files = await files.names(work.session, {str(row.data["file_id"]) for row in rows if row.data.get("file_id")})
    papers = {str(row.data[name]) for row in rows for name in ("quote_id", "invoice_id") if row.data.get(name)}
    known.numbers = await billing.printed(work.session, papers)
    return known


def _entry(row: FactRow, known: Known) -> Entry:
    fact: f.Fact | None
    try:
        fact = f.decode(row.kind, row.version, row.data)
    except (f.UnknownFact, ValidationError):  # of a newer build: the log goes on, the sentence is a plain one
        fact = None
    message_id = row.data.get("message_id")
    message = known.messages.get(str(message_id)) if message_id else None
    return Entry(
        seq=row.seq,
        kind=row.kind,
        occurred_at=row.occurred_at,
        recorded_at=row.recorded_at,
        actor=_actor(row.actor, known),
        text=text_of(fact, known) if fact else t(known.language, "timeline-other"),
        target=_target(row.data),
        message=_message(message) if message else None,
    )


def _message(row: messages.MessageRow) -> TimelineMessage:
    return TimelineMessage(
        id=row.id,
        direction=row.direction,
        channel=row.channel,
        subject=row.subject,
        body=row.body,
        delivery=row.delivery,
    )


def _actor(actor: str, known: Known) -> Actor:
    kind, _, actor_id = actor.partition(":")
    if kind == "user":
        return Actor(kind="user", id=actor_id, name=known.users.get(actor_id, t(known.language, "timeline-actor-user")))
    if kind == "contact":
        name = known.contacts.get(actor_id, t(known.language, "timeline-actor-contact"))
        return Actor(kind="contact", id=actor_id, name=name)
    if kind == "site":
        return Actor(kind="site", id=actor_id or None, name=t(known.language, "timeline-actor-site"))
    return Actor(kind="system", id=None, name=t(known.language, "timeline-actor-system"))


_TARGETS = ("quote", "visit", "series", "invoice", "payment", "credit_note", "document", "file", "message")


def _target(data: dict[str, Any]) -> StepTarget | None:
    found = next((kind for kind in _TARGETS if data.get(f"{kind}_id")), None)
    return StepTarget(kind=found, id=str(data[f"{found}_id"])) if found else None


# ── sentences ────────────────────────────────────────────────────────────────────────────────────────────────────────


class Sentence(NamedTuple):
    """`timeline-<kind>` or, with a variant, `timeline-<kind>-<variant>`, and what fills it."""

    args: dict[str, Any] = {}
    variant: str = ""
    reason: str | None = None


def text_of(fact: f.Fact, known: Known) -> str:
    """One fact in words."""
    make = _SENTENCES.get(type(fact))
    sentence = make(fact, known) if make else Sentence()
    name = f"timeline-{words.slug(fact.kind)}" + (f"-{sentence.variant}" if sentence.variant else "")
    text = catalogue().say(known.language, name, sentence.args, known.zone)
    if sentence.reason:
        return t(known.language, "timeline-with-reason", text=text, reason=sentence.reason)
    return text


def _noted(note_id: str | None, known: Known) -> str | None:
    return known.notes.get(note_id) if note_id else None


def _opened(fact: f.JobOpened, known: Known) -> Sentence:
    return Sentence({"number": fact.number, "source": fact.source}, "imported" if fact.imported_at else "")


def _assigned(fact: f.JobAssigned, known: Known) -> Sentence:
    if fact.user_id is None:
        return Sentence(variant="nobody")
    return Sentence({"name": known.users.get(fact.user_id, t(known.language, "timeline-actor-user"))})


def _phase_set(fact: f.JobPhaseSet, known: Known) -> Sentence:
    if fact.phase is None:
        return Sentence(variant="back")
    phase = t(known.language, f"phase-{words.slug(fact.phase)}")
    return Sentence({"phase": phase}, reason=_noted(fact.note_id, known))


def _paused(fact: f.JobPaused, known: Known) -> Sentence:
    reason = _noted(fact.note_id, known)
    return Sentence({"until": fact.until}, "until", reason) if fact.until else Sentence(reason=reason)


def _closed(fact: f.JobClosed, known: Known) -> Sentence:
    return Sentence(variant="lost" if fact.outcome == "lost" else "", reason=_noted(fact.note_id, known))


def _contract(fact: f.JobContractSet, known: Known) -> Sentence:
    if fact.next_on is None:
        return Sentence(variant="ended")
    if fact.problem:
        return Sentence({"on": fact.next_on}, "stopped")
    return Sentence(variant="paused") if fact.paused else Sentence({"on": fact.next_on})


def _step(fact: Any, known: Known) -> Sentence:
    args = {"step": words.title(words.kind_of(fact.key), known.language)}
    if isinstance(fact, f.StepSnoozed):
        return Sentence(args | {"until": fact.until})
    return Sentence(args, reason=_noted(getattr(fact, "note_id", None), known))


def _time(fact: f.TimeRecorded | f.TimeCorrected, known: Known) -> Sentence:
    hours = (Decimal(fact.seconds) / 3600).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    name = known.resources.get(fact.resource_id, t(known.language, "timeline-actor-user"))
    return Sentence({"name": name, "hours": number(known.language, hours)})


def _document_failed(fact: f.DocumentFailed, known: Known) -> Sentence:
    return Sentence({"until": fact.next_try_at}) if fact.next_try_at else Sentence(variant="for-good")


def _channel(fact: Any, known: Known) -> Sentence:
    return Sentence({"channel": fact.channel})


def _mail(fact: Any, known: Known) -> Sentence:
    args: dict[str, Any] = {"step": words.title(words.kind_of(fact.step_key), known.language)}
    if isinstance(fact, f.MessageDeferred):
        args |= {"until": fact.next_try_at}
    code = getattr(fact, "code", None)
    return Sentence(args, reason=messages.failure_text(code, known.language) if code else None)


def _request(fact: f.RequestReceived, known: Known) -> Sentence:
    """A mail to a site's address is a request as the site's form is; the id tells which it was."""
    return Sentence(variant="mail" if fact.submission_id.startswith("inm_") else "")


def _quote(fact: Any, known: Known) -> Sentence:
    args: dict[str, Any] = {"number": known.numbers.get(fact.quote_id, ""), "version": fact.version}
    for name in ("total", "valid_until"):
        if hasattr(fact, name):
            args[name.replace("_", "-")] = getattr(fact, name)
    if by := getattr(fact, "delivered_by", None):
        return Sentence(args | {"by": by}, "delivered")
    return Sentence(args, "office" if getattr(fact, "by", "contact") == "office" else "")


def _visit_times(fact: Any, known: Known) -> Sentence:
    who = [known.resources.get(each, "") for each in fact.resource_ids]
    locale = "en_CA" if known.language == "en" else "fr_CA"
    names = format_list([name for name in who if name], locale=locale) if any(who) else "–"
    return Sentence({"starts": fact.starts_at, "names": names})


def _en_route(fact: f.VisitEnRoute, known: Known) -> Sentence:
    return Sentence({"expected": fact.expected_at}, "expected") if fact.expected_at else Sentence()


def _file(fact: f.FileAdded | f.FileRemoved, known: Known) -> Sentence:
    name = known.files.get(fact.file_id)
    return Sentence({"name": name}, "named") if name else Sentence()


def _invoice(fact: Any, known: Known) -> Sentence:
    args: dict[str, Any] = {"number": known.numbers.get(fact.invoice_id, "")}
    for name, source in (("total", "total"), ("due", "due_on"), ("occurrence", "occurrence")):
        if hasattr(fact, source):
            args[name] = getattr(fact, source)
    draft = isinstance(fact, f.InvoiceVoided) and not args["number"]
    return Sentence(args, "draft" if draft else "")


def _payment(fact: f.PaymentReceived, known: Known) -> Sentence:
    return Sentence({"amount": fact.amount, "method": fact.method, "receipt": fact.receipt_number})


def _amount(fact: Any, known: Known) -> Sentence:
    return Sentence({"amount": fact.amount})


def _on_invoice(fact: Any, known: Known) -> Sentence:
    """Money, or a credit, that an invoice gains or loses."""
    args: dict[str, Any] = {"number": known.numbers.get(fact.invoice_id, "")}
    return Sentence(args | {name: getattr(fact, name) for name in ("amount", "total") if hasattr(fact, name)})


def _transferred(fact: f.PaymentTransferred, known: Known) -> Sentence:
    if fact.amount.amount < 0:
        return Sentence({"amount": -fact.amount}, "away")
    return Sentence({"amount": fact.amount})


_SENTENCES: dict[type[f.Fact], Callable[[Any, Known], Sentence]] = {
    f.JobOpened: _opened,
    f.RequestReceived: _request,
    f.JobAssigned: _assigned,
    f.JobPhaseSet: _phase_set,
    f.JobPaused: _paused,
    f.JobClosed: _closed,
    f.JobCancelled: lambda fact, known: Sentence(reason=_noted(fact.note_id, known)),
    f.StepDone: _step,
    f.StepSkipped: _step,
    f.StepSnoozed: _step,
    f.StepDropped: _step,
    f.StepStuck: _step,
    f.JobContractSet: _contract,
    f.JobContactSet: lambda fact, known: Sentence({"client": known.contacts.get(fact.contact_id, "")}),
    f.TimeRecorded: _time,
    f.TimeCorrected: _time,
    f.SeriesPlanned: lambda fact, known: Sentence({"until": fact.until}),
    f.SeriesExtended: lambda fact, known: Sentence({"until": fact.until}),
    f.DocumentFailed: _document_failed,
    f.MessageReceived: _channel,
    f.MessageLogged: _channel,
    f.MessageAccepted: _mail,
    f.MessageAmbiguous: _mail,
    f.MessageDeferred: _mail,
    f.MessageFailed: _mail,
    f.MessageDelivered: _mail,
    f.MessageOpened: _mail,
    f.MessageBounced: _mail,
    f.MessageRetried: _mail,
    f.QuoteDrafted: _quote,
    f.QuoteSent: _quote,
    f.QuoteViewed: _quote,
    f.QuoteAccepted: _quote,
    f.QuoteDeclined: _quote,
    f.QuoteExpired: _quote,
    f.QuoteSuperseded: _quote,
    f.QuoteRenewalAsked: _quote,
    f.QuoteVoided: _quote,
    f.VisitScheduled: _visit_times,
    f.VisitRescheduled: _visit_times,
    f.VisitEnRoute: _en_route,
    f.VisitDescribed: lambda fact, known: Sentence({"what": fact.what}),
    f.FileAdded: _file,
    f.FileRemoved: _file,
    f.InvoiceDrafted: _invoice,
    f.InvoiceIssued: _invoice,
    f.InvoiceSent: _invoice,
    f.InvoiceDelivered: lambda fact, known: Sentence({"number": known.numbers.get(fact.invoice_id, ""), "by": fact.by}),
    f.InvoiceViewed: _invoice,
    f.InvoiceVoided: _invoice,
    f.InvoiceWrittenOff: _on_invoice,
    f.InvoiceWriteOffReversed: _on_invoice,
    f.CreditNoteIssued: _on_invoice,
    f.PaymentReceived: _payment,
    f.PaymentReturned: lambda fact, known: Sentence({"reason": fact.reason}),
    f.PaymentAllocated: _on_invoice,
    f.PaymentReleased: _on_invoice,
    f.PaymentTransferred: _transferred,
    f.PaymentRefunded: _amount,
    f.PaymentRefundFailed: _amount,
    f.PaymentDisputed: _amount,
    f.PaymentPending: _amount,
    f.PaymentRecalled: lambda fact, known: Sentence({"receipt": fact.receipt_number}),
    f.InvoiceRecalled: lambda fact, known: Sentence({"number": known.numbers.get(fact.invoice_id, "")}),
}

"""What follows when a job is cancelled: the whole chain, known before, because the fold and the planner know it. Pure.

Cancelling is tried on the state: the same facts that the command would append are folded, and the same planner says what
comes up and what falls away. So what the page shows before is what happens after.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Literal, NamedTuple

from workflows import facts as f
from workflows.folds import apply
from workflows.planner import plan
from workflows.state import JobState, Visit
from workflows.steps import Step

Status = Literal["will_happen", "done", "pending", "yours", "failed", "dropped"]


class Link(NamedTuple):
    """One consequence. `words` is the message `cancel-<words>`, filled in with `args`; `step` is the plan's, if it is one."""

    key: str
    kind: str
    target_kind: str | None
    target_id: str | None
    words: str
    args: dict[str, Any]
    step: Step | None = None
    people: tuple[str, ...] = ()
    """Ids of the resources that the sentence names."""


class Happened(NamedTuple):
    """A fact behind the cancellation, as the log has it."""

    fact: f.Fact
    at: datetime
    actor: str


class Tick(NamedTuple):
    status: Status
    at: datetime | None = None
    actor: str | None = None


def to_free(state: JobState) -> list[Visit]:
    """The visits that a cancellation takes away: those that have not begun."""
    return [visit for visit in state.visits.values() if visit.planned or visit.status == "unscheduled"]


def cancelled(state: JobState, at: datetime) -> JobState:
    """What the job would be, or was, right after the command."""
    after = apply(state, f.JobCancelled(), at)
    for series_id in state.series:
        after = apply(after, f.SeriesEnded(series_id=series_id), at)
    for visit in to_free(state):
        after = apply(after, f.VisitCancelled(visit_id=visit.id), at)
    return after


def consequences(state: JobState, at: datetime) -> list[Link]:
    """The chain of cancelling `state` at that moment: at once, then by itself, then the office's, then what falls away."""
    after = cancelled(state, at)
    before_steps = {step.key: step for step in plan(state, at)}
    after_steps = {step.key: step for step in plan(after, at)}
    links = [_freed(visit) for visit in to_free(state)]
    links += [Link(f"series/{each}/end", "series.ended", "series", each, "series-ended", {}) for each in state.series]
    new = [step for key, step in after_steps.items() if key not in before_steps]
    stays = [step for step in after_steps.values() if step.kind == "office.complete_visit" and step not in new]
    links += [_step(state, step) for step in new if step.owner == "system"]
    links += [_step(state, step) for step in [*new, *stays] if step.owner not in ("system", "contact")]
    gone = [step for key, step in before_steps.items() if key not in after_steps and step.owner == "system"]
    return links + [_gone(step) for step in gone if step.status != "due"]


def _freed(visit: Visit) -> Link:
    dated = visit.starts_at is not None
    return Link(
        key=f"visit/{visit.id}/free",
        kind="visit.freed",
        target_kind="visit",
        target_id=visit.id,
        words="visit-freed" if dated else "visit-freed-undated",
        args={"starts": visit.starts_at} if dated else {},
        people=visit.resource_ids,
    )


def _step(state: JobState, step: Step) -> Link:
    target = step.target
    args: dict[str, Any] = dict(step.because.args)
    words = step.kind.replace(".", "-").replace("_", "-")
    people: tuple[str, ...] = ()
    if step.kind == "visit.cancelled_notice" and target and target.person:
        people = (target.person,)
    if step.kind == "quote.void" and target:
        quote = state.quotes[target.id]
        args = {"number": quote.number}
        words += "-draft" if quote.status == "draft" else ""
    if step.kind == "invoice.discard" and target:
        args = {"total": state.invoices[target.id].total}
    if step.kind == "office.credit_invoice" and target:
        invoice = state.invoices[target.id]
        args["paid"] = invoice.allocated
        words += "-paid" if invoice.allocated else ""
    return Link(
        step.key, step.kind, target.kind if target else None, target.id if target else None, words, args, step, people
    )


def _gone(step: Step) -> Link:
    target = step.target
    return Link(
        key=f"{step.key}/gone",
        kind="step.gone",
        target_kind=target.kind if target else None,
        target_id=target.id if target else None,
        words="step-gone",
        args={"due": step.due},
        step=step,
    )


def tick(link: Link, happened: Sequence[Happened], ahead: Iterable[Step], stuck: Iterable[str]) -> Tick:
    """Where a consequence stands: `happened` begins with the cancellation itself, `ahead` is today's plan."""
    if link.kind == "step.gone":
        return Tick("done", happened[0].at, happened[0].actor)
    for each in happened:
        if settled := _settles(link, each.fact):
            return Tick(settled, each.at, each.actor)
    if link.key in set(stuck):
        return Tick("failed")
    step = next((step for step in ahead if step.key == link.key), None)
    if step is None:
        return Tick("dropped")
    return Tick("pending" if step.owner == "system" else "yours")


def _settles(link: Link, fact: f.Fact) -> Status | None:
    match fact:
        case f.VisitCancelled() if link.kind == "visit.freed" and fact.visit_id == link.target_id:
            return "done"
        case f.SeriesEnded() if link.kind == "series.ended" and fact.series_id == link.target_id:
            return "done"
        case f.QuoteVoided() if link.kind == "quote.void" and fact.quote_id == link.target_id:
            return "done"
        case f.VisitCompleted() if link.kind == "office.complete_visit" and fact.visit_id == link.target_id:
            return "done"
        case f.InvoiceVoided() if link.target_kind == "invoice" and fact.invoice_id == link.target_id:
            return "done"
        case f.MessageAccepted() | f.MessageAmbiguous() if fact.step_key == link.key:
            return "done"
        case f.MessageFailed() if fact.step_key == link.key:
            return "failed"
        case f.StepDone() if fact.key == link.key:
            return "done"
        case f.StepSkipped() | f.StepDropped() if fact.key == link.key:
            return "dropped"
    return None

"""What the product does by itself, and whose move it is otherwise.

`plan(state, now)` lists every step that is still ahead of a job: what, when, why, whose, and what would cancel it. The workflow
runs it, the dashboard shows it, the mail worker asks it once more right before a mail leaves. To learn what the product does,
read RULES at the end of this file from top to bottom.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from workflows.rules import documents, folder, invoices, payments, quotes, talk, visits
from workflows.state import JobState
from workflows.steps import Step, as_it_stands, by_channels


def plan(state: JobState, now: datetime) -> list[Step]:
    """Every step ahead, soonest first; steps of the same moment in the order of RULES. A pure function of its arguments."""
    proposed = (each for rule in RULES for step in rule(state, now) for each in by_channels(state, step))
    steps = [step for step in (as_it_stands(state, step, now) for step in proposed) if step]
    if state.open and not any(step.owner != "system" or step.kind == "job.close" for step in steps):
        last = folder.keep_it_moving(state, now)
        steps.append(as_it_stands(state, last, now) or last)
    return sorted(steps, key=lambda step: step.due)


def due_now(state: JobState, now: datetime) -> Step | None:
    """The system's first step that is due, if any."""
    return next((step for step in plan(state, now) if step.owner == "system" and step.status == "due"), None)


def wakes_at(state: JobState, now: datetime) -> Step | None:
    """The system's first step that is due or will be by the clock alone."""
    ticking = ("due", "upcoming")
    return next((step for step in plan(state, now) if step.owner == "system" and step.status in ticking), None)


def next_step(steps: list[Step]) -> Step | None:
    """The one step to show for a job: the office's own move first, then the client's, then the system's."""
    ours = [step for step in steps if step.owner not in ("system", "contact")]
    theirs = [step for step in steps if step.owner == "contact"]
    return next(iter(ours or theirs or steps), None)


RULES: tuple[Callable[[JobState, datetime], Iterable[Step]], ...] = (
    talk.deliver_replies,
    talk.tell_the_office,
    talk.acknowledge_request,
    talk.answer_the_client,
    documents.render_documents,
    quotes.finish_quotes,
    quotes.mail_quotes,
    quotes.follow_up_quotes,
    quotes.expire_quotes,
    quotes.await_decisions,
    quotes.renew_quotes,
    quotes.handle_cancellations,
    visits.confirm_visits,
    visits.remind_visits,
    visits.tell_who_is_coming,
    visits.tell_who_was_to_come,
    visits.give_visits_a_date,
    visits.do_visits,
    visits.ask_about_long_clocks,
    visits.extend_series,
    invoices.make_invoices,
    payments.await_deposits,
    invoices.finish_invoices,
    invoices.issue_planned_invoices,
    invoices.mail_invoices,
    invoices.mail_credit_notes,
    invoices.remind_invoices,
    invoices.tell_of_overdue,
    invoices.debit_invoices,
    invoices.await_payments,
    payments.send_receipts,
    payments.answer_disputes,
    payments.use_held_money,
    folder.undo_what_was_begun,
    folder.close_job,
    folder.mend_contracts,
    talk.use_another_way,
    folder.look_at_stuck,
)

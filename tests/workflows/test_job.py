"""The job workflow on a real Temporal server, one test per deadline, with the clock wound forward."""

from __future__ import annotations

from contextlib import AsyncExitStack
from datetime import date, timedelta

import pytest
from temporalio.client import WorkflowExecutionStatus
from temporalio.testing import WorkflowEnvironment

from tests.workflows.conftest import Play, eventually, start_play
from workflows import calendar as cal
from workflows import facts as f
from workflows.money import Money

TOTAL = Money(amount=114_98)
OPENED = f.JobOpened(number=1, contact_id="cnt_1", source="web")
REQUESTED = f.RequestReceived(submission_id="sub_1", site_id="site_1")


def drafted_and_sent(play: Play, valid_days: int = 30) -> tuple[f.Fact, ...]:
    valid_until = cal.local_date(cal.Calendar(), play.now) + timedelta(days=valid_days)
    return (
        f.QuoteDrafted(quote_id="quo_1", number=318, version=1, total=TOTAL),
        f.QuoteSent(
            quote_id="quo_1",
            version=1,
            total=TOTAL,
            valid_until=valid_until,
            document_id="doc_1",
            document_sha256="0" * 64,
        ),
    )


def invoiced(due_on: date) -> tuple[f.Fact, ...]:
    return (
        f.InvoiceDrafted(invoice_id="inv_1", total=TOTAL),
        f.InvoiceIssued(
            invoice_id="inv_1", number=1042, total=TOTAL, due_on=due_on, document_id="doc_2", document_sha256="0" * 64
        ),
        f.InvoiceSent(invoice_id="inv_1", occurrence=1),
    )


PAID = f.PaymentReceived(
    payment_id="pay_1",
    amount=TOTAL,
    method="interac",
    allocations=(f.Allocation(invoice_id="inv_1", amount=TOTAL),),
    receipt_number=1,
    document_id="doc_3",
)


async def test_a_request_is_acknowledged_once(play: Play) -> None:
    await play.tell(OPENED, REQUESTED)
    await play.settle()
    assert play.job.kinds() == ["request.acknowledge"]


async def test_a_quote_is_rendered_mailed_followed_up_three_times_and_expires(play: Play) -> None:
    await play.tell(OPENED, f.MessageLogged(message_id="m", channel="phone"), *drafted_and_sent(play))
    await play.settle()
    assert play.job.kinds() == ["document.render", "quote.mail"]
    await play.wind(days=34)
    assert play.job.kinds() == ["document.render", "quote.mail", *["quote.follow_up"] * 3, "quote.expire"]


async def test_an_accepted_quote_is_left_alone(play: Play) -> None:
    await play.tell(OPENED, *drafted_and_sent(play))
    await play.wind(days=6)
    assert play.job.kinds("quote.follow_up") == ["quote.follow_up"]
    accepted = f.QuoteAccepted(quote_id="quo_1", version=1, document_sha256="0" * 64, total=TOTAL, by="contact")
    await play.tell(accepted)
    await play.wind(days=40)
    assert play.job.kinds("quote.follow_up", "quote.expire") == ["quote.follow_up"]


async def test_a_visit_is_confirmed_and_reminded_twenty_four_hours_before(play: Play) -> None:
    # At noon in Laval whatever the hour is now: a reminder that would fall into the night leaves in the morning.
    starts = (play.now + timedelta(days=4)).replace(hour=16, minute=0, second=0, microsecond=0)
    visit = f.VisitScheduled(
        visit_id="vis_1", starts_at=starts, ends_at=starts + timedelta(hours=2), resource_ids=("res_1",)
    )
    await play.tell(OPENED, visit)
    await play.settle()
    assert play.job.kinds() == ["visit.confirm"]
    await play.wind(seconds=(starts - timedelta(hours=25) - play.now).total_seconds())
    assert play.job.kinds() == ["visit.confirm"]
    await play.wind(hours=2)
    assert play.job.kinds() == ["visit.confirm", "visit.remind"]


async def test_a_cancelled_visit_is_not_reminded(play: Play) -> None:
    starts = play.now + timedelta(days=4)
    visit = f.VisitScheduled(
        visit_id="vis_1", starts_at=starts, ends_at=starts + timedelta(hours=2), resource_ids=("res_1",)
    )
    await play.tell(OPENED, visit, f.VisitCancelled(visit_id="vis_1"))
    await play.wind(days=5)
    assert "visit.remind" not in play.job.kinds()


async def test_an_invoice_is_reminded_three_times_and_the_office_told_once(play: Play) -> None:
    await play.tell(OPENED, *invoiced(cal.local_date(cal.Calendar(), play.now) + timedelta(days=2)))
    await play.wind(days=30)
    assert play.job.kinds("invoice.remind", "invoice.overdue_notice") == [
        "invoice.remind",
        "invoice.remind",
        "invoice.overdue_notice",
        "invoice.remind",
    ]


async def test_an_accepted_quote_is_invoiced_and_debited_by_itself(play: Play) -> None:
    """Made, issued, mailed, told of, refused twice, tried again on day one and three, and paid."""
    play.job.debits_refused = 2
    accepted = f.QuoteAccepted(
        quote_id="quo_1", version=1, document_sha256="0" * 64, total=TOTAL, by="contact", invoicing="automatic"
    )
    await play.tell(OPENED, *drafted_and_sent(play), accepted, f.AutopayAuthorised(authorisation_id="pmt_1"))
    await play.wind(days=20)
    assert play.job.state is not None
    assert not play.job.state.figures().outstanding
    assert play.job.kinds("quote.invoice", "invoice.issue_planned", "invoice.mail", "invoice.debit_notice") == [
        "quote.invoice",
        "invoice.issue_planned",
        "invoice.mail",
        "invoice.debit_notice",
    ]
    assert play.job.kinds("invoice.debit") == ["invoice.debit"] * 3
    assert play.job.kinds("invoice.remind") == []


async def test_a_payment_stops_the_reminders_is_receipted_and_the_folder_closes(play: Play) -> None:
    await play.tell(OPENED, f.MessageLogged(message_id="m", channel="phone"), *invoiced(date(2020, 1, 2)))
    await play.settle()
    reminders = len(play.job.kinds("invoice.remind"))
    await play.tell(PAID)
    await play.settle()
    assert play.job.kinds()[-1] == "payment.receipt"
    await play.wind(days=6)
    assert play.job.kinds()[-1] == "job.close"
    assert len(play.job.kinds("invoice.remind")) == reminders
    assert play.handle is not None
    assert (await play.handle.describe()).status == WorkflowExecutionStatus.COMPLETED


async def test_a_late_fact_for_a_finished_job_is_taken_in_and_the_job_finishes_again(play: Play) -> None:
    await play.tell(OPENED, f.JobCancelled())
    await play.settle()
    assert play.handle is not None
    first = (await play.handle.describe()).run_id
    await play.tell(f.MessageQueued(message_id="msg_late"))
    await play.settle()
    again = await play.handle.describe()
    assert again.run_id != first
    assert play.job.kinds() == ["message.deliver"]
    assert again.status == WorkflowExecutionStatus.COMPLETED


async def test_facts_that_come_twice_or_out_of_order_do_nothing_twice(play: Play) -> None:
    opened, requested, reply = (
        play.job.commit(fact, play.now) for fact in (OPENED, REQUESTED, f.MessageQueued(message_id="msg_1"))
    )
    client = play.environment.client
    for envelope in (reply, opened, requested, requested, reply, opened):
        play.handle = await play.job.send(client, envelope, code=play.code)
    await play.settle()
    assert sorted(play.job.kinds()) == ["message.deliver", "request.acknowledge"]


async def test_a_gap_is_closed_by_loading(play: Play) -> None:
    await play.tell(OPENED, REQUESTED)
    await play.settle()
    loads = play.job.loads
    play.job.commit(f.JobAssigned(user_id="usr_1"), play.now)  # its signal never comes
    await play.tell(f.MessageQueued(message_id="msg_1"))
    await play.settle()
    assert play.job.loads == loads + 1
    assert play.job.kinds()[-1] == "message.deliver"


async def test_a_nudge_loads_and_looks_again(play: Play) -> None:
    await play.tell(OPENED)
    await play.settle()
    play.job.commit(f.MessageQueued(message_id="msg_1"), play.now)
    assert play.handle is not None
    await play.handle.signal("nudge")
    await play.settle()
    assert play.job.kinds() == ["message.deliver"]


async def test_a_deferred_mail_is_tried_for_three_days_and_then_given_up(play: Play) -> None:
    play.job.refuse["message.deliver"] = "smtp-451"
    await play.tell(OPENED, f.MessageQueued(message_id="msg_1"))
    await play.wind(days=4)
    kinds = [envelope.kind for envelope in play.job.log]
    assert kinds.count("message.failed") == 1
    assert kinds.count("message.deferred") >= 5
    assert play.job.kinds("message.deliver") == []


async def test_a_step_without_an_effect_is_stuck_once_and_not_a_hot_loop(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(play.job, "_effect", lambda call: [])
    await play.tell(OPENED, f.MessageQueued(message_id="msg_1"))
    await play.settle()
    assert [envelope.kind for envelope in play.job.log].count("step.stuck") == 1
    assert play.job.kinds() == ["message.deliver"]


async def test_what_the_books_refuse_holds_nothing_else_up_and_is_tried_again_once_a_person_looked(play: Play) -> None:
    play.job.refuse["invoice.issue_planned"] = "tax-numbers-missing"
    today = play.now.date()
    draft = f.InvoiceDrafted(invoice_id="inv_1", total=Money(amount=114_98), issue="planned", issue_on=today)
    await play.tell(OPENED, draft)
    await play.wind(days=4)
    await play.tell(f.MessageQueued(message_id="msg_1"))
    await play.settle()
    assert play.job.kinds() == ["message.deliver"]
    [stuck] = [envelope.data for envelope in play.job.log if envelope.kind == "step.stuck"]
    assert (stuck["key"], stuck["code"]) == ("invoice/inv_1/issue-planned", "tax-numbers-missing")
    await play.tell(f.StepDone(key=f"{stuck['key']}/stuck"))
    await play.settle()
    assert [envelope.kind for envelope in play.job.log].count("step.stuck") == 2, "it is still refused"
    del play.job.refuse["invoice.issue_planned"]
    await play.tell(f.StepDone(key=f"{stuck['key']}/stuck"))
    await play.settle()
    assert "invoice.issue_planned" in play.job.kinds()


async def test_history_stays_short_over_hundreds_of_facts(play: Play) -> None:
    await play.tell(OPENED)
    for n in range(120):
        await play.tell(f.JobDescribed(revision=n))
    await play.settle()
    await play.tell(f.MessageQueued(message_id="msg_1"))

    async def delivered() -> bool:
        """The server makes a run wait a moment that follows another one at once."""
        return play.job.kinds() == ["message.deliver"]

    await eventually(delivered)
    assert play.handle is not None
    description = await play.handle.describe()
    assert description.history_length < 200


async def test_replaying_at_every_task_changes_nothing(
    temporal: WorkflowEnvironment, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with AsyncExitStack() as stack:
        play = await start_play(temporal, stack, monkeypatch, max_cached_workflows=0)
        await play.tell(OPENED, REQUESTED, *drafted_and_sent(play), f.MessageQueued(message_id="msg_1"))
        await play.wind(days=6)
        assert sorted(play.job.kinds()) == [
            "document.render",
            "message.deliver",
            "quote.follow_up",
            "quote.mail",
            "request.acknowledge",
        ]

"""The planner on visits, channels and cancelled jobs: what is told to whom, when, and what holds it back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.unit.test_planner import MONDAY, VISIT, dates, job, kinds, one, paid, sent_invoice, sent_quote
from workflows import facts as f
from workflows.checks import check
from workflows.folds import apply
from workflows.money import Money
from workflows.planner import due_now, plan
from workflows.policy import Policy, Preferences
from workflows.state import JobState


def with_sms(*log: f.Fact, wishes: Preferences | None = None) -> JobState:
    """A job of a company that sends text messages, with a client who wants them."""
    opened = f.JobOpened(number=1, contact_id="cnt_1", source="web", policy=Policy(channels=("mail", "sms")))
    state = apply(None, opened, MONDAY)
    for fact in (f.JobPreferencesSet(preferences=wishes or Preferences(sms=True)), *log):
        state = apply(state, fact, MONDAY)
    return state


def test_a_visit_without_a_date_waits_for_one() -> None:
    state = job(f.VisitDrafted(visit_id="vis_1"))
    assert one(state, "office.schedule_visit").owner == "office"
    state = apply(state, VISIT, MONDAY)
    assert "office.schedule_visit" not in kinds(state, MONDAY)
    assert "visit.confirm" in kinds(state, MONDAY)


def test_a_visit_that_loses_its_date_is_neither_confirmed_nor_reminded() -> None:
    state = job(VISIT, f.VisitUnscheduled(visit_id="vis_1"))
    assert not {"visit.confirm", "visit.remind"} & set(kinds(state, MONDAY))
    assert "office.schedule_visit" in kinds(state, MONDAY)


def test_only_the_first_visit_of_a_series_is_announced_and_every_one_reminded() -> None:
    quiet = VISIT.model_copy(update={"series_id": "ser_1", "announce": False})
    state = job(quiet)
    assert "visit.confirm" not in kinds(state, MONDAY)
    assert "visit.remind" in kinds(state, MONDAY)


def test_the_client_hears_that_somebody_is_on_the_way_until_they_are_there() -> None:
    expected = datetime(2026, 11, 26, 14, 20, tzinfo=UTC)
    state = job(VISIT, f.VisitEnRoute(visit_id="vis_1", expected_at=expected))
    assert one(state, "visit.en_route").because.args["expected"] == expected
    assert "visit.en_route" not in kinds(apply(state, f.VisitStarted(visit_id="vis_1"), MONDAY), MONDAY)


def test_whoever_was_to_come_hears_of_a_cancelled_visit_and_not_a_day_later() -> None:
    state = job(VISIT, f.VisitCancelled(visit_id="vis_1"))
    step = one(state, "visit.cancelled_notice")
    assert step.target is not None
    assert step.target.person == "res_1"
    assert "visit.cancelled_notice" not in kinds(state, MONDAY + timedelta(days=2))


def test_a_clock_of_twelve_hours_asks_once_for_each_twelve_hours() -> None:
    began = datetime(2026, 11, 26, 14, tzinfo=UTC)
    state = apply(job(VISIT), f.VisitStarted(visit_id="vis_1"), began)
    assert dates(state, "visit.clock_notice", began) == ["2026-11-27 02:00"]
    assert "office.check_clock" not in kinds(state, began + timedelta(hours=11))
    now = began + timedelta(hours=25)
    assert [step.due for step in plan(state, now) if step.kind == "office.check_clock"] == [began + timedelta(hours=24)]
    paused = apply(state, f.VisitPaused(visit_id="vis_1"), now)
    assert not {"visit.clock_notice", "office.check_clock"} & set(kinds(paused, now))


def test_a_series_is_extended_a_month_before_it_runs_out() -> None:
    state = job(f.SeriesPlanned(series_id="ser_1", until=date(2027, 1, 20)))
    assert dates(state, "series.extend") == ["2026-12-21 10:00"]
    assert "series.extend" not in kinds(apply(state, f.SeriesEnded(series_id="ser_1"), MONDAY), MONDAY)
    assert check(job(), f.SeriesExtended(series_id="ser_1", until=date(2027, 1, 20))) is not None


def test_a_reminder_keeps_the_quiet_hours() -> None:
    early = VISIT.model_copy(
        update={
            "starts_at": datetime(2026, 11, 26, 11, 30, tzinfo=UTC),  # 6:30 in Laval
            "ends_at": datetime(2026, 11, 26, 13, tzinfo=UTC),
        }
    )
    assert dates(job(early), "visit.remind") == ["2026-11-25 13:00"]  # 8:00 the day before, not 6:30


def test_who_wants_text_messages_gets_each_message_by_both_ways_with_a_key_of_its_own() -> None:
    state = with_sms(VISIT)
    steps = [step for step in plan(state, MONDAY) if step.kind == "visit.remind"]
    assert {step.channel for step in steps} == {"mail", "sms"}
    assert {step.key for step in steps} == {"visit/vis_1/1/remind", "visit/vis_1/1/remind/sms"}
    only_mail = with_sms(VISIT, wishes=Preferences())
    assert {step.channel for step in plan(only_mail, MONDAY)} == {"mail"}
    assert {step.channel for step in plan(job(VISIT), MONDAY)} == {"mail"}


def test_a_text_message_waits_for_the_morning_where_a_mail_does_not() -> None:
    night = datetime(2026, 11, 24, 3, tzinfo=UTC)  # 22:00 in Laval
    state = apply(with_sms(), f.RequestReceived(submission_id="sub_1", site_id="sit_1"), night)
    state = apply(state, VISIT, night)
    due = {step.channel: step.due for step in plan(state, night) if step.kind == "visit.confirm"}
    assert due == {"mail": night, "sms": datetime(2026, 11, 24, 13, tzinfo=UTC)}


def test_a_reply_by_text_message_is_one_step_by_that_channel() -> None:
    state = with_sms(f.MessageQueued(message_id="msg_1", channel="sms"))
    assert [(s.key, s.channel) for s in plan(state, MONDAY) if s.kind == "message.deliver"] == [
        ("message/msg_1", "sms")
    ]
    state = apply(state, f.MessageAccepted(message_id="msg_1", step_key="message/msg_1"), MONDAY)
    assert state.replies == {}
    assert state.replies_by_sms == ()


@pytest.mark.parametrize(
    ("wishes", "gone", "kept"),
    [
        (Preferences(unsubscribed=True), {"quote.follow_up"}, {"visit.remind", "quote.mail"}),
        (Preferences(do_not_contact=True), {"quote.follow_up", "visit.remind", "visit.confirm"}, {"quote.mail"}),
        (Preferences(mail=False), {"visit.remind", "quote.follow_up"}, {"quote.mail"}),
    ],
)
def test_a_clients_wishes_stop_what_is_automatic_and_nothing_that_a_person_sends(
    wishes: Preferences, gone: set[str], kept: set[str]
) -> None:
    state = apply(job(VISIT, *sent_quote()), f.JobPreferencesSet(preferences=wishes), MONDAY)
    assert not gone & set(kinds(state, MONDAY))
    assert kept <= set(kinds(state, MONDAY))


def test_a_bounced_mail_asks_for_a_person_and_a_retry_brings_the_step_back() -> None:
    sent = (f.MessageQueued(message_id="msg_1"), f.MessageAccepted(message_id="msg_1", step_key="message/msg_1"))
    state = job(*sent, f.MessageBounced(message_id="msg_1", step_key="message/msg_1", code="smtp-550"))
    assert "office.mail_failed" in kinds(state, MONDAY)
    again = apply(state, f.MessageRetried(message_id="msg_1", step_key="message/msg_1"), MONDAY)
    assert "office.mail_failed" not in kinds(again, MONDAY)
    assert "message.deliver" in kinds(again, MONDAY)


def test_a_failed_reminder_that_is_retried_is_ahead_again() -> None:
    key = "visit/vis_1/1/confirm"
    state = job(VISIT, f.MessageFailed(step_key=key, message_id="msg_1", code="smtp-550"))
    assert "visit.confirm" not in kinds(state, MONDAY)
    again = apply(state, f.MessageRetried(message_id="msg_1", step_key=key), MONDAY)
    assert one(again, "visit.confirm").status == "due"


def test_a_cancelled_job_takes_back_what_was_not_final_and_proposes_the_rest() -> None:
    drafts = (*sent_quote(), f.InvoiceDrafted(invoice_id="inv_9", total=Money(amount=5000)))
    state = job(VISIT, *drafts, *sent_invoice(), f.JobCancelled())
    assert {"quote.void", "invoice.discard", "office.credit_invoice"} <= set(kinds(state, MONDAY))
    state = apply(state, f.QuoteVoided(quote_id="quo_1", version=1), MONDAY)
    state = apply(state, f.InvoiceVoided(invoice_id="inv_9"), MONDAY)
    assert not {"quote.void", "invoice.discard"} & set(kinds(state, MONDAY))
    assert "office.credit_invoice" in kinds(state, MONDAY)


def test_a_deposit_of_a_cancelled_job_is_to_be_given_back() -> None:
    money = paid(5000).model_copy(update={"allocations": ()})
    state = job(money, f.JobCancelled())
    assert one(state, "office.refund_deposit").because.args["amount"] == Money(amount=5000)


def test_an_archived_folder_is_a_finished_one() -> None:
    assert check(job(), f.JobArchived()) is not None
    assert check(job(f.JobClosed()), f.JobArchived()) is None


def test_the_phase_says_why() -> None:
    assert job().phase_because[1].id == "unanswered"
    phase, why = job(VISIT).phase_because
    assert (phase, why.id, why.args["starts"]) == ("scheduled", "visit-planned", VISIT.starts_at)
    assert job(f.JobPhaseSet(phase="quoted", by="user:usr_1")).phase_because[1].id == "by-hand"


def test_nothing_of_a_job_on_hold_waits_in_the_way_of_its_clock() -> None:
    """A pause holds what is automatic; that somebody is on the way is told all the same."""
    state = job(VISIT, f.VisitEnRoute(visit_id="vis_1"), f.JobPaused())
    step = due_now(state, MONDAY)
    assert step is not None
    assert step.kind in ("visit.en_route", "request.acknowledge")


def test_a_failed_reply_that_was_told_by_phone_is_settled_and_a_new_failure_is_not() -> None:
    key = "message/msg_1"
    failed = f.MessageFailed(step_key=key, message_id="msg_1", code="smtp-550")
    state = job(f.MessageQueued(message_id="msg_1"), failed)
    assert "office.mail_failed" in kinds(state, MONDAY)
    called = apply(state, f.StepDone(key=f"{key}/failed"), MONDAY)
    assert "office.mail_failed" not in kinds(called, MONDAY)
    again = apply(apply(called, f.MessageRetried(message_id="msg_1", step_key=key), MONDAY), failed, MONDAY)
    assert "office.mail_failed" in kinds(again, MONDAY)


def test_a_visit_without_a_date_is_no_planned_one_whatever_was_recorded_of_it() -> None:
    """`check` refuses this; an old log that has it is folded all the same."""
    state = job(f.VisitDrafted(visit_id="vis_1"), f.VisitEnRoute(visit_id="vis_1"), f.VisitStarted(visit_id="vis_1"))
    assert state.phase != "scheduled"
    assert plan(state, MONDAY)


def test_a_visit_is_confirmed_at_once_and_reminded_a_day_before() -> None:
    state = job(VISIT)
    assert one(state, "visit.confirm").status == "due"
    assert one(state, "visit.remind").due == datetime(2026, 11, 25, 14, tzinfo=UTC)


def test_a_visit_planned_for_tomorrow_morning_is_not_reminded() -> None:
    soon = VISIT.model_copy(update={"starts_at": MONDAY + timedelta(hours=20), "ends_at": MONDAY + timedelta(hours=22)})
    assert "visit.remind" not in kinds(job(soon), MONDAY)


def test_a_moved_visit_is_confirmed_and_reminded_anew() -> None:
    state = apply(job(VISIT), f.MessageAccepted(message_id="m", step_key="visit/vis_1/1/confirm"), MONDAY)
    moved = f.VisitRescheduled(
        visit_id="vis_1",
        occurrence=2,
        starts_at=VISIT.starts_at + timedelta(days=1),
        ends_at=VISIT.ends_at + timedelta(days=1),
        resource_ids=("res_1",),
    )
    state = apply(state, moved, MONDAY)
    assert one(state, "visit.confirm").key == "visit/vis_1/2/confirm"
    assert one(state, "visit.remind").due == datetime(2026, 11, 26, 14, tzinfo=UTC)


@pytest.mark.parametrize("end", [f.VisitCancelled(visit_id="vis_1"), f.VisitStarted(visit_id="vis_1")])
def test_a_visit_that_began_or_was_cancelled_is_not_reminded(end: f.Fact) -> None:
    assert not {"visit.remind", "visit.confirm"} & set(kinds(job(VISIT, end), MONDAY))


def test_a_visit_that_is_over_is_neither_confirmed_nor_reminded_late() -> None:
    assert not {"visit.remind", "visit.confirm"} & set(kinds(job(VISIT), VISIT.starts_at))

"""The planner: every promise of the product that depends on time, without a server."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.factlog_strategies import fold, logs
from workflows import facts as f
from workflows.checks import check
from workflows.folds import apply
from workflows.money import Money
from workflows.planner import due_now, next_step, plan
from workflows.state import JobState
from workflows.steps import Step, Target

MONDAY = datetime(2026, 11, 23, 15, tzinfo=UTC)  # 10:00 in Laval
TOTAL = Money(amount=114_98)


def job(*log: f.Fact, at: datetime = MONDAY, source: f.Source = "web") -> JobState:
    state = apply(None, f.JobOpened(number=1, contact_id="cnt_1", source=source), at)
    for fact in log:
        state = apply(state, fact, at)
    return state


def kinds(state: JobState, now: datetime) -> list[str]:
    return [step.kind for step in plan(state, now)]


def one(state: JobState, kind: str, now: datetime = MONDAY) -> Step:
    (step,) = [step for step in plan(state, now) if step.kind == kind]
    return step


def dates(state: JobState, kind: str, now: datetime = MONDAY) -> list[str]:
    return [f"{step.due:%Y-%m-%d %H:%M}" for step in plan(state, now) if step.kind == kind]


def sent_quote(valid_until: date = date(2026, 12, 23)) -> tuple[f.Fact, ...]:
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
        f.DocumentRendered(document_id="doc_1"),
    )


def sent_invoice(due_on: date = date(2026, 12, 1)) -> tuple[f.Fact, ...]:
    return (
        f.InvoiceDrafted(invoice_id="inv_1", total=TOTAL),
        f.InvoiceIssued(
            invoice_id="inv_1", number=1042, total=TOTAL, due_on=due_on, document_id="doc_2", document_sha256="0" * 64
        ),
        f.DocumentRendered(document_id="doc_2"),
        f.InvoiceSent(invoice_id="inv_1", occurrence=1),
    )


def paid(amount: int = TOTAL.amount) -> f.PaymentReceived:
    money = Money(amount=amount)
    return f.PaymentReceived(
        payment_id="pay_1",
        amount=money,
        method="interac",
        allocations=(f.Allocation(invoice_id="inv_1", amount=money),),
        receipt_number=1,
        document_id="doc_3",
    )


VISIT = f.VisitScheduled(
    visit_id="vis_1",
    starts_at=datetime(2026, 11, 26, 14, tzinfo=UTC),
    ends_at=datetime(2026, 11, 26, 16, tzinfo=UTC),
    resource_ids=("res_1",),
)


# ── for every job ────────────────────────────────────────────────────────────────────────────────────────────────────


@given(logs(), st.integers(0, 4000))
def test_every_open_job_has_a_step_with_an_owner(log: list[tuple[f.Fact, datetime]], hours: int) -> None:
    state = fold(log)
    if state is None or not state.open:
        return
    now = log[-1][1] + timedelta(hours=hours)
    steps = plan(state, now)
    assert steps
    assert all(step.owner for step in steps)
    assert next_step(steps) is not None


@given(logs(), st.integers(0, 4000))
def test_keys_are_unique_and_the_plan_is_repeatable(log: list[tuple[f.Fact, datetime]], hours: int) -> None:
    state = fold(log)
    if state is None:
        return
    now = log[-1][1] + timedelta(hours=hours)
    steps = plan(state, now)
    assert len({step.key for step in steps}) == len(steps)
    assert plan(JobState.model_validate_json(state.model_dump_json()), now) == steps


@given(logs(), st.integers(0, 4000))
def test_a_step_that_is_done_never_comes_again(log: list[tuple[f.Fact, datetime]], hours: int) -> None:
    state = fold(log)
    if state is None:
        return
    now = log[-1][1] + timedelta(hours=hours)
    step = due_now(state, now)
    if step is None or step.key.startswith("document/"):
        return
    state = apply(state, f.MessageAccepted(message_id="msg_out_a", step_key=step.key), now)
    assert step.key not in {later.key for later in plan(state, now + timedelta(days=30)) if later.owner == "system"}


@given(logs())
def test_no_step_survives_the_fact_that_cancels_it(log: list[tuple[f.Fact, datetime]]) -> None:
    """Each fact of the log: the system's steps that it says it cancels are gone for its target."""
    state: JobState | None = None
    for fact, at in log:
        before = plan(state, at) if state else []
        state = apply(state, fact, at)
        target = getattr(fact, "quote_id", None) or getattr(fact, "visit_id", None)
        gone = {
            step.key
            for step in before
            if step.owner == "system" and fact.kind in step.cancelled_by and step.target and step.target.id == target
        }
        assert not gone & {step.key for step in plan(state, at)}, fact.kind


# ── request ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_web_request_is_acknowledged_at_once() -> None:
    state = job(f.RequestReceived(submission_id="sub_1", site_id="site_1"))
    step = due_now(state, MONDAY)
    assert step is not None
    assert step.kind == "request.acknowledge"
    assert "request.acknowledge" not in kinds(job(source="phone"), MONDAY)


def test_the_office_owes_an_answer_within_a_business_day() -> None:
    step = one(job(), "office.answer")
    assert step.owner == "office"
    assert step.due == datetime(2026, 11, 24, 14, tzinfo=UTC)  # eight open hours after 10:00 is the next day at 9:00
    friday_evening = datetime(2026, 11, 27, 23, tzinfo=UTC)
    late = job(at=friday_evening)
    assert one(late, "office.answer", friday_evening).due == datetime(2026, 11, 30, 21, tzinfo=UTC)


def test_an_answer_ends_the_waiting() -> None:
    assert "office.answer" not in kinds(job(f.MessageQueued(message_id="msg_1")), MONDAY)


def test_steps_belong_to_whoever_the_job_is_assigned_to() -> None:
    assert one(job(f.JobAssigned(user_id="usr_9")), "office.answer").owner == "user:usr_9"


# ── quotes ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_mail_of_a_quote_waits_for_its_pdf() -> None:
    log = sent_quote()
    assert "quote.mail" not in kinds(job(*log[:2]), MONDAY)
    assert "document.render" in kinds(job(*log[:2]), MONDAY)
    assert "quote.mail" in kinds(job(*log), MONDAY)


def test_a_quote_is_followed_up_on_day_three_seven_and_two_days_before_it_expires() -> None:
    assert dates(job(*sent_quote()), "quote.follow_up") == [
        "2026-11-26 14:00",
        "2026-11-30 14:00",
        "2026-12-21 14:00",
    ]


def test_a_follow_up_on_a_holiday_waits_for_the_next_business_day() -> None:
    state = job(*sent_quote(date(2027, 1, 20)), at=datetime(2026, 12, 22, 15, tzinfo=UTC))
    assert dates(state, "quote.follow_up", datetime(2026, 12, 22, 15, tzinfo=UTC))[0] == "2026-12-28 14:00"


@pytest.mark.parametrize(
    "end",
    [
        f.QuoteAccepted(quote_id="quo_1", version=1, document_sha256="0", total=TOTAL, by="contact"),
        f.QuoteDeclined(quote_id="quo_1", version=1, by="contact"),
        f.QuoteExpired(quote_id="quo_1", version=1),
        f.QuoteVoided(quote_id="quo_1", version=1),
        f.JobCancelled(),
        f.JobClosed(outcome="lost"),
    ],
)
def test_follow_ups_and_expiry_stop_the_instant_a_quote_is_decided(end: f.Fact) -> None:
    state = job(*sent_quote(), end)
    assert not {"quote.follow_up", "quote.expire", "contact.decide"} & set(kinds(state, MONDAY))


def test_a_new_version_is_followed_up_anew() -> None:
    later = MONDAY + timedelta(days=10)
    state = job(*sent_quote())
    state = apply(state, f.MessageAccepted(message_id="m", step_key="quote/quo_1/v1/follow-up/day-3"), later)
    second = sent_quote()[1].model_copy(update={"version": 2, "document_id": "doc_9"})
    state = apply(state, f.QuoteDrafted(quote_id="quo_1", number=318, version=2, total=TOTAL), later)
    state = apply(state, second, later)
    assert dates(state, "quote.follow_up", later)[0] == "2026-12-07 14:00"


def test_a_quote_expires_after_its_last_local_day() -> None:
    assert one(job(*sent_quote(date(2026, 12, 1))), "quote.expire").due == datetime(2026, 12, 2, 5, tzinfo=UTC)


def test_after_an_outage_only_the_last_of_several_follow_ups_leaves() -> None:
    later = MONDAY + timedelta(days=12)
    due = [step for step in plan(job(*sent_quote()), later) if step.kind == "quote.follow_up" and step.status == "due"]
    assert [step.key for step in due] == ["quote/quo_1/v1/follow-up/day-7"]


# ── visits ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_client_who_asks_for_an_expired_quote_waits_for_the_office() -> None:
    asked = f.QuoteRenewalAsked(quote_id="quo_1", version=1)
    assert check(job(*sent_quote()), asked)
    state = job(*sent_quote(), f.QuoteExpired(quote_id="quo_1", version=1))
    assert "office.renew_quote" not in kinds(state, MONDAY)
    state = apply(state, asked, MONDAY)
    assert one(state, "office.renew_quote").target == Target(kind="quote", id="quo_1")
    again = sent_quote()[1].model_copy(update={"version": 2})
    for fact in (sent_quote()[0].model_copy(update={"version": 2}), again):
        state = apply(state, fact, MONDAY)
    assert "office.renew_quote" not in kinds(state, MONDAY)


def test_a_contract_that_the_client_cancelled_waits_for_the_office_until_it_answers() -> None:
    yes = f.QuoteAccepted(quote_id="quo_1", version=1, document_sha256="0", total=TOTAL, by="contact")
    accepted = (*sent_quote(), yes)
    cancelled = f.QuoteVoided(quote_id="quo_1", version=1, by="contact")
    assert check(job(*sent_quote()), cancelled), "nothing was agreed yet"
    state = apply(job(*accepted), cancelled, MONDAY)
    assert one(state, "office.handle_cancellation").target == Target(kind="quote", id="quo_1")
    assert state.figures().accepted.amount == 0
    answered = apply(state, f.MessageQueued(message_id="msg_9"), MONDAY)
    assert "office.handle_cancellation" not in kinds(answered, MONDAY)
    later = apply(answered, f.MessageReceived(message_id="msg_10", channel="portal"), MONDAY)
    assert "office.handle_cancellation" not in kinds(later, MONDAY)
    by_us = apply(job(*accepted), f.QuoteVoided(quote_id="quo_1", version=1), MONDAY)
    assert "office.handle_cancellation" not in kinds(by_us, MONDAY)
    over = apply(state, f.JobCancelled(), MONDAY)
    assert "office.handle_cancellation" not in kinds(over, MONDAY)


# ── invoices and payments ────────────────────────────────────────────────────────────────────────────────────────────


def test_an_invoice_is_reminded_three_ten_and_twenty_days_after_it_is_due() -> None:
    assert dates(job(*sent_invoice()), "invoice.remind") == [
        "2026-12-04 14:00",
        "2026-12-11 14:00",
        "2026-12-21 14:00",
    ]


def test_an_invoice_that_was_delivered_by_hand_is_followed_up_and_not_mailed() -> None:
    *issued, _ = sent_invoice()
    assert "office.send_invoice" in kinds(job(*issued), MONDAY)
    assert "invoice.remind" not in kinds(job(*issued), MONDAY)
    delivered = f.InvoiceDelivered(invoice_id="inv_1", by="hand")
    assert check(job(issued[0]), delivered), "a draft cannot be delivered"
    state = job(*issued, delivered)
    assert not {"office.send_invoice", "invoice.mail"} & set(kinds(state, MONDAY))
    assert "contact.pay" in kinds(state, MONDAY)
    assert dates(state, "invoice.remind") == dates(job(*sent_invoice()), "invoice.remind")


def test_no_reminder_leaves_on_the_day_of_a_statement_of_account() -> None:
    """On the next business day instead; the reminders of other days, and the one that left before, stay where they were."""
    state = job(*sent_invoice())
    early = datetime(2026, 12, 11, 12, tzinfo=UTC)
    told = apply(state, f.JobStatementSent(), early)
    assert told.last_activity_at == state.last_activity_at
    assert dates(told, "invoice.remind") == ["2026-12-04 14:00", "2026-12-14 14:00", "2026-12-21 14:00"]
    before = apply(
        state, f.JobStatementSent(), datetime(2026, 12, 4, 4, 59, tzinfo=UTC)
    )  # in Montreal still the day before
    assert dates(before, "invoice.remind") == dates(state, "invoice.remind")
    mailed = apply(state, f.MessageAccepted(message_id="msg_1", step_key="invoice/inv_1/remind/day-10"), early)
    assert "2026-12-11 14:00" not in dates(mailed, "invoice.remind")
    assert dates(apply(mailed, f.JobStatementSent(), early), "invoice.remind") == dates(mailed, "invoice.remind")


def test_the_office_hears_of_an_overdue_invoice_with_the_second_reminder() -> None:
    assert dates(job(*sent_invoice()), "invoice.overdue_notice") == ["2026-12-11 14:00"]


@pytest.mark.parametrize("end", [paid(), f.InvoiceVoided(invoice_id="inv_1")])
def test_no_reminder_ever_follows_a_payment_or_a_void(end: f.Fact) -> None:
    state = job(*sent_invoice(), end)
    later = MONDAY + timedelta(days=90)
    assert not {"invoice.remind", "invoice.overdue_notice", "contact.pay"} & set(kinds(state, later))


def test_a_partial_payment_keeps_the_reminders_for_the_rest() -> None:
    state = job(*sent_invoice(), paid(5_000))
    step = next(step for step in plan(state, MONDAY) if step.kind == "invoice.remind")
    assert step.because.args["balance"] == Money(amount=TOTAL.amount - 5_000)


def test_a_voided_payment_brings_the_reminders_back() -> None:
    state = job(*sent_invoice(), paid(), f.PaymentVoided(payment_id="pay_1"))
    assert "invoice.remind" in kinds(state, MONDAY)


def test_a_payment_gets_its_receipt_once_the_pdf_is_there() -> None:
    state = job(*sent_invoice(), paid())
    assert "payment.receipt" not in kinds(state, MONDAY)
    assert "payment.receipt" in kinds(apply(state, f.DocumentRendered(document_id="doc_3"), MONDAY), MONDAY)


def closable() -> JobState:
    return job(
        f.MessageQueued(message_id="m"),
        f.MessageAccepted(message_id="m", step_key="message/m"),
        *sent_invoice(),
        paid(),
    )


def test_a_job_that_is_paid_and_quiet_closes_by_itself() -> None:
    assert one(closable(), "job.close").due == MONDAY + timedelta(days=5)


@pytest.mark.parametrize(
    "news",
    [
        VISIT,
        f.MessageReceived(message_id="msg_2", channel="portal"),
        sent_quote()[0],
        f.JobPhaseSet(phase="won", by="usr_1"),
    ],
)
def test_a_job_with_something_ahead_does_not_close(news: f.Fact) -> None:
    assert "job.close" not in kinds(apply(closable(), news, MONDAY), MONDAY)


# ── pause, skip, snooze, retry ───────────────────────────────────────────────────────────────────────────────────────


def test_a_pause_holds_what_is_automatic_and_a_resume_brings_no_burst() -> None:
    paused = apply(job(*sent_quote()), f.JobPaused(), MONDAY)
    assert {step.status for step in plan(paused, MONDAY) if step.kind == "quote.follow_up"} == {"paused"}
    assert due_now(paused, MONDAY + timedelta(days=5)) == due_now(job(*sent_quote()), MONDAY)  # only its own mail
    resumed = apply(paused, f.JobResumed(), MONDAY + timedelta(days=5))
    assert dates(resumed, "quote.follow_up", MONDAY + timedelta(days=5)) == ["2026-11-30 14:00", "2026-12-21 14:00"]


def test_a_skipped_step_is_gone_and_a_snoozed_one_later() -> None:
    state = job(*sent_quote())
    key = "quote/quo_1/v1/follow-up/day-3"
    assert key not in {step.key for step in plan(apply(state, f.StepSkipped(key=key), MONDAY), MONDAY)}
    later = MONDAY + timedelta(days=5)
    snoozed = apply(state, f.StepSnoozed(key=key, until=later), MONDAY)
    assert next(step for step in plan(snoozed, MONDAY) if step.key == key).due == later


def test_a_deferred_mail_is_tried_again_and_a_failed_one_asks_for_a_person() -> None:
    state, key, again = job(*sent_quote()), "quote/quo_1/v1/mail", MONDAY + timedelta(minutes=5)
    state = apply(state, f.MessageDeferred(step_key=key, attempt=1, next_try_at=again, code="smtp-451"), MONDAY)
    assert one(state, "quote.mail").due == again
    state = apply(state, f.MessageFailed(step_key=key, code="smtp-550"), again)
    assert "quote.mail" not in kinds(state, again)
    assert one(state, "office.mail_failed", again).owner == "office"


def test_an_imported_job_sends_nothing_that_fell_due_before() -> None:
    opened = f.JobOpened(number=1, contact_id="c", source="web", imported_at=MONDAY)
    past = MONDAY - timedelta(days=40)
    state = apply(None, opened, past)
    for fact in (
        f.RequestReceived(submission_id="s", site_id="x"),
        *sent_quote(date(2026, 12, 20)),
        VISIT,
        *sent_invoice(date(2026, 11, 1)),
    ):
        state = apply(state, fact, past)
    assert due_now(state, MONDAY) is None
    assert [step.key for step in plan(state, MONDAY) if step.kind == "visit.remind"] == ["visit/vis_1/1/remind"]

"""The money of a job: what facts of credits, held money, debits and plans make of it, and what the product does then."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given

from tests.unit.factlog_strategies import fold, logs
from tests.unit.test_planner import MONDAY, TOTAL, VISIT, dates, job, kinds, one, paid, sent_invoice, sent_quote
from workflows import facts as f
from workflows.checks import check
from workflows.folds import apply
from workflows.money import Money, total
from workflows.planner import plan
from workflows.state import JobState

HALF = Money(amount=57_49)


def money(amount: int) -> Money:
    return Money(amount=amount)


def accepted(**more: Any) -> tuple[f.Fact, ...]:
    fact = f.QuoteAccepted(quote_id="quo_1", version=1, document_sha256="0" * 64, total=TOTAL, by="contact", **more)
    return (*sent_quote(), fact)


def issued(*dues: f.Due, invoice_id: str = "inv_1") -> tuple[f.Fact, ...]:
    return (
        f.InvoiceDrafted(invoice_id=invoice_id, quote_id="quo_1", total=TOTAL),
        f.InvoiceIssued(
            invoice_id=invoice_id,
            number=1042,
            total=TOTAL,
            due_on=dues[-1].due_on if dues else date(2026, 12, 1),
            dues=dues,
            document_id="doc_2",
            document_sha256="0" * 64,
        ),
        f.DocumentRendered(document_id="doc_2"),
        f.InvoiceSent(invoice_id=invoice_id, occurrence=1),
    )


def held(amount: int = TOTAL.amount, **more: Any) -> f.PaymentReceived:
    return f.PaymentReceived(
        payment_id="pay_1", amount=money(amount), method="interac", receipt_number=7, document_id="doc_3", **more
    )


def credit(amount: int, note: str = "crn_1") -> f.CreditNoteIssued:
    return f.CreditNoteIssued(
        credit_note_id=note,
        invoice_id="inv_1",
        number=9,
        total=money(amount),
        document_id=f"doc_{note}",
        document_sha256="0" * 64,
    )


# ── for every job ────────────────────────────────────────────────────────────────────────────────────────────────────


@given(logs(60))
def test_books_balance_whatever_happens(log: list[tuple[f.Fact, datetime]]) -> None:
    """Nothing is owed twice, nothing is held that was not paid, and the sums are those of the parts."""
    state = fold(log)
    if state is None:
        return
    assert all(invoice.balance.amount >= 0 for invoice in state.invoices.values())
    assert all(payment.held.amount >= 0 for payment in state.payments.values())
    figures = state.figures()
    assert figures.outstanding == total([invoice.balance for invoice in state.invoices.values()])
    assert figures.deposits_held == total([payment.held for payment in state.payments.values()])
    for invoice in state.invoices.values():
        shares = [
            each.amount
            for payment in state.payments.values()
            if payment.status == "received"
            for each in payment.allocations
            if each.invoice_id == invoice.id
        ]
        assert total(shares) == invoice.allocated or len(state.payments) >= 10  # older payments live on in the sums


# ── invoices that are made, issued and asked for by themselves ───────────────────────────────────────────────────────


def test_invoices_of_an_accepted_quote_are_made_once() -> None:
    state = job(*accepted(invoicing="automatic"))
    assert one(state, "quote.invoice").status == "due"
    state = apply(state, f.InvoiceDrafted(invoice_id="inv_1", quote_id="quo_1", total=TOTAL), MONDAY)
    assert "quote.invoice" not in kinds(state, MONDAY)
    state = apply(state, f.InvoiceVoided(invoice_id="inv_1"), MONDAY)
    assert "quote.invoice" not in kinds(state, MONDAY)  # who voided it knew why
    assert "quote.invoice" not in kinds(job(*accepted()), MONDAY)


def test_a_planned_invoice_is_issued_on_its_day_and_asks_nobody() -> None:
    draft = f.InvoiceDrafted(invoice_id="inv_1", total=TOTAL, issue="planned", issue_on=date(2026, 12, 5))
    state = job(draft)
    assert dates(state, "invoice.issue_planned") == ["2026-12-07 14:00"]  # the 5th is a Saturday
    assert "office.issue_invoice" not in kinds(state, MONDAY)
    assert state.phase == "won"
    assert "job.close" not in kinds(
        job(*sent_invoice(), paid(), draft.model_copy(update={"invoice_id": "inv_2"})), MONDAY
    )


def test_an_invoice_that_waits_for_the_work_is_issued_when_every_visit_is_completed() -> None:
    draft = f.InvoiceDrafted(invoice_id="inv_1", total=TOTAL, issue="work_done")
    second = VISIT.model_copy(update={"visit_id": "vis_2"})
    done = (f.VisitStarted(visit_id="vis_1"), f.VisitCompleted(visit_id="vis_1"))
    assert "invoice.issue_planned" not in kinds(job(draft), MONDAY)
    assert "invoice.issue_planned" not in kinds(job(draft, VISIT, second, *done), MONDAY)
    assert "invoice.issue_planned" in kinds(
        job(draft, VISIT, second, *done, f.VisitCancelled(visit_id="vis_2")), MONDAY
    )


def test_the_reminders_of_an_invoice_in_parts_follow_the_part_that_is_missing() -> None:
    first, second = (f.Due(due_on=day, amount=HALF) for day in (date(2026, 12, 1), date(2027, 1, 5)))
    state = job(*issued(first, second))
    step = one(state, "contact.pay")
    assert step.due.date() == date(2026, 12, 2)  # the end of the first, in UTC
    keys = [step.key for step in plan(state, MONDAY) if step.kind == "invoice.remind"]
    assert keys == [f"invoice/inv_1/remind/day-{n}" for n in (3, 10, 20)]
    state = apply(state, paid(HALF.amount), MONDAY)
    assert dates(state, "invoice.remind")[0] == "2027-01-08 14:00"
    keys = [step.key for step in plan(state, MONDAY) if step.kind == "invoice.remind"]
    assert keys == [f"invoice/inv_1/remind/2/day-{n}" for n in (3, 10, 20)]
    reason = one(state, "contact.pay").because.args
    assert reason["due"] == date(2027, 1, 5)


# ── credits and write-offs ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_credit_note_lowers_what_is_owed_and_is_mailed() -> None:
    state = job(*sent_invoice(), credit(14_98), f.DocumentRendered(document_id="doc_crn_1"))
    assert state.invoices["inv_1"].balance == money(100_00)
    assert state.figures().invoiced == money(100_00)
    assert one(state, "credit_note.mail").status == "due"
    assert check(state, credit(100_01, "crn_2"))
    assert check(state, credit(100_00, "crn_2")) is None


def test_a_paid_invoice_is_credited_after_its_money_was_released() -> None:
    state = job(*sent_invoice(), paid())
    assert check(state, credit(14_98))
    state = apply(state, f.PaymentReleased(payment_id="pay_1", invoice_id="inv_1", amount=money(14_98)), MONDAY)
    state = apply(state, credit(14_98), MONDAY)
    assert state.figures().deposits_held == money(14_98)
    assert not state.figures().outstanding
    assert one(state, "office.use_credit").because.args["amount"] == money(14_98)


def test_what_is_written_off_is_asked_for_no_more_until_it_is_taken_back() -> None:
    state = job(*sent_invoice(), f.InvoiceWrittenOff(invoice_id="inv_1", amount=TOTAL))
    assert not {"invoice.remind", "contact.pay"} & set(kinds(state, MONDAY))
    assert (state.figures().invoiced, state.figures().written_off) == (TOTAL, TOTAL)
    assert not state.figures().outstanding
    state = apply(state, f.InvoiceWriteOffReversed(invoice_id="inv_1"), MONDAY)
    assert {"invoice.remind", "contact.pay"} <= set(kinds(state, MONDAY))


def test_only_the_whole_balance_is_written_off() -> None:
    state = job(*sent_invoice())
    assert check(state, f.InvoiceWrittenOff(invoice_id="inv_1", amount=money(1_00)))
    assert check(state, f.InvoiceWrittenOff(invoice_id="inv_1", amount=TOTAL)) is None


# ── money that is held, given back, or bounces ───────────────────────────────────────────────────────────────────────


def test_a_deposit_is_awaited_until_it_is_there_and_held_until_an_invoice_is() -> None:
    state = job(*accepted(deposit=HALF))
    assert one(state, "contact.pay_deposit").because.args["amount"] == HALF
    state = apply(state, held(HALF.amount, quote_id="quo_1"), MONDAY)
    assert "contact.pay_deposit" not in kinds(state, MONDAY)
    assert state.figures().deposits_held == HALF
    for fact in issued():
        state = apply(state, fact, MONDAY)
    state = apply(state, f.PaymentAllocated(payment_id="pay_1", invoice_id="inv_1", amount=HALF), MONDAY)
    assert not state.figures().deposits_held
    assert state.invoices["inv_1"].balance == TOTAL - HALF


def test_no_more_than_is_held_can_be_used_or_given_back() -> None:
    state = job(*sent_invoice(), held(50_00))
    for amount in (50_01, 1_000_00):
        assert check(state, f.PaymentAllocated(payment_id="pay_1", invoice_id="inv_1", amount=money(amount)))
        assert check(state, _refund(amount))
        assert check(state, f.PaymentTransferred(payment_id="pay_1", amount=money(-amount), receipt_number=7))
    state = apply(state, _refund(20_00), MONDAY)
    assert state.figures().paid == money(30_00)
    assert check(state, _refund(30_01, "rfd_2"))
    assert check(state, f.PaymentVoided(payment_id="pay_1"))
    state = apply(state, f.PaymentRefundFailed(payment_id="pay_1", refund_id="rfd_1", amount=money(20_00)), MONDAY)
    assert state.figures().deposits_held == money(50_00)


def _refund(amount: int, refund_id: str = "rfd_1") -> f.PaymentRefunded:
    return f.PaymentRefunded(payment_id="pay_1", refund_id=refund_id, amount=money(amount), method="interac")


def test_a_returned_payment_is_owed_again_and_chased() -> None:
    state = job(*sent_invoice(), paid(), f.PaymentReturned(payment_id="pay_1", reason="nsf"))
    assert state.figures().outstanding == TOTAL
    assert not state.figures().paid
    assert "invoice.remind" in kinds(state, MONDAY)
    assert check(state, f.PaymentVoided(payment_id="pay_1"))


def test_a_dispute_asks_the_office_until_the_bank_decides() -> None:
    disputed = f.PaymentDisputed(payment_id="pay_1", amount=TOTAL)
    state = job(*sent_invoice(), paid(), disputed)
    assert "office.answer_dispute" in kinds(state, MONDAY)
    assert "office.answer_dispute" not in kinds(apply(state, f.PaymentDisputeWon(payment_id="pay_1"), MONDAY), MONDAY)
    lost = f.PaymentReturned(payment_id="pay_1", reason="dispute_lost")
    assert "office.answer_dispute" not in kinds(apply(state, lost, MONDAY), MONDAY)


def test_money_that_moves_between_jobs_is_held_once() -> None:
    here, there = job(held(80_00)), job(*sent_invoice())
    here = apply(here, f.PaymentTransferred(payment_id="pay_1", amount=money(-30_00), receipt_number=7), MONDAY)
    there = apply(there, f.PaymentTransferred(payment_id="pay_1", amount=money(30_00), receipt_number=7), MONDAY)
    there = apply(there, f.PaymentAllocated(payment_id="pay_1", invoice_id="inv_1", amount=money(30_00)), MONDAY)
    assert here.figures().deposits_held + there.figures().deposits_held == money(50_00)
    assert there.figures().outstanding == TOTAL - money(30_00)


# ── money on its way, and debits ─────────────────────────────────────────────────────────────────────────────────────

PENDING = f.PaymentPending(attempt_id="pat_1", invoice_id="inv_1", amount=TOTAL, method="bank_debit")


def test_nobody_is_reminded_while_the_money_is_on_its_way() -> None:
    state = job(*sent_invoice(), PENDING)
    assert not {"invoice.remind", "invoice.overdue_notice"} & set(kinds(state, MONDAY + timedelta(days=40)))
    assert one(state, "contact.pay").because.id == "payment-in-flight"
    failed = apply(state, f.PaymentFailed(attempt_id="pat_1", invoice_id="inv_1", code="no_funds"), MONDAY)
    assert "invoice.remind" in kinds(failed, MONDAY)
    arrived = apply(state, paid().model_copy(update={"attempt_id": "pat_1"}), MONDAY)
    assert not arrived.in_flight


def debited(*more: f.Fact) -> JobState:
    return job(*sent_invoice(), f.AutopayAuthorised(authorisation_id="pmt_1"), *more)


def test_an_authorised_debit_is_told_the_day_before_and_then_taken() -> None:
    state = debited()
    assert dates(state, "invoice.debit_notice") == ["2026-11-30 14:00"]
    assert dates(state, "invoice.debit") == ["2026-12-01 14:00"]
    assert "invoice.remind" not in kinds(state, MONDAY)


def test_a_debit_waits_a_day_for_its_notice() -> None:
    late = datetime(2026, 12, 3, 14, tzinfo=UTC)  # the machine was off: nobody was told yet
    (debit,) = [step for step in plan(debited(), late) if step.kind == "invoice.debit"]
    assert debit.status == "upcoming"
    told = apply(debited(), f.MessageAccepted(message_id="msg_1", step_key="invoice/inv_1/debit/1/notice"), late)
    (debit,) = [step for step in plan(told, late) if step.kind == "invoice.debit"]
    assert debit.due == late + timedelta(hours=24)


@pytest.mark.parametrize(("failures", "due"), [(1, "2026-12-02"), (2, "2026-12-04"), (3, "2026-12-08")])
def test_a_refused_debit_is_tried_on_day_one_three_and_seven(failures: int, due: str) -> None:
    refused = f.PaymentFailed(attempt_id="pat_1", invoice_id="inv_1", code="no_funds", automatic=True)
    told = f.MessageAccepted(message_id="msg_1", step_key="invoice/inv_1/debit/1/notice")
    state = debited(told, *[refused] * failures)
    (debit,) = [step for step in plan(state, MONDAY) if step.kind == "invoice.debit"]
    assert (f"{debit.due:%Y-%m-%d}", debit.key) == (due, f"invoice/inv_1/debit/1/try-{failures + 1}")
    given_up = apply(state, refused, MONDAY)
    if failures == 3:
        assert "invoice.debit" not in kinds(given_up, MONDAY)
        assert "invoice.remind" in kinds(given_up, MONDAY)


def test_who_could_not_be_told_or_took_it_back_is_not_debited() -> None:
    failed = f.MessageFailed(step_key="invoice/inv_1/debit/1/notice", message_id="msg_1", code="smtp-550")
    for fact in (failed, f.AutopayRevoked(authorisation_id="pmt_1")):
        state = debited(fact)
        assert "invoice.debit" not in kinds(state, MONDAY)
        assert "invoice.remind" in kinds(state, MONDAY)

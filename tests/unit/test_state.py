"""The fold: total, repeatable, bounded, and its sums are right."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.factlog_strategies import START, candidates, fold, logs
from workflows import facts as f
from workflows.checks import check
from workflows.folds import apply
from workflows.money import Money
from workflows.planner import plan
from workflows.rules.payments import deposited, is_asked_for
from workflows.state import KEEP_CLOSED, JobState


@given(logs())
def test_a_log_folds_the_same_through_json_at_every_step(log: list[tuple[f.Fact, datetime]]) -> None:
    direct = fold(log)
    carried: JobState | None = None
    for fact, at in log:
        again = f.decode(fact.kind, fact.schema_version, fact.model_dump(mode="json"))
        carried = apply(carried, again, at)
        carried = JobState.model_validate_json(carried.model_dump_json())
    assert carried == direct


@given(logs(), st.randoms(use_true_random=False))
def test_shuffled_duplicates_fold_the_same_once_sorted_by_sequence(
    log: list[tuple[f.Fact, datetime]], chance: random.Random
) -> None:
    numbered = list(enumerate(log, start=1))
    mess = numbered + chance.choices(numbered, k=len(numbered)) if numbered else []
    chance.shuffle(mess)
    delivered = [entry for _, entry in sorted(dict(mess).items())]
    assert fold(delivered) == fold(log)


@given(st.data())
@settings(max_examples=60)
def test_apply_never_refuses_even_what_check_would(data: st.DataObject) -> None:
    state: JobState | None = apply(None, f.JobOpened(number=1, contact_id="cnt_1", source="web"), START)
    for day in range(data.draw(st.integers(1, 30))):
        state = apply(state, data.draw(candidates(state, START)), START + timedelta(days=day))
    assert state is not None
    assert state.phase


@given(logs())
def test_what_is_owed_is_what_was_invoiced_less_what_was_allocated(log: list[tuple[f.Fact, datetime]]) -> None:
    state = fold(log)
    if state is None:
        return
    figures = state.figures()
    owed = sum(invoice.balance.amount for invoice in state.invoices.values())
    assert figures.outstanding.amount == owed
    assert figures.outstanding.amount >= 0
    assert figures.deposits_held.amount >= 0


def test_a_thousand_facts_stay_within_sixteen_kilobytes() -> None:
    state = apply(None, f.JobOpened(number=1, contact_id="cnt_1", source="phone"), START)
    for n in range(170):
        at = START + timedelta(hours=n)
        total = Money(amount=10_000 + n)
        for fact in (
            f.InvoiceDrafted(invoice_id=f"inv_{n}", total=total),
            f.InvoiceIssued(
                invoice_id=f"inv_{n}",
                number=n,
                total=total,
                due_on=date(2026, 4, 1),
                document_id=f"doc_{n}",
                document_sha256="0" * 64,
            ),
            f.DocumentRendered(document_id=f"doc_{n}"),
            f.InvoiceSent(invoice_id=f"inv_{n}", occurrence=1),
            f.MessageAccepted(message_id=f"msg_{n}", step_key=f"invoice/inv_{n}/mail/1"),
            f.PaymentReceived(
                payment_id=f"pay_{n}",
                amount=total,
                method="interac",
                allocations=(f.Allocation(invoice_id=f"inv_{n}", amount=total),),
                receipt_number=n,
                document_id=f"doc_pay_{n}",
            ),
            f.DocumentRendered(document_id=f"doc_pay_{n}"),
            f.MessageAccepted(message_id=f"msg_pay_{n}", step_key=f"payment/pay_{n}/receipt"),
        ):
            assert check(state, fact) is None
            state = apply(state, fact, at)
    assert len(state.model_dump_json()) < 16_000
    figures = state.figures()
    assert figures.invoiced == figures.paid == figures.allocated
    assert figures.invoiced.amount == sum(10_000 + n for n in range(170))
    assert state.phase == "paid"


def many_paid(count: int, *, mailed: bool = True) -> JobState:
    """A job whose quote with a deposit was accepted, paid and invoiced, and so many other invoices that were paid since."""
    price = Money(amount=10_000)
    log: list[f.Fact] = [
        f.QuoteDrafted(quote_id="quo_1", number=1, version=1, total=price),
        f.QuoteSent(
            quote_id="quo_1",
            version=1,
            total=price,
            valid_until=date(2026, 4, 1),
            document_id="doc_quo",
            document_sha256="0",
        ),
        f.QuoteAccepted(quote_id="quo_1", version=1, document_sha256="0", total=price, by="contact", deposit=price),
        f.PaymentReceived(
            payment_id="pay_d", amount=price, method="interac", receipt_number=0, document_id=None, quote_id="quo_1"
        ),
        *_issued("inv_d", price, quote_id="quo_1", mailed=True),
        f.PaymentAllocated(payment_id="pay_d", invoice_id="inv_d", amount=price),
    ]
    for n in range(count):
        paid = (f.Allocation(invoice_id=f"inv_{n}", amount=price),)
        log += _issued(f"inv_{n}", price, mailed=mailed)
        log.append(
            f.PaymentReceived(
                payment_id=f"pay_{n}",
                amount=price,
                method="interac",
                allocations=paid,
                receipt_number=n,
                document_id=None,
            )
        )
    state = apply(None, f.JobOpened(number=1, contact_id="cnt_1", source="phone"), START)
    for hour, fact in enumerate(log):
        assert check(state, fact) is None, fact
        state = apply(state, fact, START + timedelta(hours=hour))
    return state


def _issued(invoice_id: str, total: Money, *, quote_id: str | None = None, mailed: bool) -> list[f.Fact]:
    document = f"doc_{invoice_id}"
    issued = f.InvoiceIssued(
        invoice_id=invoice_id, number=1, total=total, due_on=date(2026, 4, 1), document_id=document, document_sha256="0"
    )
    done = [
        f.DocumentRendered(document_id=document),
        f.MessageAccepted(message_id=f"msg_{invoice_id}", step_key=f"invoice/{invoice_id}/mail/1"),
    ]
    draft = f.InvoiceDrafted(invoice_id=invoice_id, total=total, quote_id=quote_id)
    return [draft, issued, f.InvoiceSent(invoice_id=invoice_id, occurrence=1), *(done if mailed else [])]


def test_a_quote_stays_invoiced_and_its_deposit_paid_however_long_ago() -> None:
    state = many_paid(KEEP_CLOSED + 1)
    assert {"inv_d", "pay_d"}.isdisjoint({*state.invoices, *state.payments})
    assert state.quotes["quo_1"].status == "accepted"
    assert state.phase == "paid"
    kinds = {step.kind for step in plan(state, START + timedelta(days=90))}
    assert not {"contact.pay_deposit", "office.invoice"} & kinds
    assert is_asked_for(state, state.quotes["quo_1"])
    assert deposited(state, state.quotes["quo_1"]) == 10_000


def test_nothing_leaves_the_state_while_it_is_still_to_be_made_mailed_or_decided() -> None:
    state = many_paid(KEEP_CLOSED + 5, mailed=False)
    waiting = {f"inv_{n}" for n in range(KEEP_CLOSED + 5)}
    assert waiting <= state.invoices.keys()
    now = START + timedelta(days=30)
    for n in range(KEEP_CLOSED + 5):
        state = apply(state, f.DocumentRendered(document_id=f"doc_inv_{n}"), now)
    assert waiting <= state.invoices.keys(), "they wait for their mails"
    for n in range(KEEP_CLOSED + 5):
        key = f"invoice/inv_{n}/mail/1"
        assert key in {step.key for step in plan(state, now)}
        state = apply(state, f.MessageAccepted(message_id=f"msg_{n}", step_key=key), now)
    assert len(state.invoices) == KEEP_CLOSED
    contested = apply(state, f.PaymentDisputed(payment_id="pay_5", amount=Money(amount=10_000)), now)
    for n in range(100, 101 + KEEP_CLOSED):
        paid = f.PaymentReceived(
            payment_id=f"pay_{n}", amount=Money(amount=0), method="cash", receipt_number=n, document_id=None
        )
        contested = apply(contested, paid, now)
    assert "pay_5" in contested.payments
    assert "office.answer_dispute" in {step.kind for step in plan(contested, now)}


def test_an_impossible_fact_is_refused_before_it_exists() -> None:
    state = apply(None, f.JobOpened(number=12, contact_id="cnt_1", source="web"), START)
    accepted = f.QuoteAccepted(quote_id="quo_1", version=1, document_sha256="0", total=Money(amount=1), by="contact")
    refusal = check(state, accepted)
    assert refusal is not None
    assert refusal.code == "quote-archived"
    assert check(None, accepted) is not None
    assert check(state, f.JobOpened(number=12, contact_id="cnt_1", source="web")) is not None


def test_a_payment_cannot_pay_more_than_is_owed() -> None:
    state = apply(None, f.JobOpened(number=1, contact_id="c", source="web"), START)
    state = apply(state, f.InvoiceDrafted(invoice_id="inv_1", total=Money(amount=100)), START)
    issued = f.InvoiceIssued(
        invoice_id="inv_1",
        number=1,
        total=Money(amount=100),
        due_on=date(2026, 4, 1),
        document_id="d",
        document_sha256="",
    )
    state = apply(state, issued, START)
    too_much = f.PaymentReceived(
        payment_id="pay_1",
        amount=Money(amount=101),
        method="cash",
        allocations=(f.Allocation(invoice_id="inv_1", amount=Money(amount=101)),),
        receipt_number=1,
        document_id="d2",
    )
    refusal = check(state, too_much)
    assert refusal is not None
    assert refusal.code == "allocation-too-large"


def test_an_envelope_of_an_unknown_kind_is_said_to_be_unknown() -> None:
    try:
        f.decode("quote.teleported", 1, {})
    except f.UnknownFact:
        return
    raise AssertionError("an unknown kind must not decode")


SENT = (
    f.QuoteDrafted(quote_id="quo_1", number=318, version=2, total=Money(amount=100)),
    f.QuoteSent(
        quote_id="quo_1",
        version=2,
        total=Money(amount=100),
        valid_until=date(2026, 4, 1),
        document_id="doc_1",
        document_sha256="0" * 64,
    ),
)


def _accept(version: int = 2) -> f.QuoteAccepted:
    return f.QuoteAccepted(
        quote_id="quo_1", version=version, document_sha256="0" * 64, total=Money(amount=100), by="contact"
    )


@pytest.mark.parametrize(
    ("settled", "version", "code"),
    [
        (f.QuoteDeclined(quote_id="quo_1", version=2, by="contact"), 2, "quote-not-open"),
        (f.QuoteExpired(quote_id="quo_1", version=2), 2, "quote-not-open"),
        (_accept(), 2, "quote-not-open"),
        (f.QuoteViewed(quote_id="quo_1", version=2), 1, "quote-superseded"),
    ],
)
def test_only_the_open_version_of_a_quote_can_be_accepted(settled: f.Fact, version: int, code: str) -> None:
    state = apply(None, f.JobOpened(number=1, contact_id="c", source="web"), START)
    for fact in (*SENT, settled):
        assert check(state, fact) is None
        state = apply(state, fact, START)
    refusal = check(state, _accept(version))
    assert refusal is not None
    assert refusal.code == code

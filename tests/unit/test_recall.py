"""What was folded away long ago can still be changed: it is recalled first, and the sums never differ from those of a state that
forgets nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import hypothesis.strategies as st
from hypothesis import given, settings

from tests.unit.factlog_strategies import START
from workflows import facts as f
from workflows.checks import check
from workflows.folds import apply
from workflows.folds.bounds import _busy
from workflows.money import Money
from workflows.planner import plan
from workflows.recall import looks_back, recalled
from workflows.state import KEEP_CLOSED, JobState

MANY = 14
PRICE = Money(amount=100_00)


@dataclass
class Job:
    """The same job twice: as it is kept, and with everything one by one."""

    state: JobState
    whole: JobState
    hours: int = 0
    log: tuple[tuple[f.Fact, int], ...] = ()

    @property
    def phase(self) -> str:
        return self.state.phase

    def happens(self, fact: f.Fact) -> str | None:
        """As the fact log does it; the code of the refusal, where it is refused."""
        first = list(recalled(self.state, self.whole, fact)) if looks_back(self.state, fact) else []
        state = self.state
        for each in first:
            state = self._apply(state, each)
        if refusal := check(state, fact):
            return refusal.code
        for each in (*first, fact):
            self.state = self._apply(self.state, each)
            self.whole = apply(self.whole, each, START + timedelta(hours=self.hours), bounded=False)
            self.log += ((each, self.hours),)
        self.hours += 1
        return None

    def _apply(self, state: JobState, fact: f.Fact) -> JobState:
        return apply(state, fact, START + timedelta(hours=self.hours))

    def alike(self) -> None:
        assert self.state.figures() == self.whole.figures()
        assert self.state.phase == self.whole.phase
        busy = _busy(self.state, START + timedelta(hours=self.hours))
        for shelf in (self.state.payments, self.state.invoices):
            over = [part for part in shelf.values() if part.closed_at is not None and part.id not in busy]
            assert len(over) <= KEEP_CLOSED
        for each in self.whole.invoices.values():
            assert each.balance.amount == 0 or self.state.invoices[each.id].balance == each.balance, (
                "nobody asks for it"
            )
        again: JobState | None = None
        for fact, hours in self.log:
            again = apply(again, fact, START + timedelta(hours=hours))
        assert again == self.state


def old_job() -> Job:
    """So many invoices, each sent, mailed and paid with a payment of its own."""
    opened = f.JobOpened(number=1, contact_id="cnt_1", source="phone")
    job = Job(apply(None, opened, START), apply(None, opened, START, bounded=False), log=((opened, 0),))
    for n in range(MANY):
        due = date(2026, 4, 1)
        for fact in (
            f.InvoiceDrafted(invoice_id=f"inv_{n}", total=PRICE),
            f.InvoiceIssued(
                invoice_id=f"inv_{n}", number=n, total=PRICE, due_on=due, document_id=f"doc_{n}", document_sha256=""
            ),
            f.DocumentRendered(document_id=f"doc_{n}"),
            f.InvoiceSent(invoice_id=f"inv_{n}", occurrence=1),
            f.MessageAccepted(message_id=f"msg_{n}", step_key=f"invoice/inv_{n}/mail/1"),
            paid(n, (n, 100_00)),
        ):
            assert job.happens(fact) is None
    return job


def paid(n: int, *shares: tuple[int, int]) -> f.PaymentReceived:
    parts = tuple(f.Allocation(invoice_id=f"inv_{each}", amount=Money(amount=cents)) for each, cents in shares)
    amount = Money(amount=sum(cents for _, cents in shares))
    return f.PaymentReceived(
        payment_id=f"pay_{n}", amount=amount, method="cheque", allocations=parts, receipt_number=n, document_id=None
    )


def test_an_old_payment_that_comes_back_is_owed_and_asked_for_again() -> None:
    job = old_job()
    assert {"pay_0", "inv_0"}.isdisjoint({*job.state.payments, *job.state.invoices})
    assert job.happens(f.PaymentReturned(payment_id="pay_0", reason="nsf")) is None
    job.alike()
    assert job.state.invoices["inv_0"].balance == PRICE
    assert job.state.payments["pay_0"].status == "returned"
    assert job.phase == "invoiced"
    steps = plan(job.state, START + timedelta(hours=job.hours))
    assert "contact.pay" in {step.kind for step in steps}
    assert "invoice.mail" not in {step.kind for step in steps}, "it was mailed long ago"
    assert job.happens(paid(90, (0, 100_00))) is None
    job.alike()
    assert job.phase == "paid"


def test_one_payment_of_more_invoices_than_a_state_keeps() -> None:
    job = old_job()
    for n in range(MANY):
        assert job.happens(f.PaymentVoided(payment_id=f"pay_{n}")) is None
    assert job.happens(paid(90, *((n, 100_00) for n in range(MANY)))) is None
    assert len(job.state.invoices) == KEEP_CLOSED
    assert job.happens(f.PaymentReturned(payment_id="pay_90", reason="nsf")) is None
    job.alike()
    assert len(job.state.invoices) == MANY


def test_an_old_invoice_is_sent_once_more() -> None:
    job = old_job()
    assert job.happens(f.InvoiceSent(invoice_id="inv_0", occurrence=2)) is None
    [mail] = [each for each in plan(job.state, START + timedelta(days=9)) if each.kind == "invoice.mail"]
    assert mail.key == "invoice/inv_0/mail/2"


def test_what_never_was_is_still_refused() -> None:
    job = old_job()
    assert job.happens(f.PaymentVoided(payment_id="pay_x")) == "payment-unknown"
    assert job.happens(f.InvoiceVoided(invoice_id="inv_x")) == "invoice-unknown"
    assert job.happens(f.InvoiceVoided(invoice_id="inv_0")) == "invoice-has-payments"


which = st.integers(0, MANY - 1)
cents = st.sampled_from((1, 40_00, 100_00)).map(lambda amount: Money(amount=amount))
late = st.one_of(
    which.map(lambda n: f.PaymentVoided(payment_id=f"pay_{n}")),
    which.map(lambda n: f.PaymentReturned(payment_id=f"pay_{n}", reason="nsf")),
    st.tuples(which, which, cents).map(
        lambda x: f.PaymentAllocated(payment_id=f"pay_{x[0]}", invoice_id=f"inv_{x[1]}", amount=x[2])
    ),
    st.tuples(which, cents).map(
        lambda x: f.PaymentReleased(payment_id=f"pay_{x[0]}", invoice_id=f"inv_{x[0]}", amount=x[1])
    ),
    st.tuples(which, cents).map(
        lambda x: f.PaymentTransferred(payment_id=f"pay_{x[0]}", amount=x[1], receipt_number=x[0])
    ),
    st.tuples(which, cents).map(
        lambda x: f.PaymentTransferred(payment_id=f"pay_{x[0]}", amount=-x[1], receipt_number=x[0])
    ),
    st.tuples(which, cents).map(
        lambda x: f.PaymentRefunded(payment_id=f"pay_{x[0]}", refund_id=f"rfd_{x[0]}", amount=x[1], method="cheque")
    ),
    st.tuples(which, cents).map(
        lambda x: f.PaymentRefundFailed(payment_id=f"pay_{x[0]}", refund_id=f"rfd_{x[0]}", amount=x[1])
    ),
    st.tuples(which, cents).map(lambda x: f.PaymentDisputed(payment_id=f"pay_{x[0]}", amount=x[1])),
    which.map(lambda n: f.PaymentDisputeWon(payment_id=f"pay_{n}")),
    st.tuples(which, cents).map(
        lambda x: f.CreditNoteIssued(
            credit_note_id=f"crn_{x[0]}",
            invoice_id=f"inv_{x[0]}",
            number=9,
            total=x[1],
            document_id=f"doc_crn_{x[0]}",
            document_sha256="",
        )
    ),
    st.tuples(which, cents).map(lambda x: f.InvoiceWrittenOff(invoice_id=f"inv_{x[0]}", amount=x[1])),
    which.map(lambda n: f.InvoiceWriteOffReversed(invoice_id=f"inv_{n}")),
    which.map(lambda n: f.InvoiceVoided(invoice_id=f"inv_{n}")),
    st.tuples(which, cents).map(lambda x: paid(x[0] + MANY, (x[0], x[1].amount))),
)


@settings(deadline=None)
@given(st.lists(late, max_size=30))
def test_whatever_happens_late_the_sums_are_those_of_a_state_that_forgets_nothing(facts: list[f.Fact]) -> None:
    job = old_job()
    for fact in facts:
        if isinstance(fact, f.PaymentReceived) and fact.payment_id in job.whole.payments:
            continue
        job.happens(fact)
        job.alike()

"""Any order of payments, credits, moves, refunds, returns, disputes, notes and write-offs: the books balance after each, on every day.

Hypothesis plays; beside it stands a model of a few dictionaries. What the model allows must succeed and change exactly that, what
it forbids must be refused and change nothing; then rows, facts and figures are compared.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

import hypothesis.strategies as st
from hypothesis import HealthCheck, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from services.billing.credit_notes import commands as credit_notes
from services.billing.credit_notes import write_offs
from services.billing.credit_notes.schemas import CreditIn as NoteIn
from services.billing.credit_notes.schemas import WriteOffIn
from services.billing.invoices import commands as invoices
from services.billing.invoices.queries import balances
from services.billing.invoices.schemas import InvoiceIn
from services.billing.payments import books, commands, credit, wants
from services.billing.payments.allocate import distribute, least
from services.billing.payments.schemas import AllocateIn, CreditIn, MoveIn, PaymentIn, ReleaseIn
from services.kit import factlog
from services.kit.days import local_day
from services.kit.db import reading
from services.kit.problems import Problem
from tests.factories import Company
from tests.services.billing.money_model import Paid
from tests.services.billing.world import Job, Office, cad, line, make_job, same_contact, worked
from workflows.money import Money as Cents
from workflows.state import KEEP_CLOSED

T = TypeVar("T")
FIRST_DAY = date(2000, 1, 1)
cents = st.integers(1, 400_00)
nth = st.integers(0, 30)


class Money(RuleBasedStateMachine):
    """Set from outside before it runs: the company, and the event loop that its database belongs to."""

    company: Company
    loop: asyncio.AbstractEventLoop

    def __init__(self) -> None:
        super().__init__()
        self.now = datetime.now(UTC) - timedelta(days=60)
        self.payments: dict[str, Paid] = {}
        self.invoices: dict[str, int] = {}
        self.credited: dict[str, int] = {}
        self.written_off: dict[str, int] = {}
        self.pending: dict[str, str] = {}
        self.given: dict[str, str] = {}
        self.amounts: dict[str, int] = {}
        self.jobs: list[Job] = []
        self.job_of: dict[str, Job] = {}

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(60)

    def tried(self, work: Any, allowed: bool) -> Any:
        """Does it in a transaction; it succeeds exactly where the model allows it."""

        async def attempt() -> Any:
            async with self.company.work(now=self.now) as unit:
                return await work(unit)

        refusal, found = None, None
        try:
            found = self.run(attempt())
        except Problem as problem:
            refusal = problem
        assert (refusal is None) == allowed, (refusal and (refusal.code, refusal.errors)) or "should have been refused"
        return found

    def a_payment(self, n: int) -> tuple[str, Paid]:
        found = list(self.payments.items())
        return found[n % len(found)]

    def an_invoice(self, n: int) -> str:
        return list(self.invoices)[n % len(self.invoices)]

    def wanted(self, invoice: str) -> int:
        less = self.credited.get(invoice, 0) + self.written_off.get(invoice, 0)
        return self.invoices[invoice] - less - sum(each.lies.get(invoice, 0) for each in self.payments.values())

    # ── what may happen ──────────────────────────────────────────────────────────────────────────────────────────────

    @initialize(long=st.booleans())
    def begin(self, long: bool) -> None:
        async def make() -> list[Job]:
            one, two, other = [await make_job(self.company) for _ in range(3)]
            await same_contact(Office(None, self.company), one, two)  # type: ignore[arg-type]
            return [one, Job(two.id, one.contact_id, two.number), other]

        self.jobs = self.run(make())
        if long:  # a job of so many that are over that the state no longer has them one by one
            for _ in range(KEEP_CLOSED + 2):
                self.issue(0, 50_00)
                invoice = list(self.invoices)[-1]
                self.pay_one(len(self.invoices) - 1, self.invoices[invoice], self.invoices[invoice])
            self.run(worked(self.company, self.jobs[0].id))

    @rule(days=st.integers(0, 3))
    def time_goes_by(self, days: int) -> None:
        self.now = min(self.now + timedelta(days=days), datetime.now(UTC))

    @rule(n=nth, price=st.integers(1_00, 300_00))
    def issue(self, n: int, price: int) -> None:
        job = self.jobs[n % len(self.jobs)]

        async def work(unit: Any) -> tuple[str, int, dict[str, int]]:
            data = InvoiceIn.model_validate({"job_id": job.id, "lines": [line(price)]})
            invoice = await invoices.create(unit, data)
            await invoices.issue(unit, invoice.id)
            found = await books.load(unit.session, unit.company_id, list(self.payments))
            put = {key: sum(row.amount for row, _ in book.live(invoice.id)) for key, book in found.items()}
            held = sum(book.held(job.id) for key, book in found.items() if self.payments[key].movable)
            assert held == 0 or sum(put.values()) == invoice.total, "held money was left beside an open invoice"
            return invoice.id, invoice.total, put

        invoice_id, total, put = self.tried(work, True)
        self.invoices[invoice_id], self.job_of[invoice_id] = total, job
        for payment, amount in put.items():
            if amount:
                assert self.payments[payment].movable
                self.payments[payment].lies[invoice_id] = amount

    @rule(n=nth, amount=cents, ago=st.integers(0, 20), everything=st.booleans())
    def pay_the_oldest(self, n: int, amount: int, ago: int, everything: bool) -> None:
        job = self.jobs[n % len(self.jobs)]
        day = local_day(self.now, "America/Toronto") - timedelta(days=ago)
        target = {"contact_id": job.contact_id} if everything else {"job_id": job.id}
        data = PaymentIn.model_validate({"amount": cad(amount), "method": "interac", "received_on": day, **target})
        mine = [
            key for key, of in self.job_of.items() if (of.contact_id == job.contact_id if everything else of == job)
        ]
        owed = [key for key in mine if self.wanted(key) > 0]
        payment = self.tried(lambda unit: commands.record(unit, data), bool(owed) or not everything)
        if payment is not None:
            parts = distribute(amount, [self.wanted(key) for key in sorted(owed, key=self._due)])
            lies = {key: part for key, part in zip(sorted(owed, key=self._due), parts, strict=True) if part}
            self.payments[payment.id] = Paid(amount, job.contact_id, lies=lies)

    def _due(self, invoice: str) -> int:
        """They fall due in the order in which they were issued."""
        return list(self.invoices).index(invoice)

    @precondition(lambda self: self.invoices)
    @rule(n=nth, amount=cents, asked=cents)
    def pay_one(self, n: int, amount: int, asked: int) -> None:
        invoice = self.an_invoice(n)
        body = {
            "amount": cad(amount),
            "method": "cheque",
            "allocations": [{"invoice_id": invoice, "amount": cad(asked)}],
        }
        data = PaymentIn.model_validate(body)
        payment = self.tried(lambda unit: commands.record(unit, data), asked <= amount)
        if payment is not None:
            part = min(asked, self.wanted(invoice))
            self.payments[payment.id] = Paid(
                amount, self.job_of[invoice].contact_id, lies={invoice: part} if part else {}
            )

    @precondition(lambda self: self.payments and self.invoices)
    @rule(n=nth, m=nth, amount=cents)
    def allocate(self, n: int, m: int, amount: int) -> None:
        (payment, paid), invoice = self.a_payment(n), self.an_invoice(m)
        allowed = paid.movable and amount <= min(paid.free, self.wanted(invoice)) and self._theirs(paid, invoice)
        data = AllocateIn.model_validate({"allocations": [{"invoice_id": invoice, "amount": cad(amount)}]})
        if self.tried(lambda unit: credit.allocate(unit, payment, data), allowed):
            paid.lies[invoice] = paid.lies.get(invoice, 0) + amount

    def _theirs(self, paid: Paid, invoice: str) -> bool:
        return self.job_of[invoice].contact_id == paid.contact

    @precondition(lambda self: self.payments and self.invoices)
    @rule(n=nth, m=nth, amount=st.none() | cents)
    def release(self, n: int, m: int, amount: int | None) -> None:
        (payment, paid), invoice = self.a_payment(n), self.an_invoice(m)
        lies = paid.lies.get(invoice, 0)
        allowed = paid.movable and 0 < (lies if amount is None else amount) <= lies
        data = ReleaseIn.model_validate({"invoice_id": invoice, "amount": amount and cad(amount)})
        if self.tried(lambda unit: credit.release_part(unit, payment, data), allowed):
            paid.lies[invoice] = lies - (lies if amount is None else amount)

    @precondition(lambda self: self.payments and len(self.invoices) > 1)
    @rule(n=nth, m=nth, o=nth, amount=st.none() | cents)
    def move(self, n: int, m: int, o: int, amount: int | None) -> None:
        (payment, paid), source, target = self.a_payment(n), self.an_invoice(m), self.an_invoice(o)
        lies, wants_ = paid.lies.get(source, 0), self.wanted(target)
        part = min(lies, wants_) if amount is None else amount
        allowed = paid.movable and source != target and 0 < part <= min(lies, wants_) and self._theirs(paid, target)
        body = {"from_invoice_id": source, "to_invoice_id": target, "amount": amount and cad(amount)}
        data = MoveIn.model_validate(body)
        if self.tried(lambda unit: credit.move(unit, payment, data), allowed):
            paid.lies[source] = lies - part
            paid.lies[target] = paid.lies.get(target, 0) + part

    @precondition(lambda self: self.invoices)
    @rule(n=nth, amount=st.none() | cents)
    def apply_credit(self, n: int, amount: int | None) -> None:
        invoice = self.an_invoice(n)
        contact = self.job_of[invoice].contact_id
        usable = {key: each for key, each in self.payments.items() if each.movable and each.contact == contact}
        free, wants_ = sum(each.free for each in usable.values()), self.wanted(invoice)
        part = min(free, wants_) if amount is None else amount
        data = CreditIn.model_validate({"contact_id": contact, "invoice_id": invoice, "amount": amount and cad(amount)})

        async def work(unit: Any) -> dict[str, int]:
            await credit.apply_credit(unit, data)
            found = await books.load(unit.session, unit.company_id, list(usable))
            return {key: sum(row.amount for row, _ in book.live(invoice)) for key, book in found.items()}

        lies = self.tried(work, 0 < part <= min(free, wants_))
        if lies is not None:
            before = sum(each.lies.get(invoice, 0) for each in usable.values())
            assert sum(lies.values()) - before == part
            for key, amount_ in lies.items():
                usable[key].lies[invoice] = amount_

    @precondition(lambda self: self.payments)
    @rule(n=nth, amount=cents, pending=st.booleans())
    def refund(self, n: int, amount: int, pending: bool) -> None:
        payment, paid = self.a_payment(n)

        def work(unit: Any) -> Any:
            return commands.refund(unit, payment, amount=Cents(amount=amount), method="cheque", pending=pending)

        row = self.tried(work, paid.movable and amount <= paid.free)
        if row is not None:
            if pending:
                paid.promised += amount
                self.pending[row.id] = payment
            else:
                paid.refunded += amount
                self.given[row.id] = payment
            self.amounts[row.id] = amount

    @precondition(lambda self: self.pending)
    @rule(n=nth, well=st.booleans())
    def the_bank_answers(self, n: int, well: bool) -> None:
        refund_id = list(self.pending)[n % len(self.pending)]
        paid, amount = self.payments[self.pending.pop(refund_id)], self.amounts[refund_id]
        paid.promised -= amount
        if well:
            paid.refunded += amount
            self.given[refund_id] = next(key for key, each in self.payments.items() if each is paid)
        verb = commands.refund_succeeded if well else commands.refund_failed
        self.tried(lambda unit: verb(unit, refund_id), True)

    @precondition(lambda self: self.given)
    @rule(n=nth)
    def a_refund_comes_back(self, n: int) -> None:
        """The bank had said yes, and could not do it after all; whatever became of the payment meanwhile."""
        refund_id = list(self.given)[n % len(self.given)]
        paid = self.payments[self.given[refund_id]]
        self.tried(lambda unit: commands.refund_failed(unit, refund_id), True)
        del self.given[refund_id]
        paid.refunded -= self.amounts[refund_id]

    @precondition(lambda self: self.invoices)
    @rule(n=nth, amount=cents)
    def credit_it(self, n: int, amount: int) -> None:
        """What was paid of it and is too much now is held, the newest money first."""
        invoice = self.an_invoice(n)
        left = self.invoices[invoice] - self.credited.get(invoice, 0)
        allowed = amount <= left and not self.written_off.get(invoice)
        data = NoteIn.model_validate({"reason": "goodwill", "amount": cad(amount)})

        async def work(unit: Any) -> dict[str, int]:
            await credit_notes.issue(unit, invoice, data)
            found = await books.load(unit.session, unit.company_id, list(self.payments))
            return {key: sum(row.amount for row, _ in book.live(invoice)) for key, book in found.items()}

        before, too_much = {key: each.lies.get(invoice, 0) for key, each in self.payments.items()}, self.wanted(invoice)
        after = self.tried(work, allowed)
        if after is not None:
            self.credited[invoice] = self.credited.get(invoice, 0) + amount
            assert sum(before.values()) - sum(after.values()) == max(amount - too_much, 0)
            for key, lies in after.items():
                assert lies <= before[key]
                self.payments[key].lies[invoice] = lies

    @precondition(lambda self: self.invoices)
    @rule(n=nth)
    def write_off_or_expect_again(self, n: int) -> None:
        invoice = self.an_invoice(n)
        if self.written_off.get(invoice):
            self.tried(lambda unit: write_offs.reverse(unit, invoice), True)
            del self.written_off[invoice]
            return
        data, left = WriteOffIn(reason="goodwill"), self.wanted(invoice)
        if self.tried(lambda unit: write_offs.write_off(unit, invoice, data), left > 0):
            self.written_off[invoice] = left

    @precondition(lambda self: self.payments)
    @rule(n=nth)
    def void(self, n: int) -> None:
        payment, paid = self.a_payment(n)
        allowed = paid.movable and not paid.refunded and not paid.promised
        if self.tried(lambda unit: commands.void(unit, payment, ""), allowed):
            paid.status, paid.lies = "voided", {}

    @precondition(lambda self: self.payments)
    @rule(n=nth)
    def bounce(self, n: int) -> None:
        payment, paid = self.a_payment(n)
        allowed = paid.status == "returned" or (paid.status == "received" and not paid.promised)
        if self.tried(lambda unit: commands.returned(unit, payment, reason="nsf"), allowed):
            paid.status, paid.lies = "returned", {}

    @precondition(lambda self: self.payments)
    @rule(n=nth, won=st.booleans())
    def dispute(self, n: int, won: bool) -> None:
        payment, paid = self.a_payment(n)
        verb = commands.dispute_won if won else commands.disputed
        left = paid.amount - paid.refunded - paid.promised
        allowed = paid.status == "received" and (won or paid.disputed or left > 0)
        if self.tried(lambda unit: verb(unit, payment), allowed):
            paid.disputed = not won

    # ── what must hold ───────────────────────────────────────────────────────────────────────────────────────────────

    @invariant()
    def books_balance(self) -> None:
        if self.jobs:
            self.run(self._balance())

    async def _balance(self) -> None:
        async with reading(self.company.id) as session:
            found = await books.load(session, self.company.id, list(self.payments))
            left = await balances(session, self.company.id, list(self.invoices))
            assert left == {key: self.wanted(key) for key in self.invoices}
            assert all(amount >= 0 for amount in left.values())
            for key, paid in self.payments.items():
                book = found[key]
                lies: dict[str, int] = {}
                for row, _ in book.live():
                    lies[row.invoice_id] = lies.get(row.invoice_id, 0) + row.amount
                assert lies == {invoice: amount for invoice, amount in paid.lies.items() if amount}
                assert sum(book.share(job) for job in book.jobs) == paid.amount
                assert (book.unallocated, book.refunded) == (
                    paid.free + (paid.promised if paid.status == "received" else 0),
                    paid.refunded,
                )
                assert all(book.held(job) >= 0 for job in book.jobs)
                if paid.status == "received":  # the books of no past day were made untrue
                    assert all(least(book.moves(job), FIRST_DAY) >= 0 for job in book.jobs)
            rows = await wants.rows(session, self.company.id, self.invoices)
            for want in await wants.of(session, self.company.id, list(rows.values())):
                assert least(want.moves, FIRST_DAY) >= 0
            for job in self.jobs:
                state = await factlog.state(session, job.id)
                figures = state.figures()
                live = [book for book in found.values() if book.payment.status == "received"]
                refunds = [row for book in live for row in book.refunds if row.job_id == job.id]
                back = sum(row.amount for row in refunds if row.status == "succeeded")
                owed = [amount for key, amount in left.items() if self.job_of[key] == job]
                assert figures.paid.amount == sum(book.share(job.id) for book in live) - back
                assert figures.outstanding.amount == sum(owed)
                promised = sum(row.amount for row in refunds if row.status == "pending")
                assert figures.deposits_held.amount == sum(book.held(job.id) for book in live) + promised
                asked = {key: each.balance.amount for key, each in state.invoices.items() if each.balance}
                assert asked == {key: amount for key, amount in left.items() if amount and self.job_of[key] == job}


async def test_books_balance_whatever_happens(ours: Company) -> None:
    Money.company, Money.loop = ours, asyncio.get_running_loop()
    bounded = settings(
        max_examples=12, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    await asyncio.to_thread(run_state_machine_as_test, Money, settings=bounded)

"""Books that nobody thought of: a company that invoices, is paid, credits, gives back and changes its mind, step by step over months.

Each step is a real command at a time of its own; what the product refuses changes nothing and is left out. What was asked for is
remembered beside what the product wrote, for an oracle that knows none of the product's SQL.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, get_args

from sqlalchemy import select

from services.billing.credit_notes import commands as credit_notes
from services.billing.credit_notes import write_offs
from services.billing.credit_notes.schemas import CreditIn as NoteIn
from services.billing.credit_notes.schemas import WriteOffIn
from services.billing.invoices import commands as invoices
from services.billing.invoices.queries import balances
from services.billing.invoices.schemas import InvoiceIn
from services.billing.invoices.tables import Invoice
from services.billing.payments import books, commands, credit
from services.billing.payments.allocate import round_cash
from services.billing.payments.schemas import AllocateIn, CreditIn, Method, MoveIn, PaymentIn, ReleaseIn
from services.billing.quotes import answers
from services.billing.quotes import commands as quotes
from services.billing.quotes.answers import Answer
from services.billing.quotes.schemas import QuoteIn
from services.kit import factlog, ids
from services.kit.days import local_day, midnight
from services.kit.problems import Problem
from services.kit.work import Work
from tests.services.billing.random_steps import Accepted, Step, Worked
from tests.services.billing.world import Job, Office, cad, same_contact
from workflows import facts
from workflows.money import Money

ZONE: Final = "America/Toronto"
LENGTH: Final = timedelta(days=150)
METHODS: Final[tuple[Method, ...]] = get_args(Method)
NONE: Final = "usr_none"


class Books:
    """`earliest` is the first day that the last step counts from: what was reported of the days before must stay as it was."""

    def __init__(self, office: Office, jobs: list[Job], items: list[str], tax_group_id: str) -> None:
        self.office, self.company, self.jobs, self.items, self.tax_group_id = (
            office, office.company, jobs, items, tax_group_id,
        )  # fmt: skip
        self.first = local_day(datetime.now(UTC), ZONE) - LENGTH
        self.now = midnight(self.first, ZONE) + timedelta(hours=9)
        self.earliest = self.first
        self.invoices: list[str] = []
        self.payments: list[str] = []
        self.clients: dict[str, str] = {}
        """Whose an invoice or a payment is."""
        self.written_off: list[str] = []
        self.pending: list[str] = []
        self.given: list[str] = []
        self.sent: list[tuple[str, QuoteIn, str]] = []
        self.accepted: list[Accepted] = []
        self.quote_voids: dict[str, date] = {}
        self.invoice_voids: dict[str, date] = {}
        self.worked: list[Worked] = []
        self.assigned: list[tuple[str, date, str | None]] = []
        """Job, day, who is in charge since; in the order in which it was decided."""

    @property
    def today(self) -> date:
        return local_day(self.now, ZONE)

    async def play(self, step: Step) -> bool:
        """Whether it was done."""
        self.earliest = self.today
        act: Callable[[Step], Awaitable[bool]] = getattr(self, f"_{step.do}")
        try:
            done = await act(step)
        except Problem:
            return False
        self.now += timedelta(minutes=1)
        return done

    def unit(self) -> Any:
        return self.company.work("user:" + self.company.user_id, now=self.now)

    # ── what may happen ──────────────────────────────────────────────────────────────────────────────────────────────

    async def _wait(self, step: Step) -> bool:
        """To any minute of a later day: towards midnight, UTC's day is another one than the company's."""
        day = self.today + timedelta(days=1 + step.n % 17)
        later = midnight(day, ZONE) + timedelta(minutes=(step.cents * 7) % 1300)
        if later >= datetime.now(UTC):
            return False
        self.now = later
        return True

    async def _issue(self, step: Step) -> bool:
        job = self._job(step.n)
        lines = [self._line(step, at) for at in range(1 + step.m % 3)]
        body: dict[str, Any] = {"job_id": job.id, "lines": lines}
        if step.odd:
            body["discount"] = {"percent": "12.5"} if step.m % 2 else {"amount": cad(1 + step.cents // 7)}
        if step.back % 4 == 3:  # in two parts, the second one cent more or less than half
            body["due_on"] = (self.today + timedelta(days=step.back)).isoformat()
        async with self.unit() as work:
            invoice = await invoices.create(work, InvoiceIn.model_validate(body))
            if step.back % 4 == 2 and invoice.total > 1:
                half = invoice.total // 2
                days = [self.today + timedelta(days=step.back), self.today + timedelta(days=step.back + 20)]
                invoice.dues = [
                    {"due_on": day.isoformat(), "amount": part}
                    for day, part in zip(days, (half, invoice.total - half), strict=True)
                ]
                invoice.due_on = days[-1]
            await invoices.issue(work, invoice.id)
        self.invoices.append(invoice.id)
        self.clients[invoice.id] = invoice.contact_id
        return True

    def _line(self, step: Step, at: int) -> dict[str, Any]:
        kind = step.n + at
        found: dict[str, Any] = {
            "description": f"Ligne {at}",
            "quantity": ("1", "2.5", "0.333333", "17")[(step.cents + at) % 4],
            "unit_price": cad(step.cents + 37 * at),
        }
        if kind % 3:
            found["item_id"] = self.items[kind % len(self.items)]
            found["cost"] = cad(step.cents // 3)
        match (step.m + at) % 6:
            case 1:
                found["taxable"] = False
            case 2:
                found["tax_group_id"] = ("txg_zero", "txg_hst_on", self.tax_group_id)[step.n % 3]
            case 3:
                found["discount"] = {"percent": "7.75"}
        if at == 2:  # something is taken back on the same paper
            found |= {"quantity": "-1", "unit_price": cad(step.cents // 5 + 1)}
        return found

    async def _pay(self, step: Step) -> bool:
        """The oldest first, on one job or on all of a client's; or held; or two invoices of one's choice. Cash may be just what an
        invoice wants, in coins."""
        job, day = self._job(step.n), self.today - timedelta(days=step.back)
        body: dict[str, Any] = {"amount": cad(step.cents * (1 + step.m % 5)), "method": METHODS[step.m % len(METHODS)]}
        match step.m % 4:
            case 0:
                body["job_id"] = job.id
            case 1:
                body["contact_id"] = job.contact_id
            case 2:
                body |= {"job_id": job.id, "allocations": []}
            case _:
                chosen = list(dict.fromkeys((self._invoice(step.n), self._invoice(step.m))))
                shares = [{"invoice_id": each, "amount": cad(max(step.cents // 2, 1))} for each in chosen]
                body |= {"amount": cad(step.cents * 2), "allocations": shares}
        if step.odd and body["method"] == "cash" and (coins := round_cash(left := await self._owed(step.n))) > 0:
            share = {"invoice_id": self._invoice(step.n), "amount": cad(left)}
            body = {"amount": cad(coins), "method": "cash", "allocations": [share]}
        data = PaymentIn.model_validate(body | {"received_on": day.isoformat(), "reference": f"no {step.n}"})
        async with self.unit() as work:
            payment = await commands.record(work, data)
        self.payments.append(payment.id)
        self.clients[payment.id] = payment.contact_id
        self.earliest = day
        return True

    async def _credit(self, step: Step) -> bool:
        """All that is left, a line of it, or an amount."""
        body: dict[str, Any] = {"reason": "change"}
        if step.m % 3 == 1:
            body["lines"] = [{"position": 0, "amount": cad(step.cents)}] if step.odd else [{"position": 0}]
        elif step.m % 3 == 2:
            body["amount"] = cad(step.cents)
        async with self.unit() as work:
            await credit_notes.issue(work, self._invoice(step.n), NoteIn.model_validate(body))
        return True

    async def _write_off(self, step: Step) -> bool:
        async with self.unit() as work:
            await write_offs.write_off(work, self._invoice(step.n), WriteOffIn(reason="goodwill"))
        self.written_off.append(self._invoice(step.n))
        return True

    async def _expect_again(self, step: Step) -> bool:
        if not self.written_off:
            return False
        async with self.unit() as work:
            await write_offs.reverse(work, self.written_off.pop())
        return True

    async def _void_invoice(self, step: Step) -> bool:
        async with self.unit() as work:
            left = await balances(work.session, work.company_id, self.invoices)
            totals = await work.session.execute(select(Invoice.id, Invoice.total).where(Invoice.id.in_(left)))
            whole = [row.id for row in totals if row.total == left[row.id]]
            if not whole:
                return False
            invoice = await invoices.void(work, whole[step.n % len(whole)], "duplicate", "")
        self.invoice_voids[invoice.id] = self.today
        return True

    async def _void_payment(self, step: Step) -> bool:
        async with self.unit() as work:
            await commands.void(work, self._payment(step.n), "")
        return True

    async def _bounce(self, step: Step) -> bool:
        day = self.today - timedelta(days=step.back)
        async with self.unit() as work:
            await commands.returned(work, self._payment(step.n), reason="nsf", returned_on=day)
        self.earliest = day
        return True

    async def _give_back(self, step: Step) -> bool:
        """At once, on a day that went by, or as a provider does: asked first, done later."""
        day = None if step.odd else self.today - timedelta(days=step.back)
        async with self.unit() as work:
            payment_id, free = await self._with_rest(work, step.n)
            row = await commands.refund(
                work,
                payment_id,
                amount=Money(amount=min(step.cents, free) or 1),
                method=METHODS[step.m % len(METHODS)],
                refunded_on=day,
                pending=step.odd,
            )
        (self.pending if step.odd else self.given).append(row.id)
        self.earliest = day or self.today
        return True

    async def _the_bank_answers(self, step: Step) -> bool:
        """Or says later that it could not do what it had said."""
        waiting = self.pending or self.given
        if not waiting:
            return False
        refund_id = waiting.pop(step.n % len(waiting))
        well = waiting is self.pending and step.odd
        async with self.unit() as work:
            await (commands.refund_succeeded if well else commands.refund_failed)(work, refund_id)
        if well:
            self.given.append(refund_id)
        return True

    async def _allocate(self, step: Step) -> bool:
        """A little of what is held."""
        async with self.unit() as work:
            payment_id, _ = await self._with_rest(work, step.n)
            share = {"invoice_id": self._theirs(payment_id, step.m), "amount": cad(step.cents % 300 + 1)}
            await credit.allocate(work, payment_id, AllocateIn.model_validate({"allocations": [share]}))
        return True

    async def _apply_credit(self, step: Step) -> bool:
        """As much as there is and the invoice wants."""
        async with self.unit() as work:
            payment_id, _ = await self._with_rest(work, step.n)
            data = CreditIn(
                contact_id=self.clients.get(payment_id, "cnt_none"), invoice_id=self._theirs(payment_id, step.m)
            )
            await credit.apply_credit(work, data)
        return True

    async def _release(self, step: Step) -> bool:
        part = cad(step.cents % 300 + 1) if step.odd else None
        async with self.unit() as work:
            payment_id, invoice_id = await self._that_pays(work, step.n)
            await credit.release_part(
                work, payment_id, ReleaseIn.model_validate({"invoice_id": invoice_id, "amount": part})
            )
        return True

    async def _move(self, step: Step) -> bool:
        async with self.unit() as work:
            payment_id, source = await self._that_pays(work, step.n)
            data = MoveIn(from_invoice_id=source, to_invoice_id=self._theirs(payment_id, step.m))
            await credit.move(work, payment_id, data)
        return True

    async def _dispute(self, step: Step) -> bool:
        async with self.unit() as work:
            await (commands.dispute_won if step.odd else commands.disputed)(work, self._payment(step.n))
        return True

    async def _quote(self, step: Step) -> bool:
        lines = [self._line(step, 0), self._line(step, 1) | {"optional": True}]
        data = QuoteIn.model_validate({"job_id": self._job(step.n).id, "lines": lines})
        async with self.unit() as work:
            quote = await quotes.create(work, data)
            await quotes.send(work, quote.id)
            version = await quotes.version_of(work, quote, 1)
        self.sent.append((quote.id, data, version.document_sha256 or ""))
        return True

    async def _accept(self, step: Step) -> bool:
        if not self.sent:
            return False
        quote_id, _, sha256 = self.sent[step.n % len(self.sent)]
        answer = Answer(by="office", version=1, name="Ève", note="Oui", sha256=sha256, options=(1,) if step.odd else ())
        async with self.unit() as work:
            quote = await answers.accept(work, quote_id, answer)
            version = await quotes.version_of(work, quote, 1)
        self.accepted.append(Accepted(quote_id, self.today, version.subtotal, version.total))
        return True

    async def _invoice_quote(self, step: Step) -> bool:
        if not self.accepted:
            return False
        async with self.unit() as work:
            [invoice, *_] = await invoices.generate(work, self.accepted[step.n % len(self.accepted)].quote_id)
            await invoices.issue(work, invoice.id)
        self.invoices.append(invoice.id)
        self.clients[invoice.id] = invoice.contact_id
        return True

    async def _void_quote(self, step: Step) -> bool:
        if not self.sent:
            return False
        quote_id = self.sent[step.n % len(self.sent)][0]
        async with self.unit() as work:
            await quotes.void(work, quote_id, "")
        self.quote_voids[quote_id] = self.today
        return True

    async def _work(self, step: Step) -> bool:
        job_id, sign = self._job(step.n).id, -1 if step.odd else 1
        fact = facts.TimeRecorded(
            entry_id=ids.new("tim"),
            visit_id=None,
            resource_id="res_x",
            seconds=sign * step.m * 977,
            labour_cost=Money(amount=sign * step.cents),
        )
        async with self.unit() as work:
            await factlog.append(work, job_id, fact)
        self.worked.append(Worked(job_id, self.today, sign * step.m * 977, sign * step.cents))
        return True

    async def _assign(self, step: Step) -> bool:
        job_id, user_id = self._job(step.n).id, None if step.odd else self.company.user_id
        async with self.unit() as work:
            await factlog.append(work, job_id, facts.JobAssigned(user_id=user_id))
        self.assigned.append((job_id, self.today, user_id))
        return True

    # ── which one ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _job(self, n: int) -> Job:
        return self.jobs[n % len(self.jobs)]

    def _invoice(self, n: int) -> str:
        return self.invoices[n % len(self.invoices)] if self.invoices else "inv_none"

    async def _owed(self, n: int) -> int:
        async with self.unit() as work:
            return (await balances(work.session, work.company_id, self.invoices)).get(self._invoice(n), 0)

    def _payment(self, n: int) -> str:
        return self.payments[n % len(self.payments)] if self.payments else "pay_none"

    def _theirs(self, payment_id: str, n: int) -> str:
        """An invoice of whoever paid."""
        found = [each for each in self.invoices if self.clients[each] == self.clients.get(payment_id)]
        return found[n % len(found)] if found else "inv_none"

    async def _with_rest(self, work: Work, n: int) -> tuple[str, int]:
        """A payment that something is left of, and how much."""
        found = await books.load(work.session, work.company_id, self.payments)
        rests = [(key, book.free) for key, book in found.items() if book.free > 0 and not book.payment.in_dispute]
        return rests[n % len(rests)] if rests else ("pay_none", 0)

    async def _that_pays(self, work: Work, n: int) -> tuple[str, str]:
        """A payment and an invoice that it pays."""
        found = await books.load(work.session, work.company_id, self.payments)
        pairs = [(key, row.invoice_id) for key, book in found.items() for row, _ in book.live()]
        return pairs[n % len(pairs)] if pairs else ("pay_none", "inv_none")


async def begin(office: Office) -> Books:
    """Four jobs of three clients, three items, a tax of one's own whose rate changes while the books are made."""
    jobs = [await office.job(name=name) for name in ("Marie-Ève", "Luc", "=Zoé;", "Ève, la même")]
    await same_contact(office, jobs[0], jobs[3])
    jobs[3] = Job(jobs[3].id, jobs[0].contact_id, jobs[3].number)
    items = []
    for name in ("Chauffe-eau", "Tuyau", "Déplacement"):
        item = {"name_fr": name, "unit_price": cad(10_00), "unit": "ch."}
        items.append((await office.post("/v1/items", item, 201))["id"])
    turn = (local_day(datetime.now(UTC), ZONE) - LENGTH / 2).isoformat()
    eco = {"code": "eco", "name_fr": "Écofrais", "name_en": "Eco fee", "registration": "E1"}
    taxes = [
        eco | {"rate": "2", "effective_from": "2020-01-01", "effective_to": turn},
        eco | {"rate": "3.5", "effective_from": turn},
    ]
    group = await office.post("/v1/tax-groups", {"name_fr": "Éco", "name_en": "Eco", "taxes": taxes}, 201)
    return Books(office, jobs, items, group["id"])

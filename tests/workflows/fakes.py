"""A job without a database: the same fold and planner behind the workflow's activities, and a note of all that was done."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from temporalio import activity
from temporalio.client import Client, WorkflowHandle
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import ApplicationError

from workflows import facts as f
from workflows import search
from workflows.activities import Bank, Documents, JobRef, Loaded, Mail, Records, StepCall, StepFailure
from workflows.calendar import local_date
from workflows.checks import check
from workflows.facts import Envelope, Fact
from workflows.folds import apply
from workflows.job import RESTART, JobStart
from workflows.names import JOB_WORKFLOW, family
from workflows.planner import plan
from workflows.state import JobState
from workflows.steps import RECORDS, next_try


@dataclass
class FakeJob:
    """A log in memory. `done` lists every effect as `(kind, time)`; `refuse` maps a step kind to the error it ends in."""

    number: int = 1
    log: list[Envelope] = field(default_factory=list)
    state: JobState | None = None
    done: list[tuple[str, datetime]] = field(default_factory=list)
    refuse: dict[str, str] = field(default_factory=dict)
    debits_refused: int = 0
    """So many debits are refused before one goes through."""
    loads: int = 0
    epoch: int = 1
    queue: str | None = None
    """The workflow's queue; by default one of its own, named after the company's code."""

    def commit(self, fact: Fact, at: datetime) -> Envelope:
        assert check(self.state, fact) is None, fact
        self.state = apply(self.state, fact, at)
        data = fact.model_dump(mode="json")
        self.log.append(Envelope(epoch=self.epoch, seq=len(self.log) + 1, kind=fact.kind, at=at, data=data))
        return self.log[-1]

    def kinds(self, *only: str) -> list[str]:
        return [kind for kind, _ in self.done if not only or kind in only]

    def times(self, kind: str) -> list[str]:
        return [f"{at:%Y-%m-%d %H:%M}" for each, at in self.done if each == kind]

    def do(self, call: StepCall) -> list[Envelope]:
        assert self.state is not None
        if any(step.key == call.key and step.status == "due" for step in plan(self.state, call.now)):
            if call.kind in self.refuse:
                code = self.refuse[call.kind]
                raise ApplicationError(code, type=code, non_retryable=True)
            self.done.append((call.kind, call.now))
            for fact in self._effect(call):
                self.commit(fact, call.now)
        return self.log[call.seq :]

    def _effect(self, call: StepCall) -> list[Fact]:
        target = call.target.id if call.target else ""
        assert self.state is not None
        match call.kind:
            case "document.render":
                return [f.DocumentRendered(document_id=target)]
            case "quote.expire":
                return [f.QuoteExpired(quote_id=target, version=self.state.quotes[target].version)]
            case "job.close":
                return [f.JobClosed()]
            case "quote.void":
                return [f.QuoteVoided(quote_id=target, version=self.state.quotes[target].version)]
            case "invoice.discard":
                return [f.InvoiceVoided(invoice_id=target)]
            case "series.extend":
                until = self.state.series[target].until + timedelta(days=30)
                return [f.SeriesExtended(series_id=target, until=until)]
            case "quote.invoice":
                total = self.state.quotes[target].total
                day = local_date(self.state.calendar, call.now)
                plan_ = {"quote_id": target, "issue": "planned", "issue_on": day}
                return [f.InvoiceDrafted.model_validate({"invoice_id": f"inv_of_{target}", "total": total, **plan_})]
            case "invoice.issue_planned":
                return self._issued(target, call.now)
            case "invoice.debit":
                invoice = self.state.invoices[target]
                attempt = f"pat_{len(self.log)}"
                if self.debits_refused:
                    self.debits_refused -= 1
                    return [f.PaymentFailed(attempt_id=attempt, invoice_id=target, code="no_funds", automatic=True)]
                paid = f.Allocation(invoice_id=target, amount=invoice.balance)
                return [
                    f.PaymentReceived(
                        payment_id=f"pay_{attempt}",
                        amount=invoice.balance,
                        method="card",
                        allocations=(paid,),
                        receipt_number=1,
                        document_id=None,
                        attempt_id=attempt,
                    )
                ]
            case "broken.effect":
                return []
            case _:
                return [f.MessageAccepted(message_id=f"msg_{len(self.log)}", step_key=call.key)]

    def _issued(self, invoice_id: str, now: datetime) -> list[Fact]:
        assert self.state is not None
        issued = f.InvoiceIssued(
            invoice_id=invoice_id,
            number=1042,
            total=self.state.invoices[invoice_id].total,
            due_on=local_date(self.state.calendar, now) + timedelta(days=10),
            document_id=f"doc_{invoice_id}",
            document_sha256="0" * 64,
        )
        return [issued, f.InvoiceSent(invoice_id=invoice_id, occurrence=1)]

    def activities(self) -> list[Any]:
        """Of all queues together."""
        records = FakeRecords(self)
        return [
            records.load,
            records.expire_quote,
            records.close_job,
            records.void_quote,
            records.make_invoices,
            records.issue_invoice,
            records.discard_invoice,
            records.extend_series,
            records.defer,
            records.stuck,
            *self.mail(),
            *self.documents(),
            FakeBank(self).debit,
        ]

    def mail(self) -> list[Any]:
        return [FakeMail(self).send]

    def documents(self) -> list[Any]:
        return [FakeDocuments(self).render]

    # ── the relay's part ─────────────────────────────────────────────────────────────────────────────────────────────

    async def send(self, client: Client, *envelopes: Envelope, code: str) -> WorkflowHandle[Any, Any]:
        """Delivers as the relay does."""
        return await client.start_workflow(
            JOB_WORKFLOW,
            JobStart(job=JobRef(company_id="com_1", company_code=code, job_id="job_1")),
            id=f"job:{code}:{self.number}",
            task_queue=self.queue or code,
            start_signal=family(envelopes[0].kind),
            start_signal_args=[[each.model_dump(mode="json") for each in envelopes]],
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            retry_policy=RESTART,
            search_attributes=search.at_start(code, self.number),
            static_summary=f"Job {self.number} of {code}",
        )


class FakeBank(Bank):
    def __init__(self, job: FakeJob) -> None:
        self.job = job

    @activity.defn(name="Take the payment")
    async def debit(self, call: StepCall) -> list[Envelope]:
        return self.job.do(call)


class FakeRecords(Records):
    def __init__(self, job: FakeJob) -> None:
        self.job = job

    @activity.defn(name="Load the job")
    async def load(self, job: JobRef) -> Loaded:
        assert self.job.state is not None
        self.job.loads += 1
        return Loaded(state=self.job.state, epoch=self.job.epoch, seq=len(self.job.log))

    @activity.defn(name="Make the invoices")
    async def make_invoices(self, call: StepCall) -> list[Envelope]:
        return self.job.do(call)

    @activity.defn(name="Issue the invoice")
    async def issue_invoice(self, call: StepCall) -> list[Envelope]:
        return self.job.do(call)

    @activity.defn(name="Let the quote expire")
    async def expire_quote(self, call: StepCall) -> list[Envelope]:
        return self.job.do(call)

    @activity.defn(name="Void the quote")
    async def void_quote(self, call: StepCall) -> list[Envelope]:
        return self.job.do(call)

    @activity.defn(name="Discard the draft invoice")
    async def discard_invoice(self, call: StepCall) -> list[Envelope]:
        return self.job.do(call)

    @activity.defn(name="Plan the next visits")
    async def extend_series(self, call: StepCall) -> list[Envelope]:
        return self.job.do(call)

    @activity.defn(name="Close the folder")
    async def close_job(self, call: StepCall) -> list[Envelope]:
        return self.job.do(call)

    @activity.defn(name="Try again later")
    async def defer(self, failure: StepFailure) -> list[Envelope]:
        call = failure.call
        assert self.job.state is not None
        known = self.job.state.deliveries.get(call.key)
        attempt = known.attempt + 1 if known else 1
        again = next_try(known.since if known else call.now, attempt, call.now)
        fact: Fact
        if call.kind in RECORDS:
            fact = f.StepStuck(key=call.key, code=failure.code)
        elif again:
            fact = f.MessageDeferred(step_key=call.key, attempt=attempt, next_try_at=again, code=failure.code)
        else:
            fact = f.MessageFailed(step_key=call.key, code=failure.code)
        self.job.commit(fact, call.now)
        return self.job.log[call.seq :]

    @activity.defn(name="Ask for a person")
    async def stuck(self, call: StepCall) -> list[Envelope]:
        self.job.commit(f.StepStuck(key=call.key), call.now)
        return self.job.log[call.seq :]


class FakeMail(Mail):
    def __init__(self, job: FakeJob) -> None:
        self.job = job

    @activity.defn(name="Send the mail")
    async def send(self, call: StepCall) -> list[Envelope]:
        return self.job.do(call)


class FakeDocuments(Documents):
    def __init__(self, job: FakeJob) -> None:
        self.job = job

    @activity.defn(name="Render the PDF")
    async def render(self, call: StepCall) -> list[Envelope]:
        return self.job.do(call)

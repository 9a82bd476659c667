"""Jobs as their workers meet them: what is due, done by the real activities under the worker's database role."""

from __future__ import annotations

import email
import email.policy
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

from sqlalchemy import text
from temporalio.client import Client
from temporalio.testing import ActivityEnvironment
from temporalio.worker import Worker

from services.jobs.messages import queries as messages
from services.jobs.messages.tables import Message
from services.kit import db, factlog
from tests.conftest import role
from tests.deploy.test_inbox import Inbox
from tests.factories import Company
from tests.services.billing.world import Job, Office, make_job
from tests.services.jobs.world import Office as Desk
from workers.bank import BankDebits
from workers.documents.activities import TypstDocuments
from workers.mail.activities import SmtpMail, message_id
from workers.main import QUEUES, workers
from workers.records import DatabaseRecords
from workflows.activities import JobRef, StepCall, StepFailure
from workflows.facts import Envelope, Fact, RequestReceived
from workflows.planner import plan
from workflows.state import JobState
from workflows.steps import DEBIT, MAILS, RENDER

RECORDS = DatabaseRecords()
BODIES: Mapping[str, Callable[[StepCall], Awaitable[list[Envelope]]]] = {
    RENDER: TypstDocuments().render,
    "quote.expire": RECORDS.expire_quote,
    "job.close": RECORDS.close_job,
    "quote.void": RECORDS.void_quote,
    "invoice.discard": RECORDS.discard_invoice,
    "quote.invoice": RECORDS.make_invoices,
    "invoice.issue_planned": RECORDS.issue_invoice,
    "series.extend": RECORDS.extend_series,
    DEBIT: BankDebits().debit,
} | dict.fromkeys(MAILS, SmtpMail().send)


@contextmanager
def acting_as(name: str) -> Iterator[None]:
    """What runs in here reaches the database as `name`."""
    token = role.set(name)
    try:
        yield
    finally:
        role.reset(token)


async def perform(body: Callable[[Any], Awaitable[Any]], argument: Any) -> Any:
    """Runs an activity as a worker does."""
    with acting_as("worker"):
        return await ActivityEnvironment().run(body, argument)


@asynccontextmanager
async def working(client: Client, queues: Sequence[str] = QUEUES) -> AsyncIterator[list[Worker]]:
    """All workers, in this process."""
    with acting_as("worker"):
        running = workers(client, queues)
        for worker in running:
            await worker.__aenter__()
    try:
        yield running
    finally:
        for worker in running:
            await worker.__aexit__(None, None, None)


async def owner_sql(statement: str, **values: Any) -> Any:
    """A statement past every guard; the rows, where there are some."""
    async with db.engine().begin() as connection:
        result = await connection.execute(text(statement), values)
        return result.all() if result.returns_rows else None


@dataclass
class JobFile:
    """One job in the database."""

    jobs: Jobs
    id: str
    contact_id: str
    number: int

    @property
    def address(self) -> str:
        return f"{self.contact_id}@courriel.example"

    @property
    def opened(self) -> Job:
        """As billing's tests know it."""
        return Job(self.id, self.contact_id, self.number)

    @property
    def ref(self) -> JobRef:
        company = self.jobs.company
        return JobRef(company_id=company.id, company_code=company.code, job_id=self.id)

    async def load(self) -> tuple[JobState, int]:
        async with db.reading(self.jobs.company.id) as session:
            state, (_, seq) = await factlog.load(session, self.id)
        return state, seq

    async def facts(self, *kinds: str) -> list[Fact]:
        async with db.reading(self.jobs.company.id) as session:
            found = await factlog.facts(session, self.id, limit=10_000)
        return [each.fact for each in found if not kinds or each.envelope.kind in kinds]

    async def kinds(self) -> list[str]:
        return [fact.kind for fact in await self.facts()]

    async def append(self, *facts: Fact, now: datetime | None = None) -> None:
        async with self.jobs.company.work(now=now) as work:
            for fact in facts:
                await factlog.append(work, self.id, fact)

    async def due(self, now: datetime | None = None) -> list[StepCall]:
        """What the workflow would have done at `now`, with what it knows then."""
        now = now or datetime.now(UTC)
        state, seq = await self.load()
        return [
            StepCall(
                job=self.ref,
                key=step.key,
                kind=step.kind,
                target=step.target,
                now=now,
                seq=seq,
                channel=step.channel,
            )
            for step in plan(state, now)
            if step.owner == "system" and step.status == "due"
        ]

    async def call(self, kind: str, now: datetime | None = None) -> StepCall:
        """The due step of that kind."""
        due = await self.due(now)
        found = [call for call in due if call.kind == kind]
        assert found, f"{kind} is not due, but {[call.kind for call in due]}"
        return found[0]

    async def do(self, call: StepCall) -> list[Envelope]:
        found: list[Envelope] = await perform(BODIES[call.kind], call)
        return found

    async def defer(self, call: StepCall, code: str = "smtp-451") -> list[Envelope]:
        found: list[Envelope] = await perform(RECORDS.defer, StepFailure(call=call, code=code))
        return found

    async def settle(self, now: datetime | None = None, *, leave: str | None = None) -> list[StepCall]:
        """Does what is due, one after the other, until nothing is, or only what is of the kind `leave`."""
        done: list[StepCall] = []
        while due := [call for call in await self.due(now) if call.kind != leave]:
            assert due[0].key not in [call.key for call in done], f"{due[0].key} came up twice"
            await self.do(due[0])
            done.append(due[0])
        return done

    async def message(self, call: StepCall) -> Message | None:
        async with db.reading(self.jobs.company.id) as session:
            row = await messages.by_step(session, call.key)
            if row:
                session.expunge(row)
            return row

    async def delivery(self, call: StepCall) -> str | None:
        row = await self.message(call)
        return row.delivery if row else None

    def mails(self, call: StepCall | None = None) -> list[EmailMessage]:
        """What lies in the inbox: everything to the client, or every copy of one step's mail; the newest first."""
        inbox = self.jobs.inbox
        if call is None:
            found = inbox.messages(to=self.address)
        else:
            found = [each for each in inbox.messages() if each["message_id"] == message_id(call)]
        return [parsed(inbox.http.get(f"/api/messages/{each['id']}").content) for each in found]

    @property
    def workflow_id(self) -> str:
        return f"job:{self.jobs.company.code}:{self.number}"


@dataclass
class Jobs:
    """A company's jobs, its office at both services, and the inbox that its clients' mail lands in."""

    company: Company
    inbox: Inbox
    billing: Office
    desk: Desk

    async def new(self, *, requested: bool = False, language: str = "fr", name: str = "Marie-Ève Tremblay") -> JobFile:
        made: Job = await make_job(self.company, language=language, name=name)
        job = JobFile(self, made.id, made.contact_id, made.number)
        if requested:
            await job.append(RequestReceived(submission_id=f"sub_{made.id}", site_id="site_1"))
        return job

    async def quoted(self, job: JobFile) -> Any:
        """A quote that was sent and whose PDF is there; its mail is due."""
        quote = await self.billing.sent_quote(job.opened)
        await job.settle(leave="quote.mail")
        return quote

    async def invoiced(self, job: JobFile) -> Any:
        """An invoice of 114.98 $ that was issued and sent, and whose PDF is there; its mail is due."""
        issued = await self.billing.issued(job.opened)
        sent = await self.billing.post(f"/v1/invoices/{issued['id']}/send", {})
        await job.settle(leave="invoice.mail")
        return sent

    async def overdue(self, job: JobFile, days: int = 4) -> tuple[Any, datetime]:
        """An invoice that was mailed and never paid, and a time when its reminder is due."""
        invoice = await self.invoiced(job)
        await job.settle()
        due_on = datetime.fromisoformat(invoice["due_on"]).replace(tzinfo=UTC)
        return invoice, weekday(due_on + timedelta(days=days, hours=20))


def weekday(moment: datetime) -> datetime:
    """The afternoon of that day, or of the next business day: mails leave in the morning of those only."""
    while moment.weekday() > 4:
        moment += timedelta(days=1)
    return moment.replace(hour=20, minute=0)


def parsed(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def words(mail: EmailMessage) -> str:
    """The plain text."""
    part = mail.get_body(("plain",))
    assert part is not None
    content: str = part.get_content()
    return content.replace("\r\n", "\n")

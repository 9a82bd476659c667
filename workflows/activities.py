"""What a job workflow may have done for it: declarations only, with queue, time limits and retries beside them.

The bodies are in `workers/`, in subclasses with the same method names, so that a workflow imports no SQL, SMTP or PDF library. A
worker that lacks one cannot start: the declarations are abstract.
Every activity that changes something returns the facts that it committed.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict
from temporalio import activity
from temporalio.common import RetryPolicy

from workflows.facts import Envelope
from workflows.names import QUEUE_DOCUMENTS, QUEUE_JOBS, QUEUE_MAIL
from workflows.policy import Channel
from workflows.state import JobState
from workflows.steps import Target


class JobRef(BaseModel):
    """Which job, for anything that happens outside the workflow."""

    model_config = ConfigDict(frozen=True)

    company_id: str
    company_code: str
    job_id: str


class StepCall(BaseModel):
    """A due step to be done. `now` is the workflow's clock: the last-moment check plans with it.

    `seq` is the last fact that the workflow knows: the activity answers with every fact after it, so that neither a lost
    result nor a fact still on its way leaves the workflow behind.
    """

    model_config = ConfigDict(frozen=True)

    job: JobRef
    key: str
    kind: str
    target: Target | None
    now: datetime
    seq: int
    channel: Channel = "mail"


class StepFailure(BaseModel):
    """A step whose activity gave up for now. `code` says why, without any text of the outside world."""

    model_config = ConfigDict(frozen=True)

    call: StepCall
    code: str


class Loaded(BaseModel):
    """A job as Postgres has it, and the cursor that this state stands at."""

    model_config = ConfigDict(frozen=True)

    state: JobState
    epoch: int
    seq: int
    last_facts: list[tuple[datetime, str]] = []
    """When and of which kind, for the card that operations read; histories recorded earlier have none."""


class Config(NamedTuple):
    """How an activity is called."""

    task_queue: str
    start_to_close_timeout: timedelta
    schedule_to_close_timeout: timedelta | None
    heartbeat_timeout: timedelta | None
    """A worker that was killed is noticed after this, not only after the whole time an effect may take."""
    retry_policy: RetryPolicy

    def options(self) -> dict[str, Any]:
        return self._asdict()


def _retry(first: float, longest: timedelta) -> RetryPolicy:
    return RetryPolicy(initial_interval=timedelta(seconds=first), backoff_coefficient=2, maximum_interval=longest)


ALIVE = timedelta(seconds=8)

DATABASE = Config(QUEUE_JOBS, timedelta(seconds=10), None, None, _retry(0.5, timedelta(seconds=30)))
MAIL = Config(QUEUE_MAIL, timedelta(seconds=60), timedelta(minutes=2), ALIVE, _retry(5, timedelta(minutes=1)))
BANK = Config(QUEUE_JOBS, timedelta(seconds=60), timedelta(minutes=2), ALIVE, _retry(5, timedelta(minutes=1)))
DOCUMENT = Config(QUEUE_DOCUMENTS, timedelta(seconds=60), timedelta(minutes=3), ALIVE, _retry(2, timedelta(minutes=1)))


class Records(ABC):
    """Activities that only touch the database."""

    @activity.defn(name="Load the job")
    @abstractmethod
    async def load(self, job: JobRef) -> Loaded: ...

    @activity.defn(name="Let the quote expire")
    @abstractmethod
    async def expire_quote(self, call: StepCall) -> list[Envelope]: ...

    @activity.defn(name="Void the quote")
    @abstractmethod
    async def void_quote(self, call: StepCall) -> list[Envelope]: ...

    @activity.defn(name="Make the invoices")
    @abstractmethod
    async def make_invoices(self, call: StepCall) -> list[Envelope]: ...

    @activity.defn(name="Issue the invoice")
    @abstractmethod
    async def issue_invoice(self, call: StepCall) -> list[Envelope]: ...

    @activity.defn(name="Discard the draft invoice")
    @abstractmethod
    async def discard_invoice(self, call: StepCall) -> list[Envelope]: ...

    @activity.defn(name="Plan the next visits")
    @abstractmethod
    async def extend_series(self, call: StepCall) -> list[Envelope]: ...

    @activity.defn(name="Close the folder")
    @abstractmethod
    async def close_job(self, call: StepCall) -> list[Envelope]: ...

    @activity.defn(name="Try again later")
    @abstractmethod
    async def defer(self, failure: StepFailure) -> list[Envelope]: ...

    @activity.defn(name="Ask for a person")
    @abstractmethod
    async def stuck(self, call: StepCall) -> list[Envelope]: ...


class Mail(ABC):
    """Outgoing mail."""

    @activity.defn(name="Send the mail")
    @abstractmethod
    async def send(self, call: StepCall) -> list[Envelope]: ...


class Bank(ABC):
    """What is taken from a client's saved card or account."""

    @activity.defn(name="Take the payment")
    @abstractmethod
    async def debit(self, call: StepCall) -> list[Envelope]: ...


class Documents(ABC):
    """PDFs."""

    @activity.defn(name="Render the PDF")
    @abstractmethod
    async def render(self, call: StepCall) -> list[Envelope]: ...

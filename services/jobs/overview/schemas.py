"""What the home page answers."""

from __future__ import annotations

from services.jobs.fields import Output
from services.jobs.folders.schemas import JobSummary
from services.jobs.hours.schemas import EntryOut
from services.jobs.messages.schemas import WaitingMessage
from services.jobs.visits.schemas import CalendarVisit


class Part(Output):
    """How many there are; `more`: at least so many, they were not counted to the end."""

    count: int
    more: bool = False


class Jobs(Part):
    data: tuple[JobSummary, ...] = ()


class InCharge(Part):
    """What is due by tonight on the jobs of one person; nobody's have no id."""

    id: str | None
    name: str


class Waiting(Output):
    """What waits for whom, by the next step of each job. `people` shares `ours` out over those in charge."""

    ours: Jobs
    """Due by tonight, the office's own move."""
    late: int
    """Of `ours`, those that were due before today."""
    client: Jobs
    """Quotes that are not decided, invoices that are not paid: the soonest first."""
    system: Jobs
    """Due by tonight, done by the product itself."""
    people: tuple[InCharge, ...]


class Visits(Part):
    data: tuple[CalendarVisit, ...] = ()


class Clocks(Part):
    data: tuple[EntryOut, ...] = ()


class Messages(Part):
    data: tuple[WaitingMessage, ...] = ()


class Overview(Output):
    """Everything that needs somebody, and today. A part that the caller may not see is null."""

    new: Jobs | None = None
    nothing_next: Jobs | None = None
    """Open jobs without a next step: zero, or something is broken."""
    waiting: Waiting | None = None
    today: Visits | None = None
    unscheduled: Visits | None = None
    long_clocks: Clocks | None = None
    messages: Messages | None = None

"""Facts of the folder itself: how it came, what is planned on it, its hours, files and documents."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from workflows.calendar import Calendar
from workflows.facts.base import Fact, Phase, Source
from workflows.money import Money
from workflows.policy import Policy, Preferences


class RequestReceived(Fact):
    kind = "request.received"
    submission_id: str
    site_id: str


class JobOpened(Fact):
    kind = "job.opened"
    number: int
    contact_id: str
    source: Source
    currency: str = "CAD"
    policy: Policy = Policy()
    calendar: Calendar = Calendar()
    imported_at: datetime | None = None
    """Set for jobs that come from elsewhere: nothing that fell due before is sent any more."""


class JobDescribed(Fact):
    kind = "job.described"
    revision: int


class JobAssigned(Fact):
    kind = "job.assigned"
    user_id: str | None


class JobPhaseSet(Fact):
    """A person overrides the derived phase; `phase` None gives it back to the product."""

    kind = "job.phase_set"
    phase: Phase | None
    by: str
    note_id: str | None = None


class JobPaused(Fact):
    kind = "job.paused"
    note_id: str | None = None
    until: datetime | None = None


class JobResumed(Fact):
    kind = "job.resumed"


class JobClosed(Fact):
    kind = "job.closed"
    outcome: Literal["done", "lost"] = "done"
    note_id: str | None = None


class JobReopened(Fact):
    kind = "job.reopened"


class JobCancelled(Fact):
    kind = "job.cancelled"
    note_id: str | None = None


class JobArchived(Fact):
    """Put away: lists leave it out. Only a finished folder can be."""

    kind = "job.archived"


class JobUnarchived(Fact):
    kind = "job.unarchived"


class JobContactSet(Fact):
    """The folder belongs to another contact now: two were merged, or a merge was undone."""

    kind = "job.contact_set"
    contact_id: str


class JobPreferencesSet(Fact):
    """What the folder's contact wants to hear changed; written on each of their open folders."""

    kind = "job.preferences_set"
    preferences: Preferences


class JobContractSet(Fact):
    """A contract whose invoices come by themselves: begun, moved on to its next day, paused, or in trouble. It ended: `next_on` None."""

    kind = "job.contract_set"
    contract_id: str
    next_on: date | None
    paused: bool = False
    problem: str | None = None
    """The code of the refusal that its next invoice met."""


class JobStatementSent(Fact):
    """The client was sent a statement of account, which asks for all that is open; written on each job of which something is."""

    kind = "job.statement_sent"


class PolicyPinned(Fact):
    kind = "policy.pinned"
    policy: Policy
    calendar: Calendar


class StepDone(Fact):
    """A person ticked off a step of theirs."""

    kind = "step.done"
    key: str


class StepSkipped(Fact):
    kind = "step.skipped"
    key: str
    note_id: str | None = None


class StepSnoozed(Fact):
    kind = "step.snoozed"
    key: str
    until: datetime


class StepDropped(Fact):
    """Decided again at the last moment: the step was no longer due."""

    kind = "step.dropped"
    key: str
    reason: str


class StepStuck(Fact):
    """A step came up twice without a fact in between, or was refused (`code`): a person must look."""

    kind = "step.stuck"
    key: str
    code: str | None = None


class TimeRecorded(Fact):
    kind = "time.recorded"
    entry_id: str
    visit_id: str | None
    resource_id: str
    seconds: int
    labour_cost: Money


class TimeCorrected(Fact):
    """Entry `entry_id` takes the place of `replaces`. `seconds` and `labour_cost` are the differences that it makes."""

    kind = "time.corrected"
    entry_id: str
    replaces: str
    visit_id: str | None
    resource_id: str
    seconds: int
    labour_cost: Money


class FileAdded(Fact):
    kind = "file.added"
    file_id: str
    object_kind: str
    object_id: str


class FileRemoved(Fact):
    kind = "file.removed"
    file_id: str


class SeriesPlanned(Fact):
    """Visits that come again. Those up to and with `until` are planned."""

    kind = "series.planned"
    series_id: str
    until: date


class SeriesExtended(Fact):
    kind = "series.extended"
    series_id: str
    until: date


class SeriesEnded(Fact):
    """Nothing more is planned of it."""

    kind = "series.ended"
    series_id: str


class DocumentRendered(Fact):
    kind = "document.rendered"
    document_id: str


class DocumentFailed(Fact):
    """`next_try_at` None: given up, the office must look."""

    kind = "document.failed"
    document_id: str
    attempt: int
    next_try_at: datetime | None

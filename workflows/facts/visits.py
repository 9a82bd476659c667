"""Facts of visits."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from workflows.facts.base import Fact


class VisitFact(Fact):
    visit_id: str


Timing = Literal["fixed", "window", "all_day"]
"""What the client is told: the hour, a span in which somebody arrives, or just the day."""


class _Times(VisitFact):
    starts_at: datetime
    ends_at: datetime
    """The time that is booked."""
    resource_ids: tuple[str, ...]
    timing: Timing = "fixed"
    window_ends_at: datetime | None = None
    """With `window`: somebody arrives between `starts_at` and then."""


class VisitDrafted(VisitFact):
    """A visit that is to be, without a date yet."""

    kind = "visit.drafted"


class VisitScheduled(_Times):
    kind = "visit.scheduled"
    occurrence: int = 1
    service_id: str | None = None
    series_id: str | None = None
    announce: bool = True
    """Whether the client gets a confirmation: of a series only the first visit is announced."""


class VisitRescheduled(_Times):
    """A moved visit is a new occurrence: it is confirmed and reminded anew."""

    kind = "visit.rescheduled"
    occurrence: int


class VisitUnscheduled(VisitFact):
    """Back among those without a date; its time is free."""

    kind = "visit.unscheduled"


class VisitEnRoute(VisitFact):
    kind = "visit.en_route"
    expected_at: datetime | None = None


class VisitNoShow(VisitFact):
    """Somebody came, and nobody was there."""

    kind = "visit.no_show"


class VisitDescribed(VisitFact):
    """Something that is written about it changed; its dates did not."""

    kind = "visit.described"
    what: Literal["details", "checklist", "materials", "signature", "notes"]


class VisitStarted(VisitFact):
    kind = "visit.started"


class VisitPaused(VisitFact):
    kind = "visit.paused"


class VisitResumed(VisitFact):
    kind = "visit.resumed"


class VisitCompleted(VisitFact):
    kind = "visit.completed"


class VisitCancelled(VisitFact):
    kind = "visit.cancelled"


class VisitReopened(VisitFact):
    kind = "visit.reopened"

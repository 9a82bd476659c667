"""What facts of visits make of a job."""

from __future__ import annotations

from datetime import datetime

from workflows import facts as f
from workflows.folds.folder import answered
from workflows.folds.parts import change, put, updated
from workflows.state import JobState, Visit


def visit_drafted(state: JobState, fact: f.VisitDrafted, at: datetime) -> JobState:
    return answered(put(state, "visits", fact.visit_id, Visit(id=fact.visit_id, status="unscheduled", scheduled_at=at)))


def visit_scheduled(state: JobState, fact: f.VisitScheduled, at: datetime) -> JobState:
    visit = Visit(
        id=fact.visit_id,
        occurrence=fact.occurrence,
        starts_at=fact.starts_at,
        ends_at=fact.ends_at,
        timing=fact.timing,
        window_ends_at=fact.window_ends_at,
        resource_ids=fact.resource_ids,
        series_id=fact.series_id,
        announce=fact.announce,
        scheduled_at=at,
    )
    return answered(put(state, "visits", visit.id, visit))


def visit_rescheduled(state: JobState, fact: f.VisitRescheduled, at: datetime) -> JobState:
    return change(
        state,
        "visits",
        fact.visit_id,
        occurrence=fact.occurrence,
        status="scheduled",
        starts_at=fact.starts_at,
        ends_at=fact.ends_at,
        timing=fact.timing,
        window_ends_at=fact.window_ends_at,
        resource_ids=fact.resource_ids,
        announce=True,
        scheduled_at=at,
        en_route_at=None,
        expected_at=None,
    )


def visit_unscheduled(state: JobState, fact: f.VisitUnscheduled, at: datetime) -> JobState:
    nothing = {"starts_at": None, "ends_at": None, "window_ends_at": None, "timing": "fixed", "resource_ids": ()}
    return change(state, "visits", fact.visit_id, status="unscheduled", scheduled_at=at, en_route_at=None, **nothing)


def visit_running(state: JobState, fact: f.VisitStarted | f.VisitResumed, at: datetime) -> JobState:
    return change(state, "visits", fact.visit_id, status="started", running_since=at)


def visit_completed(state: JobState, fact: f.VisitCompleted, at: datetime) -> JobState:
    state = change(state, "visits", fact.visit_id, status="completed", running_since=None, closed_at=at)
    return updated(state, visits_completed=state.visits_completed + 1)


def visit_reopened(state: JobState, fact: f.VisitReopened, at: datetime) -> JobState:
    state = change(state, "visits", fact.visit_id, status="paused", closed_at=None)
    return updated(state, visits_completed=max(state.visits_completed - 1, 0))

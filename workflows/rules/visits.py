"""Visits: confirm, remind, do, and the clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from workflows import calendar as cal
from workflows.reasons import because
from workflows.rules.timing import Rung, ladder
from workflows.state import JobState, Visit
from workflows.steps import Step, Target, office, system

VISIT_MOVED = (
    "visit.rescheduled",
    "visit.unscheduled",
    "visit.cancelled",
    "visit.no_show",
    "visit.started",
    "visit.completed",
)
CLOCK_STOPPED = ("visit.paused", "visit.completed")
NEWS = timedelta(days=1)


def confirm_visits(state: JobState, now: datetime) -> Iterator[Step]:
    """A visit that was planned or moved is confirmed to the client at once, with a calendar file."""
    for visit in _planned(state):
        if state.policy.visit_confirmation and visit.announce and now < visit.span[0]:
            reason = because("visit-planned", starts=visit.span[0])
            yield system(
                "visit.confirm", f"{_nth(visit)}/confirm", visit.scheduled_at, reason, _visit(visit), *VISIT_MOVED
            )


def remind_visits(state: JobState, now: datetime) -> Iterator[Step]:
    """24 hours before, unless the visit was planned later than that: then the confirmation said it."""
    hours = state.policy.visit_reminder_hours
    for visit in _planned(state):
        starts_at = visit.span[0]
        due = cal.not_in_quiet_hours(state.calendar, starts_at - timedelta(hours=hours or 0), latest=starts_at)
        if hours and visit.scheduled_at < due and now < starts_at:
            reason = because("visit-soon", starts=starts_at, hours=hours)
            yield system("visit.remind", f"{_nth(visit)}/remind", due, reason, _visit(visit), *VISIT_MOVED)


def tell_who_is_coming(state: JobState, now: datetime) -> Iterator[Step]:
    """The client hears at once that somebody is on the way, and when they are expected."""
    for visit in _planned(state):
        if visit.status == "en_route" and visit.en_route_at and state.policy.visit_en_route:
            reason = because("technician-en-route", expected=visit.expected_at or visit.span[0])
            key = f"{_nth(visit)}/en-route"
            yield system("visit.en_route", key, visit.en_route_at, reason, _visit(visit), *VISIT_MOVED)


def tell_who_was_to_come(state: JobState, now: datetime) -> Iterator[Step]:
    """Whoever was to do a visit hears at once that it was cancelled; a day later it is no news any more."""
    for visit in state.visits.values():
        if visit.status != "cancelled" or visit.closed_at is None or visit.ends_at is None:
            continue
        if visit.closed_at < visit.ends_at and now < visit.closed_at + NEWS:
            for resource_id in visit.resource_ids:
                reason = because("visit-was-cancelled", starts=visit.starts_at)
                target = Target(kind="visit", id=visit.id, person=resource_id)
                key = f"{_nth(visit)}/cancelled/{resource_id}"
                yield system("visit.cancelled_notice", key, visit.closed_at, reason, target)


def give_visits_a_date(state: JobState, now: datetime) -> Iterator[Step]:
    """A visit that is to be waits for its date."""
    for visit in state.visits.values():
        if state.open and visit.status == "unscheduled":
            due = cal.add_business_hours(state.calendar, visit.scheduled_at, 9)
            stops = ("visit.scheduled", "visit.cancelled")
            key = f"{_nth(visit)}/schedule"
            yield office(state, "office.schedule_visit", key, due, because("visit-without-date"), _visit(visit), *stops)


def do_visits(state: JobState, now: datetime) -> Iterator[Step]:
    """A planned visit waits to be done, a running one to be completed."""
    for visit in state.visits.values():
        key = _nth(visit)
        if state.open and visit.planned:
            reason = because("visit-ahead", starts=visit.span[0])
            yield office(state, "office.do_visit", f"{key}/do", visit.span[0], reason, _visit(visit), *VISIT_MOVED)
        elif visit.running:
            reason = because("visit-running", starts=visit.span[0])
            stop = "visit.completed"
            yield office(state, "office.complete_visit", f"{key}/complete", visit.span[1], reason, _visit(visit), stop)


def ask_about_long_clocks(state: JobState, now: datetime) -> Iterator[Step]:
    """A clock that has run 12 hours was probably forgotten: who is at work is asked, and the office sees it. Again every 12 hours."""
    hours = state.policy.clock_asks_after_hours
    for visit in state.visits.values():
        if visit.status == "started" and visit.running_since and hours:
            since = visit.running_since
            rungs: list[Rung[int]] = [
                (f"{n * hours}h", since + timedelta(hours=n * hours), n * hours) for n in range(1, 5)
            ]
            ahead = ladder(rungs, now)
            for name, due, ran in ahead[: 2 if ahead[0][1] <= now else 1]:  # the next question, not all that may follow
                key = f"{_nth(visit)}/clock/{since:%Y%m%dT%H%M%S}/{name}"
                reason = because("clock-runs-long", since=since, hours=ran)
                for resource_id in visit.resource_ids:
                    target = Target(kind="visit", id=visit.id, person=resource_id)
                    yield system("visit.clock_notice", f"{key}/{resource_id}", due, reason, target, *CLOCK_STOPPED)
                if due <= now:
                    yield office(
                        state, "office.check_clock", f"{key}/check", due, reason, _visit(visit), *CLOCK_STOPPED
                    )


def extend_series(state: JobState, now: datetime) -> Iterator[Step]:
    """Visits that come again are planned a month ahead, always."""
    for series in state.series.values():
        if state.open:
            day = series.until - timedelta(days=state.policy.series_ahead_days)
            due = cal.at(state.calendar, day, time(5))
            target = Target(kind="series", id=series.id)
            key = f"series/{series.id}/extend/{series.until}"
            yield system(
                "series.extend", key, due, because("series-runs-out", until=series.until), target, "series.ended"
            )


def _visit(visit: Visit) -> Target:
    return Target(kind="visit", id=visit.id)


def _planned(state: JobState) -> list[Visit]:
    return [visit for visit in state.visits.values() if state.open and visit.planned]


def _nth(visit: Visit) -> str:
    """A moved visit is a new occurrence, so it is confirmed and reminded anew."""
    return f"visit/{visit.id}/{visit.occurrence}"

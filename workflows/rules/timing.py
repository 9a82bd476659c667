"""When: what several rules need to say it."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from workflows import calendar as cal
from workflows.state import JobState

T = TypeVar("T")

Rung = tuple[str, datetime, T]
"""A reminder of several: its name in the step's key, when, and what its rule needs."""


def soon(state: JobState, now: datetime) -> datetime:
    """One business day after the last thing that happened."""
    return cal.add_business_hours(state.calendar, state.last_activity_at or now, 9)


def ladder(rungs: list[Rung[T]], now: datetime) -> list[Rung[T]]:
    """Of several reminders that fell due together (the machine was off), only the last is sent: never a burst."""
    last_due = max((due for _, due, _ in rungs if due <= now), default=None)
    return [rung for rung in rungs if last_due is None or rung[1] >= last_due]

"""What lists show of a job beside its phase: the next step and the sums, kept with the head of its log.

To fold and plan each job of a page would cost most of the page. So who writes the head also writes this, and how long it holds: a plan
changes with the clock too, and after that instant, or under other rules, a reader asks the plan itself.
"""

from __future__ import annotations

import hashlib
import inspect
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from pydantic import ValidationError

from workflows import calendar, facts, folds, money, planner, policy, reasons, state, steps
from workflows.figures import Figures
from workflows.money import Money
from workflows.planner import RULES, next_step, plan
from workflows.reasons import Argument
from workflows.state import JobState
from workflows.steps import Step

_LANGUAGE = (calendar, facts, folds, money, planner, policy, reasons, state, steps)


@dataclass(frozen=True, slots=True)
class Summary:
    """`next` is the one step to show, as it stands now."""

    next: Step | None
    figures: Figures
    paused: bool


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """What the rules are: a hash of the pure modules that decide."""
    home = Path(inspect.getfile(planner)).parent
    rules = [*sorted(home.glob("rules/*.py")), *sorted(home.glob("facts/*.py")), *sorted(home.glob("folds/*.py"))]
    sources = [*map(inspect.getsource, _LANGUAGE), *(path.read_text() for path in rules)]
    return hashlib.sha256("".join(sources).encode()).hexdigest()


def of(state: JobState, now: datetime) -> Summary:
    """The long way: what the plan says."""
    return Summary(next_step(plan(state, now)), state.figures(), state.paused_at is not None)


def write(state: JobState, planned: list[Step], now: datetime) -> str:
    """JSON to keep with the head; `planned` is the plan of `state` at `now`."""
    step = next_step(planned)
    until = turns_at(state, now)
    return json.dumps(
        {
            "rules": fingerprint()[:16],
            "until": until.isoformat() if until else None,
            "next": _step(step) if step else None,
            "figures": state.figures().model_dump(mode="json"),
            "paused": state.paused_at is not None,
        }
    )


def read(kept: dict[str, Any] | None, now: datetime) -> Summary | None:
    """What was kept, with the status that its step has now; None where it no longer holds and the plan must be asked.

    A job that is over and had nothing ahead is not planned anew when the rules change: what was kept of it goes on holding.
    """
    if kept is None or (kept["until"] and now >= datetime.fromisoformat(kept["until"])):
        return None
    if kept["next"] and kept["rules"] != fingerprint()[:16]:
        return None
    try:
        step = _read_step(kept["next"], now) if kept["next"] else None
        return Summary(step, Figures.model_validate(kept["figures"]), kept["paused"])
    except ValidationError:  # of a build that knew other words
        return None


# ── until when a plan holds ──────────────────────────────────────────────────────────────────────────────────────────


def turns_at(state: JobState, now: datetime) -> datetime | None:
    """The first instant at which a rule may propose something else, though nothing happened; None for never.

    Only the rules are watched: what else the plan asks of the clock, whether a step is due yet, `read` asks again.
    """
    clock = Clock(now)
    try:
        for rule in RULES:
            for _ in cast(Callable[[JobState, Clock], Iterable[Step]], rule)(state, clock):
                pass
    except (AttributeError, TypeError):  # a rule reckons with the clock: its answer is another at any moment
        return now
    return clock.turns


class Clock:
    """A `now` that can be compared and nothing else, and remembers the first instant ahead that it was compared with.

    Until then every comparison, and so everything that follows from it, comes out the same.
    """

    __slots__ = ("now", "turns")
    __hash__ = None  # type: ignore[assignment]  # nothing may look it up

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.turns: datetime | None = None

    def _seen(self, other: datetime) -> datetime:
        if other > self.now and (self.turns is None or other < self.turns):
            self.turns = other
        return other

    def __lt__(self, other: datetime) -> bool:
        return self.now < self._seen(other)

    def __le__(self, other: datetime) -> bool:
        return self.now <= self._seen(other)

    def __gt__(self, other: datetime) -> bool:
        return self.now > self._seen(other)

    def __ge__(self, other: datetime) -> bool:
        return self.now >= self._seen(other)

    def __eq__(self, other: object) -> bool:
        raise TypeError("an instant is never met exactly")


# ── a step as JSON ───────────────────────────────────────────────────────────────────────────────────────────────────


def _step(step: Step) -> dict[str, Any]:
    shown = step.model_dump(mode="json", exclude={"because"})
    return shown | {"because": [step.because.id, {name: _argument(value) for name, value in step.because.args.items()}]}


def _argument(value: Argument) -> Any:
    """JSON has no dates: those and money are kept under a word that says what they are."""
    match value:
        case datetime():
            return {"at": value.isoformat()}
        case date():
            return {"on": value.isoformat()}
        case Money():
            return {"cents": value.amount, "currency": value.currency}
        case _:
            return value


def _read_step(kept: dict[str, Any], now: datetime) -> Step:
    reason, args = kept["because"]
    because = {"id": reason, "args": {name: _read_argument(value) for name, value in args.items()}}
    step = Step.model_validate(kept | {"because": because})
    if step.status in ("due", "upcoming"):
        return step.model_copy(update={"status": "due" if step.due <= now else "upcoming"})
    return step


def _read_argument(value: Any) -> Argument:
    match value:
        case {"at": instant}:
            return datetime.fromisoformat(instant)
        case {"on": day}:
            return date.fromisoformat(day)
        case {"cents": amount, "currency": currency}:
            return Money(amount=amount, currency=currency)
        case _:
            return cast(Argument, value)

"""What a press on a technician's phone means when it arrives, maybe hours late: pure, no clock, no database.

Two questions are kept apart, so that a refused one never takes the other with it:

- **Does it still move the visit?** `decide` compares the press with what happened to the visit meanwhile.
- **Which minutes are owed?** A person has one clock for a visit: presses in the order of their times, start and resume open it,
  pause and complete close it. `owed` gives the minutes that a press claims and that nobody has recorded yet. So whatever
  the office did meanwhile, a worked minute is counted, and counted once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Literal

from services.jobs.my_day.spans import Span, after, minus, union

MoveVerb = Literal["en_route", "start", "pause", "resume", "complete"]
Why = Literal["already", "moved", "over", "overtaken", "not-begun"]
Outcome = Literal["done", "done_partly", "ignored", "refused", "already"]

OPENS: Final = frozenset({"start", "resume"})
CLOSES: Final = frozenset({"pause", "complete"})
CLOCK: Final = OPENS | CLOSES

OLDEST: Final = timedelta(days=7)
"""A press older than this is refused: the week's timesheet may be approved, so a person enters the hours."""
AHEAD: Final = timedelta(minutes=2)
"""So far in the future a press may lie after the correction of the device's clock; it then counts as pressed on arrival."""
SKEW_NOISE: Final = timedelta(seconds=5)
"""A difference of clocks up to this is the way through the network, not a wrong clock."""
JITTER: Final = timedelta(seconds=10)
"""Two presses of one person this close are in the order in which they arrive, whatever the clocks say."""


# ── when it was pressed ──────────────────────────────────────────────────────────────────────────────────────────────


def skew(device_now: datetime | None, received_at: datetime) -> timedelta:
    """How far the device's clock is ahead of ours."""
    if device_now is None:
        return timedelta()
    ahead = device_now - received_at
    return ahead if abs(ahead) > SKEW_NOISE else timedelta()


def pressed_at(at: datetime, ahead: timedelta, received_at: datetime) -> datetime | Literal["future", "too-old"]:
    """The time of a press by our clock, in whole seconds and never later than its arrival."""
    try:
        corrected = at - ahead
    except OverflowError:
        return "too-old"
    if corrected > received_at + AHEAD:
        return "future"
    if corrected < received_at - OLDEST:
        return "too-old"
    return min(corrected, received_at).replace(microsecond=0)


# ── does it still move the visit? ────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Seen:
    """A visit as it stands when the press arrives.

    `changed` is what its work did last (started, paused, resumed, completed, reopened, cancelled) and `changed_at` when, None
    before that; `mine` says that the person is still on it; `claimed` that their own clock for it runs by their presses, though the
    visit's may not.
    """

    status: str
    changed: str | None = None
    changed_at: datetime | None = None
    mine: bool = True
    claimed: bool = False


@dataclass(frozen=True)
class Decision:
    """`run`: the verbs to do to the visit, in order. `why`: what stands against the press, if something does."""

    run: tuple[MoveVerb, ...] = ()
    why: Why | None = None


_NOT_BEGUN = frozenset({"scheduled", "en_route"})


def decide(seen: Seen, verb: MoveVerb, at: datetime) -> Decision:
    """What a press does to a visit in that state.

    Everything that is not there to be moved any more (cancelled, completed, no show, not scheduled now) is `over`; a press from
    before the visit's last change is `overtaken`, unless both want the same.
    """
    if not seen.mine:
        return Decision(why="moved")
    if seen.status not in ("scheduled", "en_route", "started", "paused"):
        same = seen.status == "completed" and verb == "complete"
        return Decision(why="already" if same else "over")
    if verb == "en_route":
        if seen.status == "scheduled":
            return Decision(run=("en_route",))
        return Decision(why="already" if seen.status == "en_route" else "overtaken")
    if seen.status in _NOT_BEGUN:
        return _before_work(seen, verb)
    late = seen.changed_at is not None and at < seen.changed_at - JITTER
    if verb in OPENS:
        if seen.status == "started":
            return Decision(why="already")
        return Decision(why="overtaken") if late else Decision(run=("resume",))
    if verb == "pause" and seen.status == "paused":
        return Decision(why="already")
    # Whoever says "finished" before somebody's "paused" means it; before a later "resumed" or "reopened" they cannot have.
    if late and (seen.status == "started" or seen.changed == "reopened"):
        return Decision(why="overtaken")
    return Decision(run=("complete",) if verb == "complete" else ("pause",))


def _before_work(seen: Seen, verb: MoveVerb) -> Decision:
    """Nobody has begun, as far as the visit knows; the person's own clock may know better."""
    if verb in OPENS:
        return Decision(run=("start",))
    if not seen.claimed:
        return Decision(why="not-begun")
    return Decision(run=("start", "complete")) if verb == "complete" else Decision(run=("start", "pause"))


# ── which minutes are owed? ──────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Press:
    """One press of a clock. `clock` is whose: one for each person and visit; `order` tells presses of the same second apart."""

    clock: str
    at: datetime
    order: int
    verb: str
    resource_ids: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Claim:
    """Somebody says that these resources worked then; open while `span.end` is the end of time."""

    clock: str
    span: Span
    resource_ids: frozenset[str]


def claims(presses: Iterable[Press]) -> list[Claim]:
    """The closed stretches of every clock. A second start changes nothing, a stop without a start says nothing."""
    found: list[Claim] = []
    opened: dict[str, Press] = {}
    for press in sorted(presses, key=lambda each: (each.at, each.order)):
        if press.verb in OPENS:
            opened.setdefault(press.clock, press)
        elif (start := opened.pop(press.clock, None)) is not None and start.at < press.at:
            found.append(Claim(press.clock, Span(start.at, press.at), start.resource_ids))
    return found


def is_open(presses: Iterable[Press], clock: str) -> bool:
    """Whether a clock runs after these presses."""
    of_clock = sorted((each for each in presses if each.clock == clock), key=lambda each: (each.at, each.order))
    return bool(of_clock) and of_clock[-1].verb in OPENS


def owed(
    presses: Sequence[Press],
    new: Press | None,
    recorded: Iterable[Span],
    resource_id: str,
    *,
    stopped_at: datetime | None = None,
) -> dict[str, list[Span]]:
    """The minutes of one resource that `new` adds to what was recorded, by clock.

    Each claimed minute is offered once, when the press that closes its stretch arrives: what the office corrects afterwards
    stays as corrected. A clock that ran when a claim was offered held the time behind its start; if this press stops that clock
    at `stopped_at`, the claims behind are offered again. A running entry in `recorded` has no end: `datetime.max`.
    """
    before = _of(claims(presses), resource_id)
    known = _of(claims([*presses, new] if new else presses), resource_id)
    taken = list(recorded)
    found: dict[str, list[Span]] = {}
    for clock, spans in known.items():
        offered = minus(spans, before.get(clock, ()))
        if stopped_at is not None:
            offered = union([*offered, *after(spans, stopped_at)])
        if missing := minus(offered, taken):
            found[clock] = missing
            taken += missing
    return found


def _of(found: Iterable[Claim], resource_id: str) -> dict[str, list[Span]]:
    spans: dict[str, list[Span]] = {}
    for claim in found:
        if resource_id in claim.resource_ids:
            spans.setdefault(claim.clock, []).append(claim.span)
    return {clock: union(each) for clock, each in spans.items()}

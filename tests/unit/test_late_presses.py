"""Presses that arrive late: whatever their order, their repetitions and what the office does meanwhile, each worked minute counts once.

The model below is the least that could be true: one person, two visits, a clock that ends where the visit says. It uses `decide` and
`owed` as the commands do; the oracle knows nothing of either and walks through the minutes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from services.jobs.my_day import decide
from services.jobs.my_day.decide import Decision, Press, Seen
from services.jobs.my_day.spans import Span, minus, total, union

ZERO = datetime(2026, 11, 25, 13, tzinfo=UTC)
FOR_EVER = datetime.max.replace(tzinfo=UTC)
HORIZON = 60
LUC = "res_luc"
VERBS = ("start", "pause", "resume", "complete")


def minute(n: int) -> datetime:
    return ZERO + timedelta(minutes=n)


# ── the model ────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Visit:
    name: str
    status: str = "scheduled"
    mine: bool = True
    changed: str | None = None
    changed_at: datetime | None = None
    """As presses are compared: the press's own time, if a press did it."""
    last_at: datetime | None = None


@dataclass
class World:
    """What the server holds. An entry is `[visit, begin, end]`; the running one has no end."""

    visits: dict[str, Visit] = field(default_factory=lambda: {name: Visit(name) for name in ("vis_a", "vis_b")})
    entries: list[tuple[str, Span]] = field(default_factory=list)
    running: tuple[str, datetime] | None = None
    presses: list[Press] = field(default_factory=list)
    known: set[int] = field(default_factory=set)

    def recorded(self) -> list[Span]:
        spans = [span for _, span in self.entries]
        return [*spans, Span(self.running[1], FOR_EVER)] if self.running else spans

    def press(self, number: int, name: str, verb: str, at: datetime) -> None:
        """One press arrives; `number` is its id."""
        if number in self.known:
            return
        self.known.add(number)
        visit = self.visits[name]
        seen = Seen(
            visit.status, visit.changed, visit.changed_at, visit.mine, claimed=decide.is_open(self.presses, name)
        )
        decision = decide.decide(seen, verb, at)  # type: ignore[arg-type]
        applied = max([at, *([visit.last_at] if visit.last_at else [])])
        if verb in decide.OPENS:
            applied = max([applied, *(span.end for _, span in self.entries if span.end > at)])
        if self.running and {"start", "resume"} & set(decision.run):
            decision = Decision(why=decision.why)  # nobody is in two places: the verb is refused
        for each in decision.run:
            self._do(visit, each, applied, at)
        new = Press(name, at, number, verb, frozenset({LUC}))
        stopped = applied if decision.run and verb in decide.CLOSES else None
        owed = decide.owed(self.presses, new, self.recorded(), LUC, stopped_at=stopped)
        self.entries += [(clock, span) for clock, spans in owed.items() for span in spans]
        self.presses.append(new)

    def office(self, name: str, verb: str, now: datetime) -> None:
        """Somebody at a desk, with the network: what is refused there does not happen."""
        visit = self.visits[name]
        before = {
            "start": ("scheduled",),
            "pause": ("started",),
            "resume": ("paused",),
            "complete": ("started", "paused"),
            "cancel": ("scheduled",),
            "reopen": ("completed",),
            "move": ("scheduled",),
        }
        if visit.status not in before[verb] or not visit.mine:
            return
        if verb == "move":
            visit.mine = False
        elif verb in ("start", "resume") and self.running:
            return
        else:
            self._do(visit, verb, now, now)

    def _do(self, visit: Visit, verb: str, now: datetime, at: datetime) -> None:
        if verb in ("start", "resume"):
            self.running = (visit.name, now)
        if verb in ("pause", "complete") and self.running and self.running[0] == visit.name:
            self.entries.append((visit.name, Span(self.running[1], max(now, self.running[1]))))
            self.running = None
        visit.status, visit.changed = {
            "start": ("started", "started"),
            "pause": ("paused", "paused"),
            "resume": ("started", "resumed"),
            "complete": ("completed", "completed"),
            "cancel": ("cancelled", "cancelled"),
            "reopen": ("paused", "reopened"),
        }[verb]
        visit.changed_at, visit.last_at = at, max([now, *([visit.last_at] if visit.last_at else [])])


# ── the oracle ───────────────────────────────────────────────────────────────────────────────────────────────────────


def worked(presses: list[tuple[int, str, str, int]]) -> set[tuple[str, int]]:
    """(visit, minute) that somebody said they worked, minute by minute: presses `(number, visit, verb, minute)`."""
    found: set[tuple[str, int]] = set()
    for name in ("vis_a", "vis_b"):
        mine = sorted((at, number, verb) for number, visit, verb, at in presses if visit == name)
        on: int | None = None
        for at, _, verb in mine:
            if verb in ("start", "resume"):
                on = at if on is None else on
            elif on is not None:
                found |= {(name, each) for each in range(on, at)}
                on = None
    return found


def minutes(spans: list[Span]) -> set[int]:
    return {n for n in range(HORIZON + 5) if any(span.begin <= minute(n) < span.end for span in spans)}


# ── what holds ───────────────────────────────────────────────────────────────────────────────────────────────────────

presses = st.lists(
    st.tuples(st.sampled_from(("vis_a", "vis_b")), st.sampled_from(VERBS), st.integers(0, HORIZON)),
    min_size=1,
    max_size=10,
)
office = st.lists(
    st.tuples(
        st.sampled_from(("vis_a", "vis_b")),
        st.sampled_from(("start", "pause", "resume", "complete", "cancel", "reopen", "move")),
        st.integers(0, HORIZON + 1),
    ),
    max_size=6,
)


@settings(max_examples=400)
@given(presses, office, st.data())
def test_no_minute_is_lost_and_none_counts_twice(
    pressed: list[tuple[str, str, int]], office: list[tuple[str, str, int]], data: st.DataObject
) -> None:
    arrivals = data.draw(
        st.lists(st.sampled_from(range(len(pressed))), max_size=4).flatmap(
            lambda twice: st.permutations([*range(len(pressed)), *twice])
        )
    )
    # Everything of the office happens before, among or after the arrivals, at its own time; presses are from before they arrive.
    order = data.draw(
        st.permutations([*(("office", n) for n in range(len(office))), *(("press", n) for n in arrivals)])
    )
    world, said = World(), set[tuple[str, int]]()
    arrived: list[tuple[int, str, str, int]] = []
    desk: list[Span] = []
    for kind, number in order:
        if kind == "office":
            name, verb, at = office[number]
            # A desk is online: its clock is the server's, later than any press that arrived.
            now = minute(HORIZON + 1 + at)
            before = world.running
            last = max([now, *(visit.last_at for visit in world.visits.values() if visit.last_at)])
            world.office(name, verb, last)
            if before and world.running != before:
                desk.append(Span(before[1], last))
        else:
            name, verb, at = pressed[number]
            before = world.running
            world.press(number, name, verb, minute(at))
            if before and world.running != before:
                desk.append(Span(before[1], max(before[1], world.visits[before[0]].last_at or before[1])))
            if number not in {each[0] for each in arrived}:
                arrived.append((number, name, verb, at))
            said |= worked(arrived)

    spans = [span for _, span in world.entries]
    assert sum((span.length for span in spans), timedelta()) == total(spans), "a minute counts twice"
    held = minutes(world.recorded())
    claimed = {n for _, n in worked(arrived)}
    assert claimed <= held, "a worked minute is lost"
    invented = minutes(spans) - {n for _, n in said} - minutes(desk)
    assert not invented, "a minute that nobody said and no clock ran"


@settings(max_examples=200)
@given(presses, st.data())
def test_hours_do_not_depend_on_the_order_of_arrival(pressed: list[tuple[str, str, int]], data: st.DataObject) -> None:
    """Of one visit without the office: whatever comes first, the same minutes are held in the end."""
    mine = [("vis_a", verb, at) for _, verb, at in pressed]
    arrivals = data.draw(st.permutations(range(len(mine))))
    cancelled = World()
    cancelled.office("vis_a", "cancel", ZERO)
    for number in arrivals:
        cancelled.press(number, *mine[number][:2], minute(mine[number][2]))
    in_order = worked([(n, *each) for n, each in enumerate(mine)])
    assert {n for _, n in in_order} <= minutes([span for _, span in cancelled.entries])


@given(st.integers(0, 7 * 24 * 3600), st.integers(-400 * 24 * 3600, 400 * 24 * 3600))
@example(0, 4)
def test_a_press_keeps_its_time_whatever_the_phone_thinks_it_is(seconds_ago: int, wrong: int) -> None:
    received, ahead = minute(0), timedelta(seconds=wrong)
    at = decide.pressed_at(
        received - timedelta(seconds=seconds_ago) + ahead, decide.skew(received + ahead, received), received
    )
    assert isinstance(at, datetime) or abs(wrong) <= 5
    if isinstance(at, datetime):
        assert at <= received
        assert abs(received - timedelta(seconds=seconds_ago) - at) <= decide.SKEW_NOISE + timedelta(seconds=1)


def test_absurd_times_are_told_apart() -> None:
    received = minute(0)
    assert decide.pressed_at(received + timedelta(minutes=3), timedelta(), received) == "future"
    assert decide.pressed_at(received - timedelta(days=7, seconds=1), timedelta(), received) == "too-old"
    assert decide.pressed_at(datetime.min.replace(tzinfo=UTC), timedelta(days=1), received) == "too-old"
    assert decide.pressed_at(received + timedelta(minutes=1), timedelta(), received) == received


@pytest.mark.parametrize(
    ("status", "verb", "run"),
    [
        ("scheduled", "en_route", ("en_route",)),
        ("en_route", "start", ("start",)),
        ("paused", "start", ("resume",)),
        ("scheduled", "resume", ("start",)),
        ("started", "pause", ("pause",)),
        ("paused", "complete", ("complete",)),
        ("started", "start", ()),
        ("cancelled", "start", ()),
        ("completed", "complete", ()),
        ("scheduled", "complete", ()),
        ("no_show", "pause", ()),
    ],
)
def test_verbs_do_what_a_person_means(status: str, verb: str, run: tuple[str, ...]) -> None:
    assert decide.decide(Seen(status), verb, minute(0)).run == run  # type: ignore[arg-type]


def test_a_clock_that_ran_only_on_the_phone_still_completes_the_visit() -> None:
    assert decide.decide(Seen("scheduled", claimed=True), "complete", minute(0)).run == ("start", "complete")


def test_spans_are_sets_of_minutes() -> None:
    a, b = Span(minute(0), minute(10)), Span(minute(5), minute(20))
    assert union([b, a]) == [Span(minute(0), minute(20))]
    assert minus([a], [Span(minute(3), minute(4))]) == [Span(minute(0), minute(3)), Span(minute(4), minute(10))]
    assert total([a, b, a]) == timedelta(minutes=20)

"""What is kept for the lists is what the plan says, at any later moment, or it says that it no longer holds."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.kit import summaries
from tests.unit.factlog_strategies import START, fold, logs
from workflows import facts as f
from workflows.folds import apply
from workflows.money import Money
from workflows.planner import next_step, plan, wakes_at
from workflows.policy import Policy
from workflows.state import JobState

LATER = st.one_of(st.integers(0, 60 * 48), st.integers(0, 60 * 24 * 90)).map(lambda minutes: timedelta(minutes=minutes))


def kept(state: JobState, now: datetime) -> dict[str, object]:
    found: dict[str, object] = json.loads(summaries.write(state, plan(state, now), now))
    return found


@given(logs(), st.lists(LATER, min_size=1, max_size=6))
def test_kept_is_planned_or_no_longer_holds(log: list[tuple[f.Fact, datetime]], later: list[timedelta]) -> None:
    state, at = fold(log), log[-1][1]
    assert state is not None
    stored = kept(state, at)
    assert summaries.read(stored, at) == summaries.of(state, at)
    # The very instants at which something may turn are the ones where it would go wrong.
    turn = summaries.turns_at(state, at)
    moments = [at + each for each in later] + [step.due for step in plan(state, at) if step.due > at]
    if turn:
        moments += [turn, turn - timedelta(microseconds=1), turn + timedelta(microseconds=1)]
    for moment in moments:
        shown = summaries.read(stored, moment)
        assert shown in (None, summaries.of(state, moment)), moment
        if turn is None or moment < turn:
            assert shown is not None


@given(logs())
def test_the_head_wakes_when_the_planner_says(log: list[tuple[f.Fact, datetime]]) -> None:
    """`factlog._head` reads that off the plan it has made, and the planner makes one of its own."""
    state, at = fold(log), log[-1][1]
    assert state is not None
    ticking = [step for step in plan(state, at) if step.owner == "system" and step.status in ("due", "upcoming")]
    assert next(iter(ticking), None) == wakes_at(state, at)


def test_an_overdue_step_is_due_without_being_planned_again() -> None:
    drafted = f.QuoteDrafted(quote_id="quo_a", version=1, number=300, total=Money(amount=500))
    state = fold([(f.JobOpened(number=7, contact_id="cnt_1", source="phone"), START), (drafted, START)])
    assert state is not None
    stored, step = kept(state, START), next_step(plan(state, START))
    assert step is not None
    assert step.status == "upcoming"
    late = summaries.read(stored, step.due)
    assert late is not None
    assert late.next is not None
    assert late.next.status == "due"


def test_a_clock_that_runs_long_turns_the_plan_when_it_asks() -> None:
    """The plan of a running visit changes by the hour alone: it is not read from what was kept hours ago."""
    opened = f.JobOpened(number=7, contact_id="cnt_1", source="phone", policy=Policy(clock_asks_after_hours=12))
    visit = f.VisitScheduled(
        visit_id="vis_a", starts_at=START, ends_at=START + timedelta(hours=20), resource_ids=("res_1",)
    )
    state = None
    for fact in (opened, visit, f.VisitStarted(visit_id="vis_a")):
        state = apply(state, fact, START)
    assert state is not None
    stored = kept(state, START)
    asks = START + timedelta(hours=12)
    assert summaries.read(stored, asks - timedelta(seconds=1)) is not None
    assert summaries.read(stored, asks) is None
    step = summaries.of(state, asks).next
    assert step is not None
    assert step.kind == "office.check_clock"


def test_other_rules_are_asked_anew() -> None:
    state = fold([(f.JobOpened(number=7, contact_id="cnt_1", source="phone"), START)])
    assert state is not None
    assert summaries.read(kept(state, START) | {"rules": "others"}, START) is None
    assert summaries.read(None, START) is None


def test_a_rule_that_reckons_with_the_clock_never_holds() -> None:
    """Should a rule ever do more with the time than compare it, lists take the long way rather than show what was."""
    clock = summaries.Clock(START)
    for use in (lambda: clock + timedelta(1), lambda: clock == START, lambda: clock.hour):  # type: ignore[operator, attr-defined]
        try:
            use()
        except (AttributeError, TypeError):
            continue
        raise AssertionError("a clock can be compared and nothing else")

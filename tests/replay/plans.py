"""Golden plans: what the rules make of the corpus. A rule edit shows its effect as a diff of `plans.txt`."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from tests.replay.lives import LIVES, START, Life
from workflows import facts as f
from workflows import words
from workflows.folds import apply
from workflows.planner import due_now, plan, wakes_at
from workflows.state import JobState

GOLDEN = Path(__file__).parent / "plans.txt"


def render() -> str:
    """Each life day by day: what the system does and when, then the plan that stays at the end."""
    return "\n".join(line for name in LIVES for line in _life(name, LIVES[name](START))) + "\n"


def _life(name: str, life: Life) -> list[str]:
    lines = [f"## {name}"]
    state: JobState | None = None
    now = START
    for distance, fact in life:
        state = _run_until(state, now, START + distance, lines) if state else None
        now = START + distance
        state = apply(state, fact, now)
        lines.append(f"{now:%Y-%m-%d %H:%M}   fact  {fact.kind}")
    end = now + timedelta(days=45)
    assert state is not None
    state = _run_until(state, now, end, lines)
    lines += [f"    ahead {step.due:%Y-%m-%d %H:%M} {step.owner:8} {words.step(step)}" for step in plan(state, end)]
    return [*lines, ""]


def _run_until(state: JobState, now: datetime, end: datetime, lines: list[str]) -> JobState:
    """What the workflow does by itself from `now` until `end`: it sleeps until its next step is due, and does it."""
    while (ahead := wakes_at(state, now)) and ahead.due <= end:
        now = max(now, ahead.due)
        if step := due_now(state, now):
            lines.append(f"{now:%Y-%m-%d %H:%M}   does  {words.summary(step, state.calendar.zone)}")
            state = apply(state, _effect(state, step.kind, step.key, step.target.id if step.target else ""), now)
    return state


def _effect(state: JobState, kind: str, key: str, target: str) -> f.Fact:
    match kind:
        case "document.render":
            return f.DocumentRendered(document_id=target)
        case "quote.expire":
            return f.QuoteExpired(quote_id=target, version=state.quotes[target].version)
        case "job.close":
            return f.JobClosed()
        case _:
            return f.MessageAccepted(message_id="msg", step_key=key)

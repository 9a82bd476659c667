"""The chain of a cancellation, for any life of a job: what is shown before is what happens after, and has words."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given

from services.jobs.folders import chain, words
from services.jobs.folders.chain import Happened
from services.kit.texts import LANGUAGES, catalogue
from tests.unit.factlog_strategies import fold, logs
from workflows import facts as f
from workflows.folds import apply
from workflows.planner import plan
from workflows.state import JobState


def folded(log: list[tuple[f.Fact, datetime]]) -> tuple[JobState, datetime]:
    state = fold(log)
    assert state is not None
    return state, log[-1][1] + timedelta(minutes=1)


def cancelled(state: JobState, at: datetime) -> tuple[JobState, list[Happened]]:
    """As the command does it, fact by fact."""
    facts: list[f.Fact] = [f.JobCancelled()]
    facts += [f.SeriesEnded(series_id=each) for each in state.series]
    facts += [f.VisitCancelled(visit_id=visit.id) for visit in chain.to_free(state)]
    for fact in facts:
        state = apply(state, fact, at)
    return state, [Happened(fact, at, "user:usr_1") for fact in facts]


@given(logs())
def test_every_link_of_the_chain_is_there_after_and_nothing_else(log: list[tuple[f.Fact, datetime]]) -> None:
    state, at = folded(log)
    if not state.open:
        return
    links = chain.consequences(state, at)
    assert len({link.key for link in links}) == len(links)
    after, happened = cancelled(state, at)
    ahead = plan(after, at)
    ticks = {link.key: chain.tick(link, happened, ahead, after.stuck).status for link in links}
    assert set(ticks.values()) <= {"done", "pending", "yours"}
    at_once = {link.key for link in links if link.kind in ("visit.freed", "series.ended", "step.gone")}
    assert {key for key, status in ticks.items() if status == "done"} == at_once
    before = {step.key for step in plan(state, at)}
    new = {step.key for step in ahead if step.key not in before and step.owner != "contact"}
    assert new <= ticks.keys()
    assert not any(visit.planned or visit.status == "unscheduled" for visit in after.visits.values())
    assert not after.series


@given(logs())
def test_every_link_has_words_in_both_languages(log: list[tuple[f.Fact, datetime]]) -> None:
    state, at = folded(log)
    for link in chain.consequences(state, at) if state.open else []:
        args = dict(link.args) | {"names": "Luc"}
        if link.step:
            args["step"] = words.title(link.step.kind, "fr")
        for language in LANGUAGES:
            assert catalogue().say(language, f"cancel-{link.words}", args, "America/Toronto")

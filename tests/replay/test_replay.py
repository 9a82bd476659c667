"""What open workflows depend on has not moved unnoticed: commands, plans, recorded histories."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer

from tests.replay import commands, plans
from tests.replay.lives import LIVES
from tests.replay.record import FINGERPRINT, HISTORIES
from workers.temporal import sandbox
from workflows.job import JobWorkflow

RECORDED = sorted(HISTORIES.glob("*.json"))


def test_the_commands_of_the_workflows_are_the_recorded_ones() -> None:
    assert commands.fingerprint() == json.loads(FINGERPRINT.read_text()), "run python -m tests.replay.record"


def test_the_rules_make_the_recorded_plans() -> None:
    assert plans.render() == plans.GOLDEN.read_text(), "run python -m tests.replay.record"


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem)
async def test_a_recorded_history_replays_clean(path: Path) -> None:
    history = WorkflowHistory.from_json(f"job:recorded:{path.stem}", path.read_text())  # noqa: ASYNC240  a small file
    replayer = Replayer(workflows=[JobWorkflow], workflow_runner=sandbox(), data_converter=pydantic_data_converter)
    result = await replayer.replay_workflow(history)
    assert result.replay_failure is None


def test_every_life_of_the_corpus_is_recorded() -> None:
    assert {path.stem for path in RECORDED} == set(LIVES)

"""Typed search attributes: how operations find a job in the Temporal UI. Plain text there, so never personal data."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from temporalio.common import SearchAttributeKey, SearchAttributePair, TypedSearchAttributes

from workflows.planner import next_step
from workflows.state import JobState
from workflows.steps import Step

COMPANY = SearchAttributeKey.for_keyword("Company")
JOB_NUMBER = SearchAttributeKey.for_int("JobNumber")
JOB_PHASE = SearchAttributeKey.for_keyword("JobPhase")
NEXT_DUE = SearchAttributeKey.for_datetime("NextDue")
OWNED_BY = SearchAttributeKey.for_keyword("OwnedBy")

ALL = (COMPANY, JOB_NUMBER, JOB_PHASE, NEXT_DUE, OWNED_BY)

NOTHING_DUE = datetime(9999, 1, 1, tzinfo=UTC)


def at_start(company_code: str, number: int) -> TypedSearchAttributes:
    return TypedSearchAttributes([SearchAttributePair(COMPANY, company_code), SearchAttributePair(JOB_NUMBER, number)])


def of(state: JobState, steps: Sequence[Step]) -> tuple[str, datetime, str]:
    """Phase, when somebody's next step is due, and whose it is."""
    step = next_step(list(steps))
    owner = step.owner.partition(":")[0] if step else "nobody"
    return state.phase, step.due if step else NOTHING_DUE, owner

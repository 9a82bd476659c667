"""Nudges, and planning anew when the rules have changed."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import TextClause, text

from services.kit import db, factlog, summaries
from services.kit.problems import Problem
from services.kit.work import open_work
from workflows.names import FACT_CHANNEL
from workflows.state import FOLD_VERSION

logger = logging.getLogger(__name__)

BATCH: Final = 200

_NUDGE = text(
    "INSERT INTO log.outbox (company_id, job_id, seq) SELECT :company_id, j, 0 FROM unnest(CAST(:jobs AS text[])) AS j"
    " WHERE NOT EXISTS (SELECT 1 FROM log.outbox o WHERE o.job_id = j AND o.seq = 0)"
)
_OPEN = text("SELECT company_id, job_id FROM log.open_jobs(:after, :batch)")
_WITHOUT_SUMMARY = text("SELECT company_id, job_id FROM log.jobs_without_summary(:after, :batch, :version)")
_KNOWN = text("SELECT fingerprint FROM log.rules WHERE id = 1")
_REMEMBER = text(
    "INSERT INTO log.rules (id, fingerprint, planned_at) VALUES (1, :fingerprint, :now)"
    " ON CONFLICT (id) DO UPDATE SET fingerprint = :fingerprint, planned_at = :now"
)


async def nudge(jobs: Sequence[tuple[str, str]]) -> None:
    """Leaves a nudge for the relay for each `(company_id, job_id)`; one that waits already is not doubled."""
    companies: dict[str, list[str]] = defaultdict(list)
    for company_id, job_id in jobs:
        companies[company_id].append(job_id)
    for company_id, job_ids in companies.items():
        async with db.committing(company_id) as session:
            await session.execute(_NUDGE, {"company_id": company_id, "jobs": job_ids})
        await db.notify(FACT_CHANNEL, company_id)


def open_jobs() -> AsyncIterator[list[tuple[str, str]]]:
    """Every job with something ahead, of all companies, as `(company_id, job_id)` in batches."""
    return _batches(_OPEN)


async def _batches(query: TextClause, **more: int) -> AsyncIterator[list[tuple[str, str]]]:
    after = ""
    while True:
        async with db.session() as session:
            rows = (await session.execute(query, {"after": after, "batch": BATCH, **more})).all()
        if not rows:
            return
        yield [(row.company_id, row.job_id) for row in rows]
        after = rows[-1].job_id


async def plan_anew_if_rules_changed() -> int:
    """After a change of rules, every open job is folded and planned anew, and its workflow is told to look again.

    Run by each worker as it starts. Two at once do the work twice, which changes nothing. Gives how many jobs were planned.
    """
    mine = summaries.fingerprint()
    async with db.session() as session:
        if await session.scalar(_KNOWN) == mine:
            return 0
    planned = 0
    async for batch in open_jobs():
        for company_id, job_id in batch:
            await _plan_anew(company_id, job_id)
        await nudge(batch)
        planned += len(batch)
    async with db.session() as session:
        await session.execute(_REMEMBER, {"fingerprint": mine, "now": datetime.now(UTC)})
        await session.commit()
    logger.info("the rules changed: %d jobs planned anew", planned)
    return planned


async def write_missing_summaries() -> int:
    """Jobs of a build that kept no summaries, or folded otherwise, get theirs, closed ones too. No fact is added, nobody is nudged.

    Gives how many there were.
    """
    written = 0
    async for batch in _batches(_WITHOUT_SUMMARY, version=FOLD_VERSION):
        for company_id, job_id in batch:
            written += await _plan_anew(company_id, job_id)
    return written


async def _plan_anew(company_id: str, job_id: str) -> bool:
    try:
        async with open_work(company_id, "", "system") as work:
            await factlog.lock(work, job_id)
            await factlog.replan(work, job_id)
    except (ValueError, Problem) as error:
        # A fact that this build cannot read is no reason for no worker to start.
        logger.error("job %s cannot be planned anew: %s", job_id, type(error).__name__)
        return False
    return True

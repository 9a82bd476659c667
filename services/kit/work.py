"""The unit of work: what every command gets as its first argument."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import db
from workflows.names import FACT_CHANNEL

EDIT_CHANNEL: Final = "dossier_edits"
"""Says `<company> <job>` when something of a job changed that is no fact: its labels, its custom fields, its source."""

if TYPE_CHECKING:
    from services.kit.factlog import LockedJob, Recorded


@dataclass
class Work:
    """One transaction of one company, by one actor, at one time.

    `actor` is `user:usr_…`, `contact:cnt_…`, `site:…` or `system`. `now` is the command's clock, aware UTC. `own_job` is set
    by an activity that works for that job's workflow: facts of it are returned to the workflow instead of being relayed.
    """

    session: AsyncSession
    company_id: str
    company_code: str
    actor: str
    now: datetime
    language: str = "fr"
    own_job: str | None = None
    traceparent: str | None = None
    address: str | None = None
    """Where the request came from, for proofs of acceptance."""
    permissions: frozenset[str] | None = None
    """What the caller may do, where it is a person who signed in: some answers leave out what they may not see."""
    facts: list[Recorded] = field(default_factory=list)
    edited: set[str] = field(default_factory=set)
    """Jobs that changed without a fact: open pages of them are told."""
    jobs: dict[str, LockedJob] = field(default_factory=dict)


@dataclass
class PortalWork(Work):
    """A unit of work of a client who came by a capability link."""

    contact_id: str = ""


async def announce(work: Work) -> None:
    """After the commit: wake the relay and the live streams. Losing this costs a second, not a fact."""
    if work.facts:
        with suppress(SQLAlchemyError):
            await db.notify(FACT_CHANNEL, work.company_id)
    for job_id in sorted(work.edited):
        with suppress(SQLAlchemyError):
            await db.notify(EDIT_CHANNEL, f"{work.company_id} {job_id}")


@asynccontextmanager
async def open_work(
    company_id: str,
    company_code: str,
    actor: str,
    *,
    now: datetime | None = None,
    language: str = "fr",
    own_job: str | None = None,
) -> AsyncIterator[Work]:
    """A unit of work outside a request of a signed-in caller: activities, public endpoints, seeding. Commits at the end."""
    async with db.committing(company_id) as session:
        work = Work(
            session=session,
            company_id=company_id,
            company_code=company_code,
            actor=actor,
            now=now or datetime.now(UTC),
            language=language,
            own_job=own_job,
        )
        yield work
    await announce(work)

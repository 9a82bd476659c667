"""Approved weeks: nobody changes their hours by hand; hours that come in late open them again, and the audit says so."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.accounts.queries import company
from services.jobs.hours.tables import TimeEntry, Timesheet
from services.kit.days import local_day
from services.kit.log import Audit
from services.kit.problems import Conflict
from services.kit.texts import local_date
from services.kit.work import Work


async def approved(
    session: AsyncSession, zone: str, resource_ids: set[str], begin: datetime, end: datetime
) -> list[Timesheet]:
    """The approved weeks of some resources that have a day with any part of `begin` to `end`."""
    first = local_day(begin, zone)
    last = local_day(max(end - timedelta(seconds=1), begin), zone)
    query = select(Timesheet).where(
        Timesheet.resource_id.in_(resource_ids),
        Timesheet.status == "approved",
        Timesheet.starts_on.between(first - timedelta(days=6), last),
    )
    return list((await session.scalars(query.execution_options(populate_existing=True))).all())


async def refuse(work: Work, resource_id: str, begin: datetime, end: datetime) -> None:
    """Raises 409 `week-approved` if the stretch lies in an approved week. The caller has locked the resource."""
    zone = (await company(work.session, work.company_id)).time_zone
    for sheet in await approved(work.session, zone, {resource_id}, begin, end):
        raise Conflict("week-approved", first=local_date(work.language, sheet.starts_on))


async def reopen_for(work: Work, entry: TimeEntry) -> None:
    """Work that was done is recorded whatever was approved meanwhile: its weeks go back to be approved anew."""
    zone = (await company(work.session, work.company_id)).time_zone
    for sheet in await approved(
        work.session, zone, {entry.resource_id}, entry.started_at, entry.ended_at or entry.started_at
    ):
        sheet.status, sheet.seconds, sheet.updated_at = "submitted", None, work.now
        audit(work, "timesheet.reopened_by_late_hours", sheet.id)
    await work.session.flush()


def audit(work: Work, action: str, target: str) -> None:
    work.session.add(Audit(company_id=work.company_id, actor=work.actor, action=action, target=target))

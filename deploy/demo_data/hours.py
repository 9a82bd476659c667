"""The hours of the demo company beside its clocks: a drive written down by hand, and the weeks handed in and approved."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from services.accounts.queries import company
from services.jobs.hours import commands, sheets, timesheets, weeks
from services.jobs.hours.schemas import EntryIn
from services.kit.auth import PERMISSIONS, Caller
from services.kit.days import local_day
from services.kit.work import Work


def _caller(work: Work, user_id: str) -> Caller:
    work.actor = f"user:{user_id}"
    return Caller(work.company_id, work.company_code, user_id, frozenset(PERMISSIONS), frozenset(), work.language)


async def drive(work: Work, user_id: str, job_id: str, resource_id: str, ended_at: datetime) -> None:
    """The way to the client, which no clock took."""
    begin = ended_at.astimezone(UTC) - timedelta(minutes=25)
    data = EntryIn(
        job_id=job_id, resource_id=resource_id, started_at=begin, ended_at=ended_at, kind="travel", note="Trajet aller"
    )
    await commands.add(work, _caller(work, user_id), data)


async def hand_in(work: Work, user_id: str, resource_ids: list[str], now: datetime) -> None:
    """Every week that is over and was worked is approved, the last one only handed in: there is something to do."""
    profile = await company(work.session, work.company_id)
    today = local_day(now, profile.time_zone)
    over = weeks.weeks_between(today - timedelta(days=70), today, profile.week_starts)[:-1]
    work.now, caller = now, _caller(work, user_id)
    for resource_id in resource_ids:
        worked = [each for each in await sheets.period(work, caller, over, resource_id) if each.seconds]
        for sheet in worked:
            await timesheets.submit(work, caller, sheet.id)
            if sheet is not worked[-1]:
                await timesheets.approve(work, caller, sheet.id, sheet.seconds)

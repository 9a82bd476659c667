"""The verbs of weeks: handed in, approved, sent back, opened again. Each is audited; an approved week's hours are locked.

Approving and correcting take the same lock, the resource, so one of them comes first: the approver gives the sum that they
saw, and a week whose hours changed meanwhile is refused rather than approved unseen.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from services.accounts.queries import company
from services.jobs.hours import locks, people, sheets
from services.jobs.hours.schemas import Timesheet
from services.jobs.hours.tables import Timesheet as Row
from services.jobs.hours.weeks import Week
from services.kit.auth import Caller
from services.kit.problems import Conflict, Forbidden, Problem
from services.kit.work import Work

_NOT_APPROVED: Final = ("open", "submitted", "sent_back")


async def submit(work: Work, caller: Caller, timesheet_id: str) -> None:
    """The week is complete, says who worked it, or the office for them. Raises 403, 404, 409."""
    row, _ = await _locked(work, caller, timesheet_id, ("open", "sent_back"))
    row.status, row.reason = "submitted", ""
    row.submitted_by, row.submitted_at = work.actor, work.now
    row.decided_by = row.decided_at = None
    await _changed(work, row, "timesheet.submitted")


async def approve(work: Work, caller: Caller, timesheet_id: str, seen: int | None) -> None:
    """From now on the week's hours stand. Also for a week that was never handed in: not everybody has a login.

    Raises:
        Problem: 403, 404, 409 `timesheet-not-over`, `timesheet-clock-running`, `timesheet-changed`, `timesheet-status`.
    """
    _office(caller)
    row, sheet = await _locked(work, caller, timesheet_id, _NOT_APPROVED)
    if not sheet.over:
        raise Conflict("timesheet-not-over")
    if sheet.running:
        raise Conflict("timesheet-clock-running", who=sheet.resource.name)
    if seen is not None and seen != sheet.seconds:
        raise Problem(409, "timesheet-changed", current=sheet.model_dump(mode="json"))
    row.status, row.reason, row.seconds = "approved", "", sheet.seconds
    row.decided_by, row.decided_at = work.actor, work.now
    await _changed(work, row, "timesheet.approved")


async def send_back(work: Work, caller: Caller, timesheet_id: str, reason: str) -> None:
    """Something is missing or wrong, and what. Raises 403, 404, 409."""
    _office(caller)
    row, _ = await _locked(work, caller, timesheet_id, ("submitted",))
    row.status, row.reason = "sent_back", reason
    row.decided_by, row.decided_at = work.actor, work.now
    await _changed(work, row, "timesheet.sent_back")


async def reopen(work: Work, caller: Caller, timesheet_id: str, reason: str) -> None:
    """Takes an approval back, so that hours can be corrected. Raises 403, 404, 409."""
    _office(caller)
    row, _ = await _locked(work, caller, timesheet_id, ("approved",))
    row.status, row.reason, row.seconds = "open", reason, None
    row.decided_by, row.decided_at = work.actor, work.now
    await _changed(work, row, "timesheet.reopened")


def _office(caller: Caller) -> None:
    if not people.everybody(caller):
        raise Forbidden("reports")


async def _locked(work: Work, caller: Caller, timesheet_id: str, statuses: Collection[str]) -> tuple[Row, Timesheet]:
    """The row (made if the week had none) and the week as it is under the resource's lock."""
    resource_id, week = sheets.addressed(timesheet_id)
    await people.locked(work, caller, resource_id)
    sheet = await sheets.one(work, caller, timesheet_id)
    if sheet.status not in statuses:
        raise Conflict("timesheet-status")
    row = await work.session.get(Row, timesheet_id, populate_existing=True)
    return row or _new(work, timesheet_id, resource_id, week), sheet


def _new(work: Work, timesheet_id: str, resource_id: str, week: Week) -> Row:
    row = Row(
        id=timesheet_id,
        company_id=work.company_id,
        resource_id=resource_id,
        starts_on=week.first,
        status="open",
        seconds=None,
        reason="",
        submitted_by=None,
        submitted_at=None,
        decided_by=None,
        decided_at=None,
        updated_at=work.now,
    )
    work.session.add(row)
    return row


async def _changed(work: Work, row: Row, action: str) -> None:
    row.updated_at = work.now
    locks.audit(work, action, row.id)
    await work.session.flush()


async def current_week(work: Work, name: str | None) -> Week:
    """The week called that, or the one that it is now in the company. Raises a 422 problem."""
    return sheets.week(name, await company(work.session, work.company_id), work.now)

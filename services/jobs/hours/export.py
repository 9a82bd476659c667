"""Weeks as CSV for payroll: one line for each piece of a day, one for each week, one for the whole.

UTF-8 with a byte order mark. In French fields are parted by semicolons and decimals by commas, as spreadsheets here expect. A
text that a spreadsheet would take for a formula gets an apostrophe in front.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from services.jobs.hours.schemas import SheetDay, SheetPiece, Timesheet
from services.kit.spreadsheets import guarded
from services.kit.texts import t
from workflows.money import Money, total

_COLUMNS = (
    "line", "week", "resource", "day", "begin", "end", "job", "title", "kind", "source",
    "duration", "hours", "minutes", "seconds", "cost", "note", "status",
)  # fmt: skip


def text_of(sheets: Sequence[Timesheet], language: str, zone: str) -> str:
    """The file. `minutes` and `seconds` of the pieces add up to the lines of the weeks, and these to the last line."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";" if language == "fr" else ",", lineterminator="\r\n")
    writer.writerow([t(language, f"timesheet-csv-{name}") for name in _COLUMNS])
    for sheet in sheets:
        for day in sheet.days:
            for piece in day.pieces:
                if not piece.running:
                    _write(writer, language, _piece(sheet, day, piece, language, zone))
        _write(writer, language, _week(sheet, language))
    _write(writer, language, _whole(sheets, language))
    return "\ufeff" + out.getvalue()


def _write(writer: Any, language: str, row: dict[str, Any]) -> None:
    writer.writerow([_cell(row.get(name, ""), language) for name in _COLUMNS])


def _cell(value: Any, language: str) -> str:
    """Numbers as they are, texts so that no spreadsheet runs them."""
    if isinstance(value, Money):
        amount = f"{value.amount // 100}.{value.amount % 100:02d}"
        return amount.replace(".", ",") if language == "fr" else amount
    if isinstance(value, int):
        return str(value)
    return guarded(str(value))


def _sum(seconds: int, minutes: int, language: str) -> dict[str, Any]:
    """`hours` are the minutes as decimal hours: 2.25 is two hours and a quarter."""
    hours = f"{minutes / 60:.4f}"
    return {
        "duration": f"{minutes // 60}:{minutes % 60:02d}",
        "hours": hours.replace(".", ",") if language == "fr" else hours,
        "minutes": minutes,
        "seconds": seconds,
    }


def _piece(sheet: Timesheet, day: SheetDay, piece: SheetPiece, language: str, zone: str) -> dict[str, Any]:
    begin, end = (each.astimezone(ZoneInfo(zone)) for each in (piece.started_at, piece.ended_at))
    return _sum(piece.seconds, piece.minutes, language) | {
        "line": t(language, "timesheet-line-entry"),
        "week": sheet.week,
        "resource": sheet.resource.name,
        "day": day.day.isoformat(),
        "begin": f"{begin:%H:%M:%S}",
        "end": "24:00:00" if end.date() > day.day else f"{end:%H:%M:%S}",
        "job": piece.job.number,
        "title": piece.job.title,
        "kind": t(language, f"time-kind-{piece.kind}"),
        "source": t(language, f"time-source-{piece.source}"),
        "cost": piece.labour_cost or "",
        "note": piece.note,
        "status": t(language, f"timesheet-status-{sheet.status.replace('_', '-')}"),
    }


def _week(sheet: Timesheet, language: str) -> dict[str, Any]:
    return _sum(sheet.seconds, sheet.minutes, language) | {
        "line": t(language, "timesheet-line-week"),
        "week": sheet.week,
        "resource": sheet.resource.name,
        "cost": sheet.labour_cost or "",
        "status": t(language, f"timesheet-status-{sheet.status.replace('_', '-')}"),
    }


def _whole(sheets: Sequence[Timesheet], language: str) -> dict[str, Any]:
    seconds, minutes = sum(each.seconds for each in sheets), sum(each.minutes for each in sheets)
    costs = [each.labour_cost for each in sheets if each.labour_cost]
    cost = total(costs, costs[0].currency) if costs else ""
    return _sum(seconds, minutes, language) | {"line": t(language, "timesheet-line-total"), "cost": cost}

"""A report on paper: the strings and widths that `report.typ` places. One template for all of them, since all have one shape.

A cell reads as it does on the screen, a sum is the report's own: paper, screen and CSV cannot say different things. Nothing in it is of
the clock: the same books, as of the same day, give the same bytes.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, time
from typing import Any, Final

from services.accounts.queries import logo_now
from services.billing.documents import build
from services.billing.documents.frame import frame
from services.billing.documents.render import typeset
from services.billing.documents.speaker import Speaker
from services.billing.reports.picture import drawn
from services.billing.reports.registry import Name
from services.billing.reports.table import Asked, Cell, Column, Kind, Report
from services.kit.texts import money, number

MOST_ROWS: Final = 2000
"""Lines on paper, some sixty pages; the CSV has all of them."""
UPRIGHT, LYING = 178.0, 241.0
"""Millimetres between the margins of a letter page, upright and lying."""
LETTER, ASIDE = 1.62, 3.8
"""Millimetres of one letter of the table, and of what is left free beside a column."""
WIDEST_TEXT = 30
"""Letters after which a text takes a second line."""


async def pdf_of(asked: Asked, name: Name, found: Report) -> bytes:
    data = paper(asked, name, found)
    logo = await logo_now(asked.company)
    return await asyncio.to_thread(typeset, "report", data, asked.language, day_stamp(asked.until), logo)


def day_stamp(day: date) -> datetime:
    """The instant that a paper about the evening of a day carries."""
    return datetime.combine(day, time(), UTC)


def paper(asked: Asked, name: Name, found: Report) -> dict[str, Any]:
    seller, title = build.seller(asked.company), asked.t(f"report-{name}")
    first, last = asked.since, asked.until.isoformat()
    span = (
        asked.t("report-paper-span", first=first.isoformat(), last=last)
        if first
        else asked.t("report-paper-on", day=last)
    )
    shown = [_texts(row.cells, found.columns, asked) for row in found.rows[:MOST_ROWS]]
    total = _texts(found.total, found.columns, asked)
    widths, lying, size = layout(found.columns, [*shown, total])
    more = len(found.rows) - len(shown)
    return frame(
        seller,
        asked.language,
        title=title,
        number=span,
        named=asked.t("report-paper-named", title=title, span=span, seller=seller.trade_name),
    ) | {
        "about": asked.t(f"report-{name}.about"),
        "lying": lying,
        "size": size,
        "widths": widths,
        "aligns": ["left" if each.kind in ("text", "date") else "right" for each in found.columns],
        "columns": [each.label for each in found.columns],
        "rows": shown,
        "total": total,
        "nothing": asked.t("report-paper-nothing"),
        "chart": drawn(found.chart, asked.language, asked.company.currency),
        "notes": [*found.notes, *([asked.t("report-paper-more", count=more)] if more else [])],
    }


def _texts(cells: dict[str, Cell], columns: list[Column], asked: Asked) -> list[str]:
    return [_text(cells.get(each.key), each.kind, asked) for each in columns]


def _text(cell: Cell, kind: Kind, asked: Asked) -> str:
    if cell is None:
        return ""
    match kind:
        case "money" if isinstance(cell, int):
            return money(asked.language, cell, asked.company.currency)
        case "percent":
            return Speaker(asked.language).percent(str(cell))
        case "count" | "days" | "decimal":
            return number(asked.language, str(cell))
    return str(cell)


def layout(columns: list[Column], rows: list[list[str]]) -> tuple[list[float], bool, float]:
    """Width of each column in millimetres, whether the page lies, and the size of the letters in points.

    A figure never takes a second line, a head breaks between its words, and texts share what is left. What does not fit a lying page is
    set smaller.
    """
    longest = [max((len(row[place]) for row in rows), default=0) for place in range(len(columns))]
    wanted = []
    for each, letters in zip(columns, longest, strict=True):
        head = max(len(word) for word in each.label.split())
        wanted.append(LETTER * max(head, min(letters, WIDEST_TEXT) if each.kind == "text" else letters) + ASIDE)
    lying = sum(wanted) > UPRIGHT
    room = LYING if lying else UPRIGHT
    if sum(wanted) > room:
        shrink = room / sum(wanted)
        return [round(each * shrink, 2) for each in wanted], lying, round(max(8.5 * shrink, 5.5), 2)
    texts = [place for place, each in enumerate(columns) if each.kind == "text"]
    spare = (room - sum(wanted)) / (len(texts) or len(columns))
    given = [width + (spare if place in texts or not texts else 0) for place, width in enumerate(wanted)]
    return [round(each, 2) for each in given], lying, 8.5

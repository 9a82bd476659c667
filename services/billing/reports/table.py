"""What every report is: a table with a sum, a small picture of it, and the days it is about.

Screen, CSV and PDF are drawn from this one shape, so they cannot say different things. Cells are plain: money and counts are
integers (cents, pieces), days are dates, decimals are strings with a point.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

from sqlalchemy.ext.asyncio import AsyncSession

from services.accounts.queries import CompanyProfile
from services.kit.texts import t

Kind = Literal["text", "date", "money", "count", "days", "decimal", "percent"]
Step = Literal["day", "week", "month", "quarter", "year"]
LinkKind = Literal["contact", "job", "invoice", "credit_note", "payment", "quote", "item"]
Cell = str | int | date | None


@dataclass(frozen=True)
class Asked:
    """Which company's books, and which days of them. `since` is None where a report tells how things stand on one day."""

    session: AsyncSession
    company: CompanyProfile
    language: str
    until: date
    since: date | None = None
    step: Step = "month"
    detail: bool = False
    said: dict[str, str] = field(default_factory=dict, compare=False, repr=False)
    """Words that stand in every row are looked up once."""

    @property
    def params(self) -> dict[str, object]:
        """What the statements of `books` are given."""
        return {"company": self.company.id, "since": self.since or date.min, "until": self.until, "step": self.step}

    def t(self, message: str, **args: object) -> str:
        if args:
            return t(self.language, message, **args)
        found = self.said.get(message)
        if found is None:
            found = self.said[message] = t(self.language, message)
        return found

    def file_name(self, message: str) -> str:
        """`ventes-2026-01-01-2026-11-25`: plain letters that every disk can hold."""
        return "-".join([self.t(message), *(day.isoformat() for day in (self.since, self.until) if day)])


class Column(NamedTuple):
    key: str
    kind: Kind
    label: str


class Link(NamedTuple):
    """What a row is about."""

    kind: LinkKind
    id: str


@dataclass
class Row:
    cells: dict[str, Cell]
    link: Link | None = None


class Series(NamedTuple):
    label: str
    values: tuple[int, ...]


@dataclass(frozen=True)
class Chart:
    """Columns over time (`columns`) or bars beside names (`bars`); several series stand on each other. Values in cents."""

    kind: Literal["columns", "bars"]
    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]


@dataclass
class Report:
    columns: list[Column]
    rows: list[Row]
    total: dict[str, Cell]
    chart: Chart | None = None
    notes: list[str] = field(default_factory=list)


def column(asked: Asked, key: str, kind: Kind = "text") -> Column:
    return Column(key, kind, asked.t(f"report-column-{key.replace('_', '-')}"))


def summed(rows: list[Row], columns: list[Column], label: str) -> dict[str, Cell]:
    """The last line: every money and count column added up; the first column says what it is."""
    total: dict[str, Cell] = {columns[0].key: label}
    for each in columns[1:]:
        if each.kind in ("money", "count"):
            total[each.key] = sum(cell for row in rows if isinstance(cell := row.cells.get(each.key), int))
    return total


def ratio(part: int, whole: int) -> str | None:
    """`part` of `whole` in percent with one place, half up; None of nothing."""
    if whole == 0:
        return None
    tenths = (abs(part) * 2000 + abs(whole)) // (abs(whole) * 2)
    sign = "-" if (part < 0) != (whole < 0) and tenths else ""
    return f"{sign}{tenths // 10}.{tenths % 10}"

"""Reports as the API shows them."""

from __future__ import annotations

from datetime import date

from services.billing.reports.registry import Name
from services.billing.reports.table import Cell, Chart, Kind, LinkKind, Report, Step
from services.billing.schemas import Output
from workflows.money import Money

CellOut = Money | str | int | date | None


class ColumnOut(Output):
    """`kind` tells what the cells are: money as `{amount, currency}`, dates, whole numbers (count, days), decimal strings."""

    key: str
    kind: Kind
    label: str


class LinkOut(Output):
    kind: LinkKind
    id: str


class RowOut(Output):
    """`cells` by the keys of the columns; `link` is what the row is about."""

    cells: dict[str, CellOut]
    link: LinkOut | None


class SeriesOut(Output):
    label: str
    values: tuple[Money, ...]


class ChartOut(Output):
    """The same figures as a picture: `columns` over time, or `bars` beside names. Series stand on each other."""

    kind: str
    title: str
    labels: tuple[str, ...]
    series: tuple[SeriesOut, ...]


class ReportOut(Output):
    """`from` is null where the report tells how things stand on `to`. `rows` may be cut (`more` says by how many); `total` never is."""

    name: Name
    title: str
    about: str
    from_on: date | None
    to_on: date
    step: Step
    detail: bool
    currency: str
    columns: tuple[ColumnOut, ...]
    rows: tuple[RowOut, ...]
    more: int
    total: dict[str, CellOut]
    chart: ChartOut | None
    notes: tuple[str, ...]


class ReportEntry(Output):
    """A report that there is. `on_a_day`: it takes `as_of`, the others `from` and `to`."""

    name: Name
    title: str
    about: str
    on_a_day: bool
    has_detail: bool


class ReportList(Output):
    data: tuple[ReportEntry, ...]


def columns_out(report: Report) -> tuple[ColumnOut, ...]:
    return tuple(ColumnOut(key=each.key, kind=each.kind, label=each.label) for each in report.columns)


def cells_out(report: Report, cells: dict[str, Cell], currency: str) -> dict[str, CellOut]:
    money = {each.key for each in report.columns if each.kind == "money"}
    return {
        key: Money(amount=cell, currency=currency) if key in money and isinstance(cell, int) else cell
        for key, cell in cells.items()
    }


def rows_out(report: Report, limit: int, currency: str) -> tuple[RowOut, ...]:
    return tuple(
        RowOut(
            cells=cells_out(report, row.cells, currency),
            link=LinkOut(kind=row.link.kind, id=row.link.id) if row.link else None,
        )
        for row in report.rows[:limit]
    )


def chart_out(chart: Chart | None, currency: str) -> ChartOut | None:
    if chart is None:
        return None
    return ChartOut(
        kind=chart.kind,
        title=chart.title,
        labels=chart.labels,
        series=tuple(
            SeriesOut(label=each.label, values=tuple(Money(amount=value, currency=currency) for value in each.values))
            for each in chart.series
        ),
    )

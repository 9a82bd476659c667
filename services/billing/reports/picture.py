"""A report's chart as parts of a whole, for a paper to place: no pixels, no page. Pure."""

from __future__ import annotations

from typing import Any

from services.billing.reports.table import Chart
from services.kit.scales import scale, short
from services.kit.texts import money

MOST_LABELS = 13


def drawn(chart: Chart | None, language: str, currency: str) -> dict[str, Any] | None:
    """What `charts.typ` places; None where there is nothing to see."""
    if chart is None or not chart.labels or not any(value for each in chart.series for value in each.values):
        return None
    said = {"kind": chart.kind, "title": chart.title, "legend": [], "rules": [], "columns": [], "bars": []}
    if chart.kind == "bars":
        return said | {"bars": _bars(chart, language, currency)}
    legend = [each.label for each in chart.series] if len(chart.series) > 1 else []
    values = [each.values for each in chart.series]
    ups = [sum(value for value in column if value > 0) for column in zip(*values, strict=True)]
    downs = [sum(value for value in column if value < 0) for column in zip(*values, strict=True)]
    low, high, step = scale(min(downs), max(ups))
    every = -(-len(chart.labels) // MOST_LABELS)
    return said | {
        "legend": legend,
        "rules": [
            {"at": (value - low) / (high - low), "text": short(language, value, currency), "base": value == 0}
            for value in range(low, high + step, step)
        ],
        "columns": [
            {"label": label if index % every == 0 else "", "pieces": pieces}
            for index, (label, pieces) in enumerate(zip(chart.labels, _pieces(values, low, high), strict=True))
        ],
    }


def _pieces(values: list[tuple[int, ...]], low: int, high: int) -> list[list[tuple[float, float]]]:
    """For each column bottom and height of each series' piece. What is negative hangs below 0; nothing has no height."""
    whole = high - low
    columns = []
    for column in zip(*values, strict=True):
        up = down = 0
        pieces = []
        for value in column:
            start = up if value > 0 else down
            pieces.append(((min(start, start + value) - low) / whole, abs(value) / whole))
            up, down = (up + value, down) if value > 0 else (up, down + value)
        columns.append(pieces)
    return columns


def _bars(chart: Chart, language: str, currency: str) -> list[dict[str, Any]]:
    """Beside each name where its bar begins and how long it is."""
    values = chart.series[0].values
    low = min(*values, 0)
    whole = max(*values, 0) - low or 1
    return [
        {
            "label": label,
            "text": money(language, value, currency),
            "from": (min(value, 0) - low) / whole,
            "length": abs(value) / whole,
            "below": value < 0,
        }
        for label, value in zip(chart.labels, values, strict=True)
    ]

"""Small pictures of figures as SVG, drawn on the server: no script, and the table beside them says the same in words.

Places along the page are in percent and heights in pixels, so that texts keep their size on a phone. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from services.kit.scales import scale, short
from services.kit.texts import money

TOP = 18
HEIGHT = 168
"""Pixels of the plot, between the highest line and the lowest."""
LABELS = 26
ROW = 46
"""Pixels of one bar with its name."""
MOST_LABELS = 12


@dataclass(frozen=True, slots=True)
class Rule:
    y: float
    text: str
    base: bool


@dataclass(frozen=True, slots=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    tone: int
    text: str


@dataclass(frozen=True, slots=True)
class Label:
    x: float
    y: float
    text: str
    value: str = ""
    wide: bool = False
    """Left out on a phone."""


@dataclass(frozen=True, slots=True)
class Picture:
    """`x` and `width` in percent of the page, `y` and `height` in pixels."""

    kind: str
    title: str
    height: float
    rules: tuple[Rule, ...]
    bars: tuple[Bar, ...]
    labels: tuple[Label, ...]
    legend: tuple[tuple[int, str], ...]


def picture(chart: dict[str, Any] | None, language: str) -> Picture | None:
    """The picture of a report's chart; None where there is nothing to see."""
    if chart is None or not chart["labels"] or not any(v["amount"] for s in chart["series"] for v in s["values"]):
        return None
    return _columns(chart, language) if chart["kind"] == "columns" else _rows(chart, language)


def _columns(chart: dict[str, Any], language: str) -> Picture:
    currency = chart["series"][0]["values"][0]["currency"]
    values = [[v["amount"] for v in each["values"]] for each in chart["series"]]
    ups = [sum(v for v in column if v > 0) for column in zip(*values, strict=True)]
    downs = [sum(v for v in column if v < 0) for column in zip(*values, strict=True)]
    low, high, step = scale(min(downs), max(ups))

    def place(value: int) -> float:
        return round(TOP + (high - value) / (high - low) * HEIGHT, 2)

    rules = [
        Rule(place(value), short(language, value, currency), value == 0) for value in range(low, high + step, step)
    ]
    count = len(chart["labels"])
    slot = 100 / count
    width = min(slot * 0.62, 9.0)
    bars = []
    for index, label in enumerate(chart["labels"]):
        up = down = 0
        for tone, each in enumerate(values):
            value = each[index]
            if value == 0:
                continue
            start = up if value > 0 else down
            top, bottom = place(max(start, start + value)), place(min(start, start + value))
            text = f"{label} · {chart['series'][tone]['label']} : {money(language, value, currency)}"
            bars.append(
                Bar(
                    round(slot * (index + 0.5) - width / 2, 3),
                    top,
                    round(width, 3),
                    max(bottom - top, 1),
                    tone % 4,
                    text,
                )
            )
            up, down = (up + value, down) if value > 0 else (up, down + value)
    every = -(-count // MOST_LABELS)
    labels = [
        Label(round(slot * (index + 0.5), 3), TOP + HEIGHT + 18, label, wide=count > 6 and index // every % 2 == 1)
        for index, label in enumerate(chart["labels"])
        if index % every == 0
    ]
    return Picture(
        "columns",
        chart["title"],
        TOP + HEIGHT + LABELS,
        tuple(rules),
        tuple(bars),
        tuple(labels),
        _legend(chart),
    )


def _rows(chart: dict[str, Any], language: str) -> Picture:
    values = [each["amount"] for each in chart["series"][0]["values"]]
    currency = chart["series"][0]["values"][0]["currency"]
    most = max(max(values), 0) - min(min(values), 0) or 1
    zero = -min(min(values), 0) / most * 100
    bars, labels = [], []
    for index, (label, value) in enumerate(zip(chart["labels"], values, strict=True)):
        y = index * ROW
        length = abs(value) / most * 100
        text = money(language, value, currency)
        bars.append(
            Bar(
                round(zero - (length if value < 0 else 0), 3),
                y + 24,
                round(max(length, 0.4), 3),
                12,
                3 if value < 0 else 0,
                f"{label} : {text}",
            )
        )
        labels.append(Label(0, y + 16, label, text))
    return Picture("bars", chart["title"], len(values) * ROW, (), tuple(bars), tuple(labels), ())


def _legend(chart: dict[str, Any]) -> tuple[tuple[int, str], ...]:
    if len(chart["series"]) < 2:
        return ()
    return tuple((tone % 4, each["label"]) for tone, each in enumerate(chart["series"]))

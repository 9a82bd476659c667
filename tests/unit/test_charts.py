"""The pictures of reports: whatever the figures, bars stay on the plot, stand on nothing, and say their amount."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import charts
from services.kit.scales import scale, short

AMOUNTS = st.integers(-10_000_000_00, 10_000_000_00)


def chart(kind: str, *series: list[int]) -> dict[str, Any]:
    return {
        "kind": kind,
        "title": "Ventes",
        "labels": [f"m{n}" for n in range(len(series[0]))],
        "series": [
            {"label": f"s{n}", "values": [{"amount": v, "currency": "CAD"} for v in values]}
            for n, values in enumerate(series)
        ],
    }


@given(low=AMOUNTS, high=AMOUNTS)
def test_an_axis_holds_what_it_shows_in_round_steps(low: int, high: int) -> None:
    low, high = sorted((low, high))
    bottom, top, step = scale(low, high)
    assert bottom <= min(low, 0)
    assert max(high, 0) <= top
    assert bottom % step == top % step == 0
    assert 2 <= (top - bottom) // step + 1 <= 8
    assert str(step).strip("0") in ("1", "2", "5")


@given(values=st.lists(st.tuples(AMOUNTS, AMOUNTS), min_size=1, max_size=40))
def test_columns_stay_on_the_plot(values: list[tuple[int, int]]) -> None:
    picture = charts.picture(chart("columns", [a for a, _ in values], [b for _, b in values]), "fr")
    if picture is None:
        assert not any(a or b for a, b in values)
        return
    assert len(picture.bars) == sum(1 for pair in values for value in pair if value)
    for bar in picture.bars:
        assert 0 <= bar.x <= bar.x + bar.width <= 100
        assert charts.TOP - 0.01 <= bar.y <= bar.y + bar.height <= charts.TOP + charts.HEIGHT + 1.01
    assert sum(rule.base for rule in picture.rules) == 1
    assert len(picture.labels) <= charts.MOST_LABELS


@given(values=st.lists(AMOUNTS, min_size=1, max_size=8))
def test_bars_stay_beside_their_names(values: list[int]) -> None:
    picture = charts.picture(chart("bars", values), "en")
    if picture is None:
        assert not any(values)
        return
    for bar in picture.bars:
        assert -0.01 <= bar.x <= bar.x + bar.width <= 100.5
    assert [label.text for label in picture.labels] == [f"m{n}" for n in range(len(values))]


@pytest.mark.parametrize(("language", "text"), [("fr", "12\u00a0000\u00a0$"), ("en", "$12,000")])
def test_axes_leave_cents_out(language: str, text: str) -> None:
    assert short(language, 12_000_00, "CAD") == text
    assert "50" in short(language, 50, "CAD")

"""Payment schedules: whatever the shares, the parts add up to the total, to the cent."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.billing.quotes.schedule import DoesNotAddUp, adds_up, check, parts


@dataclass(frozen=True)
class Share:
    percent: Decimal | None = None
    cents: int | None = None


def percents(*values: str) -> list[Share]:
    return [Share(Decimal(value)) for value in values]


REST = Share()


def test_thirds_of_what_cannot_be_divided() -> None:
    assert parts(100_00, percents("33.33", "33.33", "33.34")) == [33_33, 33_33, 33_34]
    assert parts(100_01, percents("50", "50")) == [50_01, 50_00], "half up, and the last takes what is left"
    assert parts(1, percents("30", "30", "40")) == [0, 0, 1]


def test_amounts_and_the_rest() -> None:
    assert parts(1_000_00, [Share(cents=300_00), Share(Decimal("20")), REST]) == [300_00, 200_00, 500_00]
    assert parts(1_000_00, []) == [1_000_00]
    assert parts(0, percents("50", "50")) == [0, 0]


def test_a_last_amount_must_be_what_is_left() -> None:
    assert adds_up(500_00, [Share(cents=300_00), Share(cents=200_00)])
    assert not adds_up(500_00, [Share(cents=300_00), Share(cents=100_00)])
    assert adds_up(500_00, [Share(cents=300_00), REST])


@pytest.mark.parametrize(
    ("shares", "code", "index"),
    [
        (percents("50", "40"), "percents-not-100", None),
        (percents("60", "60"), "percents-not-100", None),
        ([Share(Decimal("101")), REST], "percents-not-100", None),
        ([REST, Share(Decimal("50"))], "share-missing", 0),
        ([Share(Decimal("50"), 1_00), REST], "share-twice", 0),
    ],
)
def test_what_adds_up_for_no_total(shares: list[Share], code: str, index: int | None) -> None:
    with pytest.raises(DoesNotAddUp) as refused:
        check(shares)
    assert (refused.value.code, refused.value.index) == (code, index)


def test_more_than_there_is() -> None:
    with pytest.raises(DoesNotAddUp, match="schedule-over-total"):
        parts(100_00, [Share(cents=100_01), REST])


def test_a_schedule_that_was_not_chosen_shows_what_there_is() -> None:
    assert parts(100_00, [Share(cents=100_01), REST], strict=False) == [100_00, 0]
    assert parts(100_00, [Share(cents=60_00), Share(cents=60_00), REST], strict=False) == [60_00, 40_00, 0]


@st.composite
def schedules(draw: st.DrawFn) -> list[Share]:
    """Percentages with two decimals that come to 100, in up to 36 parts."""
    cuts = sorted(draw(st.lists(st.integers(1, 9_999), max_size=35, unique=True)))
    edges = [0, *cuts, 10_000]
    return [Share(Decimal(b - a) / 100) for a, b in pairwise(edges)]


@given(st.integers(0, 10_000_000_00), schedules())
def test_parts_always_add_up(total: int, shares: list[Share]) -> None:
    check(shares)
    made = parts(total, shares)
    assert sum(made) == total
    assert all(part >= 0 for part in made)
    if total > 1_800_00:  # there even a share of 0.01 % is more than all the half cents together
        for part, share in zip(made[:-1], shares[:-1], strict=True):
            assert abs(part - total * (share.percent or Decimal(0)) / 100) <= Decimal("0.5")

"""Which money pays what: nothing is lost, nothing is spent twice, on no day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.billing.payments.allocate import (
    Cash,
    Move,
    distribute,
    least,
    round_cash,
    settle_cash,
    soonest,
    take_back,
)

cents = st.integers(0, 10_000_000_00)
wants = st.lists(cents, max_size=12)
TODAY = date(2026, 11, 25)
moves = st.lists(
    st.builds(Move, st.integers(0, 60).map(lambda n: TODAY - timedelta(days=n)), st.integers(-500, 500)), max_size=20
)


@given(cents, wants)
def test_distribution_is_greedy_and_exact(amount: int, asked: list[int]) -> None:
    shares = distribute(amount, asked)
    assert sum(shares) == min(amount, sum(asked))
    assert all(0 <= share <= want for share, want in zip(shares, asked, strict=True))
    # Nobody gets a cent while one before still wants: the oldest due is settled before the next begins.
    for index, share in enumerate(shares):
        assert share == 0 or shares[:index] == asked[:index]


def test_distribution_oldest_first() -> None:
    assert distribute(150_00, [114_98, 57_49, 10_00]) == [114_98, 35_02, 0]
    assert distribute(0, [1]) == [0]
    assert distribute(5, []) == []


@given(wants, st.data())
def test_taking_back_begins_with_the_newest(lying: list[int], data: st.DataObject) -> None:
    amount = data.draw(st.integers(0, sum(lying)))
    parts = take_back(amount, lying)
    assert sum(parts) == amount
    assert all(0 <= part <= each for part, each in zip(parts, lying, strict=True))
    for index, part in enumerate(parts):
        assert part == 0 or parts[index + 1 :] == lying[index + 1 :]
    with pytest.raises(ValueError, match="more"):
        take_back(sum(lying) + 1, lying)


@pytest.mark.parametrize(
    ("exact", "coins"),
    [(0, 0), (1, 0), (2, 0), (3, 5), (4, 5), (5, 5), (114_98, 115_00), (114_92, 114_90), (-3, -5), (-2, 0)],
)
def test_cash_goes_to_the_nearest_five_cents(exact: int, coins: int) -> None:
    assert round_cash(exact) == coins


@given(cents, wants)
def test_cash_settles_only_what_coins_can(received: int, dues: list[int]) -> None:
    cash = settle_cash(received, dues)
    assert cash.credited + cash.rounding == received
    assert abs(cash.rounding) <= 2
    if cash.rounding:
        assert any(sum(dues[:n]) == cash.credited for n in range(1, len(dues) + 1))
        assert received % 5 == 0


def test_cash_settles_the_first_few() -> None:
    assert settle_cash(115_00, [114_98]) == Cash(114_98, 2)
    assert settle_cash(229_95, [114_98, 114_98]) == Cash(229_96, -1)
    assert settle_cash(120_00, [114_98]) == Cash(120_00, 0)
    assert settle_cash(114_98, [114_98]) == Cash(114_98, 0)
    assert settle_cash(115_00, []) == Cash(115_00, 0)


def by_hand(found: list[Move], since: date) -> int:
    """The same day by day."""
    days = [since + timedelta(days=n) for n in range(62)]
    return min(sum(move.amount for move in found if move.day <= day) for day in days)


@given(moves, st.integers(0, 60))
def test_least_is_the_smallest_balance_of_any_day_since(found: list[Move], ago: int) -> None:
    since = TODAY - timedelta(days=ago)
    assert least(found, since) == by_hand(found, since)


@given(moves, st.integers(0, 60), st.integers(1, 800))
def test_soonest_is_the_first_day_that_bears_it(found: list[Move], ago: int, amount: int) -> None:
    since = TODAY - timedelta(days=ago)
    day = soonest(found, amount, since)
    candidates = [since + timedelta(days=n) for n in range(61)]
    bearing = [each for each in candidates if by_hand(found, each) >= amount]
    assert day == (min(bearing) if bearing else None)

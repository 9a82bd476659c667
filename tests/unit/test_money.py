"""Money: exact, of one currency, half up."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.money import CurrencyMismatch, Money, round_half_up, total

amounts = st.integers(-(10**9), 10**9).map(lambda cents: Money(amount=cents))


@given(st.lists(amounts))
def test_a_sum_is_exact(parts: list[Money]) -> None:
    assert total(parts).amount == sum(part.amount for part in parts)


@given(amounts, amounts)
def test_adding_and_taking_away_cancel_out(a: Money, b: Money) -> None:
    assert a + b - b == a


@pytest.mark.parametrize(("cents", "whole"), [("0.5", 1), ("-0.5", -1), ("1.4999", 1), ("2.5", 3), ("-2.5", -3)])
def test_a_half_goes_away_from_zero(cents: str, whole: int) -> None:
    assert round_half_up(Decimal(cents)) == whole


def test_two_currencies_never_mix() -> None:
    with pytest.raises(CurrencyMismatch):
        Money(amount=1) + Money(amount=1, currency="USD")


@pytest.mark.parametrize("wrong", [1.5, "1", True, 10**15])
def test_an_amount_is_whole_cents_within_bounds(wrong: object) -> None:
    with pytest.raises(ValueError, match="amount"):
        Money.model_validate({"amount": wrong, "currency": "CAD"})

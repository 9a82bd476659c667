"""How an amount is said: as Babel says it, to the last space."""

from __future__ import annotations

from decimal import Decimal

import pytest
from babel.numbers import format_currency
from hypothesis import example, given
from hypothesis import strategies as st

from services.kit.texts import _around, money


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("currency", ["CAD", "USD", "EUR", "JPY"])
@given(cents=st.integers(-(10**14), 10**14))
@example(cents=0)
@example(cents=-1)
@example(cents=99_999)
@example(cents=100_000)
def test_amounts_are_said_as_babel_says_them(language: str, currency: str, cents: int) -> None:
    assert money(language, cents, currency) == format_currency(Decimal(cents) / 100, currency, locale=f"{language}_CA")


def test_babel_is_asked_once_for_dollars() -> None:
    """Else the comparison above would be of Babel with itself."""
    assert _around("fr", "CAD", False) == ("", "\u00a0", ",", "\u00a0$")
    assert _around("en", "CAD", True) == ("-$", ",", ".", "")
    assert _around("fr", "JPY", False) is None


def test_amounts_in_quebec() -> None:
    assert money("fr", 123_456) == "1\u00a0234,56\u00a0$"
    assert money("en", -5) == "-$0.05"

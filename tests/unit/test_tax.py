"""The tax rule of Quebec, against the golden vectors of the design pages and against its own algebra."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.billing.taxes.tax import PricedLine, Tax, line_amount, tax_on, totals

GST = Tax("gst", "TPS", Decimal("5"), "123456789 RT0001")
QST = Tax("qst", "TVQ", Decimal("9.975"), "1234567890 TQ0001")
QUEBEC = (GST, QST)

quantities = st.decimals(min_value=-10_000, max_value=10_000, places=6, allow_nan=False, allow_infinity=False)
prices = st.integers(min_value=-1_000_000, max_value=1_000_000)
lines = st.lists(st.builds(PricedLine, quantities, prices, st.booleans(), st.booleans()), max_size=40)
rates = st.decimals(min_value=0, max_value=30, places=3, allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("base", "gst", "qst", "total"),
    [
        (100_00, 5_00, 9_98, 114_98),  # the official example
        (140_00, 7_00, 13_97, 160_97),  # a binary float gives 13.96
        (1140_00, 57_00, 113_72, 1310_72),
        (199_99, 10_00, 19_95, 229_94),
        (333_33, 16_67, 33_25, 383_25),
        (1234_56, 61_73, 123_15, 1419_44),
        (10_000_00, 500_00, 997_50, 11_497_50),
        (10, 1, 1, 12),  # one combined rate gives 11, half-even too
        (-100_00, -5_00, -9_98, -114_98),  # a credit mirrors the sale
        (0, 0, 0, 0),
    ],
)
def test_golden_vectors(base: int, gst: int, qst: int, total: int) -> None:
    result = totals([PricedLine(Decimal(1), base)], QUEBEC)
    assert [each.amount for each in result.taxes] == [gst, qst]
    assert (result.subtotal, result.total) == (base, total)


@pytest.mark.parametrize(
    ("quantity", "unit_price", "repeat", "expected"),
    [
        (Decimal(3), 33_33, 1, (99_99, 5_00, 9_97, 114_96)),
        (Decimal(1), 33_33, 3, (99_99, 5_00, 9_97, 114_96)),  # rounding per line gives 5.01 and 9.96
        (Decimal(1), 14_00, 10, (140_00, 7_00, 13_97, 160_97)),  # rounding per line gives 14.00
        (Decimal(1), 3_33, 3, (9_99, 50, 1_00, 11_49)),  # rounding per line gives 0.99
    ],
)
def test_tax_is_taken_once_on_the_document(
    quantity: Decimal, unit_price: int, repeat: int, expected: tuple[int, ...]
) -> None:
    result = totals([PricedLine(quantity, unit_price)] * repeat, QUEBEC)
    assert (result.subtotal, *(each.amount for each in result.taxes), result.total) == expected


@pytest.mark.parametrize("dollars", [140, 340, 740, 1060, 1500, 1620, 1740, 1860])
def test_bases_that_binary_floats_get_wrong(dollars: int) -> None:
    exact = Fraction(dollars * 100) * Fraction(9975, 100_000)
    assert tax_on(dollars * 100, QST.rate) == int(exact + Fraction(1, 2))


def test_exempt_and_unchosen_lines_stay_out_of_the_base() -> None:
    result = totals(
        [
            PricedLine(Decimal(1), 100_00),
            PricedLine(Decimal(1), 50_00, taxable=False),
            PricedLine(Decimal(1), 999_00, counted=False),
        ],
        QUEBEC,
    )
    assert result.subtotal == 150_00
    assert [each.base for each in result.taxes] == [100_00, 100_00]
    assert result.total == 150_00 + 5_00 + 9_98


def test_company_that_is_not_registered_charges_no_tax() -> None:
    assert totals([PricedLine(Decimal(1), 100_00)], ()) == totals([PricedLine(Decimal(1), 100_00, False)], ())


def test_fractions_of_a_cent_round_half_up_on_the_line() -> None:
    assert line_amount(Decimal("1.5"), 33) == 50  # 49.5
    assert line_amount(Decimal("-1.5"), 33) == -50
    assert line_amount(Decimal("0.000001"), 1) == 0
    assert line_amount(Decimal("999999.999999"), 999_999_999) == 999_999_998_999_000  # no precision is lost on the way


@given(lines)
def test_subtotal_and_taxes_are_the_total(document: list[PricedLine]) -> None:
    result = totals(document, QUEBEC)
    assert result.total == result.subtotal + sum(each.amount for each in result.taxes)
    assert result.subtotal == sum(line.amount for line in document if line.counted)


@given(st.integers(min_value=-10_000_000_00, max_value=10_000_000_00), rates)
def test_tax_is_the_nearest_cent_and_odd(base: int, rate: Decimal) -> None:
    tax = tax_on(base, rate)
    exact = Fraction(base) * Fraction(rate) / 100
    assert abs(Fraction(tax) - exact) <= Fraction(1, 2)
    assert tax_on(-base, rate) == -tax
    if abs(Fraction(tax) - exact) == Fraction(1, 2):
        assert abs(tax) >= abs(exact)  # a half goes away from zero


@given(lines, st.randoms(use_true_random=False))
def test_order_of_lines_changes_nothing(document: list[PricedLine], random: object) -> None:
    shuffled = list(document)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert totals(shuffled, QUEBEC) == totals(document, QUEBEC)


@given(lines)
def test_a_credit_of_everything_comes_to_nothing(document: list[PricedLine]) -> None:
    mirror = [PricedLine(-line.quantity, line.unit_price, line.taxable, line.counted) for line in document]
    assert totals(mirror, QUEBEC).total == -totals(document, QUEBEC).total

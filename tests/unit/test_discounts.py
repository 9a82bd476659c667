"""Discounts and several tax groups on one document: the sums balance to the cent, whatever is on it.

`DOSSIER_DOCUMENTS=1000000` tries as many random documents (three minutes); without it the run is short.
"""

from __future__ import annotations

import os
import random
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.billing.taxes.tax import (
    DEFAULT,
    Discount,
    PricedLine,
    Tax,
    line_amount,
    spread,
    tax_on,
    totals,
)

GST = Tax("gst", "TPS", Decimal("5"), "123456789 RT0001")
QST = Tax("qst", "TVQ", Decimal("9.975"), "1234567890 TQ0001")
HST = Tax("hst", "TVH", Decimal("13"), "123456789 RT0001")
GROUPS = {DEFAULT: (GST, QST), "quebec": (GST, QST), "ontario": (HST,), "alberta": (GST,), "zero": ()}

many = settings(max_examples=300, deadline=None)
percents = st.decimals(min_value=Decimal("0.01"), max_value=100, places=2, allow_nan=False, allow_infinity=False)
discounts = st.one_of(
    st.none(),
    st.builds(Discount, percents),
    st.builds(Discount, st.none(), st.integers(min_value=1, max_value=1_000_000)),
)
quantities = st.decimals(min_value=-10_000, max_value=10_000, places=6, allow_nan=False, allow_infinity=False)
prices = st.integers(min_value=-1_000_000, max_value=1_000_000)
lines = st.builds(
    PricedLine, quantities, prices, st.booleans(), st.booleans(), discounts, st.sampled_from([*GROUPS, "unknown"])
)
documents = st.lists(lines, max_size=30)


def test_line_discounts_round_half_up_and_never_exceed_the_line() -> None:
    assert line_amount(Decimal(1), 99_99, Discount(Decimal(10))) == 89_99  # 9.999 → 10.00
    assert line_amount(Decimal(3), 33_33, Discount(None, 10_00)) == 89_99
    assert line_amount(Decimal(1), 5_00, Discount(None, 10_00)) == 0
    assert line_amount(Decimal(-3), 33_33, Discount(None, 10_00)) == -89_99
    assert line_amount(Decimal(1), 5_00, Discount(Decimal(100))) == 0


def test_a_document_discount_lowers_each_tax_by_its_share() -> None:
    result = totals(
        [
            PricedLine(Decimal(1), 100_00),
            PricedLine(Decimal(1), 100_00, group="ontario"),
            PricedLine(Decimal(1), 100_00, taxable=False),
        ],
        GROUPS,
        Discount(None, 100),
    )
    # 100 cents over three bases of equal weight: 34 + 33 + 33, and never 99 or 102
    bases = {each.tax.code: each.base for each in result.taxes}
    assert sorted([bases["gst"], bases["hst"], result.subtotal - bases["gst"] - bases["hst"]]) == [99_66, 99_67, 99_67]
    assert bases["gst"] == bases["qst"]
    assert result.discount == 100
    assert result.subtotal == 299_00


@pytest.mark.parametrize(
    ("discount", "further", "cents"),
    [
        # 140.00 − 14.00 = 126.00; − 6.30 = 119.70; GST 5.985 → 5.99, QST 11.940075 → 11.94
        (Discount(Decimal(10)), Discount(Decimal(5)), (14_00, 6_30, 119_70, 5_99, 11_94, 137_63)),
        (None, Discount(Decimal("2.5")), (0, 3_50, 136_50, 6_83, 13_62, 156_95)),
        (Discount(Decimal(10)), Discount(None, 25_00), (14_00, 25_00, 101_00, 5_05, 10_07, 116_12)),
        (Discount(None, 139_99), Discount(None, 50_00), (139_99, 1, 0, 0, 0, 0)),
        (Discount(Decimal("33.33")), Discount(Decimal("0.01")), (46_66, 1, 93_33, 4_67, 9_31, 107_31)),
    ],
)
def test_a_further_discount_is_of_what_the_first_leaves(
    discount: Discount | None, further: Discount, cents: tuple[int, ...]
) -> None:
    result = totals([PricedLine(Decimal(10), 14_00)], (GST, QST), discount, further)
    taxes = [each.amount for each in result.taxes]
    assert (result.discount, result.further, result.subtotal, *taxes, result.total) == cents


def test_the_same_tax_of_two_groups_is_one_tax() -> None:
    result = totals([PricedLine(Decimal(1), 10), PricedLine(Decimal(1), 10, group="alberta")], GROUPS)
    gst = [each for each in result.taxes if each.tax.code == "gst"]
    assert [(each.base, each.amount) for each in gst] == [(20, 1)]  # 0.5 + 0.5 would round to 2


def test_zero_rated_lines_and_unknown_groups_are_charged_nothing() -> None:
    for group in ("zero", "unknown"):
        result = totals([PricedLine(Decimal(1), 100_00, group=group)], GROUPS)
        assert (result.subtotal, result.total) == (100_00, 100_00)


@pytest.mark.parametrize(
    ("amount", "weights", "shares"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (7, [10, 20, 30], [1, 2, 4]),  # 1.17, 2.33 and 3.5: the largest remainder takes the cent
        (-7, [10, 20, 30], [-1, -2, -4]),
        (7, [-10, -20, -30], [1, 2, 4]),
        (5, [100, -50], [10, -5]),
        (0, [1, 2], [0, 0]),
        (0, [], []),
    ],
)
def test_the_largest_remainder_takes_the_cent(amount: int, weights: list[int], shares: list[int]) -> None:
    assert spread(amount, weights) == shares


def test_a_tie_between_groups_falls_the_same_whatever_comes_first() -> None:
    two = [PricedLine(Decimal(1), 100_00), PricedLine(Decimal(1), 100_00, group="ontario")]
    assert totals(two, GROUPS, Discount(None, 1)) == totals(two[::-1], GROUPS, Discount(None, 1))


@given(st.integers(min_value=-(10**9), max_value=10**9), st.lists(st.integers(min_value=-(10**9), max_value=10**9)))
def test_shares_add_up_and_are_within_a_cent_of_exact(amount: int, weights: list[int]) -> None:
    shares = spread(amount, weights)
    whole = sum(weights)
    assert sum(shares) == (amount if whole else 0)
    if whole:
        for share, weight in zip(shares, weights, strict=True):
            assert abs(share - Fraction(amount * weight, whole)) < 1
    assert spread(-amount, weights) == [-share for share in shares]
    assert spread(-amount, [-weight for weight in weights]) == [-share for share in shares]


@many
@given(documents, discounts, discounts)
def test_two_discounts_are_one_of_as_many_cents(
    document: list[PricedLine], discount: Discount | None, further: Discount | None
) -> None:
    """So an invoice, which has one discount, comes to what the quote came to with two."""
    result = totals(document, GROUPS, discount, further)
    assert result.subtotal + result.discount + result.further == sum(each.amount for each in document if each.counted)
    assert result.total == result.subtotal + sum(each.amount for each in result.taxes)
    taken = result.discount + result.further
    if result.subtotal + taken >= 0:  # an amount is never below zero, nor are the lines of a document
        alone = totals(document, GROUPS, Discount(None, taken))
        assert (alone.subtotal, alone.taxes, alone.total) == (result.subtotal, result.taxes, result.total)
    if discount is None:
        assert totals(document, GROUPS, further).total == result.total


@many
@given(documents, discounts)
def test_every_document_balances_to_the_cent(document: list[PricedLine], discount: Discount | None) -> None:
    result = totals(document, GROUPS, discount)
    counted = [line for line in document if line.counted]
    assert result.subtotal + result.discount == sum(line.amount for line in counted)
    assert result.total == result.subtotal + sum(each.amount for each in result.taxes)
    assert all(each.amount == tax_on(each.base, each.tax.rate) for each in result.taxes)
    base = {each.tax.code: each.base for each in result.taxes}
    untaxed = [line for line in counted if not line.taxable or line.group in ("zero", "unknown")]
    nothing = totals(untaxed, {}, None).subtotal
    if result.discount == 0:  # GST or HST is on everything that is taxed at all
        assert base["gst"] + base["hst"] + nothing == result.subtotal
    whole = result.subtotal + result.discount
    assert abs(result.discount) <= abs(whole)
    if not discount:
        assert result.discount == 0


@many
@given(documents, discounts)
def test_the_discount_is_spread_over_all_bases_without_losing_a_cent(
    document: list[PricedLine], discount: Discount | None
) -> None:
    """With everything taxed by one of two taxes, the two bases are the subtotal."""
    taxed = [replace(line, taxable=True, group="ontario" if line.group == "ontario" else DEFAULT) for line in document]
    result = totals(taxed, GROUPS, discount)
    base = {each.tax.code: each.base for each in result.taxes}
    assert base["gst"] + base["hst"] == result.subtotal


@many
@given(documents, discounts)
def test_a_credit_mirrors_the_invoice_tax_by_tax(document: list[PricedLine], discount: Discount | None) -> None:
    credit = totals([replace(line, quantity=-line.quantity) for line in document], GROUPS, discount)
    sale = totals(document, GROUPS, discount)
    assert (credit.subtotal, credit.discount, credit.total) == (-sale.subtotal, -sale.discount, -sale.total)
    assert [(each.base, each.amount) for each in credit.taxes] == [(-each.base, -each.amount) for each in sale.taxes]


@given(documents, discounts, st.randoms(use_true_random=False))
def test_the_order_of_lines_changes_nothing(
    document: list[PricedLine], discount: Discount | None, random: object
) -> None:
    shuffled = list(document)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert totals(shuffled, GROUPS, discount) == totals(document, GROUPS, discount)


@pytest.mark.timeout(1800)
def test_a_million_random_documents() -> None:
    """The same sums as above, without looking for the smallest counter-example: a thousand times as fast."""
    dice = random.Random(20261125)

    def some_discount() -> Discount | None:
        kind = dice.randrange(3)
        if kind == 0:
            return None
        share, most = Decimal(dice.randint(1, 10_000)) / 100, 10 ** dice.randint(1, 6)
        return Discount(share) if kind == 1 else Discount(None, dice.randint(1, most))

    def some_line() -> PricedLine:
        quantity = Decimal(dice.randint(-(10**10), 10**10)) / 10**6
        price = dice.randint(-(10**6), 10**6)
        taxable, counted = dice.random() < 0.8, dice.random() < 0.8
        return PricedLine(quantity, price, taxable, counted, some_discount(), dice.choice([*GROUPS, "unknown"]))

    for _ in range(int(os.environ.get("DOSSIER_DOCUMENTS", "2000"))):
        document = [some_line() for _ in range(dice.randint(0, 6))]
        discount = some_discount()
        sale = totals(document, GROUPS, discount)
        whole = sum(line.amount for line in document if line.counted)
        assert sale.subtotal + sale.discount == whole
        assert abs(sale.discount) <= abs(whole)
        assert sale.total == sale.subtotal + sum(each.amount for each in sale.taxes)
        assert all(each.amount == tax_on(each.base, each.tax.rate) for each in sale.taxes)
        credit = totals([replace(line, quantity=-line.quantity) for line in document], GROUPS, discount)
        assert [(each.base, each.amount) for each in credit.taxes] == [
            (-each.base, -each.amount) for each in sale.taxes
        ]
        assert credit.total == -sale.total
        taxed = [
            replace(line, taxable=True, group="ontario" if line.group == "ontario" else DEFAULT) for line in document
        ]
        bases = {each.tax.code: each.base for each in totals(taxed, GROUPS, discount).taxes}
        assert bases["gst"] + bases["hst"] == sale.subtotal

"""Parts of a document add up to it to the cent, in subtotal and in each tax, however it is cut."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.billing.shares import Amounts, Part, nothing, of_bases, of_total
from services.billing.taxes.tax import tax_on

QUEBEC = (Decimal("5"), Decimal("9.975"))
RATES = st.sampled_from([QUEBEC, (Decimal("13"),), (Decimal("5"), Decimal("7")), ()])


def whole_of(subtotal: int, base: int, rates: tuple[Decimal, ...]) -> Amounts:
    return Amounts(subtotal, tuple(Part(base, tax_on(base, rate)) for rate in rates))


@st.composite
def documents(draw: st.DrawFn) -> tuple[Amounts, tuple[Decimal, ...]]:
    subtotal = draw(st.integers(1, 1_000_000_00))
    base = draw(st.one_of(st.just(subtotal), st.just(0), st.integers(0, subtotal)))
    rates = draw(RATES)
    return whole_of(subtotal, base, rates), rates


@given(documents(), st.lists(st.integers(1, 10_000), min_size=1, max_size=12))
def test_parts_of_totals_add_up(document: tuple[Amounts, tuple[Decimal, ...]], weights: list[int]) -> None:
    whole, rates = document
    taken, parts = nothing(len(rates)), []
    for n, weight in enumerate(weights):
        left = whole.total - taken.total
        target = left if n == len(weights) - 1 else left * weight // 20_000
        if target <= 0:
            continue
        part = of_total(whole, taken, rates, target)
        assert part.total == target
        assert part.subtotal >= 0
        assert all(each.base >= 0 and each.amount >= 0 for each in part.taxes)
        taken += part
        parts.append(part)
        rest = whole - taken
        assert rest.subtotal >= 0
        assert all(each.amount >= 0 and each.base >= 0 for each in rest.taxes)
    assert taken == whole


@given(st.integers(1, 1_000_000_00), st.data())
def test_a_part_of_a_taxable_document_is_taxed_as_its_own_sum(subtotal: int, data: st.DataObject) -> None:
    """The tax of a part is the tax on its base, or a cent beside it where no base gives that total."""
    whole = whole_of(subtotal, subtotal, QUEBEC)
    part = of_total(whole, nothing(2), QUEBEC, data.draw(st.integers(1, whole.total)))
    for each, rate in zip(part.taxes, QUEBEC, strict=True):
        assert abs(each.amount - tax_on(part.subtotal, rate)) <= 1
        assert abs(each.base - part.subtotal) <= 1


@given(documents(), st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), min_size=1, max_size=10))
def test_parts_of_bases_add_up(document: tuple[Amounts, tuple[Decimal, ...]], cuts: list[tuple[int, int]]) -> None:
    whole, rates = document
    taken = nothing(len(rates))
    exempt = whole.subtotal - (whole.taxes[0].base if whole.taxes else 0)
    for taxed_share, exempt_share in cuts:
        left = whole - taken
        base = (left.taxes[0].base if left.taxes else 0) * taxed_share // 100
        free = min(exempt * exempt_share // 100, left.subtotal - (left.taxes[0].base if left.taxes else 0))
        part = of_bases(whole, taken, rates, base + free, [base] * len(rates))
        assert all(each.amount >= 0 for each in part.taxes)
        taken += part
    rest = whole - taken
    last = of_bases(whole, taken, rates, rest.subtotal, [each.base for each in rest.taxes])
    assert taken + last == whole


def test_thirds_of_the_golden_vector() -> None:
    whole = whole_of(140_00, 140_00, QUEBEC)
    taken, totals = nothing(2), []
    for target in (53_66, 53_66, 53_65):
        part = of_total(whole, taken, QUEBEC, target)
        taken += part
        totals.append((part.subtotal, *(each.amount for each in part.taxes)))
    assert taken == whole
    assert totals == [(46_67, 2_33, 4_66), (46_67, 2_34, 4_65), (46_66, 2_33, 4_66)]


@pytest.mark.parametrize("target", [0, -1, 160_98])
def test_a_part_is_within_what_is_left(target: int) -> None:
    whole = whole_of(140_00, 140_00, QUEBEC)
    with pytest.raises(ValueError, match="left"):
        of_total(whole, nothing(2), QUEBEC, target)
    with pytest.raises(ValueError, match="left"):
        of_bases(whole, nothing(2), QUEBEC, 140_01, [140_01, 140_01])

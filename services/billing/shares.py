"""Parts of a document's amounts: a progress invoice of a quote, a credit of an invoice. Pure, integer cents.

Whatever the parts are, they add up to the whole to the cent, the subtotal and each tax for itself: what a part gets is always
the share of everything so far, less what the earlier parts already got, and the last one takes what is left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from services.billing.taxes.tax import tax_on
from workflows.money import round_half_up


@dataclass(frozen=True, slots=True)
class Part:
    """One tax: cents of base and of tax."""

    base: int
    amount: int


@dataclass(frozen=True, slots=True)
class Amounts:
    """A document in cents. `taxes` stand in the whole's order, one for each of its taxes."""

    subtotal: int
    taxes: tuple[Part, ...] = ()

    @property
    def total(self) -> int:
        return self.subtotal + sum(each.amount for each in self.taxes)

    def __add__(self, other: Amounts) -> Amounts:
        taxes = zip(self.taxes, other.taxes, strict=True)
        return Amounts(
            self.subtotal + other.subtotal, tuple(Part(a.base + b.base, a.amount + b.amount) for a, b in taxes)
        )

    def __sub__(self, other: Amounts) -> Amounts:
        taxes = zip(self.taxes, other.taxes, strict=True)
        return Amounts(
            self.subtotal - other.subtotal, tuple(Part(a.base - b.base, a.amount - b.amount) for a, b in taxes)
        )


def nothing(taxes: int) -> Amounts:
    return Amounts(0, (Part(0, 0),) * taxes)


def of_total(whole: Amounts, taken: Amounts, rates: Sequence[Decimal], target: int) -> Amounts:
    """The part that comes to `target` cents, taxes included, after `taken` of `whole` is gone. `rates` in percent.

    Raises:
        ValueError: nothing, or more than what is left.
    """
    left = whole - taken
    if not 0 < target <= left.total:
        raise ValueError("not within what is left")
    if target == left.total:
        return left
    bases = _bases(whole, rates, taken.total + target)
    amounts = []
    room = target  # no tax takes more than there is of this part
    for each, before, base, rate in zip(whole.taxes, taken.taxes, bases, rates, strict=True):
        amount = min(max(min(tax_on(base, rate), each.amount) - before.amount, 0), room)
        room -= amount
        amounts.append(amount)
    parts = zip(whole.taxes, bases, taken.taxes, amounts, strict=True)
    taxes = (Part(min(max(min(base, all_.base) - before.base, 0), room), tax) for all_, base, before, tax in parts)
    return Amounts(room, tuple(taxes))


def of_bases(whole: Amounts, taken: Amounts, rates: Sequence[Decimal], subtotal: int, bases: Sequence[int]) -> Amounts:
    """The part with this subtotal and these bases: each tax on all bases so far, less the tax that was already taken.

    Raises:
        ValueError: more than what is left, of the subtotal or of a base.
    """
    left = whole - taken
    if subtotal > left.subtotal or any(base > rest.base for base, rest in zip(bases, left.taxes, strict=True)):
        raise ValueError("not within what is left")
    parts = []
    for each, before, base, rate in zip(whole.taxes, taken.taxes, bases, rates, strict=True):
        reached = before.base + base
        tax = each.amount if reached == each.base else min(tax_on(reached, rate), each.amount)
        parts.append(Part(base, max(tax - before.amount, 0)))
    return Amounts(subtotal, tuple(parts))


def _bases(whole: Amounts, rates: Sequence[Decimal], reached: int) -> list[int]:
    """The bases of all parts so far, which together come to `reached`.

    Where every tax is on everything, that subtotal is looked for whose taxes make up the sum exactly. There is none for about
    one sum in ten, since taxes jump by cents; then the subtotal is a cent away from the base.
    """
    share = Decimal(reached) / whole.total
    if whole.taxes and all(each.base == whole.subtotal for each in whole.taxes):
        about = round_half_up(whole.subtotal * share)
        for near in (0, -1, 1, -2, 2):
            candidate = about + near
            if candidate + sum(tax_on(candidate, rate) for rate in rates) == reached:
                return [candidate] * len(rates)
    return [round_half_up(each.base * share) for each in whole.taxes]

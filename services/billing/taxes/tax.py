"""Taxes and totals of a document. Pure: integer cents in and out, Decimal in between, no clock, no database.

The rule (Revenu Québec, and `Tax` rates are always applied this way):

* a line's amount is quantity x unit price, rounded half up to the cent, less the line's own discount, because the line is
  printed and must add up;
* the document's discount is taken from the sum of the lines that count, a further one from what that leaves; both together are
  spread over what is taxed alike in proportion, by largest remainder, so that the bases add up to the subtotal to the cent
  (one discount of as many cents gives the same bases);
* each tax is taken once, on the sum of the amounts it applies to, never line by line and never on another tax
  (the QST has not been computed on the GST since 2013); the same tax at the same rate in two groups is one tax;
* each tax is rounded half up, away from zero, so that a credit is the exact mirror of what it credits.

Quantities have at most 12 digits and prices 10, so a product has 22 and Decimal's 28 hold it exactly until that rounding.
GST and QST are therefore two lines with two roundings: a combined 14.975 % would differ by a cent one time in four.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from workflows.money import round_half_up

_PERCENT = Decimal(100)
DEFAULT = "default"
"""The group of a line that names none: whatever the company charges by default."""


@dataclass(frozen=True, slots=True)
class Tax:
    """One tax of a tax group: `code` is stable (gst, qst, hst…), `rate` is in percent (Decimal("9.975"))."""

    code: str
    name: str
    rate: Decimal
    registration: str | None = None

    @property
    def key(self) -> tuple[str, Decimal, str]:
        """Taxes with the same key are one tax on a document, whatever group they come from."""
        return self.code, self.rate, self.registration or ""


@dataclass(frozen=True, slots=True)
class Discount:
    """Either `percent` (0 to 100) or `amount` in cents (0 or more). Never more than what it is taken from."""

    percent: Decimal | None = None
    amount: int = 0

    def of(self, amount: int) -> int:
        """Cents to take from `amount`, with its sign: the discount of a credit mirrors that of the sale."""
        if self.percent is not None:
            return round_half_up(amount * self.percent / _PERCENT)
        return min(self.amount, amount) if amount >= 0 else -min(self.amount, -amount)


@dataclass(frozen=True, slots=True)
class PricedLine:
    """What a line needs for its total. A line that is not `counted` (an option nobody chose) counts for nothing."""

    quantity: Decimal
    unit_price: int
    taxable: bool = True
    counted: bool = True
    discount: Discount | None = None
    group: str = DEFAULT

    @property
    def amount(self) -> int:
        return line_amount(self.quantity, self.unit_price, self.discount)


@dataclass(frozen=True, slots=True)
class TaxAmount:
    """One printed tax line: `base` and `amount` in cents."""

    tax: Tax
    base: int
    amount: int


@dataclass(frozen=True, slots=True)
class Totals:
    """All in cents. `subtotal` + every tax = `total`, exactly, always; the lines come to `subtotal` + `discount` + `further`."""

    subtotal: int
    taxes: tuple[TaxAmount, ...]
    total: int
    discount: int = 0
    further: int = 0


def line_amount(quantity: Decimal, unit_price: int, discount: Discount | None = None) -> int:
    """Cents of one line after its own discount, each rounded half up."""
    gross = round_half_up(quantity * unit_price)
    return gross if discount is None else gross - discount.of(gross)


def tax_on(base: int, rate: Decimal) -> int:
    """Cents of one tax on a base in cents; `rate` in percent."""
    return round_half_up(base * rate / _PERCENT)


def spread(amount: int, weights: Sequence[int]) -> list[int]:
    """`amount` shared in proportion to `weights`, by largest remainder: the shares add up to `amount` exactly.

    Ties go to the earlier one. Weights of which the sum is zero share nothing but nothing (`amount` must be 0 then).
    """
    whole = sum(weights)
    if not amount or not whole:
        return [0 for _ in weights]
    turned = abs(amount) if whole > 0 else -abs(amount)
    exact = [divmod(turned * weight, abs(whole)) for weight in weights]
    shares = [share for share, _ in exact]
    by_remainder = sorted(range(len(weights)), key=lambda at: -exact[at][1])
    for at in by_remainder[: abs(amount) - sum(shares)]:
        shares[at] += 1
    return shares if amount > 0 else [-share for share in shares]


def totals(
    lines: Iterable[PricedLine],
    taxes: Sequence[Tax] | Mapping[str, Sequence[Tax]],
    discount: Discount | None = None,
    further: Discount | None = None,
) -> Totals:
    """Subtotal, one amount per tax, total. `further` is taken from what `discount` leaves.

    `taxes` are those of each group that a line may name, or simply those of the default group. A group that is not there
    charges nothing (zero-rated, or the company is not registered). Every tax of `taxes` has its amount, be it zero.
    """
    groups = taxes if isinstance(taxes, Mapping) else {DEFAULT: taxes}
    alike: dict[frozenset[tuple[str, Decimal, str]], int] = {}
    for line in lines:
        if line.counted:
            charged = frozenset(tax.key for tax in groups.get(line.group, ())) if line.taxable else frozenset()
            alike[charged] = alike.get(charged, 0) + line.amount
    whole = sum(alike.values())
    taken = discount.of(whole) if discount else 0
    more = further.of(whole - taken) if further else 0
    order = sorted(alike, key=sorted)  # does not depend on the order of the lines
    shares = spread(taken + more, [alike[charged] for charged in order])
    bases = {charged: alike[charged] - share for charged, share in zip(order, shares, strict=True)}
    distinct: dict[tuple[str, Decimal, str], Tax] = {}
    for group in groups.values():
        for tax in group:
            distinct.setdefault(tax.key, tax)
    amounts = []
    for key, tax in distinct.items():
        base = sum(amount for charged, amount in bases.items() if key in charged)
        amounts.append(TaxAmount(tax, base, tax_on(base, tax.rate)))
    subtotal = whole - taken - more
    return Totals(subtotal, tuple(amounts), subtotal + sum(each.amount for each in amounts), taken, more)

"""Taxes and totals of a document. Pure: integer cents in and out, Decimal in between, no clock, no database.

The rule (Revenu Québec, and `Tax` rates are always applied this way):

* a line's amount is quantity x unit price, rounded half up to the cent, because the line is printed and must add up;
* each tax is taken once, on the sum of the amounts it applies to, never line by line and never on another tax
  (the QST has not been computed on the GST since 2013);
* each tax is rounded half up, away from zero, so that a credit is the exact mirror of what it credits.

Quantities have at most 12 digits and prices 10, so a product has 22 and Decimal's 28 hold it exactly until that rounding.
GST and QST are therefore two lines with two roundings: a combined 14.975 % would differ by a cent one time in four.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from workflows.money import round_half_up

_PERCENT = Decimal(100)


@dataclass(frozen=True, slots=True)
class Tax:
    """One tax of a tax group: `code` is stable (gst, qst, hst…), `rate` is in percent (Decimal("9.975"))."""

    code: str
    name: str
    rate: Decimal
    registration: str | None = None


@dataclass(frozen=True, slots=True)
class PricedLine:
    """What a line needs for its total. An `optional` line that nobody chose counts for nothing."""

    quantity: Decimal
    unit_price: int
    taxable: bool = True
    counted: bool = True

    @property
    def amount(self) -> int:
        return line_amount(self.quantity, self.unit_price)


@dataclass(frozen=True, slots=True)
class TaxAmount:
    """One printed tax line: `base` and `amount` in cents."""

    tax: Tax
    base: int
    amount: int


@dataclass(frozen=True, slots=True)
class Totals:
    """All in cents. `subtotal` + every tax = `total`, exactly, always."""

    subtotal: int
    taxes: tuple[TaxAmount, ...]
    total: int


def line_amount(quantity: Decimal, unit_price: int) -> int:
    """Cents of one line, rounded half up."""
    return round_half_up(quantity * unit_price)


def tax_on(base: int, rate: Decimal) -> int:
    """Cents of one tax on a base in cents; `rate` in percent."""
    return round_half_up(base * rate / _PERCENT)


def totals(lines: Iterable[PricedLine], taxes: Sequence[Tax]) -> Totals:
    """Subtotal, one amount per tax, total. With no tax (company not registered) the tax list is empty."""
    counted = [line for line in lines if line.counted]
    subtotal = sum(line.amount for line in counted)
    base = sum(line.amount for line in counted if line.taxable)
    amounts = tuple(TaxAmount(tax, base, tax_on(base, tax.rate)) for tax in taxes)
    return Totals(subtotal, amounts, subtotal + sum(each.amount for each in amounts))

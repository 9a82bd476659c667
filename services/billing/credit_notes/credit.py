"""What a credit note credits. Pure: cents in and out.

Whatever was credited before, all notes of an invoice together never come to more than the invoice, neither the subtotal nor any
tax: a tax is that on all bases credited so far, less what was credited of it already, and the last note takes what is left.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from services.billing import shares
from services.billing.shares import Amounts
from workflows.money import round_half_up

DEFAULT = "default"


class TooMuch(ValueError):
    """More than what is left. `index`: of the asked-for lines, the one that is meant; None: all together."""

    def __init__(self, index: int | None = None) -> None:
        super().__init__("more than what is left")
        self.index = index


class Wanted(NamedTuple):
    """So much of a line of the invoice. `gross` is before the discount on the whole invoice; None: all that is left of it."""

    position: int
    gross: int | None


class Credited(NamedTuple):
    """A line of a note: `gross` of the invoice's line, `net` after the discount on the whole."""

    position: int
    gross: int
    net: int


def of_lines(
    lines: Sequence[Any],
    taxes: Sequence[Mapping[str, Any]],
    whole: Amounts,
    taken: Amounts,
    before: Mapping[int, int],
    wanted: Sequence[Wanted],
) -> tuple[list[Credited], Amounts]:
    """The credit of some lines. `lines` are the invoice's, `before` is what was credited of each, gross, by position.

    Raises:
        TooMuch: of a line, or of the whole invoice, where an amount was credited before.
    """
    by_position = {line.position: line for line in lines}
    given = sum(line.amount for line in lines)
    found: list[Credited] = []
    for index, each in enumerate(wanted):
        line = by_position[each.position]
        left = line.amount - before.get(each.position, 0)
        gross = left if each.gross is None else each.gross
        if not gross or (gross < 0) != (line.amount < 0) or abs(gross) > abs(left):
            raise TooMuch(index)
        net = gross if given == whole.subtotal else round_half_up(Decimal(gross) * whole.subtotal / given)
        found.append(Credited(each.position, gross, net))
    now = {each.position: each.gross for each in found}
    left_over = whole - taken
    if all(before.get(line.position, 0) + now.get(line.position, 0) == line.amount for line in lines):
        return _to_the_cent(found, left_over), left_over
    if given != whole.subtotal and sum(each.net for each in found) > left_over.subtotal:
        found = _to_the_cent(found, left_over)  # rounding of the shares of a discount
    bases = [sum(each.net for each in found if is_taxed(by_position[each.position], tax)) for tax in taxes]
    if given != whole.subtotal:
        bases = [min(base, rest.base) for base, rest in zip(bases, left_over.taxes, strict=True)]
    try:
        part = shares.of_bases(whole, taken, rates(taxes), sum(each.net for each in found), bases)
    except ValueError:
        raise TooMuch from None
    if not 0 < part.total <= left_over.total:
        raise TooMuch
    return found, part


def of_amount(taxes: Sequence[Mapping[str, Any]], whole: Amounts, taken: Amounts, amount: int) -> Amounts:
    """The credit that comes to `amount` cents, taxes included. Raises TooMuch."""
    try:
        return shares.of_total(whole, taken, rates(taxes), amount)
    except ValueError:
        raise TooMuch from None


def is_taxed(line: Any, tax: Mapping[str, Any]) -> bool:
    """Whether a tax of the invoice is charged on a line of it."""
    return bool(line.taxable) and (getattr(line, "tax_group_id", None) or DEFAULT) in tax.get("groups", (DEFAULT,))


def rates(taxes: Sequence[Mapping[str, Any]]) -> list[Decimal]:
    return [Decimal(each["rate"]) for each in taxes]


def _to_the_cent(found: list[Credited], left: Amounts) -> list[Credited]:
    """The last line takes what rounding left over."""
    rest = left.subtotal - sum(each.net for each in found[:-1])
    return [*found[:-1], found[-1]._replace(net=rest)]

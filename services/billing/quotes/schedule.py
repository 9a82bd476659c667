"""How a total is paid in parts. Pure: integer cents in and out, Decimal in between.

A schedule is a row of instalments, each a share in percent or an amount; the last one takes what the others leave, so that
the parts always add up to the total to the cent, whatever the client ticks.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Protocol

from workflows.money import round_half_up

_WHOLE = Decimal(100)


class Share(Protocol):
    """One instalment's size: `percent` of the total, or `cents`; the last one may say neither."""

    @property
    def percent(self) -> Decimal | None: ...
    @property
    def cents(self) -> int | None: ...


class DoesNotAddUp(ValueError):
    """`code` names a text (`problem-field-<code>`), `index` the instalment that is meant; None: all of them together."""

    def __init__(self, code: str, index: int | None = None) -> None:
        super().__init__(code)
        self.code, self.index = code, index


def check(shares: Sequence[Share]) -> None:
    """What is wrong with a schedule whatever the total is.

    Raises:
        DoesNotAddUp: `share-twice` (percent and amount), `share-missing` (neither, and not the last), `percents-not-100`.
    """
    last = len(shares) - 1
    for index, share in enumerate(shares):
        if share.percent is not None and share.cents is not None:
            raise DoesNotAddUp("share-twice", index)
        if share.percent is None and share.cents is None and index != last:
            raise DoesNotAddUp("share-missing", index)
    percents = [share.percent for share in shares if share.percent is not None]
    if sum(percents, Decimal(0)) > _WHOLE or (len(percents) == len(shares) and sum(percents) != _WHOLE):
        raise DoesNotAddUp("percents-not-100")


def parts(total: int, shares: Sequence[Share], *, strict: bool = True) -> list[int]:
    """Cents of each instalment; they add up to `total`. Without instalments there is one part, all of it.

    Not `strict`: an amount that the total does not bear is as much as is left (to show a schedule that was not chosen).

    Raises:
        DoesNotAddUp: `schedule-over-total`, the instalments before the last come to more than the total.
    """
    if not shares:
        return [total]
    made, rest = [], total
    for share in shares[:-1]:
        # Half cents that all go up may come to more than a total of a few cents: the later ones get what is left.
        size = percent_of(total, share.percent) if share.percent is not None else share.cents or 0
        if share.percent is not None or not strict:
            size = min(size, rest)
        made.append(size)
        rest -= size
    if rest < 0:
        raise DoesNotAddUp("schedule-over-total")
    return [*made, rest]


def adds_up(total: int, shares: Sequence[Share]) -> bool:
    """Whether a last instalment that names an amount gets just that of `total`. Raises like `parts`."""
    made, named = parts(total, shares), shares[-1].cents if shares else None
    return named is None or made[-1] == named


def percent_of(total: int, percent: Decimal) -> int:
    """Cents, rounded half up; `percent` as in Decimal("30") for 30 %."""
    return round_half_up(total * percent / _WHOLE)

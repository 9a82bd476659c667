"""Money: integer cents with a currency, Decimal in between, half up at the end."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

LIMIT = 1_000_000_000_000
"""No amount anywhere exceeds ten billion dollars: far above any job, far below what a bigint holds."""


class CurrencyMismatch(ValueError):
    """Two amounts of different currencies were added, subtracted or compared."""


class Money(BaseModel):
    """An amount in cents. Adds and subtracts exactly; never multiplies: that is `share` with its one rounding."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    amount: Annotated[int, Field(strict=True, ge=-LIMIT, le=LIMIT)]
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "CAD"

    def _cents(self, other: Money) -> int:
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency}")
        return other.amount

    def __add__(self, other: Money) -> Money:
        return Money(amount=self.amount + self._cents(other), currency=self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(amount=self.amount - self._cents(other), currency=self.currency)

    def __neg__(self) -> Money:
        return Money(amount=-self.amount, currency=self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.amount < self._cents(other)

    def __le__(self, other: Money) -> bool:
        return self.amount <= self._cents(other)

    def __bool__(self) -> bool:
        return self.amount != 0


def zero(currency: str = "CAD") -> Money:
    return Money(amount=0, currency=currency)


def total(amounts: Iterable[Money], currency: str = "CAD") -> Money:
    """The sum of amounts that all are in `currency`; nothing sums to zero."""
    result = zero(currency)
    for amount in amounts:
        result = result + amount
    return result


def round_half_up(cents: Decimal) -> int:
    """Whole cents: a half cent goes away from zero, as Revenu Québec asks (0.5 → 1, −0.5 → −1)."""
    return int(cents.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def share(amount: Money, factor: Decimal) -> Money:
    """`amount` × `factor`, rounded once."""
    return Money(amount=round_half_up(Decimal(amount.amount) * factor), currency=amount.currency)

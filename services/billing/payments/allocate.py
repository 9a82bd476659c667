"""What money pays, and since when: pure arithmetic in cents and days.

Every balance is looked at as of a date, so money is never put where it would make the books of a past day untrue.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final, NamedTuple

SMALLEST_COIN: Final = 5
"""Cents. Canada has no smaller coin."""


class Move(NamedTuple):
    """What a balance gained (or, negative, lost) on a day."""

    day: date
    amount: int


class Cash(NamedTuple):
    """What is put to the client's account, and how much more (or less) was handed over because coins end at 5 ¢."""

    credited: int
    rounding: int


def distribute(amount: int, wants: Sequence[int]) -> list[int]:
    """Gives each, in this order, what it wants until nothing is left. As many results as wants; none negative."""
    shares = []
    for want in wants:
        shares.append(max(min(want, amount), 0))
        amount -= shares[-1]
    return shares


def take_back(amount: int, lying: Sequence[int]) -> list[int]:
    """Takes `amount` off what lies there, from the last one on. Raises ValueError if there is not so much."""
    if not 0 <= amount <= sum(lying):
        raise ValueError("more is taken back than lies there")
    return distribute(amount, lying[::-1])[::-1]


def round_cash(cents: int) -> int:
    """To the nearest 5 ¢, as the Royal Canadian Mint asks of cash: 1 and 2 go down, 3 and 4 go up. The sign stays."""
    sign = -1 if cents < 0 else 1
    return sign * ((abs(cents) + SMALLEST_COIN // 2) // SMALLEST_COIN * SMALLEST_COIN)


def settle_cash(received: int, dues: Iterable[int]) -> Cash:
    """Cash that settles the first few of `dues` in full, but for what coins cannot pay; any other amount stays as it is."""
    due = 0
    for each in dues:
        due += each
        if due != received and round_cash(due) == received:
            return Cash(due, received - due)
    return Cash(received, 0)


def least(moves: Iterable[Move], since: date) -> int:
    """The smallest balance at the end of any day from `since` on, for ever."""
    by_day: dict[date, int] = {}
    for move in moves:
        day = max(move.day, since)
        by_day[day] = by_day.get(day, 0) + move.amount
    by_day.setdefault(since, 0)
    balance, smallest = 0, None
    for day in sorted(by_day):
        balance += by_day[day]
        smallest = balance if smallest is None else min(smallest, balance)
    assert smallest is not None
    return smallest


def soonest(moves: Sequence[Move], amount: int, since: date) -> date | None:
    """The first day from `since` on from which at least `amount` stays in the balance; None if there is none."""
    for day in sorted({since, *(move.day for move in moves if move.day > since)}):
        if least(moves, day) >= amount:
            return day
    return None

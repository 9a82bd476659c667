"""The steps of random books: what may be asked for, thrown by dice. Which of them can be done is the product's to say."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date
from typing import Final

import hypothesis.strategies as st


@dataclass(frozen=True)
class Step:
    """`n` and `m` say which job, invoice or payment; `back`: so many days ago it counts from, where a command lets one choose."""

    do: str
    n: int
    m: int
    cents: int
    back: int
    odd: bool


@dataclass(frozen=True)
class Worked:
    job_id: str
    day: date
    seconds: int
    cost: int


@dataclass(frozen=True)
class Accepted:
    quote_id: str
    day: date
    subtotal: int
    total: int


# What makes something comes more often than what undoes it, and days go by.
_OFTEN: Final = {
    "wait": 6,
    "issue": 7,
    "pay": 6,
    "credit": 3,
    "give_back": 2,
    "quote": 2,
    "accept": 2,
    "invoice_quote": 2,
}
_DOINGS: Final = [
    *(doing for doing, times in _OFTEN.items() for _ in range(times)),
    "write_off", "expect_again", "void_invoice", "void_payment", "bounce", "the_bank_answers", "allocate", "apply_credit",
    "release", "move", "dispute", "void_quote", "work", "assign",
]  # fmt: skip


def steps_of(seed: int) -> list[Step]:
    """Fifty steps by dice. A seed and no list of steps: each must find something to act on, which the dice see to better."""
    dice = random.Random(seed)
    return [
        Step(
            do=dice.choice(_DOINGS),
            n=dice.randrange(1000),
            m=dice.randrange(1000),
            cents=dice.choice((dice.randint(1, 900_00), dice.randint(1, 99), 100_00)),
            back=dice.choice((0, dice.randint(0, 12))),
            odd=dice.random() < 0.5,
        )
        for _ in range(50)
    ]


plays = st.integers(0, 2**32 - 1).map(steps_of)

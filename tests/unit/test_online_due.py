"""What of an invoice in several payments a client is asked for first."""

from __future__ import annotations

from datetime import date

import pytest

from services.billing.invoices.schemas import DueOut
from services.billing.online.due import next_due
from workflows.money import Money

TODAY = date(2026, 3, 10)


def due(day: int, amount: int, left: int) -> DueOut:
    def cad(cents: int) -> Money:
        return Money(amount=cents, currency="CAD")

    return DueOut(due_on=date(2026, 3, day), amount=cad(amount), open=cad(left))


@pytest.mark.parametrize(
    ("dues", "asked"),
    [
        ([due(20, 100, 100), due(30, 50, 50)], (1, 1, 100, 20, False)),
        ([due(20, 100, 0), due(30, 50, 50)], (2, 1, 50, 30, False)),
        ([due(20, 100, 30), due(30, 50, 50)], (1, 1, 30, 20, False)),  # a part of it was paid
        ([due(9, 100, 100), due(30, 50, 50)], (1, 1, 100, 9, True)),
        ([due(1, 100, 20), due(9, 50, 50), due(30, 7, 7)], (1, 2, 70, 1, True)),  # all that is late, together
        ([due(1, 100, 20), due(10, 50, 50), due(30, 7, 7)], (1, 2, 70, 1, True)),  # and what is due today
        ([due(1, 100, 0), due(10, 50, 50), due(30, 7, 7)], (2, 1, 50, 10, False)),  # due today is not late
    ],
)
def test_what_is_late_comes_first_and_then_the_next(dues: list[DueOut], asked: tuple[int, int, int, int, bool]) -> None:
    found = next_due(dues, TODAY)
    assert found is not None
    assert (found.number, found.count, found.amount.amount, found.due_on.day, found.overdue) == asked
    assert found.of == len(dues)


@pytest.mark.parametrize("dues", [[], [due(9, 100, 0), due(20, 50, 0)]])
def test_nothing_is_asked_where_nothing_is_open(dues: list[DueOut]) -> None:
    assert next_due(dues, TODAY) is None

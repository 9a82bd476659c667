"""What of an invoice in several payments a client is asked for first. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from services.billing.invoices.schemas import DueOut
from services.billing.online.schemas import NextDueOut
from workflows.money import total


def next_due(dues: Sequence[DueOut], today: date) -> NextDueOut | None:
    """What is open of the payments whose day has come, together; before that, of the earliest. None where nothing is open, and of an
    invoice that is due in one."""
    waiting = [(number, due) for number, due in enumerate(dues, 1) if due.open.amount > 0]
    if not waiting:
        return None
    asked = [each for each in waiting if each[1].due_on <= today] or waiting[:1]
    number, first = asked[0]
    return NextDueOut(
        number=number,
        count=len(asked),
        of=len(dues),
        amount=total([due.open for _, due in asked], first.open.currency),
        due_on=first.due_on,
        overdue=first.due_on < today,
    )

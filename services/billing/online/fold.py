"""What a report of the provider makes of an attempt, whatever order reports come in. Pure.

An attempt only ever goes on: a report of something earlier changes nothing. Money that came is always the last word, even after a
page was closed or a debit seemed lost: what the bank has taken must be in the books.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from services.billing.online.provider import Outcome

RANK: Final = {
    "created": 0,
    "open": 1,
    "declined": 2,
    "expired": 3,
    "processing": 4,
    "failed": 5,
    "succeeded": 6,
}
OPEN: Final = ("created", "open", "declined")
"""The client may still pay on the page."""
WAITING: Final = (*OPEN, "processing")


class Standing(NamedTuple):
    """What is stored of an attempt, as far as reports touch it."""

    status: str
    amount: int
    currency: str
    account: str
    session_id: str | None
    intent_id: str | None
    alone: bool
    """Nobody is there to choose another card: a decline, or that it was called off, is the end of it."""


class Contradiction(Exception):
    """A report that cannot be about this attempt. `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def step(standing: Standing, outcome: Outcome, account: str | None = None) -> str | None:
    """The attempt's next status; None where the report is of something that is past. Raises Contradiction.

    `account` is where the report says that it happened; None where we asked for it ourselves.
    """
    for ours, theirs in ((standing.session_id, outcome.session_id), (standing.intent_id, outcome.intent_id)):
        if ours and theirs and ours != theirs:
            raise Contradiction("attempt-mismatch")
    if account is not None and standing.account != account:
        raise Contradiction("account-mismatch")
    state = outcome.state
    if state == "succeeded" and (outcome.amount, outcome.currency) != (standing.amount, standing.currency):
        raise Contradiction("amount-mismatch")
    if state in ("declined", "expired") and standing.alone:
        state = "failed"
    if RANK[state] > RANK[standing.status]:
        return state
    # A second card was declined, too: the reason is new, the standing is not.
    return state if state == standing.status == "declined" else None

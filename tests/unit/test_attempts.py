"""What the bank's reports make of an attempt, whatever order they come in."""

from __future__ import annotations

from itertools import permutations

import pytest

from services.billing.online.fold import Contradiction, Standing, step
from services.billing.online.provider import Outcome

STANDING = Standing("created", 50_00, "CAD", "acct_1", "cs_1", "pi_1", alone=False)
STATES = ("open", "declined", "processing", "succeeded")


def report(state: str) -> Outcome:
    return Outcome(state, session_id="cs_1", intent_id="pi_1", amount=50_00, currency="CAD", method="card")  # type: ignore[arg-type]


def after(states: tuple[str, ...], standing: Standing = STANDING) -> str:
    for state in states:
        standing = standing._replace(status=step(standing, report(state)) or standing.status)
    return standing.status


def test_money_that_came_is_the_last_word_in_any_order() -> None:
    assert {after(order) for order in permutations((*STATES, "expired"))} == {"succeeded"}


@pytest.mark.parametrize("end", ["declined", "expired", "failed"])
@pytest.mark.parametrize("before", ["created", "processing"])
def test_a_debit_that_was_called_off_or_declined_has_failed(before: str, end: str) -> None:
    """Nobody is there to choose another card, and what never ends would be waited for for ever."""
    alone = STANDING._replace(alone=True, status=before)
    assert after((end,), alone) == "failed"
    assert after((end, "succeeded"), alone) == "succeeded"


def test_a_page_that_is_over_is_no_failure_of_the_debit_that_was_begun_on_it() -> None:
    assert after(("processing", "expired")) == "processing"
    assert after(("open", "expired")) == "expired"


def test_a_report_of_something_else_is_none_of_this_attempt() -> None:
    for wrong, code in (
        (Outcome("succeeded", session_id="cs_2"), "attempt-mismatch"),
        (Outcome("succeeded", session_id="cs_1", amount=49_00, currency="CAD"), "amount-mismatch"),
    ):
        with pytest.raises(Contradiction) as refused:
            step(STANDING, wrong)
        assert refused.value.code == code
    with pytest.raises(Contradiction, match="account-mismatch"):
        step(STANDING, report("succeeded"), "acct_2")

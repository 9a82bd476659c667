"""The planner about quotes that did not go out by mail."""

from __future__ import annotations

from tests.unit.test_planner import MONDAY, TOTAL, job, kinds, sent_quote
from workflows import facts as f
from workflows.folds import apply


def test_a_quote_that_was_handed_over_is_neither_mailed_nor_followed_up_by_mail() -> None:
    drafted, sent, rendered = sent_quote()
    state = job(drafted, sent.model_copy(update={"delivered_by": "hand"}), rendered)
    assert {"quote.mail", "quote.follow_up"}.isdisjoint(kinds(state, MONDAY))
    assert {"contact.decide", "quote.expire"} <= set(kinds(state, MONDAY)), "the client is still asked to decide"
    state = apply(state, f.QuoteDrafted(quote_id="quo_1", number=318, version=2, total=TOTAL), MONDAY)
    state = apply(state, sent.model_copy(update={"version": 2}), MONDAY)
    assert {"quote.mail", "quote.follow_up"} <= set(kinds(state, MONDAY)), "its next version was mailed"

"""Which amounts a client is offered to pay: a button says what the bank's page will ask for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dashboard.api import Json
from dashboard.forms import Form, cents
from dashboard.view import View
from services.kit import texts


@dataclass(frozen=True, slots=True)
class Offer:
    """`due`: the instalment that is due next, or those that are late; `whole`: all that is owed; `typed`: as the client wants."""

    kind: Literal["due", "whole", "typed"]
    amount: Json

    @property
    def value(self) -> str:
        """As the form carries it back."""
        return f"{self.amount['amount'] / 100:.2f}"


def offers(online: Json, typed: int | None = None) -> list[Offer]:
    """What the client came for first. `typed`: the amount that they entered, if it can be paid."""
    owed, due = online["amount"], online["next_due"]
    if typed:
        return [Offer("typed", {**owed, "amount": typed})]
    whole = Offer("whole", owed)
    if due is None or due["amount"]["amount"] >= owed["amount"]:
        return [whole]
    return [Offer("due", due["amount"]), whole]


def typed_amount(form: Form, online: Json, view: View) -> int | None:
    """The amount that was entered in the form, if it can be paid; else the form says why it cannot."""
    owed, amount = online["amount"], cents(form.text("amount"))
    if online["reason"] is not None:
        return None
    if amount is None or amount <= 0:
        form.complain("amount", view.t("online-amount-wrong"))
        return None
    if amount > owed["amount"]:
        most = texts.money(view.language, owed["amount"], owed["currency"])
        form.complain("amount", view.t("online-amount-most", amount=most))
        return None
    return amount

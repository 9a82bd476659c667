"""The fee for a cheque that came back: a draft of its own on the same job, to be gone over before it is issued."""

from __future__ import annotations

from typing import Final

from dashboard.api import Json
from dashboard.forms import Form, cents
from dashboard.texts import t
from dashboard.view import View

MOST: Final = 10_000_00
"""Cents. A fee is no sale: who types more has mixed up the fields."""


def read(view: View, form: Form, name: str) -> int | None:
    """The cents that were typed; complains at the field."""
    amount = cents(form.text(name))
    if amount is None or not 0 < amount <= MOST:
        form.complain(name, view.t("payment-fee-wrong"))
        return None
    return amount


async def draft(view: View, payment: Json, amount: int, key: str) -> Json:
    """Without taxes: it makes good a damage and sells nothing. Its words are in the client's language."""
    job = await view.api.job(payment["job_id"])
    language = "en" if job["contact"].get("language") == "en" else "fr"
    line = {
        "description": t(language, "payment-fee-line", number=payment["receipt_text"]),
        "unit_price": {"amount": amount, "currency": payment["amount"]["currency"]},
        "taxable": False,
    }
    return await view.api.create_invoice({"job_id": job["id"], "lines": [line]}, key)

"""Where a step of the plan leads a person: the page to go to, and the word on the button."""

from __future__ import annotations

from typing import NamedTuple

from dashboard.api import Json


class Move(NamedTuple):
    word: str  # message id of the button
    href: str


# What the office does next, by the step's kind: where, with {job} and {target} filled in.
MOVES: dict[str, tuple[str, str]] = {
    "office.answer": ("move-answer", "/jobs/{job}#reply"),
    "office.send_quote": ("move-send-quote", "/quotes/{target}"),
    "office.renew_quote": ("move-see-quote", "/quotes/{target}"),
    "office.handle_cancellation": ("move-answer", "/jobs/{job}#reply"),
    "office.schedule": ("move-schedule", "/jobs/{job}/visits/new"),
    "office.do_visit": ("move-visit", "/jobs/{job}#visits"),
    "office.complete_visit": ("move-visit", "/jobs/{job}#visits"),
    "office.invoice": ("move-invoice", "/jobs/{job}/invoices/new"),
    "office.issue_invoice": ("move-issue", "/invoices/{target}"),
    "office.send_invoice": ("move-send-invoice", "/invoices/{target}"),
    "office.mail_failed": ("move-mail-failed", "/jobs/{job}#messages"),
    "office.mend_contract": ("move-see-contract", "/contracts/{target}"),
    "office.watch_contract": ("move-see-contract", "/jobs/{job}/contracts"),
    "office.close": ("move-close", "/jobs/{job}#close"),
    "contact.decide": ("move-see-quote", "/quotes/{target}"),
    "contact.pay": ("move-record-payment", "/jobs/{job}/payments/new?invoice={target}"),
    "contact.pay_deposit": ("move-record-payment", "/jobs/{job}/payments/new?quote={target}"),
    "office.use_credit": ("move-credit", "/jobs/{job}#job-activities"),
    "office.answer_dispute": ("move-dispute", "/payments/{target}"),
}

# The icon of the activity bar that a step points at.
ACTIVITY_OF: dict[str, str] = {
    "office.answer": "reply",
    "office.mail_failed": "reply",
    "office.choose": "quote",
    "office.send_quote": "quote",
    "office.renew_quote": "quote",
    "office.handle_cancellation": "reply",
    "office.schedule": "visit",
    "office.do_visit": "visit",
    "office.complete_visit": "visit",
    "office.invoice": "invoice",
    "office.issue_invoice": "invoice",
    "office.send_invoice": "invoice",
    "contact.pay": "payment",
    "contact.pay_deposit": "payment",
    "office.use_credit": "payment",
    "office.answer_dispute": "payment",
}


def move(step: Json | None, job_id: str) -> Move | None:
    """The one thing to press for a step; None when there is nothing to do but wait."""
    if not step:
        return None
    known = MOVES.get(str(step.get("kind")))
    target = str((step.get("target") or {}).get("id") or "")
    if known is None or ("{target}" in known[1] and not target):
        return Move("move-open", f"/jobs/{job_id}") if ours(step) else None
    return Move(known[0], known[1].format(job=job_id, target=target))


def ours(step: Json | None) -> bool:
    """Whether it is the office's move, or that of one of its people."""
    return bool(step) and str((step or {}).get("owner", "")).split(":")[0] in ("office", "user")


def activity(steps: list[Json]) -> str:
    """Which of the activity icons is the one to press next, by the first step that a person takes."""
    for step in steps:
        if step.get("kind") in ACTIVITY_OF:
            return ACTIVITY_OF[str(step["kind"])]
    return ""

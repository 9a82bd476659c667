"""How each status of the API looks: a tone (colour) and a shape (icon). The word is `status-<kind>-<value>` in the catalogue.

The only place that decides this; templates call the `chip` macro. A value not listed (a newer API) shows as neutral with
its own name, so that a page never fails on it.
"""

from __future__ import annotations

from typing import NamedTuple


class Look(NamedTuple):
    tone: str  # neutral | info | plan | wait | good | bad
    shape: str  # name of a symbol in static/icons.svg


OPEN = Look("neutral", "s-open")  # dashed ring: not begun, ours to change
OVER = Look("neutral", "s-over")  # struck ring: over, kept for the record
SENT = Look("info", "s-sent")
SEEN = Look("info", "s-seen")
MOVE = Look("info", "s-half")
DATED = Look("plan", "s-clock")
RUNNING = Look("plan", "s-play")
WAITING = Look("wait", "s-half")
PAUSED = Look("wait", "s-pause")
HOLD = Look("wait", "s-glass")
DONE = Look("good", "s-done")
TROUBLE = Look("bad", "s-alert")
UNKNOWN = Look("neutral", "s-open")

LOOKS: dict[str, dict[str, Look]] = {
    "phase": {
        "new": Look("info", "s-star"),
        "contacted": MOVE,
        "quoting": OPEN,
        "quoted": SENT,
        "won": DONE,
        "scheduled": DATED,
        "in_progress": RUNNING,
        "to_invoice": WAITING,
        "invoiced": SENT,
        "paid": DONE,
        "closed": OVER,
        "lost": OVER,
        "cancelled": OVER,
    },
    "quote": {
        "draft": OPEN,
        "sent": SENT,
        "viewed": SEEN,
        "accepted": DONE,
        "declined": TROUBLE,
        "expired": HOLD,
        "superseded": OVER,
        "voided": OVER,
    },
    "visit": {
        "unscheduled": OPEN,
        "scheduled": DATED,
        "en_route": SENT,
        "started": RUNNING,
        "paused": PAUSED,
        "completed": DONE,
        "cancelled": OVER,
        "no_show": TROUBLE,
    },
    # One label for people out of the three independent axes; see `invoice_status`.
    "invoice": {
        "draft": OPEN,
        "issued": WAITING,
        "sent": SENT,
        "delivered": SENT,
        "viewed": SEEN,
        "partially_paid": WAITING,
        "paid": DONE,
        "overdue": TROUBLE,
        "written_off": OVER,
        "voided": OVER,
        "deleted": OVER,
    },
    "payment": {
        "pending": HOLD,
        "received": DONE,
        "failed": TROUBLE,
        "refunded": OVER,
        "voided": OVER,
        "returned": TROUBLE,
        "disputed": TROUBLE,
    },
    "contract": {"active": DATED, "paused": PAUSED, "ended": OVER},
    "refund": {
        "pending": HOLD,
        "succeeded": DONE,
        "failed": TROUBLE,
    },
    "delivery": {
        "none": OPEN,
        "queued": HOLD,
        "sending": HOLD,
        "accepted": SENT,
        "delivered": DONE,
        "opened": SEEN,
        "deferred": HOLD,
        "failed": TROUBLE,
        "bounced": TROUBLE,
        "ambiguous": TROUBLE,
    },
    "timesheet": {"open": OPEN, "submitted": WAITING, "approved": DONE, "sent_back": TROUBLE},
    "record": {"not_exported": OPEN, "changed": WAITING, "exported": DONE},
    "step": {"due": WAITING, "upcoming": DATED, "held": HOLD, "paused": PAUSED},
}

# A message in one of these states needs a person.
FAILED_DELIVERIES = ("failed", "bounced", "ambiguous")
# The mail server took it: only from here on is anything called "sent".
SENT_DELIVERIES = ("accepted", "delivered", "opened")


def look(kind: str, value: str) -> Look:
    return LOOKS.get(kind, {}).get(value, UNKNOWN)


def invoice_status(invoice: dict[str, object]) -> str:
    """The one word for an invoice, out of document, settlement, overdue and delivery (most urgent first)."""
    document, settlement = invoice.get("document"), invoice.get("settlement")
    if document == "voided":
        return "voided" if invoice.get("number_text") else "deleted"  # a draft has no number to keep
    if document == "draft":
        return "draft"
    if settlement in ("paid", "written_off"):
        return str(settlement)
    if invoice.get("overdue"):
        return "overdue"
    if settlement == "partially_paid":
        return "partially_paid"
    if invoice.get("delivery") == "opened":
        return "viewed"
    if invoice.get("delivery") in SENT_DELIVERIES:
        return "sent"
    return "delivered" if invoice.get("delivered") else "issued"

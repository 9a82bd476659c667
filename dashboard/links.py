"""Where the page of a thing is that the API links to as `{kind, id}`."""

from __future__ import annotations

from dashboard.api import Json

LINKS = {
    "contact": "/contacts/{}",
    "job": "/jobs/{}",
    "invoice": "/invoices/{}",
    "credit_note": "/credit-notes/{}/pdf",
    "payment": "/payments/{}",
    "quote": "/quotes/{}",
    "item": "/catalogue/{}",
}


def href(link: Json | None) -> str:
    """The address; "" where there is no link, or none that we know."""
    return LINKS.get(link["kind"], "").format(link["id"]) if link else ""

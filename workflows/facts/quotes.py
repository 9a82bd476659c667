"""Facts of quotes."""

from __future__ import annotations

from datetime import date
from typing import Literal

from workflows.facts.base import Fact
from workflows.facts.invoices import DeliveredBy
from workflows.money import Money


class QuoteFact(Fact):
    quote_id: str
    version: int


class QuoteDrafted(QuoteFact):
    """A version was drafted, or its draft changed."""

    kind = "quote.drafted"
    number: int
    total: Money


class QuoteSent(QuoteFact):
    """Frozen and released to the client: the link works from now on, the mail follows once the PDF is there.

    `delivered_by`: the client got it by other means, and no mail leaves.
    """

    kind = "quote.sent"
    total: Money
    valid_until: date
    document_id: str
    document_sha256: str
    delivered_by: DeliveredBy | None = None


class QuoteViewed(QuoteFact):
    kind = "quote.viewed"


class QuoteAccepted(QuoteFact):
    kind = "quote.accepted"
    document_sha256: str
    total: Money
    by: Literal["contact", "office"]
    deposit: Money | None = None
    """What the client pays before the work begins."""
    invoicing: Literal["automatic", "by_hand"] = "by_hand"
    """Whether the invoices of its schedule are made by the job's workflow."""


class QuoteDeclined(QuoteFact):
    kind = "quote.declined"
    by: Literal["contact", "office"]


class QuoteExpired(QuoteFact):
    kind = "quote.expired"


class QuoteRenewalAsked(QuoteFact):
    """The client would still like what expired."""

    kind = "quote.renewal_asked"


class QuoteSuperseded(QuoteFact):
    """`version` was replaced by a newer one."""

    kind = "quote.superseded"


class QuoteVoided(QuoteFact):
    """Taken back by the office, or cancelled by the client within the days that the law gives them."""

    kind = "quote.voided"
    by: Literal["contact", "office"] = "office"

"""Recurring contracts as the API takes and shows them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from services.billing.schemas import Day, DiscountIn, Id, Input, LineIn, Lines, Output, ShortText
from services.jobs.contacts.schemas import Terms
from services.jobs.series.schemas import RRule

Mode = Literal["draft", "issue", "send"]


class RecurringIn(Input):
    """`rrule` as in RFC 5545, of days: FREQ=MONTHLY;BYMONTHDAY=1, FREQ=WEEKLY;INTERVAL=2, FREQ=YEARLY. `mode`: what becomes of each
    invoice by itself: it stays a draft, is issued, or is issued and sent. `discount` is on each whole invoice; `payment_terms_days` is
    how long the client has to pay from its day of issue, None: as the client's or the company's terms say."""

    job_id: Id
    title: ShortText = ""
    rrule: RRule
    starts_on: Day
    mode: Mode = "draft"
    lines: Lines
    discount: DiscountIn | None = None
    payment_terms_days: Terms | None = None


class RecurringPatch(Input):
    """For the invoices to come. A paused one makes nothing; going on, it makes none of the time between. An ended one stays ended.
    `discount` and `payment_terms_days` are cleared with null."""

    title: ShortText | None = None
    mode: Mode | None = None
    lines: Lines | None = None
    discount: DiscountIn | None = None
    payment_terms_days: Terms | None = None
    status: Literal["active", "paused", "ended"] | None = None


class RecurringOut(Output):
    id: str
    job_id: str
    title: str
    rrule: str
    starts_on: date
    next_on: date | None
    mode: Mode
    status: Literal["active", "paused", "ended"]
    lines: tuple[LineIn, ...]
    discount: DiscountIn | None
    payment_terms_days: int | None
    problem: str | None
    invoice_ids: tuple[str, ...]
    """Those that were made, oldest first."""
    created_at: datetime
    updated_at: datetime

"""What the product does by itself: the company's settings for it, and what each client wants of it.

The settings are pinned by value on each job when it opens, so that a change never surprises an open job.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

Channel = Literal["mail", "sms"]


class Preferences(BaseModel):
    """What a client wants to hear, and how. What a person sends them by hand reaches them all the same."""

    model_config = ConfigDict(frozen=True)

    mail: bool = True
    sms: bool = False
    unsubscribed: bool = False
    """No commercial messages (Canada's anti-spam law); what completes a transaction goes on."""
    do_not_contact: bool = False
    """Nothing automatic at all."""


class Policy(BaseModel):
    """What the product does by itself, and when. Days are calendar days; a mail never leaves outside business days."""

    model_config = ConfigDict(frozen=True)

    version: int = 1
    channels: tuple[Channel, ...] = ("mail",)
    """The ways by which the company reaches its clients."""
    acknowledge_requests: bool = True
    answer_within_business_hours: int = 8
    """When the office is expected to have answered a client."""
    quote_follow_up_days: tuple[int, ...] = (3, 7)
    """Days after the quote was sent."""
    quote_follow_up_before_expiry_days: int | None = 2
    visit_confirmation: bool = True
    visit_reminder_hours: int | None = 24
    visit_en_route: bool = True
    """Whether the client hears that somebody is on the way."""
    clock_asks_after_hours: int = 12
    """A clock that runs so long was probably forgotten."""
    series_ahead_days: int = 30
    """Visits that come again are planned at least so far ahead."""
    invoice_reminder_days: tuple[int, ...] = (3, 10, 20)
    """Days after the due date."""
    overdue_notice_after_reminders: int = 2
    payment_receipt: bool = True
    close_after_days: int = 5
    """Days without activity after which a job that is paid in full closes by itself."""

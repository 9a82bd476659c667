"""A company's automation settings. Pinned by value on each job when it opens, so that a change never surprises an open job."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Policy(BaseModel):
    """What the product does by itself, and when. Days are calendar days; a mail never leaves outside business days."""

    model_config = ConfigDict(frozen=True)

    version: int = 1
    acknowledge_requests: bool = True
    answer_within_business_hours: int = 8
    """When the office is expected to have answered a client."""
    quote_follow_up_days: tuple[int, ...] = (3, 7)
    """Days after the quote was sent."""
    quote_follow_up_before_expiry_days: int | None = 2
    visit_confirmation: bool = True
    visit_reminder_hours: int | None = 24
    invoice_reminder_days: tuple[int, ...] = (3, 10, 20)
    """Days after the due date."""
    overdue_notice_after_reminders: int = 2
    payment_receipt: bool = True
    close_after_days: int = 5
    """Days without activity after which a job that is paid in full closes by itself."""

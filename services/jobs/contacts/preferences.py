"""What a contact wants to get from us. Their open jobs know it too, so that each plan tells the truth."""

from __future__ import annotations

from typing import NamedTuple

from services.jobs.contacts import tables
from services.kit.work import Work


class Wishes(NamedTuple):
    """Which channels may be used for what the product sends by itself."""

    mail: bool
    sms: bool
    unsubscribed: bool
    do_not_contact: bool


def of(row: tables.Contact) -> Wishes:
    return Wishes(row.prefers_mail, row.prefers_sms, row.unsubscribed_at is not None, row.do_not_contact)


async def tell_jobs(work: Work, row: tables.Contact) -> None:
    """Placeholder until the fact exists."""

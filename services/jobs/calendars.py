"""A company's settings as the calendar that business hours are counted by."""

from __future__ import annotations

from services.accounts.queries import CompanyProfile
from workflows.calendar import Calendar


def of_company(profile: CompanyProfile) -> Calendar:
    """Its zone, opening hours and days. A job keeps the one of the day it was opened."""
    return Calendar(
        zone=profile.time_zone, opens=profile.opens_at, closes=profile.closes_at, weekdays=profile.open_days
    )

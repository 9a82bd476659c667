"""From the parameters of a call to what is asked of a report."""

from __future__ import annotations

from datetime import date

from services.accounts.queries import company as company_profile
from services.billing.reports.registry import REPORTS, Name
from services.billing.reports.table import Asked, Step
from services.kit.days import local_day
from services.kit.problems import Field, Invalid
from services.kit.work import Work

LONGEST = 20 * 366
"""Days of a period: six years of records, and then some."""


async def asked(
    work: Work, name: Name, since: date | None, until: date | None, as_of: date | None, step: Step, detail: bool
) -> Asked:
    """The period, or the day, in the company's own days; without one, this year so far, or today.

    Raises:
        Problem: 422 for `as_of` on a report by period and the other way round, and for a period that ends before it begins.
    """
    entry = REPORTS[name]
    company = await company_profile(work.session, work.company_id)
    today = local_day(work.now, company.time_zone)
    wrong: list[Field] = []
    if entry.on_a_day:
        wrong += [Field(f"query:/{key}", "unknown") for key, day in (("from", since), ("to", until)) if day]
    elif as_of:
        wrong.append(Field("query:/as_of", "unknown"))
    if detail and not entry.detail:
        wrong.append(Field("query:/detail", "unknown"))
    until = (as_of if entry.on_a_day else until) or max(today, since or today)
    since = None if entry.on_a_day else since or date(until.year, 1, 1)
    if since is not None and since > until:
        wrong.append(Field("query:/to", "date-order"))
    elif since is not None and (until - since).days > LONGEST:
        wrong.append(Field("query:/from", "date-range"))
    if wrong:
        raise Invalid(wrong)
    return Asked(work.session, company, work.language, until, since, step, detail)

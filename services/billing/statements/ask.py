"""From the parameters of a call to a client's statement."""

from __future__ import annotations

from datetime import date

from services.accounts.queries import company as company_profile
from services.billing.reports.ask import LONGEST
from services.billing.reports.table import Asked
from services.billing.statements import queries
from services.billing.statements.account import Statement
from services.jobs.contacts.schemas import Contact
from services.kit.days import local_day
from services.kit.problems import Field, Invalid
from services.kit.work import Work


async def made(
    work: Work,
    contact: Contact,
    since: date | None,
    until: date | None,
    language: str,
    pointer: str = "query:/",
) -> tuple[Asked, Statement]:
    """What was asked, and the statement; without `until` as of today. Raises 422 (a period that ends before it begins, or too long)."""
    company = await company_profile(work.session, work.company_id)
    until = until or max(local_day(work.now, company.time_zone), since or date.min)
    if since is not None and since > until:
        raise Invalid([Field(f"{pointer}to", "date-order")])
    if since is not None and (until - since).days > LONGEST:
        raise Invalid([Field(f"{pointer}from", "date-range")])
    asked = Asked(work.session, company, language, until, since)
    return asked, await queries.statement(asked, contact.id)

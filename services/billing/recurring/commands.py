"""Making the invoices of recurring contracts. Each date is one transaction: its invoice and the next date, or neither."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import date, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any, Final

from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from services.accounts.queries import CompanyProfile
from services.accounts.queries import company as company_profile
from services.billing import lines as document_lines
from services.billing.invoices import commands as invoices
from services.billing.invoices import drafts
from services.billing.invoices.schemas import InvoiceIn
from services.billing.recurring.schemas import RecurringIn, RecurringPatch
from services.billing.recurring.tables import Recurring
from services.billing.schemas import DiscountIn, LineIn
from services.jobs.folders.queries import brief
from services.jobs.series.recurrence import Rule, days
from services.kit import db, factlog, ids
from services.kit.days import local_day
from services.kit.problems import Conflict, Field, Invalid, NotFound, Problem
from services.kit.work import Work, open_work
from workflows.facts import JobContractSet

logger = logging.getLogger(__name__)

AT_ONCE: Final = 24
"""Invoices of one contract in one go: one that was forgotten for years does not hold up the others."""
AGAIN: Final = timedelta(hours=1)
OLDEST: Final = timedelta(days=366)


async def create(work: Work, data: RecurringIn) -> Recurring:
    """Raises 404 (job), 422."""
    await factlog.lock(work, data.job_id)
    await brief(work.session, data.job_id)
    company = await company_profile(work.session, work.company_id)
    await _require(work, company, data.lines, data.discount)
    today = local_day(work.now, company.time_zone)
    if not today - OLDEST <= data.starts_on <= today + 2 * OLDEST:
        raise Invalid([Field("/starts_on", "date-range")])
    row = Recurring(
        id=ids.new("rec"),
        company_id=work.company_id,
        job_id=data.job_id,
        title=data.title,
        rrule=data.rrule,
        starts_on=data.starts_on,
        next_on=None,
        mode=data.mode,
        status="active",
        lines=_stored(data.lines),
        discount=_kept(data.discount),
        payment_terms_days=data.payment_terms_days,
        created_by=work.actor,
        created_at=work.now,
        updated_at=work.now,
    )
    row.next_on = following(row, company.time_zone, None)
    if row.next_on is None:
        raise Invalid([Field("/rrule", "rrule")])
    work.session.add(row)
    await work.session.flush()
    await _tell(work, row)
    return row


async def change(
    work: Work, recurring_id: str, data: RecurringPatch, unchanged: Callable[[], Awaitable[None]]
) -> Recurring:
    """Raises 404; 409 `recurring-ended`; 412; 422."""
    row = await _locked(work, recurring_id)
    await unchanged()
    if row.status == "ended":
        raise Conflict("recurring-ended")
    company, given = await company_profile(work.session, work.company_id), data.model_fields_set
    if data.lines is not None or "discount" in given:
        lines = tuple(LineIn.model_validate(each) for each in row.lines) if data.lines is None else data.lines
        known = DiscountIn.model_validate(row.discount) if row.discount else None
        discount = data.discount if "discount" in given else known
        await _require(work, company, lines, discount)
        row.lines, row.discount = _stored(lines), _kept(discount)
    if "payment_terms_days" in given:
        row.payment_terms_days = data.payment_terms_days
    row.title = row.title if data.title is None else data.title
    row.mode = data.mode or row.mode
    if data.status == "active" and row.status == "paused":
        row.next_on = following(row, company.time_zone, local_day(work.now, company.time_zone) - timedelta(days=1))
    row.status = data.status or row.status
    row.problem = row.retry_at = None
    row.updated_at = work.now
    await work.session.flush()
    await _tell(work, row)
    return row


async def run_due(company_id: str, company_code: str, recurring_id: str, now: datetime | None = None) -> int:
    """Makes what is due up to the company's day. Answers how many invoices were made. Safe to call at any time."""
    made = 0
    try:
        while made < AT_ONCE:
            async with open_work(company_id, company_code, "system", now=now) as work:
                if not await _one(work, recurring_id):
                    break
            made += 1
    except Problem as problem:
        async with open_work(company_id, company_code, "system", now=now) as work:
            row = await _locked(work, recurring_id)
            row.problem, row.retry_at, row.updated_at = problem.code, work.now + AGAIN, work.now
            await work.session.flush()
            await _tell(work, row)
    return made


async def run_all_due() -> int:
    """Those of every company. Answers how many invoices were made. One that is broken does not hold up the others."""
    async with db.session() as session:
        found = (await session.execute(_DUE, {"batch": 200})).all()
    made = 0
    for each in found:
        try:
            made += await run_due(each.company_id, each.code, each.id)
        except (IntegrityError, ValueError):
            logger.exception("contract %s makes no invoice", each.id)
    return made


async def _one(work: Work, recurring_id: str) -> bool:
    row = await _locked(work, recurring_id)
    company = await company_profile(work.session, work.company_id)
    if row.status != "active" or row.next_on is None or row.next_on > local_day(work.now, company.time_zone):
        return False
    body = InvoiceIn.model_validate({"job_id": row.job_id, "lines": row.lines, "discount": row.discount})
    invoice = await drafts.create(work, body, "recurring")
    invoice.recurring_id, invoice.recurring_on = row.id, row.next_on
    invoice.payment_terms_days = row.payment_terms_days
    await work.session.flush()
    if row.mode != "draft":
        await invoices.issue(work, invoice.id)
    if row.mode == "send":
        await invoices.send(work, invoice.id)
    row.next_on = following(row, company.time_zone, row.next_on)
    row.status = row.status if row.next_on else "ended"
    row.problem = row.retry_at = None
    row.updated_at = work.now
    await work.session.flush()
    await _tell(work, row)
    return True


async def _tell(work: Work, row: Recurring) -> None:
    """The job knows its contracts: its folder stays open for them, and says where one makes no invoice."""
    next_on = None if row.status == "ended" else row.next_on
    fact = JobContractSet(contract_id=row.id, next_on=next_on, paused=row.status == "paused", problem=row.problem)
    known = (await factlog.lock(work, row.job_id))[row.job_id].contracts.get(row.id)
    stopped = known is not None and known.stopped_at is not None
    if known is None or (known.next_on, known.paused, stopped) != (next_on, fact.paused, row.problem is not None):
        await factlog.append(work, row.job_id, fact)


def following(row: Recurring, zone: str, after: date | None) -> date | None:
    """The first day of the rule behind `after`."""
    rule = Rule(row.rrule, datetime.combine(row.starts_on, time(0)), zone)
    return next((day for day in days(rule) if after is None or day > after), None)


async def _locked(work: Work, recurring_id: str) -> Recurring:
    query = select(Recurring).where(Recurring.company_id == work.company_id, Recurring.id == recurring_id)
    row = (await work.session.execute(query.with_for_update())).scalar_one_or_none()
    if row is None:
        raise NotFound("recurring")
    return row


async def _require(work: Work, company: CompanyProfile, lines: tuple[LineIn, ...], discount: DiscountIn | None) -> None:
    """Refuses today what each of its invoices would be refused for. Raises 422."""
    await document_lines.check(work.session, work.company_id, company.currency, lines, discount)
    given = document_lines.stored_discount(document_lines.discount_of(discount), 0)
    whole = SimpleNamespace(subtotal=0, taxes=[], total=0, discount=given)
    today = local_day(work.now, company.time_zone)
    await document_lines.price(work.session, company, whole, document_lines.typed(lines), today)


def _stored(lines: tuple[LineIn, ...]) -> list[dict[str, Any]]:
    """As JSON that `LineIn` takes again: a quantity is its decimal string."""
    return [line.model_dump(mode="json") for line in lines]


def _kept(discount: DiscountIn | None) -> dict[str, Any] | None:
    return discount.model_dump(mode="json") if discount else None


_DUE = text("SELECT company_id, code, id FROM billing.due_recurring(:batch)")

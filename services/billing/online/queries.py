"""Reading online payment: settings, what can be paid, attempts, saved methods."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.accounts.queries import company as company_profile
from services.billing.online import attempts, books, methods
from services.billing.online.provider import Method
from services.billing.online.schemas import AttemptOut, OnlineSettingsOut, PayableOut, SavedMethodOut
from services.billing.online.stripe import get_provider
from services.billing.online.tables import OnlineSettings, PaymentAttempt, SavedMethod
from services.kit.lists import PageInfo, newest_first
from services.kit.problems import NotFound
from services.kit.settings import get_settings
from services.kit.texts import MissingText, t
from services.kit.work import Work
from workflows.money import Money


async def settings_row(session: AsyncSession, company_id: str) -> OnlineSettings | None:
    return await session.get(OnlineSettings, company_id)


def offered(settings: OnlineSettings) -> tuple[Method, ...]:
    """How clients may pay, the quicker way first."""
    wanted: tuple[tuple[bool, Method], ...] = ((settings.card, "card"), (settings.bank_debit, "bank_debit"))
    return tuple(method for on, method in wanted if on)


async def settings(session: AsyncSession, company_id: str) -> OnlineSettingsOut:
    row = await settings_row(session, company_id)
    return OnlineSettingsOut(
        available=get_provider() is not None,
        test=bool(get_settings().stripe_api_url),
        card=bool(row and row.card),
        bank_debit=bool(row and row.bank_debit),
        saving=bool(row and row.saving),
        updated_at=row.updated_at if row else None,
    )


async def payable(work: Work, debt: books.Debt) -> PayableOut:
    """What of it can be paid online now."""
    row = await settings_row(work.session, work.company_id)
    ways = offered(row) if row and get_provider() else ()
    latest = await _latest(work.session, work.company_id, debt.id)
    saved = await methods.active(work, debt.job_id)
    consent = None
    if row and row.saving and ways and saved is None and debt.kind == "invoice":
        company = await company_profile(work.session, work.company_id)
        consent = t(work.language, "online-consent", company=company.trade_name)
    out = PayableOut(
        amount=debt.owed,
        next_due=debt.next_due,
        reason=None,
        methods=ways,
        consent=consent,
        attempt=attempt_out(latest, work.language) if latest else None,
        saved=saved_out(saved) if saved else None,
    )
    if not debt.asked:
        return out.model_copy(update={"reason": "not-asked"})
    if await attempts.in_process(work, debt.id):
        return out.model_copy(update={"reason": "in-process"})
    if debt.owed.amount <= 0:
        return out.model_copy(update={"reason": "nothing-owed"})
    return out if ways else out.model_copy(update={"reason": "off"})


async def _latest(session: AsyncSession, company_id: str, target_id: str) -> PaymentAttempt | None:
    query = (
        select(PaymentAttempt)
        .where(
            PaymentAttempt.company_id == company_id,
            (PaymentAttempt.invoice_id == target_id) | (PaymentAttempt.quote_id == target_id),
        )
        .order_by(PaymentAttempt.created_at.desc(), PaymentAttempt.id.desc())
        .limit(1)
    )
    return (await session.scalars(query)).first()


async def attempt_row(session: AsyncSession, company_id: str, attempt_id: str) -> PaymentAttempt:
    """Raises a 404 problem."""
    query = select(PaymentAttempt).where(PaymentAttempt.company_id == company_id, PaymentAttempt.id == attempt_id)
    row = (await session.execute(query.execution_options(populate_existing=True))).scalar_one_or_none()
    if row is None:
        raise NotFound("payment")
    return row


async def list_attempts(
    session: AsyncSession,
    company_id: str,
    language: str,
    *,
    limit: int,
    after: str | None = None,
    job_id: str | None = None,
    invoice_id: str | None = None,
    status: str | None = None,
    updated_since: datetime | None = None,
) -> tuple[list[AttemptOut], PageInfo]:
    """A page of attempts, newest first."""
    query = select(PaymentAttempt).where(PaymentAttempt.company_id == company_id)
    for column, wanted in (
        (PaymentAttempt.job_id, job_id),
        (PaymentAttempt.invoice_id, invoice_id),
        (PaymentAttempt.status, status),
    ):
        if wanted is not None:
            query = query.where(column == wanted)
    if updated_since is not None:
        query = query.where(PaymentAttempt.updated_at >= updated_since)
    kept, info = await newest_first(session, query, PaymentAttempt.created_at, PaymentAttempt.id, limit, after)
    return [attempt_out(row, language) for row in kept], info


def attempt_out(row: PaymentAttempt, language: str) -> AttemptOut:
    return AttemptOut(
        id=row.id,
        job_id=row.job_id,
        invoice_id=row.invoice_id,
        quote_id=row.quote_id,
        amount=Money(amount=row.amount, currency=row.currency),
        status=row.status,
        method=row.method,
        by_itself=row.step_key is not None,
        code=row.code,
        explained=explained(row.code, language) if row.code else None,
        payment_id=row.payment_id,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def explained(code: str, language: str) -> str:
    """Why the bank said no, for people; a code that we do not know is said in general words."""
    try:
        return t(language, f"online-code-{code.replace('_', '-')}")
    except MissingText:
        return t(language, "online-code-other")


async def saved_methods(
    session: AsyncSession, company_id: str, *, job_id: str | None = None, contact_id: str | None = None
) -> Sequence[SavedMethodOut]:
    """Those of a job or a contact, newest first, revoked ones too: they are the proof of what was allowed."""
    query = select(SavedMethod).where(SavedMethod.company_id == company_id)
    for column, wanted in ((SavedMethod.job_id, job_id), (SavedMethod.contact_id, contact_id)):
        if wanted is not None:
            query = query.where(column == wanted)
    query = query.order_by(SavedMethod.created_at.desc(), SavedMethod.id.desc())
    return [saved_out(row) for row in (await session.scalars(query)).all()]


def saved_out(row: SavedMethod) -> SavedMethodOut:
    return SavedMethodOut(
        id=row.id,
        job_id=row.job_id,
        contact_id=row.contact_id,
        method=row.method,
        brand=row.brand,
        last4=row.last4,
        status=row.status,
        consent_text=str(row.consent.get("text", "")),
        consent_at=datetime.fromisoformat(row.consent["at"]) if row.consent.get("at") else row.created_at,
        created_at=row.created_at,
        revoked_at=row.revoked_at,
    )

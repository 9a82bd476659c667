"""Methods that clients leave for later: kept with the proof of their consent, revoked by either side, one active per job."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from services.billing.online.provider import Saved
from services.billing.online.tables import PaymentAttempt, SavedMethod
from services.kit import factlog, ids
from services.kit.log import Audit
from services.kit.problems import NotFound
from services.kit.work import PortalWork, Work
from workflows import facts


def consent(work: Work, text: str, user_agent: str | None) -> dict[str, Any]:
    """What is kept of a client's yes."""
    return {
        "text": text,
        "language": work.language,
        "at": work.now.isoformat(),
        "ip": work.address,
        "user_agent": (user_agent or "")[:400],
    }


async def active(work: Work, job_id: str) -> SavedMethod | None:
    """What the job's later invoices are charged to: the newest that was not revoked."""
    query = (
        select(SavedMethod)
        .where(SavedMethod.company_id == work.company_id, SavedMethod.job_id == job_id, SavedMethod.status == "active")
        .order_by(SavedMethod.created_at.desc(), SavedMethod.id.desc())
        .limit(1)
    )
    return (await work.session.scalars(query)).first()


async def keep(work: Work, attempt: PaymentAttempt, customer_id: str, method_id: str) -> str:
    """The id of the method that the client left when they paid, as they agreed to. One that they had left before makes way."""
    if earlier := await active(work, attempt.job_id):
        if earlier.method_id == method_id:
            return earlier.id
        await _end(work, earlier)
    row = SavedMethod(
        id=ids.new("pmt"),
        company_id=work.company_id,
        job_id=attempt.job_id,
        contact_id=attempt.contact_id,
        quote_id=attempt.quote_id,
        provider=attempt.provider,
        account=attempt.account,
        customer_id=customer_id,
        method_id=method_id,
        method=attempt.method or "card",
        brand="",
        last4="",
        status="active",
        consent=attempt.consent or {},
        created_at=work.now,
    )
    work.session.add(row)
    await work.session.flush()
    fact = facts.AutopayAuthorised(authorisation_id=row.id, quote_id=row.quote_id)
    await factlog.append(work, row.job_id, fact, dedupe_key=f"autopay/{row.id}/authorised")
    return row.id


async def describe(work: Work, method_id: str, known: Saved) -> None:
    """What people recognise the method by, once the provider told."""
    mine = (SavedMethod.company_id == work.company_id, SavedMethod.method_id == method_id)
    for row in (await work.session.scalars(select(SavedMethod).where(*mine))).all():
        row.method, row.brand, row.last4 = known.method, known.brand, known.last4
    await work.session.flush()


async def revoke(work: Work, saved_id: str) -> SavedMethod:
    """Nothing is charged to it any more, from this moment on. Raises a 404 problem; a second time changes nothing."""
    mine = (SavedMethod.company_id == work.company_id, SavedMethod.id == saved_id)
    row = (await work.session.execute(select(SavedMethod).where(*mine))).scalar_one_or_none()
    if row is None or (isinstance(work, PortalWork) and row.contact_id != work.contact_id):
        raise NotFound("saved-method")
    await factlog.lock(work, row.job_id)
    await work.session.refresh(row)
    if row.status == "active":
        await _end(work, row)
        work.session.add(
            Audit(company_id=work.company_id, actor=work.actor, action="saved_method.revoked", target=row.id)
        )
        await work.session.flush()
    return row


async def _end(work: Work, row: SavedMethod) -> None:
    row.status, row.revoked_at = "revoked", work.now
    await work.session.flush()
    fact = facts.AutopayRevoked(authorisation_id=row.id)
    await factlog.append(work, row.job_id, fact, dedupe_key=f"autopay/{row.id}/revoked")

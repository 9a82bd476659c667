"""The verbs of consents."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from dateutil.relativedelta import relativedelta
from sqlalchemy import select

from services.jobs.consents import queries
from services.jobs.consents.schemas import ConsentIn, ConsentOut
from services.jobs.consents.tables import Consent
from services.jobs.contacts import commands as contacts
from services.kit import ids
from services.kit.problems import Field, Invalid, NotFound
from services.kit.work import Work

LASTS: Final = {"purchase": relativedelta(years=2), "inquiry": relativedelta(months=6)}
"""How long an implied consent lasts at most (Canada's anti-spam legislation)."""


async def record(work: Work, contact_id: str, data: ConsentIn) -> ConsentOut:
    """Raises 404, 422 for an implied consent without a basis, or one that is given in the future or over before it is given."""
    contact = await contacts.locked(work, contact_id)
    given_at = data.given_at or work.now
    row = Consent(
        id=ids.new("cns"),
        company_id=work.company_id,
        contact_id=contact.id,
        given_at=given_at,
        expires_at=_ends(work, data, given_at),
        withdrawn_at=None,
        withdrawn_by=None,
        created_by=work.actor,
        created_at=work.now,
        updated_at=work.now,
        **data.model_dump(exclude={"given_at", "expires_at"}),
    )
    work.session.add(row)
    await contacts.touch(work, contact, "contact.consent-recorded")
    return queries.shown(row, work.now)


async def withdraw(work: Work, contact_id: str, consent_id: str) -> ConsentOut:
    """Doing it twice is doing it once. Raises a 404 problem."""
    contact = await contacts.locked(work, contact_id)
    query = select(Consent).where(Consent.contact_id == contact.id, Consent.id == consent_id)
    row = await work.session.scalar(query)
    if row is None:
        raise NotFound("other")
    if row.withdrawn_at is None:
        row.withdrawn_at, row.withdrawn_by, row.updated_at = work.now, work.actor, work.now
        await contacts.touch(work, contact, "contact.consent-withdrawn")
    return queries.shown(row, work.now)


def _ends(work: Work, data: ConsentIn, given_at: datetime) -> datetime | None:
    if given_at > work.now:
        raise Invalid([Field("/given_at", "in-the-future")])
    latest = None
    if data.kind == "implied":
        if not data.basis:
            raise Invalid([Field("/basis", "required")])
        latest = given_at + LASTS[data.basis]
    if data.expires_at is None:
        return latest
    if data.expires_at <= given_at:
        raise Invalid([Field("/expires_at", "ends-before-start")])
    return min(data.expires_at, latest) if latest else data.expires_at

"""Reading inbound mails."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.inbound.parse import Parsed, parse
from services.intake.inbound.schemas import (
    AttachmentOut,
    HeaderOut,
    InboundMailDetail,
    InboundMailOut,
    JobRef,
    Reason,
    Status,
)
from services.intake.inbound.tables import InboundMail
from services.jobs.folders.queries import JobBrief, briefs
from services.kit import files, lists
from services.kit.problems import NotFound, Problem
from services.kit.texts import t

WAITING = ("held", "failed")
"""What needs a person."""


async def row(session: AsyncSession, mail_id: str) -> InboundMail:
    """Raises a 404 problem."""
    found: InboundMail | None = await session.scalar(select(InboundMail).where(InboundMail.id == mail_id))
    if found is None:
        raise NotFound("mail")
    return found


async def page(
    session: AsyncSession,
    company_id: str,
    language: str,
    *,
    statuses: Sequence[Status] = (),
    job_id: str | None = None,
    updated_since: datetime | None = None,
    limit: int = 50,
    after: str | None = None,
) -> lists.Page[InboundMailOut]:
    """Newest first."""
    query = select(InboundMail).where(InboundMail.company_id == company_id)
    if statuses:
        query = query.where(InboundMail.status.in_(statuses))
    if job_id:
        query = query.where(InboundMail.job_id == job_id)
    if updated_since:
        query = query.where(InboundMail.updated_at >= updated_since)
    kept, info = await lists.newest_first(session, query, InboundMail.received_at, InboundMail.id, limit, after)
    return lists.Page(data=await _shown(session, kept, language), page=info)


async def waiting(session: AsyncSession, company_id: str) -> int:
    """How many mails wait for a person."""
    query = select(func.count()).where(InboundMail.company_id == company_id, InboundMail.status.in_(WAITING))
    return int(await session.scalar(query) or 0)


async def mail(session: AsyncSession, mail_id: str, language: str) -> InboundMailOut:
    """Raises a 404 problem."""
    return (await _shown(session, [await row(session, mail_id)], language))[0]


async def detail(session: AsyncSession, mail_id: str, language: str) -> InboundMailDetail:
    """The mail opened. Raises 404, 503 where its raw form cannot be read."""
    found = await mail(session, mail_id, language)
    parsed = await asyncio.to_thread(parse, await raw(session, mail_id))
    return InboundMailDetail(**found.model_dump(), **_content(parsed, language))


async def raw(session: AsyncSession, mail_id: str) -> bytes:
    """The mail as it came. Raises 404, also for one whose person was erased, and 503."""
    found = await row(session, mail_id)
    if found.reason == "erased":
        raise NotFound("mail")
    try:
        return await files.get(found.file_key)
    except FileNotFoundError:
        raise Problem(503, "unavailable", headers={"Retry-After": "60"}) from None


def _content(parsed: Parsed, language: str) -> dict[str, Any]:
    return {
        "body": parsed.body,
        "quoted": parsed.quoted,
        "html": parsed.html,
        "headers": tuple(HeaderOut(name=name, value=value) for name, value in parsed.headers),
        "attachments": tuple(
            AttachmentOut(
                name=each.name,
                media_type=each.media_type,
                size=len(each.content),
                note=t(language, f"mail-note-{each.note}") if each.note else None,
            )
            for each in parsed.attachments
        ),
        "notes": tuple(t(language, f"mail-note-{code}") for code in parsed.notes),
    }


async def _shown(session: AsyncSession, rows: Sequence[InboundMail], language: str) -> list[InboundMailOut]:
    jobs = await briefs(session, _jobs(rows))
    return [_out(each, jobs, language) for each in rows]


def _jobs(rows: Sequence[InboundMail]) -> Iterable[str]:
    return {job_id for each in rows if (job_id := _job_of(each))}


def _job_of(each: InboundMail) -> str | None:
    return each.job_id or (each.target_id if each.target_kind == "job" else None)


def _out(each: InboundMail, jobs: dict[str, JobBrief], language: str) -> InboundMailOut:
    job = jobs.get(_job_of(each) or "")
    values = {name: getattr(each, name) for name in InboundMailOut.model_fields if hasattr(each, name)}
    values |= {
        "reason": Reason(code=each.reason, text=t(language, f"inbound-reason-{each.reason}")) if each.reason else None,
        "sender_name": each.from_name,
        "sender_address": each.from_address,
        "job": JobRef(id=job.id, number=job.number, title=job.title) if job else None,
    }
    return InboundMailOut(**values)

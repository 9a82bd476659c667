"""Reading snippets."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.accounts.queries import company
from services.jobs.contacts.queries import contact
from services.jobs.folders.queries import brief
from services.jobs.snippets.schemas import SnippetOut
from services.jobs.snippets.tables import Snippet
from services.jobs.templates import wording
from services.jobs.templates.kinds import Kind
from services.kit import lists
from services.kit.problems import NotFound
from services.kit.texts import phone
from services.kit.work import Work

PLACEHOLDERS = Kind().known("mail")
"""What every message may name."""


async def row(session: AsyncSession, snippet_id: str) -> Snippet:
    """Raises a 404 problem."""
    found: Snippet | None = await session.scalar(select(Snippet).where(Snippet.id == snippet_id))
    if found is None:
        raise NotFound("snippet")
    return found


async def page(
    work: Work,
    *,
    job_id: str | None = None,
    updated_since: datetime | None = None,
    limit: int = 50,
    after: str | None = None,
) -> lists.Page[SnippetOut]:
    """By title; with a job also as its client would read them. Raises a 404 problem for the job."""
    query = select(Snippet).where(Snippet.company_id == work.company_id)
    if updated_since:
        query = query.where(Snippet.updated_at >= updated_since)
    kept, info = await lists.by_text(work.session, query, Snippet.title, Snippet.id, limit, after)
    language, values = await _of_job(work, job_id) if job_id else ("fr", None)
    return lists.Page(data=[shown(each, language, values) for each in kept], page=info)


async def _of_job(work: Work, job_id: str) -> tuple[str, dict[str, str]]:
    ours, job = await company(work.session, work.company_id), await brief(work.session, job_id)
    client = await contact(work.session, job.contact_id)
    values = {
        "client": client.name,
        "company": ours.trade_name,
        "phone": phone(ours.phone),
        "job": str(job.number),
    }
    return client.language, values


def shown(each: Snippet, language: str = "fr", values: dict[str, str] | None = None) -> SnippetOut:
    body = each.body_en if language == "en" and each.body_en else each.body_fr
    return SnippetOut(
        id=each.id,
        title=each.title,
        body_fr=each.body_fr,
        body_en=each.body_en,
        text=wording.render(body, PLACEHOLDERS, values) if values else None,
        created_at=each.created_at,
        updated_at=each.updated_at,
    )

"""Reading checklists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.accounts.queries import users
from services.jobs.checklists.schemas import (
    ChecklistItemOut,
    ChecklistOut,
    RemovedChecklist,
    TemplateItemOut,
    TemplateOut,
)
from services.jobs.checklists.tables import ChecklistTemplate, ChecklistTemplateItem, VisitChecklist, VisitChecklistItem
from services.kit import lists
from services.kit.problems import NotFound


async def template(session: AsyncSession, template_id: str, language: str) -> TemplateOut:
    """Raises a 404 problem."""
    row = await session.get(ChecklistTemplate, template_id)
    if row is None:
        raise NotFound("checklist")
    return (await _templates(session, [row], language))[0]


async def page(
    session: AsyncSession,
    company_id: str,
    language: str,
    *,
    active: bool | None = None,
    updated_since: datetime | None = None,
    limit: int = 50,
    after: str | None = None,
) -> lists.Page[TemplateOut]:
    """Templates by their French name."""
    query = select(ChecklistTemplate).where(ChecklistTemplate.company_id == company_id)
    if active is not None:
        query = query.where(ChecklistTemplate.active == active)
    if updated_since:
        query = query.where(ChecklistTemplate.updated_at >= updated_since)
    kept, info = await lists.by_text(session, query, ChecklistTemplate.name_fr, ChecklistTemplate.id, limit, after)
    return lists.Page(data=await _templates(session, kept, language), page=info)


async def _templates(session: AsyncSession, rows: Sequence[ChecklistTemplate], language: str) -> list[TemplateOut]:
    query = (
        select(ChecklistTemplateItem)
        .where(ChecklistTemplateItem.template_id.in_([row.id for row in rows]))
        .order_by(ChecklistTemplateItem.template_id, ChecklistTemplateItem.position)
    )
    items: dict[str, list[TemplateItemOut]] = {}
    for each in await session.scalars(query):
        shown = TemplateItemOut(
            id=each.id,
            text=each.text_en if language == "en" else each.text_fr,
            text_fr=each.text_fr,
            text_en=each.text_en,
            required=each.required,
        )
        items.setdefault(each.template_id, []).append(shown)
    return [
        TemplateOut(
            id=row.id,
            name=row.name_en if language == "en" else row.name_fr,
            name_fr=row.name_fr,
            name_en=row.name_en,
            items=tuple(items.get(row.id, ())),
            blocks_completion=row.blocks_completion,
            active=row.active,
            updated_at=row.updated_at,
        )
        for row in rows
    ]


async def of_visits(session: AsyncSession, visit_ids: Iterable[str], language: str) -> dict[str, list[ChecklistOut]]:
    """The checklists of each visit, in the order in which they were put on it; visits without one are left out."""
    query = (
        select(VisitChecklist)
        .where(VisitChecklist.visit_id.in_(set(visit_ids)), VisitChecklist.removed_at.is_(None))
        .order_by(VisitChecklist.created_at, VisitChecklist.id)
    )
    rows = (await session.scalars(query)).all()
    if not rows:
        return {}
    items_query = (
        select(VisitChecklistItem)
        .where(VisitChecklistItem.checklist_id.in_([row.id for row in rows]))
        .order_by(VisitChecklistItem.checklist_id, VisitChecklistItem.position)
    )
    items = (await session.scalars(items_query)).all()
    names = await users(session, {(each.checked_by or "").removeprefix("user:") for each in items} - {""})
    found: dict[str, list[ChecklistOut]] = {}
    for row in rows:
        own = [each for each in items if each.checklist_id == row.id]
        shown = ChecklistOut(
            id=row.id,
            template_id=row.template_id,
            name=row.name_en if language == "en" else row.name_fr,
            blocks_completion=row.blocks_completion,
            items=tuple(_item(each, language, names) for each in own),
            open=sum(each.required and each.checked_at is None for each in own),
        )
        found.setdefault(row.visit_id, []).append(shown)
    return found


async def removed(session: AsyncSession, visit_id: str, language: str) -> list[RemovedChecklist]:
    """What was taken off a visit, in that order."""
    query = select(VisitChecklist).where(VisitChecklist.visit_id == visit_id, VisitChecklist.removed_at.is_not(None))
    rows = (await session.scalars(query.order_by(VisitChecklist.removed_at, VisitChecklist.id))).all()
    names = await users(session, {str(row.removed_by).removeprefix("user:") for row in rows})
    return [
        RemovedChecklist(
            id=row.id,
            name=row.name_en if language == "en" else row.name_fr,
            removed_at=row.removed_at,
            removed_by=names.get(str(row.removed_by).removeprefix("user:"), ""),
            reason=row.removed_reason,
        )
        for row in rows
        if row.removed_at is not None
    ]


def _item(row: VisitChecklistItem, language: str, names: dict[str, str]) -> ChecklistItemOut:
    by = (row.checked_by or "").removeprefix("user:")
    return ChecklistItemOut(
        id=row.id,
        text=row.text_en if language == "en" else row.text_fr,
        required=row.required,
        checked_at=row.checked_at,
        checked_by=names.get(by, "") if row.checked_by else None,
    )

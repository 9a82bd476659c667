"""Reading labels. Lists of labelled objects use `of` for their chips and `having` for their filter."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from services.jobs.labels.schemas import LabelChip, LabelledKind, LabelOut
from services.jobs.labels.tables import Label, LabelLink
from services.kit import lists
from services.kit.problems import NotFound


async def of(
    session: AsyncSession, kind: LabelledKind, object_ids: Iterable[str], language: str
) -> dict[str, tuple[LabelChip, ...]]:
    """The labels of objects by their id, in one statement however many they are; objects without any are left out."""
    wanted = set(object_ids)
    if not wanted:
        return {}
    query = (
        select(LabelLink.object_id, Label)
        .join(Label, (Label.company_id == LabelLink.company_id) & (Label.id == LabelLink.label_id))
        .where(LabelLink.object_kind == kind, LabelLink.object_id.in_(wanted))
        .order_by(Label.folded)
    )
    found: dict[str, tuple[LabelChip, ...]] = {}
    for object_id, row in await session.execute(query):
        found[object_id] = (*found.get(object_id, ()), chip(row, language))
    return found


def having(
    company_id: str, kind: LabelledKind, column: InstrumentedAttribute[str], label_ids: Collection[str]
) -> ColumnElement[bool]:
    """A condition for a list: the object whose id is in `column` has every one of the labels."""
    # One question for each label, not one count over all: Postgres then knows how many there are, and may stop at a full page.
    return and_(
        *(
            column.in_(
                select(LabelLink.object_id).where(
                    LabelLink.company_id == company_id, LabelLink.object_kind == kind, LabelLink.label_id == label_id
                )
            )
            for label_id in sorted(set(label_ids))
        )
    )


async def label(session: AsyncSession, label_id: str, language: str) -> LabelOut:
    """Raises a 404 problem."""
    row = await session.get(Label, label_id)
    if row is None:
        raise NotFound("label")
    return (await _shown(session, [row], language))[0]


async def page(
    session: AsyncSession,
    company_id: str,
    language: str,
    *,
    active: bool | None = None,
    updated_since: datetime | None = None,
    limit: int = 50,
    after: str | None = None,
) -> lists.Page[LabelOut]:
    """Labels by their French name."""
    query = select(Label).where(Label.company_id == company_id)
    if active is not None:
        query = query.where(Label.active == active)
    if updated_since:
        query = query.where(Label.updated_at >= updated_since)
    kept, info = await lists.by_text(session, query, Label.folded, Label.id, limit, after)
    return lists.Page(data=await _shown(session, kept, language), page=info)


async def uses(session: AsyncSession, label_ids: Iterable[str]) -> dict[str, int]:
    """On how many objects each label is; unused ones are left out."""
    query = (
        select(LabelLink.label_id, func.count())
        .where(LabelLink.label_id.in_(set(label_ids)))
        .group_by(LabelLink.label_id)
    )
    return {label_id: int(count) for label_id, count in await session.execute(query)}


def chip(row: Label, language: str) -> LabelChip:
    return LabelChip(id=row.id, name=name(row, language), colour=row.colour)


def name(row: Label, language: str) -> str:
    return (row.name_en or row.name_fr) if language == "en" else row.name_fr


async def _shown(session: AsyncSession, rows: Collection[Label], language: str) -> list[LabelOut]:
    counts = await uses(session, [row.id for row in rows])
    return [
        LabelOut(
            id=row.id,
            name=name(row, language),
            name_fr=row.name_fr,
            name_en=row.name_en,
            colour=row.colour,
            active=row.active,
            used=counts.get(row.id, 0),
            updated_at=row.updated_at,
        )
        for row in rows
    ]

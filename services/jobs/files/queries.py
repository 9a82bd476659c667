"""Reading files. Removed ones show nowhere; what is raw shows only to who asks for it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from services.jobs.files import links
from services.jobs.files.contents import Stored
from services.jobs.files.schemas import FileOut, ObjectKind, Role
from services.jobs.files.tables import File
from services.kit import lists
from services.kit.problems import NotFound

FOR_CLIENTS: Final[tuple[Role, ...]] = ("attachment",)


async def row(session: AsyncSession, file_id: str, *, removed: bool = False) -> File:
    """Raises a 404 problem."""
    found: File | None = await session.scalar(select(File).where(File.id == file_id))
    if found is None or (found.removed_at is not None and not removed):
        raise NotFound("file")
    return found


async def file(session: AsyncSession, file_id: str) -> FileOut:
    """Raises a 404 problem."""
    return shown(await row(session, file_id), datetime.now(UTC))


async def of(
    session: AsyncSession, object_kind: ObjectKind, object_ids: Iterable[str], *, roles: Collection[Role] | None = None
) -> dict[str, list[FileOut]]:
    """The files of each object, oldest first, in one statement; objects without files are left out. Raw mails only if asked for."""
    wanted = set(object_ids)
    if not wanted:
        return {}
    query = select(File).where(File.object_kind == object_kind, File.object_id.in_(wanted), File.removed_at.is_(None))
    query = query.where(File.role.in_(roles) if roles is not None else File.role != "raw")
    now = datetime.now(UTC)
    found: dict[str, list[FileOut]] = {}
    for each in await session.scalars(query.order_by(File.created_at, File.id)):
        found.setdefault(each.object_id, []).append(shown(each, now))
    return found


async def for_client(session: AsyncSession, message_ids: Iterable[str]) -> dict[str, list[FileOut]]:
    """What a client may have of the files of messages that they may read: what was attached, by them or for them."""
    return await of(session, "message", message_ids, roles=FOR_CLIENTS)


async def names(session: AsyncSession, file_ids: Collection[str]) -> dict[str, str]:
    """What files are called, the removed ones too, for who tells of them."""
    if not file_ids:
        return {}
    return dict((await session.execute(select(File.id, File.name).where(File.id.in_(file_ids)))).all())


async def contents_of(session: AsyncSession, job_id: str, file_ids: Collection[str]) -> dict[str, Stored]:
    """What is behind these files of a job, to hang it on something else of the job too; others are left out."""
    wanted = File.id.in_(set(file_ids)), File.job_id == job_id, File.removed_at.is_(None), File.role != "raw"
    return {
        each.id: Stored(
            name=each.name,
            media_type=each.media_type,
            size=each.size,
            sha256=each.sha256,
            key=each.key,
            width=each.width,
            height=each.height,
            thumbnail_key=each.thumbnail_key,
            thumbnail_size=each.thumbnail_size,
            taken_at=each.taken_at,
        )
        for each in await session.scalars(select(File).where(*wanted))
    }


async def rows_of(session: AsyncSession, object_kind: ObjectKind, object_id: str) -> list[File]:
    """The rows behind one object's files, oldest first, for whoever needs their contents; raw mails are left out."""
    query = select(File).where(File.object_kind == object_kind, File.object_id == object_id, File.removed_at.is_(None))
    return list(await session.scalars(query.where(File.role != "raw").order_by(File.created_at, File.id)))


def conditions(
    *,
    job_id: str | None = None,
    object: tuple[ObjectKind, str] | None = None,
    kinds: Collection[ObjectKind] = (),
    role: Role | None = None,
    updated_since: datetime | None = None,
    once: bool = False,
) -> list[ColumnElement[bool]]:
    """What narrows a list. `kinds` are the objects whose files the caller may see.

    `once`: a file of the job that was attached to a message is on both; it is shown where it came from.
    """
    found: list[ColumnElement[bool]] = [File.object_kind.in_(kinds), File.removed_at.is_(None)]
    found.append(File.role == role if role else File.role != "raw")
    if job_id:
        found.append(File.job_id == job_id)
    if object:
        found += [File.object_kind == object[0], File.object_id == object[1]]
    if updated_since:
        found.append(File.updated_at >= updated_since)
    if once:
        found.append(~_attached_again(kinds))
    return found


def _attached_again(kinds: Collection[ObjectKind]) -> ColumnElement[bool]:
    other = aliased(File)
    same = select(other.id).where(
        other.company_id == File.company_id,
        other.job_id == File.job_id,
        other.sha256 == File.sha256,
        other.id != File.id,
        other.object_kind.in_(kinds),
        other.removed_at.is_(None),
        other.role != "raw",
        (other.object_kind != "message") | (other.id < File.id),
    )
    return (File.object_kind == "message") & same.exists()


async def page(
    session: AsyncSession,
    company_id: str,
    narrowed: Collection[ColumnElement[bool]],
    *,
    limit: int = 50,
    after: str | None = None,
) -> lists.Page[FileOut]:
    """Newest first."""
    query = select(File).where(File.company_id == company_id, *narrowed)
    kept, info = await lists.newest_first(session, query, File.created_at, File.id, limit, after)
    now = datetime.now(UTC)
    return lists.Page(data=[shown(each, now) for each in kept], page=info)


def shown(each: File, now: datetime) -> FileOut:
    """A file with links that work from `now` on for an hour or two."""

    def link(variant: links.Variant) -> str:
        return links.url(each.company_id, each.id, variant, now)

    values: dict[str, Any] = {name: getattr(each, name) for name in FileOut.model_fields if not name.endswith("url")}
    values |= {"url": link("full"), "download_url": link("download")}
    return FileOut(**values, thumbnail_url=link("thumb") if each.thumbnail_key else None)

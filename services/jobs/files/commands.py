"""The verbs of files. What hangs on a job's objects is written under that job's lock, like everything else of the job."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, text

from services.accounts.queries import company
from services.jobs.files import contents, queries, sniff
from services.jobs.files.contents import Stored
from services.jobs.files.schemas import FilePatch, ObjectKind, Role
from services.jobs.files.tables import File
from services.jobs.messages.tables import Message
from services.kit import etags, factlog, files, ids
from services.kit.log import Audit
from services.kit.problems import Conflict, Field, Invalid, NotFound, Problem
from services.kit.work import Work
from workflows import facts as f

MOST: Final = 500
"""Files of one job, or of one contact."""
PICTURES_ONLY: Final = ("photo", "photo_before", "photo_after", "signature")
_PROOFS: Final = ("signature", "raw")


async def add(
    work: Work,
    *,
    content: bytes,
    name: str,
    object_kind: ObjectKind,
    object_id: str,
    job_id: str | None,
    role: Role = "attachment",
) -> File:
    """Hangs a file on an object of the company; the caller has made sure that it is there and belongs to `job_id`.

    Raises:
        Problem: 404 (job), 409 `too-many-files`, 413 `file-too-large`, 422 (empty, broken picture, no picture for a photo).
    """
    stored = await contents.store(work.company_id, content, name, raw=role == "raw")
    [row] = await keep(work, [stored], object_kind=object_kind, object_id=object_id, job_id=job_id, role=role)
    return row


async def keep(
    work: Work,
    stored: list[Stored],
    *,
    object_kind: ObjectKind,
    object_id: str,
    job_id: str | None,
    role: Role | None = None,
) -> list[File]:
    """Rows for contents that are in the store already, all or none. Without a role, a picture of work is a photo.

    Raises as `add` does, and 503 if a content is there no more: send it again.
    """
    if job_id is not None:
        await factlog.lock(work, job_id)
    await _check_room(work, object_kind, object_id, job_id, len(stored))
    if role in PICTURES_ONLY and (wrong := [i for i, each in enumerate(stored) if each.width is None]):
        raise Invalid([Field(f"/files/{i}", "photo-no-picture", {"name": stored[i].name}) for i in wrong])
    await _hold(work, stored)
    zone = ZoneInfo((await company(work.session, work.company_id)).time_zone)
    rows = [_row(work, each, object_kind, object_id, job_id, role, zone) for each in stored]
    work.session.add_all(rows)
    await work.session.flush()
    for row in rows:
        await _happened(work, row, _added(row))
    return rows


def _row(
    work: Work,
    stored: Stored,
    object_kind: ObjectKind,
    object_id: str,
    job_id: str | None,
    role: Role | None,
    zone: ZoneInfo,
) -> File:
    photo = stored.width is not None and object_kind in ("job", "visit")
    return File(
        id=ids.new("fil"),
        company_id=work.company_id,
        job_id=job_id,
        object_kind=object_kind,
        object_id=object_id,
        role=role or ("photo" if photo else "attachment"),
        name=stored.name,
        media_type=stored.media_type,
        size=stored.size,
        sha256=stored.sha256,
        key=stored.key,
        width=stored.width,
        height=stored.height,
        thumbnail_key=stored.thumbnail_key,
        thumbnail_size=stored.thumbnail_size,
        taken_at=_instant(stored.taken_at, zone),
        created_by=work.actor,
        created_at=work.now,
        updated_at=work.now,
        removed_at=None,
        collected_at=None,
    )


def _instant(taken_at: datetime | None, zone: ZoneInfo) -> datetime | None:
    """A camera that tells no offset was, as far as anybody knows, where the company is."""
    if taken_at is None:
        return None
    return (taken_at if taken_at.tzinfo else taken_at.replace(tzinfo=zone)).astimezone(UTC)


async def edit(work: Work, file_id: str, patch: FilePatch, if_match: str | None) -> File:
    """Renames it or gives it another role. Raises 404, 409 `file-is-proof`, 412, 422."""
    row = await _locked(work, file_id)
    if if_match not in (None, "*") and tag(row) not in str(if_match):
        raise Problem(412, "changed-meanwhile", current=queries.shown(row, work.now).model_dump(mode="json"))
    if patch.role is not None and patch.role != row.role:
        if row.role in _PROOFS:
            raise Conflict("file-is-proof")
        if patch.role in PICTURES_ONLY and row.width is None:
            raise Invalid([Field("/role", "photo-no-picture", {"name": row.name})])
        row.role = patch.role
    if patch.name is not None:
        row.name = sniff.clean_name(patch.name, row.media_type)
    row.updated_at = work.now
    await work.session.flush()
    return row


async def remove(work: Work, file_id: str) -> None:
    """Takes it away; it may be restored until its content is collected. Removing twice is removing once.

    Raises 404, and 409 for a signature, a raw mail and what went out with a message: they are what happened.
    """
    row = await _locked(work, file_id, removed=True)
    if row.removed_at is not None:
        return
    if row.role in _PROOFS:
        raise Conflict("file-is-proof")
    if row.object_kind == "message" and await _went_out(work, row.object_id):
        raise Conflict("file-was-sent")
    row.removed_at = row.updated_at = work.now
    await work.session.flush()
    await _happened(work, row, f.FileRemoved(file_id=row.id))


async def restore(work: Work, file_id: str) -> File:
    """Brings a removed file back. Raises 404, 409 `file-collected`, `too-many-files`."""
    row = await _locked(work, file_id, removed=True)
    if row.removed_at is None:
        return row
    if row.collected_at is not None:
        raise Conflict("file-collected")
    await _check_room(work, row.object_kind, row.object_id, row.job_id, 1)
    row.removed_at, row.updated_at = None, work.now
    await work.session.flush()
    await _happened(work, row, _added(row))
    return row


def tag(row: File) -> str:
    """The ETag: links in the answer change by the hour, the row does not."""
    return etags.etag(f"{row.id}/{row.updated_at.isoformat()}/{row.removed_at is None}")


async def _locked(work: Work, file_id: str, *, removed: bool = False) -> File:
    """The row under its job's lock. Raises a 404 problem."""
    job_id = (await queries.row(work.session, file_id, removed=removed)).job_id
    if job_id is not None:
        await factlog.lock(work, job_id)
    query = select(File).where(File.id == file_id).with_for_update().execution_options(populate_existing=True)
    found: File | None = await work.session.scalar(query)
    if found is None or (found.removed_at is not None and not removed):
        raise NotFound("file")
    return found


async def _went_out(work: Work, message_id: str) -> bool:
    return await work.session.scalar(select(Message.direction).where(Message.id == message_id)) == "out"


async def _check_room(work: Work, object_kind: str, object_id: str, job_id: str | None, more: int) -> None:
    """Raises a 409 problem. A contact has no job whose lock would keep two uploads apart: the limit is not that exact there."""
    whose = File.job_id == job_id if job_id else (File.object_kind == object_kind) & (File.object_id == object_id)
    query = select(func.count()).where(File.company_id == work.company_id, whose, File.removed_at.is_(None))
    if (await work.session.scalar(query) or 0) + more > MOST:
        raise Conflict("too-many-files", limit=MOST)


async def _hold(work: Work, stored: list[Stored]) -> None:
    """Keeps the collector away from these contents until the commit, after which it sees their rows."""
    keys = sorted({key for each in stored for key in (each.key, each.thumbnail_key) if key})
    await work.session.execute(_HOLD, {"keys": keys})
    for key in keys:
        if not await files.exists(key):
            raise Problem(503, "unavailable", headers={"Retry-After": "1"})


_HOLD = text("SELECT pg_advisory_xact_lock_shared(hashtextextended(key, 0)) FROM unnest(CAST(:keys AS text[])) AS key")


async def _happened(work: Work, row: File, fact: f.FileAdded | f.FileRemoved) -> None:
    """A fact of the job, which its timeline and the live stream show; a row in the audit for what belongs to no job."""
    if row.job_id is not None:
        await factlog.append(work, row.job_id, fact)
        return
    work.session.add(Audit(company_id=work.company_id, actor=work.actor, action=fact.kind, target=row.id))
    await work.session.flush()


def _added(row: File) -> f.FileAdded:
    return f.FileAdded(file_id=row.id, object_kind=row.object_kind, object_id=row.object_id)

"""Reading erasures, and everything that is held on a person."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable
from tempfile import SpooledTemporaryFile
from typing import Any

from pydantic import BaseModel
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from services.accounts.queries import users
from services.billing import queries as billing
from services.jobs.consents import queries as consents
from services.jobs.contacts import queries as contacts
from services.jobs.files.tables import File
from services.jobs.folders import timeline, view
from services.jobs.folders.tables import Folder
from services.jobs.labels import queries as labels
from services.jobs.messages import queries as messages
from services.jobs.people import queries as people
from services.jobs.privacy.schemas import Erased, ErasureOut, Kept
from services.jobs.privacy.tables import Erasure
from services.kit import files as store
from services.kit.log import Audit
from services.kit.problems import NotFound
from services.kit.texts import t
from services.kit.work import Work

_IN_MEMORY = 8_000_000


async def erasure(session: AsyncSession, contact_id: str, language: str) -> ErasureOut:
    """What was done to a contact that was erased. Raises a 404 problem."""
    row = await session.scalar(select(Erasure).where(Erasure.contact_id == contact_id))
    if row is None:
        raise NotFound("other")
    who = row.by.removeprefix("user:")
    return ErasureOut(
        contact_id=row.contact_id,
        at=row.at,
        by=(await users(session, [who])).get(who, ""),
        reason=row.reason,
        erased=tuple(
            Erased(what=what, text=t(language, f"erased-{what}"), count=count) for what, count in row.erased.items()
        ),
        kept=tuple(
            Kept(what=what, text=t(language, f"kept-{what}"), count=count, why=t(language, f"kept-{what}-why"))
            for what, count in row.kept.items()
            if count
        ),
    )


async def everything(work: Work, contact_id: str) -> SpooledTemporaryFile[bytes]:
    """A ZIP file of all that is held on a person: JSON by kind, and their files as they are. Raises a 404 problem.

    Large ones are on disk; the caller reads it from its start and closes it.
    """
    contact = await contacts.contact(work.session, contact_id)
    family = await contacts.family(work.session, contact.id)
    out: SpooledTemporaryFile[bytes] = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  the caller's
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("contact.json", _json(await _contact(work, contact)))
        archive.writestr("consents.json", _json(await _consents(work, contact.id)))
        jobs = (
            await work.session.execute(
                select(Folder.id, Folder.number).where(Folder.contact_id.in_(family)).order_by(Folder.number)
            )
        ).all()
        for row in jobs:
            archive.writestr(f"jobs/{row.number}.json", _json(await _job(work, row.id)))
        archive.writestr("requests.json", _json(await _raw(work, family, [row.id for row in jobs])))
        archive.writestr("audit.json", _json(await _audit(work, family)))
        await _files(work, archive, family, [row.id for row in jobs])
        archive.writestr("README.txt", t(contact.language, "access-readme", name=contact.name))
    out.seek(0)
    return out


async def _contact(work: Work, contact: BaseModel) -> dict[str, Any]:
    contact_id = str(contact.model_dump()["id"])
    notes = await contacts.notes(work.session, contact_id, limit=1000)
    marks = (await labels.of(work.session, "contact", [contact_id], work.language)).get(contact_id, ())
    return {
        "contact": contact,
        "people": await people.people(work.session, contact_id),
        "notes": notes.data,
        "labels": list(marks),
    }


async def _consents(work: Work, contact_id: str) -> Any:
    return (await consents.page(work.session, contact_id, work.now, limit=1000)).data


async def _job(work: Work, job_id: str) -> dict[str, Any]:
    story = await timeline.page(work, job_id, order="asc", updated_since=None, limit=10_000, after=None)
    said = await messages.of_jobs(work.session, [job_id], limit=100_000)
    money = await billing.activities(work.session, job_id, work.language)
    return {
        "job": await view.job(work, job_id),
        "timeline": story.data,
        "messages": [messages.shown(each, work.language) for each in said],
        "documents": money,
    }


async def _raw(work: Work, family: list[str], jobs: list[str]) -> list[Any]:
    """What came in by forms and mails, as it was typed: intake's own function gives it."""
    addresses = await contacts.own_addresses(work.session, family)
    rows = await work.session.execute(_HELD, {"contacts": family, "jobs": jobs, "addresses": addresses})
    return [row[0] for row in rows]


async def _audit(work: Work, family: list[str]) -> list[dict[str, Any]]:
    """Who did what with the contact's data, exports like this one among it."""
    rows = (await work.session.scalars(select(Audit).where(Audit.target.in_(family)).order_by(Audit.id))).all()
    names = await users(work.session, [row.actor.removeprefix("user:") for row in rows])
    return [
        {"at": row.at, "who": names.get(row.actor.removeprefix("user:"), row.actor), "what": row.action} for row in rows
    ]


async def _files(work: Work, archive: zipfile.ZipFile, family: list[str], jobs: list[str]) -> None:
    mine = File.job_id.in_(jobs) | ((File.object_kind == "contact") & File.object_id.in_(family))
    query = select(File).where(mine, File.collected_at.is_(None)).order_by(File.id)
    for row in await work.session.scalars(query):
        try:
            content = await store.get(row.key)
        except FileNotFoundError:
            continue
        archive.writestr(f"files/{row.id}-{_safe(row.name)}", content)


def _safe(name: str) -> str:
    return "".join(char if char.isalnum() or char in " ._-" else "_" for char in name)[:120] or "file"


def _json(value: Any) -> str:
    return json.dumps(value, default=_plain, ensure_ascii=False, indent=2)


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, Iterable):
        return list(value)
    return str(value)


_HELD = text("SELECT intake.held_on(CAST(:contacts AS text[]), CAST(:jobs AS text[]), CAST(:addresses AS text[]))")

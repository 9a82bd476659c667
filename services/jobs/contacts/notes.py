"""The verbs of notes: what the office wants to remember of a contact."""

from __future__ import annotations

from sqlalchemy import select

from services.jobs.contacts import commands, queries, tables
from services.jobs.contacts.schemas import NoteOut
from services.kit import ids
from services.kit.problems import NotFound
from services.kit.work import Work


async def add(work: Work, contact_id: str, body: str) -> NoteOut:
    contact = await commands.locked(work, contact_id)
    row = tables.ContactNote(
        id=ids.new("cno"),
        company_id=work.company_id,
        contact_id=contact.id,
        body=body,
        by=work.actor,
        created_at=work.now,
        updated_at=work.now,
    )
    work.session.add(row)
    await commands.touch(work, contact, "contact.note-added")
    return (await queries.shown_notes(work.session, [row]))[0]


async def edit(work: Work, contact_id: str, note_id: str, body: str) -> NoteOut:
    contact = await commands.locked(work, contact_id)
    row = await _note(work, contact.id, note_id)
    row.body, row.by, row.updated_at = body, work.actor, work.now
    await commands.touch(work, contact, "contact.note-changed")
    return (await queries.shown_notes(work.session, [row]))[0]


async def remove(work: Work, contact_id: str, note_id: str) -> None:
    contact = await commands.locked(work, contact_id)
    await work.session.delete(await _note(work, contact.id, note_id))
    await commands.touch(work, contact, "contact.note-removed")


async def _note(work: Work, contact_id: str, note_id: str) -> tables.ContactNote:
    table = tables.ContactNote
    row = await work.session.scalar(select(table).where(table.contact_id == contact_id, table.id == note_id))
    if row is None:
        raise NotFound("other")
    return row

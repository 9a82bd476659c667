"""The verbs of imports. Nothing is written to contacts until somebody confirms; then in batches, each a transaction of its own.

A batch takes the next lines that have no outcome yet, and writes it with them: after a crash at any moment whoever confirms again
goes on behind the last batch that was committed, and no line is written twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from time import monotonic
from typing import Any, Final

from sqlalchemy import delete, insert, select, update

from services.jobs.contacts import commands as contacts
from services.jobs.contacts import notes, parts
from services.jobs.contacts.schemas import ContactIn, ContactPatch, PhoneIn
from services.jobs.contacts.tables import PhoneNumber
from services.jobs.imports import columns, lines, reading, twins
from services.jobs.imports.lines import Parsed
from services.jobs.imports.schemas import ImportPatch
from services.jobs.imports.tables import ContactImport, ImportLine
from services.kit import ids
from services.kit.problems import Conflict, Field, Invalid, NotFound
from services.kit.work import Work, open_work

BATCH: Final = 200
LOOKED_AT: Final = 500
PATIENCE: Final = 4.0
"""Seconds after which a confirmation answers with what it has written so far."""
PREVIEW_KEPT: Final = timedelta(days=7)


async def upload(work: Work, content: bytes, name: str) -> str:
    """The file as rows, with its columns matched by their titles; the import's id. Raises 413, 422 for what is no table."""
    sheet = await asyncio.to_thread(reading.read, content)
    await _forget_old(work)
    row = ContactImport(
        id=ids.new("imp"),
        company_id=work.company_id,
        name=name,
        status="preview",
        encoding=sheet.encoding,
        separator=sheet.separator,
        header=sheet.header,
        mapping=columns.match(sheet.header),
        duplicates="skip",
        created_by=work.actor,
        created_at=work.now,
        updated_at=work.now,
        confirmed_at=None,
        finished_at=None,
    )
    work.session.add(row)
    await work.session.flush()
    await _look(work, row, sheet.rows, new=True)
    contacts.audit(work, "contacts.import-uploaded", row.id)
    return row.id


async def change(work: Work, import_id: str, patch: ImportPatch) -> None:
    """Matches columns by hand; every line is looked at anew. Raises 404, 409 once it is confirmed, 422."""
    row = await _locked(work, import_id, "preview")
    mapping = list(row.mapping)
    wrong = []
    for column, name in (patch.columns or {}).items():
        if not column.isascii() or not column.isdigit() or len(column) > 3 or int(column) >= len(mapping):
            wrong.append(Field(f"/columns/{column}", "not-found"))
        elif name and name not in columns.FIELDS:
            wrong.append(Field(f"/columns/{column}", "choice"))
        else:
            mapping[int(column)] = name
    wrong += [
        Field(f"/columns/{n}", "column-twice") for n, name in enumerate(mapping) if name and mapping.index(name) < n
    ]
    if wrong:
        raise Invalid(wrong)
    row.mapping, row.duplicates, row.updated_at = mapping, patch.duplicates or row.duplicates, work.now
    query = select(ImportLine.line, ImportLine.cells).where(ImportLine.import_id == row.id).order_by(ImportLine.line)
    await _look(work, row, [(line, cells) for line, cells in await work.session.execute(query)], new=False)


async def cancel(work: Work, import_id: str) -> None:
    """The file is forgotten; nothing of it was written."""
    row = await _locked(work, import_id, "preview")
    await work.session.execute(delete(ImportLine).where(ImportLine.import_id == row.id))
    row.status, row.updated_at, row.finished_at = "cancelled", work.now, work.now
    contacts.audit(work, "contacts.import-cancelled", row.id)
    await work.session.flush()


async def confirm(work: Work, import_id: str) -> None:
    """Writes batch after batch for some seconds. While the import is `writing` afterwards, confirm again to go on.

    Raises 404, 409 for one that was cancelled.
    """
    stop = monotonic() + PATIENCE
    await _known(work, import_id)
    more = True
    while more and monotonic() < stop:
        async with open_work(work.company_id, work.company_code, work.actor, language=work.language) as batch:
            more = await write_batch(batch, import_id)


async def write_batch(work: Work, import_id: str, size: int = BATCH) -> bool:
    """The next lines, in this transaction; whether there are more."""
    row = await _locked(work, import_id, "preview", "writing", "done")
    if row.status == "done":
        return False
    if row.status == "preview":
        row.status, row.confirmed_at = "writing", work.now
        contacts.audit(work, "contacts.import-confirmed", row.id)
    mine = ImportLine.import_id == row.id, ImportLine.outcome.is_(None)
    batch = (await work.session.scalars(select(ImportLine).where(*mine).order_by(ImportLine.line).limit(size))).all()
    row.updated_at = work.now
    if not batch:
        row.status, row.finished_at = "done", work.now
        written = ImportLine.import_id == row.id, ImportLine.outcome != "refused"
        await work.session.execute(update(ImportLine).where(*written).values(cells=[]))
        return False
    await _write(work, row, batch)
    return True


async def _write(work: Work, row: ContactImport, batch: Sequence[ImportLine]) -> None:
    mapping = _columns(row)
    parsed = [lines.parse(line.cells, mapping) for line in batch]
    known = await twins.known(work.session, work.company_id, parsed)
    new: list[tuple[ImportLine, Parsed]] = []
    later: list[tuple[ImportLine, Parsed, str]] = []
    mine: dict[str, ImportLine] = {}
    for line, one in zip(batch, parsed, strict=True):
        if one.contact is None:
            line.outcome = "refused"
            continue
        signs = twins.signs(one)
        twin = next((known[sign] for sign in signs if sign in known), None)
        same = next((mine[sign] for sign in signs if sign in mine), None)
        if twin is None and same is None:
            new.append((line, one))
            mine |= dict.fromkeys(signs, line)
        else:
            later.append((line, one, twin or ""))
            line.twin_line = same.line if same else None
    made = await contacts.create_many(work, [_contact(one) for _, one in new])
    by_line = {line.line: contact_id for (line, _), contact_id in zip(new, made, strict=True)}
    for line, one in new:
        line.outcome, line.contact_id = "created", by_line[line.line]
        await _finish(work, by_line[line.line], one)
    for line, one, twin in later:
        contact_id = twin or by_line[line.twin_line or 0]
        line.outcome, line.contact_id = "skipped", contact_id
        if row.duplicates == "update" and one.contact:
            await _complete(work, contact_id, one.contact)
            line.outcome = "updated"
    await work.session.flush()


def _contact(one: Parsed) -> ContactIn:
    assert one.contact is not None
    return one.contact


async def _finish(work: Work, contact_id: str, one: Parsed) -> None:
    """What a new contact does not take by itself."""
    if one.unsubscribed:
        await contacts.edit(work, contact_id, ContactPatch(unsubscribed=True), None)
    if one.note:
        await notes.add(work, contact_id, one.note)


async def _complete(work: Work, contact_id: str, found: ContactIn) -> None:
    """The row's values go over those of the contact; phones and addresses are added where they are new."""
    given = found.model_dump(exclude_unset=True, exclude={"phones", "addresses", "phone", "address", "kind"})
    numbers = select(PhoneNumber.kind, PhoneNumber.number, PhoneNumber.extension)
    mine = PhoneNumber.contact_id == contact_id, PhoneNumber.person_id.is_(None)
    rows = (await work.session.execute(numbers.where(*mine).order_by(PhoneNumber.position))).all()
    there = [PhoneIn.model_construct(kind=each.kind, number=each.number, extension=each.extension) for each in rows]
    fresh = [each for each in found.phones if each.number not in {known.number for known in there}]
    values: dict[str, Any] = {**given, "name": found.name, **({"phones": [*there, *fresh]} if fresh else {})}
    await contacts.edit(work, contact_id, ContactPatch.model_construct(set(values), **_whole(values)), None)
    for address in found.addresses:
        await parts.add_address_if_new(work, contact_id, address)


def _whole(values: dict[str, Any]) -> dict[str, Any]:
    """All fields of a patch; `model_construct` fills in no defaults where the set of given ones is told."""
    return dict.fromkeys(ContactPatch.model_fields) | values


# ── looking at a file ────────────────────────────────────────────────────────────────────────────────────────────────


async def _look(work: Work, row: ContactImport, rows: Sequence[tuple[int, list[str]]], *, new: bool) -> None:
    """Writes on each line what would become of it."""
    mapping, seen = _columns(row), dict[str, int]()
    for start in range(0, len(rows), LOOKED_AT):
        part = rows[start : start + LOOKED_AT]
        parsed = await asyncio.to_thread(lambda part=part: [lines.parse(cells, mapping) for _, cells in part])  # type: ignore[misc]
        known = await twins.known(work.session, work.company_id, parsed)
        values = []
        for (line, cells), one in zip(part, parsed, strict=True):
            signs = twins.signs(one)
            twin = next((known[sign] for sign in signs if sign in known), None)
            same = next((seen[sign] for sign in signs if sign in seen), None) if twin is None else None
            doubled = twin is not None or same is not None
            plan = "refuse" if one.contact is None else row.duplicates if doubled else "create"
            if plan == "create":
                seen |= dict.fromkeys(signs, line)
            wrong = [{"field": each.field, "code": each.code, "args": each.args} for each in one.wrong]
            key = {"company_id": work.company_id, "import_id": row.id, "line": line}
            content = {"key": one.key, "plan": plan, "wrong": wrong, "twin_id": twin, "twin_line": same}
            values.append(key | content | ({"cells": cells, "outcome": None, "contact_id": None} if new else {}))
        await work.session.execute(insert(ImportLine) if new else update(ImportLine), values)
    await work.session.flush()


def _columns(row: ContactImport) -> dict[int, str]:
    return {column: name for column, name in enumerate(row.mapping) if name}


async def _forget_old(work: Work) -> None:
    """Files that nobody confirmed hold names and addresses for nothing."""
    old = ContactImport.company_id == work.company_id, ContactImport.status == "preview"
    found = await work.session.scalars(
        select(ContactImport.id).where(*old, ContactImport.created_at < work.now - PREVIEW_KEPT).with_for_update()
    )
    for import_id in found.all():
        await cancel(work, import_id)


async def _known(work: Work, import_id: str) -> None:
    if await work.session.scalar(select(ContactImport.id).where(ContactImport.id == import_id)) is None:
        raise NotFound("other")


async def _locked(work: Work, import_id: str, *statuses: str) -> ContactImport:
    row = await work.session.scalar(select(ContactImport).where(ContactImport.id == import_id).with_for_update())
    if row is None:
        raise NotFound("other")
    if row.status not in statuses:
        raise Conflict("import-not-open")
    return row

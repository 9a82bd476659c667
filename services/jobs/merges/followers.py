"""What follows a contact into another one, and back. Each kind is a pair of functions; the journal is what they share.

Phones and addresses that the survivor has already stay where they are and come back with the merged contact. Labels and custom
fields are copied, so that un-merging only takes away what was copied.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select, text, update

from services.jobs import search
from services.jobs.consents.tables import Consent
from services.jobs.contacts import preferences
from services.jobs.contacts.tables import Address, Contact, ContactNote, Person, PhoneNumber
from services.jobs.custom_fields import commands as custom_fields
from services.jobs.custom_fields import queries as custom_values
from services.jobs.files.tables import File
from services.jobs.folders.tables import Folder
from services.jobs.labels import commands as labels
from services.jobs.labels.tables import Label
from services.kit import factlog
from services.kit.work import Work
from workflows import facts as f

Journal = dict[str, Any]


async def move(work: Work, source: Contact, target: Contact) -> Journal:
    """Everything of `source` becomes `target`'s; both are locked. What was moved, for `bring_back`."""
    jobs = sorted(await work.session.scalars(select(Folder.id).where(Folder.contact_id == source.id)))
    await _give_jobs(work, jobs, target)  # first: jobs are locked before what hangs on a contact
    return {
        "jobs": jobs,
        "people": await _move_people(work, source.id, target.id),
        "phones": await _move_phones(work, source.id, target.id),
        "addresses": await _move_addresses(work, source.id, target.id),
        "notes": await _move_rows(work, ContactNote, source.id, target.id),
        "consents": await _move_rows(work, Consent, source.id, target.id),
        "files": await _move_files(work, source.id, target.id),
        "labels": await _copy_labels(work, source.id, target.id),
        "values": await _copy_values(work, source.id, target.id),
    }


async def bring_back(work: Work, journal: Journal, source: Contact, target: Contact) -> None:
    """What followed goes back to `source`, if it is still there and still `target`'s. What is newer stays."""
    still = select(Folder.id).where(Folder.id.in_(journal["jobs"]), Folder.contact_id == target.id)
    await _give_jobs(work, sorted(await work.session.scalars(still)), source)
    placed: tuple[tuple[Any, str], ...] = ((Person, "people"), (PhoneNumber, "phones"), (Address, "addresses"))
    for table, key in placed:
        for each in journal[key]:
            values = {name: value for name, value in each.items() if name != "id"} | {"contact_id": source.id}
            mine = table.id == each["id"], table.contact_id == target.id
            await work.session.execute(update(table).where(*mine).values(**values))
    plain: tuple[tuple[Any, str], ...] = ((ContactNote, "notes"), (Consent, "consents"))
    for table, key in plain:
        mine = table.id.in_(journal[key]), table.contact_id == target.id
        await work.session.execute(update(table).where(*mine).values(contact_id=source.id))
    mine = File.id.in_(journal["files"]), File.object_id == target.id
    await work.session.execute(update(File).where(*mine).values(object_id=source.id, updated_at=work.now))
    await _uncopy_labels(work, journal["labels"], target.id)
    await _uncopy_values(work, journal["values"], target.id)


# ── people, phones, addresses ────────────────────────────────────────────────────────────────────────────────────────


async def _move_people(work: Work, source: str, target: str) -> list[Journal]:
    """Their phones come along. There is one primary person: the target's, where it has one."""
    taken = await work.session.scalar(select(Person.id).where(Person.contact_id == target, Person.is_primary))
    rows = (await work.session.scalars(_in_order(Person, source))).all()
    journal = [{"id": row.id, "position": row.position, "is_primary": row.is_primary} for row in rows]
    first = await _behind(work, Person, target)
    for n, row in enumerate(rows):
        row.contact_id, row.position, row.is_primary = target, first + n, row.is_primary and taken is None
    await work.session.flush()
    return journal


async def _move_phones(work: Work, source: str, target: str) -> list[Journal]:
    own = select(PhoneNumber.number).where(PhoneNumber.contact_id == target, PhoneNumber.person_id.is_(None))
    known = set(await work.session.scalars(own))
    rows = [
        row
        for row in (await work.session.scalars(_in_order(PhoneNumber, source))).all()
        if row.person_id is not None or row.number not in known
    ]
    return await _append(work, PhoneNumber, rows, target)


async def _move_addresses(work: Work, source: str, target: str) -> list[Journal]:
    known = {_place(row) for row in (await work.session.scalars(_in_order(Address, target))).all()}
    rows = (await work.session.scalars(_in_order(Address, source))).all()
    return await _append(work, Address, [row for row in rows if _place(row) not in known], target)


def _place(row: Address) -> tuple[str, ...]:
    return row.kind, row.line_key, search.folded(row.city), row.postal_code


async def _append(work: Work, table: Any, rows: Sequence[Any], target: str) -> list[Journal]:
    journal = [{"id": row.id, "position": row.position} for row in rows]
    first = await _behind(work, table, target)
    for n, row in enumerate(rows):
        row.contact_id, row.position = target, first + n
    await work.session.flush()
    return journal


def _in_order(table: Any, contact_id: str) -> Any:
    query = select(table).where(table.contact_id == contact_id).order_by(table.position, table.id)
    return query.execution_options(populate_existing=True)


async def _behind(work: Work, table: Any, contact_id: str) -> int:
    last = await work.session.scalar(select(func.max(table.position)).where(table.contact_id == contact_id))
    return 0 if last is None else int(last) + 1


async def _move_rows(work: Work, table: Any, source: str, target: str) -> list[str]:
    moved = update(table).where(table.contact_id == source).values(contact_id=target).returning(table.id)
    return sorted(await work.session.scalars(moved))


async def _move_files(work: Work, source: str, target: str) -> list[str]:
    of_theirs = File.object_kind == "contact", File.object_id == source
    moved = update(File).where(*of_theirs).values(object_id=target, updated_at=work.now).returning(File.id)
    return sorted(await work.session.scalars(moved))


# ── labels and custom fields ─────────────────────────────────────────────────────────────────────────────────────────


async def _copy_labels(work: Work, source: str, target: str) -> list[str]:
    there = await labels.ids_on(work, "contact", target)
    wanted = await labels.ids_on(work, "contact", source) - there
    added = sorted(await work.session.scalars(select(Label.id).where(Label.id.in_(wanted), Label.active)))
    if added:
        await labels.set_labels(work, "contact", target, [*sorted(there), *added])
    return added


async def _uncopy_labels(work: Work, added: list[str], target: str) -> None:
    there = await labels.ids_on(work, "contact", target)
    if there & set(added):
        await labels.set_labels(work, "contact", target, sorted(there - set(added)))


async def _copy_values(work: Work, source: str, target: str) -> Journal:
    """What stands in active fields of the source and not in the target's."""
    held = await custom_values.values_of(work.session, "contact", [source, target])
    active = {row.id for row in await custom_values.rows(work.session, "contact") if row.active}
    added = {name: held[source][name] for name in sorted(held[source].keys() & active - held[target].keys())}
    if added:
        await custom_fields.set_values(work, "contact", target, added)
    return added


async def _uncopy_values(work: Work, added: Journal, target: str) -> None:
    held = (await custom_values.values_of(work.session, "contact", [target]))[target]
    active = {row.id for row in await custom_values.rows(work.session, "contact") if row.active}
    gone = {name: None for name, value in added.items() if name in active and held.get(name) == value}
    if gone:
        await custom_fields.set_values(work, "contact", target, gone)


# ── jobs ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


async def _give_jobs(work: Work, job_ids: list[str], owner: Contact) -> None:
    """The jobs are `owner`'s from now on, in their log, and with every quote, invoice and payment on them."""
    if not job_ids:
        return
    await factlog.lock(work, *job_ids)
    await work.session.execute(update(Folder).where(Folder.id.in_(job_ids)).values(contact_id=owner.id))
    for job_id in job_ids:
        await factlog.append(work, job_id, f.JobContactSet(contact_id=owner.id))
    await work.session.execute(_BILLING, {"jobs": job_ids, "contact": owner.id})
    await preferences.tell_jobs(work, owner)


# Billing's own function: its documents belong to whom their job belongs to.
_BILLING = text("SELECT billing.jobs_belong_to(CAST(:jobs AS text[]), :contact)")

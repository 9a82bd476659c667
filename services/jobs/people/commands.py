"""The verbs of a contact's people."""

from __future__ import annotations

from sqlalchemy import delete, func, select, update

from services.jobs.contacts import commands as contacts
from services.jobs.contacts import parts
from services.jobs.contacts.tables import Person, PhoneNumber
from services.jobs.people import queries
from services.jobs.people.schemas import PersonIn, PersonOut, PersonPatch
from services.kit import etags, ids
from services.kit.problems import Conflict, Field, Invalid, NotFound
from services.kit.work import Work

MOST = 100


async def add(work: Work, contact_id: str, data: PersonIn) -> PersonOut:
    """Raises 404, 409 for more people than a contact may have."""
    contact = await contacts.locked(work, contact_id)
    known = (
        await work.session.execute(
            select(func.count(), func.coalesce(func.max(Person.position), -1)).where(Person.contact_id == contact.id)
        )
    ).one()
    if known[0] >= MOST:
        raise Conflict("contact-people-full", most=MOST)
    row = Person(
        id=ids.new("cpn"),
        company_id=work.company_id,
        contact_id=contact.id,
        position=known[1] + 1,
        email_key=(data.email or "").lower(),
        is_primary=False,
        created_at=work.now,
        updated_at=work.now,
        **data.model_dump(include={"name", "role", "email", "language"}),
    )
    work.session.add(row)
    await work.session.flush()
    await parts.set_phones(work, contact, data.phones, row.id)
    if data.primary:
        await _make_primary(work, row)
    await contacts.touch(work, contact, "contact.person-added")
    return await queries.person(work.session, contact.id, row.id)


async def edit(work: Work, contact_id: str, person_id: str, patch: PersonPatch, if_match: str | None) -> PersonOut:
    """Changes the fields that are there. Raises 404, 412 with the current person, 422."""
    contact = await contacts.locked(work, contact_id)
    row = await _person(work, contact.id, person_id)
    etags.require_match(if_match, await queries.person(work.session, contact.id, person_id))
    given = patch.model_dump(exclude_unset=True, exclude={"phones", "primary"})
    if "name" in given and not given["name"]:
        raise Invalid([Field("/name", "required")])
    for name, value in given.items():
        setattr(row, name, "" if name == "role" and value is None else value)
    row.email_key, row.updated_at = (row.email or "").lower(), work.now
    if patch.phones is not None:
        await parts.set_phones(work, contact, patch.phones, row.id)
    if patch.primary:
        await _make_primary(work, row)
    elif patch.primary is False:
        row.is_primary = False
    await contacts.touch(work, contact, "contact.person-changed")
    return await queries.person(work.session, contact.id, row.id)


async def remove(work: Work, contact_id: str, person_id: str) -> None:
    contact = await contacts.locked(work, contact_id)
    row = await _person(work, contact.id, person_id)
    await work.session.execute(delete(PhoneNumber).where(PhoneNumber.person_id == row.id))
    await work.session.delete(row)
    await work.session.flush()
    await contacts.touch(work, contact, "contact.person-removed")


async def _make_primary(work: Work, row: Person) -> None:
    others = Person.contact_id == row.contact_id, Person.id != row.id
    await work.session.execute(update(Person).where(*others).values(is_primary=False))
    row.is_primary = True
    await work.session.flush()


async def _person(work: Work, contact_id: str, person_id: str) -> Person:
    row = await work.session.scalar(select(Person).where(Person.contact_id == contact_id, Person.id == person_id))
    if row is None:
        raise NotFound("other")
    return row

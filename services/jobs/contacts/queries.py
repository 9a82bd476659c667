"""Reading contacts. Row-level security shows one company's, whatever is asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, cast

from sqlalchemy import ColumnElement, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from services.accounts.queries import users
from services.jobs import search
from services.jobs.contacts import tables
from services.jobs.contacts.schemas import (
    AddressKind,
    AddressOut,
    Contact,
    Kind,
    Location,
    NoteOut,
    PhoneKind,
    PhoneOut,
    Redirect,
)
from services.jobs.custom_fields import queries as custom_fields
from services.jobs.custom_fields.schemas import Value
from services.jobs.labels import queries as labels
from services.jobs.search.matching import matching
from services.kit import lists
from services.kit.problems import NotFound
from services.kit.texts import known_language
from services.kit.texts import phone as spoken_phone


async def contact(session: AsyncSession, contact_id: str) -> Contact:
    """One contact with phones and addresses; of a merged one, the contact that it went into. Raises a 404 problem."""
    found = (await contacts(session, [contact_id])).get(contact_id)
    if found is None:
        raise NotFound("contact")
    return found


async def contacts(session: AsyncSession, contact_ids: Iterable[str]) -> dict[str, Contact]:
    """Contacts by the ids that were asked for, in a few statements however many they are; unknown ids are left out."""
    asked = set(contact_ids)
    rows = {row.id: row for row in await session.scalars(select(tables.Contact).where(tables.Contact.id.in_(asked)))}
    while missing := {row.merged_into for row in rows.values() if row.merged_into} - rows.keys():
        more = await session.scalars(select(tables.Contact).where(tables.Contact.id.in_(missing)))
        rows |= {row.id: row for row in more}
    shown = {each.id: each for each in await _whole(session, [row for row in rows.values() if not row.merged_into])}
    found: dict[str, Contact] = {}
    for contact_id in asked & rows.keys():
        last = row = rows[contact_id]
        while last.merged_into:
            last = rows[last.merged_into]
        one = shown[last.id]
        found[contact_id] = (
            one if row is last else one.model_copy(update={"redirect": Redirect(id=row.id, name=row.name)})
        )
    return found


class Brief(NamedTuple):
    """What lists need to name a client."""

    name: str
    email: str | None
    phone: str | None


async def briefs(session: AsyncSession, contact_ids: Iterable[str]) -> dict[str, Brief]:
    """Briefs by id; unknown ids are left out. Those of merged contacts are as they were: no job is theirs any more."""
    rows = await session.execute(
        select(tables.Contact.id, tables.Contact.name, tables.Contact.email, tables.Contact.phone).where(
            tables.Contact.id.in_(set(contact_ids))
        )
    )
    return {row.id: Brief(row.name, row.email, row.phone) for row in rows}


class MoneyTerms(NamedTuple):
    """What of a contact decides about what they are billed. `payment_terms_days` None: the company's."""

    tax_exempt: bool
    tax_exempt_reason: str
    payment_terms_days: int | None


async def money_terms(session: AsyncSession, contact_id: str) -> MoneyTerms:
    """Of the contact, or of the one that it went into, in one statement as a rule. Raises a 404 problem."""
    table = tables.Contact
    query = select(table.merged_into, table.tax_exempt, table.tax_exempt_reason, table.payment_terms_days)
    while True:
        row = (await session.execute(query.where(table.id == contact_id))).first()
        if row is None:
            raise NotFound("contact")
        if row.merged_into is None:
            return MoneyTerms(row.tax_exempt, row.tax_exempt_reason, row.payment_terms_days)
        contact_id = row.merged_into


async def own_addresses(session: AsyncSession, contact_ids: Sequence[str]) -> list[str]:
    """E-mail addresses of these contacts and their people that no other living contact has: what came from there is theirs."""
    contact, person = tables.Contact, tables.Person
    family = set(contact_ids)
    held = (
        select(contact.email_key, contact.id)
        .where(contact.email_key != "", or_(contact.id.in_(family), contact.erased_at.is_(None)))
        .union(select(person.email_key, person.contact_id).where(person.email_key != ""))
        .subquery()
    )
    mine = select(held.c.email_key).where(held.c.id.in_(family))
    others = select(held.c.email_key).where(held.c.id.not_in(family))
    return sorted(await session.scalars(mine.except_(others)))


async def live_id(session: AsyncSession, contact_id: str) -> str | None:
    """The id of the contact, or of the one that it was merged into; None if there is none, or it was erased.

    It stays so until this transaction ends: a merge waits.
    """
    await hold_merges(session)
    while True:
        table = tables.Contact
        row = (await session.execute(select(table.merged_into, table.erased_at).where(table.id == contact_id))).first()
        if row is None or row.erased_at:
            return None
        if row.merged_into is None:
            return contact_id
        contact_id = row.merged_into


async def family(session: AsyncSession, contact_id: str) -> list[str]:
    """The contact and all that went into it, also by way of others, in order."""
    table, found, fresh = tables.Contact, {contact_id}, {contact_id}
    while fresh:
        fresh = set(await session.scalars(select(table.id).where(table.merged_into.in_(fresh)))) - found
        found |= fresh
    return sorted(found)


async def hold_merges(session: AsyncSession, *, alone: bool = False) -> None:
    """No contact of this company is merged, un-merged or erased before this transaction ends. Comes before any other lock.

    `alone` for who does just that: it waits for all others, and they for it.
    """
    await session.execute(_ALONE if alone else _NO_MERGE)


async def page(
    session: AsyncSession,
    company_id: str,
    *,
    q: str | None = None,
    kind: Kind | None = None,
    archived: bool | None = False,
    label_ids: Sequence[str] = (),
    fields: Mapping[str, Value] | None = None,
    updated_since: datetime | None = None,
    limit: int = 50,
    after: str | None = None,
) -> lists.Page[Contact]:
    """Contacts by name; `q` looks through names, e-mails and phone numbers, without accents. `archived` None: all of them."""
    table = tables.Contact
    query = select(table).where(table.company_id == company_id, table.merged_into.is_(None))
    if q:
        found = matching("matching_contacts", q)
        # Words too short for the index are compared row by row.
        query = query.where(search.matches(table.folded, search.terms(q)) if found is None else table.id.in_(found))
    if kind:
        query = query.where(table.kind == kind)
    if archived is not None:
        query = query.where(table.archived_at.is_not(None) if archived else table.archived_at.is_(None))
    if label_ids:
        query = query.where(labels.having(company_id, "contact", table.id, label_ids))
    if fields:
        query = query.where(custom_fields.having(company_id, "contact", table.id, dict(fields)))
    if updated_since:
        query = query.where(table.updated_at >= updated_since)
    shown, info = await lists.by_text(session, query, table.sort_name, table.id, limit, after)
    return lists.Page(data=await _whole(session, shown), page=info)


async def same_person(session: AsyncSession, company_id: str, email: str | None, phone: str | None) -> str | None:
    """The contact with that e-mail, else the one with that phone number; the oldest where several have it.

    By what a merged contact was known, the one that it went into is found.
    """
    table, phones, people = tables.Contact, tables.PhoneNumber, tables.Person
    with_mail = select(people.contact_id).where(
        people.company_id == company_id, people.email_key == (email or "").lower()
    )
    with_phone = select(phones.contact_id).where(phones.company_id == company_id, phones.number == phone)
    conditions: tuple[ColumnElement[bool] | None, ...] = (
        table.email_key == email.lower() if email else None,
        table.phone == phone if phone else None,
        table.id.in_(with_mail) if email else None,
        table.id.in_(with_phone) if phone else None,
    )
    known = table.company_id == company_id, table.erased_at.is_(None)
    for condition in conditions:
        if condition is not None:
            query = (
                select(table.id).where(*known, condition).order_by(table.merged_into.is_not(None), table.id).limit(1)
            )
            if found := await session.scalar(query):
                return await live_id(session, found)
    return None


async def address(session: AsyncSession, contact_id: str, address_id: str) -> AddressOut:
    """One address of a contact. Raises a 404 problem."""
    table = tables.Address
    row = await session.scalar(select(table).where(table.contact_id == contact_id, table.id == address_id))
    if row is None:
        raise NotFound("other")
    return shown_address(row)


async def notes(
    session: AsyncSession,
    contact_id: str,
    *,
    updated_since: datetime | None = None,
    limit: int = 50,
    after: str | None = None,
) -> lists.Page[NoteOut]:
    """What was written down of a contact, newest first."""
    table = tables.ContactNote
    query = select(table).where(table.contact_id == contact_id)
    if updated_since:
        query = query.where(table.updated_at >= updated_since)
    shown, info = await lists.newest_first(session, query, table.created_at, table.id, limit, after)
    return lists.Page(data=await shown_notes(session, shown), page=info)


async def shown_notes(session: AsyncSession, rows: Sequence[tables.ContactNote]) -> list[NoteOut]:
    names = await users(session, [row.by.removeprefix("user:") for row in rows])
    return [
        NoteOut(
            id=row.id,
            body=row.body,
            by=names.get(row.by.removeprefix("user:"), ""),
            created_at=row.created_at,
            updated_at=row.updated_at,
        )
        for row in rows
    ]


# ── putting a contact together ───────────────────────────────────────────────────────────────────────────────────────


async def _whole(session: AsyncSession, rows: Sequence[tables.Contact]) -> list[Contact]:
    """With phones and addresses, in two more statements."""
    addresses: dict[str, list[AddressOut]] = {row.id: [] for row in rows}
    phones: dict[str, list[PhoneOut]] = {row.id: [] for row in rows}
    if rows:
        place = tables.Address
        query = (
            select(place).where(place.contact_id.in_(addresses)).order_by(place.contact_id, place.position, place.id)
        )
        for each in await session.scalars(query):
            addresses[each.contact_id].append(shown_address(each))
        table = tables.PhoneNumber
        of_theirs = select(table).where(table.contact_id.in_(phones), table.person_id.is_(None))
        for phone in await session.scalars(of_theirs.order_by(table.contact_id, table.position, table.id)):
            phones[phone.contact_id].append(shown_phone(phone))
    return [
        Contact(
            id=row.id,
            kind=cast(Kind, row.kind),
            name=row.name,
            first_name=row.first_name,
            last_name=row.last_name,
            company_name=row.company_name,
            email=row.email,
            phone=row.phone,
            phones=tuple(phones[row.id]),
            language=known_language(row.language),
            prefers_mail=row.prefers_mail,
            prefers_sms=row.prefers_sms,
            unsubscribed_at=row.unsubscribed_at,
            do_not_contact=row.do_not_contact,
            payment_terms_days=row.payment_terms_days,
            tax_exempt=row.tax_exempt,
            tax_exempt_reason=row.tax_exempt_reason,
            tax_certificate=row.tax_certificate,
            addresses=tuple(addresses[row.id]),
            archived_at=row.archived_at,
            erased_at=row.erased_at,
            created_at=row.created_at,
            updated_at=row.updated_at,
        )
        for row in rows
    ]


def shown_address(row: tables.Address) -> AddressOut:
    located = row.lat is not None and row.lon is not None
    return AddressOut(
        id=row.id,
        kind=cast(AddressKind, row.kind),
        label=row.label,
        line1=row.line1,
        city=row.city,
        region=row.region,
        postal_code=row.postal_code,
        country=row.country,
        access_notes=row.access_notes,
        location=Location.model_validate(
            {"lat": row.lat, "lon": row.lon, "source": row.location_source, "precision": row.location_precision}
        )
        if located
        else None,
    )


def shown_phone(row: tables.PhoneNumber) -> PhoneOut:
    formatted = spoken_phone(row.number)
    return PhoneOut(
        id=row.id,
        kind=cast(PhoneKind, row.kind),
        number=row.number,
        extension=row.extension,
        formatted=f"{formatted} #{row.extension}" if row.extension else formatted,
    )


_NO_MERGE = text(
    "SELECT pg_advisory_xact_lock_shared(hashtextextended('merges/' || current_setting('app.company_id'), 0))"
)
_ALONE = text("SELECT pg_advisory_xact_lock(hashtextextended('merges/' || current_setting('app.company_id'), 0))")

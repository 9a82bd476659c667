"""The verbs of contacts. What changes here belongs to no job, so it goes to the audit list.

Locks are taken in this order: merges of the company (`queries.hold_merges`), contacts, jobs; each kind in order of its ids.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, text

from services.accounts.queries import company
from services.jobs import search
from services.jobs.contacts import parts, preferences, queries, tables
from services.jobs.contacts.schemas import Contact, ContactIn, ContactPatch, PhoneIn, display_name
from services.kit import etags, ids
from services.kit.log import Audit
from services.kit.problems import Conflict, Field, Invalid, NotFound
from services.kit.work import Work

_NAMES = ("kind", "first_name", "last_name", "company_name")
_PLAIN = (*_NAMES, "name", "email", "language", "payment_terms_days", "tax_exempt_reason", "tax_certificate")
_SWITCHES = ("prefers_mail", "prefers_sms", "do_not_contact", "tax_exempt")
_NEVER_EMPTY = {"kind", "name", "language", *_SWITCHES}


async def create(work: Work, data: ContactIn) -> str:
    """A new contact; its id."""
    return (await create_many(work, [data]))[0]


async def create_many(work: Work, given: Sequence[ContactIn]) -> list[str]:
    """New contacts, in as few statements as one; their ids."""
    if not given:
        return []
    own = (await company(work.session, work.company_id)).language
    made = [_new(work, data, data.language or own) for data in given]
    work.session.add_all(made)
    await work.session.flush()
    for row, data in zip(made, given, strict=True):
        phones = [*([PhoneIn(number=data.phone)] if data.phone else []), *data.phones]
        addresses = [*([data.address] if data.address else []), *data.addresses]
        work.session.add_all(parts.new_phones(work, row.id, phones))
        work.session.add_all(await parts.new_addresses(work, row.id, addresses))
        audit(work, "contact.created", row.id)
    await work.session.flush()
    return [row.id for row in made]


def _new(work: Work, data: ContactIn, language: str) -> tables.Contact:
    numbers = list(dict.fromkeys([*([data.phone] if data.phone else []), *(each.number for each in data.phones)]))
    row = tables.Contact(
        id=ids.new("cnt"),
        company_id=work.company_id,
        sort_name="",
        phone=numbers[0] if numbers else None,
        language=language,
        folded="",
        created_at=work.now,
        updated_at=work.now,
        **data.model_dump(include={*_PLAIN, *_SWITCHES} - {"language"}),
    )
    _fold(row, [search.digits(number) for number in numbers])
    return row


async def match_or_create(work: Work, data: ContactIn) -> str:
    """The contact with that e-mail or phone number, else a new one; its id.

    Two requests of one person at the same moment make one contact. A known contact keeps what the office has; only what is
    still missing (a phone number, an address) is taken from the request.
    """
    for key in sorted(key.lower() for key in (data.email, data.phone) if key):
        await work.session.execute(_ONE_AT_A_TIME, {"key": f"contact/{work.company_id}/{key}"})
    found = await queries.same_person(work.session, work.company_id, data.email, data.phone)
    if found is None:
        return await create(work, data)
    row = await locked(work, found)
    if (not row.email and data.email) or (not row.phone and data.phone):
        row.email, row.updated_at = row.email or data.email, work.now
        if not row.phone and data.phone:
            await parts.set_phones(work, row, [PhoneIn(number=data.phone)])
        await refold(work, row)
        audit(work, "contact.completed", row.id)
    if data.address:
        await parts.add_address_if_new(work, row.id, data.address)
    return row.id


async def edit(work: Work, contact_id: str, patch: ContactPatch, if_match: str | None) -> Contact:
    """Changes the fields that are there. Raises 404, 409 for one that is erased, 412 with the current contact, 422."""
    row = await locked(work, contact_id)
    etags.require_match(if_match, await queries.contact(work.session, contact_id))
    _check(row, patch)
    before = preferences.of(row)
    _assign(work, row, patch)
    if patch.phones is not None:
        await parts.set_phones(work, row, patch.phones)
    elif "phone" in patch.model_fields_set:
        await parts.set_first_phone(work, row, patch.phone)
    if patch.addresses is not None:
        await parts.replace_addresses(work, row.id, patch.addresses)
    row.updated_at = work.now
    await refold(work, row)
    audit(work, "contact.changed", row.id)
    await work.session.flush()
    if preferences.of(row) != before:
        await preferences.tell_jobs(work, row)
    return await queries.contact(work.session, contact_id)


def _check(row: tables.Contact, patch: ContactPatch) -> None:
    given = patch.model_dump(exclude_unset=True)
    wrong = [Field(f"/{name}", "required") for name in sorted(_NEVER_EMPTY & given.keys()) if given[name] in (None, "")]
    exempt = given.get("tax_exempt", row.tax_exempt)
    if exempt and not given.get("tax_exempt_reason", row.tax_exempt_reason):
        wrong.append(Field("/tax_exempt_reason", "exempt-why"))
    if wrong:
        raise Invalid(wrong)


def _assign(work: Work, row: tables.Contact, patch: ContactPatch) -> None:
    given = patch.model_dump(include={*_PLAIN, *_SWITCHES}, exclude_unset=True)
    was_made_of_parts = row.name == display_name(*(getattr(row, name) for name in _NAMES))
    for name, value in given.items():
        empty = "" if name not in ("email", "payment_terms_days") else None
        setattr(row, name, empty if value is None else value)
    if given.keys() & set(_NAMES) and "name" not in given:
        made = display_name(*(getattr(row, name) for name in _NAMES))
        row.name = made if made and was_made_of_parts else row.name
    if patch.unsubscribed is not None:
        row.unsubscribed_at = (row.unsubscribed_at or work.now) if patch.unsubscribed else None
    if patch.archived is not None:
        row.archived_at = (row.archived_at or work.now) if patch.archived else None


async def locked(work: Work, contact_id: str) -> tables.Contact:
    """The contact's row under its lock; of a merged one, the contact that it went into. Raises 404, 409 if erased."""
    await queries.hold_merges(work.session)
    while True:
        query = select(tables.Contact).where(tables.Contact.id == contact_id).with_for_update()
        row = await work.session.scalar(query.execution_options(populate_existing=True))
        if row is None:
            raise NotFound("contact")
        if row.merged_into is None:
            break
        contact_id = row.merged_into
    if row.erased_at:
        raise Conflict("contact-erased")
    return row


async def touch(work: Work, row: tables.Contact, action: str) -> None:
    """Something of a locked contact changed: people, notes, consents."""
    row.updated_at = work.now
    await refold(work, row)
    audit(work, action, row.id)
    await work.session.flush()


async def refold(work: Work, row: tables.Contact) -> None:
    """Writes what search and comparison look at."""
    _fold(row, await parts.searched(work, row.id))


def _fold(row: tables.Contact, others: Sequence[str]) -> None:
    row.sort_name = search.folded(row.name)
    row.name_key = search.key(row.name)
    row.email_key = (row.email or "").lower()
    names = {name for name in (row.company_name, f"{row.first_name} {row.last_name}".strip()) if name} - {row.name}
    row.folded = search.folded(row.name, row.email, *sorted(names), *others)


def audit(work: Work, action: str, contact_id: str) -> None:
    work.session.add(Audit(company_id=work.company_id, actor=work.actor, action=action, target=contact_id))


_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))")

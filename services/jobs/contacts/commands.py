"""The verbs of contacts. What changes here belongs to no job, so it goes to the audit list."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, func, select, text

from services.accounts.queries import company
from services.jobs import search
from services.jobs.contacts import queries, tables
from services.jobs.contacts.schemas import AddressIn, Contact, ContactIn, ContactPatch
from services.kit import etags, ids
from services.kit.log import Audit
from services.kit.problems import Field, Invalid, NotFound
from services.kit.work import Work


async def create(work: Work, data: ContactIn) -> str:
    """A new contact; its id."""
    language = data.language or (await company(work.session, work.company_id)).language
    row = tables.Contact(
        id=ids.new("cnt"),
        company_id=work.company_id,
        name=data.name,
        sort_name="",
        email=data.email,
        phone=data.phone,
        language=language,
        folded="",
        created_at=work.now,
        updated_at=work.now,
    )
    _refold(row)
    work.session.add(row)
    _audit(work, "contact.created", row.id)
    await work.session.flush()
    given = [*([data.address] if data.address else []), *data.addresses]
    await _add_addresses(work, row.id, given, first=0)
    return row.id


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
    row = await _locked(work, found)
    if (not row.email and data.email) or (not row.phone and data.phone):
        row.email, row.phone, row.updated_at = row.email or data.email, row.phone or data.phone, work.now
        _refold(row)
        _audit(work, "contact.completed", row.id)
    if data.address:
        await _add_if_new(work, row.id, data.address)
    return row.id


async def edit(work: Work, contact_id: str, patch: ContactPatch, if_match: str | None) -> Contact:
    """Changes the fields that are there. Raises 404, 412 with the current contact, 422."""
    row = await _locked(work, contact_id)
    etags.require_match(if_match, await queries.contact(work.session, contact_id))
    changes = patch.model_dump(exclude_unset=True, exclude={"addresses"})
    missing = [Field(f"/{name}", "required") for name in ("name", "language") if name in changes and not changes[name]]
    if missing:
        raise Invalid(missing)
    for name, value in changes.items():
        setattr(row, name, value)
    _refold(row)
    if patch.addresses is not None:
        await _replace_addresses(work, contact_id, patch)
    row.updated_at = work.now
    _audit(work, "contact.changed", contact_id)
    await work.session.flush()
    return await queries.contact(work.session, contact_id)


async def _locked(work: Work, contact_id: str) -> tables.Contact:
    row = await work.session.scalar(select(tables.Contact).where(tables.Contact.id == contact_id).with_for_update())
    if row is None:
        raise NotFound("contact")
    return row


async def _replace_addresses(work: Work, contact_id: str, patch: ContactPatch) -> None:
    known = {each.id for each in (await queries.contact(work.session, contact_id)).addresses}
    wanted = patch.addresses or []
    wrong = [
        Field(f"/addresses/{n}/id", "not-found") for n, each in enumerate(wanted) if each.id and each.id not in known
    ]
    if wrong:
        raise Invalid(wrong)
    table = tables.Address
    await work.session.execute(delete(table).where(table.contact_id == contact_id))
    await _add_addresses(work, contact_id, wanted, first=0, ids_=[each.id for each in wanted])


async def _add_if_new(work: Work, contact_id: str, address: AddressIn) -> None:
    there = (await queries.contact(work.session, contact_id)).addresses
    wanted = search.folded(address.line1, address.city)
    if not any(search.folded(each.line1, each.city) == wanted for each in there) and len(there) < 20:
        await _add_addresses(work, contact_id, [address], first=await _next_position(work, contact_id))


async def _next_position(work: Work, contact_id: str) -> int:
    table = tables.Address
    last = await work.session.scalar(select(func.max(table.position)).where(table.contact_id == contact_id))
    return 0 if last is None else last + 1


async def _add_addresses(
    work: Work,
    contact_id: str,
    given: Sequence[AddressIn],
    *,
    first: int,
    ids_: Sequence[str | None] = (),
) -> None:
    for n, address in enumerate(given):
        kept = ids_[n] if n < len(ids_) else None
        values = address.model_dump(exclude={"id"})
        row = tables.Address(
            id=kept or ids.new("adr"), company_id=work.company_id, contact_id=contact_id, position=first + n, **values
        )
        work.session.add(row)
    await work.session.flush()


def _refold(row: tables.Contact) -> None:
    row.sort_name = search.folded(row.name)
    row.folded = search.folded(row.name, row.email, search.digits(row.phone))


def _audit(work: Work, action: str, contact_id: str) -> None:
    work.session.add(Audit(company_id=work.company_id, actor=work.actor, action=action, target=contact_id))


_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))")

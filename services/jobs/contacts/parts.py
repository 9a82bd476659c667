"""Phones and addresses of a contact that is locked: how they are written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from pydantic_core import PydanticCustomError
from sqlalchemy import delete, func, select

from services.jobs import search
from services.jobs.contacts import coordinates, tables
from services.jobs.contacts.schemas import (
    MOST_ADDRESSES,
    AddressEdit,
    AddressIn,
    AddressPatch,
    PhoneIn,
    PhoneKind,
)
from services.jobs.fields import postal_code
from services.kit import ids
from services.kit.problems import Field, Invalid, NotFound
from services.kit.work import Work

_NOT_OF_THE_ROW = {"id", "lat", "lon"}


# ── phones ───────────────────────────────────────────────────────────────────────────────────────────────────────────


async def set_phones(
    work: Work, contact: tables.Contact, given: Sequence[PhoneIn], person_id: str | None = None
) -> None:
    """Exactly these phones, in this order, each number once; those of the contact or of one of their people."""
    table = tables.PhoneNumber
    rows = {row.number: row for row in await _phones(work, contact.id, person_id)}
    wanted = {each.number: each for each in reversed(given)}
    ordered = list(dict.fromkeys(each.number for each in given))
    gone = [row.id for number, row in rows.items() if number not in wanted]
    if gone:
        await work.session.execute(delete(table).where(table.id.in_(gone)))
    for position, number in enumerate(ordered):
        phone = wanted[number]
        if row := rows.get(number):
            row.position, row.kind, row.extension = position, phone.kind, phone.extension
            continue
        row = table(
            id=ids.new("tel"),
            company_id=work.company_id,
            contact_id=contact.id,
            person_id=person_id,
            position=position,
            **phone.model_dump(),
        )
        work.session.add(row)
    if person_id is None:
        contact.phone = ordered[0] if ordered else None
    await work.session.flush()


async def set_first_phone(work: Work, contact: tables.Contact, number: str | None) -> None:
    """What a caller means who knows of one phone only: this number comes first, in the place of the one that was first."""
    rows = await _phones(work, contact.id, None)
    rest = [
        PhoneIn.model_construct(kind=cast(PhoneKind, row.kind), number=row.number, extension=row.extension)
        for row in rows
    ]
    if number is None:
        await set_phones(work, contact, rest[1:])
    elif not rest or rest[0].number != number:
        same = next((each for each in rest if each.number == number), PhoneIn(number=number))
        await set_phones(work, contact, [same, *rest[1:]])


async def first_number(work: Work, contact_id: str) -> str | None:
    """The number that stands for the contact."""
    return next((row.number for row in await _phones(work, contact_id, None)), None)


async def _phones(work: Work, contact_id: str, person_id: str | None) -> list[tables.PhoneNumber]:
    table = tables.PhoneNumber
    mine = table.person_id.is_(None) if person_id is None else table.person_id == person_id
    query = select(table).where(table.contact_id == contact_id, mine).order_by(table.position, table.id)
    return list(await work.session.scalars(query))


async def searched(work: Work, contact_id: str) -> list[str]:
    """What is found of a contact besides their own name and e-mail: their people, and the digits of all phones."""
    phone, person = tables.PhoneNumber, tables.Person
    numbers = select(phone.number).where(phone.contact_id == contact_id).order_by(phone.position, phone.id)
    people = select(person.name, person.email).where(person.contact_id == contact_id).order_by(person.position)
    found = [search.digits(number) for number in await work.session.scalars(numbers)]
    return [*found, *(text for row in await work.session.execute(people) for text in row if text)]


def new_phones(work: Work, contact_id: str, given: Sequence[PhoneIn]) -> list[tables.PhoneNumber]:
    """The rows of a new contact's phones, each number once."""
    wanted = {each.number: each for each in reversed(given)}
    return [
        tables.PhoneNumber(
            id=ids.new("tel"),
            company_id=work.company_id,
            contact_id=contact_id,
            person_id=None,
            position=position,
            **wanted[number].model_dump(),
        )
        for position, number in enumerate(dict.fromkeys(each.number for each in given))
    ]


# ── addresses ────────────────────────────────────────────────────────────────────────────────────────────────────────


async def add_addresses(work: Work, contact_id: str, given: Sequence[AddressIn]) -> list[str]:
    """New addresses behind those that are there; their ids."""
    rows = await new_addresses(work, contact_id, given, first=await _next_position(work, contact_id))
    work.session.add_all(rows)
    await work.session.flush()
    return [row.id for row in rows]


async def new_addresses(
    work: Work, contact_id: str, given: Sequence[AddressIn], first: int = 0
) -> list[tables.Address]:
    """The rows of new addresses, located."""
    rows = []
    for position, address in enumerate(given, start=first):
        row = tables.Address(
            id=ids.new("adr"),
            company_id=work.company_id,
            contact_id=contact_id,
            position=position,
            postal_code="",
            country="",
            location_source="none",
            location_precision="",
        )
        await _write(row, address)
        rows.append(row)
    return rows


async def replace_addresses(work: Work, contact_id: str, wanted: Sequence[AddressEdit]) -> None:
    """Exactly these addresses, in this order. Raises a 422 problem for an id that is not one of theirs."""
    table = tables.Address
    rows = {row.id: row for row in await work.session.scalars(select(table).where(table.contact_id == contact_id))}
    wrong = [
        Field(f"/addresses/{n}/id", "not-found") for n, each in enumerate(wanted) if each.id and each.id not in rows
    ]
    if wrong:
        raise Invalid(wrong)
    if gone := rows.keys() - {each.id for each in wanted}:
        await work.session.execute(delete(table).where(table.id.in_(gone)))
    for position, address in enumerate(wanted):
        if address.id:
            row = rows[address.id]
            row.position = position
            await _write(row, address)
        else:
            row = table(
                id=ids.new("adr"), company_id=work.company_id, contact_id=contact_id, position=position, postal_code=""
            )
            await _write(row, address)
            work.session.add(row)
    await work.session.flush()


async def add_address_if_new(work: Work, contact_id: str, address: AddressIn) -> None:
    table = tables.Address
    query = select(table.line1, table.city).where(table.contact_id == contact_id)
    there = [search.folded(row.line1, row.city) for row in await work.session.execute(query)]
    if search.folded(address.line1, address.city) not in there and len(there) < MOST_ADDRESSES:
        await add_addresses(work, contact_id, [address])


async def edit_address(work: Work, contact_id: str, address_id: str, patch: AddressPatch) -> None:
    """Changes the fields that are there. Raises 404, 422."""
    row = await _address(work, contact_id, address_id)
    given = patch.model_dump(exclude_unset=True)
    if wrong := [Field(f"/{name}", "required") for name in ("kind", "line1", "country") if given.get(name, 0) is None]:
        raise Invalid(wrong)
    if ("lat" in given) != ("lon" in given) or (given.get("lat") is None) != (given.get("lon") is None):
        raise Invalid([Field("/lon", "lat-and-lon")])
    before = row.postal_code, row.country
    for name, value in given.items():
        if name not in _NOT_OF_THE_ROW:
            setattr(row, name, "" if value is None else value)
    try:
        row.postal_code = postal_code(row.postal_code, row.country)
    except PydanticCustomError:  # only now is it known in which country the code is
        raise Invalid([Field("/postal_code", "postal-code")]) from None
    await _locate(row, given.get("lat"), given.get("lon"), anew="lat" in given or before != _code(row))
    row.line_key = search.key(row.line1)
    await work.session.flush()


async def remove_address(work: Work, contact_id: str, address_id: str) -> None:
    """Jobs keep their own copy of it. Raises a 404 problem."""
    await work.session.delete(await _address(work, contact_id, address_id))
    await work.session.flush()


async def _address(work: Work, contact_id: str, address_id: str) -> tables.Address:
    table = tables.Address
    row = await work.session.scalar(select(table).where(table.contact_id == contact_id, table.id == address_id))
    if row is None:
        raise NotFound("other")
    return row


async def _write(row: tables.Address, address: AddressIn) -> None:
    """An address as it was typed. A pin stays where it is until another one comes, or another postal code."""
    before = row.postal_code, row.country
    values: dict[str, Any] = address.model_dump(exclude=_NOT_OF_THE_ROW)
    for name, value in values.items():
        setattr(row, name, value)
    row.line_key = search.key(row.line1)
    await _locate(row, address.lat, address.lon, anew=before != _code(row))


def _code(row: tables.Address) -> tuple[str, str]:
    return row.postal_code, row.country


async def _locate(row: tables.Address, lat: float | None, lon: float | None, *, anew: bool) -> None:
    if lat is not None and lon is not None:
        row.lat, row.lon, row.location_source, row.location_precision = lat, lon, "pin", "pin"
    elif anew:
        place = await coordinates.of(row.postal_code, row.country)
        row.lat, row.lon = (place.lat, place.lon) if place else (None, None)
        row.location_source = "postal_code" if place else "none"
        row.location_precision = place.precision if place else ""


async def _next_position(work: Work, contact_id: str) -> int:
    table = tables.Address
    last = await work.session.scalar(select(func.max(table.position)).where(table.contact_id == contact_id))
    return 0 if last is None else last + 1

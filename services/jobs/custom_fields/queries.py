"""Reading custom fields: definitions, and what stands in them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from services.jobs.custom_fields import values as kinds
from services.jobs.custom_fields.schemas import ChoiceOut, FieldOut, FieldValue, Value, Values
from services.jobs.custom_fields.tables import CustomField, CustomValueChange, CustomValues
from services.jobs.objects import ObjectKind
from services.kit import ids, lists
from services.kit.problems import Field, Invalid, NotFound

of_company = CustomField.company_id == func.current_setting("app.company_id", True)
"""The definitions of the company that the transaction works for, also where the database's owner works and sees all."""


async def field(session: AsyncSession, field_id: str, language: str) -> FieldOut:
    """Raises a 404 problem."""
    row = await session.get(CustomField, field_id)
    if row is None:
        raise NotFound("custom-field")
    return shown(row, language)


async def rows(session: AsyncSession, kind: ObjectKind) -> Sequence[CustomField]:
    """The definitions for one kind of object, in order."""
    query = select(CustomField).where(of_company, CustomField.object_kind == kind)
    query = query.order_by(CustomField.position, CustomField.id)
    return (await session.scalars(query)).all()


async def page(
    session: AsyncSession,
    company_id: str,
    language: str,
    *,
    on: ObjectKind | None = None,
    active: bool | None = None,
    updated_since: datetime | None = None,
    limit: int = 50,
    after: str | None = None,
) -> lists.Page[FieldOut]:
    """Definitions by kind of object, then in their order."""
    table = CustomField
    query = select(table).where(table.company_id == company_id)
    if on:
        query = query.where(table.object_kind == on)
    if active is not None:
        query = query.where(table.active == active)
    if updated_since:
        query = query.where(table.updated_at >= updated_since)
    if cursor := lists.decode(after, str, int, str):
        key = (cursor[0], min(max(int(cursor[1]), 0), 2**31 - 1), cursor[2])
        query = query.where(tuple_(table.object_kind, table.position, table.id) > key)
    query = query.order_by(table.object_kind, table.position, table.id).limit(limit + 1)
    kept, info = lists.page(
        (await session.scalars(query)).all(), limit, lambda row: (row.object_kind, row.position, row.id)
    )
    return lists.Page(data=[shown(row, language) for row in kept], page=info)


async def values_of(session: AsyncSession, kind: ObjectKind, object_ids: Iterable[str]) -> dict[str, dict[str, Value]]:
    """What stands in the fields of objects, by object and field id, in two statements however many they are.

    An object that nobody has filled in has the defaults of the moment when it was made. Unknown ids get the same.
    """
    wanted = set(object_ids)
    if not wanted:
        return {}
    definitions = await rows(session, kind)
    stored = await _stored(session, kind, wanted)
    return {each: stored[each] if each in stored else started(definitions, each) for each in wanted}


async def values(session: AsyncSession, kind: ObjectKind, object_id: str, language: str) -> Values:
    """One object's fields with all that a page needs. An inactive field shows while something stands in it."""
    definitions = await rows(session, kind)
    held = (await _stored(session, kind, [object_id])).get(object_id)
    return arranged(kind, object_id, definitions, started(definitions, object_id) if held is None else held, language)


async def values_at(session: AsyncSession, kind: ObjectKind, object_id: str, moment: datetime) -> dict[str, Value]:
    """What stood in the fields then: today's values with every later change taken back."""
    found = dict((await values_of(session, kind, [object_id]))[object_id])
    table = CustomValueChange
    query = (
        select(table)
        .where(table.object_kind == kind, table.object_id == object_id, table.at > moment)
        .order_by(table.at.desc(), table.id.desc())
    )
    for change in await session.scalars(query):
        found[change.field_id] = change.before
    return {field_id: value for field_id, value in found.items() if value is not None}


def having(
    company_id: str, kind: ObjectKind, column: InstrumentedAttribute[str], wanted: dict[str, Value]
) -> ColumnElement[bool]:
    """A condition for a list: in the object whose id is in `column`, these fields hold exactly these values."""
    table = CustomValues
    query = select(table.object_id).where(
        table.company_id == company_id, table.object_kind == kind, table.values.contains(wanted)
    )
    return column.in_(query)


async def wanted(session: AsyncSession, kind: ObjectKind, given: Iterable[str], language: str) -> dict[str, Value]:
    """What a list is narrowed to, from `field:value` as an address has it; on/off is `true` or `false`. Raises a 422 problem."""
    asked = [each.partition(":") for each in given]
    known = {row.id: shown(row, language) for row in await rows(session, kind)} if asked else {}
    found: dict[str, Value] = {}
    for field_id, _, raw in asked:
        if (field := known.get(field_id)) is None or field_id in found:
            raise Invalid([Field("query:/custom_field", "unknown")])
        typed = {"true": True, "false": False}.get(raw, raw) if field.kind == "toggle" else raw
        try:
            # What was chosen once and cannot be any more still stands in some.
            before = typed if field.kind == "choice" and raw in {each.key for each in field.choices} else None
            value = kinds.parse(field, typed, before)
        except kinds.Wrong as error:
            raise Invalid([Field("query:/custom_field", error.code, error.args_)]) from None
        if value is None:
            raise Invalid([Field("query:/custom_field", "required")])
        found[field_id] = value
    return found


def started(definitions: Iterable[CustomField], object_id: str) -> dict[str, Value]:
    """The defaults that an object got when it was made."""
    made_at = ids.made_at(object_id)
    found = {row.id: kinds.default_at(row.defaults, made_at) for row in definitions}
    return {field_id: value for field_id, value in found.items() if value is not None}


def arranged(
    kind: ObjectKind, object_id: str, definitions: Iterable[CustomField], held: dict[str, Value], language: str
) -> Values:
    fields = [shown(row, language) for row in definitions]
    data = tuple(
        FieldValue(field=each, value=held.get(each.id), text=kinds.spoken(each, held.get(each.id), language))
        for each in fields
        if each.active or each.id in held
    )
    return Values(
        object_kind=kind,
        object_id=object_id,
        values={each.field.id: each.value for each in data},
        data=data,
        missing=tuple(
            each.field.id for each in data if each.field.active and each.field.required and each.value is None
        ),
    )


def shown(row: CustomField, language: str) -> FieldOut:
    english = language == "en"
    return FieldOut.model_validate(
        {
            "id": row.id,
            "on": row.object_kind,
            "kind": row.kind,
            "name": (row.name_en or row.name_fr) if english else row.name_fr,
            "name_fr": row.name_fr,
            "name_en": row.name_en,
            "help": (row.help_en or row.help_fr) if english else row.help_fr,
            "help_fr": row.help_fr,
            "help_en": row.help_en,
            "choices": tuple(_choice(each, english) for each in row.choices),
            "minimum": None if row.minimum is None else str(row.minimum),
            "maximum": None if row.maximum is None else str(row.maximum),
            "decimals": row.decimals,
            "default": row.default,
            "required": row.required,
            "copied_on_recurrence": row.copied_on_recurrence,
            "position": row.position,
            "active": row.active,
            "updated_at": row.updated_at,
        }
    )


def _choice(stored: dict[str, Any], english: bool) -> ChoiceOut:
    return ChoiceOut(name=(stored["name_en"] or stored["name_fr"]) if english else stored["name_fr"], **stored)


async def used(session: AsyncSession, field_id: str) -> bool:
    """Whether anything stands, or ever stood, in the field."""
    filled = select(CustomValues.object_id).where(CustomValues.values.has_key(field_id)).limit(1)
    changed = select(CustomValueChange.id).where(CustomValueChange.field_id == field_id).limit(1)
    return await session.scalar(filled) is not None or await session.scalar(changed) is not None


async def keys_in_use(session: AsyncSession, field_id: str, keys: Collection[str]) -> set[str]:
    """Those of the choices' keys that stand in some object's field."""
    found = set()
    for key in keys:
        query = select(CustomValues.object_id).where(CustomValues.values.contains({field_id: key})).limit(1)
        if await session.scalar(query) is not None:
            found.add(key)
    return found


async def _stored(session: AsyncSession, kind: ObjectKind, object_ids: Iterable[str]) -> dict[str, dict[str, Value]]:
    table = CustomValues
    query = select(table.object_id, table.values).where(table.object_kind == kind, table.object_id.in_(set(object_ids)))
    return dict((await session.execute(query)).all())

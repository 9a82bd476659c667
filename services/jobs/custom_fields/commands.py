"""The verbs of custom fields: defining them, filling them in, copying what stands in them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from services.jobs import objects
from services.jobs.custom_fields import queries
from services.jobs.custom_fields import values as kinds
from services.jobs.custom_fields.schemas import MOST_FIELDS, ChoiceIn, FieldIn, FieldOut, FieldPatch, Order, Value
from services.jobs.custom_fields.tables import CustomField, CustomValueChange, CustomValues
from services.jobs.objects import ObjectKind
from services.kit import etags, ids
from services.kit.log import Audit
from services.kit.problems import Conflict, Field, Invalid, NotFound
from services.kit.work import Work

# ── definitions ──────────────────────────────────────────────────────────────────────────────────────────────────────


async def define(work: Work, data: FieldIn) -> FieldOut:
    """A new field, after those that are there. Raises 409 `custom-fields-too-many`, 422."""
    await objects.hold(work, data.on, "custom-fields")
    query = select(func.count(), func.max(CustomField.position))
    query = query.where(CustomField.company_id == work.company_id, CustomField.object_kind == data.on)
    count, last = (await work.session.execute(query)).one()
    if count >= MOST_FIELDS:
        raise Conflict("custom-fields-too-many", limit=MOST_FIELDS)
    row = CustomField(
        id=ids.new("cfd"),
        company_id=work.company_id,
        object_kind=data.on,
        kind=data.kind,
        name_fr=data.name_fr,
        name_en=data.name_en,
        help_fr=data.help_fr,
        help_en=data.help_en,
        choices=_keyed((), data.choices),
        minimum=data.minimum,
        maximum=data.maximum,
        decimals=data.decimals,
        default=None,
        defaults=[],
        required=data.required,
        copied_on_recurrence=data.copied_on_recurrence,
        position=0 if last is None else last + 1,
        active=data.active,
        created_at=work.now,
        updated_at=work.now,
    )
    _check(row, work)
    row.default = _default(row, data.default, work)
    _note_default(row, work)
    work.session.add(row)
    await _audited(work, "custom-field.created", row.id)
    return queries.shown(row, work.language)


async def edit(work: Work, field_id: str, patch: FieldPatch, if_match: str | None) -> FieldOut:
    """Changes what is there; old values stay as they are. Raises 404, 409 `custom-choice-in-use`, 412, 422."""
    row = await _locked(work, field_id)
    current = queries.shown(row, work.language)
    etags.require_match(if_match, current)
    given = patch.model_fields_set
    nullable = ("name_en", "help_en", "minimum", "maximum", "default")
    if wrong := [
        Field(f"/{name}", "required") for name in sorted(given) if name not in nullable and getattr(patch, name) is None
    ]:
        raise Invalid(wrong)
    if patch.choices is not None:
        choices = _keyed(current.choices, patch.choices)
        await _keep_used_choices(work, row, {each["key"] for each in choices})
        row.choices = choices
    for name in given - {"choices", "default"}:
        setattr(row, name, getattr(patch, name))
    _check(row, work)
    row.default = _default(row, patch.default if "default" in given else row.default, work)
    _note_default(row, work)
    row.updated_at = work.now
    await _audited(work, "custom-field.changed", field_id)
    return queries.shown(row, work.language)


async def reorder(work: Work, order: Order) -> None:
    """Raises a 422 problem unless exactly the fields of that kind of object are named, each once."""
    await objects.hold(work, order.on, "custom-fields")
    rows = {row.id: row for row in await queries.rows(work.session, order.on)}
    if sorted(order.ids) != sorted(rows):
        raise Invalid([Field("/ids", "custom-order")])
    for position, field_id in enumerate(order.ids):
        if rows[field_id].position != position:
            rows[field_id].position, rows[field_id].updated_at = position, work.now
    await _audited(work, "custom-field.reordered", order.on)


async def remove(work: Work, field_id: str) -> None:
    """Only a field in which nothing ever stood; another one can be made inactive. Raises 404, 409 `custom-field-in-use`."""
    row = await _locked(work, field_id)
    if await queries.used(work.session, field_id) or any(each["value"] is not None for each in row.defaults):
        raise Conflict("custom-field-in-use", name=queries.shown(row, work.language).name)
    await work.session.delete(row)
    await _audited(work, "custom-field.removed", field_id)


def _keyed(known: Iterable[Any], choices: list[ChoiceIn]) -> list[dict[str, Any]]:
    keys = kinds.with_keys(known, [(each.key, each.name_fr) for each in choices])
    return [each.model_dump() | {"key": key} for each, key in zip(choices, keys, strict=True)]


async def _keep_used_choices(work: Work, row: CustomField, kept: set[str]) -> None:
    gone = {each["key"] for each in row.choices} - kept
    used = await queries.keys_in_use(work.session, row.id, gone)
    used |= gone & {each["value"] for each in row.defaults}
    if used:
        names = [each.name for each in queries.shown(row, work.language).choices if each.key in used]
        raise Conflict("custom-choice-in-use", names=", ".join(names))


def _check(row: CustomField, work: Work) -> None:
    """What must fit together. Raises a 422 problem."""
    wrong = []
    keys = [each["key"] for each in row.choices]
    if row.kind == "choice" and not any(each["active"] for each in row.choices):
        wrong.append(Field("/choices", "too-few"))
    if row.kind != "choice" and keys:
        wrong.append(Field("/choices", "custom-no-choices"))
    wrong += [Field(f"/choices/{n}/key", "custom-key-twice") for n, key in enumerate(keys) if key in keys[:n]]
    if row.kind != "number":
        wrong += [
            Field(f"/{name}", "custom-no-bounds") for name in ("minimum", "maximum") if getattr(row, name) is not None
        ]
    elif row.minimum is not None and row.maximum is not None and row.minimum > row.maximum:
        wrong.append(Field("/maximum", "custom-bounds"))
    if wrong:
        raise Invalid(wrong)


def _default(row: CustomField, raw: Any, work: Work) -> Value:
    """The default as stored; also a required field may be without one."""
    try:
        return kinds.parse(queries.shown(row, work.language).model_copy(update={"required": False}), raw)
    except kinds.Wrong as wrong:
        raise Invalid([Field("/default", wrong.code, wrong.args_)]) from None


def _note_default(row: CustomField, work: Work) -> None:
    """From now on new objects get this default; those made earlier keep the one of their time."""
    in_force = row.default if row.active else None
    if in_force != (row.defaults[-1]["value"] if row.defaults else None):
        row.defaults = [*row.defaults, {"since": work.now.isoformat(), "value": in_force}]


# ── values ───────────────────────────────────────────────────────────────────────────────────────────────────────────


async def set_values(
    work: Work,
    kind: ObjectKind,
    object_id: str,
    given: Mapping[str, Any],
    *,
    replace: bool = False,
    pointer: str = "/values",
) -> bool:
    """Fills in fields of an object that the caller has seen to be there; whether that changed anything.

    `replace`: active fields that are not in `given` are emptied. Raises a 422 problem that names every wrong field as
    `<pointer>/<field id>`.
    """
    await objects.hold(work, kind, object_id)
    definitions = await queries.rows(work.session, kind)
    before = (await queries.values_of(work.session, kind, [object_id]))[object_id]
    wanted = dict(given)
    if replace:
        wanted |= {row.id: None for row in definitions if row.active and row.id not in given}
    after = before | _parsed(definitions, wanted, before, pointer, work)
    return await _store(work, kind, object_id, before, after)


async def start(
    work: Work, kind: ObjectKind, object_id: str, given: Mapping[str, Any], *, pointer: str = "/custom_fields"
) -> None:
    """What a new object starts with: the defaults, and over them what was `given`. Raises a 422 problem."""
    await set_values(work, kind, object_id, given, pointer=pointer)
    values = (await queries.values_of(work.session, kind, [object_id]))[object_id]
    if values:
        await _write(work, kind, object_id, values)


async def copy(work: Work, kind: ObjectKind, from_id: str, to_id: str) -> None:
    """A recurrence: the new object gets the values of those fields that are copied, and its own defaults in the others."""
    await objects.hold(work, kind, to_id)
    definitions = await queries.rows(work.session, kind)
    held = await queries.values_of(work.session, kind, [from_id, to_id])
    copied = {row.id for row in definitions if row.active and row.copied_on_recurrence}
    after = {field_id: value for field_id, value in held[to_id].items() if field_id not in copied}
    after |= {field_id: value for field_id, value in held[from_id].items() if field_id in copied}
    await _store(work, kind, to_id, held[to_id], after)


def _parsed(
    definitions: Collection[CustomField],
    given: Mapping[str, Any],
    before: Mapping[str, Value],
    pointer: str,
    work: Work,
) -> dict[str, Value]:
    known = {row.id: queries.shown(row, work.language) for row in definitions}
    parsed: dict[str, Value] = {}
    wrong = []
    for field_id, raw in given.items():
        where = f"{pointer}/{field_id.replace('~', '~0').replace('/', '~1')}"
        definition = known.get(field_id)
        if definition is None:
            wrong.append(Field(where, "unknown"))
            continue
        try:
            parsed[field_id] = kinds.parse(definition, raw, before.get(field_id))
        except kinds.Wrong as error:
            wrong.append(Field(where, error.code, error.args_))
            continue
        if not definition.active and parsed[field_id] != before.get(field_id):
            wrong.append(Field(where, "custom-inactive"))
    if wrong:
        raise Invalid(wrong)
    return parsed


async def _store(
    work: Work, kind: ObjectKind, object_id: str, before: Mapping[str, Value], after: Mapping[str, Value]
) -> bool:
    changed = [each for each in sorted(after.keys() | before.keys()) if before.get(each) != after.get(each)]
    if not changed:
        return False
    await _write(work, kind, object_id, {name: value for name, value in after.items() if value is not None})
    for field_id in changed:
        row = CustomValueChange(
            id=ids.new("cfc"),
            company_id=work.company_id,
            object_kind=kind,
            object_id=object_id,
            field_id=field_id,
            before=before.get(field_id),
            after=after.get(field_id),
            by=work.actor,
            at=work.now,
        )
        work.session.add(row)
    if kind == "job":
        work.edited.add(object_id)
    await work.session.flush()
    return True


async def _write(work: Work, kind: ObjectKind, object_id: str, values: Mapping[str, Value]) -> None:
    key = {"company_id": work.company_id, "object_kind": kind, "object_id": object_id}
    content = {"values": dict(values), "updated_at": work.now}
    statement = insert(CustomValues).values(key | content)
    statement = statement.on_conflict_do_update(index_elements=list(key), set_=content)
    await work.session.execute(statement)


async def _locked(work: Work, field_id: str) -> CustomField:
    row = await work.session.scalar(select(CustomField).where(CustomField.id == field_id).with_for_update())
    if row is None:
        raise NotFound("custom-field")
    return row


async def _audited(work: Work, action: str, target: str) -> None:
    work.session.add(Audit(company_id=work.company_id, actor=work.actor, action=action, target=target))
    await work.session.flush()

"""Merging two contacts, and undoing it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from services.jobs.contacts import commands as contacts
from services.jobs.contacts import parts, preferences, queries
from services.jobs.contacts.tables import Contact
from services.jobs.merges import followers
from services.jobs.merges.schemas import Choices, MergeIn
from services.jobs.merges.tables import Merge
from services.kit import ids
from services.kit.problems import Conflict, Field, Invalid, NotFound
from services.kit.work import Work

GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "name": ("kind", "first_name", "last_name", "company_name", "name"),
    "email": ("email",),
    "language": ("language",),
    "preferences": ("prefers_mail", "prefers_sms"),
    "payment_terms": ("payment_terms_days",),
    "taxes": ("tax_exempt", "tax_exempt_reason", "tax_certificate"),
}
"""What is chosen together. Of `email`, `payment_terms` and `taxes` the other's stays where the survivor has none."""
_FILLED: Final = ("email", "payment_terms", "taxes")


async def merge(work: Work, contact_id: str, data: MergeIn) -> str:
    """`data.with_` goes into the contact, and everything of it follows; the survivor's id.

    Raises 404, 409 if one of them is erased or both are one already, 422 for a contact that is to go into itself.
    """
    survivor, merged = await _both(work, contact_id, data.with_)
    fields = _settle(survivor, merged, data.choices)
    before = preferences.of(survivor)
    row = Merge(
        id=ids.new("cmg"),
        company_id=work.company_id,
        survivor_id=survivor.id,
        merged_id=merged.id,
        fields=fields,
        moved={},
        by=work.actor,
        at=work.now,
        unmerged_at=None,
        unmerged_by=None,
    )
    work.session.add(row)
    for name, change in fields.items():
        setattr(survivor, name, _value(name, change["after"]))
    row.moved = await followers.move(work, merged, survivor)
    merged.merged_into, merged.updated_at = survivor.id, work.now
    await _settle_phone(work, survivor)
    await contacts.touch(work, survivor, "contact.merged")
    contacts.audit(work, "contact.merged-into", merged.id)
    if preferences.of(survivor) != before:
        await preferences.tell_jobs(work, survivor)
    await work.session.flush()
    return survivor.id


async def unmerge(work: Work, merged_id: str) -> str:
    """The merged contact is one of its own again, with all that had followed; its id.

    Raises 404, 409 if it is not merged, or if the survivor was merged further: that merge is undone first.
    """
    await queries.hold_merges(work.session, alone=True)
    table = Merge
    query = select(table).where(table.merged_id == merged_id, table.unmerged_at.is_(None))
    known = await work.session.scalar(query)
    if known is None:
        await queries.contact(work.session, merged_id)
        raise Conflict("contact-not-merged")
    rows = await _lock(work, known.survivor_id, merged_id)
    survivor, merged = rows[known.survivor_id], rows[merged_id]
    if survivor.merged_into is not None:
        further = await queries.contact(work.session, survivor.id)
        raise Conflict("contact-merged-further", name=survivor.name, into=further.name)
    if survivor.erased_at or merged.erased_at:
        raise Conflict("contact-erased")
    before = preferences.of(survivor)
    merged.merged_into, merged.updated_at = None, work.now
    await _restore(work, known, survivor)
    await work.session.flush()
    await followers.bring_back(work, known.moved, merged, survivor)
    known.unmerged_at, known.unmerged_by = work.now, work.actor
    await _settle_phone(work, survivor)
    await contacts.touch(work, survivor, "contact.unmerged")
    await contacts.touch(work, merged, "contact.unmerged-from")
    if preferences.of(survivor) != before:
        await preferences.tell_jobs(work, survivor)
    await work.session.flush()
    return merged.id


async def _both(work: Work, contact_id: str, other_id: str) -> tuple[Contact, Contact]:
    """The two live contacts behind the ids, locked in order of their ids."""
    await queries.hold_merges(work.session, alone=True)
    found = await queries.contacts(work.session, [contact_id, other_id])
    if contact_id not in found:
        raise NotFound("contact")
    if other_id not in found:
        raise Invalid([Field("/with", "not-found")])
    survivor_id, merged_id = found[contact_id].id, found[other_id].id
    if survivor_id == merged_id:
        raise Invalid([Field("/with", "same-contact")])
    rows = await _lock(work, survivor_id, merged_id)
    survivor, merged = rows[survivor_id], rows[merged_id]
    if survivor.erased_at or merged.erased_at:
        raise Conflict("contact-erased")
    return survivor, merged


async def _lock(work: Work, *contact_ids: str) -> dict[str, Contact]:
    query = select(Contact).where(Contact.id.in_(contact_ids)).order_by(Contact.id).with_for_update()
    rows = {row.id: row for row in await work.session.scalars(query.execution_options(populate_existing=True))}
    if rows.keys() != set(contact_ids):
        raise NotFound("contact")
    return rows


def _settle(survivor: Contact, merged: Contact, choices: Choices) -> dict[str, Any]:
    """What changes on the survivor: {name: {before, after}} as JSON."""
    after: dict[str, Any] = {}
    for group, names in GROUPS.items():
        own = getattr(survivor, names[0])
        empty = group in _FILLED and (own is None or own is False)
        if getattr(choices, group) == "other" or empty:
            after |= {name: getattr(merged, name) for name in names}
    after["do_not_contact"] = survivor.do_not_contact or merged.do_not_contact
    after["unsubscribed_at"] = survivor.unsubscribed_at or merged.unsubscribed_at
    changes: dict[str, Any] = {}
    for name, value in after.items():
        before = getattr(survivor, name)
        if value != before and not (name == "email" and value is None):
            changes[name] = {"before": _json(before), "after": _json(value)}
    return changes


async def _restore(work: Work, undone: Merge, survivor: Contact) -> None:
    """The survivor's fields as they were, unless somebody changed them since.

    Where a later merge changed a field again, that merge now starts from what stood there before this one.
    """
    query = (
        select(Merge)
        .where(Merge.survivor_id == survivor.id, Merge.unmerged_at.is_(None), Merge.seq > undone.seq)
        .order_by(Merge.seq)
        .with_for_update()
    )
    later = list(await work.session.scalars(query))
    for name, change in undone.fields.items():
        after = next((each for each in later if name in each.fields), None)
        if after is not None and after.fields[name]["before"] == change["after"]:
            after.fields = after.fields | {name: after.fields[name] | {"before": change["before"]}}
        elif after is None and _json(getattr(survivor, name)) == change["after"]:
            setattr(survivor, name, _value(name, change["before"]))


async def _settle_phone(work: Work, contact: Contact) -> None:
    contact.phone = await parts.first_number(work, contact.id)


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _value(name: str, value: Any) -> Any:
    return datetime.fromisoformat(value) if name.endswith("_at") and value else value

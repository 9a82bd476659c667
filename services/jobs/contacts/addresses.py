"""The verbs of single addresses: add, edit (the pin too), remove."""

from __future__ import annotations

from services.jobs.contacts import commands, parts, queries
from services.jobs.contacts.schemas import AddressIn, AddressOut, AddressPatch
from services.kit import etags
from services.kit.work import Work


async def add(work: Work, contact_id: str, data: AddressIn) -> AddressOut:
    contact = await commands.locked(work, contact_id)
    (address_id,) = await parts.add_addresses(work, contact.id, [data])
    await commands.touch(work, contact, "contact.address-added")
    return await queries.address(work.session, contact.id, address_id)


async def edit(work: Work, contact_id: str, address_id: str, patch: AddressPatch, if_match: str | None) -> AddressOut:
    """Raises 404, 412 with the current address, 422."""
    contact = await commands.locked(work, contact_id)
    etags.require_match(if_match, await queries.address(work.session, contact.id, address_id))
    await parts.edit_address(work, contact.id, address_id, patch)
    await commands.touch(work, contact, "contact.address-changed")
    return await queries.address(work.session, contact.id, address_id)


async def remove(work: Work, contact_id: str, address_id: str) -> None:
    """Jobs keep their own copy of it. Raises a 404 problem."""
    contact = await commands.locked(work, contact_id)
    await parts.remove_address(work, contact.id, address_id)
    await commands.touch(work, contact, "contact.address-removed")

"""Rows of a file that double a contact, or each other: same e-mail, same phone, same name at the same place, or the same row again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.jobs import search
from services.jobs.contacts.tables import Address, Contact, Person, PhoneNumber
from services.jobs.imports.lines import Parsed
from services.jobs.imports.tables import ImportLine


class Twin(NamedTuple):
    contact_id: str | None = None
    line: int | None = None


def signs(parsed: Parsed) -> list[str]:
    """What a row shares with one that is the same contact, the surest first."""
    contact = parsed.contact
    if contact is None:
        return []
    found = [f"mail:{contact.email.lower()}"] if contact.email else []
    found += [f"phone:{each.number}" for each in contact.phones if each.kind != "fax"]
    name = search.key(contact.name)
    for each in contact.addresses:
        found += [f"line:{name}/{search.key(each.line1)}"]
        found += [f"code:{name}/{each.postal_code}"] if each.postal_code else []
    return [*found, f"row:{parsed.key}"]


async def known(session: AsyncSession, company_id: str, batch: Sequence[Parsed]) -> dict[str, str]:
    """The signs of the batch that contacts have already: sign → contact id. A few statements, however many rows."""
    wanted = {sign for parsed in batch for sign in signs(parsed)}

    def values(kind: str) -> list[str]:
        return sorted(sign.removeprefix(f"{kind}:") for sign in wanted if sign.startswith(f"{kind}:"))

    found: dict[str, str] = {}
    mails, phones, rows = values("mail"), values("phone"), values("row")
    living = Contact.company_id == company_id, Contact.merged_into.is_(None), Contact.erased_at.is_(None)
    if mails:
        people = select(Person.email_key, Person.contact_id).join(Contact, Contact.id == Person.contact_id)
        query = people.where(*living, Person.email_key.in_(mails))
        found |= {f"mail:{mail}": contact_id for mail, contact_id in await session.execute(query)}
        query = select(Contact.email_key, Contact.id).where(*living, Contact.email_key.in_(mails))
        found |= {f"mail:{mail}": contact_id for mail, contact_id in await session.execute(query)}
    if phones:
        called = select(PhoneNumber.number, PhoneNumber.contact_id).join(Contact, Contact.id == PhoneNumber.contact_id)
        query = called.where(*living, PhoneNumber.number.in_(phones))
        found |= {f"phone:{number}": contact_id for number, contact_id in await session.execute(query)}
    names = sorted({sign.split(":", 1)[1].split("/", 1)[0] for sign in wanted if sign.startswith(("line:", "code:"))})
    if names:
        placed = select(Contact.name_key, Address.line_key, Address.postal_code, Contact.id)
        placed = placed.join(Address, Address.contact_id == Contact.id).where(*living, Contact.name_key.in_(names))
        for name, line, code, contact_id in await session.execute(placed):
            found |= {f"line:{name}/{line}": contact_id, f"code:{name}/{code}": contact_id}
    if rows:
        before = select(ImportLine.key, ImportLine.contact_id).join(Contact, Contact.id == ImportLine.contact_id)
        again = before.where(*living, ImportLine.company_id == company_id, ImportLine.key.in_(rows))
        found |= {f"row:{key}": str(contact_id) for key, contact_id in await session.execute(again)}
    return {sign: contact_id for sign, contact_id in found.items() if sign in wanted}

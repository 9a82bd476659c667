"""Whom a mail is for: recipients of ours, found before a company is known."""

from __future__ import annotations

from typing import Literal, NamedTuple

from sqlalchemy import text

from services.kit import db, links
from services.kit.settings import get_settings

Kind = Literal["job", "site", "return"]


class Target(NamedTuple):
    """What a recipient's address leads to. A return address belongs to nobody until the mail tells which of ours it is about."""

    kind: Kind
    id: str | None
    company_id: str
    company_code: str


def is_ours(address: str) -> bool:
    """Whether mail to the address's domain is for us at all; anything else would make an open relay."""
    domain = address.rpartition("@")[2].lower().rstrip(".")
    return bool(domain) and (domain == get_settings().inbound_domain.lower() or is_return_address(address))


def is_return_address(address: str) -> bool:
    """Whether it is the sender address of our own mails: there come the reports of mail servers."""
    return address.lower() == get_settings().mail_from.lower()


async def find(address: str) -> Target | None:
    """None for an address that was not made here, or leads to a job or an active site no more."""
    local, _, domain = address.rpartition("@")
    if is_return_address(address):
        return Target("return", None, "", "")
    if domain.lower().rstrip(".") != get_settings().inbound_domain.lower():
        return None
    found = links.addressee(local)
    if found is None:
        return None
    async with db.session() as session:
        row = (await session.execute(_TARGET, {"kind": found.kind, "id": found.id})).first()
    return Target(found.kind, found.id, row.company_id, row.code) if row else None


_TARGET = text("SELECT company_id, code FROM intake.mail_target(:kind, :id)")

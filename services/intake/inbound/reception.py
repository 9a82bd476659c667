"""Taking a mail: the raw bytes in the store, a row in the database, and only then "250". Nothing is decided here."""

from __future__ import annotations

import asyncio
import hashlib
from typing import Final, NamedTuple

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from services.intake.inbound import decode, parse
from services.intake.inbound.addresses import Target
from services.intake.inbound.bounces import report_of
from services.intake.inbound.tables import InboundMail
from services.jobs.incoming import queries as incoming
from services.kit import db, files, ids
from services.kit.work import Work, open_work

INBOUND: Final = "inbound"
"""The folder of the store with a folder of raw mails for each company."""


class Kept(NamedTuple):
    """A mail that is ours now."""

    company_id: str
    company_code: str
    mail_id: str
    is_new: bool


def folder_of(company_id: str) -> str:
    """Raw mails lie apart from the files of jobs, whose collector deletes what no row of `jobs.file` refers to."""
    return f"{INBOUND}/{company_id}"


async def about_ours(raw: bytes, envelope_from: str) -> Target | None:
    """For a mail to our return address: the mail of ours that it is about, or None."""
    parsed = await asyncio.to_thread(parse.parse, raw)
    report = report_of(parsed, envelope_from)
    async with db.session() as session:
        found = await incoming.originals(session, [*(report.message_ids if report else ()), *parsed.references])
    if not found:
        return None
    return Target("return", found[0].message_id, found[0].company_id, found[0].company_code)


async def keep(raw: bytes, envelope_from: str, recipient: str, target: Target) -> Kept:
    """Keeps a mail for one recipient. Coming again, also at the same moment, it is the same mail."""
    file_key = await files.put(raw, folder_of(target.company_id), forced=True)
    async with open_work(target.company_id, target.company_code, "system") as work:
        mail_id, is_new = await record(work, raw, file_key, envelope_from, recipient, target)
    return Kept(target.company_id, target.company_code, mail_id, is_new)


async def record(
    work: Work, raw: bytes, file_key: str, envelope_from: str, recipient: str, target: Target
) -> tuple[str, bool]:
    """The row of a mail whose bytes are in the store under `file_key`: its id, and whether it is new."""
    head = parse.parse_head(raw)
    values = {
        "id": ids.new("inm"),
        "company_id": work.company_id,
        "dedupe_key": _dedupe_key(raw, head, target),
        "file_key": file_key,
        "sha256": hashlib.sha256(raw).hexdigest(),
        "size": len(raw),
        "envelope_from": decode.one_line(envelope_from.strip("<>").lower())[:320],
        "recipient": decode.one_line(recipient)[:320],
        "target_kind": target.kind,
        "target_id": target.id,
        "from_name": head.sender.name,
        "from_address": head.sender.address,
        "subject": head.subject,
        "rfc_message_id": head.message_id,
        "received_at": work.now,
        "status": "received",
        "next_attempt_at": work.now,
        "updated_at": work.now,
    }
    statement = insert(InboundMail).values(values)
    statement = statement.on_conflict_do_nothing(index_elements=["company_id", "dedupe_key"])
    if made := await work.session.scalar(statement.returning(InboundMail.id)):
        return str(made), True
    same = InboundMail.company_id == work.company_id, InboundMail.dedupe_key == values["dedupe_key"]
    return str(await work.session.scalar(select(InboundMail.id).where(*same))), False


def _dedupe_key(raw: bytes, head: parse.Parsed, target: Target) -> str:
    """The mail by who wrote it, when, its own id and its content; not by the trace headers, which differ at every try."""
    body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")[2]
    parts = [target.kind, target.id or "", head.message_id, head.sender.address, head.first("date"), head.subject]
    known = "\x00".join(parts).encode("utf-8", "replace")
    return hashlib.sha256(known + b"\x00\x00" + body).hexdigest()

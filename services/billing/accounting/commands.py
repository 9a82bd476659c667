"""Runs of the export, and the accounts that they use. A run gives what the accountant does not have yet, or everything again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Literal

from sqlalchemy import delete, select, text

from services.accounts.queries import CompanyProfile
from services.accounts.queries import company as company_profile
from services.billing.accounting import entries, journal, queries, quickbooks, quickbooks_file
from services.billing.accounting.accounts import Account, account_of
from services.billing.accounting.tables import AccountingExport, AccountMapping, ExportedRecord
from services.billing.reports import names
from services.billing.reports.table import Asked
from services.kit import files, ids
from services.kit.log import Audit
from services.kit.problems import Problem
from services.kit.work import Work

Format = Literal["journal", "quickbooks"]
Contents = Literal["new", "all"]
FOLDER = "accounting"
Told = dict[entries.Key, dict[str, Any]]
"""By record and day, what a run tells; see `ExportedRecord.content`."""
_RUN = text(
    "INSERT INTO log.counter AS c (company_id, kind, value) VALUES (:company, 'accounting_export', 1)"
    " ON CONFLICT (company_id, kind) DO UPDATE SET value = c.value + 1 RETURNING value"
)


async def export(work: Work, form: Format, since: date, until: date, contents: Contents) -> AccountingExport:
    """Makes a run over a period. Two runs at once go one after the other: the counter's row is locked until the commit.

    Raises:
        Problem: 409 `accounts-missing` with what has no account; 409 `nothing-to-export` where there is nothing new.
    """
    number = int(await work.session.scalar(_RUN, {"company": work.company_id}) or 0)
    company = await company_profile(work.session, work.company_id)
    # The file is in the company's own language, whoever makes it.
    asked = Asked(work.session, company, company.language, until, since)
    make = _journal if form == "journal" else _quickbooks
    content, told = await make(work, asked, contents)
    if not content:
        raise Problem(409, "nothing-to-export", since=since.isoformat(), until=until.isoformat())
    row = AccountingExport(
        id=ids.new("exp"),
        company_id=work.company_id,
        number=number,
        format=form,
        contents=contents,
        from_on=since,
        to_on=until,
        records=len(told),
        file_key=await files.put(content, FOLDER),
        file_sha256=hashlib.sha256(content).hexdigest(),
        created_by=work.actor,
        created_at=work.now,
    )
    work.session.add(row)
    await work.session.flush()
    work.session.add_all(
        ExportedRecord(
            id=ids.new("exr"),
            company_id=work.company_id,
            export_id=row.id,
            format=form,
            kind=kind,
            record_id=record_id,
            day=day,
            content=told[kind, record_id, day],
        )
        for kind, record_id, day in told
    )
    work.session.add(Audit(company_id=work.company_id, actor=work.actor, action="accounting.exported", target=row.id))
    await work.session.flush()
    return row


async def _journal(work: Work, asked: Asked, contents: Contents) -> tuple[bytes, Told]:
    """The file, and by record what it tells beyond what was told before."""
    book = await entries.read(asked)
    known = await queries.told_journal(asked)
    fresh: dict[entries.Key, dict[str, int]] = {}
    for key in {*book, *known}:
        now = book[key].clean() if key in book else {}
        before = known.get(key, {})
        difference = {role: now.get(role, 0) - before.get(role, 0) for role in {*now, *before}}
        if kept := {role: cents for role, cents in sorted(difference.items()) if cents}:
            fresh[key] = kept
    if contents == "all":
        shown = book.in_order()
    else:
        gone = await queries.headings(asked, [key for key in fresh if key not in book])
        book.update(gone)
        shown = [replace(entry, lines=fresh[entry.key]) for entry in book.in_order() if entry.key in fresh]
    if not shown:
        return b"", {}
    mapped = await queries.mapping(work.session, work.company_id)
    await _require(work, asked.company, [role for entry in shown for role in entry.clean()], mapped)
    called = await names.contacts(asked, {entry.contact_id for entry in shown})
    lines = [replace(entry, lines=entry.clean()) for entry in shown]
    content = journal.text_of(lines, mapped, called, asked.language).encode()
    return content, {entry.key: fresh.get(entry.key, {}) for entry in shown}


async def _quickbooks(work: Work, asked: Asked, contents: Contents) -> tuple[bytes, Told]:
    mapped = await queries.mapping(work.session, work.company_id)
    objects = await quickbooks.read(asked, mapped)
    known = await queries.told_quickbooks(asked)
    digests = {each.key: quickbooks.digest(each) for each in objects}
    if contents == "new":
        objects = [each for each in objects if known.get(each.key) != digests[each.key]]
    if not objects:
        return b"", {}
    await _require(work, asked.company, [role for each in objects for role in each.roles], mapped)
    return quickbooks_file.archive(objects, asked.language), {
        each.key: {"sha256": digests[each.key]} for each in objects
    }


async def _require(work: Work, company: CompanyProfile, roles: Sequence[str], mapped: Mapping[str, Account]) -> None:
    """Raises a 409 problem that names every role without an account."""
    missing = sorted({role for role in roles if account_of(role, mapped) is None})
    if missing:
        labels = await queries.labels(work.session, work.company_id, missing, work.language)
        members: dict[str, Any] = {"missing": [{"role": role, "label": labels[role]} for role in missing]}
        raise Problem(409, "accounts-missing", members=members, accounts=", ".join(labels[role] for role in missing))


async def map_accounts(work: Work, wanted: Mapping[str, Account]) -> None:
    """Sets the accounts of these roles; an empty one goes back to the default."""
    for role, account in wanted.items():
        mine = (AccountMapping.company_id == work.company_id, AccountMapping.role == role)
        if not account.account:
            await work.session.execute(delete(AccountMapping).where(*mine))
            continue
        row = await work.session.scalar(select(AccountMapping).where(*mine))
        if row is None:
            row = AccountMapping(id=ids.new("acm"), company_id=work.company_id, role=role)
            work.session.add(row)
        row.account, row.name, row.updated_at = account.account, account.name, work.now
    work.session.add(
        Audit(company_id=work.company_id, actor=work.actor, action="accounting.accounts_set", target=work.company_id)
    )
    await work.session.flush()

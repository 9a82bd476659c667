"""Reading the accounts, the runs, and how each record stands with the accountant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from services.billing.accounting import entries, quickbooks
from services.billing.accounting.accounts import DEFAULTS, Account
from services.billing.accounting.tables import AccountingExport, AccountMapping, ExportedRecord
from services.billing.catalog.tables import Item
from services.billing.reports.table import Asked
from services.billing.taxes.tables import TaxGroup
from services.kit.lists import PageInfo, newest_first
from services.kit.problems import NotFound
from services.kit.texts import t


class Known(NamedTuple):
    role: str
    label: str
    account: str
    name: str
    default: bool


class Run(NamedTuple):
    """A run of the export: its number for people, its id for the file."""

    number: int
    id: str


async def mapping(session: AsyncSession, company_id: str) -> dict[str, Account]:
    """The accounts that the company set itself, by role."""
    query = select(AccountMapping).where(AccountMapping.company_id == company_id)
    return {row.role: Account(row.account, row.name) for row in await session.scalars(query)}


async def accounts(session: AsyncSession, company_id: str, language: str) -> list[Known]:
    """Every role that the company's books have, with its account; without one where nobody could guess."""
    mapped = await mapping(session, company_id)
    used = await session.scalars(_TAX_CODES, {"company": company_id})
    roles = (
        list(DEFAULTS)[:-4] + [f"tax:{code}" for code in used if f"tax:{code}" not in DEFAULTS] + list(DEFAULTS)[-4:]
    )
    roles = [
        role for role in roles if role != "tax:hst" or role in mapped or await _charges(session, company_id, "hst")
    ]
    roles += sorted(mapped.keys() - set(roles))
    called = await labels(session, company_id, roles, language)
    found = []
    for role in roles:
        own = mapped.get(role)
        account = own or Account(DEFAULTS.get(role, ""))
        found.append(Known(role, called[role], account.account, account.name, own is None))
    return found


async def _charges(session: AsyncSession, company_id: str, code: str) -> bool:
    return code in set(await session.scalars(_TAX_CODES, {"company": company_id}))


# What invoices were charged with; a tax that no invoice has yet can wait for its account.
_TAX_CODES = text(
    "SELECT DISTINCT x ->> 'code' FROM billing.invoice i, jsonb_array_elements(i.taxes) x"
    " WHERE i.company_id = :company AND i.issued_on IS NOT NULL ORDER BY 1"
)


async def labels(session: AsyncSession, company_id: str, roles: Iterable[str], language: str) -> dict[str, str]:
    """What to call roles: `Compte bancaire (chèque)`, `Ventes : Chauffe-eau 60 gal`."""
    wanted = list(roles)
    named: dict[str, str] = {}
    for kind, table in (("item", Item), ("group", TaxGroup)):
        asked = {role.partition(":")[2] for role in wanted if role.startswith(f"{kind}:")}
        if asked:
            query = select(table.id, table.name_fr, table.name_en).where(
                table.company_id == company_id, table.id.in_(asked)
            )
            for row in await session.execute(query):
                named[f"{kind}:{row.id}"] = (row.name_en if language == "en" else row.name_fr) or row.name_fr
    found = {}
    for role in wanted:
        kind, _, rest = role.partition(":")
        match kind:
            case "bank":
                found[role] = t(language, "account-bank", method=t(language, f"report-method-{rest.replace('_', '-')}"))
            case "tax":
                known = rest in ("gst", "qst", "hst")
                found[role] = (
                    t(language, f"account-tax-{rest}") if known else t(language, "account-tax", code=rest.upper())
                )
            case "item" | "group":
                found[role] = t(language, f"account-{kind}", name=named.get(role, rest))
            case _:
                found[role] = t(language, f"account-{kind.replace('_', '-')}")
    return found


async def runs(
    session: AsyncSession, company_id: str, *, limit: int, after: str | None, updated_since: datetime | None
) -> tuple[list[AccountingExport], PageInfo]:
    query = select(AccountingExport).where(AccountingExport.company_id == company_id)
    if updated_since is not None:
        query = query.where(AccountingExport.created_at >= updated_since)
    return await newest_first(session, query, AccountingExport.created_at, AccountingExport.id, limit, after)


async def run(session: AsyncSession, company_id: str, export_id: str) -> AccountingExport:
    """Raises a 404 problem."""
    query = select(AccountingExport).where(AccountingExport.company_id == company_id, AccountingExport.id == export_id)
    row = await session.scalar(query)
    if row is None:
        raise NotFound("accounting-export")
    return row


async def told(asked: Asked, form: str) -> list[tuple[Any, Run]]:
    """The records of the period's days that runs of this format had, oldest run first, each with its run."""
    query = (
        select(ExportedRecord, AccountingExport.number, AccountingExport.id)
        .join(
            AccountingExport,
            (AccountingExport.company_id == ExportedRecord.company_id)
            & (AccountingExport.id == ExportedRecord.export_id),
        )
        .where(
            ExportedRecord.company_id == asked.company.id,
            ExportedRecord.format == form,
            ExportedRecord.day.between(asked.params["since"], asked.until),
        )
        .order_by(AccountingExport.number)
    )
    return [(row, Run(number, export_id)) for row, number, export_id in await asked.session.execute(query)]


async def told_journal(asked: Asked) -> dict[entries.Key, dict[str, int]]:
    """What the accountant has of each entry of the period: the sum of all that runs told."""
    found: dict[entries.Key, dict[str, int]] = {}
    for row, _ in await told(asked, "journal"):
        lines = found.setdefault((row.kind, row.record_id, row.day), {})
        for role, cents in row.content.items():
            lines[role] = lines.get(role, 0) + cents
    return found


async def told_quickbooks(asked: Asked) -> dict[entries.Key, str]:
    """The digest of each object as it was given last."""
    return {(row.kind, row.record_id, row.day): row.content["sha256"] for row, _ in await told(asked, "quickbooks")}


async def headings(asked: Asked, keys: Sequence[entries.Key]) -> dict[entries.Key, entries.Entry]:
    """Empty entries for records that were told of on a day on which they no longer do anything: their correction needs a name."""
    found: dict[entries.Key, entries.Entry] = {}
    for key in keys:
        kind, record_id, day = key
        table, column = quickbooks.NUMBERS[kind]
        row = (
            await asked.session.execute(
                text(f"SELECT {column} AS number, contact_id FROM {table} WHERE company_id = :company AND id = :id"),  # noqa: S608
                {"company": asked.company.id, "id": record_id},
            )
        ).one()
        found[key] = entries.Entry(kind, record_id, day, "correction", row.number or "", row.contact_id or "")
    return found

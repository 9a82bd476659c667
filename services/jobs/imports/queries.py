"""Reading imports."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import cast

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.jobs.contacts.tables import Contact
from services.jobs.imports import columns
from services.jobs.imports.schemas import (
    Column,
    Counts,
    Duplicates,
    ImportOut,
    LineError,
    LineOut,
    Outcome,
    Plan,
    Status,
    Twin,
)
from services.jobs.imports.tables import ContactImport, ImportLine
from services.kit import lists
from services.kit.problems import NotFound
from services.kit.spreadsheets import guarded
from services.kit.texts import t

_SAMPLES = 3


async def one(session: AsyncSession, import_id: str) -> ImportOut:
    """Raises a 404 problem."""
    row = await _row(session, import_id)
    first = await session.scalars(
        select(ImportLine.cells).where(ImportLine.import_id == row.id).order_by(ImportLine.line).limit(20)
    )
    cells = list(first)
    return ImportOut(
        id=row.id,
        name=row.name,
        status=cast(Status, row.status),
        encoding=row.encoding,
        separator=row.separator,
        duplicates=cast(Duplicates, row.duplicates),
        columns=tuple(
            Column(
                index=n,
                header=header,
                field=row.mapping[n],
                samples=tuple([each[n] for each in cells if n < len(each) and each[n]][:_SAMPLES]),
            )
            for n, header in enumerate(row.header)
        ),
        fields=columns.FIELDS,
        counts=await _counts(session, row.id),
        created_at=row.created_at,
        updated_at=row.updated_at,
        confirmed_at=row.confirmed_at,
        finished_at=row.finished_at,
    )


async def lines(
    session: AsyncSession, import_id: str, language: str, *, plan: Plan | None, limit: int, after: str | None
) -> lists.Page[LineOut]:
    """The lines of a file in its order, with what is wrong in `language`."""
    row = await _row(session, import_id)
    query = select(ImportLine).where(ImportLine.import_id == row.id)
    if plan:
        query = query.where(ImportLine.plan == plan)
    if cursor := lists.decode(after, int):
        query = query.where(ImportLine.line > cursor[0])
    found = (await session.scalars(query.order_by(ImportLine.line).limit(limit + 1))).all()
    shown, info = lists.page(found, limit, lambda each: (each.line,))
    names = await _names(session, [each.twin_id for each in shown if each.twin_id])
    return lists.Page(data=[_shown(row, each, names, language) for each in shown], page=info)


async def refused(session: AsyncSession, import_id: str, language: str) -> str:
    """The refused lines as a file: the columns as they came, and in front where and why. It can be corrected and sent again."""
    row = await _row(session, import_id)
    query = select(ImportLine).where(ImportLine.import_id == row.id, ImportLine.plan == "refuse")
    out = io.StringIO()
    writer = csv.writer(out, delimiter=row.separator)
    writer.writerow([t(language, "import-refused-line"), t(language, "import-refused-why"), *row.header])
    for each in await session.scalars(query.order_by(ImportLine.line)):
        errors = _errors(row, each, language)
        why = "; ".join(f"{error.header}: {error.detail}" if error.header else error.detail for error in errors)
        writer.writerow([each.line, why, *(guarded(cell) for cell in each.cells)])
    return "\ufeff" + out.getvalue()


async def _row(session: AsyncSession, import_id: str) -> ContactImport:
    row = await session.scalar(
        select(ContactImport).where(ContactImport.id == import_id).execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound("other")
    return row


async def _counts(session: AsyncSession, import_id: str) -> Counts:
    query = (
        select(ImportLine.plan, ImportLine.outcome, func.count())
        .where(ImportLine.import_id == import_id)
        .group_by(ImportLine.plan, ImportLine.outcome)
    )
    counts: dict[str, int] = {"lines": 0}
    for plan, outcome, count in await session.execute(query):
        counts["lines"] += count
        for name in (plan, outcome):
            if name:
                counts[name] = counts.get(name, 0) + count
    return Counts(**counts)


async def _names(session: AsyncSession, contact_ids: Sequence[str]) -> dict[str, str]:
    if not contact_ids:
        return {}
    rows = await session.execute(select(Contact.id, Contact.name).where(Contact.id.in_(contact_ids)))
    return {row.id: row.name for row in rows}


def _shown(row: ContactImport, line: ImportLine, names: dict[str, str], language: str) -> LineOut:
    twin = None
    if line.twin_id or line.twin_line:
        twin = Twin(contact_id=line.twin_id, name=names.get(line.twin_id or "", ""), line=line.twin_line)
    return LineOut(
        line=line.line,
        plan=cast(Plan, line.plan),
        outcome=cast("Outcome | None", line.outcome),
        contact_id=line.contact_id,
        values={
            name: line.cells[n] for n, name in enumerate(row.mapping) if name and n < len(line.cells) and line.cells[n]
        },
        errors=_errors(row, line, language),
        twin=twin,
    )


def _errors(row: ContactImport, line: ImportLine, language: str) -> tuple[LineError, ...]:
    return tuple(
        LineError(
            field=each["field"],
            header=row.header[row.mapping.index(each["field"])] if each["field"] in row.mapping else "",
            code=each["code"],
            detail=t(language, f"problem-field-{each['code']}", **each["args"]),
        )
        for each in line.wrong
    )

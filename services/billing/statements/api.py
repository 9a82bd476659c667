"""`/v1/statements/{contact}`: a client's statement of account, as of any day."""

import csv
import io
from typing import Annotated, Literal

from fastapi import Depends, Query, Response

from services.billing.documents import pdf
from services.billing.documents.build import language_of
from services.billing.reports.api import download
from services.billing.reports.schemas import chart_out
from services.billing.reports.spreadsheet import written
from services.billing.reports.table import Cell, Kind
from services.billing.schemas import Day, PathId
from services.billing.statements import paper
from services.billing.statements.account import Statement
from services.billing.statements.ask import made
from services.billing.statements.chart import chart
from services.billing.statements.schemas import EntryOut, OpenItemOut, StatementOut, aging_out
from services.jobs.contacts.queries import contact as contact_view
from services.kit.app import router
from services.kit.auth import allowed
from services.kit.texts import t
from services.kit.work import Work
from workflows.money import Money

statements = router("/v1/statements", "statements")
Accountant = Annotated[Work, Depends(allowed("reports"))]
Since = Annotated[Day | None, Query(alias="from")]
Until = Annotated[Day | None, Query(alias="to")]


@statements.get("/{contact_id}")
async def read_statement(
    work: Accountant, contact_id: PathId, since: Since = None, until: Until = None
) -> StatementOut:
    """What the client owes in the evening of `to`, and with `from` what happened since. Without dates: what is open today."""
    contact = await contact_view(work.session, contact_id)
    asked, found = await made(work, contact, since, until, work.language)
    currency = asked.company.currency

    def money(amount: int) -> Money:
        return Money(amount=amount, currency=currency)

    return StatementOut(
        contact_id=contact.id,
        name=contact.name,
        email=contact.email,
        from_on=found.from_on,
        to_on=found.to_on,
        currency=currency,
        opening=money(found.opening),
        entries=tuple(
            EntryOut(
                day=each.day,
                kind=each.kind,
                label=t(work.language, f"statement-{each.kind.replace('_', '-')}"),
                number=each.number,
                note=each.note,
                amount=money(each.amount),
                balance=money(each.balance),
            )
            for each in found.entries
        ),
        open_items=tuple(
            OpenItemOut(
                **each.model_dump(exclude={"total", "balance"}), total=money(each.total), balance=money(each.balance)
            )
            for each in found.open_items
        ),
        aging=aging_out(found, currency),
        chart=chart_out(chart(found, work.language), currency),
        closing=money(found.closing),
        held=money(found.held),
    )


@statements.get("/{contact_id}/csv", response_class=Response, responses={200: {"content": {"text/csv": {}}}})
async def statement_csv(work: Accountant, contact_id: PathId, since: Since = None, until: Until = None) -> Response:
    """With `from` the activity with its running balance, otherwise the open items; the last line is what is owed."""
    contact = await contact_view(work.session, contact_id)
    asked, found = await made(work, contact, since, until, work.language)
    content = csv_of(found, work.language)
    return Response(
        content, media_type="text/csv; charset=utf-8", headers=download(f"{asked.file_name('statement-file')}.csv")
    )


@statements.get("/{contact_id}/pdf", response_class=Response, responses={200: {"content": {"application/pdf": {}}}})
async def statement_pdf(
    work: Accountant,
    contact_id: PathId,
    since: Since = None,
    until: Until = None,
    lang: Literal["fr", "en"] | None = None,
) -> Response:
    """In the client's language, or in `lang`. With `from` the activity with its running balance; what is open in any case."""
    contact = await contact_view(work.session, contact_id)
    asked, found = await made(work, contact, since, until, lang or language_of(contact))
    return pdf.shown(await paper.pdf_of(asked, contact, found), f"{asked.file_name('statement-file')}.pdf")


def csv_of(found: Statement, language: str) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";" if language == "fr" else ",", lineterminator="\r\n")
    heads: tuple[str, ...]
    kinds: list[Kind]
    rows: list[tuple[Cell, ...]]
    if found.from_on is not None:
        heads = ("day", "entry", "number", "note", "amount", "balance")
        kinds = ["date", "text", "text", "text", "money", "money"]
        rows = [(found.from_on, t(language, "statement-opening"), "", "", None, found.opening)]
        rows += [
            (
                each.day,
                t(language, f"statement-{each.kind.replace('_', '-')}"),
                each.number,
                each.note,
                each.amount,
                each.balance,
            )
            for each in found.entries
        ]
        rows.append((found.to_on, t(language, "statement-closing"), "", "", None, found.closing))
    else:
        heads = ("number", "job", "issued_on", "due_on", "late", "total", "balance")
        kinds = ["text", "text", "date", "date", "days", "money", "money"]
        rows = [
            (each.number, each.job, each.dated, each.due_on, each.days_late, each.total, each.balance)
            for each in found.open_items
        ]
        rows.append((t(language, "statement-closing"), "", None, None, None, None, found.closing))
    writer.writerow([t(language, f"report-column-{head.replace('_', '-')}") for head in heads])
    for row in rows:
        writer.writerow([written(cell, kind, language) for cell, kind in zip(row, kinds, strict=True)])
    return ("\ufeff" + out.getvalue()).encode()

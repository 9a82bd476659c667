"""`/v1/reports`: the books as of any day of the company."""

from dataclasses import replace
from typing import Annotated, Literal, NamedTuple

from fastapi import Depends, Query, Response

from services.billing.documents import pdf
from services.billing.reports import paper
from services.billing.reports.ask import asked
from services.billing.reports.registry import REPORTS, Name
from services.billing.reports.schemas import (
    ReportEntry,
    ReportList,
    ReportOut,
    cells_out,
    chart_out,
    columns_out,
    rows_out,
)
from services.billing.reports.spreadsheet import csv_of
from services.billing.reports.table import Asked, Step
from services.billing.schemas import Day
from services.kit.app import router
from services.kit.auth import allowed
from services.kit.texts import t
from services.kit.work import Work

reports = router("/v1/reports", "reports")
Accountant = Annotated[Work, Depends(allowed("reports"))]
Since = Annotated[Day | None, Query(alias="from")]
Until = Annotated[Day | None, Query(alias="to")]
AsOf = Annotated[Day | None, Query()]


class Wanted(NamedTuple):
    name: Name
    ask: Asked


async def _wanted(
    work: Accountant,
    name: Name,
    since: Since = None,
    until: Until = None,
    as_of: AsOf = None,
    step: Step = "month",
    detail: bool = False,
) -> Wanted:
    """Which report, and of which days. Raises a 422 problem."""
    return Wanted(name, await asked(work, name, since, until, as_of, step, detail))


Chosen = Annotated[Wanted, Depends(_wanted)]


@reports.get("")
async def list_reports(work: Accountant) -> ReportList:
    return ReportList(
        data=tuple(
            ReportEntry(
                name=name,
                title=t(work.language, f"report-{name}"),
                about=t(work.language, f"report-{name}.about"),
                on_a_day=entry.on_a_day,
                has_detail=entry.detail,
            )
            for name, entry in REPORTS.items()
        )
    )


@reports.get("/{name}")
async def read_report(wanted: Chosen, limit: Annotated[int, Query(ge=1, le=2000)] = 500) -> ReportOut:
    """The first `limit` rows; the CSV has all of them. Nothing that counts from after the last day changes it."""
    name, ask = wanted
    found = await REPORTS[name].report(ask)
    currency = ask.company.currency
    return ReportOut(
        name=name,
        title=ask.t(f"report-{name}"),
        about=ask.t(f"report-{name}.about"),
        from_on=ask.since,
        to_on=ask.until,
        step=ask.step,
        detail=ask.detail,
        currency=currency,
        columns=columns_out(found),
        rows=rows_out(found, limit, currency),
        more=max(len(found.rows) - limit, 0),
        total=cells_out(found, found.total, currency),
        chart=chart_out(found.chart, currency),
        notes=tuple(found.notes),
    )


@reports.get("/{name}/csv", response_class=Response, responses={200: {"content": {"text/csv": {}}}})
async def report_csv(wanted: Chosen) -> Response:
    """Every row, then the sum."""
    name, ask = wanted
    content = csv_of(await REPORTS[name].report(ask), ask.language)
    return Response(
        content, media_type="text/csv; charset=utf-8", headers=download(f"{ask.file_name(f'report-{name}.file')}.csv")
    )


@reports.get("/{name}/pdf", response_class=Response, responses={200: {"content": {"application/pdf": {}}}})
async def report_pdf(wanted: Chosen, lang: Literal["fr", "en"] | None = None) -> Response:
    """As the screen says it, in the caller's language or in `lang`; of very many lines the first, and the sum of all."""
    name, ask = wanted
    if lang:
        ask = replace(ask, language=lang, said={})
    content = await paper.pdf_of(ask, name, await REPORTS[name].report(ask))
    return pdf.shown(content, f"{ask.file_name(f'report-{name}.file')}.pdf")


def download(name: str) -> dict[str, str]:
    return {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }

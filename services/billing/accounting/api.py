"""`/v1/accounting`: the accounts, the runs of the export, and how each record stands."""

from typing import Annotated, get_args

from fastapi import Depends, Query, Response

from services.billing.accounting import commands, queries, standing
from services.billing.accounting.accounts import Account
from services.billing.accounting.commands import Format
from services.billing.accounting.schemas import (
    AccountOut,
    AccountsIn,
    AccountsOut,
    ExportIn,
    ExportOut,
    RecordOut,
    RecordsOut,
    RunOut,
)
from services.billing.accounting.tables import AccountingExport
from services.billing.reports.api import Since as From
from services.billing.reports.api import Until, download
from services.billing.reports.ask import LONGEST
from services.billing.reports.ask import asked as ask
from services.billing.reports.schemas import LinkOut
from services.billing.schemas import PathId, Since
from services.kit import files
from services.kit.app import router
from services.kit.auth import allowed
from services.kit.etags import IfMatch, require_match, tagged
from services.kit.lists import After, Limit, Page
from services.kit.problems import Field, Invalid
from services.kit.settings import get_settings
from services.kit.texts import t
from services.kit.work import Work

accounting = router("/v1/accounting", "accounting")
Accountant = Annotated[Work, Depends(allowed("reports"))]


async def _accounts(work: Work) -> AccountsOut:
    found = await queries.accounts(work.session, work.company_id, work.language)
    return AccountsOut(data=tuple(AccountOut(**each._asdict()) for each in found))


@accounting.get("/accounts")
async def read_accounts(work: Accountant, response: Response) -> AccountsOut:
    """Every account that the books need, with sensible defaults."""
    return tagged(response, await _accounts(work))


@accounting.patch("/accounts")
async def set_accounts(work: Accountant, data: AccountsIn, response: Response, if_match: IfMatch = None) -> AccountsOut:
    """Sets the roles that are given and leaves the others. What was exported stays as it was."""
    require_match(if_match, await _accounts(work))
    await commands.map_accounts(work, {each.role: Account(each.account, each.name) for each in data.accounts})
    return tagged(response, await _accounts(work))


def _shown(work: Work, row: AccountingExport) -> ExportOut:
    suffix = "csv" if row.format == "journal" else "zip"
    name = f"{t(work.language, f'accounting-file-{row.format}')}-{row.from_on}-{row.to_on}-{row.number}.{suffix}"
    return ExportOut(
        id=row.id,
        number=row.number,
        format=row.format,
        contents=row.contents,
        from_on=row.from_on,
        to_on=row.to_on,
        records=row.records,
        file_name=name,
        file_sha256=row.file_sha256,
        file_url=f"{get_settings().url_billing}/v1/accounting/exports/{row.id}/file",
        created_by=row.created_by,
        created_at=row.created_at,
    )


@accounting.get("/exports")
async def list_exports(
    work: Accountant, limit: Limit = 50, after: After = None, updated_since: Since = None
) -> Page[ExportOut]:
    rows, info = await queries.runs(
        work.session, work.company_id, limit=limit, after=after, updated_since=updated_since
    )
    return Page(data=[_shown(work, row) for row in rows], page=info)


@accounting.post("/exports", status_code=201)
async def make_export(work: Accountant, data: ExportIn, response: Response) -> ExportOut:
    """Raises 409 `accounts-missing`, `nothing-to-export`; 422 for a period that ends before it begins, or is too long."""
    if data.from_on > data.to_on:
        raise Invalid([Field("/to", "date-order")])
    if (data.to_on - data.from_on).days > LONGEST:
        raise Invalid([Field("/from", "date-range")])
    row = await commands.export(work, data.format, data.from_on, data.to_on, data.contents)
    response.headers["Location"] = f"/v1/accounting/exports/{row.id}"
    return tagged(response, _shown(work, row))


@accounting.get("/exports/{export_id}")
async def read_export(work: Accountant, export_id: PathId, response: Response) -> ExportOut:
    return tagged(response, _shown(work, await queries.run(work.session, work.company_id, export_id)))


@accounting.get("/exports/{export_id}/file", response_class=Response)
async def export_file(work: Accountant, export_id: PathId) -> Response:
    """The run's file, byte for byte as it was made."""
    row = await queries.run(work.session, work.company_id, export_id)
    kind = "text/csv; charset=utf-8" if row.format == "journal" else "application/zip"
    headers = download(_shown(work, row).file_name) | {"ETag": f'"{row.file_sha256}"'}
    return Response(await files.get(row.file_key), media_type=kind, headers=headers)


@accounting.get("/records")
async def list_records(
    work: Accountant,
    format: Format = "journal",
    since: From = None,
    until: Until = None,
    state: standing.State | None = None,
    limit: Annotated[int, Query(ge=1, le=2000)] = 500,
    after: After = None,
) -> RecordsOut:
    """Every paper of the period by day, whether the accountant has it, and in which runs."""
    asked = await ask(work, "documents", since, until, None, "month", False)
    found = await standing.standings(asked, format)
    counts = dict.fromkeys(get_args(standing.State), 0)
    for one in found:
        counts[one.state] += 1
    wanted = [each for each in found if state in (None, each.state)]
    shown, info, more = standing.cut(wanted, limit, after)
    links = await standing.links(asked, shown)
    return RecordsOut(
        data=tuple(
            RecordOut(
                kind=each.kind,
                id=each.record_id,
                number=each.number,
                contact=each.contact,
                day=each.day,
                state=each.state,
                runs=tuple(run.number for run in each.runs),
                exports=tuple(RunOut(number=run.number, id=run.id) for run in each.runs),
                link=LinkOut(**links[each.record_id]._asdict()),
            )
            for each in shown
        ),
        more=more,
        counts=counts,
        page=info,
    )

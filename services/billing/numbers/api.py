"""`/v1/number-series`: how the numbers of each kind of document look, and what comes next."""

from typing import Annotated

from fastapi import Depends, Response

from services.accounts.queries import company as company_profile
from services.billing.numbers import commands, queries
from services.billing.numbers.printed import Kind
from services.billing.numbers.schemas import NumberFormatIn, NumberFormatOut
from services.kit.app import router
from services.kit.auth import allowed
from services.kit.days import local_day
from services.kit.etags import IfMatch, require_match, tagged
from services.kit.lists import Page
from services.kit.work import Work

number_series = router("/v1/number-series", "number series")
Manager = Annotated[Work, Depends(allowed("settings"))]


async def _all(work: Work) -> list[NumberFormatOut]:
    company = await company_profile(work.session, work.company_id)
    return await queries.shown(work.session, work.company_id, local_day(work.now, company.time_zone))


async def _one(work: Work, kind: Kind) -> NumberFormatOut:
    return next(each for each in await _all(work) if each.kind == kind)


@number_series.get("")
async def list_number_series(work: Manager) -> Page[NumberFormatOut]:
    """The five kinds: one page."""
    return Page(data=await _all(work))


@number_series.get("/{kind}")
async def read_number_series(work: Manager, kind: Kind, response: Response) -> NumberFormatOut:
    return tagged(response, await _one(work, kind))


@number_series.put("/{kind}")
async def change_number_series(
    work: Manager, kind: Kind, data: NumberFormatIn, response: Response, if_match: IfMatch = None
) -> NumberFormatOut:
    """From the next document on. Raises 422: `number-year-missing`, `number-used`."""
    require_match(if_match, await _one(work, kind))
    await commands.decide(work, kind, data)
    return tagged(response, await _one(work, kind))

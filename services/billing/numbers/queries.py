"""Reading how the numbers of a company look."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.billing.numbers.printed import KINDS, PLAIN, Format, Kind
from services.billing.numbers.schemas import NumberFormatOut
from services.billing.numbers.tables import NumberFormat, NumberSeries, NumberTaken


async def format_of(session: AsyncSession, company_id: str, kind: Kind) -> Format:
    query = select(NumberFormat).where(NumberFormat.company_id == company_id, NumberFormat.kind == kind)
    row = (await session.execute(query)).scalar_one_or_none()
    return PLAIN if row is None else _format(row)


async def first_free(
    session: AsyncSession, company_id: str, kind: Kind, series: str, looks: Format, today: date
) -> int:
    """The lowest number from which on neither a number of the series nor a printed text was given out already."""
    mine = (NumberTaken.company_id == company_id, NumberTaken.kind == kind)
    last = await session.scalar(select(func.max(NumberTaken.number)).where(*mine, NumberTaken.series == series))
    printed = await session.scalars(select(NumberTaken.text).where(*mine))
    texts = [looks.number_in(text, today) for text in printed]
    return max((last or 0), *(number for number in texts if number is not None), 0) + 1


async def shown(session: AsyncSession, company_id: str, today: date) -> list[NumberFormatOut]:
    """Every kind in its fixed order, with the number that comes next on `today`."""
    formats = {
        row.kind: _format(row)
        for row in await session.scalars(select(NumberFormat).where(NumberFormat.company_id == company_id))
    }
    counters = {
        (row.kind, row.series): row.next
        for row in await session.scalars(select(NumberSeries).where(NumberSeries.company_id == company_id))
    }
    found = []
    for kind in KINDS:
        looks = formats.get(kind, PLAIN)
        number = counters.get((kind, looks.series(today)), looks.start)
        found.append(NumberFormatOut(kind=kind, **looks._asdict(), next=number, example=looks.text(number, today)))
    return found


def _format(row: NumberFormat) -> Format:
    return Format(row.prefix, row.suffix, row.width, row.start, row.yearly)

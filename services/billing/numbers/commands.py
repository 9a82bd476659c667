"""Taking numbers, and deciding how they look.

Numbers are given out in the transaction that writes the document, so a rollback gives them back.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from services.accounts.queries import company as company_profile
from services.billing.numbers import queries
from services.billing.numbers.printed import MAIN as MAIN
from services.billing.numbers.printed import Format, Kind
from services.billing.numbers.schemas import NumberFormatIn
from services.billing.numbers.tables import NumberFormat, NumberSeries, NumberTaken
from services.kit import ids
from services.kit.days import local_day
from services.kit.log import Audit
from services.kit.problems import Field, Invalid
from services.kit.work import Work


class Numbered(NamedTuple):
    """A number that was taken. `series` and `number` are unique together, and so is `text`, which is what people see."""

    series: str
    number: int
    text: str


async def take(work: Work, kind: Kind) -> Numbered:
    """The next number, gapless: concurrent takers wait on the counter until the first has committed or rolled back.

    Not a Postgres sequence, which keeps its gaps after a rollback. Take it last, just before the fact: the row is a
    bottleneck of the whole company while the transaction lasts.
    """
    company = await company_profile(work.session, work.company_id)
    today = local_day(work.now, company.time_zone)
    looks = await queries.format_of(work.session, work.company_id, kind)
    series = looks.series(today)
    first = insert(NumberSeries).values(
        id=ids.new("nbr"), company_id=work.company_id, kind=kind, series=series, next=looks.start + 1
    )
    upsert = first.on_conflict_do_update(
        index_elements=["company_id", "kind", "series"], set_={"next": NumberSeries.next + 1}
    ).returning(NumberSeries.next - 1)
    number = int((await work.session.execute(upsert)).scalar_one())
    taken = Numbered(series, number, looks.text(number, today))
    work.session.add(NumberTaken(company_id=work.company_id, kind=kind, **taken._asdict()))
    return taken


async def decide(work: Work, kind: Kind, data: NumberFormatIn) -> None:
    """How numbers of this kind look from now on. What was given out keeps what it has.

    Raises 422: `number-year-missing` (a yearly series whose numbers do not name their year would repeat them),
    `number-used` (the counter would give a number, or a printed text, that a document already has).
    """
    looks = Format(data.prefix, data.suffix, data.width, data.start, data.yearly)
    if looks.yearly and not looks.names_year:
        raise Invalid([Field("/prefix", "number-year-missing")])
    company = await company_profile(work.session, work.company_id)
    today = local_day(work.now, company.time_zone)
    series = looks.series(today)
    # The counter's row first, as whoever takes a number does: nobody takes one while this is decided.
    mine = (NumberSeries.company_id == work.company_id, NumberSeries.kind == kind, NumberSeries.series == series)
    blank = insert(NumberSeries).values(
        id=ids.new("nbr"), company_id=work.company_id, kind=kind, series=series, next=looks.start
    )
    await work.session.execute(blank.on_conflict_do_nothing(index_elements=["company_id", "kind", "series"]))
    counter = await work.session.scalar(select(NumberSeries.next).where(*mine).with_for_update())
    free = await queries.first_free(work.session, work.company_id, kind, series, looks, today)
    wanted = data.next if data.next is not None else max(counter or 1, free)
    if wanted < free:
        raise Invalid([Field("/next", "number-used", {"free": str(free)})])
    await work.session.execute(update(NumberSeries).where(*mine).values(next=wanted))
    values = {**looks._asdict(), "updated_at": work.now}
    row = insert(NumberFormat).values(id=ids.new("nbf"), company_id=work.company_id, kind=kind, **values)
    await work.session.execute(row.on_conflict_do_update(index_elements=["company_id", "kind"], set_=values))
    work.session.add(Audit(company_id=work.company_id, actor=work.actor, action="numbers.decided", target=kind))
    await work.session.flush()

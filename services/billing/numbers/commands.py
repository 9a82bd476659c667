"""Taking numbers. They are given out in the transaction that writes the document, so a rollback gives them back."""

from __future__ import annotations

from typing import Literal

from sqlalchemy.dialects.postgresql import insert

from services.billing.numbers.tables import NumberSeries
from services.kit import ids
from services.kit.work import Work

Kind = Literal["quote", "invoice", "receipt"]
MAIN = "main"
"""The one series that every company starts with."""


async def take(work: Work, kind: Kind, series: str = MAIN) -> int:
    """The next number, gapless: concurrent takers wait on the row until the first has committed or rolled back.

    Not a Postgres sequence, which keeps its gaps after a rollback. Take it last, just before the fact: the row is a
    bottleneck of the whole company while the transaction lasts.
    """
    first = insert(NumberSeries).values(id=ids.new("nbr"), company_id=work.company_id, kind=kind, series=series, next=2)
    upsert = first.on_conflict_do_update(
        index_elements=["company_id", "kind", "series"], set_={"next": NumberSeries.next + 1}
    ).returning(NumberSeries.next - 1)
    return int((await work.session.execute(upsert)).scalar_one())

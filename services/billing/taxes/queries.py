"""Which taxes a company charges on a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Protocol

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.billing.taxes.schemas import TaxGroupOut, TaxRateOut
from services.billing.taxes.tables import TaxGroup, TaxRate
from services.billing.taxes.tax import Tax

QUEBEC_ID = "txg_quebec"
"""The group that every company has until it makes a default of its own."""


class TaxedCompany(Protocol):
    """What of a company decides about its taxes."""

    @property
    def id(self) -> str: ...
    @property
    def tax_registered(self) -> bool: ...
    @property
    def gst_number(self) -> str | None: ...
    @property
    def qst_number(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Charged:
    """A tax with its names in both languages, as a document needs it."""

    code: str
    name_fr: str
    name_en: str
    rate: Decimal
    registration: str | None

    def tax(self, language: str) -> Tax:
        return Tax(self.code, self.name_en if language == "en" else self.name_fr, self.rate, self.registration)


QUEBEC = (
    Charged("gst", "TPS", "GST", Decimal("5"), None),
    Charged("qst", "TVQ", "QST", Decimal("9.975"), None),
)


async def charged(session: AsyncSession, company: TaxedCompany, day: date) -> tuple[Charged, ...]:
    """The taxes of the company's default group in force on `day`, with registration numbers; none if not registered."""
    if not company.tax_registered:
        return ()
    default = select(TaxGroup.id).where(TaxGroup.company_id == company.id, TaxGroup.is_default)
    group_id = (await session.execute(default)).scalar_one_or_none()
    taxes: Sequence[Charged] = QUEBEC
    if group_id is not None:
        in_force = (
            select(TaxRate)
            .where(
                TaxRate.company_id == company.id,
                TaxRate.group_id == group_id,
                TaxRate.effective_from <= day,
                or_(TaxRate.effective_to.is_(None), TaxRate.effective_to > day),
            )
            .order_by(TaxRate.position)
        )
        rows = (await session.execute(in_force)).scalars()
        taxes = [Charged(r.code, r.name_fr, r.name_en, r.rate.normalize(), r.registration) for r in rows]
    own = {"gst": company.gst_number, "hst": company.gst_number, "qst": company.qst_number}
    return tuple(
        Charged(each.code, each.name_fr, each.name_en, each.rate, each.registration or own.get(each.code))
        for each in taxes
    )


async def groups(session: AsyncSession, company_id: str, language: str) -> list[TaxGroupOut]:
    """Every group with its rates; the Quebec group that comes with the product stands first."""
    query = select(TaxGroup).where(TaxGroup.company_id == company_id).order_by(TaxGroup.created_at, TaxGroup.id)
    rows = list((await session.execute(query)).scalars())
    rates = select(TaxRate).where(TaxRate.company_id == company_id).order_by(TaxRate.group_id, TaxRate.position)
    by_group: dict[str, list[TaxRate]] = {}
    for rate in (await session.execute(rates)).scalars():
        by_group.setdefault(rate.group_id, []).append(rate)
    result = [_quebec(language, default=not any(row.is_default for row in rows))]
    return result + [out(row, by_group.get(row.id, []), language) for row in rows]


def out(group: TaxGroup, rates: Sequence[TaxRate], language: str) -> TaxGroupOut:
    return TaxGroupOut(
        id=group.id,
        name=group.name_en if language == "en" else group.name_fr,
        name_fr=group.name_fr,
        name_en=group.name_en,
        is_default=group.is_default,
        built_in=False,
        taxes=tuple(
            TaxRateOut(
                code=rate.code,
                name=rate.name_en if language == "en" else rate.name_fr,
                name_fr=rate.name_fr,
                name_en=rate.name_en,
                rate=plain(rate.rate),
                registration=rate.registration,
                effective_from=rate.effective_from,
                effective_to=rate.effective_to,
            )
            for rate in rates
        ),
        created_at=group.created_at,
        updated_at=group.updated_at,
    )


def plain(rate: Decimal) -> str:
    """`5.000` → `5`, `9.975` → `9.975`."""
    return f"{rate.normalize():f}"


def _quebec(language: str, *, default: bool) -> TaxGroupOut:
    since = datetime(2013, 1, 1, tzinfo=UTC)
    return TaxGroupOut(
        id=QUEBEC_ID,
        name="Quebec" if language == "en" else "Québec",
        name_fr="Québec",
        name_en="Quebec",
        is_default=default,
        built_in=True,
        taxes=tuple(
            TaxRateOut(
                code=each.code,
                name=each.name_en if language == "en" else each.name_fr,
                name_fr=each.name_fr,
                name_en=each.name_en,
                rate=plain(each.rate),
                registration=None,
                effective_from=since.date(),
                effective_to=None,
            )
            for each in QUEBEC
        ),
        created_at=since,
        updated_at=since,
    )

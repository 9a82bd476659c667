"""Which taxes a company charges on a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Protocol

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.billing.taxes.builtin import GROUPS, QUEBEC_ID, Group
from services.billing.taxes.schemas import TaxGroupOut, TaxRateOut
from services.billing.taxes.tables import TaxGroup, TaxRate
from services.billing.taxes.tax import DEFAULT, Tax


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


Charges = Mapping[str, Sequence[Charged]]
"""The taxes of each group that a line may name, `tax.DEFAULT` among them. A group without taxes charges nothing."""


async def charges(
    session: AsyncSession,
    company: TaxedCompany,
    day: date,
    group_ids: Iterable[str | None],
    *,
    exempt: bool = False,
) -> dict[str, tuple[Charged, ...]]:
    """What the given groups (None or `tax.DEFAULT`: the company's default) charge on `day`, with registration numbers.

    Nothing at all if the company is not registered, or if whoever buys is `exempt`.
    """
    if not company.tax_registered or exempt:
        return {}
    named = sorted({group_id or DEFAULT for group_id in group_ids}, key=lambda name: (name != DEFAULT, name))
    wanted = {name: name for name in named}
    if DEFAULT in wanted:
        default = select(TaxGroup.id).where(TaxGroup.company_id == company.id, TaxGroup.is_default)
        wanted[DEFAULT] = (await session.execute(default)).scalar_one_or_none() or QUEBEC_ID
    rows: dict[str, list[Charged]] = {}
    if own := {group_id for group_id in wanted.values() if group_id not in GROUPS}:
        in_force = (
            select(TaxRate)
            .where(
                TaxRate.company_id == company.id,
                TaxRate.group_id.in_(own),
                TaxRate.effective_from <= day,
                or_(TaxRate.effective_to.is_(None), TaxRate.effective_to > day),
            )
            .order_by(TaxRate.group_id, TaxRate.position)
        )
        for r in (await session.execute(in_force)).scalars():
            found = Charged(r.code, r.name_fr, r.name_en, r.rate.normalize(), r.registration)
            rows.setdefault(r.group_id, []).append(found)
    for group_id in set(wanted.values()) & set(GROUPS):
        rows[group_id] = [
            Charged(each.code, each.name_fr, each.name_en, each.rate, None)
            for each in GROUPS[group_id].rates
            if each.holds(day)
        ]
    numbers = {"gst": company.gst_number, "hst": company.gst_number, "qst": company.qst_number}
    return {
        name: tuple(
            replace(each, registration=each.registration or numbers.get(each.code))
            for each in rows.get(wanted[name], ())
        )
        for name in named
    }


async def unknown_groups(session: AsyncSession, company_id: str, group_ids: Iterable[str]) -> set[str]:
    """Those that this company does not have."""
    asked = {group_id for group_id in group_ids if group_id not in GROUPS}
    if not asked:
        return set()
    known = select(TaxGroup.id).where(TaxGroup.company_id == company_id, TaxGroup.id.in_(asked))
    return asked - set((await session.execute(known)).scalars())


async def groups(session: AsyncSession, company_id: str, language: str) -> list[TaxGroupOut]:
    """Every group with its rates; those that come with the product stand first, Quebec before all."""
    query = select(TaxGroup).where(TaxGroup.company_id == company_id).order_by(TaxGroup.created_at, TaxGroup.id)
    rows = list((await session.execute(query)).scalars())
    rates = select(TaxRate).where(TaxRate.company_id == company_id).order_by(TaxRate.group_id, TaxRate.position)
    by_group: dict[str, list[TaxRate]] = {}
    for rate in (await session.execute(rates)).scalars():
        by_group.setdefault(rate.group_id, []).append(rate)
    standard = not any(row.is_default for row in rows)
    built_in = [_built_in(each, language, default=standard and each.id == QUEBEC_ID) for each in GROUPS.values()]
    return built_in + [out(row, by_group.get(row.id, []), language) for row in rows]


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


def _built_in(group: Group, language: str, *, default: bool) -> TaxGroupOut:
    since = datetime.combine(min((rate.since for rate in group.rates), default=date(2008, 1, 1)), time(), UTC)
    return TaxGroupOut(
        id=group.id,
        name=group.name_en if language == "en" else group.name_fr,
        name_fr=group.name_fr,
        name_en=group.name_en,
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
                effective_from=each.since,
                effective_to=each.until,
            )
            for each in group.rates
        ),
        created_at=since,
        updated_at=since,
    )

"""Which taxes a company charges on a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, Protocol

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.billing.taxes.builtin import GROUPS, QUEBEC_ID, Group
from services.billing.taxes.schemas import TaxGroupOut, TaxRateOut, TaxSettingsOut
from services.billing.taxes.tables import TaxGroup, TaxRate, TaxSettings
from services.billing.taxes.tax import DEFAULT, Tax
from services.kit.problems import NotFound


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
    chosen = await settings(session, company.id)
    wanted = {name: chosen.default_group_id if name == DEFAULT else name for name in named}
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
    numbers = {
        **chosen.numbers,
        "gst": company.gst_number,
        "hst": company.gst_number,
        "qst": company.qst_number,
    }
    return {
        name: tuple(
            replace(each, registration=each.registration or numbers.get(each.code))
            for each in rows.get(wanted[name], ())
        )
        for name in named
    }


def missing_numbers(company: TaxedCompany, stored: Iterable[dict[str, Any]], language: str) -> list[str]:
    """The taxes, by name, of which a company that says it is registered has no number. `stored`: those it would print."""
    if not company.tax_registered:
        return []
    missing = [each["name_en" if language == "en" else "name_fr"] for each in stored if not each["registration"]]
    if not company.gst_number and not missing:  # nothing is charged here, and yet nobody is registered without it
        missing = ["GST" if language == "en" else "TPS"]
    return missing


async def settings(session: AsyncSession, company_id: str) -> TaxSettingsOut:
    row = (await session.execute(select(TaxSettings).where(TaxSettings.company_id == company_id))).scalar_one_or_none()
    if row is None:
        return TaxSettingsOut(default_group_id=QUEBEC_ID, numbers={}, updated_at=None)
    return TaxSettingsOut(default_group_id=row.default_group_id, numbers=row.numbers, updated_at=row.updated_at)


async def unknown_groups(session: AsyncSession, company_id: str, group_ids: Iterable[str]) -> set[str]:
    """Those that this company does not have, or has retired."""
    asked = {group_id for group_id in group_ids if group_id not in GROUPS}
    if not asked:
        return set()
    known = select(TaxGroup.id).where(
        TaxGroup.company_id == company_id, TaxGroup.id.in_(asked), TaxGroup.retired_at.is_(None)
    )
    return asked - set((await session.execute(known)).scalars())


async def group(session: AsyncSession, company_id: str, group_id: str, language: str) -> TaxGroupOut:
    """Raises a 404 problem."""
    for each in await groups(session, company_id, language, retired=True):
        if each.id == group_id:
            return each
    raise NotFound("tax-group")


async def groups(
    session: AsyncSession,
    company_id: str,
    language: str,
    *,
    retired: bool = False,
    updated_since: datetime | None = None,
) -> list[TaxGroupOut]:
    """Every group with its rates; those that come with the product stand first, Quebec before all."""
    query = select(TaxGroup).where(TaxGroup.company_id == company_id).order_by(TaxGroup.created_at, TaxGroup.id)
    if not retired:
        query = query.where(TaxGroup.retired_at.is_(None))
    rows = list((await session.execute(query)).scalars())
    rates = select(TaxRate).where(TaxRate.company_id == company_id).order_by(TaxRate.group_id, TaxRate.position)
    by_group: dict[str, list[TaxRate]] = {}
    for rate in (await session.execute(rates)).scalars():
        by_group.setdefault(rate.group_id, []).append(rate)
    chosen = await settings(session, company_id)
    default = chosen.default_group_id
    built_in = [_built_in(each, language, chosen, default=each.id == default) for each in GROUPS.values()]
    own = [_out(row, by_group.get(row.id, []), language, default=row.id == default) for row in rows]
    return [each for each in built_in + own if updated_since is None or each.updated_at >= updated_since]


def _out(group: TaxGroup, rates: Sequence[TaxRate], language: str, *, default: bool) -> TaxGroupOut:
    return TaxGroupOut(
        id=group.id,
        name=group.name_en if language == "en" else group.name_fr,
        name_fr=group.name_fr,
        name_en=group.name_en,
        is_default=default,
        built_in=False,
        retired=group.retired_at is not None,
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


def _built_in(group: Group, language: str, chosen: TaxSettingsOut, *, default: bool) -> TaxGroupOut:
    since = datetime.combine(min((rate.since for rate in group.rates), default=date(2008, 1, 1)), time(), UTC)
    return TaxGroupOut(
        id=group.id,
        name=group.name_en if language == "en" else group.name_fr,
        name_fr=group.name_fr,
        name_en=group.name_en,
        is_default=default,
        built_in=True,
        retired=False,
        taxes=tuple(
            TaxRateOut(
                code=each.code,
                name=each.name_en if language == "en" else each.name_fr,
                name_fr=each.name_fr,
                name_en=each.name_en,
                rate=plain(each.rate),
                registration=chosen.numbers.get(each.code),
                effective_from=each.since,
                effective_to=each.until,
            )
            for each in group.rates
        ),
        created_at=since,
        updated_at=since,
    )

"""The verbs of tax groups. Documents that were sent or issued stay as they are, whatever changes here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from itertools import combinations

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from services.billing.taxes.builtin import GROUPS, QUEBEC_ID
from services.billing.taxes.queries import unknown_groups
from services.billing.taxes.schemas import TaxGroupIn, TaxGroupPatch, TaxRateIn, TaxSettingsPatch
from services.billing.taxes.tables import TaxGroup, TaxRate, TaxSettings
from services.kit import ids
from services.kit.log import Audit
from services.kit.problems import Conflict, Field, Invalid, NotFound
from services.kit.work import Work

Guard = Callable[[], Awaitable[None]]


async def create(work: Work, data: TaxGroupIn) -> str:
    """A new group, and its id; as the default it takes the place of the earlier one. Raises 422."""
    _check(data.taxes)
    group = TaxGroup(
        id=ids.new("txg"),
        company_id=work.company_id,
        name_fr=data.name_fr,
        name_en=data.name_en,
        retired_at=None,
        created_at=work.now,
        updated_at=work.now,
    )
    work.session.add(group)
    await work.session.flush()
    await _write(work, group.id, data.taxes)
    if data.is_default:
        await _make_default(work, group.id)
    _audit(work, "created", group.id)
    return group.id


async def change(work: Work, group_id: str, data: TaxGroupPatch, unchanged: Guard) -> None:
    """`unchanged` is asked under the row's lock and raises if the caller edited an older one.

    Raises 404, 409 `tax-group-built-in` (of such a group only `is_default` changes), `tax-group-retired`; 422.
    """
    if group_id in GROUPS:
        await _settings(work)
        await unchanged()
        if data.model_fields_set - {"is_default"}:
            raise Conflict("tax-group-built-in")
    else:
        group = await _locked(work, group_id)
        await unchanged()
        if data.is_default and group.retired_at is not None:
            raise Conflict("tax-group-retired")
        group.name_fr, group.name_en = data.name_fr or group.name_fr, data.name_en or group.name_en
        if data.taxes is not None:
            _check(data.taxes)
            mine = (TaxRate.company_id == work.company_id, TaxRate.group_id == group_id)
            await work.session.execute(delete(TaxRate).where(*mine))
            await _write(work, group_id, data.taxes)
        group.updated_at = work.now
        await work.session.flush()
    if data.is_default:
        await _make_default(work, group_id)
    _audit(work, "changed", group_id)


async def retire(work: Work, group_id: str, *, retired: bool) -> None:
    """Takes it out of what is offered, or puts it back. Twice is once. Raises 404, 409 (built in, or the default)."""
    if group_id in GROUPS:
        raise Conflict("tax-group-built-in")
    settings = await _settings(work)
    group = await _locked(work, group_id)
    if retired and settings.default_group_id == group_id:
        raise Conflict("tax-group-default")
    if (group.retired_at is not None) == retired:
        return
    group.retired_at, group.updated_at = work.now if retired else None, work.now
    await work.session.flush()
    _audit(work, "retired" if retired else "restored", group_id)


async def change_settings(work: Work, data: TaxSettingsPatch, unchanged: Guard) -> None:
    """The default group, and the numbers of provincial taxes (an empty one clears). Raises 422 `unknown-tax-group`."""
    row = await _settings(work)
    await unchanged()
    if data.default_group_id is not None:
        if await unknown_groups(work.session, work.company_id, [data.default_group_id]):
            raise Invalid([Field("/default_group_id", "unknown-tax-group")])
        row.default_group_id = data.default_group_id
    if data.numbers is not None:
        given: dict[str, str] = {str(code): number for code, number in data.numbers.items()}
        row.numbers = {code: number for code, number in (row.numbers | given).items() if number}
    row.updated_at = work.now
    await work.session.flush()
    _audit(work, "settings-changed", row.default_group_id)


def _check(taxes: Sequence[TaxRateIn]) -> None:
    wrong = [
        Field(f"/taxes/{index}/effective_to", "date-order")
        for index, tax in enumerate(taxes)
        if tax.effective_to is not None and tax.effective_to <= tax.effective_from
    ]
    for (_, one), (index, other) in combinations(enumerate(taxes), 2):
        apart = (one.effective_to is not None and one.effective_to <= other.effective_from) or (
            other.effective_to is not None and other.effective_to <= one.effective_from
        )
        if one.code == other.code and not apart:
            wrong.append(Field(f"/taxes/{index}/effective_from", "tax-twice"))
    if wrong:
        raise Invalid(wrong)


async def _write(work: Work, group_id: str, taxes: Sequence[TaxRateIn]) -> None:
    work.session.add_all(
        TaxRate(id=ids.new("txr"), company_id=work.company_id, group_id=group_id, position=position, **tax.model_dump())
        for position, tax in enumerate(taxes)
    )
    await work.session.flush()


async def _make_default(work: Work, group_id: str) -> None:
    row = await _settings(work)
    row.default_group_id, row.updated_at = group_id, work.now
    await work.session.flush()


async def _settings(work: Work) -> TaxSettings:
    """The company's row, made if there is none, under its lock."""
    new = {"company_id": work.company_id, "default_group_id": QUEBEC_ID, "numbers": {}, "updated_at": work.now}
    await work.session.execute(insert(TaxSettings).values(new).on_conflict_do_nothing())
    query = select(TaxSettings).where(TaxSettings.company_id == work.company_id).with_for_update()
    return (await work.session.execute(query.execution_options(populate_existing=True))).scalar_one()


async def _locked(work: Work, group_id: str) -> TaxGroup:
    query = select(TaxGroup).where(TaxGroup.company_id == work.company_id, TaxGroup.id == group_id).with_for_update()
    group = (await work.session.execute(query)).scalar_one_or_none()
    if group is None:
        raise NotFound("tax-group")
    return group


def _audit(work: Work, what: str, target: str) -> None:
    work.session.add(Audit(company_id=work.company_id, actor=work.actor, action=f"tax_group.{what}", target=target))

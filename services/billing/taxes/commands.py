"""The verbs of tax groups."""

from __future__ import annotations

from sqlalchemy import update

from services.billing.taxes.schemas import TaxGroupIn
from services.billing.taxes.tables import TaxGroup, TaxRate
from services.kit import ids
from services.kit.problems import Field, Invalid
from services.kit.work import Work


async def create(work: Work, data: TaxGroupIn) -> tuple[TaxGroup, list[TaxRate]]:
    """A new group. As the default it takes the place of the earlier one; documents that were sent stay as they are."""
    for index, tax in enumerate(data.taxes):
        if tax.effective_to is not None and tax.effective_to <= tax.effective_from:
            raise Invalid([Field(f"/taxes/{index}/effective_to", "date-order")])
    if data.is_default:
        others = update(TaxGroup).where(TaxGroup.company_id == work.company_id, TaxGroup.is_default)
        await work.session.execute(others.values(is_default=False, updated_at=work.now))
    group = TaxGroup(
        id=ids.new("txg"),
        company_id=work.company_id,
        name_fr=data.name_fr,
        name_en=data.name_en,
        is_default=data.is_default,
        created_at=work.now,
        updated_at=work.now,
    )
    work.session.add(group)
    await work.session.flush()
    rates = [
        TaxRate(
            id=ids.new("txr"),
            company_id=work.company_id,
            group_id=group.id,
            position=position,
            code=tax.code,
            name_fr=tax.name_fr,
            name_en=tax.name_en,
            rate=tax.rate,
            registration=tax.registration,
            effective_from=tax.effective_from,
            effective_to=tax.effective_to,
        )
        for position, tax in enumerate(data.taxes)
    ]
    work.session.add_all(rates)
    await work.session.flush()
    return group, rates

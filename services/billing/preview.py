"""`POST /v1/totals`: what lines would come to today, for a form while somebody types. Nothing is stored."""

from typing import Annotated

from fastapi import Depends

from services.accounts.queries import company as company_profile
from services.billing import lines as document_lines
from services.billing.schemas import Input, Lines, Output, TotalsOut
from services.billing.taxes.queries import charged
from services.billing.taxes.tax import PricedLine, line_amount
from services.kit.app import router
from services.kit.auth import allowed
from services.kit.days import local_day
from services.kit.work import Work
from workflows.money import Money

previews = router("/v1/totals", "totals")
Office = Annotated[Work, Depends(allowed("quotes"))]


class PreviewIn(Input):
    lines: Lines


class PreviewOut(Output):
    """`amounts` in the order of the lines. Optional lines have one, but do not count in `totals`, as on a new quote."""

    amounts: tuple[Money, ...]
    totals: TotalsOut


@previews.post("")
async def preview(work: Office, data: PreviewIn) -> PreviewOut:
    company = await company_profile(work.session, work.company_id)
    await document_lines.check(work.session, work.company_id, company.currency, data.lines)
    taxes = await charged(work.session, company, local_day(work.now, company.time_zone))
    priced = [PricedLine(line.quantity, line.unit_price.amount, line.taxable, not line.optional) for line in data.lines]
    result = document_lines.compute(priced, taxes)
    stored = document_lines.stored_taxes(result, taxes)
    amounts = (line_amount(line.quantity, line.unit_price.amount) for line in data.lines)
    return PreviewOut(
        amounts=tuple(Money(amount=amount, currency=company.currency) for amount in amounts),
        totals=document_lines.totals_out(result.subtotal, stored, result.total, company.currency, work.language),
    )

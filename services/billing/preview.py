"""`POST /v1/totals`: what lines would come to today, for a form while somebody types. Nothing is stored."""

from types import SimpleNamespace
from typing import Annotated, Literal

from fastapi import Depends

from services.accounts.queries import company as company_profile
from services.billing import lines as document_lines
from services.billing.schemas import DiscountIn, Id, Input, Lines, Output, TotalsOut
from services.jobs.contacts.queries import money_terms
from services.kit.app import router
from services.kit.auth import allowed
from services.kit.days import local_day
from services.kit.work import Work
from workflows.money import Money

previews = router("/v1/totals", "totals")
Office = Annotated[Work, Depends(allowed("quotes"))]


class PreviewIn(Input):
    """`contact_id`: who it is for; who is exempt pays no taxes."""

    lines: Lines
    discount: DiscountIn | None = None
    contact_id: Id | None = None


class PreviewOut(Output):
    """`amounts` in the order of the lines. Optional lines have one, but do not count in `totals`, as on a new quote.

    `untaxed` says why no taxes are charged, if none are; `tax_exempt_reason` is that of the contact.
    """

    amounts: tuple[Money, ...]
    totals: TotalsOut
    untaxed: Literal["exempt", "not_registered"] | None
    tax_exempt_reason: str


@previews.post("")
async def preview(work: Office, data: PreviewIn) -> PreviewOut:
    company = await company_profile(work.session, work.company_id)
    await document_lines.check(work.session, work.company_id, company.currency, data.lines, data.discount)
    rows = document_lines.typed(data.lines)
    given = document_lines.stored_discount(document_lines.discount_of(data.discount), 0)
    document = SimpleNamespace(subtotal=0, taxes=[], total=0, discount=given)
    terms = await money_terms(work.session, data.contact_id) if data.contact_id else None
    exempt = terms is not None and terms.tax_exempt
    today = local_day(work.now, company.time_zone)
    await document_lines.price(work.session, company, document, rows, today, exempt=exempt)
    return PreviewOut(
        amounts=tuple(Money(amount=row.amount, currency=company.currency) for row in rows),
        totals=document_lines.totals_out(document, company.currency, work.language),
        untaxed="not_registered" if not company.tax_registered else "exempt" if exempt else None,
        tax_exempt_reason=terms.tax_exempt_reason if terms and exempt else "",
    )

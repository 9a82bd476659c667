"""Invoicing an accepted quote in parts: by percent, by amount, and at the end what is left.

The parts add up to the quote to the cent, its subtotal and each of its taxes (`services.billing.shares`).
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from services.accounts.queries import company as company_profile
from services.billing import shares
from services.billing.documents.build import language_of
from services.billing.invoices import drafts, pricing, rows
from services.billing.invoices.queries import live_invoices_of
from services.billing.invoices.schemas import FromQuoteIn, QuoteInvoice, QuoteInvoiced
from services.billing.invoices.tables import Invoice
from services.billing.quotes.tables import Quote, QuoteVersion
from services.jobs.contacts.queries import contact as contact_view
from services.kit.problems import Conflict, Field, Invalid
from services.kit.texts import money, number, t
from services.kit.work import Work
from workflows.money import Money, round_half_up


async def create(work: Work, data: FromQuoteIn) -> Invoice:
    """The next part, in draft. Raises 404, 409 `quote-not-accepted`, `quote-cancellable`, `quote-invoiced`, 422 `part-too-large`."""
    quote, version = await drafts.invoiceable(work, data.quote_id)
    before = await live_invoices_of(work.session, work.company_id, quote.id)
    whole = pricing.amounts(version)
    taken = _taken(version, before)
    left = whole.total - taken.total
    if left <= 0:
        raise Conflict("quote-invoiced", number=quote.number_text)
    target = _target(data, quote, whole.total, left)
    rates = [Decimal(each["rate"]) for each in version.taxes]
    invoice = await draft(work, quote, version, shares.of_total(whole, taken, rates, target), taken)
    company = await company_profile(work.session, work.company_id)
    pricing.set_due(work, company, invoice, data.due_on, ())
    await work.session.flush()
    await rows.record_draft(work, invoice)
    return invoice


async def draft(
    work: Work, quote: Quote, version: QuoteVersion, part: shares.Amounts, taken: shares.Amounts
) -> Invoice:
    """A draft of that part; the caller records it. Its lines tell which part it is; one is taxable, one is not, as far as there are both."""
    company = await company_profile(work.session, work.company_id)
    language = language_of(await contact_view(work.session, quote.contact_id))
    invoice = rows.new(work, company, quote.job_id, quote.contact_id, "progress")
    invoice.quote_id = quote.id
    invoice.subtotal, invoice.total = part.subtotal, part.total
    invoice.taxes = pricing.with_amounts(version.taxes, part)
    work.session.add(invoice)
    await work.session.flush()
    base = min(part.taxes[0].base, part.subtotal) if part.taxes else part.subtotal
    said = t(
        language,
        "invoicing-part",
        number=quote.number_text,
        percent=number(language, _percent(part.total, version.total)),
        total=money(language, version.total, quote.currency),
        before=money(language, taken.total, quote.currency),
    )
    exempt = t(language, "invoicing-part-exempt", number=quote.number_text)
    pieces = [(said, base, True)] if base or part.subtotal == 0 else []
    if part.subtotal != base:
        pieces.append((exempt if pieces else said, part.subtotal - base, False))
    columns = [
        {
            "position": position,
            "item_id": None,
            "description": text,
            "quantity": Decimal(1),
            "unit": "",
            "unit_price": amount,
            "taxable": taxable,
            "amount": amount,
        }
        for position, (text, amount, taxable) in enumerate(pieces)
    ]
    pricing.first_lines(work, invoice, columns)
    await work.session.flush()
    return invoice


async def invoiced(work: Work, quote_id: str) -> QuoteInvoiced:
    """What was invoiced of an accepted quote, drafts among it. Raises 404, 409 `quote-not-accepted`."""
    quote, version = await drafts.accepted(work, quote_id)
    found = await live_invoices_of(work.session, work.company_id, quote.id)
    done = sum(each.total for each in found)

    def cents(amount: int) -> Money:
        return Money(amount=amount, currency=quote.currency)

    return QuoteInvoiced(
        quote_id=quote.id,
        total=cents(version.total),
        invoiced=cents(done),
        left=cents(max(version.total - done, 0)),
        percent=_percent(done, version.total),
        invoices=tuple(
            QuoteInvoice(
                id=each.id,
                number_text=each.number_text,
                document=each.document,
                total=cents(each.total),
                issued_on=each.issued_on,
            )
            for each in found
        ),
    )


def _taken(version: QuoteVersion, before: list[Invoice]) -> shares.Amounts:
    """What the earlier invoices of the quote took. Raises 409 `quote-invoiced-otherwise` where one does not fit the quote's taxes."""
    taken = shares.nothing(len(version.taxes))
    for each in before:
        by_code = {tax["code"]: shares.Part(tax["base"], tax["amount"]) for tax in each.taxes}
        if not by_code.keys() <= {tax["code"] for tax in version.taxes}:
            raise Conflict("quote-invoiced-otherwise")
        empty = shares.Part(0, 0)
        taken += shares.Amounts(each.subtotal, tuple(by_code.get(tax["code"], empty) for tax in version.taxes))
    return taken


def _target(data: FromQuoteIn, quote: Quote, total: int, left: int) -> int:
    """Cents of the part. A percentage is of the whole quote."""
    if data.percent is not None and data.amount is not None:
        raise Invalid([Field("/percent", "percent-and-amount")])
    if data.amount is not None and data.amount.currency != quote.currency:
        raise Invalid([Field("/amount/currency", "currency-mismatch", {"currency": quote.currency})])
    target, at = left, "/percent"
    if data.percent is not None:
        target = round_half_up(total * data.percent / 100)
    elif data.amount is not None:
        target, at = data.amount.amount, "/amount"
    if not 0 < target <= left:
        raise Invalid([Field(at, "part-too-large")])
    return target


def _percent(part: int, whole: int) -> str:
    if not whole:
        return "0"
    percent = (Decimal(part) * 100 / whole).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    return f"{percent.normalize():f}"

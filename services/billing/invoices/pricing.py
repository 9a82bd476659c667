"""What an invoice comes to: its lines, its taxes, and when which part of it is due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, select

from services.accounts.queries import CompanyProfile
from services.billing import lines as document_lines
from services.billing.invoices.schemas import DueIn
from services.billing.invoices.tables import Invoice, InvoiceLine
from services.billing.schemas import DiscountIn, LineIn
from services.billing.shares import Amounts, Part
from services.billing.taxes.queries import charges
from services.billing.taxes.tax import DEFAULT
from services.jobs.contacts.queries import money_terms
from services.kit import ids
from services.kit.days import local_day
from services.kit.problems import Field, Invalid
from services.kit.work import Work

FURTHEST = timedelta(days=731)


async def write_lines(work: Work, company: CompanyProfile, invoice: Invoice, lines: Sequence[LineIn]) -> None:
    """Replaces the draft's lines and its totals. Every line of an invoice counts: options belong to quotes."""
    wrong = [Field(f"/lines/{i}/optional", "option-on-invoice") for i, line in enumerate(lines) if line.optional]
    wrong += [Field(f"/lines/{i}/alternative", "choice-on-invoice") for i, line in enumerate(lines) if line.alternative]
    if wrong:
        raise Invalid(wrong)
    await document_lines.check(work.session, work.company_id, company.currency, lines)
    rows = await replace_lines(work, invoice, [document_lines.columns(line, n) for n, line in enumerate(lines)])
    await price(work, company, invoice, rows)
    await work.session.flush()


async def replace_lines(work: Work, invoice: Invoice, columns: Sequence[dict[str, Any]]) -> list[InvoiceLine]:
    """The draft's lines from their columns, `position` among them."""
    mine = (InvoiceLine.company_id == work.company_id, InvoiceLine.invoice_id == invoice.id)
    if await work.session.scalar(
        select(InvoiceLine.id).where(*mine).limit(1)
    ):  # a worker makes drafts, and deletes nothing
        await work.session.execute(delete(InvoiceLine).where(*mine))
    return first_lines(work, invoice, columns)


def first_lines(work: Work, invoice: Invoice, columns: Sequence[dict[str, Any]]) -> list[InvoiceLine]:
    """The lines of a draft that has none yet: a worker, which may delete nothing, makes some too."""
    rows = [
        InvoiceLine(id=ids.new("iln"), company_id=work.company_id, invoice_id=invoice.id, **each) for each in columns
    ]
    work.session.add_all(rows)
    return rows


async def price(work: Work, company: CompanyProfile, invoice: Invoice, lines: Sequence[InvoiceLine]) -> None:
    """Totals with the taxes of the day. A part of a quote keeps the amounts that make the parts add up to it."""
    today = local_day(work.now, company.time_zone)
    if invoice.origin == "progress":
        groups = {group for each in invoice.taxes for group in each.get("groups", (DEFAULT,))}
        taxes = await charges(work.session, company, today, groups)
        numbers = {each.code: each.registration for group in taxes.values() for each in group}
        invoice.taxes = [
            {**each, "registration": each["registration"] or numbers.get(each["code"])} for each in invoice.taxes
        ]
        return
    exempt = (await money_terms(work.session, invoice.contact_id)).tax_exempt
    await document_lines.price(work.session, company, invoice, lines, today, exempt=exempt)


async def set_discount(work: Work, company: CompanyProfile, invoice: Invoice, discount: DiscountIn | None) -> None:
    """On the whole document; the caller prices it afterwards."""
    await document_lines.check(work.session, work.company_id, company.currency, (), discount)
    invoice.discount = document_lines.stored_discount(document_lines.discount_of(discount), 0)


def amounts(document: Any) -> Amounts:
    """The stored amounts of a document with `subtotal` and `taxes`."""
    return Amounts(document.subtotal, tuple(Part(each["base"], each["amount"]) for each in document.taxes))


def with_amounts(taxes: Sequence[dict[str, Any]], part: Amounts) -> list[dict[str, Any]]:
    """The taxes of a whole with the bases and amounts of one of its parts."""
    pairs = zip(taxes, part.taxes, strict=True)
    return [{**tax, "base": each.base, "amount": each.amount} for tax, each in pairs]


def set_due(
    work: Work, company: CompanyProfile, invoice: Invoice, due_on: date | None, dues: Sequence[DueIn] | None
) -> None:
    """When it is due: on one day (None: by the company's terms), or in parts on several.

    Raises 422: `date-range`; of the parts `dues-and-date`, `currency-mismatch`, `dues-order`, `dues-sum`.
    """
    today = local_day(work.now, company.time_zone)
    wrong: list[Field] = []
    if due_on is not None and not today <= due_on <= today + FURTHEST:
        wrong.append(Field("/due_on", "date-range"))
    for index, due in enumerate(dues or ()):
        at = f"/dues/{index}"
        if not today <= due.due_on <= today + FURTHEST:
            wrong.append(Field(f"{at}/due_on", "date-range"))
        if dues and index and due.due_on <= dues[index - 1].due_on:
            wrong.append(Field(f"{at}/due_on", "dues-order"))
        if due.amount.currency != company.currency:
            wrong.append(Field(f"{at}/amount/currency", "currency-mismatch", {"currency": company.currency}))
    if dues and due_on is not None:
        wrong.append(Field("/due_on", "dues-and-date"))
    if dues and not wrong and sum(due.amount.amount for due in dues) != invoice.total:
        wrong.append(Field("/dues", "dues-sum"))
    if wrong:
        raise Invalid(wrong)
    invoice.due_on = dues[-1].due_on if dues else due_on
    invoice.dues = [{"due_on": due.due_on.isoformat(), "amount": due.amount.amount} for due in dues or ()]


def first_due(invoice: Invoice) -> date | None:
    """The day on which something of it is due first; None: by the company's terms."""
    days = [date.fromisoformat(due["due_on"]) for due in invoice.dues]
    return min(days) if days else invoice.due_on


def check_days(invoice: Invoice) -> None:
    """A draft that is issued by itself must not be due before. Raises 422 `issue-after-due`. Parts of a quote's schedule that are late
    by then fall due on the day of issue."""
    first = None if invoice.origin == "quote" and invoice.dues else first_due(invoice)
    if invoice.issue_on is not None and first is not None and first < invoice.issue_on:
        raise Invalid([Field("/issue_on", "issue-after-due")])


def set_issue(work: Work, company: CompanyProfile, invoice: Invoice, issue_on: date | None) -> None:
    """On which day the draft is issued and sent by itself; None: by a person. Raises 422 `date-range`."""
    today = local_day(work.now, company.time_zone)
    if issue_on is not None and not today <= issue_on <= today + FURTHEST:
        raise Invalid([Field("/issue_on", "date-range")])
    invoice.issue, invoice.issue_on = ("by_hand" if issue_on is None else "planned"), issue_on

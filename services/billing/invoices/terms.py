"""How many days the client of an invoice has to pay it."""

from __future__ import annotations

from services.accounts.queries import CompanyProfile
from services.billing.invoices.tables import Invoice
from services.jobs.contacts.queries import money_terms
from services.kit.work import Work


async def days_to_pay(work: Work, company: CompanyProfile, invoice: Invoice) -> int:
    """The invoice's own terms, which a contract gave it; else the client's; else the company's."""
    if invoice.payment_terms_days is not None:
        return invoice.payment_terms_days
    theirs = (await money_terms(work.session, invoice.contact_id)).payment_terms_days
    return company.payment_terms_days if theirs is None else theirs

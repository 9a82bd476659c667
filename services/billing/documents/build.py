"""From rows to a snapshot: gathers seller, buyer, lines and amounts as they are at the moment of freezing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from services.accounts.queries import CompanyProfile
from services.billing.documents.snapshot import Buyer, Discount, Due, Language, Line, Place, Seller, TaxLine
from services.billing.lines import printed_taxes, quantity_out
from services.billing.taxes.builtin import ZERO_ID
from services.jobs.contacts.schemas import Contact
from services.kit import texts
from services.kit.texts import known_language


def language_of(contact: Contact) -> Language:
    """The client's language; French unless they asked for English."""
    return known_language(contact.language)


def seller(company: CompanyProfile) -> Seller:
    return Seller(
        legal_name=company.legal_name,
        trade_name=company.trade_name or company.legal_name,
        address=_place(company.address),
        phone=texts.phone(company.phone),
        email=company.email or "",
        website=company.website or "",
        tax_registered=company.tax_registered,
        gst_number=company.gst_number,
        qst_number=company.qst_number,
        licence_kind=company.licence_kind,
        licence_number=company.licence_number,
        logo=company.logo or "",
        accent=company.accent or "",
    )


def buyer(contact: Contact) -> Buyer:
    """The client as an invoice names them, with the billing address where there is one."""
    addresses = sorted(contact.addresses, key=lambda each: each.kind != "billing")
    return Buyer(
        name=contact.name,
        email=contact.email or "",
        phone=texts.phone(contact.phone),
        address=_place(addresses[0]) if addresses else None,
    )


def lines(rows: Iterable[Any]) -> tuple[Line, ...]:
    return tuple(
        Line(
            description=row.description,
            quantity=quantity_out(row.quantity),
            unit=row.unit,
            unit_price=row.unit_price,
            amount=row.amount,
            taxable=row.taxable,
            optional=getattr(row, "optional", False),
            chosen=getattr(row, "chosen", False),
            section=getattr(row, "section", ""),
            discount=discount(getattr(row, "discount", None)),
            zero_rated=row.taxable and getattr(row, "tax_group_id", None) == ZERO_ID,
            alternative=getattr(row, "alternative", None) or "",
        )
        for row in rows
    )


def taxes(stored: Sequence[dict[str, Any]], language: str) -> tuple[TaxLine, ...]:
    return tuple(
        TaxLine(
            code=each["code"],
            name=each["name_en" if language == "en" else "name_fr"],
            rate=each["rate"],
            registration=each["registration"],
            base=each["base"],
            amount=each["amount"],
        )
        for each in printed_taxes(stored)
    )


def discount(stored: dict[str, Any] | None) -> Discount | None:
    """A discount as its column keeps it; none where it took nothing."""
    return Discount(amount=stored["taken"], percent=stored["percent"]) if stored and stored["taken"] else None


def dues(stored: Sequence[dict[str, Any]]) -> tuple[Due, ...]:
    return tuple(Due(due_on=date.fromisoformat(each["due_on"]), amount=each["amount"]) for each in stored)


def exempt_reason(contact: Contact) -> str:
    return contact.tax_exempt_reason if contact.tax_exempt else ""


def terms(company: CompanyProfile, kind: str, language: str) -> str:
    """The company's terms for quotes or invoices in the client's language, else in French."""
    return getattr(company, f"{kind}_terms_{language}", None) or getattr(company, f"{kind}_terms_fr", None) or ""


def place(address: Any) -> Place | None:
    """Where the work is done; None where nobody said."""
    return _place(address) if address is not None and address.line1 else None


def _place(address: Any) -> Place:
    if address is None:
        return Place()
    return Place(
        line1=address.line1 or "",
        city=address.city or "",
        region=address.region or "",
        postal_code=address.postal_code or "",
        country=address.country or "",
    )

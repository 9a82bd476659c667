"""What every paper of a company has around it: masthead, running head, foot, and whom it is for. Pure."""

from __future__ import annotations

from typing import Any

from services.billing.documents.snapshot import Buyer, Place, Seller
from services.billing.documents.speaker import NBSP, Speaker
from services.kit.texts import t

ACCENT = "#0b5563"
"""The colour of a company that has chosen none."""


def frame(seller: Seller, language: str, *, title: str, number: str, named: str) -> dict[str, Any]:
    """What every paper of a company has around it, frozen or not: masthead, running head, foot. `named` is the file's own title."""
    say = Speaker(language)
    return {
        "language": language,
        "document_title": named,
        "accent": seller.accent or ACCENT,
        "author": seller.legal_name,
        "title": title,
        "number": number,
        "running": [f"{title} {number}", seller.trade_name],
        "footer": " · ".join(_footer(seller, say)),
        "page": say("documents-page", page="{page}", pages="{pages}"),
        "seller": {
            "name": seller.trade_name,
            "details": _seller(seller, say),
            "licence": _licence(seller, say),
            "logo": say("documents-logo", name=seller.trade_name) if seller.logo else None,
        },
        "unprintable": None,
    }


def recipient(buyer: Buyer, language: str) -> dict[str, Any]:
    """Whom a paper is for."""
    reach = filter(None, (buyer.phone, buyer.email))
    return {
        "label": t(language, "documents-client"),
        "name": buyer.name,
        "details": [*place_lines(buyer.address), *reach],
    }


def place_lines(place: Place | None) -> list[str]:
    """An address as it is printed, a line each."""
    if place is None:
        return []
    town = " ".join(filter(None, (place.city, f"({place.region})" if place.region else "")))
    return [each for each in (place.line1, (NBSP * 2).join(filter(None, (town, place.postal_code)))) if each]


def _seller(seller: Seller, say: Speaker) -> list[str]:
    legal = [seller.legal_name] if seller.legal_name != seller.trade_name else []
    phone = say("documents-phone", phone=seller.phone) if seller.phone else ""
    reach = " · ".join(filter(None, (phone, seller.email)))
    return [each for each in (*legal, *place_lines(seller.address), reach, seller.website) if each]


def _licence(seller: Seller, say: Speaker) -> str | None:
    if not seller.licence_kind:
        return None
    if seller.licence_number:
        return say(f"documents-licence-{seller.licence_kind}", number=seller.licence_number)
    return say(f"documents-member-{seller.licence_kind}") if seller.licence_kind in ("cmeq", "cmmtq") else None


def _footer(seller: Seller, say: Speaker) -> list[str]:
    taxes = [
        f"{say(f'documents-tax-{code}')}{NBSP}{number}"
        for code, number in (("gst", seller.gst_number), ("qst", seller.qst_number))
        if seller.tax_registered and number
    ]
    return [each for each in (seller.legal_name, _licence(seller, say), *taxes) if each]

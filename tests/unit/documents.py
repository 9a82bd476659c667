"""What the tests of frozen documents stand on: a seller, a buyer, and a document of any kind and length."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from services.billing.documents.snapshot import (
    Applied,
    Buyer,
    Credited,
    Kind,
    Language,
    Line,
    Place,
    Receipt,
    Refund,
    Seller,
    Snapshot,
    TaxLine,
)
from services.billing.taxes.tax import PricedLine, Tax, line_amount, totals

SELLER = Seller(
    legal_name="9123-4567 Québec inc.",
    trade_name="Plomberie Beaubien",
    address=Place(line1="1450, boulevard Curé-Labelle", city="Laval", region="QC", postal_code="H7V 2W4", country="CA"),
    phone="450 555-0134",
    email="bureau@beaubien.example",
    tax_registered=True,
    gst_number="123456789 RT0001",
    qst_number="1234567890 TQ0001",
    licence_kind="rbq",
    licence_number="5678-1234-01",
)
BUYER = Buyer(
    name="Marie-Ève Tremblay-Lachance",
    email="marie-eve@courriel.example",
    address=Place(line1="12, rue des Érables", city="Laval", region="QC", postal_code="H7L 1A1", country="CA"),
)
DESCRIPTIONS = (
    "Remplacement du chauffe-eau 60 gallons, incluant la mise au rebut de l’ancien appareil",
    "Main-d’œuvre, plombier certifié",
    "Déplacement",
    "Permis municipal (frais remboursables)\nReçu de la Ville joint à la facture",
)


NUMBERS: dict[Kind, str] = {"quote": "318", "invoice": "1042", "credit_note": "12", "receipt": "77", "refund": "9"}
REASONS = {
    "fr": "Chauffe-eau défectueux, repris par le fournisseur",
    "en": "Faulty water heater, taken back by its maker",
}


def document(kind: Kind = "invoice", language: Language = "fr", count: int = 3, **changes: Any) -> Snapshot:
    """A document of `count` lines; every fourth one is not taxable."""
    lines = tuple(
        Line(
            description=DESCRIPTIONS[index % 4],
            quantity=("1", "2.5", "12", "1")[index % 4],
            unit=("", "h", "", "")[index % 4],
            unit_price=(129_900, 98_50, 18_75, 85_00)[index % 4],
            amount=line_amount(Decimal(("1", "2.5", "12", "1")[index % 4]), (129_900, 98_50, 18_75, 85_00)[index % 4]),
            taxable=index % 4 != 3,
        )
        for index in range(count)
    )
    names = {"gst": "TPS", "qst": "TVQ"} if language == "fr" else {"gst": "GST", "qst": "QST"}
    taxes = [
        Tax("gst", names["gst"], Decimal("5"), SELLER.gst_number),
        Tax("qst", names["qst"], Decimal("9.975"), SELLER.qst_number),
    ]
    result = totals([PricedLine(Decimal(line.quantity), line.unit_price, line.taxable) for line in lines], taxes)
    values: dict[str, Any] = {
        "kind": kind,
        "language": language,
        "number": NUMBERS[kind],
        "job_number": 57,
        "job_title": "Chauffe-eau qui coule",
        "dated": date(2026, 11, 23),
        "seller": SELLER,
        "buyer": BUYER,
        "currency": "CAD",
        "frozen_at": datetime(2026, 11, 23, 15, 4, 5, tzinfo=UTC),
    }
    if kind == "refund":
        values["refund"] = Refund(
            amount=50_650, method="cheque", reference="000123", refunded_on=date(2026, 11, 22), receipt="77"
        )
    elif kind == "receipt":
        values["receipt"] = Receipt(
            amount=200_000,
            method="interac",
            reference="CA1b2c3d",
            received_on=date(2026, 11, 22),
            applied=(Applied(invoice="1042", amount=149_350, balance=0),),
            unapplied=50_650,
        )
    else:
        values |= {
            "lines": lines,
            "subtotal": result.subtotal,
            "taxes": tuple(
                TaxLine(
                    code=each.tax.code,
                    name=each.tax.name,
                    rate=str(each.tax.rate),
                    registration=each.tax.registration,
                    base=each.base,
                    amount=each.amount,
                )
                for each in result.taxes
            ),
            "total": result.total,
            "payment_terms_days": 30,
            "terms": "Les travaux sont garantis un an.",
        }
    if kind == "quote":
        values |= {"valid_until": date(2026, 12, 23), "deposit": 50_000}
    if kind == "invoice":
        values |= {"due_on": date(2026, 12, 23), "quote_number": "318"}
    if kind == "credit_note":
        values |= {"credited_invoice": "1042", "reason": REASONS[language], "payment_terms_days": None, "terms": ""}
        values |= {"credited": Credited(released=values["total"] // 4, balance=0)}
    return Snapshot(**values | changes)

"""What the tests of papers stand on: a company, a client, a statement of any length, and what a PDF says."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal

from services.accounts.queries import CompanyAddress, CompanyProfile
from services.billing.statements.account import Aging, Entry, EntryKind, OpenItem, Statement
from services.jobs.contacts.schemas import AddressOut, Contact

NOON = datetime(2026, 11, 25, 17, tzinfo=UTC)
DAY = date(2026, 11, 25)


def company(**changes: Any) -> CompanyProfile:
    known: dict[str, Any] = {
        "id": "com_1",
        "code": "beaubien",
        "legal_name": "9123-4567 Québec inc.",
        "trade_name": "Plomberie Beaubien",
        "email": "bureau@beaubien.example",
        "phone": "+14505550134",
        "website": None,
        "address": CompanyAddress(
            line1="1450, boulevard Curé-Labelle", city="Laval", region="QC", postal_code="H7V 2W4"
        ),
        "language": "fr",
        "time_zone": "America/Toronto",
        "currency": "CAD",
        "week_starts": "monday",
        "opens_at": time(8),
        "closes_at": time(17),
        "open_days": (1, 2, 3, 4, 5),
        "tax_registered": True,
        "gst_number": "123456789 RT0001",
        "qst_number": "1234567890 TQ0001",
        "licence_kind": "rbq",
        "licence_number": "5678-1234-01",
        "opc_permit": None,
        "quote_validity_days": 30,
        "quote_invoicing": "none",
        "logo": None,
        "accent": None,
        "quote_deposit_percent": None,
        "quote_itinerant": False,
        "payment_terms_days": 30,
        **dict.fromkeys(("quote_terms_fr", "quote_terms_en", "invoice_terms_fr", "invoice_terms_en")),
        "privacy_officer": None,
        "sms_enabled": False,
        "sms_number": None,
        "plan": "pro",
        "features": frozenset(),
    }
    return CompanyProfile(**known | changes)


def client(language: Literal["fr", "en"] = "fr", **changes: Any) -> Contact:
    address = AddressOut(
        id="adr_1",
        kind="billing",
        line1="12, rue des Érables",
        city="Laval",
        region="QC",
        postal_code="H7L 1A1",
        country="CA",
    )
    known: dict[str, Any] = {
        "id": "cnt_1",
        "name": "Copropriété Les Jardins du Ruisseau",
        "email": "marie-eve@courriel.example",
        "phone": "+15145550188",
        "language": language,
        "addresses": (address,),
        "created_at": NOON,
        "updated_at": NOON,
    }
    return Contact(**known | changes)


def statement(count: int = 3, **changes: Any) -> Statement:
    """An activity of `count` lines: two invoices, then a payment of the first, again and again."""
    balance, entries, items = 120_00, [], []
    for index in range(count):
        kind: EntryKind = "payment" if index % 3 == 2 else "invoice"
        amount = -(1_149_75 + index - 2) if kind == "payment" else 1_149_75 + index
        balance += amount
        day = DAY - timedelta(days=(count - index) * 2)
        note = "Virement Interac · CA9x" if kind == "payment" else f"{57 + index} · Chauffe-eau qui coule"
        number = f"R-{index:04}" if kind == "payment" else f"2026-{1000 + index}"
        entries.append(Entry(day=day, kind=kind, number=number, note=note, amount=amount, balance=balance))
        if kind == "invoice" and index % 3 == 1:
            due = day + timedelta(days=30)
            items.append(
                OpenItem(
                    invoice_id=f"inv_{index}",
                    number=number,
                    job_id=f"job_{index}",
                    job=note,
                    dated=day,
                    due_on=due,
                    total=amount,
                    balance=amount,
                    days_late=max((DAY - due).days, 0),
                )
            )
    late = sum(each.balance for each in items if each.days_late)
    known: dict[str, Any] = {
        "from_on": DAY - timedelta(days=count * 2 + 1),
        "to_on": DAY,
        "opening": 120_00,
        "entries": tuple(entries),
        "open_items": tuple(items),
        "aging": Aging(current=balance - late, d30=late),
        "closing": balance,
        "held": 250_00,
    }
    return Statement(**known | changes)

"""Documents of many lines, as real ones are: hardly two lines alike, sections, options, choices, a receipt for a year of invoices."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from typing import Any

from services.billing.documents.snapshot import AlternativeNote, Applied, Language, Line, Receipt, Snapshot
from services.billing.taxes.tax import line_amount
from tests.unit.documents import document

WORK = ("Remplacement", "Installation", "Réparation", "Vérification", "Débouchage", "Raccordement", "Démontage")
THING = ("du chauffe-eau", "de la pompe de puisard", "d’un drain de plancher", "du clapet antiretour", "de la toilette")
PLACE = (
    "au sous-sol",
    "à l’étage",
    "dans la salle de bain",
    "à l’extérieur",
    "de l’immeuble B",
    "avec garantie d’un an",
)
TIERS = {"fr": ("Essentiel", "Confort"), "en": ("Essential", "Comfort")}
NOTES = {"fr": "Dix ans de garantie, pièces et main-d’œuvre.", "en": "Ten years of warranty, parts and labour."}


def varied(count: int, **changes: Any) -> Snapshot:
    """A document on which hardly two lines say the same."""
    chance = random.Random(count)
    base = document(count=count, **changes)
    lines = []
    for line in base.lines:
        quantity, price = chance.choice(("1", "2", "1.5", "12", "0.75")), chance.randrange(500, 250_000)
        said = f"{chance.choice(WORK)} {chance.choice(THING)} {chance.choice(PLACE)}, modèle {chance.randrange(10_000)}"
        amount = line_amount(Decimal(quantity), price)
        lines.append(
            line.model_copy(
                update={"description": said, "quantity": quantity, "unit_price": price, "amount": amount},
            )
        )
    return base.model_copy(update={"lines": tuple(lines)})


def quote(count: int, language: Language = "fr", *, each: int = 40, offered: int = 20, **changes: Any) -> Snapshot:
    """In sections of `each` lines; then two choices of `offered` lines each, the first of them chosen, and as many options."""
    base = varied(count, kind="quote", language=language, **changes)
    firm, tiers = count - 3 * offered, TIERS[language]

    def placed(place: int, line: Line) -> Line:
        if place < firm:
            return line.model_copy(update={"section": f"Section {place // each + 1}"})
        part = (place - firm) // offered
        return line.model_copy(update={"alternative": tiers[part]} if part < 2 else {"optional": True})

    lines = tuple(placed(place, line) for place, line in enumerate(base.lines))
    notes = tuple(AlternativeNote(name=name, note=NOTES[language]) for name in tiers)
    return base.model_copy(
        update={"lines": lines, **({"alternative": tiers[0], "alternative_notes": notes} if offered else {})}
    )


def receipt(count: int, language: Language = "fr", **changes: Any) -> Snapshot:
    """Of a payment over `count` invoices, with something left over."""
    applied = tuple(
        Applied(invoice=str(1042 + n), amount=1_149_75 + n * 31, balance=0 if n % 7 else 250_00) for n in range(count)
    )
    paid = Receipt(
        amount=sum(each.amount for each in applied) + 506_50,
        method="interac",
        reference="CA1b2c3d",
        received_on=date(2026, 11, 22),
        applied=applied,
        unapplied=506_50,
    )
    return document("receipt", language, receipt=paid, **changes)

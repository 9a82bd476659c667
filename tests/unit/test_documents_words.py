"""What credit notes, receipts and refunds say in both languages, and who is licensed for the work, on every kind."""

from __future__ import annotations

from typing import Final

import pytest

from services.billing.documents import build
from services.billing.documents.frame import frame
from services.billing.documents.render import render_pdf, typeset
from services.billing.documents.snapshot import Kind, Language
from services.billing.reports.paper import day_stamp
from services.billing.statements.paper import paper
from tests.unit.documents import NUMBERS, SELLER, document
from tests.unit.papers import client, company, statement
from tests.unit.pdfs import said

SAID: Final[dict[tuple[Kind, Language], tuple[str, ...]]] = {
    ("credit_note", "fr"): (
        *("Note de crédit Nº 12", "Montant crédité 2 035,34 $", "Facture créditée Nº 1042", "Dossier Nº 57"),
        *("Description Quantité Prix unitaire Montant", "2,5 h 98,50 $ 246,25 $", "Sous-total 1 770,25 $"),
        *("TPS 5 % Nº 123456789 RT0001 88,51 $", "TVQ 9,975 % Nº 1234567890 TQ0001 176,58 $", "Total 2 035,34 $"),
        *("Appliqué à la facture Nº 1042 1 526,51 $", "Conservé à votre crédit 508,83 $"),
        *("Solde de la facture Nº 1042 0,00 $", "Motif Chauffe-eau défectueux", "Page 1 de 1"),
    ),
    ("credit_note", "en"): (
        *("Credit note No. 12", "Amount credited $2,035.34", "Invoice credited No. 1042", "Job No. 57"),
        *("Description Quantity Unit price Amount", "2.5 h $98.50 $246.25", "Subtotal $1,770.25"),
        *("GST 5% No. 123456789 RT0001 $88.51", "QST 9.975% No. 1234567890 TQ0001 $176.58", "Total $2,035.34"),
        *("Applied to invoice No. 1042 $1,526.51", "Held to your credit $508.83"),
        *("Balance of invoice No. 1042 $0.00", "Reason Faulty water heater", "Page 1 of 1"),
    ),
    ("receipt", "fr"): (
        *("Reçu Nº 77", "Montant reçu 2 000,00 $ Virement Interac, le 2026-11-22", "Date 2026-11-23"),
        *("Mode de paiement Virement Interac", "Référence CA1b2c3d", "Facture Montant appliqué Solde de la facture"),
        *("Nº 1042 1 493,50 $ 0,00 $", "Conservé à votre crédit 506,50 $", "Page 1 de 1"),
    ),
    ("receipt", "en"): (
        *("Receipt No. 77", "Amount received $2,000.00 Interac e-Transfer, 2026-11-22", "Date 2026-11-23"),
        *("Payment method Interac e-Transfer", "Reference CA1b2c3d", "Invoice Amount applied Invoice balance"),
        *("No. 1042 $1,493.50 $0.00", "Held to your credit $506.50", "Page 1 of 1"),
    ),
    ("refund", "fr"): (
        *("Remboursement Nº 9", "Montant remboursé 506,50 $ Chèque, le 2026-11-22", "Mode de paiement Chèque"),
        *("Référence 000123", "Reçu Nº 77", "Dossier Nº 57", "Page 1 de 1"),
    ),
    ("refund", "en"): (
        *("Refund No. 9", "Amount refunded $506.50 Cheque, 2026-11-22", "Payment method Cheque"),
        *("Reference 000123", "Receipt No. 77", "Job No. 57", "Page 1 of 1"),
    ),
}
ALWAYS: Final = ("Plomberie Beaubien", "9123-4567 Québec inc.", "Marie-Ève Tremblay-Lachance", "12, rue des Érables")
OF_THE_OTHER: Final[dict[Language, tuple[str, ...]]] = {
    "fr": ("Amount", "Invoice", "No.", "GST", "QST", "Page 1 of"),
    "en": ("Montant", "Facture", "Nº", "TPS", "TVQ", "Page 1 de"),
}


@pytest.mark.parametrize(("kind", "language"), SAID)
def test_it_says_everything_in_its_language_and_nothing_in_the_other(kind: Kind, language: Language) -> None:
    shown = said(render_pdf(document(kind, language)))
    for each in (*ALWAYS, *SAID[kind, language]):
        assert each in shown, each
    for each in OF_THE_OTHER[language]:
        assert each not in shown, each


LICENSED: Final[dict[tuple[str, str | None], dict[Language, str | None]]] = {
    ("rbq", "5678-1234-01"): {"fr": "Licence RBQ : 5678-1234-01", "en": "Licence RBQ: 5678-1234-01"},
    ("rbq", None): {"fr": None, "en": None},
    ("cmeq", "E-1234"): {"fr": "Membre de la CMEQ : E-1234", "en": "CMEQ member: E-1234"},
    ("cmeq", None): {
        "fr": "Membre de la Corporation des maîtres électriciens du Québec (CMEQ)",
        "en": "Member of the Corporation des maîtres électriciens du Québec (CMEQ)",
    },
    ("cmmtq", "T-5678"): {"fr": "Membre de la CMMTQ : T-5678", "en": "CMMTQ member: T-5678"},
    ("cmmtq", None): {
        "fr": "Membre de la Corporation des maîtres mécaniciens en tuyauterie du Québec (CMMTQ)",
        "en": "Member of the Corporation des maîtres mécaniciens en tuyauterie du Québec (CMMTQ)",
    },
}


def printed(kind: str, language: Language, licence: str, number: str | None) -> str:
    if kind == "statement":
        data = paper(company(licence_kind=licence, licence_number=number), client(language), statement(), language)
        return said(typeset("statement", data, language, day_stamp(statement().to_on)))
    seller = SELLER.model_copy(update={"licence_kind": licence, "licence_number": number})
    [of] = [each for each in NUMBERS if each == kind]
    return said(render_pdf(document(of, language, seller=seller)))


@pytest.mark.parametrize(("licence", "number"), LICENSED)
@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("kind", [*NUMBERS, "statement"])
def test_who_is_licensed_says_so_under_the_name_and_at_the_foot(
    kind: str, language: Language, licence: str, number: str | None
) -> None:
    shown, mention = printed(kind, language, licence, number), LICENSED[licence, number][language]
    if mention is None:
        assert "RBQ" not in shown, "a licence without a number is none"
    else:
        assert shown.count(mention) == 2, shown


def test_who_names_no_licence_shows_none() -> None:
    bare = build.seller(company(licence_kind=None, licence_number="5678-1234-01"))
    made = frame(bare, "fr", title="Facture", number="Nº 1", named="Facture 1")
    assert made["seller"]["licence"] is None
    assert "5678-1234-01" not in made["footer"]

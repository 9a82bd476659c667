"""Printed documents: every mention that the law asks for, both languages, ugly input, and the same bytes each time."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.billing.documents.render import MARK, render_pdf
from services.billing.documents.snapshot import (
    Buyer,
    Discount,
    Due,
    Kind,
    Language,
    Line,
    Place,
    Snapshot,
    canonical,
    document_sha256,
)
from services.billing.documents.view import view
from tests.unit.documents import BUYER, SELLER, document
from tests.unit.pdfs import check_archivable, pages, said


def test_french_invoice_has_every_mention_of_the_law() -> None:
    shown = said(render_pdf(document()))
    for mention in (
        "Facture",
        "Nº 1042",
        "Plomberie Beaubien",
        "9123-4567 Québec inc.",
        "1450, boulevard Curé-Labelle",
        "Licence RBQ : 5678-1234-01",
        "Marie-Ève Tremblay-Lachance",
        "2026-11-23",
        "2026-12-23",
        "TPS 5 %",
        "TVQ 9,975 %",
        "123456789 RT0001",
        "1234567890 TQ0001",
        "Modalités de paiement",
        "Payable dans les 30 jours",
        "Remplacement du chauffe-eau",
        "1 299,00 $",
        "Dossier Nº 57",
        "Soumission Nº 318",
        "Les travaux sont garantis un an.",
        "Page 1 de 1",
    ):
        assert mention in shown, mention
    assert "2,5 h" in shown


def test_english_invoice() -> None:
    shown = said(render_pdf(document(language="en")))
    for mention in (
        "Invoice",
        "No. 1042",
        "GST 5%",
        "QST 9.975%",
        "$1,299.00",
        "Licence RBQ: 5678-1234-01",
        "Page 1 of 1",
    ):
        assert mention in shown, mention


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("kind", ["quote", "invoice", "receipt"])
def test_no_combined_rate_is_ever_printed(kind: Kind, language: Language) -> None:
    shown = said(render_pdf(document(kind, language)))
    for forbidden in ("14.975", "14,975", "14.97", "14,97", "9.97 ", "9,97 "):
        assert forbidden not in shown


def test_exempt_lines_are_told_apart() -> None:
    mixed = said(render_pdf(document(count=4)))
    assert "Non taxable" in mixed
    assert "Montant taxable" in mixed
    plain = said(render_pdf(document(count=3)))
    assert "toutes les lignes" in plain
    assert "Montant taxable" not in plain


def test_company_that_is_not_registered_charges_nothing_and_says_so() -> None:
    seller = SELLER.model_copy(update={"tax_registered": False, "gst_number": None, "qst_number": None})
    shown = said(render_pdf(document(seller=seller, taxes=())))
    assert "TPS 5" not in shown
    assert "non inscrit" in shown


def test_quote_shows_validity_deposit_options_and_signature() -> None:
    option = Line(
        description="Garantie prolongée", quantity="1", unit_price=199_00, amount=199_00, taxable=True, optional=True
    )
    base = document("quote")
    shown = said(render_pdf(base.model_copy(update={"lines": (*base.lines, option), "version": 2})))
    for mention in (
        "Soumission",
        "version 2",
        "Valide jusqu’au 2026-12-23",
        "500,00 $",
        "Options",
        "Garantie prolongée",
        "Signature",
    ):
        assert mention in shown, mention


def test_receipt_says_what_it_paid_and_what_is_kept() -> None:
    shown = said(render_pdf(document("receipt")))
    for mention in (
        "Reçu",
        "Nº 77",
        "2 000,00 $",
        "Virement Interac",
        "CA1b2c3d",
        "1 493,50 $",
        "506,50 $",
        "2026-11-22",
    ):
        assert mention in shown, mention


@pytest.mark.parametrize("kind", ["quote", "invoice", "receipt"])
def test_same_snapshot_same_bytes(kind: Kind) -> None:
    snapshot = document(kind)
    stored = Snapshot.model_validate(snapshot.model_dump(mode="json"))
    assert render_pdf(snapshot) == render_pdf(stored)


def test_two_hundred_lines_break_well() -> None:
    shown = pages(render_pdf(document(count=200)))
    assert len(shown) > 5
    for number, page in enumerate(shown, start=1):
        assert f"Page {number} de {len(shown)}" in page
    assert all("Prix unitaire" in page for page in shown[:-1]), "the table's header comes again on every page"
    assert all("Facture Nº 1042" in page for page in shown[1:]), "and so does the document's name"
    last = next(page for page in shown if "Sous-total" in page)
    assert "TVQ 9,975 %" in last
    assert "Total" in last, "the sums stay together"


def test_file_is_archivable_and_accessible() -> None:
    found = check_archivable(render_pdf(document()), "fr", "Facture 1042 – Plomberie Beaubien")
    assert {"/H1", "/Table", "/TR", "/TH", "/TD"} <= found


@pytest.mark.parametrize(
    "name",
    [
        "🎉 Zoé 👩‍👩‍👧",
        "שלום עולם",
        "مرحبا بالعالم",
        "日本語 太郎",
        "\u202egnp.exe\u202c",
        "<script>alert(1)</script>",
        '#let x = 1 $y$ *gras* @ref \\ "',
        "e\u0301\u0301\u0301\u0301 Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢",
        "Ω" * 200,
        "x" * 200,
        "\ufeff\u200b\u2028",
    ],
)
def test_any_name_prints(name: str) -> None:
    snapshot = document("quote", count=1, buyer=BUYER.model_copy(update={"name": name}), job_title=name, terms=name)
    assert render_pdf(snapshot).startswith(b"%PDF")


def test_what_cannot_be_printed_is_marked_and_explained() -> None:
    shown = said(render_pdf(document(buyer=BUYER.model_copy(update={"name": "Zoé 🎉"}))))
    assert f"Zoé {MARK}" in shown
    assert "ne peuvent pas être imprimés" in shown
    assert "ne peuvent pas être imprimés" not in said(render_pdf(document()))


def test_markup_in_texts_stays_text() -> None:
    shown = said(render_pdf(document(job_title="#panic() *gras* <b> $x$")))
    assert "#panic() *gras* <b> $x$" in shown


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=300), st.text(max_size=100))
def test_no_text_breaks_a_document(description: str, name: str) -> None:
    line = Line(description=description, quantity="1", unit_price=100, amount=100, taxable=True)
    snapshot = document(count=1, buyer=Buyer(name=name)).model_copy(update={"lines": (line,)})
    assert render_pdf(snapshot).startswith(b"%PDF")


def test_hash_is_of_the_content_alone() -> None:
    snapshot = document()
    data = snapshot.model_dump(mode="json")
    shuffled = dict(reversed(list(data.items())))
    assert document_sha256(data) == document_sha256(shuffled)
    assert canonical(snapshot) == canonical(Snapshot.model_validate(shuffled))
    assert document_sha256(data) != document_sha256(data | {"total": snapshot.total + 1})


def test_view_has_no_empty_lines_where_data_is_missing() -> None:
    bare = SELLER.model_copy(update={"address": Place(), "phone": "", "email": "", "licence_kind": None})
    shown = view(document(seller=bare, buyer=Buyer(name="X"), job_title=""))
    assert shown["seller"]["details"] == ["9123-4567 Québec inc."]
    assert shown["seller"]["licence"] is None
    assert shown["buyer"]["details"] == []
    assert shown["about"] == []


def test_work_address_shows_when_it_is_not_the_clients() -> None:
    elsewhere = Place(line1="99, chemin du Lac", city="Saint-Sauveur", region="QC", postal_code="J0R 1R0", country="CA")
    assert "99, chemin du Lac" in said(render_pdf(document(work_address=elsewhere)))
    assert "Adresse des travaux" not in said(render_pdf(document(work_address=BUYER.address)))


# ── what was added since documents were first given out ──────────────────────────────────────────────────────────────


GOLDEN = json.loads((Path(__file__).parent / "golden_documents.json").read_text())


@pytest.mark.parametrize("name", sorted(GOLDEN))
def test_a_document_of_the_first_days_keeps_its_hash_and_its_bytes(name: str) -> None:
    """A stored snapshot without anything new has the JSON, and the PDF, that it had before there was anything new."""
    stored = GOLDEN[name]
    snapshot = Snapshot.model_validate(stored["snapshot"])
    assert document_sha256(snapshot.model_dump(mode="json")) == stored["document_sha256"]
    assert hashlib.sha256(render_pdf(snapshot)).hexdigest() == stored["pdf_sha256"]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_sections_discounts_and_payments_are_printed(language: Language) -> None:
    plain = document(language=language, count=3)
    first, second, third = plain.lines
    lines = (
        first.model_copy(update={"section": "Cuisine", "discount": Discount(amount=12_50, percent="2.5")}),
        second.model_copy(update={"section": "Cuisine"}),
        third.model_copy(update={"section": "Salle de bain", "zero_rated": True}),
    )
    full = plain.model_copy(
        update={
            "lines": lines,
            "discount": Discount(amount=100_00, percent="10"),
            "dues": (Due(due_on=date(2026, 12, 1), amount=500_00), Due(due_on=date(2027, 1, 5), amount=600_00)),
        }
    )
    text = said(render_pdf(full))
    assert text.count("Cuisine") == 1, "a section says its title once"
    assert text.index("Cuisine") < text.index(first.description[:20]) < text.index("Salle de bain")
    for each in ("12,50", "10 %", "500,00", "2027-01-05", "Détaxé") if language == "fr" else ("12.50", "10%", "500.00"):
        assert each in text
    shown = view(full)
    assert [row["section"] for row in shown["lines"]] == ["Cuisine", None, "Salle de bain"]
    lines_total = full.subtotal + 100_00
    assert shown["totals"][0]["amount"] == view(full.model_copy(update={"total": lines_total}))["panel"]["value"]


def test_a_client_without_taxes_reads_why() -> None:
    bare = document(taxes=(), exempt_reason="Statut d'Indien, carte 123")
    assert "Client exempté de taxes" in said(render_pdf(bare))

"""Itinerant contracts on paper: notice, form, and what the law wants them to name."""

from __future__ import annotations

from typing import Any

import pytest

from services.billing.documents.render import render_pdf
from services.billing.documents.snapshot import Concluded, Language, Place, document_sha256
from services.billing.documents.view import view
from tests.unit.documents import BUYER, document
from tests.unit.pdfs import said


@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_itinerant_contract_carries_its_notice_and_its_form(language: Language) -> None:
    text = said(render_pdf(document("quote", language, itinerant=True)))
    assert "59" in text
    assert ("Formule de résolution" if language == "fr" else "Cancellation form") in text
    assert "59" not in said(render_pdf(document("quote", language, number="318"))).replace("318", "")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_itinerant_contract_names_permit_representative_and_place_as_far_as_known(language: Language) -> None:
    def mentions(**values: Any) -> list[str]:
        made = document("quote", language, itinerant=True, concluded=Concluded(**values))
        return [each["text"] for each in view(made)["sections"] if each["title"] == title]

    title = "Contrat de commerçant itinérant" if language == "fr" else "Itinerant merchant’s contract"
    [text] = mentions(permit="119876", representative="Josée Gagnon", place=BUYER.address)
    permit, representative, place = text.split("\n")
    assert permit.endswith(" 119876")
    assert representative.endswith(" Josée Gagnon")
    assert "12, rue des Érables, Laval (QC)" in place
    assert mentions(representative="Josée Gagnon", place=Place()) == [representative]
    assert mentions() == [], "no title without words"


def test_an_itinerant_contract_of_before_keeps_its_hash_and_says_no_more() -> None:
    before = document("quote", itinerant=True)
    sha256 = "4c2c154acdc77ae0d9eaf4c55da7a1b20231509fcc8bfa7ae295803a4413bbca"
    assert document_sha256(before.model_dump(mode="json")) == sha256
    titles = [each["title"] for each in view(before)["sections"]]
    assert titles[1:] == ["Énoncé des droits de résolution du consommateur", "Conditions", "Formule de résolution"]

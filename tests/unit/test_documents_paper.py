"""Printed documents as files and as paper: small, whole, and no total that stands alone."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from pypdf import PdfReader

from services.billing.documents import render
from services.billing.documents.pack import LONG, Unknown, pack
from services.billing.documents.render import render_pdf
from tests.unit.documents import document
from tests.unit.long_documents import varied
from tests.unit.pdfs import pages
from tests.unit.structure import tree

BUDGET = 60_000


@pytest.mark.parametrize(
    ("kind", "counts"), [("invoice", range(1, 61)), ("quote", range(14, 22)), ("quote", range(38, 46))]
)
def test_a_total_never_stands_alone(kind: Any, counts: range) -> None:
    """Whatever the count of lines, two of them (or the only one) are on the page of the total."""
    for count in counts:
        shown = pages(render_pdf(varied(count, kind=kind)))
        rows = [len(re.findall(r"modèle \d+", page)) for page in shown]
        total = next(index for index, page in enumerate(shown) if "Sous-total" in page)
        assert sum(rows) == count
        assert rows[total] >= min(2, count), f"{count} lines: {rows}, total on page {total + 1}"
        assert "Prix unitaire" in shown[total], "under the names of their columns"


def test_a_total_follows_a_last_line_that_fills_pages() -> None:
    long = document(count=2)
    first, last = long.lines
    tall = long.model_copy(
        update={"lines": (first, last.model_copy(update={"description": "\n".join(f"Étape {n}" for n in range(120))}))}
    )
    shown = pages(render_pdf(tall))
    assert "Étape 119" in " ".join(shown)
    assert sum("Sous-total" in page for page in shown) == 1


@pytest.mark.parametrize("count", [1, 20, 60, 200])
def test_a_document_fits_into_its_budget(count: int) -> None:
    for made in (varied(count), document(count=count), varied(count, language="en"), varied(count, kind="quote")):
        assert len(render_pdf(made)) <= BUDGET


@pytest.mark.parametrize("count", [20, 200])
def test_packing_changes_nothing_but_the_place(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = render_pdf(varied(count))
    assert packed == render_pdf(varied(count)), "the same snapshot gives the same bytes"
    monkeypatch.setattr(render, "pack", lambda pdf: pdf)
    plain = render_pdf(varied(count))
    assert len(plain) > render.LIGHT
    assert packed == pack(plain)
    before, after = (PdfReader(io.BytesIO(pdf), strict=True) for pdf in (plain, packed))
    assert [page.extract_text() for page in after.pages] == [page.extract_text() for page in before.pages]
    one: Any = before.trailer["/Root"]
    two: Any = after.trailer["/Root"]
    told = [[(each.role, each.marks) for each in tree(reader).walk()] for reader in (before, after)]
    assert told[0] == told[1]
    assert two["/Metadata"].get_data() == one["/Metadata"].get_data()
    assert after.trailer["/ID"] == before.trailer["/ID"], "an archived file is known by its ID"
    assert "/Encrypt" not in after.trailer
    colours = [root["/OutputIntents"][0].get_object()["/DestOutputProfile"].get_data() for root in (one, two)]
    assert colours[0] == colours[1]


def test_a_light_file_is_left_as_typst_wrote_it() -> None:
    assert b"/ObjStm" not in render_pdf(document(count=1))


def test_a_short_file_says_in_the_open_what_it_is() -> None:
    """Programs that sort files look for the metadata without reading the file."""
    trailer: Any = PdfReader(io.BytesIO(render_pdf(document(count=20)))).trailer
    assert trailer["/Size"] < LONG
    assert "/Filter" not in trailer["/Root"]["/Metadata"]


@pytest.mark.parametrize(
    "pdf", [b"", b"%PDF-1.7\nstartxref\n9\n%%EOF", b"%PDF-1.7\nxref\n0 1\ntrailer\n<</Encrypt 1>>"]
)
def test_a_file_of_another_kind_is_not_packed(pdf: bytes) -> None:
    with pytest.raises(Unknown):
        pack(pdf)

"""Printed documents as files and as paper: small, whole, and no total that stands alone."""

from __future__ import annotations

import io
import re
from typing import Any, get_args

import pytest
from PIL import Image
from pypdf import PdfReader

from services.accounts.companies import brand
from services.billing.documents import render
from services.billing.documents.pack import LONG, Unknown, pack
from services.billing.documents.render import render_pdf
from services.billing.documents.snapshot import Kind, Language
from tests.unit import test_work_order_paper as orders
from tests.unit.documents import SELLER, document
from tests.unit.long_documents import quote, receipt, varied
from tests.unit.pdfs import pages
from tests.unit.structure import tree
from tests.unit.test_brand import drawing, picture

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
    for kind in get_args(Kind):
        for language in get_args(Language):
            assert len(render_pdf(varied(count, kind=kind, language=language))) <= BUDGET, (kind, language)
    assert len(render_pdf(document(count=count))) <= BUDGET


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_has_lines_of_its_own_sort_fits_into_it(language: Language) -> None:
    """A quote with sections, choices and options, a receipt for as many invoices, a work order with as many materials."""
    made = {
        "quote": render_pdf(quote(200, language)),
        "receipt": render_pdf(receipt(200, language)),
        "work_order": orders.made(orders.done(), language, items=12, ticked=9, used=200, signed=True),
    }
    assert {kind: len(pdf) for kind, pdf in made.items() if len(pdf) > BUDGET} == {}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_logo_fits_into_it_too(language: Language) -> None:
    kept = brand.fit(drawing())
    for kind in get_args(Kind):
        made = varied(200, kind=kind, language=language, seller=SELLER.model_copy(update={"logo": "0" * 64}))
        assert len(render_pdf(made, kept)) <= BUDGET, kind


def test_a_picture_of_few_colours_is_the_same_dot_for_dot() -> None:
    seller = SELLER.model_copy(update={"logo": "0" * 64})
    logos = [brand.fit(drawing()), picture((50, 50)), few_colours(16), few_colours(17)]
    for logo in logos:
        pdf = render_pdf(varied(90, seller=seller), logo)
        [shown] = [image for page in PdfReader(io.BytesIO(pdf), strict=True).pages for image in page.images]
        assert shown.image is not None
        with Image.open(io.BytesIO(logo)) as sent:
            assert shown.image.convert("RGB").tobytes() == sent.convert("RGB").tobytes()
    found = [b"/Indexed" in render_pdf(varied(90, seller=seller), logo) for logo in logos]
    assert found == [True, True, True, False]


def few_colours(count: int) -> bytes:
    out = io.BytesIO()
    whole = Image.new("RGB", (count, 40))
    whole.putdata([(n % count * 14, 255 - n % count, n % count % 3) for n in range(count * 40)])
    whole.save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize("count", [30, 200])
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

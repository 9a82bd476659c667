"""Reading PDFs in tests: their words, their structure, and what they say of themselves."""

from __future__ import annotations

import io
import re
from datetime import datetime
from typing import Any, Final

from pypdf import PdfReader

from tests.unit.structure import check_fonts, check_headings, check_nothing_untagged, check_pictures, check_tables, tree

UA: Final = "http://www.aiim.org/pdfua/ns/id/"


def pages(pdf: bytes) -> list[str]:
    """The text of each page, with single ordinary spaces."""
    return [plain(page.extract_text()) for page in PdfReader(io.BytesIO(pdf)).pages]


def said(pdf: bytes) -> str:
    return " ".join(pages(pdf))


def plain(text: str) -> str:
    """No-break and narrow spaces are spaces here, and one is enough."""
    return re.sub(r"\s+", " ", text)


def made_on(pdf: bytes) -> datetime | None:
    """When the file says that it was made: of its day, never of the clock."""
    metadata = PdfReader(io.BytesIO(pdf)).metadata
    return metadata.creation_date if metadata else None


def check_archivable(pdf: bytes, language: str, title: str) -> set[str]:
    """PDF/A-2a and PDF/UA-1 as the file says it, and what of them can be seen in it; gives every structure type in it."""
    reader = PdfReader(io.BytesIO(pdf), strict=True)
    root: Any = reader.trailer["/Root"]
    # The reader's own booleans are true even where they say false.
    assert root["/MarkInfo"]["/Marked"].value
    assert not root["/MarkInfo"]["/Suspects"].value
    assert root["/Lang"] == f"{language}-CA"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value
    assert reader.metadata is not None
    assert reader.metadata.title == title
    said = reader.xmp_metadata
    assert said is not None
    assert (said.pdfaid_part, said.pdfaid_conformance) == ("2", "A")
    assert [each.firstChild.data for each in said.get_element("", UA, "part")] == ["1"]
    assert said.dc_title == {"x-default": title}
    assert said.dc_language == [f"{language}-CA"]
    document = tree(reader)
    assert {each.found.get("/Lang", f"{language}-CA") for each in document.walk()} == {f"{language}-CA"}
    check_headings(document)
    check_tables(document)
    check_pictures(document)
    check_nothing_untagged(reader, document)
    check_fonts(reader)
    return {each.role for each in document.walk()}

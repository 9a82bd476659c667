"""Reading PDFs in tests: their words, their structure, and what they say of themselves."""

from __future__ import annotations

import io
import re
from datetime import datetime
from typing import Any

from pypdf import PdfReader


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
    """PDF/A-2a and PDF/UA-1 as the file says it, language and title; gives every structure type in it."""
    reader = PdfReader(io.BytesIO(pdf))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == f"{language}-CA"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == title
    metadata = root["/Metadata"].get_data().decode()
    assert re.search(r"pdfuaid:part[>=\"' ]+1", metadata)
    assert re.search(r"pdfaid:part[>=\"' ]+2", metadata)
    return roles(root["/StructTreeRoot"])


def roles(node: Any) -> set[str]:
    """Every structure type below `node`."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return set().union(*(roles(each) for each in node)) if node else set()
    if not hasattr(node, "get"):
        return set()
    found = {str(node["/S"])} if "/S" in node else set()
    return found | (roles(node["/K"]) if "/K" in node else set())

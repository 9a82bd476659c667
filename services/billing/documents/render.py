"""Snapshot, or any view of a template, → PDF. Pure and CPU-bound (10 to 40 ms): no database, no clock, no network, no system fonts.

The file is PDF/A-2a (made to be kept: six years of records) and PDF/UA-1 (readable by assistive technology). Its time
stamp is the snapshot's, so that the same snapshot gives the same bytes on every machine with the same releases.
"""

from __future__ import annotations

import atexit
import json
import re
import shutil
import tempfile
import threading
import unicodedata
from collections.abc import Callable
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import font_source_sans_pro
import typst

from services.billing.documents.pack import pack
from services.billing.documents.snapshot import LATEST, Snapshot
from services.billing.documents.view import view
from services.kit.texts import t

TEMPLATES = Path(__file__).parent / "templates"
STANDARDS: list[typst.PDFStandard] = ["a-2a", "ua-1"]
MARK = "□"
"""Stands for what none of the fonts can draw: PDF/A forbids missing glyphs, and a name must never cost a document."""

LIGHT = 58_000
"""Bytes up to which a file stays as typst wrote it: it fits into the 60 kB that a document may have, and packing takes a twentieth of
its printing."""
_FOLDERS = {1: "layout1", 2: "."}
"""Where the templates of each layout are: an older one is never touched, so that its documents keep their bytes."""
_FONTS = {1: ("Regular.otf", "Semibold.ttf", "Bold.ttf"), 2: ("Regular.otf", "Semibold.otf")}

_LATIN = re.compile("[ -~\u00a0-\u00ff\u2013\u2019]*")
"""What every font draws as it is, dash and apostrophe among it; nearly all that documents say."""
_local = threading.local()


def render_pdf(snapshot: Snapshot, logo: bytes | None = None) -> bytes:
    """The document's PDF. `logo`: the picture that its seller's `logo` is the hash of.

    Emoji and scripts without a font are replaced by `MARK`, and the document says so at its end; Latin, Greek, Cyrillic,
    Hebrew and Arabic are drawn.
    """
    template = "receipt" if snapshot.receipt or snapshot.refund else snapshot.kind
    return typeset(template, view(snapshot), snapshot.language, snapshot.frozen_at, logo, layout=snapshot.layout)


def typeset(
    template: str,
    data: dict[str, Any],
    language: str,
    stamp: datetime,
    logo: bytes | None = None,
    *,
    layout: int = LATEST,
) -> bytes:
    """The PDF of the layout's `<template>.typ` with `data` as its view. `stamp` is when the file says that it was made."""

    def compiled(draw: Callable[[str], str]) -> bytes:
        drawn, replaced = _printable(data, draw)
        if replaced:
            drawn["unprintable"] = t(language, "documents-unprintable", mark=MARK)
        inputs = {"view": json.dumps(drawn, ensure_ascii=False)} | ({"logo": json.dumps(list(logo))} if logo else {})
        return _compile(f"{template}.typ", inputs, stamp, layout)

    try:
        return compiled(_draw)
    except typst.TypstError:
        # Characters that can be drawn one by one may still not go together (a mark on a letter of another font).
        return compiled(_draw_plainly)


def _compile(file: str, inputs: dict[str, str], stamp: datetime, layout: int) -> bytes:
    pdf = _compiler(layout).compile(
        input=TEMPLATES / _FOLDERS[layout] / file,
        format="pdf",
        sys_inputs=inputs,
        pdf_standards=STANDARDS,
        timestamp=int(stamp.timestamp()),
    )
    assert isinstance(pdf, bytes)
    return pdf if layout == 1 or len(pdf) < LIGHT else pack(pdf)


@cache
def _fonts(layout: int) -> typst.Fonts:
    """The weights of Source Sans Pro that a layout uses, from its package, then what typst carries.

    System fonts would make the bytes the machine's. So would the package's own folder, which has every weight twice, in
    an order that only the disk knows.
    """
    folder = tempfile.mkdtemp(prefix="dossier-fonts-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for name in _FONTS[layout]:
        shutil.copy(Path(font_source_sans_pro.__file__).parent / "files" / f"SourceSansPro-{name}", folder)
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[folder])


def _compiler(layout: int = LATEST) -> typst.Compiler:
    """One compiler a thread and layout: it keeps the parsed templates and fonts between documents."""
    compilers: dict[int, typst.Compiler] = _local.__dict__.setdefault("compilers", {})
    if layout not in compilers:
        compilers[layout] = typst.Compiler(root=TEMPLATES, font_paths=_fonts(layout), ignore_system_fonts=True)
    return compilers[layout]


def _printable(data: Any, draw: Callable[[str], str]) -> tuple[Any, bool]:
    """`data` with every string made drawable, and whether anything was replaced."""
    if isinstance(data, str):
        if _LATIN.fullmatch(data):
            return data, False
        text = "".join(draw(each) for each in unicodedata.normalize("NFC", data))
        return text, MARK in text and MARK not in data
    if isinstance(data, dict):
        pairs = {key: _printable(value, draw) for key, value in data.items()}
        return {key: value for key, (value, _) in pairs.items()}, any(hit for _, hit in pairs.values())
    if isinstance(data, list):
        items = [_printable(value, draw) for value in data]
        return [value for value, _ in items], any(hit for _, hit in items)
    return data, False


def _latin(char: str) -> bool:
    return " " <= char <= "~" or "\u00a0" <= char <= "\u00ff"


def _draw(char: str) -> str:
    return char if _latin(char) else _draw_other(char)


def _draw_plainly(char: str) -> str:
    """Like `_draw`, but of what is not Latin-1 only keeps what the documents' own texts use."""
    return char if _latin(char) or char in "\n’–—…œŒ“”\u202f" + MARK else MARK if char.isprintable() else ""


@lru_cache(maxsize=4096)
def _draw_other(char: str) -> str:
    """Keeps line breaks, drops what is invisible, asks the fonts about the rest.

    Direction overrides and other format characters are dropped: they could make an amount read backwards.
    """
    category = unicodedata.category(char)
    if char == "\n":
        return char
    if char in "\t\r\x0b\x0c\u2028\u2029":
        return " "
    if category in ("Cc", "Cf", "Cs", "Co", "Cn") or "\ufe00" <= char <= "\ufe0f":
        return ""
    return char if _has_glyph(char) else MARK


def _has_glyph(char: str) -> bool:
    """Asks the compiler itself, in the weights that the templates use, since no font table knows about fallbacks."""
    probe = (
        '#import "library.typ": *\n#set document(title: "x")\n'
        '#set text(font: ("Source Sans Pro", "DejaVu Sans Mono", "Libertinus Serif"), lang: "fr")\n'
        '#view #text(weight: "semibold", view)'
    )
    try:
        _compiler().compile(
            input=probe.encode(),
            format="pdf",
            sys_inputs={"view": json.dumps(char, ensure_ascii=False)},
            pdf_standards=STANDARDS,
            timestamp=0,
        )
    except typst.TypstError:
        return False
    return True

"""Packs a PDF as typst writes it: what is not a stream goes, compressed, into object streams. Pure.

An accessible document has one object a table cell. typst writes each of them in the open, and together they are more than
the pages: 200 lines take 190 kB so, 55 kB here. Object streams are PDF 1.5, and PDF/A-2 and PDF/UA-1 allow them. Nothing
is said anew: every object keeps its number and its bytes, only the place where it lies changes (a picture of few colours is
the one that is written otherwise, dot for dot the same), and the same file gives the same file. A general library reads, understands and writes every object, which took a fifth of the whole rendering.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from services.billing.documents.palette import is_picture, with_palette

EACH = 2000
"""Objects a stream: a reader must look through all of them for one, which are some hundred kilobytes then."""
LONG = 800
"""From so many objects on the metadata are compressed too, as PDF/A-2 allows; in shorter files they stay readable as they are."""
LEVELS = (6, 8)
"""Of the compression, in shorter and in longer files: 8 saves one byte in seventy and takes half as long again; 9 saves nothing more."""
_START = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")
_TABLE = re.compile(rb"xref\s+0 (\d+)\s+")
_TRAILER = re.compile(rb"trailer\s*<<(.*)>>\s*startxref", re.DOTALL)
_ENTRY = 20
"""Bytes of an entry of the table."""


class Unknown(ValueError):
    """A file that is not built as typst builds them."""


def pack(pdf: bytes) -> bytes:
    """The same document in fewer bytes. Raises Unknown if it is not built as typst builds them."""
    objects, trailer = _read(pdf)
    out = bytearray(pdf[: min(place for place, _ in objects.values())])
    rows = {0: (0, 0, 0xFFFF)}

    def write(number: int, body: bytes) -> None:
        rows[number] = (1, len(out), 0)
        out.extend(b"%d 0 obj\n%b\nendobj\n" % (number, body))

    loose = []
    for number, (_, body) in objects.items():
        if not body.endswith(b"endstream"):
            loose.append((number, body))
        elif _is_metadata(body) and len(objects) >= LONG:
            write(number, _metadata(body))
        else:
            write(number, with_palette(body) if is_picture(body) else body)
    following = max(objects) + 1
    for first in range(0, len(loose), EACH):
        part = loose[first : first + EACH]
        write(following, _object_stream(part, LEVELS[len(objects) >= LONG]))
        rows |= {number: (2, following, index) for index, (number, _) in enumerate(part)}
        following += 1
    rows[following] = (1, len(out), 0)
    start = len(out)
    write(following, _cross_reference(rows, trailer))
    out += b"startxref\n%d\n%%%%EOF\n" % start
    return bytes(out)


def _read(pdf: bytes) -> tuple[dict[int, tuple[int, bytes]], bytes]:
    """Every object by its number, as its place and its bytes, and what the trailer says but `/Size`."""
    start = _START.search(pdf, max(0, len(pdf) - 64))
    table = _TABLE.match(pdf, int(start[1])) if start else None
    trailer = _TRAILER.search(pdf, table.end()) if table else None
    if table is None or trailer is None or b"/Encrypt" in trailer[1]:
        raise Unknown("no table of objects")
    places = dict(_places(pdf[table.end() : trailer.start()], int(table[1])))
    ends = [*sorted(places.values())[1:], table.start()]
    until = dict(zip(sorted(places.values()), ends, strict=True))
    objects = {}
    for number, place in places.items():
        head, whole = b"%d 0 obj\n" % number, pdf[place : until[place]].rstrip()
        if not whole.startswith(head) or not whole.endswith(b"\nendobj"):
            raise Unknown(f"object {number}")
        objects[number] = (place, whole[len(head) : -len(b"\nendobj")])
    return objects, re.sub(rb"/Size \d+", b"", trailer[1]).strip()


def _places(table: bytes, count: int) -> Iterator[tuple[int, int]]:
    for number in range(count):
        entry = table[number * _ENTRY : (number + 1) * _ENTRY]
        if entry[17:18] == b"n":
            if entry[11:16] != b"00000":
                raise Unknown(f"generation of object {number}")
            yield number, int(entry[:10])


def _is_metadata(body: bytes) -> bool:
    return b"/Type/Metadata" in body[:100]


def _metadata(plain: bytes) -> bytes:
    text = plain.partition(b"\nstream\n")[2].removesuffix(b"\nendstream")
    return _stream(b"/Type/Metadata/Subtype/XML", text)


def _object_stream(part: list[tuple[int, bytes]], level: int) -> bytes:
    heads, offset = [], 0
    for each, body in part:
        heads.append(b"%d %d" % (each, offset))
        offset += len(body) + 1
    head = b" ".join(heads) + b"\n"
    bodies = b"\n".join(body for _, body in part)
    return _stream(b"/Type/ObjStm/N %d/First %d" % (len(part), len(head)), head + bodies, level)


def _cross_reference(rows: dict[int, tuple[int, int, int]], trailer: bytes) -> bytes:
    """Where every object lies, each row as its difference from the one above, which is mostly zeros."""
    above, table = bytes(7), bytearray()
    size = max(rows) + 1
    for number in range(size):
        kind, place, index = rows.get(number, (0, 0, 0xFFFF))
        row = bytes([kind]) + place.to_bytes(4, "big") + index.to_bytes(2, "big")
        table += b"\x02" + bytes((new - old) % 256 for new, old in zip(row, above, strict=True))
        above = row
    about = b"/Type/XRef/Size %d/W[1 4 2]/DecodeParms<</Predictor 12/Columns 7>>%b" % (size, trailer)
    return _stream(about, bytes(table))


def _stream(about: bytes, data: bytes, level: int = LEVELS[1]) -> bytes:
    packed = zlib.compress(data, level)
    return b"<<%b/Filter/FlateDecode/Length %d>>\nstream\n%b\nendstream" % (about, len(packed), packed)

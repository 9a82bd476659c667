"""A picture of few colours in a PDF, written with its palette: typst writes three bytes a dot, whatever it was given. Pure."""

from __future__ import annotations

import re
import zlib

MOST = 16
"""Colours: more are a photograph, whose dots weigh as much either way."""
_PICTURE = re.compile(
    rb"<</Length \d+/Type/XObject/Subtype/Image/Filter/FlateDecode/Width (\d+)/Height (\d+)"
    rb"/ColorSpace (\d+ 0 R)/BitsPerComponent 8(/Interpolate (?:true|false))?>>\nstream\n"
)
"""Three colours a dot, without a mask."""


def is_picture(body: bytes) -> bool:
    return _PICTURE.match(body) is not None


def with_palette(body: bytes) -> bytes:
    """The object of the same dots in the same colours, or the one given where it has too many of them."""
    head = _PICTURE.match(body)
    assert head is not None
    dots = zlib.decompress(body[head.end() :].removesuffix(b"\nendstream"))
    if len(dots) != 3 * int(head[1]) * int(head[2]):
        return body
    places = _places(dots[0::3])
    for channel in (dots[1::3], dots[2::3]):
        places = _places(_joined(places, _places(channel)))
    if not places:
        return body
    firsts = [places.index(place) for place in range(max(places) + 1)]
    colours = b"".join(dots[3 * first : 3 * first + 3] for first in firsts)
    data = zlib.compress(places, 9)
    about = b"/Type/XObject/Subtype/Image/Width %b/Height %b" % (head[1], head[2])
    space = b"/ColorSpace[/Indexed %b %d<%b>]" % (head[3], len(firsts) - 1, colours.hex().encode())
    rest = b"/BitsPerComponent 8%b/Filter/FlateDecode/Length %d" % (head[4] or b"", len(data))
    return b"<<%b%b%b>>\nstream\n%b\nendstream" % (about, space, rest, data)


def _places(values: bytes) -> bytes:
    """Each value as its place among those that occur; nothing if they are too many."""
    found = bytes(sorted(set(values)))
    return values.translate(bytes.maketrans(found, bytes(range(len(found))))) if len(found) <= MOST else b""


def _joined(one: bytes, other: bytes) -> bytes:
    """Two small numbers as one byte, dot by dot, but all dots at once: a loop over them would cost more than the document."""
    if not one or not other:
        return b""
    high, low = int.from_bytes(one) * MOST, int.from_bytes(other)
    return (high | low).to_bytes(len(one))

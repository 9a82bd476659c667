"""A film without what its camera wrote beside it: where it was taken, with which telephone, by whom. Pure.

MP4 and QuickTime are boxes in boxes (ISO/IEC 14496-12). Those with such data become free space of the same length, so that nothing
else moves: the tables of a film count bytes from its start.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

_BESIDE: Final = frozenset({b"udta", b"meta", b"uuid"})
"""User data (`©xyz`, `loci`), Apple's keys and values, and XMP."""
_AROUND: Final = frozenset({b"moov", b"trak", b"moof", b"traf"})
_DEEPEST: Final = 3
"""A track lies in the film, and nothing with a place in it lies deeper."""
_MOST: Final = 100_000
"""Boxes that are looked at: a film of an hour in fragments has a tenth of that."""
_FIRST: Final = frozenset({b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot", b"styp"})


def bare(content: bytes) -> bytes:
    """`content` without such data; anything that is no such film, or breaks off, as far as it can be read."""
    if content[4:8] not in _FIRST:
        return content
    kept, seen = bytearray(content), 0
    ahead = [(0, len(kept), 0)]
    while ahead:
        begin, end, depth = ahead.pop()
        for kind, start, inside, stop in _boxes(kept, begin, end):
            seen += 1
            if seen > _MOST:
                return bytes(kept)
            if kind in _BESIDE:
                kept[start + 4 : start + 8] = b"free"
                kept[inside:stop] = bytes(stop - inside)
            elif kind in _AROUND and depth < _DEEPEST:
                ahead.append((inside, stop, depth + 1))
    return bytes(kept)


def _boxes(kept: bytearray, begin: int, end: int) -> Iterator[tuple[bytes, int, int, int]]:
    """Each box between two offsets: its kind, where it begins, where what is in it begins, where it ends."""
    while begin + 8 <= end:
        size, head = int.from_bytes(kept[begin : begin + 4]), 8
        if size == 1:  # a length of 64 bits follows the kind
            size, head = int.from_bytes(kept[begin + 8 : begin + 16]), 16
        elif size == 0:  # to the end
            size = end - begin
        if size < head or begin + size > end:
            return
        yield bytes(kept[begin + 4 : begin + 8]), begin, begin + head, begin + size
        begin += size

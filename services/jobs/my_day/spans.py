"""Stretches of time, half open: `[begin, end)`. Pure; a list of spans is sorted and free of overlaps unless said otherwise."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple


class Span(NamedTuple):
    begin: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        return self.end - self.begin


def union(spans: Iterable[Span]) -> list[Span]:
    """Any spans as a list without overlaps; those that touch become one, empty ones go."""
    found: list[Span] = []
    for span in sorted(each for each in spans if each.begin < each.end):
        if found and span.begin <= found[-1].end:
            found[-1] = Span(found[-1].begin, max(found[-1].end, span.end))
        else:
            found.append(span)
    return found


def minus(spans: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    """What of `spans` is in none of `taken`."""
    left = union(spans)
    for cut in union(taken):
        left = [
            piece
            for span in left
            for piece in (Span(span.begin, min(span.end, cut.begin)), Span(max(span.begin, cut.end), span.end))
            if piece.begin < piece.end
        ]
    return left


def after(spans: Iterable[Span], instant: datetime) -> list[Span]:
    """What of `spans` lies at or behind `instant`."""
    return union(Span(max(span.begin, instant), span.end) for span in spans)


def total(spans: Iterable[Span]) -> timedelta:
    """The time in at least one of `spans`."""
    return sum((span.length for span in union(spans)), timedelta())

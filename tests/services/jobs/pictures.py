"""Files that tests make on the spot: photos as phones take them, and things that only pretend."""

from __future__ import annotations

import io
from typing import Any

import pillow_heif
from PIL import ExifTags, Image

pillow_heif.register_heif_opener()

RED, BLUE = (220, 30, 30), (30, 30, 220)


def halves(width: int = 64, height: int = 32) -> Image.Image:
    """Left half red, right half blue."""
    picture = Image.new("RGB", (width, height), RED)
    picture.paste(BLUE, (width // 2, 0, width, height))
    return picture


def exif(*, orientation: int = 1, taken: str | None = None, offset: str | None = None) -> Image.Exif:
    """What a phone writes: how it was held, when, and where (Laval)."""
    found = Image.Exif()
    found[ExifTags.Base.Orientation] = orientation
    found[ExifTags.Base.Make] = "Secret Phone"
    if taken:
        times = {int(ExifTags.Base.DateTimeOriginal): taken}
        if offset:
            times[int(ExifTags.Base.OffsetTimeOriginal)] = offset
        found.get_ifd(ExifTags.IFD.Exif).update(times)
    found.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (45.0, 33.0, 12.0), 3: "W", 4: (73.0, 44.0, 24.0)})
    return found


def photo(kind: str = "JPEG", picture: Image.Image | None = None, **options: Any) -> bytes:
    out = io.BytesIO()
    (picture or halves()).save(out, kind, **options)
    return out.getvalue()

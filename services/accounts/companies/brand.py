"""How a company looks on paper: its colour and its logo. Pure functions; those over pictures belong off the event loop.

A logo is what Pillow reads of a PNG, JPEG or WebP file, drawn anew: upright, on white, no larger than paper can show, and
without anything else that the file held. SVG is refused: it is a program, and a drawing of it comes out of any drawing tool.
"""

from __future__ import annotations

import io
import re
import zlib
from typing import Final

from PIL import Image, ImageChops, ImageOps, UnidentifiedImageError

LEAST_CONTRAST: Final = 4.5
"""WCAG 2.2, 1.4.3 (AA): of text on white, and of white text on the colour."""
MOST_BYTES: Final = 5_000_000
MOST_PIXELS: Final = 40_000_000
WIDEST: Final = (650, 189)
"""Pixels of 55 by 16 mm, what a document gives a logo, at 300 dots an inch."""
LARGEST: Final = 20_000
"""Bytes that it may add to every document."""
COLOURS: Final = 16
"""Of a drawing: its flat colours, and those between two of them along their edges."""
LARGEST_DRAWING: Final = 3_500
"""Bytes that a drawing may add: with it a document of two hundred lines stays a light one."""
_SEEN: Final = 3
"""From so much on, of 255, a shade differs from another where both fill a field."""
_EDGES: Final = 0.12
"""Of a drawing's dots, how many may lie on edges, where nobody sees a shade."""
_FORMATS: Final = ("PNG", "JPEG", "WEBP")
_COLOUR: Final = re.compile(r"#?([0-9a-f]{6})", re.IGNORECASE)


class NotALogo(ValueError):
    """`str(self)` is the code of what is wrong: logo-type, logo-broken or logo-size."""


def accent(text: str) -> str | None:
    """`#0b5563` from six digits of either case; None from anything else."""
    found = _COLOUR.fullmatch(text.strip())
    return f"#{found[1].lower()}" if found else None


def contrast(colour: str) -> float:
    """Of a colour with white, from 1 (white) to 21 (black)."""
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)


def fit(content: bytes) -> bytes:
    """The logo as it is kept and printed: a PNG or, where that is smaller on paper, a JPEG. Raises NotALogo."""
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise NotALogo("logo-size")
            picture = _on_white(opened)
    except NotALogo:
        raise
    except UnidentifiedImageError:
        raise NotALogo("logo-type") from None
    except Exception as error:  # a decoder fed with anything at all raises anything at all
        raise NotALogo("logo-broken") from error
    picture.thumbnail(WIDEST, Image.Resampling.LANCZOS)
    if _is_drawing(picture):
        return _drawing(picture)
    while len(kept := _smallest(picture)) > LARGEST:
        picture.thumbnail((picture.width * 4 // 5, picture.height * 4 // 5), Image.Resampling.LANCZOS)
    return kept


def media_type(logo: bytes) -> str:
    """Of a logo that `fit` made."""
    return "image/png" if logo.startswith(b"\x89PNG") else "image/jpeg"


def _on_white(opened: Image.Image) -> Image.Image:
    upright = ImageOps.exif_transpose(opened).convert("RGBA")
    white = Image.new("RGBA", upright.size, "white")
    return Image.alpha_composite(white, upright).convert("RGB")


def _in_few_colours(picture: Image.Image) -> Image.Image:
    return picture.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, kmeans=3, dither=Image.Dither.NONE)


def _is_drawing(picture: Image.Image) -> bool:
    """Whether few colours say all of it, but for shades along its edges: fields of one colour, and no photograph."""
    off = ImageChops.difference(picture, _in_few_colours(picture).convert("RGB"))
    most = ImageChops.lighter(ImageChops.lighter(off.getchannel(0), off.getchannel(1)), off.getchannel(2))
    return sum(most.histogram()[_SEEN:]) <= _EDGES * picture.width * picture.height


def _drawing(picture: Image.Image) -> bytes:
    """With a palette, as documents print it: three bytes a dot would weigh half as much again, a JPEG three times as much."""
    drawn = _in_few_colours(picture)
    while len(zlib.compress(drawn.tobytes(), 9)) > LARGEST_DRAWING:
        picture.thumbnail((picture.width * 9 // 10, picture.height * 9 // 10), Image.Resampling.LANCZOS)
        drawn = _in_few_colours(picture)
    return _written(drawn, "PNG", optimize=True)


def _smallest(picture: Image.Image) -> bytes:
    """A document holds a PNG as its pixels, deflated, and a JPEG as it is."""
    jpeg = _written(picture, "JPEG", quality=88, subsampling=0)
    return jpeg if len(jpeg) < len(zlib.compress(picture.tobytes(), 9)) else _written(picture, "PNG", optimize=True)


def _written(picture: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()

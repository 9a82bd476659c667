"""The icon of the application on a phone's home screen: the folder of `static/favicon.svg`, drawn at the sizes that phones ask for."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import Final

from PIL import Image, ImageDraw

SIZES: Final = (180, 192, 512)
GROUND, MANILA, BLUE, WHITE = "#f2f4f1", "#f4d38b", "#1b57b7", "#ffffff"
_INSET: Final = 0.18
"""Round masks cut the corners off: what is drawn stays within the inner four fifths."""
_FINE: Final = 4


@lru_cache(maxsize=len(SIZES))
def png(size: int) -> bytes:
    """A square without transparent corners, `size` pixels wide."""
    width = size * _FINE
    image = Image.new("RGB", (width, width), GROUND)
    draw = ImageDraw.Draw(image)
    scale = width * (1 - 2 * _INSET) / 26  # the drawing is 26 wide, from 3 to 29

    def at(*points: tuple[float, float]) -> list[tuple[float, float]]:
        return [(width * _INSET + (x - 3) * scale, width * _INSET + (y - 3) * scale) for x, y in points]

    round_by = 2 * scale
    draw.rounded_rectangle([*at((3, 4))[0], *at((16, 16))[0]], round_by, fill=MANILA)
    draw.polygon(at((12, 4), (14, 4), (18, 9), (18, 14), (12, 14)), fill=MANILA)
    draw.rounded_rectangle([*at((3, 9))[0], *at((29, 20))[0]], round_by, fill=MANILA)
    draw.rounded_rectangle([*at((3, 13))[0], *at((29, 28))[0]], round_by, fill=BLUE)
    draw.rectangle([*at((3, 13))[0], *at((29, 17))[0]], fill=BLUE)
    draw.line(at((10, 20.5), (14, 24.5), (22, 16.5)), fill=WHITE, width=round(3 * scale), joint="curve")
    for x, y in at((10, 20.5), (22, 16.5)):
        draw.ellipse([x - 1.5 * scale, y - 1.5 * scale, x + 1.5 * scale, y + 1.5 * scale], fill=WHITE)
    small = image.resize((size, size), Image.Resampling.LANCZOS)
    out = BytesIO()
    small.save(out, "PNG", optimize=True)
    return out.getvalue()

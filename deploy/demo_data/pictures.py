"""Drawn stand-ins for the photos that a technician takes: a water heater before and after."""

from __future__ import annotations

import io
from typing import Literal

from PIL import Image, ImageDraw, ImageFilter

_SIZE = (1600, 1200)


def water_heater(state: Literal["before", "after"]) -> bytes:
    """A JPEG of a water heater in a basement: old and leaking, or new."""
    new = state == "after"
    picture = Image.linear_gradient("L").resize(_SIZE)
    picture = Image.merge("RGB", [picture.point(lambda v, base=base: base + v // 6) for base in (120, 116, 108)])
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 1000, 1600, 1200), fill=(104, 99, 92))
    body, edge = ((226, 230, 233), (150, 158, 165)) if new else ((176, 158, 138), (112, 92, 74))
    draw.rounded_rectangle((560, 230, 1040, 1060), 70, fill=body, outline=edge, width=10)
    for left in (660, 890):
        draw.rectangle((left, 0, left + 34, 250), fill=(196, 122, 74) if new else (120, 128, 96))
    draw.rectangle((700, 480, 900, 640), fill=(40, 66, 110) if new else (132, 120, 108))
    if not new:
        for x, length in ((600, 300), (720, 190), (960, 360)):
            draw.rectangle((x, 700, x + 26, 700 + length), fill=(122, 66, 34))
        draw.ellipse((420, 1020, 1260, 1150), fill=(74, 92, 110))
    out = io.BytesIO()
    picture.filter(ImageFilter.GaussianBlur(2)).save(out, "JPEG", quality=86)
    return out.getvalue()

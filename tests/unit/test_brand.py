"""A company's colour and logo: what is readable, what is a picture, and what becomes of it."""

from __future__ import annotations

import io
import random
import zlib

import font_source_sans_pro
import pytest
from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFont, ImageStat

from services.accounts.companies import brand


def picture(size: tuple[int, int], kind: str = "PNG", mode: str = "RGB", colour: str = "#7a1f3d") -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, kind)
    return out.getvalue()


def noise(size: tuple[int, int]) -> bytes:
    """What compresses worst."""
    out = io.BytesIO()
    Image.frombytes("RGB", size, random.Random(7).randbytes(size[0] * size[1] * 3)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(("typed", "kept"), [("#0B5563", "#0b5563"), ("0b5563", "#0b5563"), (" #ABCDEF ", "#abcdef")])
def test_a_colour_is_six_digits(typed: str, kept: str) -> None:
    assert brand.accent(typed) == kept


@pytest.mark.parametrize("typed", ["", "red", "#0b556", "#0b55633", "rgb(1,2,3)", "#0b556g", "#٠١٢٣٤٥"])
def test_anything_else_is_none(typed: str) -> None:
    assert brand.accent(typed) is None


@pytest.mark.parametrize(
    ("colour", "ratio"),
    [("#ffffff", 1.0), ("#000000", 21.0), ("#767676", 4.54), ("#777777", 4.48), ("#ff0000", 4.0), ("#0b5563", 8.42)],
)
def test_contrast_is_that_of_the_guidelines(colour: str, ratio: float) -> None:
    assert brand.contrast(colour) == pytest.approx(ratio, abs=0.01)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("size", [(3000, 1000), (400, 1600), (60, 20)])
def test_a_logo_keeps_its_shape_and_fits_on_paper(kind: str, size: tuple[int, int]) -> None:
    with Image.open(io.BytesIO(brand.fit(picture(size, kind)))) as kept:
        assert kept.width <= brand.WIDEST[0]
        assert kept.height <= brand.WIDEST[1]
        assert kept.width / kept.height == pytest.approx(size[0] / size[1], rel=0.03)
        assert kept.size == size or kept.width in (brand.WIDEST[0], kept.width)


def test_what_was_transparent_is_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (100, 50), (200, 0, 0, 0)).save(out, "PNG")
    with Image.open(io.BytesIO(brand.fit(out.getvalue()))) as kept:
        assert kept.convert("RGB").getpixel((50, 25)) == (255, 255, 255)


def test_a_logo_never_weighs_a_document_down() -> None:
    kept = brand.fit(noise((900, 400)))
    assert len(kept) <= brand.LARGEST
    assert brand.media_type(kept) == "image/jpeg"
    assert brand.media_type(brand.fit(picture((300, 100)))) == "image/png"


def drawing(size: tuple[int, int] = (600, 200)) -> bytes:
    """What a logo mostly is: some fields of one colour and a name, smooth along their edges."""
    whole = Image.new("RGB", (size[0] * 4, size[1] * 4), "white")
    pen, dot = ImageDraw.Draw(whole), size[1] * 4 / 50
    pen.ellipse([5 * dot, 5 * dot, 45 * dot, 45 * dot], fill="#0b5563")
    pen.polygon([(25 * dot, 9 * dot), (15 * dot, 30 * dot), (35 * dot, 30 * dot)], fill="#f2a33a")
    bold = font_source_sans_pro.SourceSansProBold
    pen.text((50 * dot, 10 * dot), "Plomberie", font=ImageFont.truetype(bold, 18 * dot), fill="#0b5563")
    pen.text((50 * dot, 26 * dot), "BEAUBIEN", font=ImageFont.truetype(bold, 14 * dot), fill="#1b2326")
    out = io.BytesIO()
    whole.resize(size, Image.Resampling.LANCZOS).save(out, "PNG")
    return out.getvalue()


def shaded(size: tuple[int, int] = (600, 200)) -> bytes:
    """A drawing with a field that goes from dark to light."""
    out = io.BytesIO()
    with Image.open(io.BytesIO(drawing(size))) as whole:
        whole.paste(Image.linear_gradient("L").resize((size[0] // 4, size[1])).convert("RGB"), (0, 0))
        whole.save(out, "PNG")
    return out.getvalue()


def test_a_drawing_is_kept_in_few_colours_that_nobody_tells_from_its_own() -> None:
    sent = drawing()
    with Image.open(io.BytesIO(brand.fit(sent))) as kept, Image.open(io.BytesIO(sent)) as whole:
        assert kept.mode == "P"
        assert len(kept.getcolors() or ()) <= brand.COLOURS
        assert len(zlib.compress(kept.tobytes(), 9)) <= brand.LARGEST_DRAWING
        assert kept.width >= 325, "more than 170 dots an inch where it is printed"
        ours = kept.convert("RGB")
        for place, colour in (((0.02, 0.5), "#ffffff"), ((0.05, 0.4), "#0b5563"), ((0.16, 0.5), "#f2a33a")):
            dot = (int(place[0] * ours.width), int(place[1] * ours.height))
            assert ImageColor.getrgb(colour) == pytest.approx(ours.getpixel(dot), abs=2), colour
        theirs = whole.convert("RGB").resize(ours.size, Image.Resampling.LANCZOS)
        assert max(ImageStat.Stat(ImageChops.difference(ours, theirs)).rms) < 6


@pytest.mark.parametrize("sent", [shaded(), noise((600, 200))])
def test_what_has_shades_keeps_them(sent: bytes) -> None:
    with Image.open(io.BytesIO(brand.fit(sent))) as kept:
        assert kept.mode == "RGB"
        assert len(kept.getcolors(kept.width * kept.height) or ()) > 100


def test_the_same_picture_is_the_same_logo() -> None:
    assert brand.fit(noise((300, 100))) == brand.fit(noise((300, 100)))
    assert brand.fit(drawing()) == brand.fit(drawing())


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (SVG, "logo-type"),
        (b"", "logo-type"),
        (b"GIF89a" + bytes(40), "logo-type"),
        (b"%PDF-1.7", "logo-type"),
        (picture((200, 100))[:80], "logo-broken"),
        (picture((200, 100), "JPEG")[:300], "logo-broken"),
        (picture((9000, 5000), mode="1", colour="white"), "logo-size"),
    ],
)
def test_what_is_not_a_picture_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(brand.NotALogo, match=code):
        brand.fit(content)


def test_nothing_that_was_hidden_in_the_file_is_kept() -> None:
    hidden = picture((200, 100), "JPEG") + b"<script>alert(1)</script>"
    assert b"script" not in brand.fit(hidden)

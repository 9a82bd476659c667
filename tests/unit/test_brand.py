"""A company's colour and logo: what is readable, what is a picture, and what becomes of it."""

from __future__ import annotations

import io
import random

import pytest
from PIL import Image

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


def test_the_same_picture_is_the_same_logo() -> None:
    assert brand.fit(noise((300, 100))) == brand.fit(noise((300, 100)))


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

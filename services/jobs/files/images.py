"""Pictures as they are kept: upright, without metadata, with a thumbnail. Pure functions over bytes; run them off the event loop."""

from __future__ import annotations

import io
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Final

import pillow_heif
from PIL import ExifTags, Image, ImageCms, ImageOps

LONGEST_EDGE: Final = 4096
"""Pixels of a kept picture: what a phone's 12-megapixel photo has, and enough to print. Larger ones are made smaller."""
THUMBNAIL_EDGE: Final = 480
MAX_PIXELS: Final = 50_000_000
"""A picture is held in memory as 3 or 4 bytes a pixel, whatever its file weighs. Phones take up to 50 megapixels."""
MAX_DECLARED: Final = 120_000_000
"""A JPEG may have more than `MAX_PIXELS`: it is decoded at half its size or less."""
_JPEG_QUALITY: Final = 90
_THUMBNAIL_QUALITY: Final = 76
_FORMATS: Final = ("JPEG", "PNG", "WEBP", "HEIF", "AVIF", "GIF", "BMP", "DIB", "TIFF")

pillow_heif.register_heif_opener(thumbnails=False)


class BrokenImage(Exception):
    """It begins like a picture and cannot be read to its end."""


class ImageTooLarge(Exception):
    """More pixels than are decoded here."""


@dataclass(frozen=True)
class Kept:
    """A picture as it is kept. `taken_at` is naive where the camera told no offset: local time of wherever it was."""

    content: bytes
    media_type: str
    width: int
    height: int
    thumbnail: bytes
    taken_at: datetime | None


def keep(content: bytes) -> Kept:
    """The picture in `content`, upright and without its metadata: no place, no device, no thumbnail of something cut away.

    JPEG, PNG and WebP stay what they are; HEIC, AVIF and TIFF become JPEG, GIF and BMP become PNG. Only the first frame is kept.

    Raises:
        BrokenImage: it cannot be decoded.
        ImageTooLarge: it has more than `MAX_PIXELS`.
    """
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as opened:
            if opened.width * opened.height > MAX_DECLARED:
                raise ImageTooLarge
            taken_at, kind, profile = _taken_at(opened), _kind(opened), _profile(opened)
            edge = max(opened.size)
            opened.draft(None, (opened.width * LONGEST_EDGE // edge, opened.height * LONGEST_EDGE // edge))  # JPEG only
            if opened.width * opened.height > MAX_PIXELS:
                raise ImageTooLarge
            picture = _plain(opened, profile)
    except ImageTooLarge:
        raise
    except Image.DecompressionBombError:
        raise ImageTooLarge from None
    except Exception as error:  # a decoder fed with anything at all raises anything at all
        raise BrokenImage from error
    small = picture.copy()
    small.thumbnail((THUMBNAIL_EDGE, THUMBNAIL_EDGE), Image.Resampling.LANCZOS, reducing_gap=3.0)
    return Kept(
        content=_written(picture, kind),
        media_type=f"image/{kind.lower()}",
        width=picture.width,
        height=picture.height,
        thumbnail=_written(small, "WEBP", quality=_THUMBNAIL_QUALITY),
        taken_at=taken_at,
    )


def _kind(opened: Image.Image) -> str:
    if opened.format in ("PNG", "GIF", "BMP", "DIB"):
        return "PNG"
    if opened.format == "WEBP":
        return "WEBP"
    return "PNG" if opened.has_transparency_data else "JPEG"


def _plain(opened: Image.Image, profile: bytes | None) -> Image.Image:
    """Pixels in sRGB, upright, and nothing else. Made smaller first: every later step copies what is left."""
    mode = "RGBA" if opened.has_transparency_data else "RGB"
    if opened.mode not in ("RGB", "RGBA", "L", "CMYK"):
        picture = opened.convert(mode)
        picture.getexif()[ExifTags.Base.Orientation] = opened.getexif().get(ExifTags.Base.Orientation, 1)
    else:
        picture = opened
    picture.thumbnail((LONGEST_EDGE, LONGEST_EDGE), Image.Resampling.LANCZOS, reducing_gap=3.0)
    picture = ImageOps.exif_transpose(picture)
    if profile and picture.mode in ("RGB", "RGBA", "CMYK", "L"):
        with suppress(ImageCms.PyCMSError, OSError, ValueError):
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            managed = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode=mode)
            if managed is not None:
                picture = managed
    plain = Image.new(mode, picture.size)
    plain.paste(picture.convert(mode))
    return plain


def _profile(opened: Image.Image) -> bytes | None:
    profile = opened.info.get("icc_profile")
    return profile if isinstance(profile, bytes) and len(profile) > 128 else None


def _written(picture: Image.Image, kind: str, quality: int = _JPEG_QUALITY) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, quality=quality)
    return out.getvalue()


def _taken_at(opened: Image.Image) -> datetime | None:
    """When the camera says that it was taken; None for none, and for nonsense."""
    with suppress(Exception):  # metadata of a stranger: whatever is wrong with it, the picture is still a picture
        exif = opened.getexif().get_ifd(ExifTags.IFD.Exif)
        written = str(exif.get(ExifTags.Base.DateTimeOriginal) or exif.get(ExifTags.Base.DateTimeDigitized) or "")
        taken = datetime.strptime(written.strip("\0 "), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007  the offset stands elsewhere
        offset = str(exif.get(ExifTags.Base.OffsetTimeOriginal) or "").strip("\0 ")
        if not 2000 <= taken.year < 2200:
            return None
        if len(offset) == 6 and offset[0] in "+-":
            span = timedelta(hours=int(offset[1:3]), minutes=int(offset[4:6]))
            return taken.replace(tzinfo=timezone(span if offset[0] == "+" else -span))
        return taken
    return None

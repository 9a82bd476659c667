"""What is kept of a file: its bytes tell what it is, and a picture loses everything but its pixels."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from services.jobs.files import images, videos
from services.jobs.files.sniff import clean_name
from services.kit import files as store
from tests.factories import Company
from tests.services.jobs.pictures import BLUE, RED, exif, halves, photo
from tests.services.jobs.uploading import fetch, send
from tests.services.jobs.world import Json, Office

SCRIPT = b"<script>alert(document.domain)</script>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg">' + SCRIPT + b"</svg>"


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("lisez-moi.txt", "Bonjour")
    return out.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG of some bytes that says it is that large."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 999)) + chunk(b"IEND", b"")
    )


PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
EXE = b"MZ\x90\x00" + b"\0" * 60 + b"This program cannot be run in DOS mode." + b"\0" * 40

CORPUS: dict[str, tuple[str, bytes, str, str, bool]] = {
    # name, content, type kept, name kept, shown in place
    "jpeg": ("a.jpg", photo("JPEG"), "image/jpeg", "a.jpg", True),
    "jpeg called png": ("a.png", photo("JPEG"), "image/jpeg", "a.jpg", True),
    "png": ("a.png", photo("PNG"), "image/png", "a.png", True),
    "webp": ("a.webp", photo("WEBP"), "image/webp", "a.webp", True),
    "heic": ("IMG_0001.HEIC", photo("HEIF"), "image/jpeg", "IMG_0001.jpg", True),
    "avif": ("a.avif", photo("AVIF"), "image/jpeg", "a.jpg", True),
    "tiff": ("a.tif", photo("TIFF"), "image/jpeg", "a.jpg", True),
    "gif": ("a.gif", photo("GIF"), "image/png", "a.png", True),
    "pdf": ("plan.pdf", PDF, "application/pdf", "plan.pdf", True),
    "exe called jpg": ("photo.jpg", EXE, "application/octet-stream", "photo.jpg", False),
    "svg": ("logo.svg", SVG, "application/octet-stream", "logo.svg", False),
    "svg called txt": ("logo.txt", b"\n \t" + SVG, "application/octet-stream", "logo.txt", False),
    "html": ("a.html", b"<html>" + SCRIPT, "application/octet-stream", "a.html", False),
    "html after text": ("a.txt", b"hello " * 50 + b"<ScRiPt >alert(1)</script>", "application/octet-stream", "a.txt", False),
    "zip": ("a.pdf", zipped(), "application/zip", "a.pdf", False),
    "csv": ("prix.csv", "pièce,prix\nvalve,12\n".encode(), "text/csv", "prix.csv", False),
    "text of old programs": ("note.txt", "évier bouché".encode("cp1252"), "text/plain", "note.txt", False),
    "noise": ("a.txt", bytes(range(256)), "application/octet-stream", "a.txt", False),
}  # fmt: skip


@pytest.mark.parametrize("case", CORPUS)
async def test_what_a_file_is_is_told_by_its_bytes(office: Office, case: str) -> None:
    name, content, media_type, kept_name, inline = CORPUS[case]
    job = await office.job()
    [file] = (await send(office, f"/v1/jobs/{job['id']}/files", (name, content)))["data"]
    assert (file["media_type"], file["name"]) == (media_type, kept_name)
    served = await fetch(office, file["url"])
    assert served.headers["content-type"].partition(";")[0] == media_type
    assert served.headers["content-disposition"].startswith("inline" if inline else "attachment")
    assert served.headers["x-content-type-options"] == "nosniff"
    assert served.headers["content-security-policy"].startswith("default-src 'none'")
    assert len(served.content) == file["size"]
    if not media_type.startswith("image/"):
        assert served.content == content
        assert (file["thumbnail_url"], file["width"], file["role"]) == (None, None, "attachment")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF", "TIFF"])
async def test_a_picture_keeps_its_pixels_and_nothing_that_tells_where(office: Office, kind: str) -> None:
    job = await office.job()
    written = photo(kind, exif=exif(taken="2026:11:03 09:15:00").tobytes(), quality=95)
    assert b"Secret Phone" in written or kind == "HEIF"
    [file] = (await send(office, f"/v1/jobs/{job['id']}/files", (f"a.{kind}", written)))["data"]
    for url in (file["url"], file["download_url"], file["thumbnail_url"]):
        content = (await fetch(office, url)).content
        assert b"Secret Phone" not in content
        assert b"Exif" not in content
        with Image.open(io.BytesIO(content)) as kept:
            assert dict(kept.getexif()) == {}
            assert not kept.info.get("icc_profile")
    assert file["taken_at"] == "2026-11-03T14:15:00Z"


@pytest.mark.parametrize("kind", ["JPEG", "HEIF"])
async def test_a_picture_stands_upright(office: Office, kind: str) -> None:
    """Held on its side, the left half of what the sensor saw is at the top."""
    job = await office.job()
    sideways = photo(kind, halves(640, 320), exif=exif(orientation=6).tobytes(), quality=95)
    [file] = (await send(office, f"/v1/jobs/{job['id']}/files", ("a.jpg", sideways)))["data"]
    assert (file["width"], file["height"]) == (320, 640)
    for url in (file["url"], file["thumbnail_url"]):
        with Image.open(io.BytesIO((await fetch(office, url)).content)) as opened:
            shown = opened.convert("RGB")
            assert shown.height == 2 * shown.width
            assert near(shown.getpixel((shown.width // 2, shown.height // 8)), RED)
            assert near(shown.getpixel((shown.width // 2, shown.height * 7 // 8)), BLUE)


def near(pixel: object, colour: tuple[int, int, int]) -> bool:
    assert isinstance(pixel, tuple)
    return all(abs(a - b) < 30 for a, b in zip(pixel, colour, strict=True))


async def test_the_time_of_a_picture_is_the_companys_unless_the_camera_knows(office: Office) -> None:
    job = await office.job()
    times = {
        "2026:07:03 09:15:00": (None, "2026-07-03T13:15:00Z"),
        "2026:11:03 09:15:00": ("+01:00", "2026-11-03T08:15:00Z"),
        "0000:00:00 00:00:00": (None, None),
        "1899:01:01 00:00:00": (None, None),
    }
    for taken, (offset, expected) in times.items():
        content = photo(exif=exif(taken=taken, offset=offset).tobytes())
        [file] = (await send(office, f"/v1/jobs/{job['id']}/files", ("a.jpg", content)))["data"]
        assert file["taken_at"] == expected


async def test_a_very_large_picture_is_kept_smaller_and_its_thumbnail_small(office: Office) -> None:
    job = await office.job()
    large = photo(picture=halves(5000, 2500), quality=80)
    [file] = (await send(office, f"/v1/jobs/{job['id']}/files", ("a.jpg", large)))["data"]
    assert (file["width"], file["height"]) == (4096, 2048)
    with Image.open(io.BytesIO((await fetch(office, file["thumbnail_url"])).content)) as thumbnail:
        assert thumbnail.size == (480, 240)


def test_a_jpeg_of_more_pixels_than_are_decoded_is_decoded_at_half_its_size() -> None:
    kept = images.keep(photo(picture=Image.new("RGB", (9_000, 6_000), RED), quality=10))
    assert (kept.width, kept.height) == (4096, 2731)
    with Image.open(io.BytesIO(kept.content)) as opened:
        assert near(opened.getpixel((2000, 1000)), RED)


def test_a_picture_of_few_colours_stands_upright_too() -> None:
    kept = images.keep(photo("PNG", halves(64, 32).quantize(4), exif=exif(orientation=6).tobytes()))
    assert (kept.width, kept.height) == (32, 64)


def test_a_see_through_picture_stays_see_through() -> None:
    clear = Image.new("RGBA", (40, 40), (255, 0, 0, 0))
    for kind, kept_as in (("PNG", "image/png"), ("WEBP", "image/webp"), ("TIFF", "image/png"), ("GIF", "image/png")):
        kept = images.keep(photo(kind, clear))
        assert kept.media_type == kept_as
        with Image.open(io.BytesIO(kept.content)) as opened:
            assert opened.convert("RGBA").getpixel((5, 5))[3] == 0  # type: ignore[index]


def test_a_picture_with_html_behind_it_is_only_a_picture() -> None:
    for kind in ("JPEG", "PNG", "WEBP", "GIF"):
        kept = images.keep(photo(kind, comment=SCRIPT.decode()) + SCRIPT)
        assert b"<script" not in kept.content


def test_other_colours_become_srgb() -> None:
    for mode in ("CMYK", "L", "1", "P", "I;16"):
        kind = "JPEG" if mode in ("CMYK", "L") else "PNG"
        kept = images.keep(photo(kind, Image.new(mode, (20, 10))))
        with Image.open(io.BytesIO(kept.content)) as opened:
            assert opened.mode in ("RGB", "RGBA")


BROKEN: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "file-empty"),
    "truncated jpeg": (photo("JPEG", halves(800, 600))[:-600], "image-broken"),
    "truncated png": (photo("PNG", halves(800, 600))[:-300], "image-broken"),
    "truncated heic": (photo("HEIF", halves(800, 600))[:-200], "image-broken"),
    "only a magic number": (b"\xff\xd8\xff\xe0" + b"rest" * 50, "image-broken"),
    "bomb": (bomb(60_000, 60_000), "image-too-large"),
    "smaller bomb": (bomb(7_100, 7_100), "image-too-large"),
}


@pytest.mark.parametrize("case", BROKEN)
async def test_a_broken_picture_is_refused_and_nothing_of_its_request_is_kept(office: Office, case: str) -> None:
    content, code = BROKEN[case]
    job = await office.job()
    path = f"/v1/jobs/{job['id']}/files"
    for language, part in (("fr", "photo.jpg"), ("en", "photo.jpg")):
        office.language = language
        refused = await send(office, path, ("bon.txt", b"bon"), ("photo.jpg", content), status=422)
        [error] = refused["errors"]
        assert (error["pointer"], error["code"]) == ("/files/1", code)
        assert part in error["detail"]
    assert (await office.get(path))["data"] == []


async def test_the_same_content_is_kept_once_and_apart_for_each_company(
    office: Office, neighbour: Office, ours: Company, theirs: Company
) -> None:
    content = b"le meme plan"
    for _ in range(2):
        job = await office.job()
        await send(office, f"/v1/jobs/{job['id']}/files", ("plan.txt", content))
    job = await neighbour.job()
    await send(neighbour, f"/v1/jobs/{job['id']}/files", ("plan.txt", content))
    for company in (ours, theirs):
        assert [each.key async for each in store.contents(company.id)] == [store.key_of(content, company.id)]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\Users\\Luc\\plan final.pdf", "plan final.pdf"),
        ("../../etc/passwd", "passwd"),
        ("facture\u202efdp.exe", "facture fdp.exe"),
        ("a\r\nSet-Cookie: x.txt", "a Set-Cookie_ x.txt"),
        ('"; filename="x.html', "_; filename=_x.html"),
        ("", "fichier"),
        (" . ", "fichier"),
        (".htaccess", "htaccess"),
        ("é" * 300 + ".jpeg", "é" * 145 + ".jpeg"),
        ("sans fin", "sans fin"),
        ("v1.2 du plan de la salle de bain", "v1.2 du plan de la salle de bain"),
    ],
)
def test_a_name_is_only_a_name(given: str, kept: str) -> None:
    assert clean_name(given) == kept


async def test_a_file_is_renamed_and_gets_another_role(office: Office) -> None:
    job = await office.job()
    path = f"/v1/jobs/{job['id']}/files"
    sent = await send(office, path, ("a.jpg", photo()), ("b.txt", b"b"))
    picture, text = (each["id"] for each in sent["data"])
    renamed = await office.patch(f"/v1/files/{picture}", {"name": "Sous-sol/avant.heic", "role": "photo_before"})
    assert (renamed["name"], renamed["role"]) == ("avant.jpg", "photo_before")
    refused = await office.patch(f"/v1/files/{text}", {"role": "photo_after"}, status=422)
    assert refused["errors"][0]["code"] == "photo-no-picture"
    for wrong in ({"name": " "}, {"name": None}, {"role": "signature"}, {"size": 1}):
        await office.patch(f"/v1/files/{text}", wrong, status=422)
    read = await office.raw("GET", f"/v1/files/{picture}")
    stale = await office.raw("PATCH", f"/v1/files/{picture}", {"name": "c.jpg"}, headers={"If-Match": '"old"'})
    assert (stale.status_code, stale.json()["current"]["name"]) == (412, "avant.jpg")
    match = {"If-Match": read.headers["etag"]}
    assert (await office.raw("PATCH", f"/v1/files/{picture}", {"name": "c"}, headers=match)).json()["name"] == "c.jpg"
    listed: Json = await office.get(path, role="photo_before")
    assert [each["id"] for each in listed["data"]] == [picture]
    assert datetime.fromisoformat(listed["data"][0]["updated_at"]) > datetime.fromisoformat(
        text and sent["data"][0]["updated_at"]
    )


def box(kind: bytes, *inside: bytes, large: bool = False) -> bytes:
    body = b"".join(inside)
    if large:
        return struct.pack(">I", 1) + kind + struct.pack(">Q", len(body) + 16) + body
    return struct.pack(">I", len(body) + 8) + kind + body


PLACE = b"+45.5601-073.7124/"


def film(large: bool = False) -> bytes:
    """As a telephone makes it: the place in the user data, in Apple's keys, in a track, and in XMP."""
    name = box(b"\xa9xyz", struct.pack(">HH", len(PLACE), 0x15C7), PLACE)
    track = box(b"trak", box(b"tkhd", b"T" * 84), box(b"udta", name))
    moov = box(b"moov", box(b"mvhd", b"M" * 100), track, box(b"udta", name), box(b"meta", b"\0" * 4, PLACE))
    return b"".join(
        (
            box(b"ftyp", b"mp42\0\0\0\0mp42isom"),
            box(b"mdat", b"pictures and sound, and by chance udta", large=large),
            moov,
            box(b"uuid", b"\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8\x9c\x71\x99\x94\x91\xe3\xaf\xac", PLACE),
        )
    )


@pytest.mark.parametrize("large", [False, True])
async def test_a_film_keeps_no_place(office: Office, large: bool) -> None:
    job, taken = await office.job(), film(large)
    [kept] = (await send(office, f"/v1/jobs/{job['id']}/files", ("v.mp4", taken)))["data"]
    content = (await fetch(office, kept["url"])).content
    assert PLACE in taken
    assert PLACE not in content
    assert len(content) == len(taken), "nothing moved: the tables of a film count bytes from its start"
    for whole in (b"pictures and sound, and by chance udta", b"T" * 84, b"M" * 100):
        assert content.index(whole) == taken.index(whole)
    assert videos.bare(content) == content


@settings(max_examples=200)
@given(st.binary(max_size=400), st.integers(0, 400), st.integers(0, 300))
def test_whatever_film_is_sent_keeps_its_length(noise: bytes, cut: int, at: int) -> None:
    for sent in (film()[:cut], film()[:at] + noise + film()[at:], b"\0\0\0\x08ftyp" + noise, b"\0\0\0\0moov" * 5_000):
        assert len(videos.bare(sent)) == len(sent)

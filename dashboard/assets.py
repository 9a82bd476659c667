"""Static files under names that contain their hash, so that browsers may keep them for a year.

The style sheets in `static/css/` are joined, in order of name, into one. Third-party files come from `node_modules` and
from the font package as they are; only the ones listed here are served.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import font_source_sans_pro
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

HERE = Path(__file__).parent
STATIC = HERE / "static"
MODULES = HERE / "node_modules"
CALENDAR = MODULES / "@event-calendar" / "build" / "dist"
FONTS = Path(font_source_sans_pro.font_directory)
PREFIX = "/static/"


@dataclass(frozen=True, slots=True)
class Asset:
    path: str  # /static/<stem>.<hash>.<suffix>
    content: bytes
    gzipped: bytes
    media_type: str


class MissingAsset(RuntimeError):
    """A third-party file is not installed; the message says which command does it."""


@lru_cache(maxsize=1)
def _assets() -> dict[str, Asset]:
    """Every asset by the name that templates use."""
    found = {
        "leaflet.js": _read(MODULES / "leaflet" / "dist" / "leaflet.js"),
        "leaflet.css": _read(MODULES / "leaflet" / "dist" / "leaflet.css"),
        "htmx.js": _read(MODULES / "htmx.org" / "dist" / "htmx.min.js"),
        "signature_pad.js": _read(MODULES / "signature_pad" / "dist" / "signature_pad.umd.min.js"),
        "event-calendar.js": _read(CALENDAR / "event-calendar.min.js"),
        "event-calendar.css": _read(CALENDAR / "event-calendar.min.css"),
        "regular.ttf": _read(FONTS / "SourceSansPro-Regular.ttf"),
        "semibold.ttf": _read(FONTS / "SourceSansPro-Semibold.ttf"),
        **{p.name: p.read_bytes() for p in sorted((STATIC / "js").glob("*.js"))},
        "icons.svg": (STATIC / "icons.svg").read_bytes(),
        "favicon.svg": (STATIC / "favicon.svg").read_bytes(),
    }
    assets = {name: _asset(name, content) for name, content in found.items()}
    css = b"\n".join(p.read_bytes() for p in sorted((STATIC / "css").glob("*.css"))).decode()
    for name in ("regular.ttf", "semibold.ttf"):
        css = css.replace(f"url({name})", f"url({assets[name].path})")
    assets["dossier.css"] = _asset("dossier.css", css.encode())
    return assets


@lru_cache(maxsize=1)
def _by_path() -> dict[str, Asset]:
    return {asset.path: asset for asset in _assets().values()}


def url(name: str) -> str:
    """The address of an asset, for templates: `asset("dossier.css")`."""
    return _assets()[name].path


def text(name: str) -> str:
    """The content of a script of ours."""
    return _assets()[name].content.decode()


def digest(*parts: str) -> str:
    """One short name for all of `parts`."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def load() -> None:
    """Read everything now: a missing file stops the start, not the first page."""
    _by_path()


async def serve(request: Request) -> Response:
    asset = _by_path().get(request.url.path)
    if asset is None:
        return PlainTextResponse("", status_code=404)
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(asset.gzipped, media_type=asset.media_type, headers={**headers, "Content-Encoding": "gzip"})
    return Response(asset.content, media_type=asset.media_type, headers=headers)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise MissingAsset(f"{path.name} is not installed: run `npm ci` in dashboard/") from error


def _asset(name: str, content: bytes) -> Asset:
    stem, _, suffix = name.rpartition(".")
    media_type = {"js": "text/javascript", "ttf": "font/ttf"}.get(suffix) or mimetypes.guess_type(name)[0]
    path = f"{PREFIX}{stem}.{hashlib.sha256(content).hexdigest()[:12]}.{suffix}"
    return Asset(path, content, gzip.compress(content, 9, mtime=0), media_type or "application/octet-stream")

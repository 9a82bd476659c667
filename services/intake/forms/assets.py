"""The form's style sheet (`static/css/`, joined in order of name), script and fonts.

Their names contain their hash: browsers may keep them for a year.
"""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import font_source_sans_pro
from fastapi import Request
from starlette.responses import PlainTextResponse, Response

_STATIC = Path(__file__).parent.parent / "static"
_FONTS = Path(font_source_sans_pro.font_directory)
_TYPES = {"css": "text/css", "js": "text/javascript", "ttf": "font/ttf", "svg": "image/svg+xml"}
PREFIX = "/static/"


@dataclass(frozen=True, slots=True)
class Asset:
    path: str
    content: bytes
    gzipped: bytes
    media_type: str


@lru_cache(maxsize=1)
def _assets() -> dict[str, Asset]:
    """By the name that templates use."""
    assets = {
        name: _asset(name, (_FONTS / file).read_bytes())
        for name, file in (("regular.ttf", "SourceSansPro-Regular.ttf"), ("semibold.ttf", "SourceSansPro-Semibold.ttf"))
    }
    css = "\n".join(path.read_text(encoding="utf-8") for path in sorted((_STATIC / "css").glob("*.css")))
    for name, font in list(assets.items()):
        css = css.replace(f"url({name})", f"url({font.path})")
    assets["form.css"] = _asset("form.css", css.encode())
    for name in ("form.js", "favicon.svg"):
        assets[name] = _asset(name, (_STATIC / name).read_bytes())
    return assets


def _asset(name: str, content: bytes) -> Asset:
    stem, _, suffix = name.rpartition(".")
    path = f"{PREFIX}{stem}.{hashlib.sha256(content).hexdigest()[:12]}.{suffix}"
    return Asset(path, content, gzip.compress(content, 9, mtime=0), _TYPES[suffix])


def url(name: str) -> str:
    """The address of an asset, for templates: `asset("form.css")`."""
    return _assets()[name].path


async def serve(request: Request) -> Response:
    found = next((each for each in _assets().values() if each.path == request.url.path), None)
    if found is None:
        return PlainTextResponse("", status_code=404)
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable",
        "Vary": "Accept-Encoding",
        "X-Content-Type-Options": "nosniff",
    }
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(found.gzipped, media_type=found.media_type, headers=headers | {"Content-Encoding": "gzip"})
    return Response(found.content, media_type=found.media_type, headers=headers)

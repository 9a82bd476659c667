"""Plays the main job through the public address of a stack in containers: `python -m deploy.compose.walk --url … --mail … --out FOLDER`.

A company signs up over HTTP, gets its form, and then `./dossier demo` does the rest; nothing else than the public addresses is used.
The certificate authority of the address is the one in `SSL_CERT_FILE`.
"""

from __future__ import annotations

import argparse
import json
import secrets
from pathlib import Path
from typing import Any

import httpx

from deploy import demo, demo_data
from deploy.folder import write

_HEADERS = {"Accept-Language": "fr"}
_DESCRIBED = ("phone", "tax_registered", "gst_number", "qst_number", "licence_kind", "licence_number", "opc_permit")
_ADDRESS = ("line1", "city", "region", "postal_code", "country")


def open_shop(http: httpx.Client) -> dict[str, Any]:
    """A new company with its address, taxes, licence and form: `{"sign_ins": [...], "site": key}`. Raises HTTPStatusError."""
    data = demo_data.read("company")
    company, mark = data["company"], secrets.token_hex(3)
    owner = {"name": "Camille Roy", "email": f"camille.{mark}@plomberie.example", "password": secrets.token_urlsafe(12)}
    signed_in = _answer(http.post("/v1/companies", json=owner | {"legal_name": f"Plomberie {mark} inc."}))
    http.headers["Authorization"] = f"Bearer {signed_in['token']}"
    current = http.get("/v1/company")
    patch = {name: company[name] for name in _DESCRIBED} | {"address": {name: company[name] for name in _ADDRESS}}
    # As it came: what stands in front of the service must not have changed it.
    match = {"If-Match": current.headers["etag"]} if "etag" in current.headers else {}
    _answer(http.patch("/v1/company", json=patch, headers=match))
    site = data["site"] | {"key": f"plomberie-{mark}"}
    _answer(http.post("/v1/sites", json=site, headers={"Idempotency-Key": f"site/{mark}"}))
    return {"sign_ins": [owner | {"role": "administrator"}], "site": site["key"]}


def pages(http: httpx.Client, site: str) -> dict[str, str]:
    """Status and type by path: what a browser and a program meet first, and what must not be reachable from outside."""
    http.headers.pop("Authorization", None)
    expected = {
        "/sign-in": "200 text/html",
        f"/f/{site}": "200 text/html",
        f"/f/{site}/embed.js": "200 text/javascript",
        "/openapi/billing.json": "200 application/json",
        "/v1/jobs": "401 application/problem+json",
        "/v1/portal/x": "404 application/problem+json",
        "/v1/portal/x/quotes": "404 application/problem+json",
        "/health/ready": "404 ",
        "/metrics": "404 ",
    }
    seen = {path: _met(http.get(path)) for path in expected}
    if seen != expected:
        raise SystemExit(f"expected {expected}\nseen     {seen}")
    return seen


def _met(response: httpx.Response) -> str:
    return f"{response.status_code} {response.headers.get('content-type', '').partition(';')[0]}"


def _answer(response: httpx.Response) -> dict[str, Any]:
    if response.status_code >= 400:
        raise SystemExit(
            f"{response.request.method} {response.request.url}: {response.status_code} {response.text[:500]}"
        )
    return dict(response.json())


def main() -> None:
    parser = argparse.ArgumentParser(prog="deploy.compose.walk", description=__doc__)
    parser.add_argument("--url", required=True)
    parser.add_argument("--mail", required=True, help="address of the inbox page")
    parser.add_argument("--temporal-ui", default="http://127.0.0.1:8233")
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    with httpx.Client(base_url=given.url, headers=_HEADERS, timeout=20.0) as http:
        shop = open_shop(http)
        seen = pages(http, shop["site"])
    print(json.dumps(seen))
    names = ("dashboard", "accounts", "intake", "jobs", "billing")
    urls = dict.fromkeys(names, given.url) | {"mail": given.mail, "temporal_ui": given.temporal_ui}
    found, _ = demo.play({"urls": urls, **shop}, "fr")
    write(given.out / "walk.json", json.dumps(found, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()

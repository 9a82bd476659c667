"""Sending files over HTTP and following their links, in a line each."""

from __future__ import annotations

from typing import Any

import httpx

from tests.services.jobs.world import Json, Office

Sent = tuple[str, bytes]


async def send(
    office: Office,
    path: str,
    *sent: Sent,
    status: int = 201,
    headers: Json | None = None,
    data: Json | None = None,
    **params: Any,
) -> Json:
    """Uploads files as a browser does, each named type a lie."""
    given = office.company.headers(language=office.language) | (headers or {})
    files = [("files", (name, content, "text/html")) for name, content in sent]
    answer = await office.api.post(path, files=files, data=data, params=params, headers=given)
    assert answer.status_code == status, answer.text
    found: Json = answer.json()
    return found


async def fetch(office: Office, url: str, status: int = 200, **headers: str) -> httpx.Response:
    """Follows a link as anybody would: without sign-in."""
    answer = await office.api.get(httpx.URL(url).raw_path.decode(), headers=headers)
    assert answer.status_code == status, answer.text
    return answer

"""Text messages, handed to a provider over HTTP: `POST {to, from, text, key}`, answered with `{"id": …}`.

The provider does the same key once, so a try of which nobody knows is simply made again: its answer then tells.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Final

import httpx

from services.kit.settings import get_settings
from workers.channels.base import Refused, Taken, TryAgain, Unknown
from workers.mail.compose import Outgoing

TIMEOUT: Final = httpx.Timeout(15.0, connect=5.0)
_NOT_NOW: Final = (408, 409, 425, 429, 503)
"""Answers that say: not taken, come again. Any other 5xx may hide that it was taken."""


class SmsChannel:
    """`workers.channels.base.Channel`."""

    unknown = "sms-unknown"
    idempotent = True

    def content(self, outgoing: Outgoing, now: datetime) -> dict[str, Any]:
        return {
            "to": outgoing.recipient,
            "from": outgoing.company.sms_number,
            "text": outgoing.body,
            "key": outgoing.reference,
        }

    async def deliver(self, outgoing: Outgoing, decide: Callable[[], Awaitable[dict[str, Any] | None]]) -> Taken | None:
        settings = get_settings()
        if outgoing.stopped:
            raise Refused("sms-stopped")
        if not settings.sms_url or not outgoing.company.sms_enabled:
            raise Refused("sms-off")
        content = await decide()
        if content is None:
            return None
        return _read(await _post(settings.sms_url, settings.sms_token, content))


async def _post(url: str, token: str, content: dict[str, Any]) -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": content["key"]}
    try:
        async with httpx.AsyncClient(timeout=TIMEOUT, follow_redirects=False) as client:
            return await client.post(url, json=content, headers=headers)
    except (httpx.ConnectError, httpx.ConnectTimeout) as error:
        raise TryAgain(type(error).__name__) from None
    except httpx.HTTPError:
        raise Unknown from None


def _read(response: httpx.Response) -> Taken:
    status = response.status_code
    if status in _NOT_NOW or 300 <= status < 400:
        raise TryAgain(f"sms-{status}")
    if status >= 500:
        raise Unknown
    if status >= 400:
        raise Refused(f"sms-{status}")
    try:
        found = response.json().get("id")
    except (ValueError, AttributeError):  # taken, but not in the words that were agreed on
        return Taken()
    return Taken(str(found)[:200] if found else None)

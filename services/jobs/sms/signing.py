"""Who may call: Standard Webhooks signatures over id, time and body. Pure."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

TOLERANCE: Final = timedelta(minutes=5)


def sign(secret: str, event_id: str, at: datetime, body: bytes) -> str:
    """`v1,<base64 of the HMAC>`."""
    said = f"{event_id}.{int(at.timestamp())}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(secret.encode(), said, hashlib.sha256)).decode()


def genuine(secret: str, headers: Mapping[str, str], body: bytes, now: datetime) -> bool:
    """Whether the call was signed with our secret within the last five minutes."""
    event_id, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not secret or not event_id or not (stamp.isascii() and stamp.isdigit() and len(stamp) < 12):
        return False
    at = datetime.fromtimestamp(int(stamp), tz=now.tzinfo)
    expected = sign(secret, event_id, at, body).encode()
    given = headers.get("webhook-signature", "").encode("ascii", "replace").split(b" ")
    return abs(now - at) <= TOLERANCE and any(hmac.compare_digest(expected, each) for each in given)

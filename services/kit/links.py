"""Capability links: `link id . HMAC(server key, link id)`, so that a mail can carry a link again without it being stored."""

from __future__ import annotations

import base64
import hashlib
import hmac

from services.kit.settings import get_settings

_LENGTH = 22  # letters of base64: 132 bits


def sign(purpose: str, value: str) -> str:
    """A short signature of `value` that only this deployment can make; `purpose` keeps kinds of links apart."""
    key = get_settings().link_key
    if len(key) < 32:
        raise RuntimeError("DOSSIER_LINK_KEY is missing or shorter than 32 characters")
    digest = hmac.digest(key.encode(), f"{purpose}:{value}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest).decode()[:_LENGTH]


def token_for(link_id: str) -> str:
    """The token of a portal link, as it stands in `/c/{token}`."""
    return f"{link_id}.{sign('portal', link_id)}"


def link_id_of(token: str) -> str | None:
    """The link id behind a token, or None if the token was not made here."""
    link_id, _, signature = token.partition(".")
    return link_id if signature and hmac.compare_digest(signature.encode(), sign("portal", link_id).encode()) else None

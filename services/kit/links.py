"""Capability links: `link id . HMAC(server key, link id)`, so that a mail can carry a link again without it being stored.

Mail addresses of jobs and sites are made in the same way: `job+<id><signature>@<inbound domain>`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from typing import Final, Literal, NamedTuple

from services.kit.settings import get_settings

_LENGTH = 22  # letters of base64: 132 bits

AddressKind = Literal["job", "site"]
_PREFIXES: Final[dict[AddressKind, str]] = {"job": "job_", "site": "sit_"}
_ID_LETTERS: Final = 26
_SIGNATURE_LETTERS: Final = 16  # letters of base32: 80 bits
_LOCAL_PART: Final = re.compile(rf"(job|site)\+([0-9a-z]{{{_ID_LETTERS}}})([a-z2-7]{{{_SIGNATURE_LETTERS}}})", re.ASCII)


def sign(purpose: str, value: str) -> str:
    """A short signature of `value` that only this deployment can make; `purpose` keeps kinds of links apart."""
    key = get_settings().link_key
    if len(key) < 32:
        raise RuntimeError("DOSSIER_LINK_KEY is missing or shorter than 32 characters")
    digest = hmac.digest(key.encode(), f"{purpose}:{value}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest).decode()[:_LENGTH]


Purpose = Literal["portal", "unsubscribe"]


def token_for(link_id: str, purpose: Purpose = "portal") -> str:
    """The token of a portal link, as it stands in `/c/{token}`; for one purpose only."""
    return f"{link_id}.{sign(purpose, link_id)}"


def link_id_of(token: str, purpose: Purpose = "portal") -> str | None:
    """The link id behind a token, or None if the token was not made here, or for something else."""
    link_id, _, signature = token.partition(".")
    return link_id if signature and hmac.compare_digest(signature.encode(), sign(purpose, link_id).encode()) else None


# ── mail addresses ───────────────────────────────────────────────────────────────────────────────────────────────────


class Addressee(NamedTuple):
    """What a mail address of ours leads to: `("job", "job_…")` or `("site", "sit_…")`."""

    kind: AddressKind
    id: str


def job_address(job_id: str) -> str | None:
    """Where a reply about the job goes; None where this deployment receives no mail."""
    return _address("job", job_id)


def site_address(site_id: str) -> str | None:
    """Where a mail opens a job as the site's form does; None where this deployment receives no mail."""
    return _address("site", site_id)


def addressee(local_part: str) -> Addressee | None:
    """What the part before the `@` leads to, in any case of its letters; None if it was not made here."""
    found = _LOCAL_PART.fullmatch(local_part.lower())
    if found is None:
        return None
    kind: AddressKind = "job" if found[1] == "job" else "site"
    letters, signature = found[2], found[3]
    if not hmac.compare_digest(signature, _mail_signature(kind, letters)):
        return None
    return Addressee(kind, _PREFIXES[kind] + letters)


def _address(kind: AddressKind, object_id: str) -> str | None:
    domain = get_settings().inbound_domain
    letters = object_id.removeprefix(_PREFIXES[kind])
    return f"{kind}+{letters}{_mail_signature(kind, letters)}@{domain}" if domain else None


def _mail_signature(kind: AddressKind, letters: str) -> str:
    """In lower-case base32: mail servers may change the case of what stands before the `@`."""
    digest = base64.urlsafe_b64decode(sign("inbound", f"{kind}/{letters}")[:20])
    return base64.b32encode(digest).decode().lower()[:_SIGNATURE_LETTERS]

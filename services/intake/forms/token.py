"""The signed mark in each copy of a form: when it was handed out, and a name that makes a second click the same request."""

from __future__ import annotations

import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from services.kit import links

FASTEST: Final = timedelta(seconds=3)
"""Nobody fills in the form in less."""
LONGEST: Final = timedelta(hours=24)
_TOKEN: Final = re.compile(r"(\d{10,16})\.([0-9a-f]{24})\.([A-Za-z0-9_-]{22})")


@dataclass(frozen=True)
class FormCopy:
    """One copy of a site's form. `name` is its idempotency key."""

    name: str
    issued_at: datetime

    def too_fast(self, now: datetime) -> bool:
        return now - self.issued_at < FASTEST

    def too_old(self, now: datetime) -> bool:
        return now - self.issued_at > LONGEST


def issue(site_key: str, now: datetime) -> str:
    """A mark for a copy that is handed out at `now`."""
    value = f"{int(now.timestamp() * 1000)}.{secrets.token_hex(12)}"
    return f"{value}.{links.sign('form', f'{site_key}:{value}')}"


def reissue(site_key: str, now: datetime) -> str:
    """A mark for somebody who has filled in the form already: pressing the button again at once is no sign of a bot."""
    return issue(site_key, now - FASTEST)


def read(site_key: str, token: str, now: datetime) -> FormCopy | None:
    """The copy behind a mark; None if the mark was not made here, for this site, in the past."""
    match = _TOKEN.fullmatch(token)
    if match is None:
        return None
    stamp, name, signature = match.groups()
    expected = links.sign("form", f"{site_key}:{stamp}.{name}")
    if not hmac.compare_digest(signature.encode(), expected.encode()):
        return None
    issued_at = datetime.fromtimestamp(int(stamp) / 1000, UTC)
    return FormCopy(name, issued_at) if issued_at <= now + FASTEST else None


# ── the page that says thank you ─────────────────────────────────────────────────────────────────────────────────────


def thanks(site_key: str, number: int | None, mailed: bool) -> str:
    """What the thank-you page may say, signed, so that nobody makes one up. Without a number it looks the same."""
    value = f"{number or ''}{'m' if mailed else ''}"
    return f"{value}.{links.sign('thanks', f'{site_key}:{value}')}"


def read_thanks(site_key: str, token: str) -> tuple[int | None, bool] | None:
    """Number and whether a mail follows; None for a mark that was not made here."""
    value, _, signature = token.partition(".")
    if not re.fullmatch(r"\d{0,15}m?", value, re.ASCII):
        return None
    if not hmac.compare_digest(signature.encode(), links.sign("thanks", f"{site_key}:{value}").encode()):
        return None
    digits = value.removesuffix("m")
    return (int(digits) if digits else None), value.endswith("m")

"""Short-lived links to contents: `/files/{token}`, for whoever has one, until it is over.

A token names company, file and variant and ends on a full hour, so that the same link is given for an hour and a browser's cache
knows it again.
"""

from __future__ import annotations

import hmac
from datetime import UTC, datetime
from typing import Final, Literal, NamedTuple, get_args

from services.kit.links import sign
from services.kit.settings import get_settings

Variant = Literal["full", "thumb", "download"]
_LETTERS: Final[dict[str, Variant]] = {each[0]: each for each in get_args(Variant)}
_STEP: Final = 3600
LIFE_STEPS: Final = 2
"""A link lives for between one and two hours."""


class Target(NamedTuple):
    company_id: str
    file_id: str
    variant: Variant
    expires_at: datetime


def url(company_id: str, file_id: str, variant: Variant, now: datetime) -> str:
    """A link that works without sign-in until the end of the next full hour."""
    ends = (int(now.timestamp()) // _STEP + LIFE_STEPS) * _STEP
    value = f"{company_id}.{file_id}.{variant[0]}.{ends:x}"
    return f"{get_settings().url_jobs}/files/{value}.{sign('file', value)}"


def read(token: str, now: datetime) -> Target | None:
    """What a token leads to; None if it was not made here, was changed, or is over."""
    value, _, signature = token.rpartition(".")
    if not hmac.compare_digest(signature.encode(), sign("file", value).encode()):
        return None
    company_id, file_id, letter, ends = value.split(".")
    expires_at = datetime.fromtimestamp(int(ends, 16), UTC)
    if expires_at <= now:
        return None
    return Target(company_id, file_id, _LETTERS[letter], expires_at)

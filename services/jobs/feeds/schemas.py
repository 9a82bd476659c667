"""Calendar feeds in and out."""

from __future__ import annotations

from services.jobs.contacts.schemas import Language
from services.jobs.fields import Input, Output, Utc


class FeedIn(Input):
    """`language` None: the caller's."""

    language: Language | None = None


class FeedOut(Output):
    """Whoever knows `url` may read the calendar, until it is revoked; then `url` is null."""

    id: str
    resource_id: str
    language: Language
    url: str | None
    created_at: Utc
    revoked_at: Utc | None


class Feeds(Output):
    data: tuple[FeedOut, ...]

"""Input fields of the jobs service, each with its bounds; what every service needs comes from the kit."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Final

from fastapi import Header, Path, Query
from pydantic import AfterValidator, AwareDatetime, StringConstraints
from pydantic_core import PydanticCustomError

from services.kit.fields import (
    Email,
    Input,
    Line,
    Name,
    Output,
    Phone,
    is_id,
    line,
    one_line,
    paragraphs,
    postal_code,
    visible,
)
from services.kit.problems import NotFound

__all__ = ["Email", "Input", "Line", "Name", "Output", "Phone", "line", "postal_code"]

_EARLIEST: Final = 2000
_LATEST: Final = 2200


def _sane(instant: datetime) -> datetime:
    """Aware UTC, in this century or the next. The year first: at the edges of the calendar a zone cannot be converted."""
    if not _EARLIEST <= instant.year < _LATEST:
        raise PydanticCustomError("dossier.instant-range", "absurd year")
    return instant.astimezone(UTC)


def _id(value: str) -> str:
    """What cannot be an id is one that nobody has."""
    if not is_id(value):
        raise NotFound("other")
    return value


def _id_field(value: str) -> str:
    if not is_id(value):
        raise PydanticCustomError("dossier.not-found", "not an id")
    return value


Subject = Annotated[str, line(200), AfterValidator(one_line)]
Paragraphs = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20_000), AfterValidator(paragraphs)]
Body = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000),
    AfterValidator(paragraphs),
    AfterValidator(visible),
]
Why = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2_000), AfterValidator(paragraphs)]
"""A typed reason."""
Moment = Annotated[AwareDatetime, AfterValidator(_sane)]
IdField = Annotated[str, AfterValidator(_id_field)]
PathId = Annotated[str, Path(), AfterValidator(_id)]

Utc = Annotated[datetime, AfterValidator(lambda instant: instant.astimezone(UTC))]
"""For output: RFC 3339 in UTC."""

Typed = Annotated[
    str | None, Query(max_length=200), AfterValidator(lambda q: None if q is None else one_line(q).strip())
]
"""What somebody types into a search box."""
UpdatedSince = Annotated[Moment | None, Query()]
LastEventId = Annotated[str | None, Header(alias="Last-Event-ID", max_length=40)]
ByFields = Annotated[list[Annotated[str, StringConstraints(min_length=1, max_length=300)]] | None, Query(max_length=5)]
"""What custom fields must hold, each as `<id>:<value>`."""

"""Input fields that several aggregates share, each with its bounds, and the base shapes of bodies in and out."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime
from typing import Annotated, Any, Final

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from fastapi import Header, Path, Query
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, StringConstraints
from pydantic_core import PydanticCustomError

from services.kit.problems import Field, Invalid, NotFound

_EARLIEST: Final = 2000
_LATEST: Final = 2200
_POSTAL_CODE_CA = re.compile(r"[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z] ?\d[ABCEGHJ-NPRSTV-Z]\d")
_REGION_OF_PHONES: Final = "CA"


class Input(BaseModel):
    """A request body: an unknown field is an error, never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Output(BaseModel):
    model_config = ConfigDict(frozen=True)


def _one_line(text: str) -> str:
    """No line break or other control character: such a text ends up in mail headers."""
    if any(unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") for char in text):
        raise PydanticCustomError("dossier.control-characters", "control characters")
    return unicodedata.normalize("NFC", text)


def _paragraphs(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if any(unicodedata.category(char) in ("Cc", "Cs") and char not in "\n\t" for char in text):
        raise PydanticCustomError("dossier.control-characters", "control characters")
    return unicodedata.normalize("NFC", text)


def _visible(text: str) -> str:
    """A name needs at least one character that a person sees."""
    if not any(unicodedata.category(char)[0] in "LNPS" for char in text):
        raise PydanticCustomError("dossier.required", "nothing to see")
    return text


def _email(text: str) -> str:
    try:
        return validate_email(text, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError:
        raise PydanticCustomError("dossier.email", "not an e-mail address") from None


def _phone(text: str) -> str:
    """E.164. An extension has no place in it, so it is refused rather than lost."""
    try:
        number = phonenumbers.parse(text, _REGION_OF_PHONES)
    except phonenumbers.NumberParseException:
        raise PydanticCustomError("dossier.phone", "not a phone number") from None
    if number.extension:
        raise PydanticCustomError("dossier.phone-extension", "has an extension")
    if not phonenumbers.is_valid_number(number):
        raise PydanticCustomError("dossier.phone", "not a phone number")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _sane(instant: datetime) -> datetime:
    """Aware UTC, in this century or the next. The year first: at the edges of the calendar a zone cannot be converted."""
    if not _EARLIEST <= instant.year < _LATEST:
        raise PydanticCustomError("dossier.instant-range", "absurd year")
    return instant.astimezone(UTC)


def postal_code(code: str, country: str) -> str:
    """`h7a1b2` → `H7A 1B2` in Canada; elsewhere as it is. Raises a pydantic error."""
    if country != "CA" or not code:
        return code
    tidy = code.upper().replace("-", " ").strip()
    if not _POSTAL_CODE_CA.fullmatch(tidy):
        raise PydanticCustomError("dossier.postal-code", "not a Canadian postal code")
    bare = tidy.replace(" ", "")
    return f"{bare[:3]} {bare[3:]}"


def _id(value: str) -> str:
    """What cannot be an id is one that nobody has."""
    if not re.fullmatch(r"[a-z]{1,12}_[0-9a-zA-Z_\-]{1,80}", value):
        raise NotFound("other")
    return value


def _id_field(value: str) -> str:
    if not re.fullmatch(r"[a-z]{1,12}_[0-9a-zA-Z_\-]{1,80}", value):
        raise PydanticCustomError("dossier.not-found", "not an id")
    return value


def line(longest: int, shortest: int = 0) -> Any:
    """Constraints of a text on one line, blanks at its ends cut off."""
    return StringConstraints(strip_whitespace=True, min_length=shortest, max_length=longest)


Name = Annotated[str, line(200, 1), AfterValidator(_one_line), AfterValidator(_visible)]
Line = Annotated[str, line(200), AfterValidator(_one_line)]
Subject = Annotated[str, line(200), AfterValidator(_one_line)]
Paragraphs = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20_000), AfterValidator(_paragraphs)]
Body = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000),
    AfterValidator(_paragraphs),
    AfterValidator(_visible),
]
Why = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2_000), AfterValidator(_paragraphs)]
"""A typed reason."""
Email = Annotated[str, line(254, 1), AfterValidator(_one_line), AfterValidator(_email)]
Phone = Annotated[str, line(40, 1), AfterValidator(_one_line), AfterValidator(_phone)]
Moment = Annotated[AwareDatetime, AfterValidator(_sane)]
IdField = Annotated[str, AfterValidator(_id_field)]
PathId = Annotated[str, Path(), AfterValidator(_id)]

Utc = Annotated[datetime, AfterValidator(lambda instant: instant.astimezone(UTC))]
"""For output: RFC 3339 in UTC."""

Typed = Annotated[
    str | None, Query(max_length=200), AfterValidator(lambda q: None if q is None else _one_line(q).strip())
]
"""What somebody types into a search box."""
UpdatedSince = Annotated[Moment | None, Query()]
LastEventId = Annotated[str | None, Header(alias="Last-Event-ID", max_length=40)]


def refuse_nul(*keys: str | int) -> None:
    """A cursor is opaque but not secret: Postgres cannot hold a NUL. Raises a 422 problem."""
    if any(isinstance(key, str) and "\0" in key for key in keys):
        raise Invalid([Field("query:/after", "malformed")])


def cursor_instant(value: str | int) -> datetime:
    """The instant in a cursor. Raises a 422 problem."""
    try:
        instant = datetime.fromisoformat(str(value))
    except ValueError:
        raise Invalid([Field("query:/after", "malformed")]) from None
    if instant.tzinfo is None or not _EARLIEST <= instant.year < _LATEST:
        raise Invalid([Field("query:/after", "malformed")])
    return instant

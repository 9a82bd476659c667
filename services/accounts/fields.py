"""Input fields of accounts, each with its bounds; what every service needs comes from the kit."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Annotated, Any, Final, Literal
from zoneinfo import available_timezones

from fastapi import Path
from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from services.kit.auth import Permission
from services.kit.fields import Email, Input, Line, Name, Output, Phone, is_id, line, one_line, paragraphs, postal_code
from services.kit.problems import NotFound

__all__ = ["Email", "Input", "Line", "Name", "Output", "Phone", "postal_code"]

_ZONES: Final = frozenset(available_timezones())


def _storable(text: str) -> str:
    """A password may hold any character that can be encoded."""
    if any(unicodedata.category(char) == "Cs" for char in text) or "\0" in text:
        raise PydanticCustomError("dossier.control-characters", "control characters")
    return text


def _website(text: str) -> str:
    if not re.fullmatch(r"https?://[^\s<>\"']{3,190}", text):
        raise PydanticCustomError("dossier.website", "not a web address")
    return text


def _zone(name: str) -> str:
    if name not in _ZONES:
        raise PydanticCustomError("dossier.time-zone", "not a time zone")
    return name


def _registration(kind: Literal["gst", "qst"]) -> Any:
    """`123456789 RT0001` or `1234567890 TQ0001`, however it was spaced."""
    digits, letters = (9, "RT") if kind == "gst" else (10, "TQ")
    shape = re.compile(rf"(\d{{{digits}}})({letters}\d{{4}})", re.ASCII)

    def tidy(text: str) -> str:
        found = shape.fullmatch(re.sub(r"[\s-]", "", text.upper()))
        if found is None:
            raise PydanticCustomError(f"dossier.{kind}-number", "not a registration number")
        return f"{found[1]} {found[2]}"

    return AfterValidator(tidy)


def _share(value: Any) -> Decimal:
    """A percentage as a decimal string above 0 and up to 100, with at most two decimals."""
    if isinstance(value, Decimal):
        return value
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,2})?", value, re.ASCII):
        raise PydanticCustomError("dossier.percent", "not a percentage")
    share = Decimal(value)
    if not 0 < share <= 100:
        raise PydanticCustomError("dossier.percent", "not a percentage")
    return share


def rbq_number(text: str) -> str | None:
    """`1234-5678-90` from ten digits however they are written; None from anything else."""
    digits = re.sub(r"[\s-]", "", text)
    return f"{digits[:4]}-{digits[4:8]}-{digits[8:]}" if re.fullmatch(r"[0-9]{10}", digits) else None


def _id(value: str) -> str:
    """What cannot be an id is one that nobody has."""
    if not is_id(value):
        raise NotFound("user")
    return value


Terms = Annotated[str, line(4000), AfterValidator(paragraphs)]
Website = Annotated[str, line(200, 1), AfterValidator(one_line), AfterValidator(_website)]
TimeZone = Annotated[str, line(64, 1), AfterValidator(_zone)]
Country = Annotated[str, StringConstraints(strip_whitespace=True, to_upper=True, pattern=r"^[A-Za-z]{2}$")]
GstNumber = Annotated[str, line(30, 1), _registration("gst")]
QstNumber = Annotated[str, line(30, 1), _registration("qst")]
Code = Annotated[str, StringConstraints(min_length=2, max_length=24, pattern=r"^[a-z0-9](-?[a-z0-9])+$")]
Permissions = Annotated[list[Permission], Field(max_length=10)]
Days = Annotated[int, Field(strict=True, ge=0, le=365)]
Share = Annotated[Decimal, BeforeValidator(_share, json_schema_input_type=str)]
Language = Literal["fr", "en"]
Role = Literal["administrator", "manager", "employee"]
Password = Annotated[str, StringConstraints(min_length=10, max_length=200), AfterValidator(_storable)]
"""A new password. Length is what counts (NIST SP 800-63B); 200 letters bound the work of hashing."""
TypedPassword = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_storable)]
TypedEmail = Annotated[str, line(254, 1), AfterValidator(one_line)]
"""An e-mail to sign in with: one that is malformed is simply nobody's."""
RefreshToken = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(one_line)]
PathId = Annotated[str, Path(), AfterValidator(_id)]

"""Input fields of accounts, each with its bounds, and the base shapes of bodies in and out."""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated, Any, Final, Literal
from zoneinfo import available_timezones

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from fastapi import Path
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from services.kit.auth import Permission
from services.kit.problems import NotFound

_ID = re.compile(r"[a-z]{1,12}_[0-9a-zA-Z_\-]{1,80}")
_POSTAL_CODE: Final = re.compile(r"[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z]\d[ABCEGHJ-NPRSTV-Z]\d", re.ASCII)
_ZONES: Final = frozenset(available_timezones())


class Input(BaseModel):
    """A request body: an unknown field is an error, never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Output(BaseModel):
    model_config = ConfigDict(frozen=True)


def _one_line(text: str) -> str:
    """No line break or other control character: names end up in mail headers."""
    if any(unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") for char in text):
        raise PydanticCustomError("dossier.control-characters", "control characters")
    return unicodedata.normalize("NFC", text)


def _paragraphs(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if any(unicodedata.category(char) in ("Cc", "Cs") and char not in "\n\t" for char in text):
        raise PydanticCustomError("dossier.control-characters", "control characters")
    return unicodedata.normalize("NFC", text)


def _visible(text: str) -> str:
    if not any(unicodedata.category(char)[0] in "LNPS" for char in text):
        raise PydanticCustomError("dossier.required", "nothing to see")
    return text


def _storable(text: str) -> str:
    """A password may hold any character that can be encoded."""
    if any(unicodedata.category(char) == "Cs" for char in text) or "\0" in text:
        raise PydanticCustomError("dossier.control-characters", "control characters")
    return text


def _email(text: str) -> str:
    try:
        return validate_email(text, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError:
        raise PydanticCustomError("dossier.email", "not an e-mail address") from None


def _phone(text: str) -> str:
    """E.164."""
    try:
        number = phonenumbers.parse(text, "CA")
    except phonenumbers.NumberParseException:
        raise PydanticCustomError("dossier.phone", "not a phone number") from None
    if not phonenumbers.is_valid_number(number):
        raise PydanticCustomError("dossier.phone", "not a phone number")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _website(text: str) -> str:
    if not re.fullmatch(r"https?://[^\s<>\"']{3,190}", text):
        raise PydanticCustomError("dossier.website", "not a web address")
    return text


def _zone(name: str) -> str:
    if name not in _ZONES:
        raise PydanticCustomError("dossier.time-zone", "not a time zone")
    return name


def postal_code(code: str, country: str) -> str:
    """`h7a1b2` → `H7A 1B2` in Canada; elsewhere as it is. Raises a pydantic error."""
    if country != "CA" or not code:
        return code
    bare = re.sub(r"[\s-]", "", code.upper())
    if not _POSTAL_CODE.fullmatch(bare):
        raise PydanticCustomError("dossier.postal-code", "not a Canadian postal code")
    return f"{bare[:3]} {bare[3:]}"


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


def rbq_number(text: str) -> str | None:
    """`1234-5678-90` from ten digits however they are written; None from anything else."""
    digits = re.sub(r"[\s-]", "", text)
    return f"{digits[:4]}-{digits[4:8]}-{digits[8:]}" if re.fullmatch(r"[0-9]{10}", digits) else None


def _id(value: str) -> str:
    """What cannot be an id is one that nobody has."""
    if not _ID.fullmatch(value):
        raise NotFound("user")
    return value


def _text(longest: int, shortest: int = 0) -> Any:
    return StringConstraints(strip_whitespace=True, min_length=shortest, max_length=longest)


Name = Annotated[str, _text(200, 1), AfterValidator(_one_line), AfterValidator(_visible)]
Line = Annotated[str, _text(200), AfterValidator(_one_line)]
Terms = Annotated[str, _text(4000), AfterValidator(_paragraphs)]
Email = Annotated[str, _text(254, 1), AfterValidator(_one_line), AfterValidator(_email)]
Phone = Annotated[str, _text(40, 1), AfterValidator(_one_line), AfterValidator(_phone)]
Website = Annotated[str, _text(200, 1), AfterValidator(_one_line), AfterValidator(_website)]
TimeZone = Annotated[str, _text(64, 1), AfterValidator(_zone)]
Country = Annotated[str, StringConstraints(strip_whitespace=True, to_upper=True, pattern=r"^[A-Za-z]{2}$")]
GstNumber = Annotated[str, _text(30, 1), _registration("gst")]
QstNumber = Annotated[str, _text(30, 1), _registration("qst")]
Code = Annotated[str, StringConstraints(min_length=2, max_length=24, pattern=r"^[a-z0-9](-?[a-z0-9])+$")]
Permissions = Annotated[list[Permission], Field(max_length=10)]
Days = Annotated[int, Field(strict=True, ge=0, le=365)]
Language = Literal["fr", "en"]
Role = Literal["administrator", "manager", "employee"]
Password = Annotated[str, StringConstraints(min_length=10, max_length=200), AfterValidator(_storable)]
"""A new password. Length is what counts (NIST SP 800-63B); 200 letters bound the work of hashing."""
TypedPassword = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_storable)]
TypedEmail = Annotated[str, _text(254, 1), AfterValidator(_one_line)]
"""An e-mail to sign in with: one that is malformed is simply nobody's."""
RefreshToken = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_one_line)]
PathId = Annotated[str, Path(), AfterValidator(_id)]

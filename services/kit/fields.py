"""Input fields that every service needs, each with its bounds, and the base shapes of bodies in and out."""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated, Any, Final

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints
from pydantic_core import PydanticCustomError

REGION: Final = "CA"
"""Where a phone number without a country code is."""

_POSTAL_CODE: Final = re.compile(r"[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z]\d[ABCEGHJ-NPRSTV-Z]\d", re.ASCII)
_ID: Final = re.compile(r"[a-z]{1,12}_[0-9a-zA-Z_\-]{1,80}")


class Input(BaseModel):
    """A request body: an unknown field is an error, never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Output(BaseModel):
    model_config = ConfigDict(frozen=True)


def one_line(text: str) -> str:
    """No line break or other control character: such a text ends up in mail headers."""
    if any(unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") for char in text):
        raise PydanticCustomError("dossier.control-characters", "control characters")
    return unicodedata.normalize("NFC", text)


def paragraphs(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if any(unicodedata.category(char) in ("Cc", "Cs") and char not in "\n\t" for char in text):
        raise PydanticCustomError("dossier.control-characters", "control characters")
    return unicodedata.normalize("NFC", text)


def visible(text: str) -> str:
    """A name needs at least one character that a person sees."""
    if not any(unicodedata.category(char)[0] in "LNPS" for char in text):
        raise PydanticCustomError("dossier.required", "nothing to see")
    return text


def email(text: str) -> str:
    try:
        return validate_email(text, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError:
        raise PydanticCustomError("dossier.email", "not an e-mail address") from None


def phone(text: str) -> str:
    """E.164. An extension has no place in it, so it is refused rather than lost."""
    try:
        number = phonenumbers.parse(text, REGION)
    except phonenumbers.NumberParseException:
        raise PydanticCustomError("dossier.phone", "not a phone number") from None
    if number.extension:
        raise PydanticCustomError("dossier.phone-extension", "has an extension")
    if not phonenumbers.is_valid_number(number):
        raise PydanticCustomError("dossier.phone", "not a phone number")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def postal_code(code: str, country: str) -> str:
    """`h7a1b2` → `H7A 1B2` in Canada; elsewhere as it is. Raises a pydantic error."""
    if country != "CA" or not code:
        return code
    bare = re.sub(r"[\s-]", "", code.upper())
    if not _POSTAL_CODE.fullmatch(bare):
        raise PydanticCustomError("dossier.postal-code", "not a Canadian postal code")
    return f"{bare[:3]} {bare[3:]}"


def is_id(value: str) -> bool:
    """Whether `value` could be an id at all."""
    return _ID.fullmatch(value) is not None


def line(longest: int, shortest: int = 0) -> Any:
    """Constraints of a text on one line, blanks at its ends cut off."""
    return StringConstraints(strip_whitespace=True, min_length=shortest, max_length=longest)


Name = Annotated[str, line(200, 1), AfterValidator(one_line), AfterValidator(visible)]
Line = Annotated[str, line(200), AfterValidator(one_line)]
Email = Annotated[str, line(254, 1), AfterValidator(one_line), AfterValidator(email)]
Phone = Annotated[str, line(40, 1), AfterValidator(one_line), AfterValidator(phone)]

"""A service request in, and what it opened out."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, StrictBool, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from services.jobs.contacts.schemas import AddressIn
from services.jobs.fields import Body, Email, Input, Line, Name, Output, Phone

Language = Literal["fr", "en"]


def _none_if_blank(value: Any) -> Any:
    """Forms send what is left empty as an empty text."""
    return None if isinstance(value, str) and not value.strip() else value


def _given(consent: bool) -> bool:
    if not consent:
        raise PydanticCustomError("dossier.consent-required", "consent must be true")
    return consent


class RequestIn(Input):
    """What somebody asks for. E-mail or phone, at least one, or nobody could answer."""

    name: Name
    email: Annotated[Email | None, BeforeValidator(_none_if_blank)] = None
    phone: Annotated[Phone | None, BeforeValidator(_none_if_blank)] = None
    address: AddressIn | None = None
    service: Line = ""
    message: Body
    language: Language | None = None
    """Of the answers; without it, the language that the request came in."""
    consent: Annotated[StrictBool, AfterValidator(_given)]

    @field_validator("service", mode="before")
    @classmethod
    def _nothing_chosen(cls, value: Any) -> Any:
        return "" if value is None else value

    @field_validator("phone")
    @classmethod
    def _reachable(cls, phone: str | None, info: ValidationInfo) -> str | None:
        # An e-mail address that is there but wrong is missing from `data`, and has its own error.
        if phone is None and info.data.get("email", "") is None:
            raise PydanticCustomError("dossier.email-or-phone", "neither e-mail nor phone")
        return phone

    model_config = {"validate_default": True}


class JobRef(Output):
    id: str
    number: int


class RequestOut(Output):
    request_id: str
    job: JobRef

"""Sites in and out."""

from __future__ import annotations

import re
from typing import Annotated, Final, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, field_validator
from pydantic_core import PydanticCustomError

from services.jobs.fields import Email, Input, Name, Output, Utc
from services.jobs.fields import line as bounded

Language = Literal["fr", "en"]
KEY: Final = re.compile(r"[a-z0-9](-?[a-z0-9])+")
LONGEST_KEY: Final = 48
_HOST: Final = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*|\[[0-9a-f:]+\]")


def _key(key: str) -> str:
    if not KEY.fullmatch(key):
        raise PydanticCustomError("dossier.site-key", "not a slug")
    return key


def origin(value: str) -> str:
    """`https://www.example.ca`, as browsers write an origin: it ends up in headers, so nothing else gets through."""
    try:
        parts = urlsplit(value.lower())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise PydanticCustomError("dossier.origin", "not an origin") from None
    host = f"[{host}]" if ":" in host else host
    whole = parts.path in ("", "/") and not (parts.query or parts.fragment or parts.username or parts.password)
    if parts.scheme not in ("http", "https") or not _HOST.fullmatch(host) or not whole:
        raise PydanticCustomError("dossier.origin", "not an origin")
    usual = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{host}" + (f":{port}" if port and port != usual else "")


def _once(values: list[str]) -> list[str]:
    return list(dict.fromkeys(values))


Key = Annotated[str, bounded(LONGEST_KEY, 2), AfterValidator(_key)]
Origin = Annotated[str, bounded(200, 1), AfterValidator(origin)]
Origins = Annotated[list[Origin], Field(max_length=50), AfterValidator(_once)]
Languages = Annotated[list[Language], Field(min_length=1, max_length=2), AfterValidator(_once)]


class OfferedService(Input):
    """What a visitor may choose; one name is enough, the other language then shows it too."""

    fr: Name
    en: Name | None = None


Services = Annotated[list[OfferedService], Field(max_length=50)]


class SiteIn(Input):
    """A new form. Without a `key`, one is made from the name."""

    name: Name
    key: Key | None = None
    languages: Languages = ["fr", "en"]
    services: Services = []
    allowed_origins: Origins = []
    reply_to: Email | None = None


class SitePatch(Input):
    """What is left out stays. The key stands on other people's pages, so it never changes."""

    name: Name | None = None
    languages: Languages | None = None
    services: Services | None = None
    allowed_origins: Origins | None = None
    reply_to: Email | None = None
    active: bool | None = None

    @field_validator("name", "languages", "services", "allowed_origins", "active")
    @classmethod
    def _not_null(cls, value: object) -> object:
        if value is None:
            raise PydanticCustomError("dossier.required", "may not be null")
        return value


class ServiceView(Output):
    fr: str
    en: str


class SiteView(Output):
    """`form_url` is the page, `embed_html` what goes into the contractor's own page.

    A mail to `mail_address` opens a job as the form does; the company has its own address forwarded there.
    """

    id: str
    company_id: str
    key: str
    name: str
    languages: tuple[Language, ...]
    services: tuple[ServiceView, ...]
    allowed_origins: tuple[str, ...]
    reply_to: str | None
    active: bool
    form_url: str
    embed_html: str
    mail_address: str | None
    created_at: Utc
    updated_at: Utc

"""Files as they come in and go out."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, field_validator
from pydantic_core import PydanticCustomError

from services.jobs.fields import Input, Output, Utc
from services.kit.fields import line, one_line, visible

ObjectKind = Literal["job", "visit", "quote", "message", "contact"]
Role = Literal["attachment", "photo", "photo_before", "photo_after", "signature", "raw"]
GivenRole = Literal["attachment", "photo", "photo_before", "photo_after"]
"""The roles that a person gives; signatures and raw mails come from their own flows and stay what they are."""

FileName = Annotated[str, line(150, 1), AfterValidator(one_line), AfterValidator(visible)]


class FilePatch(Input):
    """Only the fields that are there change."""

    name: FileName | None = None
    role: GivenRole | None = None

    @field_validator("name", "role")
    @classmethod
    def _there(cls, value: str | None) -> str:
        if value is None:
            raise PydanticCustomError("dossier.required", "may not be null")
        return value


class FileOut(Output):
    """`url` shows it, `download_url` saves it; both, and `thumbnail_url` of a picture, work without sign-in for an hour or two.

    `size` is in bytes; `width` and `height`, in pixels, are a picture's. `created_by` is `user:usr_…`, `contact:cnt_…` or `system`.
    """

    id: str
    job_id: str | None
    object_kind: ObjectKind
    object_id: str
    role: Role
    name: str
    media_type: str
    size: int
    sha256: str
    width: int | None
    height: int | None
    url: str
    download_url: str
    thumbnail_url: str | None
    taken_at: Utc | None
    created_by: str
    created_at: Utc
    updated_at: Utc

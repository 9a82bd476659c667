"""Message templates in and out."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from services.jobs.fields import IdField, Input, Output, Paragraphs, Subject, Utc
from services.jobs.templates.kinds import Channel

Language = Literal["fr", "en"]


class TextIn(Input):
    """An SMS has no subject."""

    subject: Subject = ""
    body: Annotated[Paragraphs, Field(max_length=5_000)]


class TemplateIn(Input):
    """The texts of one channel; a language that is not given stays as it is."""

    channel: Channel = "mail"
    fr: TextIn | None = None
    en: TextIn | None = None

    @model_validator(mode="after")
    def _not_empty(self) -> TemplateIn:
        if self.fr is None and self.en is None:
            raise PydanticCustomError("dossier.required", "nothing to change")
        return self


class PreviewIn(TextIn):
    """With a job, its client and number; everything else is an example."""

    kind: Annotated[str, Field(max_length=40)]
    channel: Channel = "mail"
    language: Language = "fr"
    job_id: IdField | None = None


class Both(Output):
    fr: str
    en: str


class PlaceholderOut(Output):
    """`words`: how it is written in each language, without braces; both are understood in both."""

    name: str
    words: Both
    description: Both
    sample: Both
    channels: tuple[Channel, ...]
    required: tuple[Channel, ...]


class TextOut(Output):
    """`version` 0 and `standard`: the company never had a text of its own."""

    subject: str
    body: str
    standard: bool
    version: int
    changed_by: str | None
    changed_at: Utc | None


class Texts(Output):
    fr: TextOut
    en: TextOut


class TemplateOut(Output):
    kind: str
    title: Both
    placeholders: tuple[PlaceholderOut, ...]
    mail: Texts
    sms: Texts


class SmsCount(Output):
    """What an SMS counts: letters in its encoding, and the messages that it is sent as."""

    encoding: Literal["GSM-7", "UCS-2"]
    units: int
    segments: int


class PreviewOut(Output):
    subject: str
    body: str
    button: str | None
    sms: SmsCount | None


class VersionOut(Output):
    channel: Channel
    language: Language
    version: int
    subject: str
    body: str | None
    changed_by: str
    changed_at: Utc

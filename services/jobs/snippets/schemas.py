"""Snippets in and out."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from services.jobs.fields import Body, Input, Name, Output, Paragraphs, Utc


class SnippetIn(Input):
    """May name `{client}`, `{entreprise}`, `{téléphone}` and `{job}`, as message templates do."""

    title: Annotated[Name, Field(max_length=80)]
    body_fr: Annotated[Body, Field(max_length=5_000)]
    body_en: Annotated[Paragraphs, Field(max_length=5_000)] = ""


class SnippetOut(Output):
    """`text`, only where a job was given: what its client would read, in their language."""

    id: str
    title: str
    body_fr: str
    body_en: str
    text: str | None
    created_at: Utc
    updated_at: Utc

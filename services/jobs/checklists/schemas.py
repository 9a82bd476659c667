"""Checklists in and out."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from services.jobs.fields import IdField, Input, Name, Output, Utc


class TemplateItemIn(Input):
    """With the id of an item that exists, that one is changed; without, a new one is made."""

    id: IdField | None = None
    text_fr: Name
    text_en: Name
    required: bool = True


Items = Annotated[list[TemplateItemIn], Field(min_length=1, max_length=100)]


class TemplateIn(Input):
    name_fr: Name
    name_en: Name
    items: Items
    blocks_completion: bool = False
    active: bool = True


class TemplatePatch(Input):
    """Only the fields that are there change; `items` replaces all of them."""

    name_fr: Name | None = None
    name_en: Name | None = None
    items: Items | None = None
    blocks_completion: bool | None = None
    active: bool | None = None


class TemplateItemOut(Output):
    id: str
    text: str
    text_fr: str
    text_en: str
    required: bool


class TemplateOut(Output):
    """`name` and `text` are in the reader's language."""

    id: str
    name: str
    name_fr: str
    name_en: str
    items: tuple[TemplateItemOut, ...]
    blocks_completion: bool
    active: bool
    updated_at: Utc


class ChecklistIn(Input):
    template_id: IdField


class Check(Input):
    checked: bool = True


class ChecklistItemOut(Output):
    """`checked_by` is a name."""

    id: str
    text: str
    required: bool
    checked_at: Utc | None
    checked_by: str | None


class ChecklistOut(Output):
    """`open` counts the required items that are not ticked; they keep the visit from being completed if it `blocks_completion`."""

    id: str
    template_id: str
    name: str
    blocks_completion: bool
    items: tuple[ChecklistItemOut, ...]
    open: int


class RemovedChecklist(Output):
    """A list that was taken off; `removed_by` is a name."""

    id: str
    name: str
    removed_at: Utc
    removed_by: str
    reason: str


class Checklists(Output):
    data: tuple[ChecklistOut, ...]

"""Labels in and out."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from services.jobs.fields import IdField, Input, Output, Utc
from services.kit.fields import line, one_line, visible

LabelledKind = Literal["contact", "job", "visit"]
Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$", to_lower=True)]
LabelName = Annotated[str, line(60, 1), AfterValidator(one_line), AfterValidator(visible)]

MOST: int = 30
"""Labels on one object."""


class LabelIn(Input):
    """`name_en` None: the French name is read in English, too."""

    name_fr: LabelName
    name_en: LabelName | None = None
    colour: Colour = "#596570"
    active: bool = True


class LabelPatch(Input):
    """Only the fields that are there change."""

    name_fr: LabelName | None = None
    name_en: LabelName | None = None
    colour: Colour | None = None
    active: bool | None = None


class LabelsIn(Input):
    """All labels that the object shall have; the others are taken off."""

    label_ids: Annotated[list[IdField], Field(max_length=MOST)]


class LabelChip(Output):
    """A label as lists show it, in the reader's language."""

    id: str
    name: str
    colour: str


class Labels(Output):
    data: tuple[LabelChip, ...]


class LabelOut(LabelChip):
    name_fr: str
    name_en: str | None
    active: bool
    used: int
    """On so many objects."""
    updated_at: Utc

"""Templates of quotes as the API takes and shows them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from services.billing.quotes.schemas import Content, Version
from services.billing.schemas import Id, Input, Name, Output


class TemplateIn(Input):
    """Either of a quote that there is (`version`: its newest, unless given), or written out as `content`."""

    name: Name
    quote_id: Id | None = None
    version: Version | None = None
    content: Content | None = None

    @model_validator(mode="after")
    def _one_source(self) -> TemplateIn:
        if (self.quote_id is None) == (self.content is None):
            raise PydanticCustomError("dossier.template-source", "either a quote or a content")
        return self


class TemplatePatch(Input):
    """What is left out stays."""

    name: Name | None = None
    content: Content | None = None


class ApplyIn(Input):
    """`prices`: those that the template keeps, or those that the catalogue has today for its items."""

    job_id: Id
    prices: Literal["kept", "catalogue"] = "kept"


class TemplateOut(Output):
    id: str
    name: str
    content: Content
    archived_at: datetime | None
    created_at: datetime
    updated_at: datetime

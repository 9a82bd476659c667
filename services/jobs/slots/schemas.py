"""Free slots and holds in and out."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from services.jobs.fields import IdField, Input, Moment, Output, Utc
from services.jobs.visits.schemas import Who


class HoldIn(Input):
    """Keeps the time of all these resources, the leading one first, for so many minutes. `for_job`: only that job may use it."""

    resource_ids: Annotated[list[IdField], Field(min_length=1, max_length=20)]
    starts_at: Moment
    ends_at: Moment
    minutes: Annotated[int, Field(ge=1, le=30)] = 10
    for_job: IdField | None = None


class HoldOut(Output):
    """From `held_until` on the time is free again by itself."""

    id: str
    job_id: str | None
    resources: tuple[Who, ...]
    starts_at: Utc
    ends_at: Utc
    held_until: Utc


class Slot(Output):
    resource: Who
    starts_at: Utc
    ends_at: Utc


class Slots(Output):
    """Free slots by time. `more` says that there are others after the last one."""

    data: tuple[Slot, ...]
    more: bool

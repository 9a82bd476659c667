"""Batches as the API takes and shows them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from services.billing.schemas import Id, Input, Output
from workflows.money import Money


class BatchIn(Input):
    """Drafts in the order in which they get their numbers. `send`: each is sent to its client as soon as it is issued."""

    invoice_ids: Annotated[tuple[Id, ...], Field(min_length=1, max_length=500)]
    send: bool = True


class BatchLineOut(Output):
    """`detail`: why it failed, in the language of who made the batch."""

    invoice_id: str
    job_id: str
    contact_id: str
    status: Literal["pending", "done", "failed"]
    number_text: str | None
    total: Money
    code: str | None
    detail: str


class BatchOut(Output):
    id: str
    send: bool
    total: int
    done: int
    failed: int
    pending: int
    lines: tuple[BatchLineOut, ...]
    created_at: datetime
    finished_at: datetime | None

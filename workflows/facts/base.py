"""What every fact is, and the envelope in which it travels."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict

Source = Literal["web", "phone", "email", "app"]
Phase = Literal[
    "new",
    "contacted",
    "quoting",
    "quoted",
    "won",
    "scheduled",
    "in_progress",
    "to_invoice",
    "invoiced",
    "paid",
    "closed",
    "lost",
    "cancelled",
]


class Fact(BaseModel):
    """Something that happened to one job."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    kind: ClassVar[str]
    schema_version: ClassVar[int] = 1
    """Raised when the shape changes; `upcast` then reads the older ones."""


class Envelope(BaseModel):
    """A recorded fact on its way: where it stands in its job's log, and its data as plain JSON.

    Deliberately loose: the SDK drops a signal that it cannot decode, so decoding happens in the workflow's `run`.
    """

    model_config = ConfigDict(frozen=True)

    epoch: int
    seq: int
    kind: str
    version: int = 1
    at: datetime
    data: dict[str, Any]

"""Why something is so: a message id with arguments, translated where a person reads it."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict

from workflows.money import Money

Argument = int | str | date | datetime | Money


class Reason(BaseModel):
    """A sentence by its message id (`because-<id>`) with arguments."""

    model_config = ConfigDict(frozen=True)

    id: str
    args: dict[str, Argument] = {}


def because(reason: str, **args: Argument | None) -> Reason:
    return Reason(id=reason, args={name: value for name, value in args.items() if value is not None})

"""Faults that the inbox plays on the next deliveries, for tests and demonstrations."""

from __future__ import annotations

from collections import deque
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Kind = Literal["451", "550", "hang", "drop", "400", "429", "500", "503"]
Stage = Literal["rcpt", "data", "data-after"]


class Fault(BaseModel):
    """What happens to the next `count` deliveries.

    Attributes:
        kind: an answer of 451 (try again) or 550 (never), no answer at all, or a cut connection; for text messages the
            HTTP statuses 400 (never), 429 and 503 (try again), 500 (nobody knows).
        channel: mails or text messages.
        stage: when a recipient is named, when the mail has come, or after it was kept but before the answer. By default
            at the recipient for an answer and at the mail for the others.
        to: only deliveries to this address.
    """

    model_config = ConfigDict(extra="forbid")

    kind: Kind
    channel: Literal["mail", "sms"] = "mail"
    count: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    stage: Stage | None = None
    to: str | None = None

    def at(self) -> Stage:
        return self.stage or ("rcpt" if self.kind in ("451", "550") else "data")


class Faults:
    """Faults still to come, in the order in which they were asked for."""

    def __init__(self) -> None:
        self._waiting: deque[Fault] = deque()

    def add(self, fault: Fault) -> None:
        self._waiting.append(fault)

    def clear(self) -> None:
        self._waiting.clear()

    def waiting(self) -> list[Fault]:
        return list(self._waiting)

    def take(self, recipient: str, channel: str = "mail") -> Fault | None:
        """The fault of a delivery to `recipient`, counted; None when it goes well."""
        for fault in self._waiting:
            if fault.channel != channel:
                continue
            if fault.to is None or fault.to.lower() == recipient.lower():
                fault.count -= 1
                if fault.count == 0:
                    self._waiting.remove(fault)
                return fault
        return None

"""What a channel is: it hands one message to one recipient's server, and claims nothing that the server did not say.

`Refused` is a final no, `TryAgain` a no for now, `Unknown` a connection that broke when nobody knows whether the server took it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from workers.mail.compose import Outgoing


class Refused(Exception):
    """The server will not take this message. `code` is `smtp-550` and the like, `status` the enhanced status code if it gave one."""

    def __init__(self, code: str, status: str | None = None) -> None:
        super().__init__(code)
        self.code, self.status = code, status


class TryAgain(Exception):
    """Not now: an answer that says so, or no connection. The message has certainly not been taken."""

    def __init__(self, code: str, status: str | None = None) -> None:
        super().__init__(code)
        self.code, self.status = code, status


class Unknown(Exception):
    """The connection broke between the message and the answer."""


class Taken(NamedTuple):
    """The server has it. `provider_id` is what it calls the message, where it says so."""

    provider_id: str | None = None


class Channel(Protocol):
    """One way to reach people."""

    unknown: str
    """The code of a try of which nobody knows whether the server took it."""
    idempotent: bool
    """Whether the server does the same `Outgoing.reference` only once: then its next answer ends a doubt, and nothing is there twice."""

    def content(self, outgoing: Outgoing, now: datetime) -> Any:
        """The message as it goes over the wire."""

    async def deliver(self, outgoing: Outgoing, decide: Callable[[], Awaitable[Any]]) -> Taken | None:
        """Hands a message over. `decide` is asked for its content at the last moment: None calls it off.

        Gives None if it was called off. Raises Refused, TryAgain, Unknown.
        """

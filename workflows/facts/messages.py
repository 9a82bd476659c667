"""Facts of messages: what was said, and what became of it on its way."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from workflows.facts.base import Fact


class MessageReceived(Fact):
    kind = "message.received"
    message_id: str
    channel: Literal["portal", "mail", "phone", "sms"]


class MessageQueued(Fact):
    """A person wrote to the client; the workflow delivers it."""

    kind = "message.queued"
    message_id: str
    channel: Literal["mail", "sms"] = "mail"


class MessageLogged(Fact):
    """The office answered outside the product (a phone call): nothing to deliver, but the client has been answered."""

    kind = "message.logged"
    message_id: str
    channel: Literal["phone", "note"]


class _Delivery(Fact):
    message_id: str
    step_key: str


class MessageAccepted(_Delivery):
    """The mail server took it."""

    kind = "message.accepted"


class MessageAmbiguous(_Delivery):
    """The connection broke between DATA and the answer: sent once more under the same Message-ID, maybe there twice."""

    kind = "message.ambiguous"


class MessageDelivered(_Delivery):
    """The recipient's server reported that it put it into the box."""

    kind = "message.delivered"


class MessageOpened(_Delivery):
    """The recipient opened the link in it."""

    kind = "message.opened"


class MessageBounced(_Delivery):
    """It was taken, and came back later."""

    kind = "message.bounced"
    code: str


class MessageRetried(_Delivery):
    """A person has a failed one tried again, perhaps at another address."""

    kind = "message.retried"


class MessageDeferred(Fact):
    kind = "message.deferred"
    step_key: str
    attempt: int
    next_try_at: datetime
    code: str


class MessageFailed(Fact):
    """Given up: refused for good, or deferred for 72 hours. The office must use another way."""

    kind = "message.failed"
    step_key: str
    message_id: str | None = None
    code: str

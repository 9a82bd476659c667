"""Messages in and out."""

from __future__ import annotations

from typing import Literal

from services.jobs.fields import Body, Input, Output, Subject, Utc
from services.jobs.messages.codes import Class

Delivery = Literal[
    "none", "queued", "sending", "accepted", "delivered", "opened", "deferred", "failed", "bounced", "ambiguous"
]


class MessageIn(Input):
    """`mail` goes out to the client; `phone` and `note` only write down what was said elsewhere."""

    body: Body
    subject: Subject = ""
    channel: Literal["mail", "phone", "note"] = "mail"


class Failure(Output):
    """Why it did not arrive. `status` is the server's enhanced status code, `kind` what it comes down to."""

    code: str
    status: str | None
    kind: Class
    text: str
    todo: str
    """What the office can do."""


class MessageOut(Output):
    id: str
    job_id: str
    direction: Literal["in", "out"]
    channel: Literal["mail", "sms", "portal", "phone", "note"]
    purpose: str
    recipient: str | None
    subject: str
    body: str
    delivery: Delivery
    failure: Failure | None
    created_by: str
    created_at: Utc
    accepted_at: Utc | None
    delivered_at: Utc | None
    opened_at: Utc | None

"""Messages in and out."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from services.jobs.fields import Body, Email, IdField, Input, Output, Phone, Subject, Utc
from services.jobs.files.schemas import FileOut
from services.jobs.messages.codes import Class

Delivery = Literal[
    "none", "queued", "sending", "accepted", "delivered", "opened", "deferred", "failed", "bounced", "ambiguous"
]


class MessageIn(Input):
    """`mail` and `sms` go out to the client; `phone` and `note` only write down what was said elsewhere.

    `file_ids` are files of the job that go along: attached to a mail up to 15 MB, else on the client's page.
    """

    body: Body
    subject: Subject = ""
    channel: Literal["mail", "sms", "phone", "note"] = "mail"
    file_ids: Annotated[list[IdField], Field(max_length=20)] = []


class Retry(Input):
    """The same words again. `email` or `phone`: to that address instead; `keep`: and from now on, as the contact's own."""

    email: Email | None = None
    phone: Phone | None = None
    keep: bool = False


class Called(Input):
    """What was said on the phone."""

    body: Body


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
    files: tuple[FileOut, ...] = ()


class WaitingMessage(MessageOut):
    """A message out of its thread: with the job that it is on and the name of its client."""

    job_number: int
    contact_name: str
    waiting: bool
    """Whether somebody still has to do something about it."""

"""Inbound mails as they go out, and what a person may decide about one."""

from __future__ import annotations

from typing import Literal

from services.jobs.fields import IdField, Input, Output, Utc

Status = Literal["received", "delivered", "held", "ignored", "failed", "discarded"]
TargetKind = Literal["job", "site", "return"]


class Reason(Output):
    code: str
    text: str


class JobRef(Output):
    id: str
    number: int
    title: str


class InboundMailOut(Output):
    """A mail in a list. `size` is in bytes; `job` the job that it is on, or would go to."""

    id: str
    status: Status
    reason: Reason | None
    sender_name: str
    sender_address: str
    envelope_from: str
    recipient: str
    target_kind: TargetKind
    subject: str
    size: int
    received_at: Utc
    updated_at: Utc
    job: JobRef | None
    message_id: str | None
    handled_by: str | None
    handled_at: Utc | None


class HeaderOut(Output):
    name: str
    value: str


class AttachmentOut(Output):
    """A part of a mail that is not its text. `size` is in bytes; `note` a text where something is odd about it."""

    name: str
    media_type: str
    size: int
    note: str | None


class InboundMailDetail(InboundMailOut):
    """A mail opened: read again from its raw form. `html` is cleaned; `notes` are texts."""

    body: str
    quoted: str
    html: str | None
    headers: tuple[HeaderOut, ...]
    attachments: tuple[AttachmentOut, ...]
    notes: tuple[str, ...]


class Deliver(Input):
    """`job_id` None: the job that its address leads to; for a request to a site's address, a new job."""

    job_id: IdField | None = None

"""Mails of a thread as they go out."""

from __future__ import annotations

from services.jobs.fields import Output
from services.jobs.files.schemas import FileOut


class NoteOut(Output):
    """Something odd about a mail, and what that means for its reader."""

    code: str
    text: str


class MailOut(Output):
    """What a message has besides its text because it came by mail. `html` is cleaned; `notes` are `{code, text}`."""

    message_id: str
    inbound_id: str
    sender_name: str
    sender_address: str
    quoted: str
    has_html: bool
    notes: tuple[NoteOut, ...]
    files: tuple[FileOut, ...] = ()
    """What was attached."""


class FormattedMail(Output):
    """The formatted view of a mail: cleaned, no scripts, no styles, no images."""

    message_id: str
    html: str

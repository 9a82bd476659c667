"""Mails of the demo's clients, as a mail program writes them."""

from __future__ import annotations

from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from deploy.demo_data import pictures


def written(sender: str, subject: str, body: str, at: datetime, *, photo: bool = False) -> bytes:
    """A mail of `sender` (`Name <address>`), with a photo of what it is about if wanted."""
    mail = EmailMessage()
    mail["From"] = sender
    mail["Subject"] = subject
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{int(at.timestamp())}@{sender.rpartition('@')[2].rstrip('>')}>"
    mail.set_content(body)
    if photo:
        mail.add_attachment(pictures.water_heater("before"), maintype="image", subtype="jpeg", filename="IMG_2041.jpg")
    return mail.as_bytes()

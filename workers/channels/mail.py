"""Mail, over SMTP."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from email.message import EmailMessage

from services.kit.settings import get_settings
from workers.channels.base import Taken
from workers.mail.compose import Outgoing
from workers.mail.envelope import on_the_wire, to_email
from workers.mail.smtp import deliver


class MailChannel:
    """`workers.channels.base.Channel`: a mail server may take the same mail twice, so a doubt stays one."""

    unknown = "smtp-unknown"
    idempotent = False

    def content(self, outgoing: Outgoing, now: datetime) -> EmailMessage:
        return to_email(outgoing, rfc_message_id(outgoing.reference), now)

    async def deliver(self, outgoing: Outgoing, decide: Callable[[], Awaitable[EmailMessage | None]]) -> Taken | None:
        sender, recipient = get_settings().mail_from, on_the_wire(outgoing.recipient)
        return Taken() if await deliver(sender, recipient, decide, reference=outgoing.reference) else None


def rfc_message_id(reference: str) -> str:
    """The mail's `Message-ID`: the same for every try, so that a mail that went out twice is one mail to a good program."""
    return f"<{reference}@{get_settings().mail_from.rpartition('@')[2]}>"

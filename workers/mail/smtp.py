"""One mail to one recipient over SMTP, with a decision between the recipient's acceptance and the data.

Where the server reports deliveries (RFC 3461), it is asked to: the reports carry the mail's own reference.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from email.message import EmailMessage
from typing import Final

import aiosmtplib

from services.jobs.messages.codes import status_in
from services.kit.settings import get_settings
from workers.channels.base import Refused, TryAgain, Unknown

TIMEOUT: Final = 15.0
"""Seconds for each answer of the server."""


async def deliver(
    sender: str, recipient: str, decide: Callable[[], Awaitable[EmailMessage | None]], *, reference: str = ""
) -> bool:
    """Hands a mail to the server. `decide` is asked for it once the recipient is accepted: None calls it off.

    Reports about it come back with `reference`, where the server makes some. Returns whether the server took it. Raises Refused, TryAgain, Unknown.
    """
    settings = get_settings()
    client = aiosmtplib.SMTP(
        hostname=settings.smtp_host,
        port=settings.smtp_port,
        use_tls=settings.smtp_tls == "tls",
        start_tls=settings.smtp_tls == "starttls",
        username=settings.smtp_user,
        password=settings.smtp_password,
        cert_bundle=str(settings.smtp_ca_file) if settings.smtp_ca_file else None,
        timeout=TIMEOUT,
    )
    try:
        await _reach(client, sender, recipient, reference)
        mail = await decide()
        if mail is None:
            return False
        await _hand_over(client, mail)
        return True
    finally:
        with suppress(aiosmtplib.SMTPException, OSError):
            await client.quit()
        client.close()


async def _reach(client: aiosmtplib.SMTP, sender: str, recipient: str, reference: str) -> None:
    # An address like `josé@…` needs a server that says it takes such (RFC 6531).
    international = not recipient.isascii()
    encoding = "utf-8" if international else "ascii"
    try:
        await client.connect()
        with suppress(aiosmtplib.SMTPHeloError):  # a server of old: `mail` greets it in its own way
            if client.is_ehlo_or_helo_needed:
                await client.ehlo()
        if international and not client.supports_extension("SMTPUTF8"):
            raise Refused("smtp-553", "5.6.7")
        reports = client.supports_extension("DSN") and bool(reference)
        about_mail = [f"ENVID={_xtext(reference)}", "RET=HDRS"] if reports else []
        about_recipient = ["NOTIFY=SUCCESS,FAILURE,DELAY", _original(recipient)] if reports else []
        await client.mail(sender, options=[*(["SMTPUTF8"] if international else []), *about_mail], encoding=encoding)
        await client.rcpt(recipient, options=about_recipient, encoding=encoding)
    except aiosmtplib.SMTPRecipientRefused as error:
        raise _answer(error.code, error.message) from None
    except aiosmtplib.SMTPResponseException as error:
        # Whatever the server says before it hears of the recipient is about us (settings, credentials, a blocked address
        # of ours), not about this mail: a person mends it, then it goes.
        raise TryAgain(f"smtp-{error.code}", status_in(error.message)) from None
    except (aiosmtplib.SMTPException, OSError) as error:
        raise TryAgain(type(error).__name__) from None


def _original(recipient: str) -> str:
    """The address that reports name; with accents only where they can be written (RFC 6533)."""
    return f"ORCPT=rfc822;{_xtext(recipient)}" if recipient.isascii() else f"ORCPT=utf-8;{_xtext(recipient)}"


def _xtext(text: str) -> str:
    """RFC 3461: what is not a plain letter stands as its code; beyond ASCII as its code point (RFC 6533)."""
    return "".join(
        char
        if "!" <= char <= "~" and char not in "+=\\"
        else f"+{ord(char):02X}"
        if char < "\x7f"
        else f"\\x{{{ord(char):X}}}"
        for char in text
    )


async def _hand_over(client: aiosmtplib.SMTP, mail: EmailMessage) -> None:
    try:
        await client.data(mail.as_bytes())
    except aiosmtplib.SMTPResponseException as error:
        if error.code < 400:  # an answer that is none
            raise Unknown from None
        raise _answer(error.code, error.message) from None
    except (aiosmtplib.SMTPException, OSError):
        raise Unknown from None


def _answer(code: int, text: str) -> Refused | TryAgain:
    return (Refused if code >= 500 else TryAgain)(f"smtp-{code}", status_in(text))

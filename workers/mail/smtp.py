"""One mail to one recipient over SMTP, with a decision between the recipient's acceptance and the data.

Nothing is claimed that the server did not say: `Refused` is its final no, `TryAgain` a no for now, `Unknown` a connection that broke
after the data was sent, when nobody knows whether the server took it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from email.message import EmailMessage
from typing import Final

import aiosmtplib

from services.kit.settings import get_settings

TIMEOUT: Final = 15.0
"""Seconds for each answer of the server."""


class Refused(Exception):
    """The server will not take this mail: a 5xx answer to the recipient or to the data. `code` is `smtp-550` and the like."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class TryAgain(Exception):
    """Not now: a 4xx answer, or no connection. The mail has certainly not been taken."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Unknown(Exception):
    """The connection broke between the data and the answer."""


async def deliver(sender: str, recipient: str, decide: Callable[[], Awaitable[EmailMessage | None]]) -> bool:
    """Hands a mail to the server. `decide` is asked for it once the recipient is accepted: None calls it off.

    Returns whether the server took it. Raises Refused, TryAgain, Unknown.
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
        await _reach(client, sender, recipient)
        mail = await decide()
        if mail is None:
            return False
        await _hand_over(client, mail)
        return True
    finally:
        with suppress(aiosmtplib.SMTPException, OSError):
            await client.quit()
        client.close()


async def _reach(client: aiosmtplib.SMTP, sender: str, recipient: str) -> None:
    # An address like `josé@…` needs a server that says it takes such (RFC 6531).
    international = not recipient.isascii()
    encoding = "utf-8" if international else "ascii"
    try:
        await client.connect()
        if international:
            await client.ehlo()
            if not client.supports_extension("SMTPUTF8"):
                raise Refused("smtp-553")
        await client.mail(sender, options=["SMTPUTF8"] if international else [], encoding=encoding)
        await client.rcpt(recipient, encoding=encoding)
    except aiosmtplib.SMTPRecipientRefused as error:
        raise _answer(error.code) from None
    except aiosmtplib.SMTPResponseException as error:
        # Whatever the server says before it hears of the recipient is about us (settings, credentials, a blocked address
        # of ours), not about this mail: a person mends it, then it goes.
        raise TryAgain(f"smtp-{error.code}") from None
    except (aiosmtplib.SMTPException, OSError) as error:
        raise TryAgain(type(error).__name__) from None


async def _hand_over(client: aiosmtplib.SMTP, mail: EmailMessage) -> None:
    try:
        await client.data(mail.as_bytes())
    except aiosmtplib.SMTPResponseException as error:
        if error.code < 400:  # an answer that is none
            raise Unknown from None
        raise _answer(error.code) from None
    except (aiosmtplib.SMTPException, OSError):
        raise Unknown from None


def _answer(code: int) -> Refused | TryAgain:
    return Refused(f"smtp-{code}") if code >= 500 else TryAgain(f"smtp-{code}")

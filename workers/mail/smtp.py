"""One mail to one recipient over SMTP, with a decision between the recipient's acceptance and the data.

Nothing is claimed that the server did not say: `Refused` is its final no, `TryAgain` a no for now, `Unknown` a connection that broke
after the data was sent, when nobody knows whether the server took it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import parseaddr
from typing import Final

import aiosmtplib

from services.kit.settings import get_settings

TIMEOUT: Final = 15.0
"""Seconds for each answer of the server."""


class Refused(Exception):
    """The server will not take this mail: a 5xx answer. `code` is `smtp-550` and the like."""

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


async def deliver(mail: EmailMessage, decide: Callable[[], Awaitable[bool]]) -> bool:
    """Hands `mail` to the server. `decide` is asked once the recipient is accepted, before the data: False calls it off.

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
        await _reach(client, mail)
        if not await decide():
            return False
        await _hand_over(client, mail)
        return True
    finally:
        with suppress(aiosmtplib.SMTPException, OSError):
            await client.quit()
        client.close()


async def _reach(client: aiosmtplib.SMTP, mail: EmailMessage) -> None:
    try:
        await client.connect()
        await client.mail(parseaddr(mail["From"])[1])
        await client.rcpt(parseaddr(mail["To"])[1])
    except aiosmtplib.SMTPAuthenticationError as error:
        raise TryAgain(
            f"smtp-{error.code}"
        ) from None  # our own settings are wrong: a person must mend them, then it goes
    except aiosmtplib.SMTPResponseException as error:
        raise _answer(error.code) from None
    except (aiosmtplib.SMTPException, OSError) as error:
        raise TryAgain(type(error).__name__) from None


async def _hand_over(client: aiosmtplib.SMTP, mail: EmailMessage) -> None:
    try:
        await client.data(mail.as_bytes(policy=SMTP_POLICY))
    except aiosmtplib.SMTPResponseException as error:
        raise _answer(error.code) from None
    except (aiosmtplib.SMTPException, OSError):
        raise Unknown from None


def _answer(code: int) -> Refused | TryAgain:
    return Refused(f"smtp-{code}") if code >= 500 else TryAgain(f"smtp-{code}")

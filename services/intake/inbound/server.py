"""The listener: SMTP, or LMTP for a mail server in front that delivers locally. It believes nothing and forwards nothing."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Final
from weakref import WeakKeyDictionary

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy.exc import SQLAlchemyError

from services.intake.inbound import addresses, reception
from services.intake.inbound.addresses import Target
from services.intake.inbound.reception import Kept
from services.kit.settings import get_settings

logger = logging.getLogger(__name__)

SIZE_LIMIT: Final = 25 * 1024 * 1024
"""Bytes of a mail, announced (`SIZE`) and held."""
MOST_RECIPIENTS: Final = 50
MOST_CONNECTIONS: Final = 64
MOST_AT_ONCE: Final = 8
"""Mails that are written down at the same time: as many as the connections to the database allow."""

OK: Final = "250 2.0.0 OK"
NOT_HERE: Final = "550 5.7.1 Relaying denied: no such domain here"
NO_SUCH: Final = "550 5.1.1 No such address here"
NOT_OURS: Final = "550 5.1.1 Not about any mail of ours"
LATER: Final = "451 4.3.0 Not now, please try again"
TOO_MANY: Final = "452 4.5.3 Too many recipients"
BUSY: Final = "421 4.3.2 Too many connections, please try again"

Arrived = Callable[[Kept], Awaitable[None]]


class Handler:
    """What aiosmtpd asks while a mail comes in.

    A recipient that was not made here gets 550 at once, so that its sender learns of the typing error from their own mail
    server. A good address takes whatever comes: whether its sender is believed is decided later, and never by losing the mail.
    """

    def __init__(self, arrived: Arrived) -> None:
        self._arrived = arrived
        # Of the mails under way; RSET and the next mail get a fresh envelope.
        self._targets: WeakKeyDictionary[Envelope, list[tuple[str, Target]]] = WeakKeyDictionary()
        self._writing = asyncio.Semaphore(MOST_AT_ONCE)

    async def handle_RCPT(  # noqa: N802  aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, rcpt_options: list[str]
    ) -> str:
        if not addresses.is_ours(address):
            return NOT_HERE
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return TOO_MANY
        try:
            target = await addresses.find(address)
        except (SQLAlchemyError, OSError):
            logger.exception("a recipient could not be looked up")
            return LATER
        if target is None:
            return NO_SUCH
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(rcpt_options)
        self._targets.setdefault(envelope, []).append((address, target))
        return OK

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  aiosmtpd's name
        answers = [await self._keep(envelope, address, target) for address, target in self._targets.get(envelope, [])]
        if isinstance(server, LMTP):
            return "\r\n".join(answers)  # RFC 2033: one for each recipient
        # One answer for all: sent again to all of them, those who have it already have it once.
        return next((each for each in answers if each == LATER), None) or next(
            (each for each in answers if each == OK), answers[0]
        )

    async def handle_exception(self, error: Exception) -> str:
        logger.error("SMTP session failed", exc_info=error)
        return LATER

    async def _keep(self, envelope: Envelope, address: str, target: Target) -> str:
        raw, sender = envelope.original_content or b"", envelope.mail_from or ""
        async with self._writing:
            try:
                known = target if target.kind != "return" else await reception.about_ours(raw, sender)
                if known is None:
                    return NOT_OURS
                kept = await reception.keep(raw, sender, address, known)
            except Exception:
                # A full disk, a lost database: whatever it is, the sender still has the mail and will come again.
                logger.exception("a mail could not be kept")
                return LATER
        await self._arrived(kept)
        return OK


class _Patient(SMTP):
    """Real mails have lines longer than the 1,000 bytes that the standard allows; refusing them would lose them."""

    line_length_limit = SIZE_LIMIT


class _PatientLocal(LMTP):
    line_length_limit = SIZE_LIMIT


async def listen(arrived: Arrived) -> asyncio.Server:
    """Listens where the settings say."""
    settings = get_settings()
    handler = Handler(arrived)
    protocol = _PatientLocal if settings.inbound_protocol == "lmtp" else _Patient
    open_now: set[int] = set()

    def make() -> asyncio.Protocol:
        return _counted(protocol, handler, open_now)

    logging.getLogger("mail.log").setLevel(logging.WARNING)  # aiosmtpd's own account of every command
    return await asyncio.get_running_loop().create_server(make, settings.inbound_host, settings.inbound_port)


def _counted(protocol: type[SMTP], handler: Handler, open_now: set[int]) -> asyncio.Protocol:
    """A connection, or, where there are too many, one that says so and ends."""

    class Counted(protocol):  # type: ignore[misc, valid-type]
        def connection_made(self, transport: Any) -> None:
            if len(open_now) >= MOST_CONNECTIONS:
                transport.write(f"{BUSY}\r\n".encode())
                transport.close()
                self.refused = True
                return
            self.refused = False
            open_now.add(id(self))
            super().connection_made(transport)

        def connection_lost(self, error: Exception | None) -> None:
            if not self.refused:
                open_now.discard(id(self))
                super().connection_lost(error)

    return Counted(
        handler,
        data_size_limit=SIZE_LIMIT,
        enable_SMTPUTF8=True,
        hostname=get_settings().inbound_domain or "localhost",
        ident="Dossier",
        timeout=120,
        loop=asyncio.get_running_loop(),
    )

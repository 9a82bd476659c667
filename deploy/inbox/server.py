"""The inbox's two listeners, on one event loop: SMTP in, HTTP for people and programs."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import socket
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import uvicorn
from aiosmtpd.smtp import SMTP, Envelope, Session

from deploy.inbox.faults import Fault, Faults
from deploy.inbox.sms import SmsProvider, SmsStore
from deploy.inbox.store import Store
from deploy.inbox.web import create_app

if TYPE_CHECKING:
    from pathlib import Path

HOST = "127.0.0.1"
LARGEST_MAIL = 30 * 1024 * 1024  # bytes
_REFUSALS = {"451": "451 4.7.1 Try again later", "550": "550 5.1.1 No such mailbox here"}


class _Handler:
    """What the SMTP server asks while a mail comes in; the faults decide what goes wrong."""

    def __init__(self, store: Store, faults: Faults) -> None:
        self._store = store
        self._faults = faults
        self._chosen: WeakKeyDictionary[Envelope, Fault] = WeakKeyDictionary()  # of the deliveries under way

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, rcpt_options: list[str]
    ) -> str:
        if envelope not in self._chosen and (fault := self._faults.take(address)):
            self._chosen[envelope] = fault
        refusal = await self._play(server, envelope, "rcpt")
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(rcpt_options)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        refusal = await self._play(server, envelope, "data")
        if refusal:
            return refusal
        content = envelope.original_content or b""
        entry = self._store.add(content, envelope.mail_from or "", envelope.rcpt_tos)
        refusal = await self._play(server, envelope, "data-after")
        return refusal or f"250 OK {entry.id}"

    async def _play(self, server: SMTP, envelope: Envelope, stage: str) -> str | None:
        """Play the delivery's fault if it belongs to this stage; the refusal to answer with, or None to go on."""
        fault = self._chosen.get(envelope)
        if fault is None or fault.at() != stage:
            return None
        if fault.kind == "drop" and isinstance(server.transport, asyncio.WriteTransport):
            server.transport.abort()
        if fault.kind in ("drop", "hang"):
            await asyncio.Event().wait()  # until the connection is gone, which cancels this
        return _REFUSALS[fault.kind]


async def serve(folder: Path, smtp_port: int, http_port: int, sms_webhook: str = "") -> None:
    """Serve until told to stop. Prints one line of JSON with the two ports once both listen."""
    logging.getLogger("mail.log").setLevel(logging.WARNING)  # aiosmtpd's own account of every command
    store, faults = Store(folder), Faults()
    handler = _Handler(store, faults)
    texts = SmsStore(folder)
    provider = SmsProvider(texts, faults, sms_webhook, os.environ.get("DOSSIER_SMS_WEBHOOK_SECRET", ""))
    smtp = await asyncio.get_running_loop().create_server(
        lambda: SMTP(
            handler,
            data_size_limit=LARGEST_MAIL,
            enable_SMTPUTF8=True,
            hostname="inbox.localhost",
            ident="Dossier inbox",
        ),
        HOST,
        smtp_port,
    )
    with socket.create_server((HOST, http_port)) as listener:
        ports = {"smtp": smtp.sockets[0].getsockname()[1], "http": listener.getsockname()[1]}
        print(json.dumps(ports), flush=True)
        app = create_app(store, faults, texts, provider)
        config = uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=3)
        try:
            await uvicorn.Server(config).serve(sockets=[listener])
        finally:
            smtp.close()

"""An SMTP server in this process, for what the local inbox does not do: TLS, sign-in, and something that happens meanwhile."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from services.kit.settings import get_settings
from tests.workers.world import parsed

HOST = "127.0.0.1"


@dataclass
class MailServer:
    """`meanwhile` runs when a recipient is named, before the answer; `answers` overrides the answer of a command."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    meanwhile: Callable[[], Awaitable[None]] | None = None
    answers: dict[str, str] = field(default_factory=dict)

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        self.senders.append(address)
        return self.answers.get("MAIL", "250 OK")

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.meanwhile:
            await self.meanwhile()
        envelope.rcpt_tos.append(address)
        self.recipients.append(address)
        return self.answers.get("RCPT", "250 OK")

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.mails.append(parsed(envelope.original_content or b""))
        return self.answers.get("DATA", "250 OK")


@asynccontextmanager
async def mail_server(patch: pytest.MonkeyPatch, **options: Any) -> AsyncIterator[MailServer]:
    """Serves, and makes it the deployment's mail server. `options` go to aiosmtpd; `tls` wraps the whole connection."""
    found = MailServer()
    tls = options.pop("tls", None)
    made = lambda: SMTP(found, hostname="mail.test", **({"enable_SMTPUTF8": True} | options))  # noqa: E731
    server = await asyncio.get_running_loop().create_server(made, HOST, 0, ssl=tls)
    found.port = server.sockets[0].getsockname()[1]
    set_mail(patch, PORT=str(found.port))
    try:
        yield found
    finally:
        server.close()


def set_mail(patch: pytest.MonkeyPatch, **values: str) -> None:
    """`DOSSIER_SMTP_…` settings."""
    for name, value in values.items():
        patch.setenv(f"DOSSIER_SMTP_{name}", value)
    get_settings.cache_clear()


def certificate(folder: Path, name: str = HOST) -> tuple[ssl.SSLContext, Path]:
    """A self-signed certificate for `name`: the server's side of it, and the file that a client trusts it by."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail.test")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(name))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    trusted, both = folder / "ca.pem", folder / "server.pem"
    trusted.write_bytes(pem)
    both.write_bytes(private + pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    return context, trusted


def only(user: bytes, password: bytes) -> Callable[..., AuthResult]:
    """Lets one user in."""

    def decide(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=(data.login, data.password) == (user, password), handled=False)

    return decide

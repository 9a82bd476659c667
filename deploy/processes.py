"""Every process of a local stack in one table: what runs, after what, with which settings, and how one sees it is ready."""

from __future__ import annotations

import asyncio
import hashlib
import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from deploy import launch, temporal_dev
from deploy.ports import HOST
from deploy.postgres import OWNER, Postgres
from deploy.supervise import Program

if TYPE_CHECKING:
    from collections.abc import Callable

    from deploy.folder import Folder
    from deploy.keys import Keys
    from deploy.ports import Ports

REPOSITORY = Path(__file__).resolve().parent.parent
DATABASE = "dossier"
BANK = "bank"
"""No role of the database: the one process beside billing and workers that knows the payment keys."""
# Who starts after whom; stopping goes the other way.
SERVICES = ["accounts", "intake", "jobs", "billing"]
GROUPS = [
    ["postgres", "temporal", "mail", "bank"],
    [*SERVICES, "workers", "relay", "inbound"],
    ["dashboard"],
]


@dataclass(frozen=True, slots=True)
class Local:
    """What all processes of one stack share."""

    folder: Folder
    ports: Ports
    keys: Keys

    def postgres(self) -> Postgres:
        return Postgres(self.folder.postgres, self.ports.postgres, passwords=self.keys.passwords)

    def database_url(self, role: str) -> str:
        return self.postgres().url(role, DATABASE)

    def environment(self, role: str | None = None, *, metrics_port: int = 0) -> dict[str, str]:
        """The caller's environment with our settings; `role` is the database role to connect as."""
        ours = {
            "DOSSIER_TEMPORAL": f"{HOST}:{self.ports.temporal}",
            "DOSSIER_TEMPORAL_NAMESPACE": temporal_dev.NAMESPACE,
            "DOSSIER_SMTP_HOST": HOST,
            "DOSSIER_SMTP_PORT": str(self.ports.smtp),
            "DOSSIER_SMTP_TLS": "none",
            "DOSSIER_MAIL_FROM": "dossier@dossier.example",
            "DOSSIER_SMS_URL": f"{self.ports.url('mail')}/sms",
            "DOSSIER_SMS_TOKEN": "local",
            "DOSSIER_SMS_WEBHOOK_SECRET": hashlib.sha256(f"sms:{self.keys.link_key}".encode()).hexdigest(),
            "DOSSIER_INBOUND_DOMAIN": "reply.dossier.example",
            "DOSSIER_INBOUND_HOST": HOST,
            "DOSSIER_INBOUND_PORT": str(self.ports.smtp_in),
            "DOSSIER_TOKEN_PUBLIC_KEY_FILE": str(self.keys.public_key),
            "DOSSIER_LINK_KEY": self.keys.link_key,
            "DOSSIER_FILES_URL": self.folder.files.as_uri(),
            "DOSSIER_METRICS_PORT": str(metrics_port),
            "DOSSIER_URL_MAIL": self.ports.url("mail"),
            "DOSSIER_URL_TEMPORAL_UI": self.ports.url("temporal_ui"),
        }
        for name in ("dashboard", "intake", "jobs", "billing", "accounts"):
            ours[f"DOSSIER_URL_{name.upper()}"] = self.ports.url(name)
        if role in ("billing", "worker", BANK):
            ours["DOSSIER_STRIPE_API_URL"] = self.ports.url("bank")
            ours["DOSSIER_STRIPE_KEY_FILE"] = str(self.keys.stripe_key)
            ours["DOSSIER_STRIPE_WEBHOOK_SECRET_FILE"] = str(self.keys.stripe_webhook_secret)
        if role and role != BANK:
            ours["DOSSIER_DATABASE_URL"] = self.database_url(role)
        if role in ("accounts", OWNER):
            ours["DOSSIER_TOKEN_PRIVATE_KEY_FILE"] = str(self.keys.private_key)
        # A setting of the caller's shell must not reach a stack that is complete in itself.
        kept = {name: value for name, value in os.environ.items() if not name.startswith("DOSSIER_")}
        return kept | {"PYTHONPATH": str(REPOSITORY), "PYTHONUNBUFFERED": "1"} | ours


def python(*arguments: str) -> list[str]:
    """The command line of a Python process that ends when we do."""
    return launch.argv([sys.executable, *arguments], death_signal=signal.SIGTERM)


def table(local: Local) -> dict[str, Program]:
    """The programs by name."""
    folder, ports, postgres = local.folder, local.ports, local.postgres()

    def program(
        name: str,
        command: list[str],
        ready: tuple[int, str] | None,
        *,
        environment: dict[str, str] | None = None,
        prepare: Callable[[], None] | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
        working_folder: Path = REPOSITORY,
        is_python: bool = False,
    ) -> Program:
        async def is_ready() -> bool:
            return await _answers(*ready) if ready else postgres.is_ready()

        log = folder.logs / f"{name}.log"
        env = local.environment() if environment is None else environment
        return Program(name, command, env, working_folder, log, is_ready, prepare, stop_signal, is_python)

    def service(name: str, app: str, role: str | None) -> Program:
        # Open event streams would hold up a stop; 5 s end them within the supervisor's 10.
        options = ["--host", HOST, "--port", str(getattr(ports, name)), "--timeout-graceful-shutdown", "5"]
        command = ["uvicorn", app, *options, "--no-access-log", "--no-server-header"]
        ready = (getattr(ports, name), "/health/ready")
        return program(name, command, ready, environment=local.environment(role), is_python=True)

    def background(name: str, module: str, role: str) -> Program:
        port = getattr(ports, name)
        environment = local.environment(role, metrics_port=port)
        return program(name, [module], (port, "/health/ready"), environment=environment, is_python=True)

    inbox = ["--smtp-port", str(ports.smtp), "--http-port", str(ports.mail), "--data", str(folder.mail)]
    inbox += ["--sms-webhook", f"{ports.url('jobs')}/v1/providers/sms/webhook"]
    bank = ["--port", str(ports.bank), "--data", str(folder.bank)]
    bank += ["--webhook", f"{ports.url('billing')}/v1/providers/stripe/webhook"]
    programs = [
        program(
            "postgres",
            postgres.command(),
            None,
            prepare=postgres.prepare,
            stop_signal=signal.SIGINT,
            working_folder=folder.root,
        ),
        program("temporal", temporal_dev.command(folder.temporal, ports), (ports.temporal_ui, temporal_dev.READY_PATH)),
        program("mail", ["deploy.inbox", *inbox], (ports.mail, "/health/ready"), is_python=True),
        program(
            "bank",
            ["deploy.bank", *bank],
            (ports.bank, "/health/ready"),
            environment=local.environment(BANK),
            is_python=True,
        ),
        service("accounts", "services.accounts.app:app", "accounts"),
        service("intake", "services.intake.app:app", "intake"),
        service("jobs", "services.jobs.app:app", "jobs"),
        service("billing", "services.billing.app:app", "billing"),
        background("workers", "workers.main", "worker"),
        background("relay", "workers.relay", "relay"),
        background("inbound", "services.intake.inbound", "intake"),
        service("dashboard", "dashboard.app:app", None),
    ]
    return {each.name: each for each in programs}


async def _answers(port: int, path: str) -> bool:
    """Whether a GET of `path` is answered with 200. By hand: an HTTP library takes longer to load than all our asking."""
    try:
        async with asyncio.timeout(2):
            reader, writer = await asyncio.open_connection(HOST, port)
            try:
                writer.write(f"GET {path} HTTP/1.1\r\nHost: {HOST}:{port}\r\nConnection: close\r\n\r\n".encode())
                status = await reader.readline()
            finally:
                writer.close()
    except (OSError, TimeoutError):
        return False
    return b" 200 " in status

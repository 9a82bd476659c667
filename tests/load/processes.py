"""A service as processes of its own for load tests: started, killed, started again; and a client that insists on an answer."""

from __future__ import annotations

import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import httpx
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from deploy.postgres import OWNER, Postgres
from services.kit.settings import get_settings

REPOSITORY: Final = Path(__file__).parents[2]
PATIENCE: Final = 300.0
AGAIN: Final = (429, 502, 503)


class Service:
    """One process of a service, which may be killed. Its socket outlives it: whoever connects meanwhile waits for the next one."""

    def __init__(self, environment: dict[str, str], name: str = "jobs", *, workers: int = 1) -> None:
        self.environment, self.name, self.workers = environment, name, workers
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=1024)
        # asyncio does so for sockets that it opens itself; without it an answer in two pieces waits 40 ms for its second.
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        fd = self.socket.fileno()
        command = [sys.executable, "-m", "uvicorn", f"services.{self.name}.app:app", "--fd", str(fd)]
        more = ["--workers", str(self.workers), "--log-level", "error", "--no-access-log"]
        self.process = subprocess.Popen([*command, *more], env=self.environment, cwd=REPOSITORY, pass_fds=(fd,))

    def kill(self) -> None:
        """As a machine that loses its power."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """In peace, for good."""
        assert self.process is not None
        self.process.terminate()
        self.process.wait(20)
        self.socket.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.socket.getsockname()[1]}"


async def healthy(http: httpx.AsyncClient, service: Service) -> None:
    """Returns once it answers: the call waits at its socket while it starts."""
    (await http.get(f"{service.url}/health/ready", timeout=PATIENCE)).raise_for_status()


async def insist(
    http: httpx.AsyncClient, services: Sequence[Service], method: str, path: str, body: Any, headers: dict[str, str]
) -> tuple[httpx.Response, int]:
    """The answer of whoever gives one, and how often it had to be asked for again under the same key. Raises TimeoutError."""
    first, again = time.monotonic(), 0
    while True:
        url = random.choice(services).url + path
        with suppress(httpx.TransportError):  # of a process that died
            answer = await http.request(method, url, json=body, headers=headers)
            running = answer.status_code == 409 and answer.json().get("code") == "in-progress"
            if not running and answer.status_code not in AGAIN:
                return answer, again
        again += 1
        if time.monotonic() - first > PATIENCE:
            raise TimeoutError(f"{method} {path}: no answer")


def environment_of(folder: Path, postgres: Postgres, name: str = "jobs") -> dict[str, str]:
    """Settings of the service; ours are the owner's, with the key that makes tokens."""
    key = Ed25519PrivateKey.generate()
    private, public = folder / "private.pem", folder / "public.pem"
    pem = serialization.Encoding.PEM
    private.write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    public.write_bytes(key.public_key().public_bytes(pem, serialization.PublicFormat.SubjectPublicKeyInfo))
    (folder / "files").mkdir()
    shared = {
        "DOSSIER_TOKEN_PUBLIC_KEY_FILE": str(public),
        "DOSSIER_LINK_KEY": "a key that only this load test knows",
        "DOSSIER_FILES_URL": (folder / "files").as_uri(),
        "PYTHONPATH": str(REPOSITORY),
    }

    def url(role: str) -> str:
        return postgres.url(role).replace("postgresql://", "postgresql+psycopg://")

    ours = {"DOSSIER_TOKEN_PRIVATE_KEY_FILE": str(private), "DOSSIER_DATABASE_URL": url(OWNER)}
    os.environ.update(shared | ours)
    get_settings.cache_clear()
    return os.environ | shared | {"DOSSIER_DATABASE_URL": url(name), "DOSSIER_TOKEN_PRIVATE_KEY_FILE": ""}

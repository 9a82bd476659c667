"""A service as processes of its own for load tests: started, killed, started again."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from deploy.postgres import OWNER, Postgres
from services.kit.settings import get_settings

REPOSITORY: Final = Path(__file__).parents[2]
PATIENCE: Final = 60.0


@dataclass
class Service:
    """One process of a service."""

    environment: dict[str, str]
    port: int
    name: str = "jobs"
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "uvicorn", f"services.{self.name}.app:app", "--host", "127.0.0.1"]
        self.process = subprocess.Popen(
            [*command, "--port", str(self.port), "--log-level", "error"], env=self.environment, cwd=REPOSITORY
        )

    def kill(self) -> None:
        """As a machine that loses its power."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


async def healthy(http: httpx.AsyncClient, service: Service) -> None:
    until = time.time() + PATIENCE
    while time.time() < until:
        try:
            if (await http.get(f"{service.url}/health/ready")).status_code == 200:
                return
        except httpx.TransportError:
            pass
        await asyncio.sleep(0.05)
    raise TimeoutError("the service does not come up")


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

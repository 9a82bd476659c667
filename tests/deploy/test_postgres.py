"""The embedded Postgres: what it keeps, what it survives, whom it lets in."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import psycopg
import pytest

from deploy.postgres import Postgres

if TYPE_CHECKING:
    from pathlib import Path


def test_rows_survive_a_killed_server(tmp_path: Path) -> None:
    with Postgres(tmp_path / "a folder" / "pg") as server:
        assert server.create_database("dossier")
        with psycopg.connect(server.url()) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
        server.stop(signal.SIGKILL)
        server.start()
        with psycopg.connect(server.url()) as connection:
            assert connection.execute("SELECT answer FROM kept").fetchall() == [(42,)]
        assert not server.create_database("dossier")


def test_a_pid_file_that_names_a_living_stranger_is_no_obstacle(tmp_path: Path) -> None:
    with Postgres(tmp_path / "pg", durable=False) as server:
        password, pid_file = server.password, tmp_path / "pg" / "postmaster.pid"
        content = pid_file.read_text().splitlines()
    # As after a restart of the machine, when the number has gone to another process: this one.
    pid_file.write_text("\n".join([str(os.getpid()), *content[1:]]) + "\n")
    with Postgres(tmp_path / "pg", password=password, durable=False) as server:
        assert server.is_ready()


def test_a_server_left_running_is_ended_before_the_next_starts(tmp_path: Path) -> None:
    left = Postgres(tmp_path / "pg", password="secret", durable=False)
    left.start()
    try:
        with Postgres(tmp_path / "pg", password="secret", durable=False) as server:
            assert server.is_ready()
            assert not left.is_ready()
    finally:
        left.stop()


def test_a_cluster_cut_short_while_it_was_made_is_made_again(tmp_path: Path) -> None:
    (tmp_path / "pg" / "base").mkdir(parents=True)
    with Postgres(tmp_path / "pg", durable=False) as server:
        assert server.is_ready()


def test_nobody_enters_without_the_password(tmp_path: Path) -> None:
    with Postgres(tmp_path / "pg", durable=False) as server:
        stranger = server.url(database="postgres").replace(server.password, "wrong")
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(stranger)


def test_capital_letters_with_accents_are_understood(tmp_path: Path) -> None:
    with (
        Postgres(tmp_path / "pg", durable=False) as server,
        psycopg.connect(server.url(database="postgres")) as connection,
    ):
        assert connection.execute("SELECT lower('ÉLISE ÇA'), 'É' ~* 'é'").fetchone() == ("élise ça", True)

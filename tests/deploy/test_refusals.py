"""Everything that can be wrong before a start gets one clear sentence."""

from __future__ import annotations

import errno
import os
import re
import shutil
import socket
import subprocess
from pathlib import Path

import pytest

from deploy import checks, texts
from deploy.console import StopError
from deploy.folder import Folder
from deploy.ports import Ports

REPOSITORY = Path(__file__).resolve().parents[2]


def test_one_folder_has_one_stack(tmp_path: Path) -> None:
    lock = Folder(tmp_path / "data").take()
    with pytest.raises(StopError, match=re.escape(str(tmp_path / "data"))):
        Folder(tmp_path / "data").take()
    assert Folder(tmp_path / "data").is_in_use()
    os.close(lock)
    assert not Folder(tmp_path / "data").is_in_use()
    os.close(Folder(tmp_path / "data").take())


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    with pytest.raises(StopError, match="--data"):
        Folder(tmp_path).take()


def test_a_taken_port_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        taken = listener.getsockname()[1]
        with pytest.raises(StopError, match=rf"{taken}.*--port-base"):
            checks.ports_are_free(Ports(dashboard=taken))


def test_an_impossible_port_is_refused() -> None:
    with pytest.raises(StopError, match="--port-base"):
        checks.ports_are_free(Ports.at(65530))


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        ("postgres: error while loading shared libraries: libz.so.1: cannot open shared object file", "zlib1g"),
        ("FATAL: could not write to file: No space left on device", "--data"),
        ("could not bind: Address already in use\nHINT: Is another postmaster already running on port 54329?", "54329"),
        ("error while attempting to bind on address ('127.0.0.1', 8001): address already in use", "8001"),
        ("listen tcp 127.0.0.1:7233: bind: address already in use", "7233"),
    ],
)
def test_a_failure_with_a_known_cause_says_what_to_do(tmp_path: Path, output: str, expected: str) -> None:
    sentence = checks.explain(output, tmp_path)
    assert sentence is not None
    assert expected in str(sentence)
    assert "\n" not in str(sentence)


def test_a_failure_of_our_own_is_not_blamed_on_the_machine(tmp_path: Path) -> None:
    assert checks.explain("KeyError: 'job'", tmp_path) is None


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EMFILE])
def test_errors_of_the_system_become_sentences(tmp_path: Path, number: int) -> None:
    error = OSError(number, os.strerror(number), str(tmp_path / "file"))
    assert str(tmp_path) in str(checks.explain_os_error(error, tmp_path))


@pytest.mark.parametrize("area", ["console", "inbox"])
def test_both_languages_say_everything(area: str) -> None:
    catalogue = {
        language: set(
            re.findall(
                r"^([a-z-]+) =",
                (REPOSITORY / "deploy" / "locale" / language / f"{area}.ftl").read_text(encoding="utf-8"),
                re.MULTILINE,
            )
        )
        for language in texts.LANGUAGES
    }
    assert catalogue["fr"] == catalogue["en"]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The command alone, in a folder whose name has a space, with a PATH that has only the basic tools."""
    folder = tmp_path / "mon dossier"
    (folder / "bin").mkdir(parents=True)
    for name in ("dossier", "requirements.lock"):
        shutil.copy(REPOSITORY / name, folder / name)
    for tool in ("sh", "dirname", "cmp", "cp", "rm", "tail", "env"):
        found = shutil.which(tool)
        assert found, tool
        (folder / "bin" / tool).symlink_to(found)
    return folder


def dossier(checkout: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(checkout / "dossier"), "up"],
        cwd="/",
        env={"PATH": str(checkout / "bin"), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def fake_python(checkout: Path, script: str) -> None:
    python = checkout / "bin" / "python3"
    python.write_text(f"#!/bin/sh\n{script}\n")
    python.chmod(0o755)


def test_no_python_at_all(checkout: Path) -> None:
    done = dossier(checkout, LANG="fr_CA.UTF-8")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert "Python 3.11 ou plus récent est introuvable" in done.stderr


def test_an_old_python(checkout: Path) -> None:
    fake_python(checkout, "exit 1")  # to the question whether it is 3.11
    done = dossier(checkout, LC_ALL="C")
    assert done.returncode == 1
    assert "Python 3.11 or newer cannot be found" in done.stderr


def test_a_python_without_venv(checkout: Path) -> None:
    fake_python(checkout, 'case "$2" in *ensurepip*) exit 1 ;; esac')
    done = dossier(checkout, LC_ALL="C", HOME="")
    assert done.returncode == 1
    assert "sudo apt-get install python3-venv" in done.stderr.splitlines()[-1]


def test_a_full_disk_while_installing(checkout: Path) -> None:
    fake_python(checkout, 'case "$*" in *-m*venv*) echo "OSError: [Errno 28] No space left on device"; exit 1 ;; esac')
    done = dossier(checkout, LC_ALL="C")
    assert done.returncode == 1
    assert "is full" in done.stderr.splitlines()[-1]

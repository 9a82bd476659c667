"""Temporal's state file: kept, or set aside when this version did not write it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deploy import temporal_dev

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """As after a start: state with its write-ahead log, confirmed."""
    assert temporal_dev.set_aside(tmp_path)
    for name in ("dev.db", "dev.db-wal", "dev.db-shm"):
        (tmp_path / name).write_text(name)
    temporal_dev.confirm(tmp_path)
    return tmp_path


def test_state_of_the_same_version_is_used(folder: Path) -> None:
    assert not temporal_dev.set_aside(folder)
    assert (folder / "dev.db").exists()


@pytest.mark.parametrize("stamp", ["0.0.1", None])
def test_state_of_another_version_or_half_rebuilt_is_set_aside_whole(folder: Path, stamp: str | None) -> None:
    (folder / "version").unlink() if stamp is None else (folder / "version").write_text(stamp)
    assert temporal_dev.set_aside(folder)
    assert len(list(folder.iterdir())) == 3
    assert not (folder / "dev.db").exists()
    assert {path.read_text() for path in folder.iterdir()} == {"dev.db", "dev.db-wal", "dev.db-shm"}


def test_a_lost_file_asks_for_a_rebuild(folder: Path) -> None:
    (folder / "dev.db").unlink()
    assert temporal_dev.set_aside(folder)

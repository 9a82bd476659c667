"""What the system tests stand on besides the shared stack."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.conftest import chromium as chromium
from tests.system import books
from tests.system.plays import Demo
from tests.system.running import Running


@pytest.fixture(scope="session")
def undisturbed(running: Running) -> dict[str, Any]:
    """The demo's final facts when nothing is killed."""
    found = Demo(running).facts()
    books.settle(running.told)
    return found

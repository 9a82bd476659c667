"""The demo company: who they are (`company.json`), what their clients asked for (`jobs.json`), and how it went (`history.py`)."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent


@cache
def read(name: str) -> Any:
    """The content of `<name>.json`."""
    return json.loads((_FOLDER / f"{name}.json").read_text(encoding="utf-8"))

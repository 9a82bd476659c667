"""Every code that billing refuses with has its text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import services.billing
from services.kit.texts import LANGUAGES, catalogue

SOURCES = [path.read_text() for path in Path(services.billing.__path__[0]).rglob("*.py")]


def codes(pattern: str) -> set[str]:
    return {code for source in SOURCES for code in re.findall(pattern, source)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_has_its_text(language: str) -> None:
    conflicts = codes(r'Conflict\(\s*"([a-z-]+)"')
    fields = codes(r'Field\(\s*f?"[^"]*", "([a-z-]+)"') | codes(r'"dossier\.([a-z-]+)"') | {"currency-mismatch"}
    assert len(conflicts) > 15
    assert len(fields) > 15
    wanted = {f"problem-{code}" for code in conflicts} | {f"problem-field-{code}" for code in fields}
    assert {each for each in wanted if not catalogue().has(language, each)} == set()

"""Every code that billing refuses with has its text, and both languages say the same things."""

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


@pytest.mark.parametrize("area", ["documents", "problems-billing"])
def test_both_languages_have_the_same_messages(area: str) -> None:
    folder = Path(services.billing.__path__[0]).parent / "kit" / "locale"
    found = [re.findall(r"^([a-z][\w-]*) =", (folder / each / f"{area}.ftl").read_text(), re.M) for each in LANGUAGES]
    assert found[0] == found[1]
    assert len(found[0]) == len(set(found[0]))

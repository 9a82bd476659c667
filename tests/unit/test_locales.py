"""The files of texts: every text is there in both languages, and once, so that nobody corrects the one that is never shown."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from services.kit.texts import LANGUAGES

ROOT = Path(__file__).parents[2]
FOLDERS = ("services/kit/locale", "dashboard/locale", "deploy/locale")


def ids(folder: str, language: str) -> Counter[str]:
    files = sorted((ROOT / folder / language).glob("*.ftl"))
    assert files
    return Counter(
        each for path in files for each in re.findall(r"^([a-z][\w-]*) *=", path.read_text(encoding="utf-8"), re.M)
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("folder", FOLDERS)
def test_no_text_stands_twice(folder: str, language: str) -> None:
    assert not [each for each, times in ids(folder, language).items() if times > 1]


@pytest.mark.parametrize("folder", FOLDERS)
def test_both_languages_have_the_same_texts(folder: str) -> None:
    assert ids(folder, "fr").keys() == ids(folder, "en").keys()

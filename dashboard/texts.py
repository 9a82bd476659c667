"""The dashboard's catalogues and the two languages it speaks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from services.kit.texts import Catalogue

LANGUAGES = ("fr", "en")
CATALOGUE = Catalogue(Path(__file__).parent / "locale")


def t(language: str, message: str, **args: Any) -> str:
    return CATALOGUE.t(language, message, **args)


def preferred(accept_language: str) -> str:
    """The first of our languages that the browser names; French when it names none."""
    for part in accept_language.lower().split(","):
        code = part.strip().split(";")[0].split("-")[0]
        if code in LANGUAGES:
            return code
    return "fr"

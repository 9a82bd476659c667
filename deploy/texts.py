"""The texts of the console and of the local inbox, from the Fluent catalogues in `deploy/locale/`."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from fluent.runtime import FluentBundle, FluentResource

LANGUAGES = ("fr", "en")
_CATALOGUES = Path(__file__).parent / "locale"


def console_language() -> str:
    """French where the terminal's locale is French, else English."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "fr" if locale.lower().startswith("fr") else "en"


@cache
def _bundle(language: str, area: str) -> FluentBundle:
    # No isolating marks around arguments: terminals print them as boxes.
    bundle = FluentBundle([f"{language}-CA", language], use_isolating=False)
    bundle.add_resource(FluentResource((_CATALOGUES / language / f"{area}.ftl").read_text(encoding="utf-8")))
    return bundle


def text(language: str, area: str, message: str, **args: str | int | float) -> str:
    """The message `message` of the catalogue `area`. Raises LookupError when it is missing or an argument is."""
    bundle = _bundle(language, area)
    found = bundle.get_message(message) if bundle.has_message(message) else None
    if found is None or found.value is None:
        raise LookupError(f"{language}/{area}.ftl has no {message}")
    formatted, errors = bundle.format_pattern(found.value, args)
    if errors:
        raise LookupError(f"{language}/{area}.ftl {message}: {errors[0]}")
    return str(formatted)

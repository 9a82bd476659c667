"""What may stand in a custom field, and how it is stored and read. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from pydantic_core import PydanticCustomError

from services.jobs import search
from services.jobs.custom_fields.schemas import ChoiceOut, FieldKind, FieldOut, Value, plain
from services.kit import fields as kit_fields
from services.kit.texts import local_date, number, t

LONGEST: Final = {"text": 200, "paragraph": 10_000}
_DIGITS: Final = 15
"""Before the decimal sign."""
_NUMBER: Final = re.compile(r"[+-]?\d{1,40}(\.\d{1,40})?", re.ASCII)
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_FIRST_YEAR, _LAST_YEAR = 1900, 2199


class Wrong(Exception):
    """The value does not fit the field. `code` names a text (`problem-field-<code>`)."""

    def __init__(self, code: str, **args: Any) -> None:
        super().__init__(code)
        self.code, self.args_ = code, args


def parse(field: FieldOut, raw: Any, before: Value = None) -> Value:
    """`raw` as it is stored; None where nothing shall stand. `before` may stay even where it could not be chosen any more.

    Parsing what is stored gives the same again. Raises `Wrong`.
    """
    if before is not None and type(raw) is type(before) and raw == before:
        return before
    value = None if raw is None or (isinstance(raw, str) and not raw.strip()) else _PARSERS[field.kind](field, raw)
    if value is None and field.required:
        raise Wrong("required")
    return value


def _text(field: FieldOut, raw: Any) -> str:
    if not isinstance(raw, str):
        raise Wrong("custom-text")
    try:
        text = kit_fields.one_line(raw.strip()) if field.kind == "text" else kit_fields.paragraphs(raw.strip())
        kit_fields.visible(text)
    except PydanticCustomError as error:
        raise Wrong(error.type.removeprefix("dossier.")) from None
    if len(text) > LONGEST[field.kind]:
        raise Wrong("too-long")
    return text


def _number(field: FieldOut, raw: Any) -> str:
    """A decimal string, or a whole number: a fraction in JSON has lost digits before it comes here."""
    if isinstance(raw, bool) or not isinstance(raw, str | int):
        raise Wrong("custom-number")
    text = raw.strip() if isinstance(raw, str) else str(raw) if abs(raw) < 10**_DIGITS else ""
    if not _NUMBER.fullmatch(text):
        raise Wrong("custom-number")
    value = Decimal(text)
    if abs(value) >= 10**_DIGITS:
        raise Wrong("custom-number")
    if len(plain(value).partition(".")[2]) > field.decimals:
        raise Wrong("custom-decimals", decimals=field.decimals)
    if field.minimum is not None and value < field.minimum:
        raise Wrong("custom-minimum", minimum=plain(field.minimum))
    if field.maximum is not None and value > field.maximum:
        raise Wrong("custom-maximum", maximum=plain(field.maximum))
    return plain(value)


def _date(field: FieldOut, raw: Any) -> str:
    if not isinstance(raw, str) or not _DAY.fullmatch(raw.strip()):
        raise Wrong("custom-date")
    try:
        day = date.fromisoformat(raw.strip())
    except ValueError:
        raise Wrong("custom-date") from None
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise Wrong("custom-date")
    return day.isoformat()


def _choice(field: FieldOut, raw: Any) -> str:
    if not isinstance(raw, str) or raw not in {each.key for each in field.choices if each.active}:
        raise Wrong("choice")
    return raw


def _toggle(field: FieldOut, raw: Any) -> bool:
    if not isinstance(raw, bool):
        raise Wrong("custom-toggle")
    return raw


_PARSERS: Final[dict[FieldKind, Callable[[FieldOut, Any], str | bool]]] = {
    "text": _text,
    "paragraph": _text,
    "number": _number,
    "date": _date,
    "choice": _choice,
    "toggle": _toggle,
}


def spoken(field: FieldOut, value: Value, language: str) -> str:
    """The value as a person reads it; empty for none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return t(language, "custom-yes" if value else "custom-no")
    match field.kind:
        case "number":
            return number(language, value)
        case "date":
            return local_date(language, date.fromisoformat(value))
        case "choice":
            return next((each.name for each in field.choices if each.key == value), value)
        case _:
            return value


def default_at(defaults: Iterable[Mapping[str, Any]], moment: datetime) -> Value:
    """Which default was in force then, of `[{since, value}]`, oldest first."""
    in_force: Value = None
    for each in defaults:
        if datetime.fromisoformat(each["since"]) <= moment:
            in_force = each["value"]
    return in_force


def with_keys(choices: Iterable[ChoiceOut], wanted: Iterable[tuple[str | None, str]]) -> list[str]:
    """Keys for `(key, French name)` pairs: those given stay, the others are made from the name and differ from all."""
    pairs = list(wanted)
    taken = {key for key, _ in pairs if key} | {each.key for each in choices}
    keys = []
    for key, name in pairs:
        if not key:
            base = re.sub(r"[^a-z0-9]+", "_", search.folded(name)).strip("_")[:34] or "choice"
            key, n = base, 2
            while key in taken:
                key, n = f"{base}_{n}", n + 1
            taken.add(key)
        keys.append(key)
    return keys

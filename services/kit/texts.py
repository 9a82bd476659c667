"""Texts for people, from Fluent catalogues, and numbers and dates as Quebec writes them.

No SQL and no web framework in here: the dashboard uses it too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

import phonenumbers
from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_currency, format_decimal
from fluent.runtime import FluentBundle, FluentResource
from fluent.runtime.types import fluent_number

from workflows.money import Money

Language = Literal["fr", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("fr", "en")
_LOCALES: Final = {"fr": Locale("fr", "CA"), "en": Locale("en", "CA")}
_REMEMBERED: Final = 4_096
"""Amounts and days of a page are mostly those of the page before, and to write one costs more than to read a row."""
_FIRST: Final = re.compile(r"\b1(?= [^\W\d])")
_SECOND_STOP: Final = re.compile(r"(?<=[ap]\.m\.)\.(?!\.)")


class MissingText(KeyError):
    """A message id that no catalogue has. A test finds these before a person does."""


class Catalogue:
    """The texts below one folder: `<folder>/<language>/*.ftl`."""

    def __init__(self, folder: Path) -> None:
        self._bundles = {language: self._load(folder / language, language) for language in LANGUAGES}

    @staticmethod
    def _load(folder: Path, language: str) -> FluentBundle:
        bundle = FluentBundle([str(_LOCALES[language]).replace("_", "-")], use_isolating=False)
        for path in sorted(folder.glob("*.ftl")):
            bundle.add_resource(FluentResource(path.read_text(encoding="utf-8")))
        return bundle

    def has(self, language: str, message_id: str) -> bool:
        return self._bundles[known_language(language)].has_message(message_id.partition(".")[0])

    def t(self, language: str, message_id: str, /, **args: Any) -> str:
        """The text of `message_id` (`id` or `id.attribute`) in `language`.

        Raises:
            MissingText: there is no such message.
        """
        bundle = self._bundles[known_language(language)]
        name, _, attribute = message_id.partition(".")
        if not bundle.has_message(name):
            raise MissingText(f"{message_id} ({language})")
        message = bundle.get_message(name)
        pattern = message.attributes.get(attribute) if attribute else message.value
        if pattern is None:
            raise MissingText(f"{message_id} ({language})")
        text, errors = bundle.format_pattern(pattern, {key: _argument(value) for key, value in args.items()})
        if errors:
            raise MissingText(f"{message_id} ({language}): {errors[0]}")
        return end_once(str(text))

    def say(self, language: str, message_id: str, args: Mapping[str, Any], zone: str) -> str:
        """Like `t`, for arguments that are still money, dates and instants; instants read in `zone`."""
        return self.t(language, message_id, **{key: spoken(language, value, zone) for key, value in args.items()})


def end_once(text: str) -> str:
    """`… at 9:00 a.m.`, where a time that ends in a stop of its own was put before a stop."""
    return _SECOND_STOP.sub("", text)


def _argument(value: Any) -> Any:
    if isinstance(value, bool) or value is None:
        return str(value).lower()
    return fluent_number(value, useGrouping=False) if isinstance(value, int) else value


def spoken(language: str, value: Any, zone: str) -> Any:
    """Money, instants and dates as a person reads them; anything else as it is."""
    match value:
        case Money():
            return money(language, value.amount, value.currency)
        case datetime():
            return local_datetime(language, value, zone)
        case date():
            return local_date(language, value)
        case _:
            return value


def known_language(language: str | None) -> Language:
    """`fr` unless English is asked for: French first."""
    return "en" if (language or "").lower().startswith("en") else "fr"


@lru_cache(maxsize=_REMEMBERED)
def money(language: str, cents: int, currency: str = "CAD") -> str:
    """`1 234,56 $` or `$1,234.56`."""
    around = _around(language, currency, cents < 0)
    if around is None:
        return format_currency(Decimal(cents) / 100, currency, locale=_LOCALES[known_language(language)])
    before, group, point, after = around
    whole, rest = divmod(abs(cents), 100)
    return f"{before}{f'{whole:,}'.replace(',', group)}{point}{rest:02}{after}"


@lru_cache(maxsize=64)
def _around(language: str, currency: str, negative: bool) -> tuple[str, str, str, str] | None:
    """What stands around the digits of an amount: before, between thousands, before the cents, after. Babel is asked once: to have it
    write each amount of a long document took as long as a tenth of its printing. None for a currency without cents."""
    asked = Decimal("-1234567.89" if negative else "1234567.89")
    text = format_currency(asked, currency, locale=_LOCALES[known_language(language)])
    found = re.fullmatch(r"(\D*)1(?P<group>\D+)234(?P=group)567(\D+)89(\D*)", text)
    return (found[1], found["group"], found[3], found[4]) if found else None


@lru_cache(maxsize=_REMEMBERED)
def number(language: str, value: Decimal | int | str) -> str:
    return format_decimal(Decimal(value), locale=_LOCALES[known_language(language)], format="#,##0.######")


@lru_cache(maxsize=_REMEMBERED)
def local_date(language: str, day: date) -> str:
    """`mardi 24 novembre 2026` or `Tuesday, November 24, 2026`."""
    return first_of_month(language, format_date(day, format="full", locale=_LOCALES[known_language(language)]))


def first_of_month(language: str, text: str) -> str:
    """`lundi 1er février 2027`: French counts the first day as a rank, which the Unicode patterns do not know."""
    return _FIRST.sub("1er", text, count=1) if known_language(language) == "fr" else text


@lru_cache(maxsize=_REMEMBERED)
def local_time(language: str, clock: time) -> str:
    """`9 h 05` or `9:05 a.m.`."""
    return format_time(clock, format="short", locale=_LOCALES[known_language(language)])


def local_datetime(language: str, instant: datetime, zone: str) -> str:
    """`mardi 24 novembre 2026, 9 h 05`, read in `zone`."""
    local = instant.astimezone(ZoneInfo(zone))
    return f"{local_date(language, local.date())}, {local_time(language, local.time())}"


def phone(stored: str | None) -> str:
    """`+14505550142` as people here write it: `450 555-0142`; a foreign number with its country code."""
    try:
        parsed = phonenumbers.parse(stored or "", "CA")
    except phonenumbers.NumberParseException:
        return stored or ""
    if parsed.country_code == 1 and len(str(parsed.national_number)) == 10:
        national = str(parsed.national_number)
        return f"{national[:3]} {national[3:6]}-{national[6:]}"
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    """The services' own texts: problems, reasons, timeline, mails, documents."""
    return Catalogue(Path(__file__).parent / "locale")


def t(language: str, message_id: str, /, **args: Any) -> str:
    return catalogue().t(language, message_id, **args)

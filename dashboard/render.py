"""Jinja2, one environment per language and time zone, so that macros have `t`, `money` and dates without passing them on."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from dashboard import assets, dates, statuses
from dashboard.texts import t
from services.kit import texts as kit_texts

FOLDER = Path(__file__).parent / "templates"
Money = dict[str, Any]


@lru_cache(maxsize=1)
def _loader() -> Environment:
    return Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        auto_reload=False,
        cache_size=-1,
    )


@lru_cache(maxsize=64)
def environment(language: str, zone: str) -> Environment:
    """The environment of one language and zone, e.g. ("fr", "America/Toronto")."""
    env = _loader().overlay(cache_size=-1)
    env.globals = {**env.globals, **_words(language, zone)}
    env.filters = {**env.filters, "paragraphs": paragraphs}
    return env


def _words(language: str, zone: str) -> dict[str, Any]:
    """The functions that templates call; each is bound to the language and the zone."""

    def say(message: str, **args: Any) -> str:
        return t(language, message, **args)

    def today() -> date:
        return dates.today(zone)

    def money(value: Money | None) -> str:
        return kit_texts.money(language, value["amount"], value["currency"]) if value else "–"

    def decimal(value: str | None) -> str:
        """A number of the API as people write it: 9.975 → 9,975 in French."""
        return (value or "").replace(".", ",") if language == "fr" else (value or "")

    def percent(value: str) -> str:
        """`5 %` in French, `5%` in English."""
        return f"{decimal(value)}\u00a0%" if language == "fr" else f"{value}%"

    def on_day(value: str | None) -> str:
        """A local date by name when it is near: demain, hier, "jeu. 26 nov."."""
        if not value:
            return "–"
        the_day = dates.day(value)
        name = dates.near_day(the_day, today(), language)
        return t(language, f"day-{name}") if name else dates.short_day(the_day, today(), language)

    def at(value: str | None) -> str:
        """An instant: the day by name, and the local time."""
        if not value:
            return "–"
        moment = dates.local(value, zone)
        return t(language, "day-at", day=on_day(moment.date().isoformat()), time=dates.clock(value, zone, language))

    def due(value: str) -> str:
        """When a step is due. One that is due at midnight has all of the day before."""
        moment = dates.local(value, zone)
        if (moment.hour, moment.minute) == (0, 0):
            return on_day((moment.date() - timedelta(days=1)).isoformat())
        return at(value)

    def hours(value: str | None) -> str:
        """Decimal hours of the API ("2.25") as people say them: 2 h 15."""
        minutes = round(float(value or 0) * 60)
        return t(language, "hours", hours=str(minutes // 60), minutes=f"{minutes % 60:02d}")

    return {
        "t": say,
        "language": language,
        "money": money,
        "decimal": decimal,
        "percent": percent,
        "on_day": on_day,
        "at": at,
        "due": due,
        "clock": lambda value: dates.clock(value, zone, language),
        "local_day": lambda value: dates.local(value, zone).date().isoformat(),
        "local_time": lambda value: dates.local(value, zone).strftime("%H:%M"),
        "long_day": lambda value: dates.long_day(value, language),
        "days_since": lambda value: dates.days_between(dates.local(value, zone).date(), today()),
        "hours": hours,
        "phone": phone,
        "today": today,
        "look": statuses.look,
        "invoice_status": statuses.invoice_status,
        "SENT_DELIVERIES": statuses.SENT_DELIVERIES,
        "FAILED_DELIVERIES": statuses.FAILED_DELIVERIES,
        "asset": assets.url,
        "field_id": field_id,
    }


def field_id(name: str) -> str:
    return "f-" + name.replace(".", "-")


def phone(value: str | None) -> str:
    """E.164 as people here write it: +14505550142 → 450 555-0142."""
    digits = (value or "").removeprefix("+1")
    if len(digits) == 10 and digits.isdigit():
        return f"{digits[:3]}\u00a0{digits[3:6]}-{digits[6:]}"
    return value or ""


def paragraphs(value: str | None) -> Markup:
    """Typed text with its line breaks, safely."""
    return Markup("<br>").join(escape(line) for line in (value or "").split("\n"))

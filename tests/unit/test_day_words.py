"""How a day is said to people, in the services' texts and on the pages."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard import dates
from services.billing.reports.periods import name
from services.kit.texts import local_date

FIRST, ELEVENTH = date(2027, 2, 1), date(2027, 2, 11)


@pytest.mark.parametrize(
    ("day", "language", "said"),
    [
        (FIRST, "fr", "lundi 1er février 2027"),
        (ELEVENTH, "fr", "jeudi 11 février 2027"),
        (date(2001, 1, 1), "fr", "lundi 1er janvier 2001"),
        (FIRST, "en", "Monday, February 1, 2027"),
    ],
)
def test_the_first_of_a_month_is_a_rank_in_french(day: date, language: str, said: str) -> None:
    assert local_date(language, day) == said
    assert dates.long_day(day, language) == said


def test_short_days_say_it_too() -> None:
    assert dates.short_day(FIRST, FIRST, "fr").startswith("lun. 1er")
    assert dates.short_day(FIRST, date(2026, 11, 25), "fr").startswith("1er")
    assert dates.short_day(ELEVENTH, FIRST, "fr").startswith("jeu. 11 ")
    assert dates.short_day(FIRST, FIRST, "en").endswith("1")


def test_reports_name_a_week_and_a_day_by_it() -> None:
    assert "1er févr." in name(FIRST, "week", "fr")
    assert name(FIRST, "day", "fr", short=True).startswith("1er ")
    assert "1er" not in name(FIRST, "week", "en")

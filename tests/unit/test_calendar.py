"""Local time: business hours, holidays and both changes of the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows import calendar as cal

LAVAL = cal.Calendar()


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 3, 6), datetime(2026, 3, 6, 14, tzinfo=UTC)),  # winter time
        (date(2026, 3, 9), datetime(2026, 3, 9, 13, tzinfo=UTC)),  # the Monday after the clocks went forward
        (date(2026, 11, 2), datetime(2026, 11, 2, 14, tzinfo=UTC)),  # the Monday after they went back
    ],
)
def test_nine_o_clock_is_nine_o_clock_on_either_side_of_a_clock_change(day: date, expected: datetime) -> None:
    assert cal.at(LAVAL, day, time(9)) == expected


@pytest.mark.parametrize("day", [date(2026, 6, 24), date(2026, 5, 18), date(2026, 12, 25), date(2026, 7, 4)])
def test_quebec_holidays_and_weekends_are_not_business_days(day: date) -> None:
    assert not cal.is_business_day(LAVAL, day)


@given(st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1)), st.integers(1, 60))  # noqa: DTZ001
def test_business_hours_end_within_opening_hours_of_a_business_day(naive: datetime, hours: int) -> None:
    start = naive.replace(tzinfo=UTC)
    end = cal.add_business_hours(LAVAL, start, hours)
    day = cal.local_date(LAVAL, end)
    assert end > start
    assert cal.is_business_day(LAVAL, day)
    assert cal.at(LAVAL, day, LAVAL.opens) <= end <= cal.at(LAVAL, day, LAVAL.closes)

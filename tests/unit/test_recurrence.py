# ruff: noqa: DTZ001  wall time has no zone
"""When a series takes place: local wall time, across DST, holidays and decisions; in pieces as at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from services.jobs.series.making import count_left
from services.jobs.series.queries import dates
from services.jobs.series.recurrence import (
    FURTHEST,
    BadRule,
    Decision,
    HolidayRule,
    Occurrence,
    Rule,
    days,
    instant,
    parsed,
)
from workflows.calendar import Calendar

LAVAL = "America/Toronto"
ZONES = (LAVAL, "America/St_Johns", "Europe/Paris", "Australia/Lord_Howe", "America/Santiago", "UTC")
"""Lord Howe moves its clocks by half an hour, Santiago at midnight and on the southern side of the year."""


def rule(
    text: str, starts: datetime, zone: str = LAVAL, holidays: HolidayRule = "skip", ends_before: date | None = None
) -> Rule:
    return Rule(parsed(text), starts, zone, holidays, ends_before)


def found(of: Rule, decided: Mapping[date, Decision] | None = None, **span: date) -> list[Occurrence]:
    return list(dates(of, Calendar(zone=of.zone), decided or {}, **span))


def local(each: Occurrence) -> str:
    return each.local.isoformat(" ", "minutes") if each.local else f"{each.key} {each.reason}"


# ── by hand ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_nine_stays_nine_when_the_clocks_change() -> None:
    weekly = found(rule("FREQ=WEEKLY;COUNT=3", datetime(2026, 10, 25, 9)))
    assert [local(each) for each in weekly] == ["2026-10-25 09:00", "2026-11-01 09:00", "2026-11-08 09:00"]
    assert [each.starts_at.hour for each in weekly if each.starts_at] == [13, 14, 14]


def test_an_hour_that_spring_leaves_out_is_an_hour_later() -> None:
    nightly = found(rule("FREQ=DAILY;COUNT=3", datetime(2027, 3, 13, 2, 30), holidays="keep"))
    assert [local(each) for each in nightly] == ["2027-03-13 02:30", "2027-03-14 03:30", "2027-03-15 02:30"]
    assert nightly[1].starts_at == datetime(2027, 3, 14, 7, 30, tzinfo=UTC)


def test_an_hour_that_autumn_repeats_happens_once_at_its_first_reading() -> None:
    nightly = found(rule("FREQ=DAILY;COUNT=3", datetime(2026, 10, 31, 1, 30), holidays="keep"))
    assert [each.starts_at.hour for each in nightly if each.starts_at] == [5, 5, 6]
    assert len(nightly) == 3


@pytest.mark.parametrize(
    ("holidays", "seen"),
    [
        ("skip", ["2026-06-17 08:00", "2026-06-24 holiday", "2026-07-01 holiday", "2026-07-08 08:00"]),
        ("keep", ["2026-06-17 08:00", "2026-06-24 08:00", "2026-07-01 08:00", "2026-07-08 08:00"]),
        ("next_business_day", ["2026-06-17 08:00", "2026-06-25 08:00", "2026-07-02 08:00", "2026-07-08 08:00"]),
    ],
)
def test_the_holidays_of_quebec(holidays: HolidayRule, seen: list[str]) -> None:
    """The Fête nationale and Canada Day, Wednesdays both."""
    weekly = found(rule("FREQ=WEEKLY;COUNT=4", datetime(2026, 6, 17, 8), holidays=holidays))
    assert [local(each) for each in weekly] == seen


def test_a_holiday_that_moves_onto_a_date_of_its_own_makes_no_second_visit() -> None:
    daily = found(rule("FREQ=DAILY;COUNT=3", datetime(2026, 6, 23, 8), holidays="next_business_day"))
    assert [local(each) for each in daily] == ["2026-06-23 08:00", "2026-06-24 taken-place", "2026-06-25 08:00"]


def test_one_date_is_skipped_and_another_moved() -> None:
    weekly = rule("FREQ=WEEKLY", datetime(2026, 11, 30, 9))
    decided = {
        date(2026, 12, 7): Decision(skip=True),
        date(2026, 12, 14): Decision(moved_to=datetime(2026, 12, 16, 13, 30)),
    }
    seen = found(weekly, decided, until=date(2026, 12, 21))
    assert [local(each) for each in seen] == [
        "2026-11-30 09:00",
        "2026-12-07 skipped",
        "2026-12-16 13:30",
        "2026-12-21 09:00",
    ]
    assert [each.key for each in seen][2] == date(2026, 12, 14)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "every monday",
        "FREQ=HOURLY",
        "FREQ=SECONDLY;COUNT=2",
        "FREQ=DAILY;BYHOUR=1,2",
        "FREQ=DAILY;COUNT=3;UNTIL=20270101",
        "FREQ=DAILY;COUNT=0",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=-1",
        "FREQ=DAILY;COUNT=100000",
        "FREQ=DAILY;FREQ=WEEKLY",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=WEEKLY;BYDAY=",
        "FREQ=DAILY\nRRULE:FREQ=DAILY",
        "FREQ=DAILY\nEXDATE:20270101T000000",
        "FREQ=MONTHLY;BYMONTHDAY=40",
        "FREQ=MONTHLY;BYMONTHDAY=0",
        "FREQ=MONTHLY;BYDAY=6MO",
        "FREQ=WEEKLY;BYDAY=1MO",
        "FREQ=DAILY;BYSETPOS=1",
        "FREQ=DAILY;UNTIL=20270231",
        "FREQ=DAILY;UNTIL=tomorrow",
        "FREQ=DAILY;UNTIL=2027W101",
        "FREQ=DAILY;UNTIL=00000101",
        "FREQ=WEEKLY;BYDAY=" + ",".join(["MO"] * 100),
    ],
)
def test_what_is_no_rule_is_refused(text: str) -> None:
    with pytest.raises(BadRule):
        parsed(text)


def test_rules_come_in_one_spelling() -> None:
    assert parsed(" rrule:freq=weekly;byday=mo,we;until=20270101T045959Z ") == "FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20270101"


def test_a_rule_that_gives_no_day_ends() -> None:
    assert list(days(rule("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31", datetime(2026, 1, 1)))) == []
    assert list(days(rule("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31;COUNT=3", datetime(2026, 1, 1)))) == []


def test_a_count_goes_on_where_a_series_is_split() -> None:
    ten = rule("FREQ=WEEKLY;COUNT=10", datetime(2026, 11, 30, 9))
    assert count_left(ten, date(2026, 12, 14)) == "FREQ=WEEKLY;COUNT=8"


# ── whatever the rule ────────────────────────────────────────────────────────────────────────────────────────────────

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    starts = draw(st.datetimes(datetime(2025, 1, 1), datetime(2030, 1, 1))).replace(second=0, microsecond=0)
    starts = datetime.combine(starts.date(), draw(st.sampled_from((time(2, 30), time(1, 30), time(0), starts.time()))))
    frequency = draw(st.sampled_from(("DAILY", "WEEKLY", "MONTHLY", "YEARLY")))
    parts = [f"FREQ={frequency}", f"INTERVAL={draw(st.integers(1, 5))}"]
    if draw(st.booleans()):
        chosen_months = draw(st.sets(st.integers(1, 12), min_size=1, max_size=6))
        parts.append("BYMONTH=" + ",".join(map(str, sorted(chosen_months))))
    if draw(st.booleans()):
        parts.append(f"WKST={draw(st.sampled_from(WEEKDAYS))}")
    match draw(st.sampled_from(("plain", "weekdays", "month day", "nth weekday", "positions"))):
        case "weekdays":
            chosen = draw(st.sets(st.sampled_from(WEEKDAYS), min_size=1))
            parts.append("BYDAY=" + ",".join(sorted(chosen)))
        case "month day":
            parts.append(f"BYMONTHDAY={draw(st.sampled_from((1, 15, 29, 30, 31, -1)))}")
        case "nth weekday" if frequency in ("MONTHLY", "YEARLY"):
            parts.append(f"BYDAY={draw(st.sampled_from(('1', '2', '+3', '-1', '5')))}{draw(st.sampled_from(WEEKDAYS))}")
        case "positions" if frequency in ("MONTHLY", "YEARLY"):
            parts.append(f"BYDAY=MO,TU,WE,TH,FR;BYSETPOS={draw(st.sampled_from(('1', '-1', '2,-2')))}")
    match draw(st.sampled_from(("open", "count", "until"))):
        case "count":
            parts.append(f"COUNT={draw(st.integers(1, 60))}")
        case "until":
            parts.append(f"UNTIL={starts.date() + timedelta(days=draw(st.integers(0, 500))):%Y%m%d}")
    holidays: HolidayRule = draw(st.sampled_from(("skip", "next_business_day", "keep")))
    return rule(";".join(parts), starts, draw(st.sampled_from(ZONES)), holidays)


@st.composite
def decided_rules(draw: st.DrawFn) -> tuple[Rule, dict[date, Decision]]:
    of = draw(rules())
    keys = [key for _, key in zip(range(40), days(of), strict=False)]
    moved = st.datetimes(of.starts, of.starts + timedelta(days=300)).map(
        lambda at: Decision(moved_to=at.replace(second=0))
    )
    one = st.one_of(st.just(Decision(skip=True)), moved)
    return of, draw(st.dictionaries(st.sampled_from(keys), one, max_size=5)) if keys else {}


@settings(max_examples=100)
@given(rules(), st.integers(1, 400))
def test_the_days_are_those_of_the_standard(of: Rule, horizon: int) -> None:
    """dateutil reads the same rule the same way, as far as it comes to an end."""
    until = of.starts.date() + timedelta(days=horizon)
    values = dict(part.split("=", 1) for part in of.rrule.split(";"))
    count = int(values.pop("COUNT", 10_000))
    values["UNTIL"] = min(values.get("UNTIL", "9"), f"{until:%Y%m%d}")
    text = ";".join(f"{name}={value}" for name, value in values.items())
    theirs = rrulestr(text, dtstart=datetime.combine(of.starts.date(), time(0)))
    assert [day for day in days(of) if day <= until] == [each.date() for each in islice(theirs, count)]


@settings(max_examples=150)
@given(decided_rules(), st.integers(1, 400))
def test_wall_time_keys_and_decisions_hold(given_rule: tuple[Rule, dict[date, Decision]], horizon: int) -> None:
    of, decided = given_rule
    zone = ZoneInfo(of.zone)
    until = of.starts.date() + timedelta(days=horizon)
    seen = found(of, decided, until=until)
    keys = [each.key for each in seen]
    assert keys == sorted(set(keys))
    assert all(key <= until for key in keys)
    times = [each.starts_at for each in seen if each.starts_at and each.reason != "moved"]
    assert len(times) == len(set(times))  # a holiday never makes two visits of one day
    for each in seen:
        decision = decided.get(each.key)
        if decision and decision.skip:
            assert (each.starts_at, each.reason) == (None, "skipped")
        elif decision:
            assert (each.local, each.reason) == (decision.moved_to, "moved")
        elif each.starts_at is not None:
            wall = each.starts_at.astimezone(zone)
            assert each.local == wall.replace(tzinfo=None)
            meant = datetime.combine(wall.date(), of.starts.time())
            exists = meant.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None) == meant
            if exists:  # only a time that spring leaves out is another one, by what the clocks jump
                assert wall.time() == of.starts.time()
                assert wall.fold == 0
            else:
                assert timedelta() < wall.replace(tzinfo=None) - meant <= timedelta(hours=1)


@settings(max_examples=150)
@given(decided_rules(), st.integers(1, 400), st.lists(st.integers(0, 400), max_size=6))
def test_in_pieces_as_at_once(given_rule: tuple[Rule, dict[date, Decision]], horizon: int, cuts: list[int]) -> None:
    of, decided = given_rule
    first = of.starts.date()
    edges = [first + timedelta(days=each) for each in sorted({*(cut for cut in cuts if cut < horizon), horizon})]
    pieces: list[Occurrence] = []
    after = first - timedelta(days=1)
    for until in edges:
        pieces += found(of, decided, after=after, until=until)
        after = until
    assert pieces == found(of, decided, until=edges[-1])


@settings(max_examples=100)
@given(rules(), st.integers(0, 30))
def test_split_in_two_it_counts_as_one(of: Rule, nth: int) -> None:
    """What an edit of "this and the following" does: the second series goes on with the same days."""
    keys = [key for _, key in zip(range(40), days(of), strict=False)]
    plain = "INTERVAL=1;" in of.rrule + ";" and ("FREQ=DAILY" in of.rrule or "FREQ=WEEKLY" in of.rrule)
    if not plain or not 0 < nth < len(keys):
        return
    begin = keys[nth]
    head = of._replace(ends_before=begin)
    tail = of._replace(rrule=count_left(of, begin), starts=datetime.combine(begin, of.starts.time()))
    rest = (
        day for day in days(tail) if day <= of.starts.date() + FURTHEST
    )  # the second one looks as far from its own start
    assert [*days(head), *islice(rest, 40 - nth)] == keys


@given(st.sampled_from(ZONES), st.datetimes(datetime(2025, 1, 1), datetime(2031, 1, 1)))
def test_an_instant_reads_back_as_its_wall_time(zone: str, at: datetime) -> None:
    wall = instant(zone, at).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    assert wall == at or timedelta() < wall - at <= timedelta(hours=1)

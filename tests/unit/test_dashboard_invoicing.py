"""Instalments, the days of contracts, and two versions side by side: what the dashboard decides without asking anybody."""

from __future__ import annotations

from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from dashboard.forms import Form
from dashboard.pages import contracts, invoice_plan, versions
from dashboard.texts import t
from services.jobs.series.recurrence import Rule, days, parsed


def view(language: str = "fr") -> Any:
    return SimpleNamespace(language=language, t=lambda message, **args: t(language, message, **args))


def test_equal_instalments_make_the_total() -> None:
    assert invoice_plan.equal(114_98, 3) == [38_32, 38_32, 38_34]
    assert invoice_plan.equal(2, 2) == [1, 1]


@pytest.mark.parametrize(
    ("every", "found"),
    [
        ("month", ["2027-01-31", "2027-02-28", "2027-03-31"]),
        ("week", ["2027-01-31", "2027-02-07", "2027-02-14"]),
        ("two_weeks", ["2027-01-31", "2027-02-14", "2027-02-28"]),
    ],
)
def test_the_days_of_instalments(every: str, found: list[str]) -> None:
    assert [invoice_plan.after(date(2027, 1, 31), every, n).isoformat() for n in range(3)] == found


@pytest.mark.parametrize(
    ("typed", "rrule", "said", "first_days"),
    [
        ({"repeat": "month"}, "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1", "chaque mois", ["01-31", "02-28", "03-31"]),
        ({"repeat": "week", "every": "2"}, "FREQ=WEEKLY;INTERVAL=2", "toutes les 2 semaines", ["01-31", "02-14", "02-28"]),
        (
            {"repeat": "year", "ends": "count", "count": "2"}, "FREQ=YEARLY;COUNT=2", "chaque année, 2 fois",
            ["01-31", "01-31"],
        ),
        (
            {"repeat": "week", "ends": "until", "until": "2027-02-10"}, "FREQ=WEEKLY;UNTIL=20270210",
            "chaque semaine, jusqu’au mercredi 10 février", ["01-31", "02-07"],
        ),
    ],
)  # fmt: skip
def test_the_days_of_a_contract(typed: dict[str, str], rrule: str, said: str, first_days: list[str]) -> None:
    """The last day of a month is meant where a month is shorter than the first day's number."""
    form = Form(values={"starts_on": "2027-01-31", **typed})
    made = contracts.rule(view(), form)
    assert (made, form.errors) == (rrule, {})
    assert contracts.said(view(), made).startswith(said)
    found = [
        day
        for day, _ in zip(
            days(Rule(parsed(made), datetime.fromisoformat("2027-01-31"), "America/Toronto")), range(3), strict=False
        )
    ]
    assert [f"{day:%m-%d}" for day in found] == first_days


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"starts_on": ""}, "starts_on"),
        ({"every": "0"}, "every"),
        ({"ends": "count"}, "count"),
        ({"ends": "until", "until": "2026-01-01"}, "until"),
    ],
)
def test_what_a_contract_lacks_is_said_at_its_field(typed: dict[str, str], field: str) -> None:
    form = Form(values={"starts_on": "2027-01-31", "repeat": "month", **typed})
    contracts.rule(view(), form)
    assert list(form.errors) == [field]


def test_a_rule_of_another_program_is_shown_as_it_is() -> None:
    assert contracts.said(view(), "FREQ=MONTHLY;BYDAY=2TU") == "FREQ=MONTHLY;BYDAY=2TU"


def typed(*lines: dict[str, str], **fields: str) -> Form:
    return Form(
        values={f"lines.{n}.{name}": text for n, line in enumerate(lines) for name, text in line.items()} | fields
    )


def test_two_versions_lie_side_by_side() -> None:
    """The same line meets itself though one was put before it; only what means something else is marked."""
    tap = {"description": "Robinet", "quantity": "1", "unit_price": "12,50", "optional": ""}
    mine = typed(tap | {"unit_price": "15"}, {"description": "Tuyau", "unit_price": "3"}, due_on="2027-01-01")
    theirs = typed(
        {"description": "Visite", "unit_price": "80"}, tap | {"quantity": "1.0", "unit_price": "12.50"}, due_on=""
    )
    rows = versions.pair(mine, theirs, {"due_on": "usual", "discount": "–"})

    def marked(parts: tuple[versions.Part, ...]) -> list[str]:
        return [part.name for part in parts if part.differs]

    shape = [(row.field, bool(row.mine), bool(row.theirs), row.differs) for row in rows]
    assert shape == [
        ("", False, True, True),
        ("", True, True, True),
        ("", True, False, True),
        ("due_on", True, True, True),
        ("discount", True, True, False),
    ]
    assert marked(rows[1].mine) == ["unit_price"]
    assert [part.text for part in rows[3].theirs] == ["usual"]


def test_what_was_typed_another_way_is_the_same() -> None:
    one = typed({"description": "Robinet", "quantity": "2", "unit_price": "12,50", "discount": "10 %"})
    other = typed({"description": "Robinet ", "quantity": "2.00", "unit_price": "12.5", "discount": "10\u00a0%"})
    assert not any(row.differs for row in versions.pair(one, other, {}))

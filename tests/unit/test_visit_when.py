"""What a client reads about when somebody comes."""

from __future__ import annotations

from typing import Any

import pytest

from dashboard.render import environment


def shown(language: str = "fr", **changes: Any) -> str:
    visit = {
        "timing": "fixed",
        "starts_at": "2030-06-20T13:00:00Z",
        "ends_at": "2030-06-20T15:00:00Z",
        "window_ends_at": None,
        "expected_at": None,
        "note": "",
    }
    template = environment(language, "America/Toronto").get_template("client/visit_when.html")
    return " ".join(template.render(visit=visit | changes).replace("\u00a0", " ").replace("\u202f", " ").split())


WINDOW = {"timing": "window", "window_ends_at": "2030-06-20T17:00:00Z"}


@pytest.mark.parametrize(
    ("language", "changes", "said"),
    [
        ("fr", WINDOW, "arrivée entre 09 h 00 et 13 h 00"),
        ("en", WINDOW, "arrival between 9:00 a.m. and 1:00 p.m."),
        ("en", {"expected_at": "2030-06-20T13:20:00Z"}, "On the way: expected at 9:20 a.m.<"),
        ("fr", {"expected_at": "2030-06-20T13:20:00Z"}, "En route : arrivée prévue à 09 h 20"),
    ],
)
def test_the_window_and_the_expected_time(language: str, changes: dict[str, Any], said: str) -> None:
    assert said.replace(" ", "") in shown(language, **changes).replace(" ", "")


def test_whole_days_have_no_hour() -> None:
    one = shown(timing="all_day", starts_at="2030-06-20T04:00:00Z", ends_at="2030-06-21T04:00:00Z")
    two = shown(timing="all_day", starts_at="2030-06-20T04:00:00Z", ends_at="2030-06-22T04:00:00Z")
    assert one.count("20 juin") == 1
    assert "21 juin" not in one
    assert ("20 juin" in two, "21 juin" in two) == (True, True)
    assert " h " not in one


def test_a_note_is_text() -> None:
    assert "&lt;b&gt;Sonnez<br>deux fois" in shown(note="<b>Sonnez\ndeux fois")


def test_what_is_booked_is_not_told_with_a_window() -> None:
    assert "11 h" in shown()
    assert "11 h" not in shown(**WINDOW)

"""The agenda: who is where and when, a day or a week at a time; visits are moved by dragging them, or through their form."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, NaiveDatetime, ValidationError
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from dashboard import dates
from dashboard.api import Json
from dashboard.problems import ApiProblem
from dashboard.view import View, signed_in

FIXED = ("started", "paused", "completed", "cancelled", "no_show")
"""What is under way or over is not moved any more."""
SHORTEST = timedelta(minutes=15)
FIRST_LENGTH = timedelta(hours=2)
"""How long a visit is taken to be that gets its first date by being dragged."""


class Move(BaseModel):
    """What the page says of a drag. Times are the company's wall clock; `was` is the start that the page showed."""

    model_config = ConfigDict(extra="forbid")

    visit: str
    start: NaiveDatetime
    end: NaiveDatetime | None = None
    all_day: bool = False
    resource: str | None = None
    instead_of: str | None = None
    was: NaiveDatetime | None = None
    anyway: bool = False


async def agenda(view: View) -> Response:
    day, span = _day(view), _span(view)
    first, days = (day - timedelta(days=day.weekday()), 7) if span == "week" else (day, 1)
    shown, resources, waiting = await asyncio.gather(
        _agenda(view, first, first + timedelta(days=days)), view.api.resources(), _waiting(view)
    )
    by_day = {
        first + timedelta(days=n): [v for v in shown["data"] if _on(view, v, first + timedelta(days=n))]
        for n in range(days)
    }
    step = timedelta(days=days)
    return view.render(
        "calendar.html",
        day=day,
        span=span,
        days=by_day,
        resources=resources,
        waiting=waiting,
        before=(day - step).isoformat(),
        after=(day + step).isoformat(),
    )


async def events(view: View) -> Response:
    """The visits and holds between two local days, as the calendar's script draws them."""
    first, last = _day(view, "from"), _day(view, "to")
    shown = await _agenda(view, first, max(last, first + timedelta(days=1)))
    visits = [_event(view, visit) for visit in shown["data"]]
    return JSONResponse(
        [*visits, *(_held(view, hold) for hold in shown["holds"])], headers={"Cache-Control": "no-store"}
    )


async def move(view: View) -> Response:
    """A visit was dragged: it moves, or the answer says why not, and whether it may be booked all the same."""
    try:
        asked = Move.model_validate_json(await view.request.body())
    except ValidationError:
        return _said(422, view.t("calendar-not-understood"))
    visit, etag = await view.api.visit_to_edit(asked.visit)
    if visit["starts_at"] and asked.was != _wall(visit["starts_at"], view.zone):
        return _said(409, view.t("calendar-moved-meanwhile"))
    try:
        moved = await view.api.change_visit(visit["id"], _change(view, visit, asked), etag)
    except ApiProblem as problem:
        if problem.status in (401, 403, 404):
            raise
        text = problem.errors[0].detail if problem.errors else problem.detail
        return _said(problem.status, text, may_book_anyway=bool(problem.body.get("may_book_anyway")))
    when = dates.long_day(dates.local(moved["starts_at"], view.zone).date(), view.language)
    text = view.t("calendar-moved", when=f"{when}, {dates.clock(moved['starts_at'], view.zone, view.language)}")
    return JSONResponse({"text": text, "event": _event(view, moved | {"job": _job_of(visit)})})


def _change(view: View, visit: Json, asked: Move) -> Json:
    """What the visit's own API is asked for. A window keeps its length, whoever else goes along keeps going along."""
    zone = ZoneInfo(view.zone)
    starts_at = asked.start.replace(tzinfo=zone)
    length = SHORTEST
    if visit["starts_at"]:
        length = max(dates.instant(visit["ends_at"]) - dates.instant(visit["starts_at"]), SHORTEST)
    ends_at = (
        asked.end.replace(tzinfo=zone) if asked.end else starts_at + (length if visit["starts_at"] else FIRST_LENGTH)
    )
    people = [who["id"] for who in visit["resources"]]
    if asked.resource and asked.resource not in people:
        people = [asked.resource if each == asked.instead_of else each for each in people]
        if asked.resource not in people:
            people.append(asked.resource)
    body: Json = {
        "starts_at": starts_at.isoformat(),
        "ends_at": max(ends_at, starts_at + SHORTEST).isoformat(),
        "resource_ids": people,
    }
    if asked.all_day or visit["timing"] == "all_day":
        body["timing"] = "all_day" if asked.all_day else "fixed"
    elif visit["timing"] == "window" and visit["window_ends_at"] and visit["starts_at"]:
        window = dates.instant(visit["window_ends_at"]) - dates.instant(visit["starts_at"])
        body["window_ends_at"] = (starts_at + window).isoformat()
    return body | ({"anyway": True} if asked.anyway else {})


def _said(status: int, text: str, *, may_book_anyway: bool = False) -> Response:
    return JSONResponse({"text": text, "may_book_anyway": may_book_anyway}, status_code=status)


# ── what is shown ────────────────────────────────────────────────────────────────────────────────────────────────────


async def _agenda(view: View, first: date, last: date) -> Json:
    return await view.api.get("jobs", "/v1/calendar", **{"from": first.isoformat(), "to": last.isoformat()})


async def _waiting(view: View) -> list[Json]:
    """Visits that still want a date."""
    page = await view.api.get("jobs", "/v1/visits", status="unscheduled", limit=50)
    found: list[Json] = page["data"]
    return found


def _event(view: View, visit: Json) -> Json:
    """One visit for the calendar. Its times are wall clock: the browser may stand in another zone than the company."""
    job: Json = visit["job"]
    fixed = visit["status"] in FIXED
    return {
        "id": visit["id"],
        "resourceIds": [who["id"] for who in visit["resources"]],
        "start": _text(visit["starts_at"], view.zone),
        "end": _text(visit["ends_at"], view.zone),
        "allDay": visit["timing"] == "all_day",
        "title": job["contact_name"] or visit["title"],
        "backgroundColor": visit["resources"][0]["colour"] if visit["resources"] else None,
        "editable": not fixed,
        "startEditable": not fixed,
        "durationEditable": not fixed and visit["timing"] != "all_day",
        "extendedProps": {
            "href": f"/visits/{visit['id']}",
            "what": visit["service"] or visit["title"],
            "place": job["place"],
            "number": visit["number"],
            "status": view.t(f"status-visit-{visit['status'].replace('_', '-')}"),
            "state": visit["status"],
        },
    }


def _held(view: View, hold: Json) -> Json:
    return {
        "id": hold["id"],
        "resourceIds": [who["id"] for who in hold["resources"]],
        "start": _text(hold["starts_at"], view.zone),
        "end": _text(hold["ends_at"], view.zone),
        "title": view.t("calendar-held", until=dates.clock(hold["held_until"], view.zone, view.language)),
        "editable": False,
        "classNames": ["is-held"],
        "extendedProps": {},
    }


def _job_of(visit: Json) -> Json:
    address = visit.get("address") or {}
    place = ", ".join(part for part in (address.get("line1"), address.get("city")) if part)
    return {"contact_name": "", "place": place}


def _wall(instant: str, zone: str) -> datetime:
    return dates.local(instant, zone).replace(tzinfo=None)


def _text(instant: str, zone: str) -> str:
    return _wall(instant, zone).isoformat(timespec="seconds")


def _on(view: View, visit: Json, day: date) -> bool:
    """Whether any part of the visit is on that local day."""
    begin, end = _wall(visit["starts_at"], view.zone), _wall(visit["ends_at"], view.zone)
    midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001  compared with wall clocks
    return begin < midnight + timedelta(days=1) and end > midnight


def _day(view: View, name: str = "day") -> date:
    """The day that is asked for, or today."""
    try:
        found = date.fromisoformat(view.arg(name)[:10])
    except ValueError:
        return dates.today(view.zone)
    return found if 2000 < found.year < 2100 else dates.today(view.zone)


def _span(view: View) -> Literal["day", "week"]:
    return "week" if view.arg("span") == "week" else "day"


routes: list[Any] = [
    Route("/calendar", signed_in(agenda)),
    Route("/calendar/events", signed_in(events)),
    Route("/calendar/move", signed_in(move), methods=["POST"]),
]

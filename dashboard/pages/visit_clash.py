"""Somebody else changed the visit, or its series, while the form was open: what it is now beside what was typed."""

from __future__ import annotations

from typing import Any, Final

from dashboard import dates
from dashboard.api import Json
from dashboard.view import View

LABELS: Final = {
    "starts_at": "visit-from", "ends_at": "visit-to", "minutes": "series-minutes", "timing": "visit-when",
    "window_ends_at": "visit-window-to", "resource_ids": "visit-people", "address": "visit-where", "title": "visit-title",
    "service_id": "visit-service", "instructions": "visit-instructions", "note_visible": "visit-note-visible",
    "note_internal": "visit-note-internal", "billable": "visit-billing",
}  # fmt: skip
LONGEST: Final = 120


def rows(view: View, problem: Json, job: Json, resources: list[Json], services: list[Json]) -> list[Json]:
    """Label, `now` and `yours` of what differs; nothing unless the problem is that somebody was quicker."""
    now, yours = problem.get("current"), problem.get("yours")
    if problem.get("code") != "changed-meanwhile" or not isinstance(now, dict) or not isinstance(yours, dict):
        return []
    names = {each["id"]: each["name"] for each in [*resources, *services, *now["resources"]]}
    then = now | {"resource_ids": [each["id"] for each in now["resources"]], "starts_at": _starts(now)}
    if then["address"] == job["address"]:
        then["address"] = None
    found = []
    for name, label in LABELS.items():
        if name in yours:
            texts = [_said(view, name, each.get(name), names) for each in (then, yours)]
            if texts[0] != texts[1]:
                found.append({"label": view.t(label), "now": texts[0], "yours": texts[1]})
    return found


def _starts(now: Json) -> Any:
    """A series has a time of day, a visit an instant."""
    return now["starts_time"] if "starts_time" in now else now.get("starts_at")


def _said(view: View, name: str, value: Any, names: dict[str, str]) -> str:
    if name == "billable":
        return view.t("visit-billable" if value else "visit-not-billable")
    if name == "timing":
        return view.t("visit-timing-" + str(value or "fixed").replace("_", "-"))
    if name == "resource_ids":
        return ", ".join(names.get(each, "?") for each in value or ()) or "–"
    if name == "address":
        return ", ".join(filter(None, map(value.get, ("line1", "city")))) if value else view.t("visit-place-job")
    if not value:
        return "–"
    if name == "service_id":
        return names.get(value, "?")
    if name.endswith("_at"):
        return _when(view, str(value))
    text = str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _when(view: View, value: str) -> str:
    if "T" not in value:
        return value[:5]
    moment = dates.local(value, view.zone)
    day = dates.short_day(moment.date(), dates.today(view.zone), view.language)
    return view.t("day-at", day=day, time=dates.clock(value, view.zone, view.language))

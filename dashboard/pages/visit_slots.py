"""Free times for the form of a visit, and the ten minutes in which one of them is kept for the client on the phone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from dashboard import dates
from dashboard.api import Json
from dashboard.forms import Form
from dashboard.pages.visit_forms import Times
from dashboard.problems import ApiProblem
from dashboard.view import View

AHEAD: Final = timedelta(days=14)
A_DAY, MOST = 3, 12
SHORTEST, LONGEST = 15, 600  # minutes


async def suggested(view: View, form: Form) -> list[Json]:
    """Times at which everybody who was chosen is free, or one person where nobody was: at most three a day, none that overlap."""
    people = form.all("resource_ids")
    times = Times(form)
    now = dates.now(view.zone)
    first = dates.to_instant(form.text("day"), "00:00", view.zone)
    begin = max(now, datetime.fromisoformat(first)) if first else now
    found = await view.api.get(
        "jobs",
        "/v1/slots",
        minutes=min(max(times.minutes, SHORTEST), LONGEST),
        resource_id=people or None,
        **{"from": begin.isoformat(), "to": (begin + AHEAD).isoformat()},
    )
    return spread(view.zone, found["data"], people)


def spread(zone: str, found: list[Json], people: list[str]) -> list[Json]:
    """A few of many free times, by time: `{starts_at, ends_at, resources}`."""
    together: dict[str, Json] = {}
    for slot in found:
        each = together.setdefault(slot["starts_at"], {**slot, "resources": []})
        each["resources"].append(slot["resource"])
    kept: list[Json] = []
    days: dict[Any, int] = {}
    for slot in together.values():
        day = dates.local(slot["starts_at"], zone).date()
        if people and len(slot["resources"]) < len(set(people)):
            continue
        if not people:
            slot["resources"] = slot["resources"][:1]
        late = not kept or dates.instant(slot["starts_at"]) >= dates.instant(kept[-1]["ends_at"])
        if late and days.get(day, 0) < A_DAY:
            days[day] = days.get(day, 0) + 1
            kept.append(slot)
    return kept[:MOST]


async def choose(view: View, form: Form, choice: str, job_id: str, *, keep: bool) -> None:
    """Puts a suggested time in the form, and keeps it for ten minutes (`keep`). Raises 409 when somebody was faster."""
    starts_at, ends_at, people = (*choice.split(" "), "", "", "")[:3]
    try:
        starts, ends = dates.local(starts_at, view.zone), dates.local(ends_at, view.zone)
    except ValueError:
        raise ApiProblem(422, {"detail": view.t("problem-bad-form")}, "jobs") from None
    wanted = [each for each in people.split(",") if each]
    if keep:
        body = {"resource_ids": wanted, "starts_at": starts_at, "ends_at": ends_at, "for_job": job_id}
        await release(view, form)
        form.values["hold_id"] = (await view.api.post("jobs", "/v1/holds", body, key=form.key))["id"]
    form.many["resource_ids"] = wanted
    form.values |= {"day": starts.date().isoformat(), "from": f"{starts:%H:%M}", "to": f"{ends:%H:%M}"}
    if form.text("timing") not in ("fixed", "window"):
        form.values["timing"] = "fixed"


async def release(view: View, form: Form) -> None:
    """The time is free for others at once; that it is already over is no problem."""
    path = _path(form)
    form.values.pop("hold_id", None)
    if path:
        try:
            await view.api.delete("jobs", path)
        except ApiProblem as problem:
            if problem.status != 404:
                raise


async def hold(view: View, form: Form) -> Json | None:
    """What is kept for this form; what is over is forgotten, and said."""
    path = _path(form)
    if not path:
        return None
    try:
        return await view.api.get("jobs", path)
    except ApiProblem as problem:
        if problem.status != 404:
            raise
    form.values.pop("hold_id")
    form.complain("day", view.t("hold-over"))
    return None


def is_of(view: View, form: Form, kept: Json) -> bool:
    """Whether what is typed still is what is kept: who changes the time or the people gives the hold up."""
    times = Times(form)
    wall = [dates.local(kept[name], view.zone).replace(tzinfo=None) for name in ("starts_at", "ends_at")]
    same_people = {each["id"] for each in kept["resources"]} == set(form.all("resource_ids"))
    return times.timing in ("fixed", "window") and [times.starts, times.ends] == wall and same_people


def _path(form: Form) -> str:
    hold_id = form.text("hold_id")
    return f"/v1/holds/{hold_id}" if hold_id.isascii() and hold_id.replace("_", "").isalnum() else ""

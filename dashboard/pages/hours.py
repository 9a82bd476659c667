"""Timesheets: the week of everybody, one week in full, hours by hand and their corrections; the hours card of a job."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

from starlette.responses import Response
from starlette.routing import Route

from dashboard import dates
from dashboard.api import Json
from dashboard.forms import Form
from dashboard.problems import ApiProblem
from dashboard.view import View, safe_next, signed_in

SHEET_VERBS = {
    "submit": "flash-timesheet-submitted",
    "approve": "flash-timesheet-approved",
    "send-back": "flash-timesheet-sent-back",
    "reopen": "flash-timesheet-reopened",
}
ENTRY_VERBS = {"stop": "flash-clock-stopped", "still-running": "flash-clock-confirmed", "void": "flash-hours-voided"}
FIELDS = {"started_at": "from", "ended_at": "to", "job_id": "job", "visit_id": "job"}
KINDS = ("work", "travel")


# ── weeks ────────────────────────────────────────────────────────────────────────────────────────────────────────────


async def week(view: View) -> Response:
    """Everybody's week; who may not see others gets their own."""
    asked = view.arg("week")
    try:
        found = await view.api.get("jobs", "/v1/timesheets", week=asked, limit=200)
    except ApiProblem as problem:
        if problem.status != 422:
            raise
        return view.redirect("/hours")
    sheets = found["data"]
    first = date.fromisoformat(sheets[0]["starts_on"]) if sheets else _monday(asked, dates.today(view.zone))
    return view.render(
        "hours/week.html",
        sheets=sheets,
        first=first,
        week=sheets[0]["week"] if sheets else asked,
        before=_name(first - timedelta(days=7)),
        after=_name(first + timedelta(days=7)),
        everybody=view.may("reports"),
        week_day=lambda day: dates.short_day(date.fromisoformat(day), dates.today(view.zone), view.language),
        total=sum(sheet["minutes"] for sheet in sheets),
    )


async def sheet(view: View) -> Response:
    return await show_sheet(view, view.arg("sheet"))


async def show_sheet(
    view: View, sheet_id: str, problem: ApiProblem | None = None, form: Form | None = None
) -> Response:
    found = await view.api.get("jobs", f"/v1/timesheets/{_id(sheet_id)}")
    first = date.fromisoformat(found["starts_on"])
    return view.render(
        "hours/sheet.html",
        problem.status if problem else form.status if form else 200,
        sheet=found,
        before=_name(first - timedelta(days=7)),
        after=_name(first + timedelta(days=7)),
        problem=problem.detail or problem.title if problem else "",
        form=form or Form(),
        blank=Form(),
        office=view.may("reports"),
        day_name=lambda day: dates.long_day(date.fromisoformat(day), view.language),
    )


async def sheet_verb(view: View) -> Response:
    """submit, approve, send-back, reopen. Approving tells the sum that was looked at."""
    form, name, sheet_id = await view.form(), view.arg("verb"), view.arg("sheet")
    if name not in SHEET_VERBS:
        raise ApiProblem(404, {}, "jobs")
    body: Json = form.body(("reason",))
    if name == "approve" and form.text("seconds").isdecimal():
        body = {"seconds": int(form.text("seconds")[:9])}
    try:
        await view.api.post("jobs", f"/v1/timesheets/{_id(sheet_id)}/{name}", body, key=form.key)
    except ApiProblem as problem:
        if problem.status in (401, 403, 404):
            raise
        if problem.errors:
            return await show_sheet(view, sheet_id, form=form.refuse(problem))
        return await show_sheet(view, sheet_id, problem)
    return view.flash(view.redirect(f"/hours/{_id(sheet_id)}"), SHEET_VERBS[name])


async def csv(view: View) -> Response:
    """The week's, or a period's, file for payroll."""
    params = {name: view.arg(name) for name in ("week", "from", "to", "resource_id") if view.arg(name)}
    file = await view.api.download("jobs", "/v1/timesheets/csv", **params)
    headers = {"Content-Disposition": f'attachment; filename="{file.filename}"', "Cache-Control": "no-store"}
    return Response(file.content, media_type=file.media_type, headers=headers)


# ── hours by hand ────────────────────────────────────────────────────────────────────────────────────────────────────


async def new(view: View) -> Response:
    form = Form()
    form.values |= {
        "day": view.arg("day") or dates.today(view.zone).isoformat(),
        "resource_id": view.arg("resource"),
        "job": view.arg("job"),
        "back": safe_next(view.arg("back") or "/hours"),
    }
    return await _editor(view, form)


async def create(view: View) -> Response:
    form = await view.form()
    body = await _body(view, form)
    if form.errors:
        return await _editor(view, form)
    try:
        await view.api.post("jobs", "/v1/time-entries", body, key=form.key)
    except ApiProblem as problem:
        if problem.status in (401, 403, 404):
            raise
        return await _editor(view, form.refuse(problem, FIELDS))
    return view.flash(view.redirect(safe_next(form.text("back") or "/hours")), "flash-hours-added")


async def edit(view: View) -> Response:
    entry = await _entry(view)
    form = Form(values=_shown(view, entry) | {"back": safe_next(view.arg("back") or "/hours")})
    return await _editor(view, form, entry)


async def change(view: View) -> Response:
    """A correction: what was not touched keeps its exact second."""
    form, entry = await view.form(), await _entry(view)
    body = await _body(view, form, entry)
    if not form.text("reason"):
        form.complain("reason", view.t("hours-reason-missing"))
    if form.errors:
        return await _editor(view, form, entry)
    try:
        await view.api.patch("jobs", f"/v1/time-entries/{_id(entry['id'])}", body | {"reason": form.text("reason")})
    except ApiProblem as problem:
        if problem.status in (401, 403, 404):
            raise
        return await _editor(view, form.refuse(problem, FIELDS), entry)
    return view.flash(view.redirect(safe_next(form.text("back") or "/hours")), "flash-hours-corrected")


async def entry_verb(view: View) -> Response:
    """stop (at its real end), still-running, void."""
    form, name, entry = await view.form(), view.arg("verb"), await _entry(view)
    if name not in ENTRY_VERBS:
        raise ApiProblem(404, {}, "jobs")
    body: Json = form.body(("reason",)) if name == "void" else {}
    if name == "stop" and form.text("time"):
        ended_at = dates.to_instant(form.text("day"), form.text("time"), view.zone)
        if ended_at is None:
            return await _editor(view, form.complain("time", view.t("visit-when-wrong")), entry)
        body = {"ended_at": ended_at}
    try:
        await view.api.post("jobs", f"/v1/time-entries/{_id(entry['id'])}/{name}", body, key=form.key)
    except ApiProblem as problem:
        if problem.status in (401, 403, 404):
            raise
        return await _editor(view, form.refuse(problem, {"ended_at": "time"}), entry)
    return view.flash(view.redirect(safe_next(form.text("back") or "/hours")), ENTRY_VERBS[name])


async def _entry(view: View) -> Json:
    return await view.api.get("jobs", f"/v1/time-entries/{_id(view.arg('entry'))}")


def _shown(view: View, entry: Json) -> dict[str, str]:
    """An entry as the form shows it."""
    begin = dates.local(entry["started_at"], view.zone)
    end = dates.local(entry["ended_at"], view.zone) if entry["ended_at"] else None
    return {
        "day": begin.date().isoformat(),
        "from": begin.strftime("%H:%M"),
        "to": end.strftime("%H:%M") if end else "",
        "job": str(entry["job"]["number"]),
        "kind": entry["kind"],
        "note": entry["note"],
    }


async def _body(view: View, form: Form, entry: Json | None = None) -> Json:
    """What the API gets. An end before the start is on the next day: people work through midnight."""
    body: Json = {"kind": form.text("kind") or "work", "note": form.text("note")}
    before = _shown(view, entry) if entry else {}
    if any(form.text(name) != before.get(name) for name in ("day", "from", "to")):
        body |= _times(view, form, entry, before)
    if form.text("job") != before.get("job"):
        if job_id := await _job_id(view, form.text("job")):
            body["job_id"] = job_id
        else:
            form.complain("job", view.t("hours-job-unknown"))
    if entry is None and form.text("resource_id"):
        body["resource_id"] = form.text("resource_id")
    return body


def _times(view: View, form: Form, entry: Json | None, before: dict[str, str]) -> Json:
    day, begin, end = form.text("day"), form.text("from"), form.text("to")
    started_at = dates.to_instant(day, begin, view.zone)
    last = day
    if begin and end and end <= begin and started_at:
        last = (date.fromisoformat(day) + timedelta(days=1)).isoformat()
    ended_at = dates.to_instant(last, end, view.zone)
    if started_at is None:
        form.complain("day", view.t("visit-when-wrong"))
    elif ended_at is None:
        form.complain("to", view.t("visit-when-wrong"))
    same_day = entry is not None and day == before["day"]
    found = {"started_at": started_at, "ended_at": ended_at}
    if same_day and begin == before["from"]:
        del found["started_at"]
    if same_day and end == before["to"] and entry and _day_of(view, entry["ended_at"]) == last:
        del found["ended_at"]
    return found


def _day_of(view: View, instant: str) -> str:
    return dates.local(instant, view.zone).date().isoformat()


async def _job_id(view: View, number: str) -> str | None:
    if not (number.isascii() and number.isdecimal()) or len(number) > 9:
        return None
    found = await view.api.jobs(q=number, limit=50)
    return next((str(job["id"]) for job in found["data"] if job["number"] == int(number)), None)


async def _editor(view: View, form: Form, entry: Json | None = None) -> Response:
    everybody = view.may("reports")
    people: list[Json] = []
    history: list[Json] = []
    if entry is None and everybody:
        people = (await view.api.get("jobs", "/v1/resources", limit=200))["data"]
    jobs = (await view.api.jobs(limit=40))["data"] if view.may("jobs") else []
    if entry is not None:
        history = (await view.api.get("jobs", f"/v1/time-entries/{_id(entry['id'])}/history"))["data"]
    own = [("", view.t("hours-mine"))] if not form.text("resource_id") else []
    return view.render(
        "hours/entry.html",
        form.status,
        form=form,
        entry=entry,
        jobs=jobs,
        history=[each for each in history if each["id"] != (entry or {}).get("id")],
        people=own + [(each["id"], each["name"]) for each in people],
        everybody=everybody,
        kinds=[(kind, view.t(f"hours-kind-{kind}")) for kind in KINDS],
        back=safe_next(form.text("back") or "/hours"),
        blank=Form(),
    )


# ── on the job ───────────────────────────────────────────────────────────────────────────────────────────────────────


async def of_job(view: View) -> Response:
    """The hours of one job by visit and person; the card of the folder is a part of this page."""
    job_id = view.arg("job")
    job, found = await asyncio.gather(
        view.api.job(job_id), view.api.get("jobs", "/v1/time-entries", job_id=job_id, limit=200)
    )
    groups: dict[tuple[str, str], Json] = {}
    for entry in found["data"]:
        key = (entry["visit_id"] or "", entry["resource"]["id"])
        group = groups.setdefault(key, {"entries": [], "seconds": 0, "cents": 0, "name": entry["resource"]["name"]})
        group["entries"].append(entry)
        group["seconds"] += entry["seconds"] or 0
        group["cents"] += (entry["labour_cost"] or {}).get("amount", 0)
    services = {visit["id"]: visit for visit in job["activities"]["visits"]}
    return view.render(
        "hours/job.html",
        job=job,
        groups=[{**group, "visit": services.get(visit_id)} for (visit_id, _), group in groups.items()],
        running=[entry for entry in found["data"] if entry["status"] == "running"],
        seconds=sum(group["seconds"] for group in groups.values()),
        cents=sum(group["cents"] for group in groups.values()) if view.may("reports") else None,
        more=found["page"]["has_more"],
    )


def _id(value: str) -> str:
    """One segment of a path."""
    return value if value.replace("_", "").isalnum() and value.isascii() else "-"


def _name(day: date) -> str:
    """The week that `day` begins, by its ISO name; a Sunday belongs to the Monday after it."""
    year, number, _ = (day + timedelta(days=-day.weekday() % 7)).isocalendar()
    return f"{year:04d}-W{number:02d}"


def _monday(name: str, today: date) -> date:
    """The Monday of a week, or of this one."""
    try:
        return date.fromisocalendar(int(name[:4]), int(name[6:]), 1)
    except ValueError:
        return today - timedelta(days=today.weekday())


routes = [
    Route("/hours", signed_in(week)),
    Route("/hours/csv", signed_in(csv)),
    Route("/hours/new", signed_in(new)),
    Route("/hours/new", signed_in(create), methods=["POST"]),
    Route("/hours/entries/{entry}", signed_in(edit)),
    Route("/hours/entries/{entry}", signed_in(change), methods=["POST"]),
    Route("/hours/entries/{entry}/{verb}", signed_in(entry_verb), methods=["POST"]),
    Route("/hours/{sheet}", signed_in(sheet)),
    Route("/hours/{sheet}/{verb}", signed_in(sheet_verb), methods=["POST"]),
    Route("/jobs/{job}/hours", signed_in(of_job)),
]

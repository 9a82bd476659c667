"""Visits: schedule, and the technician's verbs."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from starlette.responses import Response
from starlette.routing import Route

from dashboard import dates
from dashboard.api import ApiProblem, Json
from dashboard.forms import Form
from dashboard.pages import job as folder
from dashboard.view import View, signed_in

SAID = {
    "start": "flash-visit-started",
    "pause": "flash-visit-paused",
    "resume": "flash-visit-resumed",
    "complete": "flash-visit-completed",
    "cancel": "flash-visit-cancelled",
    "en-route": "flash-visit-en-route",
    "reopen": "flash-visit-reopened",
}


FIELDS = {"starts_at": "from", "ends_at": "to", "resource_ids.0": "resource_ids"}


async def new(view: View) -> Response:
    form = Form()
    tomorrow = dates.today(view.zone) + timedelta(days=1)
    form.values |= {"day": tomorrow.isoformat(), "from": "09:00", "to": "11:00"}
    return await _editor(view, form, view.arg("job"))


async def create(view: View) -> Response:
    form = await view.form()
    body = _body(view, form)
    if form.errors:
        return await _editor(view, form, view.arg("job"))
    try:
        await view.api.schedule_visit({"job_id": view.arg("job"), **body}, form.key)
    except ApiProblem as problem:
        if problem.status in (401, 403, 404):
            raise
        return await _editor(view, form.refuse(problem, FIELDS), view.arg("job"))
    return view.flash(view.redirect(f"/jobs/{view.arg('job')}#visits"), "flash-visit-scheduled")


async def edit(view: View) -> Response:
    visit, etag = await view.api.visit_to_edit(view.arg("visit"))
    starts, ends = (dates.local(visit[name], view.zone) if visit[name] else None for name in ("starts_at", "ends_at"))
    people = [who["id"] for who in visit["resources"]]
    form = Form(
        values={
            "day": starts.date().isoformat() if starts else "",
            "from": starts.strftime("%H:%M") if starts else "",
            "to": ends.strftime("%H:%M") if ends else "",
            "service_id": visit.get("service_id") or "",
            "instructions": visit.get("instructions") or "",
        },
        many={"resource_ids": people},
    )
    return await _editor(view, form, visit["job_id"], visit, etag)


async def change(view: View) -> Response:
    form = await view.form()
    visit, etag = await view.api.visit_to_edit(view.arg("visit"))
    body = _body(view, form)
    if form.errors:
        return await _editor(view, form, visit["job_id"], visit, form.text("etag"))
    try:
        await view.api.change_visit(visit["id"], body, form.text("etag") or etag)
    except ApiProblem as problem:
        if problem.status in (401, 403, 404):
            raise
        return await _editor(view, form.refuse(problem, FIELDS), visit["job_id"], visit, etag)
    return view.flash(view.redirect(f"/jobs/{visit['job_id']}#visits"), "flash-visit-changed")


async def verb(view: View) -> Response:
    """start, pause, resume, complete…: back to the folder, which says what was refused."""
    form = await view.form()
    name = view.arg("verb")
    if name not in SAID:
        raise ApiProblem(404, {}, "jobs")
    try:
        visit = await view.api.visit_verb(view.arg("visit"), name, form.body(("reason",)), form.key)
    except ApiProblem as problem:
        if problem.status in (401, 403, 404):
            raise
        visit = await view.api.visit(view.arg("visit"))
        return await folder.show(view, visit["job_id"], problem=problem)
    return view.flash(view.redirect(f"/jobs/{visit['job_id']}#visits"), SAID[name])


def _body(view: View, form: Form) -> Json:
    """Date and times are the company's own; the API gets instants."""
    starts_at = dates.to_instant(form.text("day"), form.text("from"), view.zone)
    ends_at = dates.to_instant(form.text("day"), form.text("to"), view.zone)
    people = form.all("resource_ids")
    if starts_at is None:
        form.complain("day", view.t("visit-when-wrong"))
    elif ends_at is None or ends_at <= starts_at:
        form.complain("to", view.t("visit-end-wrong"))
    if not people:
        form.complain("resource_ids", view.t("visit-nobody"))
    body: Json = {"starts_at": starts_at, "ends_at": ends_at, "resource_ids": people}
    return {**body, **form.body(("service_id", "instructions"))}


async def _editor(view: View, form: Form, job_id: str, visit: Json | None = None, etag: str = "") -> Response:
    job, resources, services = await asyncio.gather(view.api.job(job_id), view.api.resources(), view.api.services())
    return view.render(
        "visit_form.html",
        form.status,
        form=form,
        job=job,
        visit=visit,
        etag=etag,
        resources=resources,
        service_options=[("", "–")] + [(service["id"], service["name"]) for service in services],
        chosen=form.all("resource_ids"),
        blank=Form(),
    )


routes = [
    Route("/jobs/{job}/visits/new", signed_in(new)),
    Route("/jobs/{job}/visits/new", signed_in(create), methods=["POST"]),
    Route("/visits/{visit}/edit", signed_in(edit)),
    Route("/visits/{visit}/edit", signed_in(change), methods=["POST"]),
    Route("/visits/{visit}/{verb}", signed_in(verb), methods=["POST"]),
]

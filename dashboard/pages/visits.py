"""Visits: the form of one or of a series, and the verbs.

Every button of the form posts all of it: `do` says whether to save, to show the next dates, to look for free times, or to
keep one for the client who is on the phone. So it works without JavaScript, and nothing typed is lost.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any, Final

from starlette.responses import Response
from starlette.routing import Route

from dashboard import dates
from dashboard.api import Json
from dashboard.forms import Form
from dashboard.pages import job as folder
from dashboard.pages import visit_clash, visit_forms, visit_slots
from dashboard.problems import ApiProblem
from dashboard.view import View, signed_in

SAID: Final = {
    "start": "flash-visit-started",
    "pause": "flash-visit-paused",
    "resume": "flash-visit-resumed",
    "complete": "flash-visit-completed",
    "cancel": "flash-visit-cancelled",
    "en-route": "flash-visit-en-route",
    "reopen": "flash-visit-reopened",
}


async def new(view: View) -> Response:
    """`?day=&from=&to=&resource_ids=`: what was pressed in the calendar."""
    form, asked = Form(), view.request.query_params
    tomorrow = dates.today(view.zone) + timedelta(days=1)
    form.values |= {"timing": "fixed", "day": tomorrow.isoformat(), "from": "09:00", "to": "11:00", "every": "1"}
    form.values |= {"place": "job", "billable": "true", "address.region": "QC"}
    form.values |= {name: asked[name][:20] for name in ("day", "from", "to", "timing") if asked.get(name)}
    form.many = {"resource_ids": asked.getlist("resource_ids")[:20]} if asked.get("resource_ids") else {}
    return await _editor(view, form, view.arg("job"))


async def create(view: View) -> Response:
    form, job_id = await view.form(), view.arg("job")
    if form.text("do"):
        return await _try(view, form, job_id)
    repeats = form.text("repeat") in visit_forms.REPEATS
    body = visit_forms.series(view, form) if repeats else visit_forms.visit(view, form)
    kept = await visit_slots.hold(view, form)
    if form.errors:
        return await _editor(view, form, job_id)
    try:
        if kept and (repeats or not visit_slots.is_of(view, form, kept)):
            await visit_slots.release(view, form)
        if repeats:
            await view.api.post("jobs", "/v1/visit-series", {"job_id": job_id, **body}, key=form.key)
        else:
            body = visit_forms.held(form, body) if form.text("hold_id") else body
            await view.api.schedule_visit({"job_id": job_id, **body}, form.key)
    except ApiProblem as problem:
        return await _refused(view, form, problem, job_id)
    said = "flash-series-planned" if repeats else "flash-visit-scheduled" if "timing" in body else "flash-visit-drafted"
    return view.flash(view.redirect(f"/jobs/{job_id}#visits"), said)


async def edit(view: View) -> Response:
    visit, etag = await view.api.visit_to_edit(view.arg("visit"))
    people = [who["id"] for who in visit["resources"]]
    form = Form(values=visit_forms.values(view, visit), many={"resource_ids": people})
    if visit["title"] == (await view.api.job(visit["job_id"]))["title"]:
        form.values["title"] = ""  # it has none of its own, and shall not get one by being saved
    form.values |= {"scope": "this", "series_etag": await _series_etag(view, visit)}
    return await _editor(view, form, visit["job_id"], visit, etag)


async def change(view: View) -> Response:
    form = await view.form()
    visit, etag = await view.api.visit_to_edit(view.arg("visit"))
    if form.text("do"):
        return await _try(view, form, visit["job_id"], visit, form.text("etag"))
    of_series = visit["series_id"] and form.text("scope") in ("following", "all")
    body = visit_forms.of_series(view, form, visit) if of_series else visit_forms.visit(view, form, patch=True)
    if form.errors:
        return await _editor(view, form, visit["job_id"], visit, form.text("etag"))
    try:
        if of_series:
            await view.api.patch("jobs", _series(visit), body, etag=form.text("series_etag") or None)
        else:
            await view.api.change_visit(visit["id"], body, form.text("etag") or etag)
    except ApiProblem as problem:
        # Whoever reads what it is now, and saves again, means it.
        form.values["series_etag"] = await _series_etag(view, visit)
        return await _refused(view, form, problem, visit["job_id"], visit, etag)
    said = "flash-series-changed" if of_series else "flash-visit-changed"
    return view.flash(view.redirect(f"/visits/{visit['id']}"), said)


def _series(visit: Json) -> str:
    return f"/v1/visit-series/{visit['series_id']}"


async def _series_etag(view: View, visit: Json) -> str:
    """What the series of a visit is now; empty without one."""
    return (await view.api.tagged("jobs", _series(visit)))[1] if visit["series_id"] else ""


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


# ── the form ─────────────────────────────────────────────────────────────────────────────────────────────────────────


async def _try(view: View, form: Form, job_id: str, visit: Json | None = None, etag: str = "") -> Response:
    """Everything but saving: the form comes back with what was asked for. A problem is shown in it."""
    more: Json = {}
    asked, _, choice = form.text("do").partition(" ")
    try:
        if asked == "preview":
            more["preview"] = await _preview(view, form)
        elif asked == "slots":
            more["slots"] = await visit_slots.suggested(view, form)
        elif asked == "choose":
            await visit_slots.choose(view, form, choice, job_id, keep=visit is None)
        elif asked == "release":
            await visit_slots.release(view, form)
    except ApiProblem as problem:
        return await _refused(view, form, problem, job_id, visit, etag)
    return await _editor(view, form, job_id, visit, etag, **more)


async def _preview(view: View, form: Form) -> Json | None:
    if form.text("repeat") not in visit_forms.REPEATS:
        form.complain("repeat", view.t("series-choose-rule"))
        return None
    body = visit_forms.when(view, form)
    if form.errors:
        return None
    found = await view.api.post("jobs", "/v1/visit-series/preview", body)
    for each in found["data"]:
        each["day"] = dates.long_day(dates.day(each["local"] or each["key"]), view.language)
    return found


async def _refused(
    view: View, form: Form, problem: ApiProblem, job_id: str, visit: Json | None = None, etag: str = ""
) -> Response:
    """The form again, with who is taken when, and whether that may be booked over."""
    if problem.status in (401, 403, 404):
        raise problem
    form.refuse(problem, visit_forms.FIELDS)
    return await _editor(view, form, job_id, visit, etag, refusal=problem.body)


async def _editor(
    view: View, form: Form, job_id: str, visit: Json | None = None, etag: str = "", **more: Any
) -> Response:
    job, resources, services, templates, hold = await asyncio.gather(
        view.api.job(job_id),
        view.api.resources(),
        view.api.services(),
        view.api.get("jobs", "/v1/checklist-templates", active="true", limit=100),
        visit_slots.hold(view, form),
    )
    refusal = more.get("refusal") or {}
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
        templates=[] if visit else templates["data"],
        timings=[each for each in visit_forms.TIMINGS if each != "none" or not visit or not visit["starts_at"]],
        leads=[("", view.t("visit-lead-first")), *((each["id"], each["name"]) for each in resources)],
        weekdays=visit_forms.WEEKDAYS,
        clash=visit_clash.rows(view, refusal, job, resources, services),
        conflicts=refusal.get("conflicts") or [],
        may_book_anyway=bool(refusal.get("may_book_anyway")),
        preview=more.get("preview"),
        slots=more.get("slots"),
        hold=hold,
        blank=Form(),
    )


routes = [
    Route("/jobs/{job}/visits/new", signed_in(new)),
    Route("/jobs/{job}/visits/new", signed_in(create), methods=["POST"]),
    Route("/visits/{visit}/edit", signed_in(edit)),
    Route("/visits/{visit}/edit", signed_in(change), methods=["POST"]),
    Route("/visits/{visit}/{verb}", signed_in(verb), methods=["POST"]),
]

"""One visit as a work order: when, where and who, what can be done now, what was ticked, used, photographed and signed."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from starlette.responses import Response
from starlette.routing import Route

from dashboard import dates
from dashboard.api import Json
from dashboard.forms import Form
from dashboard.pages import files, job_files, materials
from dashboard.pages.lines import amount
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
    "no-show": "flash-visit-no-show",
    "unschedule": "flash-visit-unscheduled",
}
VERBS: Final = {
    "scheduled": ("start", "en-route"),
    "en_route": ("start",),
    "started": ("complete", "pause"),
    "paused": ("resume", "complete"),
    "completed": ("reopen",),
}
"""What a press alone does, the first one first."""
NOT_BEGUN: Final = ("unscheduled", "scheduled", "en_route")


async def page(view: View) -> Response:
    return await show(view, view.arg("visit"))


async def show(view: View, visit_id: str, problem: ApiProblem | None = None, form: Form | None = None) -> Response:
    """The page, possibly after a refused action: what was typed is still there."""
    sheet = await view.api.get("jobs", f"/v1/visits/{_id(visit_id)}/sheet")
    visit = sheet["visit"]
    job, photos, templates, series, known = await asyncio.gather(
        view.api.job(visit["job_id"]),
        job_files.of_visit(view, visit["job_id"], visit["id"]),
        view.api.get("jobs", "/v1/checklist-templates", active="true", limit=100),
        _dates(view, visit),
        materials.known(view),
    )
    there = {each["template_id"] for each in sheet["checklists"]}
    status = problem.status if problem else form.status if form else 200
    return view.render(
        "visit.html",
        status,
        job=job,
        visit=visit,
        checklists=sheet["checklists"],
        removed=sheet["removed_checklists"],
        materials=[{**each, "price": amount(each["unit_price"], view.language)} for each in sheet["materials"]],
        known=known,
        signature=_signature(sheet["signature"]),
        files=photos,
        templates=[each for each in templates["data"] if each["id"] not in there],
        series=series,
        verbs=VERBS.get(visit["status"], ()),
        not_begun=visit["status"] in NOT_BEGUN,
        open_now=visit["status"] not in ("cancelled", "no_show", "completed"),
        problem=problem.detail or problem.title if problem else "",
        form=form or Form(),
        blank=Form(),
        **job_files.upload_form(visit["job_id"], f"visit:{visit['id']}"),
    )


async def work_order(view: View) -> Response:
    visit = _id(view.arg("visit"))
    return files.shown(view, await view.api.download("jobs", f"/v1/visits/{visit}/work-order.pdf"), visit)


async def verb(view: View) -> Response:
    form, name, visit_id = await view.form(), view.arg("verb"), view.arg("visit")
    if name not in SAID:
        raise ApiProblem(404, {}, "jobs")
    body: Json = form.body(("reason",))
    if name == "en-route" and form.text("expected"):
        today = dates.today(view.zone).isoformat()
        body["expected_at"] = dates.to_instant(today, form.text("expected"), view.zone)
    return await _do(view, form, view.api.visit_verb(visit_id, name, body, form.key), SAID[name])


async def tick(view: View) -> Response:
    form = await view.form()
    path = f"/v1/visits/{_id(view.arg('visit'))}/checklist-items/{_id(view.arg('item'))}/check"
    call = view.api.post("jobs", path, {"checked": form.text("checked") == "true"}, key=form.key)
    return await _do(view, form, call, "", "#checklists")


async def add_checklist(view: View) -> Response:
    form = await view.form()
    path = f"/v1/visits/{_id(view.arg('visit'))}/checklists"
    return await _do(
        view, form, view.api.post("jobs", path, form.body(("template_id",)), key=form.key), "", "#checklists"
    )


async def remove_checklist(view: View) -> Response:
    form = await view.form()
    path = f"/v1/visits/{_id(view.arg('visit'))}/checklists/{_id(view.arg('checklist'))}"
    call = view.api.delete("jobs", path, reason=form.text("reason"))
    return await _do(view, form, call, "flash-checklist-removed", "#checklists")


async def use_material(view: View) -> Response:
    """A new material, or with the id of one in the address that one changed."""
    form, path = await view.form(), f"/v1/visits/{_id(view.arg('visit'))}/materials"
    material = view.arg("material")
    try:
        body = await materials.body(view, form, new=not material)
    except ValueError:
        return await show(view, view.arg("visit"), form=form)
    if material:
        call: Any = view.api.patch("jobs", f"{path}/{_id(material)}", body)
    else:
        call = view.api.post("jobs", path, body, key=form.key)
    return await _do(view, form, call, "flash-material-saved", "#materials")


async def remove_material(view: View) -> Response:
    form = await view.form()
    path = f"/v1/visits/{_id(view.arg('visit'))}/materials/{_id(view.arg('material'))}"
    return await _do(view, form, view.api.delete("jobs", path), "flash-material-removed", "#materials")


async def end_series(view: View) -> Response:
    """Nothing from this visit on takes place any more."""
    form, visit = await view.form(), await view.api.visit(view.arg("visit"))
    path = f"/v1/visit-series/{visit['series_id']}/end"
    body = {"from_date": visit["series_key"]} if visit["series_key"] else {}
    return await _do(view, form, view.api.post("jobs", path, body, key=form.key), "flash-series-ended", "#series")


async def _do(view: View, form: Form, call: Any, said: str, place: str = "") -> Response:
    try:
        await call
    except ApiProblem as problem:
        if problem.status in (401, 403, 404):
            raise
        if problem.errors:
            return await show(view, view.arg("visit"), form=form.refuse(problem))
        return await show(view, view.arg("visit"), problem)
    response = view.redirect(f"/visits/{view.arg('visit')}{place}")
    return view.flash(response, said) if said else response


async def _dates(view: View, visit: Json) -> Json | None:
    """The series of a visit, with its next dates."""
    if not visit["series_id"]:
        return None
    path = f"/v1/visit-series/{visit['series_id']}"
    series, coming = await asyncio.gather(view.api.get("jobs", path), view.api.get("jobs", f"{path}/dates", count=6))
    for each in coming["data"]:
        each["day"] = dates.long_day(dates.day(each["local"] or each["key"]), view.language)
    return {**series, "dates": coming["data"]}


def _signature(found: Json | None) -> Json | None:
    return {**found, "src": job_files.ours(found["file"]["url"])} if found else None


def _id(text: str) -> str:
    """One segment of a path, and of no other."""
    if not text.replace("_", "").isalnum():
        raise ApiProblem(404, {}, "jobs")
    return text


routes = [
    Route("/visits/{visit}", signed_in(page)),
    Route("/visits/{visit}/work-order.pdf", signed_in(work_order)),
    Route("/visits/{visit}/checklists", signed_in(add_checklist), methods=["POST"]),
    Route("/visits/{visit}/checklists/{checklist}/remove", signed_in(remove_checklist), methods=["POST"]),
    Route("/visits/{visit}/items/{item}", signed_in(tick), methods=["POST"]),
    Route("/visits/{visit}/materials", signed_in(use_material), methods=["POST"]),
    Route("/visits/{visit}/materials/{material}", signed_in(use_material), methods=["POST"]),
    Route("/visits/{visit}/materials/{material}/remove", signed_in(remove_material), methods=["POST"]),
    Route("/visits/{visit}/end-series", signed_in(end_series), methods=["POST"]),
    Route("/visits/{visit}/do/{verb}", signed_in(verb), methods=["POST"]),
]

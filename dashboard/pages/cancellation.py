"""Cancelling a job: the chain of consequences before, the same chain ticked off after; and the archive."""

from __future__ import annotations

from urllib.parse import quote

from starlette.responses import Response
from starlette.routing import Route

from dashboard.forms import Form
from dashboard.pages import job as folder
from dashboard.problems import ApiProblem
from dashboard.view import View, signed_in

AWAY = {"archive": "flash-archived", "unarchive": "flash-unarchived"}


async def page(view: View) -> Response:
    return await _page(view, Form())


async def _page(view: View, form: Form) -> Response:
    path = _path(view)
    job = await view.api.get("jobs", path)
    chain = await view.api.get("jobs", f"{path}/cancellation")
    return view.render(
        "cancellation.html",
        form.status,
        job=job,
        chain=chain,
        form=form,
        happening=[each for each in chain["data"] if each["kind"] != "step.gone"],
        gone=[each for each in chain["data"] if each["kind"] == "step.gone"],
    )


async def cancel(view: View) -> Response:
    form = await view.form()
    try:
        await view.api.post("jobs", f"{_path(view)}/cancel", {"reason": form.text("reason")}, key=form.key)
    except ApiProblem as problem:
        if problem.status not in (409, 422):
            raise
        return await _page(view, form.refuse(problem))
    return view.flash(view.redirect(f"/jobs/{view.arg('job')}/cancellation"), "flash-job-cancelled")


async def put_away(view: View) -> Response:
    form, verb = await view.form(), view.arg("verb")
    if verb not in AWAY:
        raise ApiProblem(404, {}, "jobs")
    call = view.api.post("jobs", f"{_path(view)}/{verb}", {}, key=form.key)
    return await folder.do(view, form, verb, call, AWAY[verb])


def _path(view: View) -> str:
    return f"/v1/jobs/{quote(view.arg('job'), safe='')}"


routes = [
    Route("/jobs/{job}/cancellation", signed_in(page)),
    Route("/jobs/{job}/cancellation", signed_in(cancel), methods=["POST"]),
    Route("/jobs/{job}/away/{verb}", signed_in(put_away), methods=["POST"]),
]

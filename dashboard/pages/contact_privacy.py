"""A person's rights: all that is held on them as one file, and being erased."""

from __future__ import annotations

from starlette.background import BackgroundTask
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from dashboard.forms import Form
from dashboard.problems import ApiProblem
from dashboard.view import View, signed_in


async def page(view: View) -> Response:
    return await _page(view, Form())


async def erase(view: View) -> Response:
    form = await view.form()
    try:
        await view.api.post("jobs", f"{_path(view)}/erase", form.body(("reason", "confirm")), key=form.key)
    except ApiProblem as problem:
        if problem.status in (401, 403, 404):
            raise
        return await _page(view, form.refuse(problem))
    return view.redirect(f"/contacts/{view.arg('contact')}/erase")


async def _page(view: View, form: Form) -> Response:
    """Before: what would go and what would stay. Afterwards: what did."""
    contact = await view.api.get("jobs", _path(view))
    report = await view.api.get("jobs", f"{_path(view)}/erasure") if contact["erased_at"] else None
    return view.render("contacts/erase.html", form.status, form=form, contact=contact, report=report)


async def access(view: View) -> Response:
    answer = await view.api.open("jobs", f"{_path(view)}/access-export", {})
    headers = {"Content-Disposition": 'attachment; filename="access.zip"', "Cache-Control": "no-store"}
    return StreamingResponse(
        answer.aiter_bytes(), media_type="application/zip", headers=headers, background=BackgroundTask(answer.aclose)
    )


def _path(view: View) -> str:
    return f"/v1/contacts/{view.arg('contact')}"


routes = [
    Route("/contacts/{contact}/erase", signed_in(page)),
    Route("/contacts/{contact}/erase", signed_in(erase), methods=["POST"]),
    Route("/contacts/{contact}/access", signed_in(access)),
]

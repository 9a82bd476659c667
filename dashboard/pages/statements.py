"""A client's statement of account: what is open, what happened in a period, as CSV and PDF, and mailed."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response
from starlette.routing import Route

from dashboard import charts, dates
from dashboard.api import Json
from dashboard.forms import Form
from dashboard.pages import files
from dashboard.pages.reports import spans
from dashboard.problems import ApiProblem
from dashboard.view import View, signed_in

AGES = ("current", "d30", "d60", "d90", "older")
ROWS = 60
"""Lines of a table on the page; CSV and PDF have all of them."""
PARAMS = ("from", "to")


async def page(view: View) -> Response:
    return await show(view, Form(values=_asked(view)))


async def show(view: View, form: Form, mail: Form | None = None) -> Response:
    """What was asked wrongly is said above the form, and the statement of today stands below it."""
    path, asked = f"/v1/statements/{_contact(view)}", _asked(view)
    try:
        found = await view.api.get("billing", path, **asked)
    except ApiProblem as problem:
        if problem.status != 422 or not asked:
            raise
        form = form.refuse(problem, {f"query:.{key}": key for key in PARAMS})
        asked = {}
        found = await view.api.get("billing", path)
    contact, mailed = await asyncio.gather(
        view.api.get("jobs", f"/v1/contacts/{_contact(view)}"), _mailed(view, _contact(view))
    )
    late = sum(found["aging"][age]["amount"] for age in AGES[1:])
    return view.render(
        "reports/statement.html",
        max(form.status, mail.status if mail else 200),
        contact=contact,
        found=found,
        ages=AGES,
        picture=charts.picture(found["chart"], view.language),
        late={**found["closing"], "amount": late},
        entries=found["entries"][-ROWS:],
        earlier=max(len(found["entries"]) - ROWS, 0),
        items=found["open_items"][:ROWS],
        more=max(len(found["open_items"]) - ROWS, 0),
        mailed=mailed,
        form=form,
        mail=mail or Form(),
        asked=asked,
        query=f"?{urlencode(asked)}" if asked else "",
        spans=spans(dates.today(view.zone)),
        home=f"/contacts/{contact['id']}/statement",
        address=lambda **days: f"/contacts/{contact['id']}/statement?{urlencode(days)}",
    )


async def _mailed(view: View, contact: str) -> list[Json] | None:
    """The last ones that were mailed; None for somebody who may not write to clients."""
    try:
        return list((await view.api.get("jobs", f"/v1/contacts/{contact}/statements"))["data"])
    except ApiProblem as problem:
        if problem.status == 403:
            return None
        raise


async def send(view: View) -> Response:
    form, asked = await view.form(), _asked(view)
    body: Json = {f"{key}_on": value for key, value in asked.items()} | form.body(("note",))
    try:
        await view.api.post("jobs", f"/v1/contacts/{_contact(view)}/statements", body, key=form.key)
    except ApiProblem as problem:
        if problem.status in (401, 403, 404):
            raise
        return await show(view, Form(values=asked), form.refuse(problem))
    suffix = f"?{urlencode(asked)}" if asked else ""
    return view.flash(view.redirect(f"/contacts/{view.arg('contact')}/statement{suffix}"), "flash-statement-mailed")


async def csv(view: View) -> Response:
    file = await view.api.download("billing", f"/v1/statements/{_contact(view)}/csv", **_asked(view))
    headers = {"Content-Disposition": f'attachment; filename="{file.filename}"', "Cache-Control": "no-store"}
    return Response(file.content, media_type=file.media_type, headers=headers)


async def pdf(view: View) -> Response:
    file = await view.api.download("billing", f"/v1/statements/{_contact(view)}/pdf", **_asked(view))
    return files.shown(view, file, "statement")


def _asked(view: View) -> dict[str, Any]:
    return {key: view.request.query_params[key] for key in PARAMS if view.request.query_params.get(key)}


def _contact(view: View) -> str:
    """One segment of a path, and of no other."""
    found = view.arg("contact")
    if not found.replace("_", "").isalnum():
        raise ApiProblem(404, {}, "jobs")
    return found


routes = [
    Route("/contacts/{contact}/statement", signed_in(page)),
    Route("/contacts/{contact}/statement/csv", signed_in(csv)),
    Route("/contacts/{contact}/statement/pdf", signed_in(pdf)),
    Route("/contacts/{contact}/statement/send", signed_in(send), methods=["POST"]),
]

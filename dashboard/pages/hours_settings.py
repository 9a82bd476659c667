"""When the weeks of the timesheets begin."""

from __future__ import annotations

from starlette.responses import Response
from starlette.routing import Route

from dashboard.api import ApiProblem
from dashboard.forms import Form
from dashboard.view import View, signed_in

DAYS = ("monday", "sunday")


async def show(view: View) -> Response:
    company = await view.api.get("accounts", "/v1/company")
    return _page(view, Form(values={"week_starts": company["week_starts"]}))


async def change(view: View) -> Response:
    form = await view.form()
    try:
        await view.api.patch("accounts", "/v1/company", form.body(("week_starts",)))
    except ApiProblem as problem:
        if problem.status in (401, 403, 404):
            raise
        return _page(view, form.refuse(problem))
    return view.flash(view.redirect("/settings/hours"), "flash-week-starts")


def _page(view: View, form: Form) -> Response:
    days = [(day, view.t(f"week-starts-{day}")) for day in DAYS]
    return view.render("hours/settings.html", form.status, form=form, days=days)


routes = [
    Route("/settings/hours", signed_in(show)),
    Route("/settings/hours", signed_in(change), methods=["POST"]),
]

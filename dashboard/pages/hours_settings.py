"""When the weeks of the timesheets begin, and when somebody is there."""

from __future__ import annotations

from starlette.responses import Response
from starlette.routing import Route

from dashboard.forms import Form
from dashboard.problems import ApiProblem
from dashboard.view import View, signed_in

DAYS = ("monday", "sunday")
WEEKDAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")


async def show(view: View) -> Response:
    company = await view.api.get("accounts", "/v1/company")
    values = {"week_starts": company["week_starts"]}
    values |= {name: company[name][:5] for name in ("opens_at", "closes_at")}
    return _page(view, Form(values=values | {f"open-{day}": "true" for day in company["open_days"]}))


async def change(view: View) -> Response:
    form = await view.form()
    try:
        body = form.body(("week_starts", "opens_at", "closes_at"))
        body["open_days"] = [day for day in range(len(WEEKDAYS)) if form.text(f"open-{day}")]
        await view.api.patch("accounts", "/v1/company", body)
    except ApiProblem as problem:
        if problem.status in (401, 403, 404):
            raise
        return _page(view, form.refuse(problem))
    return view.flash(view.redirect("/settings/hours"), "flash-week-starts")


def _page(view: View, form: Form) -> Response:
    days = [(day, view.t(f"week-starts-{day}")) for day in DAYS]
    weekdays = [(f"open-{day}", view.t(f"weekday-{name}")) for day, name in enumerate(WEEKDAYS)]
    return view.render("hours/settings.html", form.status, form=form, days=days, weekdays=weekdays)


routes = [
    Route("/settings/hours", signed_in(show)),
    Route("/settings/hours", signed_in(change), methods=["POST"]),
]

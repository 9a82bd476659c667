"""Whether clients are written text messages, and from which number."""

from __future__ import annotations

from starlette.responses import Response
from starlette.routing import Route

from dashboard.forms import Form
from dashboard.problems import ApiProblem
from dashboard.view import View, signed_in


async def show(view: View) -> Response:
    company = await view.api.get("accounts", "/v1/company")
    values = {"sms_number": company["sms_number"] or ""} | ({"sms_enabled": "true"} if company["sms_enabled"] else {})
    return view.render("sms_settings.html", form=Form(values=values))


async def change(view: View) -> Response:
    form = await view.form()
    body = {"sms_enabled": form.text("sms_enabled") == "true", "sms_number": form.text("sms_number") or None}
    try:
        await view.api.patch("accounts", "/v1/company", body)
    except ApiProblem as problem:
        if problem.status in (401, 403, 404):
            raise
        form = form.refuse(problem)
        return view.render("sms_settings.html", form.status, form=form)
    return view.flash(view.redirect("/settings/sms"), "flash-sms-on" if body["sms_enabled"] else "flash-sms-off")


routes = [
    Route("/settings/sms", signed_in(show)),
    Route("/settings/sms", signed_in(change), methods=["POST"]),
]

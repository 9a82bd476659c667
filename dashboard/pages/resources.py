"""Resources: who does visits, with a login or without, and what an hour of theirs costs by date."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from dashboard import dates
from dashboard.api import Json
from dashboard.forms import Form, cents
from dashboard.problems import ApiProblem
from dashboard.view import View, signed_in

FIELDS = {"hourly_rate.amount": "rate", "hourly_rate": "rate"}
RATE_FIELDS = {"hourly_rate.amount": "new_rate", "hourly_rate": "new_rate"}


async def show_all(view: View) -> Response:
    resources, users = await _resources(view), await _users(view)
    return view.render("resources/list.html", resources=resources, users=users, settings=view.may("settings"))


async def new(view: View) -> Response:
    return await _editor(view, Form())


async def create(view: View) -> Response:
    form = await view.form()
    body = _body(view, form) | {"active": True}
    amount = cents(form.text("rate")) if form.text("rate") else 0
    if amount is None:
        form.complain("rate", view.t("resource-rate-wrong"))
    if form.errors:
        return await _editor(view, form)
    body["hourly_rate"] = {"amount": amount, "currency": view.company.get("currency") or "CAD"}
    return await _save(view, form, view.api.post("jobs", "/v1/resources", body, key=form.key))


async def edit(view: View) -> Response:
    resource = await _resource(view)
    values = {name: resource[name] or "" for name in ("name", "colour", "user_id")}
    if resource["active"]:
        values["active"] = "true"
    return await _editor(view, Form(values=values), resource)


async def change(view: View) -> Response:
    form, resource = await view.form(), await _resource(view)
    body = _body(view, form) | {"active": form.text("active") == "true"}
    return await _save(view, form, view.api.patch("jobs", f"/v1/resources/{resource['id']}", body), resource)


async def set_rate(view: View) -> Response:
    """A rate from a day on: hours that were recorded keep theirs."""
    form, resource = await view.form(), await _resource(view)
    amount = cents(form.text("new_rate"))
    if amount is None:
        return await _editor(view, form.complain("new_rate", view.t("resource-rate-wrong")), resource)
    body: Json = {"hourly_rate": {"amount": amount, "currency": view.company.get("currency") or "CAD"}}
    body |= form.body(("starts_on",))
    try:
        await view.api.post("jobs", f"/v1/resources/{resource['id']}/rates", body, key=form.key)
    except ApiProblem as problem:
        if problem.status in (401, 403, 404):
            raise
        return await _editor(view, form.refuse(problem, RATE_FIELDS), resource)
    return view.flash(view.redirect(f"/resources/{resource['id']}"), "flash-rate-set")


async def create_feed(view: View) -> Response:
    """A private link to the calendar of a resource."""
    form, resource = await view.form(), await _resource(view)
    await view.api.post("jobs", f"/v1/resources/{resource['id']}/feeds", {"language": view.language}, key=form.key)
    return view.flash(view.redirect(f"/resources/{resource['id']}#feeds"), "flash-feed-created")


async def revoke_feed(view: View) -> Response:
    form, resource = await view.form(), await _resource(view)
    feeds = (await view.api.get("jobs", f"/v1/resources/{resource['id']}/feeds"))["data"]
    if view.arg("feed") not in [each["id"] for each in feeds]:
        raise ApiProblem(404, {}, "jobs")
    await view.api.post("jobs", f"/v1/resources/{resource['id']}/feeds/{view.arg('feed')}/revoke", key=form.key)
    return view.flash(view.redirect(f"/resources/{resource['id']}#feeds"), "flash-feed-revoked")


async def _save(view: View, form: Form, call: Any, resource: Json | None = None) -> Response:
    try:
        await call
    except ApiProblem as problem:
        if problem.status in (401, 403, 404):
            raise
        return await _editor(view, form.refuse(problem, FIELDS), resource)
    return view.flash(view.redirect("/resources"), "flash-resource-saved")


def _body(view: View, form: Form) -> Json:
    if not form.text("name"):
        form.complain("name", view.t("resource-name-missing"))
    return {
        "name": form.text("name"),
        "colour": form.text("colour") or "#3366cc",
        "user_id": form.text("user_id") or None,
    }


async def _resource(view: View) -> Json:
    return await view.api.get("jobs", f"/v1/resources/{view.arg('resource')}")


async def _resources(view: View) -> list[Json]:
    return list((await view.api.get("jobs", "/v1/resources", limit=200))["data"])


async def _users(view: View) -> dict[str, str]:
    """The company's people by id; only for those who may set things up."""
    if not view.may("settings"):
        return {}
    return {each["id"]: each["name"] for each in (await view.api.get("accounts", "/v1/users", limit=200))["data"]}


async def _editor(view: View, form: Form, resource: Json | None = None) -> Response:
    rates: list[Json] = []
    feeds: list[Json] = []
    if resource is not None:
        rates = (await view.api.get("jobs", f"/v1/resources/{resource['id']}/rates"))["data"]
        feeds = (await view.api.get("jobs", f"/v1/resources/{resource['id']}/feeds"))["data"]
        form.values = (
            {"name": resource["name"], "colour": resource["colour"], "user_id": resource["user_id"] or ""}
            | ({"active": "true"} if resource["active"] and "name" not in form.values else {})
            | form.values
        )
    return view.render(
        "resources/form.html",
        form.status,
        form=form,
        resource=resource,
        rates=rates,
        feeds=[each for each in feeds if not each["revoked_at"]],
        users=[("", view.t("resource-no-login")), *(await _users(view)).items()],
        today=dates.today(view.zone).isoformat(),
        blank=Form(),
    )


routes = [
    Route("/resources", signed_in(show_all)),
    Route("/resources/new", signed_in(new)),
    Route("/resources/new", signed_in(create), methods=["POST"]),
    Route("/resources/{resource}", signed_in(edit)),
    Route("/resources/{resource}", signed_in(change), methods=["POST"]),
    Route("/resources/{resource}/rates", signed_in(set_rate), methods=["POST"]),
    Route("/resources/{resource}/feeds", signed_in(create_feed), methods=["POST"]),
    Route("/resources/{resource}/feeds/{feed}/revoke", signed_in(revoke_feed), methods=["POST"]),
]

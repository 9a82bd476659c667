"""Contacts from a file: upload, match the columns, see what would happen, and only then have it written. And the way back."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response
from starlette.routing import Route

from dashboard import csv_files
from dashboard.api import Json
from dashboard.forms import Form
from dashboard.problems import ApiProblem
from dashboard.view import View, signed_in

SHOWN: Final = 25
PLANS: Final = ("create", "update", "skip", "refuse")
PATH: Final = "/v1/contacts/imports"


async def start(view: View) -> Response:
    return _start(view, Form())


async def upload(view: View) -> Response:
    form = Form()
    made = await csv_files.uploaded(view, "jobs", PATH, form)
    return view.redirect(f"/contacts/import/{made['id']}") if made else _start(view, form)


def _start(view: View, form: Form) -> Response:
    return view.render("contacts/import_start.html", form.status, form=form)


async def show(view: View) -> Response:
    return await _show(view, Form())


async def match(view: View) -> Response:
    form = await view.form()
    columns = csv_files.columns(form)
    body = {"columns": columns, "duplicates": form.text("duplicates") or "skip"}
    try:
        await view.api.patch("jobs", _path(view), body)
    except ApiProblem as problem:
        if problem.status in (401, 403, 404):
            raise
        rename = {f"columns.{n}": f"column.{n}" for n in columns}
        return await _show(view, form.refuse(problem, rename))
    return view.redirect(f"/contacts/import/{view.arg('import')}")


async def confirm(view: View) -> Response:
    """Writes for some seconds; the page goes on by itself until all is done."""
    form = await view.form()
    try:
        await view.api.post("jobs", f"{_path(view)}/confirm", key=form.key)
    except ApiProblem as problem:
        if problem.status in (401, 403, 404):
            raise
        return await _show(view, form.refuse(problem))
    return view.redirect(f"/contacts/import/{view.arg('import')}")


async def cancel(view: View) -> Response:
    form = await view.form()
    await view.api.post("jobs", f"{_path(view)}/cancel", key=form.key)
    return view.flash(view.redirect("/contacts/import"), "flash-import-cancelled")


async def _show(view: View, form: Form) -> Response:
    found = await view.api.get("jobs", _path(view))
    plan = view.arg("plan")
    plan = plan if plan in PLANS else ""
    lines = await view.api.get("jobs", f"{_path(view)}/lines", plan=plan, after=view.arg("after"), limit=SHOWN)
    return view.render(
        "contacts/import.html",
        form.status,
        form=form,
        found=found,
        lines=[line | _told(line["values"]) for line in lines["data"]],
        page=lines["page"],
        plan=plan,
        plans=PLANS,
        blank=Form(),
    )


def _told(values: Json) -> Json:
    """A line in words: who it is, and the rest of what is known."""
    get = values.get
    person = " ".join(part for part in (get("first_name"), get("last_name")) if part)
    who = get("name") or person or get("company_name") or "–"
    rest = ("company_name", "email", "phone_mobile", "phone_work", "phone_home", "line1", "city", "postal_code")
    return {"who": who, "rest": " · ".join(str(values[name]) for name in rest if get(name) and get(name) != who)}


async def refused(view: View) -> Response:
    return await csv_files.passed_on(view, "jobs", f"{_path(view)}/refused.csv", "refused.csv")


async def export(view: View) -> Response:
    archived = "?archived=true" if view.arg("group") == "archived" else ""
    return await csv_files.passed_on(view, "jobs", f"/v1/contacts/export{archived}", "contacts.csv")


def _path(view: View) -> str:
    return f"{PATH}/{view.arg('import')}"


routes = [
    Route("/contacts/export", signed_in(export)),
    Route("/contacts/import", signed_in(start)),
    Route("/contacts/import", signed_in(upload), methods=["POST"]),
    Route("/contacts/import/{import}", signed_in(show)),
    Route("/contacts/import/{import}", signed_in(match), methods=["POST"]),
    Route("/contacts/import/{import}/confirm", signed_in(confirm), methods=["POST"]),
    Route("/contacts/import/{import}/cancel", signed_in(cancel), methods=["POST"]),
    Route("/contacts/import/{import}/refused.csv", signed_in(refused)),
]

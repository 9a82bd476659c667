"""The job list, and +Job."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from dashboard import steps
from dashboard.api import Json
from dashboard.forms import Form
from dashboard.pages import custom_fields
from dashboard.problems import ApiProblem
from dashboard.view import View, signed_in

# The filters of the list: a name and the phases it stands for (the API takes several, comma-separated).
GROUPS: dict[str, tuple[str, ...]] = {
    "all": (),
    "new": ("new", "contacted"),
    "quotes": ("quoting", "quoted"),
    "work": ("won", "scheduled", "in_progress"),
    "money": ("to_invoice", "invoiced"),
    "over": ("paid", "closed", "lost", "cancelled"),
}
SOURCES = ("phone", "email", "web", "walk_in", "referral", "other")


async def listing(view: View) -> Response:
    query, group = view.arg("q").strip(), view.arg("group")
    phases = GROUPS.get(group, ())
    label = view.arg("label")
    archived = "true" if view.arg("archived") else ""
    field = view.arg("field")
    page, labels, fields = await asyncio.gather(
        view.api.jobs(
            q=query,
            phase=",".join(phases),
            label=label,
            custom_field=field,
            archived=archived,
            after=view.arg("after"),
            limit=25,
        ),
        view.api.get("jobs", "/v1/labels", active="true", limit=200),
        custom_fields.filters(view, "job"),
    )
    return view.render(
        "jobs.html",
        jobs=page["data"],
        page=page["page"],
        query=query,
        label=label,
        archived=archived,
        labels=labels["data"],
        field=field,
        fields=fields,
        group=group if group in GROUPS else "all",
        groups=list(GROUPS),
        move=steps.move,
    )


async def new(view: View) -> Response:
    """What was typed before "use this one" was pressed stays."""
    kept = {name: view.arg(name) for name in ("title", "description", "source") if view.arg(name)}
    return await _new_page(view, Form(values=kept))


async def create(view: View) -> Response:
    form = await view.form()
    body: dict[str, Any] = form.body(("title", "description", "source"))
    if form.text("who") == "known":
        if not form.text("contact_id"):
            form.complain("q", view.t("job-new-choose-contact"))
            return await _new_page(view, form)
        body["contact_id"] = form.text("contact_id")
    else:
        body |= form.body(f"contact.{name}" for name in ("name", "email", "phone", "language"))
        address = form.body(f"contact.address.{name}" for name in ("line1", "city", "region", "postal_code"))
        if {"line1", "city", "postal_code"} & set((address.get("contact") or {}).get("address") or {}):
            body.setdefault("contact", {})["address"] = {**address["contact"]["address"], "country": "CA"}
        if not form.text("contact.name"):
            form.complain("contact.name", view.t("job-new-name-missing"))
            return await _new_page(view, form)
    try:
        job = await view.api.open_job(body, form.key)
    except ApiProblem as problem:
        if problem.status in (404, 403):
            raise
        return await _new_page(view, form.refuse(problem, {"contact_id": "q"}))
    return view.flash(view.redirect(f"/jobs/{job['id']}"), "flash-job-opened", number=str(job["number"]))


async def contact_options(view: View) -> Response:
    """The list below the search box, while somebody types."""
    query = view.arg("q").strip()
    found = await view.api.contacts(query) if len(query) >= 2 else []
    return view.render("contact_options.html", contacts=found, query=query, chosen="")


async def _new_page(view: View, form: Form) -> Response:
    """`?q=` is the search without JavaScript."""
    query = form.text("q") or view.arg("q").strip()
    chosen = form.text("contact_id") or view.arg("contact")
    found, one = await asyncio.gather(
        view.api.contacts(query) if len(query) >= 2 else _none(),
        _chosen(view, chosen),
    )
    contacts = one + [contact for contact in found if contact["id"] != chosen]
    who = form.text("who") or ("known" if query or chosen else "new")
    return view.render(
        "job_new.html",
        form.status,
        form=form,
        contacts=contacts,
        query=query,
        chosen=chosen,
        who=who,
        sources=SOURCES,
    )


async def _chosen(view: View, contact_id: str) -> list[Json]:
    if not contact_id:
        return []
    try:
        return [await view.api.contact(contact_id)]
    except ApiProblem:
        return []


async def _none() -> list[Json]:
    return []


routes = [
    Route("/jobs", signed_in(listing)),
    Route("/jobs/new", signed_in(new)),
    Route("/jobs/new", signed_in(create), methods=["POST"]),
    Route("/contacts/options", signed_in(contact_options)),
]

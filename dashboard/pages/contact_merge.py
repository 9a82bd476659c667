"""Merging two contacts: find the other one, see both sides, choose what stays; and undoing it."""

from __future__ import annotations

from starlette.responses import Response
from starlette.routing import Route

from dashboard.api import Json
from dashboard.forms import Form
from dashboard.pages import contacts
from dashboard.problems import ApiProblem
from dashboard.view import View, signed_in

CHOICES = ("name", "email", "language", "preferences", "payment_terms", "taxes")


async def page(view: View) -> Response:
    return await _page(view, Form())


async def merge(view: View) -> Response:
    form = await view.form()
    contact_id, other = view.arg("contact"), form.text("with")
    choices = {name: form.text(f"choices.{name}") for name in CHOICES if form.text(f"choices.{name}")}
    body = {"with": other, "choices": choices}
    try:
        await view.api.post("jobs", f"/v1/contacts/{contact_id}/merge", body, key=form.key)
    except ApiProblem as problem:
        if problem.status in (401, 403, 404):
            raise
        return await _page(view, form.refuse(problem, {"with": ""}))
    return view.flash(view.redirect(f"/contacts/{contact_id}"), "flash-contact-merged")


async def unmerge(view: View) -> Response:
    form = await view.form()
    merged = view.arg("contact")
    try:
        await view.api.post("jobs", f"/v1/contacts/{merged}/unmerge", key=form.key)
    except ApiProblem as problem:
        if problem.status in (401, 403, 404):
            raise
        survivor = await view.api.get("jobs", f"/v1/contacts/{merged}")
        return await contacts.show(view, survivor["id"], manage=form.refuse(problem))
    return view.flash(view.redirect(f"/contacts/{merged}"), "flash-contact-unmerged")


async def _page(view: View, form: Form) -> Response:
    """Both sides once the other is chosen; before that, who may be the same, and a search."""
    path = f"/v1/contacts/{view.arg('contact')}"
    contact = await view.api.get("jobs", path)
    other_id, query = form.text("with") or view.arg("with"), view.arg("q").strip()
    other: Json | None = None
    found: list[Json] = []
    if other_id:
        other = await view.api.get("jobs", f"/v1/contacts/{other_id}")
    elif query:
        found = (await view.api.get("jobs", "/v1/contacts", q=query, limit=10))["data"]
    else:
        found = await _alike(view, contact)
    found = [each for each in found if each["id"] != contact["id"]]
    return view.render(
        "contacts/merge.html", form.status, form=form, contact=contact, other=other, found=found, query=query
    )


async def _alike(view: View, contact: Json) -> list[Json]:
    address: Json = next(iter(contact["addresses"]), {})
    answer = await view.api.get(
        "jobs",
        "/v1/contacts/duplicates",
        name=contact["name"],
        email=contact["email"],
        phone=contact["phone"],
        line1=address.get("line1"),
        postal_code=address.get("postal_code"),
        without=contact["id"],
    )
    return list(answer["data"])


routes = [
    Route("/contacts/{contact}/merge", signed_in(page)),
    Route("/contacts/{contact}/merge", signed_in(merge), methods=["POST"]),
    Route("/contacts/{contact}/unmerge", signed_in(unmerge), methods=["POST"]),
]

"""What hangs on a contact: people, notes, consents, the archive. Each verb goes back to the contact's page."""

from __future__ import annotations

from starlette.responses import Response
from starlette.routing import Route

from dashboard.api import Json
from dashboard.forms import Form
from dashboard.pages import contacts
from dashboard.pages.contact_forms import degrees
from dashboard.problems import ApiProblem
from dashboard.view import View, signed_in


async def add_person(view: View) -> Response:
    form = await view.form()
    body: Json = form.body(("name", "role", "email", "language")) | {"primary": "primary" in form.values}
    if form.text("phone"):
        body["phones"] = [{"kind": form.text("phone_kind") or "work", "number": form.text("phone")}]
        body["phones"][0] |= {"extension": form.text("extension")} if form.text("extension") else {}
    rename = {"phones.0.number": "phone", "phones.0.extension": "extension"}
    return await _post(view, "people", body, form, "person", "flash-contact-person-added", rename)


async def remove_person(view: View) -> Response:
    await view.form()
    await view.api.delete("jobs", f"{_path(view)}/people/{view.arg('person')}")
    return _back(view, "flash-contact-person-removed")


async def add_note(view: View) -> Response:
    form = await view.form()
    return await _post(view, "notes", {"body": form.text("body")}, form, "note", "flash-contact-note-added")


async def remove_note(view: View) -> Response:
    await view.form()
    await view.api.delete("jobs", f"{_path(view)}/notes/{view.arg('note')}")
    return _back(view, "flash-contact-note-removed")


async def add_consent(view: View) -> Response:
    form = await view.form()
    body = form.body(("channel", "purpose", "source", "proof"))
    kind, _, basis = form.text("kind").partition(".")
    body |= {"kind": kind or "express", "basis": basis}
    return await _post(view, "consents", body, form, "consent", "flash-contact-consent-added", {"basis": "kind"})


async def withdraw(view: View) -> Response:
    form = await view.form()
    await view.api.post("jobs", f"{_path(view)}/consents/{view.arg('consent')}/withdraw", key=form.key)
    return _back(view, "flash-contact-consent-withdrawn")


async def pin(view: View) -> Response:
    """The place of an address as the pin or the two fields say; or back to what the postal code gives."""
    form = await view.form()
    place: Json = {"lat": None, "lon": None}
    if not form.text("reset"):
        place = {name: degrees(form.text(name)) for name in ("lat", "lon")}
    await view.api.patch("jobs", f"{_path(view)}/addresses/{view.arg('address')}", place)
    return _back(view, "flash-place-saved")


async def archive(view: View) -> Response:
    form = await view.form()
    on = form.text("archived") == "true"
    await view.api.patch("jobs", _path(view), {"archived": on})
    return _back(view, "flash-contact-archived" if on else "flash-contact-restored")


async def _post(
    view: View, part: str, body: Json, form: Form, which: str, said: str, rename: dict[str, str] | None = None
) -> Response:
    try:
        await view.api.post("jobs", f"{_path(view)}/{part}", body, key=form.key)
    except ApiProblem as problem:
        if problem.status in (401, 403, 404):
            raise
        return await contacts.show(view, view.arg("contact"), **{which: form.refuse(problem, rename)})
    return _back(view, said)


def _path(view: View) -> str:
    return f"/v1/contacts/{view.arg('contact')}"


def _back(view: View, said: str) -> Response:
    return view.flash(view.redirect(f"/contacts/{view.arg('contact')}"), said)


routes = [
    Route("/contacts/{contact}/people", signed_in(add_person), methods=["POST"]),
    Route("/contacts/{contact}/people/{person}/remove", signed_in(remove_person), methods=["POST"]),
    Route("/contacts/{contact}/notes", signed_in(add_note), methods=["POST"]),
    Route("/contacts/{contact}/notes/{note}/remove", signed_in(remove_note), methods=["POST"]),
    Route("/contacts/{contact}/consents", signed_in(add_consent), methods=["POST"]),
    Route("/contacts/{contact}/consents/{consent}/withdraw", signed_in(withdraw), methods=["POST"]),
    Route("/contacts/{contact}/addresses/{address}/pin", signed_in(pin), methods=["POST"]),
    Route("/contacts/{contact}/archive", signed_in(archive), methods=["POST"]),
]

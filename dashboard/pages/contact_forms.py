"""Making and editing a contact."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from dashboard.api import Json
from dashboard.forms import Form
from dashboard.problems import ApiProblem
from dashboard.view import View, signed_in

PHONE_KINDS = ("mobile", "home", "work", "fax", "other")
TEXTS = ("first_name", "last_name", "company_name", "email", "tax_exempt_reason", "tax_certificate")
SWITCHES = ("prefers_mail", "prefers_sms", "do_not_contact", "tax_exempt")
PHONE = ("kind", "number", "extension")
ADDRESS = ("id", "kind", "label", "line1", "city", "region", "postal_code", "country", "access_notes", "lat", "lon")
SPARE = 1  # empty rows for browsers without JavaScript


async def new(view: View) -> Response:
    return await _editor(view, _blank())


async def create(view: View) -> Response:
    form = await view.form()
    try:
        made = await view.api.post("jobs", "/v1/contacts", _body(view, form), key=form.key)
    except ApiProblem as problem:
        return await _editor(view, _refused(form, problem))
    return view.flash(view.redirect(f"/contacts/{made['id']}"), "flash-contact-made")


async def edit(view: View) -> Response:
    contact, etag = await view.api.tagged("jobs", f"/v1/contacts/{view.arg('contact')}")
    return await _editor(view, _filled(contact), contact, etag)


async def change(view: View) -> Response:
    form = await view.form()
    contact = await view.api.get("jobs", f"/v1/contacts/{view.arg('contact')}")
    body = _body(view, form)
    body |= {name: body.get(name, "" if name != "email" else None) for name in TEXTS}
    body |= {"payment_terms_days": body.get("payment_terms_days"), "unsubscribed": "unsubscribed" in form.values}
    if body.get("name") == contact["name"]:
        del body["name"]  # it may follow the parts of the name
    try:
        await view.api.patch("jobs", f"/v1/contacts/{contact['id']}", body, etag=form.text("etag"))
    except ApiProblem as problem:
        return await _editor(view, _refused(form, problem), contact, form.text("etag"))
    return view.flash(view.redirect(f"/contacts/{contact['id']}"), "flash-contact-saved")


def _refused(form: Form, problem: ApiProblem) -> Form:
    if problem.status in (401, 403, 404):
        raise problem
    return form.refuse(problem, {"phone": "phones.0.number"})


def _body(view: View, form: Form) -> Json:
    """What the API takes. Rows without holes, so that its pointers meet the form's fields."""
    body: Json = form.body(("kind", "name", "language", *TEXTS))
    body |= {name: name in form.values for name in SWITCHES}
    if terms := form.text("payment_terms_days"):
        body["payment_terms_days"] = int(terms) if terms.isascii() and terms.isdigit() and len(terms) < 6 else terms
    body["phones"] = [_row(form, f"phones.{n}", PHONE) for n in _closed(form, "phones", "number")]
    body["addresses"] = [_address(form, n) for n in _closed(form, "addresses", "line1")]
    if "name" not in body:
        parts = ("company_name",) if form.text("kind") == "company" else ("first_name", "last_name")
        body["name"] = " ".join(form.text(part) for part in parts if form.text(part))
    if not body["name"]:
        del body["name"]
    return body


def _address(form: Form, n: int) -> Json:
    row = _row(form, f"addresses.{n}", ADDRESS)
    for name in ("lat", "lon"):
        if name in row:
            row[name] = degrees(row[name])
    return row


def degrees(text: str) -> Any:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return text  # the API says what is wrong with it


def _row(form: Form, at: str, names: tuple[str, ...]) -> Json:
    return {name: form.text(f"{at}.{name}") for name in names if form.text(f"{at}.{name}")}


def _closed(form: Form, prefix: str, needed: str) -> list[int]:
    """Renumbers the rows that are filled in as 0, 1, 2… and forgets the others."""
    kept = [n for n in form.rows(prefix) if form.text(f"{prefix}.{n}.{needed}")]
    rows = [{k: v for k, v in form.values.items() if k.startswith(f"{prefix}.{n}.")} for n in kept]
    for name in [name for name in form.values if name.startswith(f"{prefix}.")]:
        del form.values[name]
    for n, row in enumerate(rows):
        form.values |= {f"{prefix}.{n}.{name.split('.', 2)[2]}": value for name, value in row.items()}
    return list(range(len(rows)))


def _blank() -> Form:
    return Form(
        values={"kind": "person", "prefers_mail": "true", "phones.0.kind": "mobile", "addresses.0.region": "QC"}
    )


def _filled(contact: Json) -> Form:
    """The form of a contact as it is. An address without a pin leaves its coordinates empty: the postal code gives them."""
    names = ("kind", "name", "language", "payment_terms_days", *TEXTS)
    values = {name: str(contact[name]) for name in names if contact.get(name) not in (None, "")}
    values |= {name: "true" for name in SWITCHES if contact[name]}
    if contact.get("unsubscribed_at"):
        values["unsubscribed"] = "true"
    for n, phone in enumerate(contact["phones"]):
        values |= {f"phones.{n}.{name}": str(phone[name]) for name in PHONE}
        values[f"phones.{n}.number"] = str(phone["formatted"]).partition(" #")[0]
    for n, address in enumerate(contact["addresses"]):
        values |= {f"addresses.{n}.{name}": str(address[name]) for name in ADDRESS if address.get(name)}
        if (place := address.get("location")) and place["source"] == "pin":
            values |= {f"addresses.{n}.{name}": str(place[name]) for name in ("lat", "lon")}
    return Form(values=values)


async def _editor(view: View, form: Form, contact: Json | None = None, etag: str = "") -> Response:
    counts = {
        prefix: 1 + max((int(name.split(".")[1]) for name in form.values if name.startswith(f"{prefix}.")), default=0)
        for prefix in ("phones", "addresses")
    }
    return view.render(
        "contacts/form.html",
        form.status,
        form=form,
        contact=contact,
        etag=etag,
        counts=counts,
        spare=SPARE,
        phone_kinds=PHONE_KINDS,
    )


routes = [
    Route("/contacts/new", signed_in(new)),
    Route("/contacts/new", signed_in(create), methods=["POST"]),
    Route("/contacts/{contact}/edit", signed_in(edit)),
    Route("/contacts/{contact}/edit", signed_in(change), methods=["POST"]),
]

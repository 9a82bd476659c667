"""Contacts: the list, one contact's page, and who may be the one that is being typed."""

from __future__ import annotations

import asyncio

from starlette.responses import Response
from starlette.routing import Route

from dashboard.api import Json
from dashboard.forms import Form
from dashboard.pages import custom_fields
from dashboard.pages.online import methods_of
from dashboard.pages.payments import credit_of
from dashboard.problems import ApiProblem
from dashboard.view import View, signed_in
from services.kit.settings import get_settings

GROUPS = ("all", "person", "company", "archived")
JOBS_SHOWN = 20
CHANNELS = ("mail", "sms", "phone", "any")
SOURCES = ("form", "phone", "in_person", "mail", "contract", "other")


async def listing(view: View) -> Response:
    query, group = view.arg("q").strip(), view.arg("group")
    group = group if group in GROUPS else "all"
    filters = {"kind": group} if group in ("person", "company") else {}
    label, field = view.arg("label"), view.arg("field")
    known = await view.api.get("jobs", "/v1/labels", active="true", limit=200)
    fields = await custom_fields.filters(view, "contact")
    page = await view.api.get(
        "jobs",
        "/v1/contacts",
        q=query,
        label=label,
        custom_field=field,
        archived="true" if group == "archived" else "false",
        after=view.arg("after"),
        limit=30,
        **filters,
    )
    return view.render(
        "contacts/list.html",
        contacts=page["data"],
        page=page["page"],
        query=query,
        group=group,
        groups=GROUPS,
        label=label,
        labels=known["data"],
        field=field,
        fields=fields,
    )


async def read(view: View) -> Response:
    return await show(view, view.arg("contact"))


async def show(view: View, contact_id: str, **forms: Form) -> Response:
    """The contact's page. `forms` are those that were refused, by what they are for."""
    path = f"/v1/contacts/{contact_id}"
    contact = await view.api.get("jobs", path)
    if contact["id"] != contact_id:
        return view.flash(view.redirect(f"/contacts/{contact['id']}"), "flash-contact-redirected")
    (people, notes, consents, merges, labels), (jobs, credit, methods) = await asyncio.gather(
        asyncio.gather(
            view.api.get("jobs", f"{path}/people"),
            view.api.get("jobs", f"{path}/notes", limit=50),
            view.api.get("jobs", f"{path}/consents", limit=50),
            view.api.get("jobs", f"{path}/merges"),
            view.api.get("jobs", f"{path}/labels"),
        ),
        asyncio.gather(_jobs(view, contact_id), credit_of(view, contact_id), methods_of(view, contact_id)),
    )
    status = max((form.status for form in forms.values()), default=200)
    return view.render(
        "contacts/contact.html",
        status,
        contact=contact,
        people=people["data"],
        notes=notes["data"],
        consents=consents["data"],
        merges=merges["data"],
        labels=labels["data"],
        jobs=jobs,
        credit=credit,
        methods=methods,
        blank=Form(),
        person_form=forms.get("person", Form()),
        note_form=forms.get("note", Form()),
        manage_form=forms.get("manage", Form()),
        consent_form=forms.get("consent", Form()),
        map_tiles=get_settings().map_tiles_url,
        # The tiles and the coordinates come from different people: both are named.
        map_attribution=" · ".join(filter(None, (get_settings().map_attribution, view.t("place-attribution")))),
        channels=CHANNELS,
        sources=SOURCES,
    )


async def _jobs(view: View, contact_id: str) -> list[Json] | None:
    """Their jobs, newest first; None for somebody who may not see jobs."""
    try:
        page = await view.api.get("jobs", "/v1/jobs", contact_id=contact_id, limit=JOBS_SHOWN)
    except ApiProblem as problem:
        if problem.status == 403:
            return None
        raise
    return list(page["data"])


async def duplicates(view: View) -> Response:
    """The fragment below a form: who is there already. `prefix` is that of the form's field names."""
    prefix = "contact." if view.arg("contact.name") or view.arg("contact.email") or view.arg("contact.phone") else ""
    get = view.request.query_params.get
    name = get(f"{prefix}name", "") or " ".join(get(part, "") for part in ("first_name", "last_name"))
    if not prefix and get("kind") == "company":
        name = get("company_name", "") or name
    phone = get("contact.phone", "") if prefix else get("phones.0.number", "")
    place = "contact.address." if prefix else "addresses.0."
    found = await view.api.get(
        "jobs",
        "/v1/contacts/duplicates",
        name=name.strip(),
        email=get(f"{prefix}email", ""),
        phone=phone,
        line1=get(f"{place}line1", ""),
        postal_code=get(f"{place}postal_code", ""),
        without=get("without", ""),
    )
    return view.render("contacts/duplicates.html", found=found["data"], for_job=bool(prefix))


routes = [
    Route("/contacts", signed_in(listing)),
    Route("/contacts/duplicates", signed_in(duplicates)),
    Route("/contacts/{contact}", signed_in(read)),
]

"""Every route of the jobs service, by construction: who may call it, what a neighbour gets, and what it makes of nonsense.

A new route fails here until it has a line in `ROUTES`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import httpx
import pytest
from fastapi.routing import APIRoute

from services.jobs.app import app
from services.kit.auth import PERMISSIONS
from tests.services.jobs.uploading import send
from tests.services.jobs.visit_rows import png, template
from tests.services.jobs.world import Json, Office, visit

SOON: Final = (datetime.now(UTC) + timedelta(days=2)).replace(microsecond=0)
SLOT: Final = {"starts_at": SOON.isoformat(), "ends_at": (SOON + timedelta(hours=1)).isoformat()}
EVERYBODY: Final = "everybody"
"""Whoever is signed in; or it depends on the thing that is named, which is then not there for others."""
BY_TOKEN: Final = "token"
"""A signed link, a signature, or nothing at all."""

ROUTES: Final[dict[str, str]] = dict(
    line.rsplit(maxsplit=1)
    for line in """
GET /v1/contacts/duplicates contacts
POST /v1/contacts/imports contacts
GET /v1/contacts/imports/{import_id} contacts
PATCH /v1/contacts/imports/{import_id} contacts
GET /v1/contacts/imports/{import_id}/lines contacts
GET /v1/contacts/imports/{import_id}/refused.csv contacts
POST /v1/contacts/imports/{import_id}/confirm contacts
POST /v1/contacts/imports/{import_id}/cancel contacts
GET /v1/contacts/export contacts
GET /v1/contacts contacts
POST /v1/contacts contacts
GET /v1/contacts/{contact_id} contacts
PATCH /v1/contacts/{contact_id} contacts
GET /v1/contacts/{contact_id}/addresses contacts
POST /v1/contacts/{contact_id}/addresses contacts
GET /v1/contacts/{contact_id}/addresses/{address_id} contacts
PATCH /v1/contacts/{contact_id}/addresses/{address_id} contacts
DELETE /v1/contacts/{contact_id}/addresses/{address_id} contacts
GET /v1/contacts/{contact_id}/notes contacts
POST /v1/contacts/{contact_id}/notes contacts
PATCH /v1/contacts/{contact_id}/notes/{note_id} contacts
DELETE /v1/contacts/{contact_id}/notes/{note_id} contacts
POST /v1/contacts/{contact_id}/merge contacts
POST /v1/contacts/{contact_id}/unmerge contacts
GET /v1/contacts/{contact_id}/merges contacts
POST /v1/contacts/{contact_id}/erase contacts+settings
GET /v1/contacts/{contact_id}/erasure contacts+settings
GET /v1/contacts/{contact_id}/access-export contacts+settings
GET /v1/contacts/{contact_id}/people contacts
POST /v1/contacts/{contact_id}/people contacts
GET /v1/contacts/{contact_id}/people/{person_id} contacts
PATCH /v1/contacts/{contact_id}/people/{person_id} contacts
DELETE /v1/contacts/{contact_id}/people/{person_id} contacts
GET /v1/contacts/{contact_id}/consents contacts
POST /v1/contacts/{contact_id}/consents contacts
POST /v1/contacts/{contact_id}/consents/{consent_id}/withdraw contacts
GET /v1/contacts/{contact_id}/statements messages+reports
POST /v1/contacts/{contact_id}/statements messages+reports
GET /v1/jobs/{job_id}/messages messages
POST /v1/jobs/{job_id}/messages messages
GET /v1/jobs/{job_id}/messages/{message_id} messages
POST /v1/jobs/{job_id}/messages/{message_id}/retry messages
POST /v1/jobs/{job_id}/messages/{message_id}/called messages
GET /v1/messages messages
GET /v1/mails messages
GET /v1/mails/{message_id}/html messages
POST /v1/providers/sms/webhook token
GET /v1/message-templates settings
POST /v1/message-templates/preview settings
GET /v1/message-templates/{kind} settings
GET /v1/message-templates/{kind}/versions settings
PUT /v1/message-templates/{kind} settings
DELETE /v1/message-templates/{kind} settings
GET /v1/snippets messages
POST /v1/snippets settings
GET /v1/snippets/{snippet_id} messages
PUT /v1/snippets/{snippet_id} settings
DELETE /v1/snippets/{snippet_id} settings
GET /v1/jobs jobs
POST /v1/jobs jobs
GET /v1/jobs/{job_id} jobs
PATCH /v1/jobs/{job_id} jobs
POST /v1/jobs/{job_id}/assign jobs
POST /v1/jobs/{job_id}/close jobs
POST /v1/jobs/{job_id}/reopen jobs
POST /v1/jobs/{job_id}/cancel jobs
GET /v1/jobs/{job_id}/cancellation jobs
POST /v1/jobs/{job_id}/archive jobs
POST /v1/jobs/{job_id}/unarchive jobs
POST /v1/jobs/{job_id}/pause jobs
POST /v1/jobs/{job_id}/resume jobs
GET /v1/jobs/{job_id}/timeline jobs
GET /v1/jobs/{job_id}/plan jobs
POST /v1/jobs/{job_id}/plan/{step:path}/skip jobs
POST /v1/jobs/{job_id}/plan/{step:path}/snooze jobs
POST /v1/jobs/{job_id}/plan/{step:path}/done jobs
GET /v1/labels everybody
POST /v1/labels settings
GET /v1/labels/{label_id} everybody
PATCH /v1/labels/{label_id} settings
DELETE /v1/labels/{label_id} settings
GET /v1/jobs/{job_id}/labels jobs
PUT /v1/jobs/{job_id}/labels jobs
GET /v1/contacts/{contact_id}/labels contacts
PUT /v1/contacts/{contact_id}/labels contacts
GET /v1/visits/{visit_id}/labels visits
PUT /v1/visits/{visit_id}/labels visits
GET /v1/custom-fields everybody
POST /v1/custom-fields settings
POST /v1/custom-fields/reorder settings
GET /v1/custom-fields/values/{object_kind}/{object_id} jobs
PUT /v1/custom-fields/values/{object_kind}/{object_id} jobs
GET /v1/custom-fields/{field_id} everybody
PATCH /v1/custom-fields/{field_id} settings
DELETE /v1/custom-fields/{field_id} settings
GET /v1/visits visits
POST /v1/visits visits
GET /v1/visits/{visit_id} visits
PATCH /v1/visits/{visit_id} visits
POST /v1/visits/{visit_id}/cancel visits
POST /v1/visits/{visit_id}/start visits
POST /v1/visits/{visit_id}/pause visits
POST /v1/visits/{visit_id}/resume visits
POST /v1/visits/{visit_id}/complete visits
POST /v1/visits/{visit_id}/reopen visits
POST /v1/visits/{visit_id}/unschedule visits
POST /v1/visits/{visit_id}/no-show visits
POST /v1/visits/{visit_id}/en-route visits
GET /v1/resources visits
POST /v1/resources settings
GET /v1/resources/{resource_id} visits
PATCH /v1/resources/{resource_id} settings
GET /v1/services visits
POST /v1/services settings
PATCH /v1/services/{service_id} settings
GET /v1/calendar visits
GET /v1/my-day visits
POST /v1/my-day/actions visits
GET /v1/slots visits
POST /v1/holds visits
GET /v1/holds/{hold_id} visits
DELETE /v1/holds/{hold_id} visits
GET /v1/time-entries visits
POST /v1/time-entries visits
GET /v1/time-entries/{entry_id} visits
GET /v1/time-entries/{entry_id}/history visits
PATCH /v1/time-entries/{entry_id} visits
POST /v1/time-entries/{entry_id}/void visits
POST /v1/time-entries/{entry_id}/stop visits
POST /v1/time-entries/{entry_id}/still-running visits
GET /v1/resources/{resource_id}/rates settings
POST /v1/resources/{resource_id}/rates settings
GET /v1/timesheets visits
GET /v1/timesheets/csv visits
GET /v1/timesheets/{timesheet_id} visits
POST /v1/timesheets/{timesheet_id}/submit visits
POST /v1/timesheets/{timesheet_id}/approve visits
POST /v1/timesheets/{timesheet_id}/send-back visits
POST /v1/timesheets/{timesheet_id}/reopen visits
GET /v1/checklist-templates visits
POST /v1/checklist-templates settings
GET /v1/checklist-templates/{template_id} visits
PATCH /v1/checklist-templates/{template_id} settings
GET /v1/visits/{visit_id}/checklists visits
POST /v1/visits/{visit_id}/checklists visits
DELETE /v1/visits/{visit_id}/checklists/{checklist_id} visits
POST /v1/visits/{visit_id}/checklist-items/{item_id}/check visits
GET /v1/visits/{visit_id}/sheet visits
GET /v1/visits/{visit_id}/work-order.pdf visits
GET /v1/visits/{visit_id}/materials visits
POST /v1/visits/{visit_id}/materials visits
PATCH /v1/visits/{visit_id}/materials/{material_id} visits
DELETE /v1/visits/{visit_id}/materials/{material_id} visits
GET /v1/usable-items visits
GET /v1/visits/{visit_id}/signature visits
GET /v1/visits/{visit_id}/signature/content visits
POST /v1/visits/{visit_id}/signature visits
GET /v1/visit-series visits
POST /v1/visit-series visits
POST /v1/visit-series/preview visits
GET /v1/visit-series/{series_id} visits
GET /v1/visit-series/{series_id}/dates visits
PATCH /v1/visit-series/{series_id} visits
POST /v1/visit-series/{series_id}/end visits
POST /v1/visit-series/{series_id}/exceptions visits
DELETE /v1/visit-series/{series_id}/exceptions/{on_date} visits
GET /v1/resources/{resource_id}/feeds visits
POST /v1/resources/{resource_id}/feeds visits
POST /v1/resources/{resource_id}/feeds/{feed_id}/revoke visits
GET /feeds/{token}.ics token
GET /v1/portal/{token} token
POST /v1/portal/{token}/opened token
POST /v1/portal/{token}/messages token
GET /v1/search everybody
GET /v1/overview everybody
GET /v1/unsubscribe/{token} token
POST /v1/unsubscribe/{token} token
DELETE /v1/unsubscribe/{token} token
GET /v1/stream jobs
GET /v1/files jobs|visits|quotes|messages|contacts
POST /v1/files jobs|visits
GET /v1/files/{file_id} everybody
PATCH /v1/files/{file_id} everybody
DELETE /v1/files/{file_id} everybody
POST /v1/files/{file_id}/restore everybody
GET /v1/jobs/{job_id}/files jobs|visits
POST /v1/jobs/{job_id}/files jobs|visits
GET /files/{token} token
HEAD /files/{token} token
""".strip().splitlines()
)
"""Method and path, and the permission asked for; of several the first that is missing. `job|visit`: any one of them."""

NEIGHBOURLY: Final = {
    "GET /v1/message-templates/{kind}": "the kinds of messages are the product's",
    "GET /v1/message-templates/{kind}/versions": "the kinds of messages are the product's",
    "PUT /v1/message-templates/{kind}": "the kinds of messages are the product's",
    "DELETE /v1/message-templates/{kind}": "the kinds of messages are the product's",
}
"""Routes whose parameter names nothing of a company's."""

BODIES: Final[dict[str, Any]] = {
    "POST /v1/my-day/actions": {
        "actions": [{"id": "nothing-at-all", "at": SOON.isoformat(), "visit_id": "vis_0none", "verb": "start"}]
    },
    "POST /v1/contacts/{contact_id}/addresses": {"line1": "1, rue Une"},
    "POST /v1/contacts/{contact_id}/erase": {"reason": "Demande", "confirm": "Luc"},
    "POST /v1/contacts/{contact_id}/merge": {"with": "cnt_0nobody"},
    "POST /v1/contacts/{contact_id}/notes": {"body": "Allô"},
    "PATCH /v1/contacts/{contact_id}/notes/{note_id}": {"body": "Allô"},
    "POST /v1/contacts/{contact_id}/people": {"name": "Ève"},
    "POST /v1/contacts/{contact_id}/consents": {"channel": "mail", "kind": "express"},
    "POST /v1/jobs/{job_id}/messages": {"body": "Allô"},
    "POST /v1/jobs/{job_id}/messages/{message_id}/called": {"body": "Allô"},
    "POST /v1/jobs/{job_id}/assign": {"assigned_to": None},
    "POST /v1/jobs/{job_id}/cancel": {"reason": "Le client a changé d'idée"},
    "POST /v1/jobs/{job_id}/plan/{step:path}/snooze": {"until": SOON.isoformat()},
    "PUT /v1/snippets/{snippet_id}": {"title": "Allô", "body_fr": "Allô"},
    "PUT /v1/jobs/{job_id}/labels": {"label_ids": []},
    "PUT /v1/contacts/{contact_id}/labels": {"label_ids": []},
    "PUT /v1/visits/{visit_id}/labels": {"label_ids": []},
    "PUT /v1/custom-fields/values/{object_kind}/{object_id}": {"values": {}},
    "PATCH /v1/time-entries/{entry_id}": {"reason": "Erreur"},
    "POST /v1/time-entries/{entry_id}/void": {"reason": "Erreur"},
    "POST /v1/resources/{resource_id}/rates": {"hourly_rate": {"amount": 1, "currency": "CAD"}},
    "POST /v1/timesheets/{timesheet_id}/send-back": {"reason": "Erreur"},
    "POST /v1/timesheets/{timesheet_id}/reopen": {"reason": "Erreur"},
    "POST /v1/visits/{visit_id}/checklists": {"template_id": "clt_0none"},
    "POST /v1/visits/{visit_id}/materials": {"description": "Raccord"},
    "POST /v1/visits/{visit_id}/signature": {"name": "Marie", "png": png(), "signed_at": SOON.isoformat()},
    "POST /v1/visit-series/{series_id}/exceptions": {"on_date": "2027-01-01", "skip": True},
}


def routes(among: Iterable[Any] = app.routes) -> Iterator[tuple[str, str]]:
    """Method and path of everything that the service serves."""
    for route in among:
        if isinstance(route, APIRoute):
            yield from ((method, route.path) for method in sorted(route.methods or ()))
        elif (router := getattr(route, "original_router", None)) is not None:
            yield from routes(router.routes)


def served() -> list[tuple[str, str]]:
    return [(method, path) for method, path in routes() if not path.startswith("/health/")]


async def call(
    api: httpx.AsyncClient, method: str, path: str, headers: Json | None, body: Any = None
) -> httpx.Response:
    """As a client would: files where files are taken, JSON elsewhere."""
    if method == "POST" and path.partition("?")[0].endswith("/files"):
        return await api.request(method, path, files=[("files", ("a.txt", b"a"))], headers=headers)
    if method == "POST" and path.endswith("/imports"):
        return await api.request(
            method, path, content=b"Nom\nLuc\n", headers=(headers or {}) | {"Content-Type": "text/csv"}
        )
    return await api.request(method, path, headers=headers, json=None if method in ("GET", "HEAD") else body)


class Ids(dict[str, str]):
    """Of nothing, but for those that are known."""

    def __missing__(self, name: str) -> str:
        return {"on_date": "2027-01-01", "object_kind": "job", "kind": "reply", "step": "answer/request"}.get(
            name, "xyz_0nothing"
        )


def filled(path: str, ids: Json) -> str:
    return path.replace("{step:path}", "{step}").format_map(Ids(ids))


def test_every_route_has_its_line() -> None:
    assert {f"{method} {path}" for method, path in served()} == ROUTES.keys()
    assert set(BODIES) <= ROUTES.keys()
    known = {EVERYBODY, BY_TOKEN, *PERMISSIONS}
    assert {each for wanted in ROUTES.values() for each in wanted.replace("|", "+").split("+")} <= known


async def test_every_route_asks_for_its_permission(office: Office) -> None:
    wrong = []
    for line, wanted in ROUTES.items():
        method, path = line.split()
        if wanted == BY_TOKEN:
            continue
        target = filled(path, {}) + ("?object=job:job_0nobody" if line == "POST /v1/files" else "")
        if (await call(office.api, method, target, None, {})).status_code != 401:
            wrong.append(f"{line}: open to strangers")
        if wanted == EVERYBODY:
            continue
        needed = wanted.replace("|", "+").split("+")
        without = [set(needed)] if "|" in wanted else [{each} for each in needed]
        for missing in without:
            others = set(PERMISSIONS) - missing
            refused = await call(office.api, method, target, office.company.headers(*others), BODIES.get(line, {}))
            named = refused.status_code == 403 and any(f"« {each} »" in refused.json()["detail"] for each in missing)
            if not named:
                wrong.append(f"{line} without {missing}: {refused.status_code} {refused.text[:120]}")
    assert wrong == []


async def test_a_neighbour_finds_nothing_of_ours(
    office: Office, neighbour: Office, jobs_api: httpx.AsyncClient
) -> None:
    own = await everything(office)
    before = await office.get(f"/v1/jobs/{own['job_id']}/timeline")
    named = {name for _, path in served() for name in _names(path)} - {
        "token",
        "kind",
        "object_kind",
        "on_date",
        "step",
    }
    assert named <= own.keys()  # a new kind of thing is made above
    wrong = []
    for line, wanted in ROUTES.items():
        method, path = line.split()
        if wanted == BY_TOKEN or "{" not in path or line in NEIGHBOURLY:
            continue
        answer = await call(jobs_api, method, filled(path, own), neighbour.company.headers(), BODIES.get(line, {}))
        if answer.status_code != 404 or answer.json()["code"] != "not-found":
            wrong.append(f"{line}: {answer.status_code} {answer.text[:200]}")
    assert wrong == []
    assert await office.get(f"/v1/jobs/{own['job_id']}/timeline") == before


def _names(path: str) -> list[str]:
    return [part.strip("{}").partition(":")[0].partition("}")[0] for part in path.split("/") if part.startswith("{")]


@pytest.mark.parametrize("line", [line for line, wanted in ROUTES.items() if wanted != BY_TOKEN])
async def test_what_a_route_does_not_know_is_refused(office: Office, line: str) -> None:
    method, path = line.split()
    target = filled(path, {})
    answer = await call(office.api, method, f"{target}?nonsense=1", office.company.headers(), BODIES.get(line, {}))
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "query:/nonsense")


async def everything(office: Office) -> Json:
    """An object of ours for every parameter of a path."""
    job, luc = await office.job(), await office.resource()
    service = await office.post("/v1/services", {"name_fr": "Réparation", "name_en": "Repair"})
    checklist = await office.post("/v1/checklist-templates", template(blocks_completion=False))
    body = visit(job["id"], [luc["id"]], hour=24 * 9) | {"checklist_template_ids": [checklist["id"]]}
    planned = await office.post("/v1/visits", body)
    at = f"/v1/visits/{planned['id']}"
    [on_visit] = (await office.get(f"{at}/checklists"))["data"]
    material = await office.post(f"{at}/materials", {"description": "Raccord"})
    message = await office.post(f"/v1/jobs/{job['id']}/messages", {"body": "Bonjour"})
    held = await office.post("/v1/holds", {"resource_ids": [luc["id"]]} | SLOT)
    client = f"/v1/contacts/{job['contact']['id']}"
    [file] = (await send(office, f"/v1/jobs/{job['id']}/files", ("a.txt", b"a")))["data"]
    starts = SOON.replace(tzinfo=None, hour=9, minute=0, second=0) + timedelta(days=20)
    rule = {"rrule": "FREQ=DAILY;COUNT=3", "starts_at": starts.isoformat(), "holidays": "keep"}
    series = await office.post("/v1/visit-series", rule | {"job_id": job["id"], "resource_ids": [luc["id"]]})
    yesterday = SOON - timedelta(days=5)
    worked = {"started_at": yesterday.isoformat(), "ended_at": (yesterday + timedelta(hours=1)).isoformat()}
    entry = await office.post("/v1/time-entries", worked | {"job_id": job["id"], "resource_id": luc["id"]})
    week = f"{yesterday:%G-W%V}"
    [sheet] = (await office.get("/v1/timesheets", week=week, resource_id=luc["id"]))["data"]
    headers = office.company.headers() | {"Content-Type": "text/csv"}
    imported = await office.api.post("/v1/contacts/imports", content=b"Nom\nLuc\n", headers=headers)
    assert imported.status_code == 201, imported.text
    return {
        "job_id": job["id"],
        "contact_id": job["contact"]["id"],
        "address_id": (await office.get(client))["addresses"][0]["id"],
        "note_id": (await office.post(f"{client}/notes", {"body": "Préfère le matin"}))["id"],
        "person_id": (await office.post(f"{client}/people", {"name": "Paule"}))["id"],
        "consent_id": (await office.post(f"{client}/consents", {"channel": "mail", "kind": "express"}))["id"],
        "import_id": imported.json()["id"],
        "message_id": message["id"],
        "snippet_id": (await office.post("/v1/snippets", {"title": "Oui", "body_fr": "Oui"}))["id"],
        "label_id": (await office.post("/v1/labels", {"name_fr": "Urgent"}))["id"],
        "field_id": (await office.post("/v1/custom-fields", {"on": "job", "kind": "text", "name_fr": "Étage"}))["id"],
        "object_id": job["id"],
        "visit_id": planned["id"],
        "resource_id": luc["id"],
        "service_id": service["id"],
        "hold_id": held["id"],
        "entry_id": entry["id"],
        "timesheet_id": sheet["id"],
        "template_id": checklist["id"],
        "checklist_id": on_visit["id"],
        "item_id": on_visit["items"][0]["id"],
        "material_id": material["id"],
        "series_id": series["id"],
        "feed_id": (await office.post(f"/v1/resources/{luc['id']}/feeds"))["id"],
        "file_id": file["id"],
    }


NONSENSE: Final = ("a\0b", 10**30, "0001-01-01")


def bodies() -> dict[str, Json]:
    """The JSON schema of each route's body."""
    api = app.openapi()
    found = {}
    for path, methods in api["paths"].items():
        for method, about in methods.items():
            content = about.get("requestBody", {}).get("content", {}).get("application/json")
            if content:
                schema = content["schema"]
                named = schema.get("$ref") or next(each["$ref"] for each in schema["anyOf"] if "$ref" in each)
                line = f"{method.upper()} {path.replace('{step}', '{step:path}')}"
                found[line] = api["components"]["schemas"][named.rpartition("/")[2]]
    return found


async def test_no_body_takes_what_it_does_not_know_or_breaks_on_nonsense(office: Office) -> None:
    own = await everything(office)
    wrong = []
    for line, schema in bodies().items():
        if schema.get("additionalProperties") is not False:
            wrong.append(f"{line} takes unknown fields")
        method, path = line.split()
        for name in schema["properties"]:
            for value in NONSENSE:
                body = BODIES.get(line, {}) | {name: value}
                answer = await call(office.api, method, filled(path, own), office.company.headers(), body)
                if answer.status_code >= 500 or not answer.headers["content-type"].endswith("json"):
                    wrong.append(f"{line} {name}={value!r}: {answer.status_code} {answer.text[:100]}")
                elif answer.status_code < 400 and value == NONSENSE[0]:
                    wrong.append(f"{line} {name}={value!r}: taken")
    assert wrong == []

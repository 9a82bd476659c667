"""Every route of the jobs service, by construction: who may call it, what a neighbour gets, and what it makes of nonsense.

A new route fails here until it has a line in `ROUTES`.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Final

import httpx
import pytest

from services.jobs.app import app
from services.kit.auth import PERMISSIONS
from tests.services.bodies import routes
from tests.services.jobs.permissions import BY_TOKEN, EVERYBODY, ROUTES
from tests.services.jobs.uploading import send
from tests.services.jobs.visit_rows import png, template
from tests.services.jobs.world import Json, Office, visit

SOON: Final = (datetime.now(UTC) + timedelta(days=2)).replace(microsecond=0)
SLOT: Final = {"starts_at": SOON.isoformat(), "ends_at": (SOON + timedelta(hours=1)).isoformat()}
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


def served() -> list[tuple[str, str]]:
    """Method and path of everything that the service serves."""
    return [(method, each.path) for each in routes(app) for method in sorted(each.methods or ())]


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

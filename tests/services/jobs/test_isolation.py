"""Another company's things are not there: 404 on every endpoint, nothing in any list."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from fastapi.routing import APIRoute

from services.jobs.app import app
from services.jobs.consents import api as consents
from services.jobs.contacts import api as contacts
from services.jobs.files import api as files
from services.jobs.folders import api as folders
from services.jobs.imports import api as imports
from services.jobs.merges import api as merges
from services.jobs.messages import api as messages
from services.jobs.people import api as people
from services.jobs.privacy import api as privacy
from services.jobs.slots import api as slots
from services.jobs.visits import api as visits
from tests.services.jobs.uploading import send
from tests.services.jobs.world import Json, Office, visit

LISTS = ("/v1/jobs", "/v1/contacts", "/v1/visits", "/v1/resources", "/v1/services", "/v1/files")
SOON = (datetime.now(UTC) + timedelta(days=2)).isoformat()
BODIES: dict[str, Json] = {
    "PATCH": {},
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
    "POST /v1/jobs/{job_id}/plan/{step:path}/snooze": {"until": SOON},
}


def endpoints() -> list[tuple[str, str]]:
    routers = (
        contacts.api,
        people.api,
        consents.api,
        merges.api,
        privacy.api,
        imports.api,
        folders.api,
        messages.api,
        visits.visits,
        visits.resources,
        visits.services,
        slots.holds,
        files.api,
        files.of_jobs,
    )
    return [
        (method, route.path)
        for router in routers
        for route in router.routes
        if isinstance(route, APIRoute) and "{" in route.path
        for method in sorted(route.methods or ())
    ]


def test_the_app_has_the_endpoints_that_are_tried() -> None:
    assert len(endpoints()) >= 25
    assert {path.replace(":path", "") for _, path in endpoints()} <= set(app.openapi()["paths"])


async def test_every_endpoint_answers_404_to_a_neighbour(office: Office, neighbour: Office) -> None:
    job, luc = await office.job(), await office.resource()
    service = await office.post("/v1/services", {"name_fr": "Réparation", "name_en": "Repair"})
    planned = await office.visit(job["id"], [luc["id"]])
    message = await office.post(f"/v1/jobs/{job['id']}/messages", {"body": "Bonjour"})
    hour = datetime.now(UTC).replace(microsecond=0) + timedelta(days=5)
    span = {"starts_at": hour.isoformat(), "ends_at": (hour + timedelta(hours=1)).isoformat()}
    held = await office.post("/v1/holds", {"resource_ids": [luc["id"]]} | span)
    client = f"/v1/contacts/{job['contact']['id']}"
    note = await office.post(f"{client}/notes", {"body": "Préfère le matin"})
    person = await office.post(f"{client}/people", {"name": "Paule"})
    consent = await office.post(f"{client}/consents", {"channel": "mail", "kind": "express"})
    [file] = (await send(office, f"/v1/jobs/{job['id']}/files", ("a.txt", b"a")))["data"]
    own = {
        "file_id": file["id"],
        "note_id": note["id"],
        "person_id": person["id"],
        "consent_id": consent["id"],
        "address_id": (await office.get(client))["addresses"][0]["id"],
        "hold_id": held["id"],
        "job_id": job["id"],
        "contact_id": job["contact"]["id"],
        "message_id": message["id"],
        "visit_id": planned["id"],
        "resource_id": luc["id"],
        "service_id": service["id"],
        "step:path": "answer/request",
    }
    before = await office.get(f"/v1/jobs/{job['id']}/timeline")
    for method, path in endpoints():
        filled = path
        for name, value in own.items():
            filled = filled.replace("{" + name + "}", value)
        body = BODIES.get(f"{method} {path}", BODIES.get(method, {}))
        answer = await neighbour.raw(method, filled, None if method == "GET" else body)
        assert answer.status_code == 404, f"{method} {path}: {answer.status_code}"
        assert answer.json()["code"] == "not-found"
    for path in LISTS:
        assert (await neighbour.get(path))["data"] == [], path
    day = datetime.now(UTC).date()
    period: Json = {"from": (day - timedelta(days=9)).isoformat(), "to": (day + timedelta(days=9)).isoformat()}
    agenda = await neighbour.get("/v1/calendar", **period)
    assert agenda["data"] == []
    assert await office.get(f"/v1/jobs/{job['id']}/timeline") == before


async def test_foreign_ids_in_bodies_are_not_there(office: Office, neighbour: Office) -> None:
    job, luc = await office.job(), await office.resource()
    service = await office.post("/v1/services", {"name_fr": "Réparation", "name_en": "Repair"})
    theirs, eve = await neighbour.job(), await neighbour.resource("Ève")
    await neighbour.post("/v1/visits", visit(job["id"], [eve["id"]]), status=404)
    await neighbour.post("/v1/visits", visit(theirs["id"], [luc["id"]]), status=422)
    await neighbour.post("/v1/visits", visit(theirs["id"], [eve["id"]]) | {"service_id": service["id"]}, status=422)
    await neighbour.post("/v1/jobs", {"contact_id": job["contact"]["id"]}, status=422)
    await neighbour.patch(f"/v1/jobs/{theirs['id']}", {"assigned_to": office.company.user_id}, status=422)
    await neighbour.patch(f"/v1/resources/{eve['id']}", {"user_id": office.company.user_id}, status=422)
    assert (await neighbour.get("/v1/visits"))["data"] == []


async def test_each_permission_is_asked_for(office: Office) -> None:
    wanted = {
        "/v1/jobs": "jobs",
        "/v1/contacts": "contacts",
        "/v1/visits": "visits",
        "/v1/jobs/job_1/messages": "messages",
        "/v1/jobs/job_1/plan": "jobs",
    }
    for path, permission in wanted.items():
        answer = await office.api.get(path, headers=office.company.headers("reports"))
        assert answer.status_code == 403
        assert f"« {permission} »" in answer.json()["detail"]
        assert (await office.api.get(path)).status_code == 401

"""Checklists: copied onto visits, ticked by whom and when, and what they keep from being completed."""

from __future__ import annotations

import asyncio

from tests.services.jobs.visit_rows import template
from tests.services.jobs.world import Json, Office, visit


async def started(office: Office, **changes: object) -> tuple[str, Json]:
    """A visit that has begun, with a list on it; its path and the list."""
    job, luc = await office.job(), await office.resource()
    made = await office.post("/v1/checklist-templates", template(**changes))
    body = visit(job["id"], [luc["id"]]) | {"checklist_template_ids": [made["id"]]}
    path = f"/v1/visits/{(await office.post('/v1/visits', body))['id']}"
    await office.verb(f"{path}/start")
    return path, made


async def test_a_blocking_list_names_what_is_open(office: Office) -> None:
    path, _ = await started(office)
    refused = await office.verb(f"{path}/complete", status=409)
    assert (refused["code"], refused["detail"]) == ("checklist-incomplete", "Il reste à cocher : Eau fermée.")
    assert [each["text"] for each in refused["items"]] == ["Eau fermée"]
    assert (await office.get(path))["running"] is True  # the clock was not stopped by a refusal
    english = Office(office.api, office.company, "en")
    assert (await english.verb(f"{path}/complete", status=409))["items"][0]["text"] == "Water shut off"
    ticked = (await office.verb(f"{path}/checklist-items/{refused['items'][0]['id']}/check"))["data"][0]
    assert (ticked["open"], ticked["items"][0]["checked_by"]) == (0, "Josée Essai")
    assert ticked["items"][0]["checked_at"]
    assert (await office.verb(f"{path}/complete"))["status"] == "completed"


async def test_a_list_that_does_not_block_lets_go(office: Office) -> None:
    path, _ = await started(office, blocks_completion=False)
    assert (await office.verb(f"{path}/complete"))["status"] == "completed"


async def test_a_tick_is_taken_back_and_twice_is_once(office: Office) -> None:
    path, _ = await started(office)
    item = (await office.get(f"{path}/checklists"))["data"][0]["items"][0]
    check = f"{path}/checklist-items/{item['id']}/check"
    first = await office.verb(check)
    assert await office.verb(check) == first
    back = await office.verb(check, {"checked": False})
    assert back["data"][0]["items"][0]["checked_at"] is None
    answers = await asyncio.gather(*(office.raw("POST", check) for _ in range(8)))
    assert {answer.status_code for answer in answers} == {200}
    job_id = (await office.get(path))["job_id"]
    facts = [each["kind"] for each in (await office.get(f"/v1/jobs/{job_id}/timeline"))["data"]]
    assert facts.count("visit.described") == 3


async def test_a_changed_template_changes_no_visit(office: Office) -> None:
    path, made = await started(office)
    address = f"/v1/checklist-templates/{made['id']}"
    tag = (await office.raw("GET", address)).headers["etag"]
    items = [{"id": made["items"][0]["id"], "text_fr": "Gaz fermé", "text_en": "Gas shut off"}]
    changed = await office.patch(address, {"items": items}, headers={"If-Match": tag})
    assert [(each["id"], each["text"]) for each in changed["items"]] == [(made["items"][0]["id"], "Gaz fermé")]
    await office.patch(address, {"name_fr": "Autre"}, status=412, headers={"If-Match": tag})
    assert [each["text"] for each in (await office.get(f"{path}/checklists"))["data"][0]["items"]] == [
        "Eau fermée",
        "Photo prise",
    ]
    foreign = await office.patch(address, {"items": [items[0] | {"id": "cki_0none"}]}, status=422)
    assert foreign["errors"][0]["pointer"] == "/items/0/id"
    await office.patch(address, {"active": False})
    added = await office.post(f"{path}/checklists", {"template_id": made["id"]}, status=422)
    assert added["errors"][0]["code"] == "checklist-inactive"


async def test_lists_are_added_and_taken_off(office: Office) -> None:
    path, made = await started(office)
    other = await office.post("/v1/checklist-templates", template(name_fr="Départ", name_en="Leaving"))
    both = (await office.post(f"{path}/checklists", {"template_id": other["id"]}))["data"]
    assert [each["name"] for each in both] == ["Sécurité", "Départ"]
    again = await office.post(f"{path}/checklists", {"template_id": made["id"]})
    assert again["data"] == both
    await office.verb(f"{path}/checklist-items/{both[1]['items'][0]['id']}/check")
    begun = await office.call("DELETE", f"{path}/checklists/{both[1]['id']}", status=409)
    assert begun["code"] == "checklist-begun"
    left = await office.call("DELETE", f"{path}/checklists/{both[0]['id']}", reason="Autre liste")
    assert [each["name"] for each in left["data"]] == ["Départ"]


async def test_a_list_that_is_taken_off_stays_on_record(office: Office) -> None:
    path, made = await started(office)
    loose = await office.post("/v1/checklist-templates", template(name_fr="Fin", blocks_completion=False))
    both = (await office.post(f"{path}/checklists", {"template_id": loose["id"]}))["data"]
    blocking, free = (f"{path}/checklists/{each['id']}" for each in both)
    assert [each["blocks_completion"] for each in both] == [True, False]
    why = await office.call("DELETE", blocking, status=422)
    assert (why["errors"][0]["pointer"], why["errors"][0]["code"]) == ("query:/reason", "required")
    await office.call("DELETE", blocking, status=422, reason="x" * 2001)
    left = await office.call("DELETE", blocking, reason="Pas de gaz ici")
    assert [each["id"] for each in left["data"]] == [both[1]["id"]]
    # What may be left undone goes also when somebody has begun with it.
    await office.verb(f"{path}/checklist-items/{both[1]['items'][0]['id']}/check")
    assert (await office.call("DELETE", free))["data"] == []
    removed = (await office.get(f"{path}/sheet"))["removed_checklists"]
    assert [(each["name"], each["reason"], each["removed_by"]) for each in removed] == [
        ("Sécurité", "Pas de gaz ici", "Josée Essai"),
        ("Fin", "", "Josée Essai"),
    ]
    await office.call("DELETE", blocking, status=404, reason="Encore")
    await office.verb(f"{path}/checklist-items/{both[1]['items'][0]['id']}/check", status=404)
    assert (await office.verb(f"{path}/complete"))["status"] == "completed"  # nothing is open any more
    again = (await office.post(f"{path}/checklists", {"template_id": made["id"]}))["data"]
    assert [each["open"] for each in again] == [1]


async def test_neighbours_have_lists_of_their_own(office: Office, neighbour: Office) -> None:
    path, made = await started(office)
    item = (await office.get(f"{path}/checklists"))["data"][0]
    for method, where, body in (
        ("GET", f"/v1/checklist-templates/{made['id']}", None),
        ("PATCH", f"/v1/checklist-templates/{made['id']}", {}),
        ("GET", f"{path}/checklists", None),
        ("POST", f"{path}/checklists", {"template_id": made["id"]}),
        ("DELETE", f"{path}/checklists/{item['id']}", None),
        ("POST", f"{path}/checklist-items/{item['items'][0]['id']}/check", {}),
    ):
        await neighbour.call(method, where, body, status=404)
    assert (await neighbour.get("/v1/checklist-templates"))["data"] == []
    job, luc = await neighbour.job(), await neighbour.resource()
    body = visit(job["id"], [luc["id"]]) | {"checklist_template_ids": [made["id"]]}
    assert (await neighbour.post("/v1/visits", body, status=422))["errors"][0]["pointer"] == "/checklist_template_ids/0"
    assert (await neighbour.get("/v1/visits"))["data"] == []
    headers = office.company.headers("visits")
    refused = await office.api.post("/v1/checklist-templates", json=template(), headers=headers)
    assert refused.status_code == 403

"""Labels: defining them, putting them on jobs, contacts and visits, and finding jobs by them."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.services.jobs.world import Office

Json = dict[str, Any]


async def label(office: Office, name: str = "Urgent", **more: Any) -> Json:
    return await office.post("/v1/labels", {"name_fr": name, "colour": "#9C1F19", **more})


async def put(office: Office, path: str, *label_ids: str, status: int = 200, headers: Json | None = None) -> Json:
    return await office.call("PUT", path, {"label_ids": list(label_ids)}, status=status, headers=headers)


async def test_a_label_has_a_name_in_both_languages_and_a_colour(office: Office) -> None:
    made = await label(office, "Rive-Nord", name_en="North Shore")
    assert (made["name"], made["colour"], made["active"], made["used"]) == ("Rive-Nord", "#9c1f19", True, 0)
    english = Office(office.api, office.company, "en")
    assert (await english.get(f"/v1/labels/{made['id']}"))["name"] == "North Shore"
    assert (await english.get(f"/v1/labels/{(await label(office))['id']}"))["name"] == "Urgent"


async def test_two_labels_never_read_the_same(office: Office, neighbour: Office) -> None:
    await label(office, "Énergie")
    refused = await office.post("/v1/labels", {"name_fr": "  énergie ", "colour": "#000000"}, status=409)
    assert (refused["code"], refused["detail"]) == ("label-name-taken", "Il y a déjà une étiquette « Énergie ».")
    await label(neighbour, "Énergie")  # theirs is theirs
    other = await label(office, "Eau")
    await office.patch(f"/v1/labels/{other['id']}", {"name_fr": "ENERGIE"}, status=409)
    assert (await office.patch(f"/v1/labels/{other['id']}", {"name_fr": "EAU"}))["name"] == "EAU"


async def test_an_edit_of_an_older_label_is_refused(office: Office) -> None:
    made = await label(office)
    path = f"/v1/labels/{made['id']}"
    tag = (await office.raw("GET", path)).headers["etag"]
    await office.patch(path, {"colour": "#123456"}, headers={"If-Match": tag})
    lost = await office.patch(path, {"colour": "#654321"}, status=412, headers={"If-Match": tag})
    assert lost["current"]["colour"] == "#123456"


async def test_a_job_gets_and_loses_labels(office: Office) -> None:
    job, urgent, condo = await office.job(), await label(office), await label(office, "Condo")
    path = f"/v1/jobs/{job['id']}/labels"
    assert [each["name"] for each in (await put(office, path, urgent["id"], condo["id"]))["data"]] == [
        "Condo",
        "Urgent",
    ]
    shown = await office.get(f"/v1/jobs/{job['id']}")
    assert [each["id"] for each in shown["labels"]] == [condo["id"], urgent["id"]]
    assert shown["updated_at"] > job["updated_at"]
    (row,) = (await office.get("/v1/jobs", label=urgent["id"]))["data"]
    assert [each["name"] for each in row["labels"]] == ["Condo", "Urgent"]
    assert (await put(office, path, condo["id"], condo["id"]))["data"] == [row["labels"][0]]
    assert (await put(office, path))["data"] == []


async def test_jobs_are_found_by_all_labels_asked_for(office: Office) -> None:
    urgent, condo = await label(office), await label(office, "Condo")
    both, one = await office.job(label_ids=[urgent["id"], condo["id"]]), await office.job(label_ids=[urgent["id"]])
    await office.job()

    async def found(*label_ids: str) -> list[str]:
        return [row["id"] for row in (await office.get("/v1/jobs", label=list(label_ids)))["data"]]

    assert await found(urgent["id"]) == [one["id"], both["id"]]
    assert await found(urgent["id"], condo["id"]) == [both["id"]]
    assert await found("lbl_unknown") == []


async def test_contacts_and_visits_are_labelled_the_same_way(office: Office) -> None:
    job, made = await office.job(), await label(office)
    visit = await office.visit(job["id"], [(await office.resource())["id"]])
    for path in (f"/v1/contacts/{job['contact']['id']}/labels", f"/v1/visits/{visit['id']}/labels"):
        await put(office, path, made["id"])
        assert [each["id"] for each in (await office.get(path))["data"]] == [made["id"]]
    assert (await office.get(f"/v1/labels/{made['id']}"))["used"] == 2


async def test_who_read_older_labels_does_not_take_off_newer_ones(office: Office) -> None:
    job, urgent, condo = await office.job(), await label(office), await label(office, "Condo")
    path = f"/v1/jobs/{job['id']}/labels"
    tag = (await office.raw("GET", path)).headers["etag"]
    await put(office, path, urgent["id"], headers={"If-Match": tag})
    lost = await put(office, path, condo["id"], status=412, headers={"If-Match": tag})
    assert [each["id"] for each in lost["current"]["data"]] == [urgent["id"]]


async def test_a_label_does_not_cost_anybody_their_edit_of_the_job(office: Office) -> None:
    job, made = await office.job(), await label(office)
    tag = (await office.raw("GET", f"/v1/jobs/{job['id']}")).headers["etag"]
    await put(office, f"/v1/jobs/{job['id']}/labels", made["id"])
    await office.patch(f"/v1/jobs/{job['id']}", {"title": "Autre"}, headers={"If-Match": tag})


async def test_a_used_label_is_made_inactive_not_removed(office: Office) -> None:
    made, job = await label(office), await office.job()
    path = f"/v1/jobs/{job['id']}/labels"
    await put(office, path, made["id"])
    assert (await office.call("DELETE", f"/v1/labels/{made['id']}", status=409))["code"] == "label-in-use"
    await office.patch(f"/v1/labels/{made['id']}", {"active": False})
    assert [each["id"] for each in (await put(office, path, made["id"]))["data"]] == [made["id"]]  # stays where it is
    other = await office.job()
    refused = await put(office, f"/v1/jobs/{other['id']}/labels", made["id"], status=422)
    assert refused["errors"][0] | {"detail": ""} == {"pointer": "/label_ids/0", "code": "label-inactive", "detail": ""}
    await put(office, path)
    assert (await office.raw("DELETE", f"/v1/labels/{made['id']}")).status_code == 204
    await office.get(f"/v1/labels/{made['id']}", status=404)


async def test_two_who_label_a_job_at_once_end_with_one_of_the_two(office: Office) -> None:
    job = await office.job()
    made = [await label(office, f"Étiquette {n}") for n in range(6)]
    sets = [{each["id"] for each in made[:3]}, {each["id"] for each in made[3:]}]
    await asyncio.gather(*(put(office, f"/v1/jobs/{job['id']}/labels", *sets[n % 2]) for n in range(8)))
    assert {each["id"] for each in (await office.get(f"/v1/jobs/{job['id']}"))["labels"]} in sets


async def test_labels_are_defined_with_settings_and_put_on_with_jobs(office: Office) -> None:
    made, job = await label(office), await office.job()

    async def status(method: str, path: str, body: Any, permission: str) -> int:
        headers = office.company.headers(permission)
        return (await office.api.request(method, path, json=body, headers=headers)).status_code

    assert await status("POST", "/v1/labels", {"name_fr": "Autre"}, "jobs") == 403
    assert await status("PATCH", f"/v1/labels/{made['id']}", {"active": False}, "jobs") == 403
    assert await status("PUT", f"/v1/jobs/{job['id']}/labels", {"label_ids": [made["id"]]}, "settings") == 403
    assert await status("PUT", f"/v1/jobs/{job['id']}/labels", {"label_ids": [made["id"]]}, "jobs") == 200


async def test_another_company_is_not_there(office: Office, neighbour: Office) -> None:
    made, job = await label(office), await office.job()
    theirs, their_job = await label(neighbour, "Leur étiquette"), await neighbour.job()
    await neighbour.get(f"/v1/labels/{made['id']}", status=404)
    await neighbour.patch(f"/v1/labels/{made['id']}", {"active": False}, status=404)
    await put(neighbour, f"/v1/jobs/{job['id']}/labels", theirs["id"], status=404)
    await put(neighbour, f"/v1/contacts/{job['contact']['id']}/labels", theirs["id"], status=404)
    refused = await put(neighbour, f"/v1/jobs/{their_job['id']}/labels", made["id"], status=422)
    assert refused["errors"][0]["code"] == "not-found"
    assert [each["id"] for each in (await neighbour.get("/v1/labels"))["data"]] == [theirs["id"]]
    await put(office, f"/v1/jobs/{job['id']}/labels", made["id"])
    assert (await neighbour.get("/v1/jobs", label=made["id"]))["data"] == []


async def test_labels_come_in_pages_by_name(office: Office) -> None:
    for name in ("Zèbre", "abeille", "Écureuil"):
        await label(office, name)
    seen, after = [], None
    while True:
        page = await office.get("/v1/labels", limit=2, **({"after": after} if after else {}))
        seen += [each["name"] for each in page["data"]]
        if not (after := page["page"]["next"]):
            break
    assert seen == ["abeille", "Écureuil", "Zèbre"]


async def test_contacts_are_found_by_all_labels_asked_for(office: Office, neighbour: Office) -> None:
    urgent, condo = await label(office), await label(office, "Condo")
    both, one = [(await office.job())["contact"]["id"] for _ in range(2)]
    await put(office, f"/v1/contacts/{both}/labels", urgent["id"], condo["id"])
    await put(office, f"/v1/contacts/{one}/labels", urgent["id"])

    async def found(who: Office, *label_ids: str) -> set[str]:
        return {row["id"] for row in (await who.get("/v1/contacts", label=list(label_ids)))["data"]}

    assert await found(office, urgent["id"]) == {both, one}
    assert await found(office, urgent["id"], condo["id"]) == {both}
    assert await found(neighbour, urgent["id"]) == set()

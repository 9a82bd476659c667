"""Ready answers: each company its own, filled in for the client at hand, refused where no message could say them."""

from __future__ import annotations

from tests.factories import Company
from tests.services.jobs.world import Json, Office, contact

PATH = "/v1/snippets"
OWN: Json = {
    "title": "On rappelle",
    "body_fr": "Bonjour {client}, job {job}. {entreprise}",
    "body_en": "Hello {client}, job {job}. {company}",
}


async def test_a_snippet_is_filled_in_in_the_clients_language(office: Office) -> None:
    made = await office.post(PATH, OWN)
    assert made["text"] is None
    french, english = await office.job(), await office.job(contact=contact(language="en", name="Mary"))
    [shown] = (await office.get(PATH, job_id=french["id"]))["data"]
    assert shown["text"] == f"Bonjour Éric Côté-Brûlé, job {french['number']}. Plomberie des Essais"
    [shown] = (await office.get(PATH, job_id=english["id"]))["data"]
    assert shown["text"] == f"Hello Mary, job {english['number']}. Plomberie des Essais"
    await office.call("PUT", f"{PATH}/{made['id']}", OWN | {"body_en": ""})
    [shown] = (await office.get(PATH, job_id=english["id"]))["data"]
    assert shown["text"].startswith("Bonjour Mary"), "without an English text, the French one"


async def test_snippets_are_changed_by_one_at_a_time_and_removed(office: Office) -> None:
    made = await office.post(PATH, OWN)
    first = (await office.raw("GET", f"{PATH}/{made['id']}")).headers["etag"]
    await office.call("PUT", f"{PATH}/{made['id']}", OWN | {"title": "Rappel"}, headers={"If-Match": first})
    lost = await office.raw("PUT", f"{PATH}/{made['id']}", OWN, headers={"If-Match": first})
    assert lost.status_code == 412
    assert (await office.raw("DELETE", f"{PATH}/{made['id']}")).status_code == 204
    assert (await office.get(PATH))["data"] == []
    assert (await office.raw("DELETE", f"{PATH}/{made['id']}")).status_code == 404


async def test_what_no_message_could_say_is_refused(office: Office) -> None:
    problem = await office.post(PATH, OWN | {"body_fr": "{prix}", "body_en": "{oops"}, status=422)
    assert [(each["pointer"], each["code"]) for each in problem["errors"]] == [
        ("/body_fr", "template-unknown"),
        ("/body_en", "template-brace"),
    ]
    await office.post(PATH, OWN | {"title": " "}, status=422)
    assert (await office.get(PATH))["data"] == []


async def test_a_neighbour_sees_none_of_ours(office: Office, neighbour: Office, ours: Company) -> None:
    made = await office.post(PATH, OWN)
    job = await office.job()
    assert (await neighbour.get(PATH))["data"] == []
    for method, body in (("GET", None), ("PUT", OWN), ("DELETE", None)):
        assert (await neighbour.raw(method, f"{PATH}/{made['id']}", body)).status_code == 404
    assert (await neighbour.raw("GET", PATH, job_id=job["id"])).status_code == 404
    reader = ours.headers("messages")
    assert (await office.api.get(PATH, headers=reader)).status_code == 200
    assert (await office.api.post(PATH, json=OWN, headers=reader)).status_code == 403

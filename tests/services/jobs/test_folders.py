"""Jobs: opening, reading, editing, their verbs, their timeline and their plan."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest

from services.jobs.folders import commands
from services.jobs.folders.commands import RequestDetails
from tests.factories import Company
from tests.services.jobs.world import Office, contact


async def test_a_new_job_has_its_number_contact_and_next_step(office: Office) -> None:
    job = await office.job(description="Depuis hier soir.")
    assert job["number"] == 1
    assert job["phase"] == "new"
    assert job["workflow_id"] == f"job:{office.company.code}:1"
    assert job["contact"]["name"] == "Éric Côté-Brûlé"
    assert job["contact"]["phone"].startswith("+1450555")
    assert job["address"]["postal_code"] == "H7L 1A1"
    assert job["next_step"]["kind"] == "office.answer"
    assert job["next_step"]["because"].startswith("La demande attend une réponse depuis le ")
    assert job["figures"]["hours_worked"] == "0.00"
    assert job["figures"]["outstanding"] == {"amount": 0, "currency": "CAD"}
    assert job["activities"] == {"quotes": [], "visits": [], "invoices": [], "payments": []}
    again = await office.get(f"/v1/jobs/{job['id']}")
    assert again == job
    assert (await office.job())["number"] == 2


async def test_the_title_defaults_to_the_contacts_name(office: Office) -> None:
    assert (await office.job(title=""))["title"] == "Éric Côté-Brûlé"


async def test_a_job_for_a_known_contact(office: Office) -> None:
    known = await office.post("/v1/contacts", contact(name="Zoé"))
    job = await office.post("/v1/jobs", {"contact_id": known["id"], "source": "phone"})
    assert job["contact"]["id"] == known["id"]
    assert job["source"] == "phone"
    wrong = await office.post("/v1/jobs", {"contact_id": "cnt_0nobody"}, status=422)
    assert wrong["errors"][0]["pointer"] == "/contact_id"


async def test_both_or_no_contact_is_refused(office: Office) -> None:
    for body in ({}, {"contact_id": "cnt_1", "contact": contact()}):
        assert (await office.post("/v1/jobs", body, status=422))["errors"][0]["code"] == "one-contact"


async def test_repeating_the_request_opens_one_job(office: Office) -> None:
    body, headers = {"contact": contact()}, office.company.headers()
    first, second = await asyncio.gather(*(office.raw("POST", "/v1/jobs", body, headers=headers) for _ in range(2)))
    assert first.status_code == second.status_code == 201
    assert first.json() == second.json()
    assert {first.headers.get("idempotency-replayed"), second.headers.get("idempotency-replayed")} == {None, "true"}
    assert len((await office.get("/v1/jobs"))["data"]) == 1
    assert len((await office.get("/v1/contacts"))["data"]) == 1
    other = await office.raw("POST", "/v1/jobs", {"contact": contact()}, headers=headers)
    assert other.json()["code"] == "key-reuse"


async def test_numbers_have_no_gap_when_many_come_at_once(office: Office) -> None:
    jobs = await asyncio.gather(*(office.job() for _ in range(12)))
    assert sorted(job["number"] for job in jobs) == list(range(1, 13))


async def test_editing_keeps_revisions_and_needs_the_newest(office: Office) -> None:
    job = await office.job()
    path = f"/v1/jobs/{job['id']}"
    tag = (await office.raw("GET", path)).headers["etag"]
    edited = await office.patch(path, {"description": "Réservoir de 60 gallons"}, headers={"If-Match": tag})
    assert edited["description"] == "Réservoir de 60 gallons"
    assert edited["title"] == job["title"]
    lost = await office.patch(path, {"title": "Autre"}, status=412, headers={"If-Match": tag})
    assert lost["current"]["description"] == "Réservoir de 60 gallons"
    kinds = [entry["kind"] for entry in (await office.get(f"{path}/timeline"))["data"]]
    assert kinds == ["job.opened", "job.described"]
    await office.patch(path, {"description": "Réservoir de 60 gallons"})
    assert len((await office.get(f"{path}/timeline"))["data"]) == 2


async def test_assigning_makes_it_somebodys_move(office: Office) -> None:
    job = await office.job()
    user = office.company.user_id
    edited = await office.patch(f"/v1/jobs/{job['id']}", {"assigned_to": user})
    assert edited["assigned_to"] == {"id": user, "name": "Josée Essai"}
    assert edited["next_step"]["owner"] == f"user:{user}"
    assert edited["next_step"]["owner_name"] == "Josée Essai"
    nobody = await office.patch(f"/v1/jobs/{job['id']}", {"assigned_to": "usr_nobody"}, status=422)
    assert nobody["errors"] == [{"pointer": "/assigned_to", "code": "not-found", "detail": "Cet élément n'existe pas."}]
    assert (await office.patch(f"/v1/jobs/{job['id']}", {"assigned_to": None}))["assigned_to"] is None


async def test_a_phase_set_by_hand_says_who_and_why(office: Office) -> None:
    job = await office.job()
    path = f"/v1/jobs/{job['id']}"
    assert (await office.patch(path, {"phase": "won"}, status=422))["errors"][0]["pointer"] == "/phase_reason"
    edited = await office.patch(path, {"phase": "won", "phase_reason": "Accord verbal"})
    assert edited["phase"] == "won"
    assert edited["phase_set"]["by"] == "Josée Essai"
    assert edited["phase_set"]["reason"] == "Accord verbal"
    story = (await office.get(f"{path}/timeline"))["data"]
    assert story[-1]["text"] == "Étape fixée à la main : Gagnée. Motif : Accord verbal"
    back = await office.patch(path, {"phase": None})
    assert back["phase"] == "new"
    assert back["phase_set"] is None


async def test_close_warns_reopen_and_cancel_free_the_technician(office: Office) -> None:
    job, luc = await office.job(), await office.resource()
    visit = await office.visit(job["id"], [luc["id"]])
    path = f"/v1/jobs/{job['id']}"
    closed = await office.verb(f"{path}/close", {"reason": "Fini"})
    assert closed["phase"] == "closed"
    assert closed["next_step"] is None
    assert closed["warnings"] == ["Une visite n'est pas complétée."]
    assert (await office.verb(f"{path}/close", status=409))["code"] == "job-finished"
    assert (await office.verb(f"{path}/reopen"))["phase"] == "scheduled"
    assert (await office.verb(f"{path}/reopen", status=409))["code"] == "job-is-open"
    assert (await office.verb(f"{path}/cancel", {"reason": "Déménagement"}))["phase"] == "cancelled"
    assert (await office.get(f"/v1/visits/{visit['id']}"))["status"] == "cancelled"
    other = await office.job()
    await office.visit(other["id"], [luc["id"]])
    assert (await office.verb(f"/v1/jobs/{other['id']}/close", {"outcome": "lost"}))["phase"] == "lost"


async def test_pause_and_resume(office: Office) -> None:
    job = await office.job()
    path = f"/v1/jobs/{job['id']}"
    past = (datetime.now(UTC) - timedelta(days=1)).isoformat()
    assert (await office.verb(f"{path}/pause", {"until": past}, status=422))["errors"][0]["code"] == "in-the-past"
    assert (await office.verb(f"{path}/pause", {"reason": "En vacances"}))["paused"] is True
    assert (await office.verb(f"{path}/pause", status=409))["code"] == "job-is-paused"
    assert (await office.verb(f"{path}/resume"))["paused"] is False
    assert (await office.verb(f"{path}/resume", status=409))["code"] == "job-not-paused"


async def test_a_website_request_is_kept_and_told(office: Office, ours: Company) -> None:
    known = await office.post("/v1/contacts", contact())
    details = RequestDetails("sub_1", "site_1", "Débouchage", "L'évier refoule")
    async with ours.work("site:site_1") as work:
        opened = await commands.open_folder(work, contact_id=known["id"], source="web", request=details)
    job = await office.get(f"/v1/jobs/{opened.job_id}")
    assert job["request"]["message"] == "L'évier refoule"
    assert job["request"]["service"] == "Débouchage"
    story = (await office.get(f"/v1/jobs/{opened.job_id}/timeline"))["data"]
    assert [entry["text"] for entry in story] == [
        "Job 1 ouverte à partir du site web.",
        "Demande reçue du site web.",
    ]
    assert story[0]["actor"] == {"kind": "site", "id": "site_1", "name": "Site web"}
    steps = (await office.get(f"/v1/jobs/{opened.job_id}/plan"))["data"]
    assert [step["kind"] for step in steps] == ["request.acknowledge", "office.answer"]


async def test_the_worker_closes_once(office: Office, ours: Company) -> None:
    job = await office.job()
    for _ in range(2):
        async with ours.work("system") as work:
            await commands.close_by_itself(work, job["id"], "job/close/20261124T140500.000000")
    story = (await office.get(f"/v1/jobs/{job['id']}/timeline"))["data"]
    assert [entry["kind"] for entry in story] == ["job.opened", "job.closed"]
    assert story[-1]["actor"]["kind"] == "system"


async def test_the_plan_speaks_both_languages(office: Office) -> None:
    job = await office.job()
    path = f"/v1/jobs/{job['id']}/plan"
    french = (await office.get(path))["data"][0]
    english = (await Office(office.api, office.company, "en").get(path))["data"][0]
    assert french["title"] == "Répondre au client"
    assert english["title"] == "Answer the client"
    assert french["cancelled_by_text"].startswith(
        "S'annule dès que le client reçoit une réponse, une réponse est consignée, "
    )
    assert "message.logged" in french["cancelled_by"]
    assert english["because"].startswith("The request has been waiting for an answer since ")
    assert french["key"] == english["key"] == "answer/request"


async def test_a_step_is_skipped_with_a_reason(office: Office) -> None:
    job, luc = await office.job(), await office.resource()
    visit = await office.visit(job["id"], [luc["id"]], hour=72)
    path = f"/v1/jobs/{job['id']}"
    key = f"visit/{visit['id']}/1/remind"
    plan = await office.verb(f"{path}/plan/{quote(key, safe='')}/skip", {"reason": "Avisé au téléphone"})
    assert key not in [step["key"] for step in plan["data"]]
    story = (await office.get(f"{path}/timeline", order="desc", limit=1))["data"]
    assert story[0]["text"] == "Étape sautée : Rappeler la visite au client. Motif : Avisé au téléphone"
    assert (await office.verb(f"{path}/plan/{quote(key, safe='')}/skip", status=404))["detail"] == (
        "Cette étape n'existe plus."
    )


async def test_a_step_is_snoozed_or_ticked_off(office: Office) -> None:
    job = await office.job()
    path = f"/v1/jobs/{job['id']}/plan"
    until = (datetime.now(UTC) + timedelta(days=10)).replace(microsecond=0)
    plan = await office.verb(f"{path}/answer/request/snooze", {"until": until.isoformat()})
    assert plan["data"][0]["due"] == until.isoformat().replace("+00:00", "Z")
    late = (datetime.now(UTC) + timedelta(days=600)).isoformat()
    await office.verb(f"{path}/answer/request/snooze", {"until": late}, status=422)
    plan = await office.verb(f"{path}/answer/request/done")
    assert [step["kind"] for step in plan["data"]] == ["office.choose"]
    refused = await office.verb(f"{path}/job/next/new/skip", status=409)
    assert refused["code"] == "step-not-skippable"


@pytest.mark.parametrize("order", ["asc", "desc"])
async def test_the_timeline_pages_without_loss(office: Office, order: str) -> None:
    job = await office.job()
    path = f"/v1/jobs/{job['id']}"
    for n in range(6):
        await office.patch(path, {"description": f"Version {n}"})
    seen: list[int] = []
    after = None
    while True:
        page = await office.get(f"{path}/timeline", order=order, limit=3, **({"after": after} if after else {}))
        seen += [entry["seq"] for entry in page["data"]]
        after = page["page"]["next"]
        if not page["page"]["has_more"]:
            break
    assert seen == sorted(range(1, 8), reverse=order == "desc")


async def test_what_colleagues_cost_is_shown_only_to_those_who_may_see_it(office: Office) -> None:
    job = await office.job()
    luc = await office.resource(cents=6000)
    visit = await office.visit(job["id"], [luc["id"]])
    await office.verb(f"/v1/visits/{visit['id']}/start")
    await office.verb(f"/v1/visits/{visit['id']}/complete")
    for path in (f"/v1/jobs/{job['id']}", "/v1/jobs"):
        for permissions, shown in ((("jobs",), False), (("jobs", "reports"), True)):
            answer = await office.api.get(path, headers=office.company.headers(*permissions))
            found = answer.json()
            figures = (found["data"][0] if "data" in found else found)["figures"]
            assert (figures["labour_cost"] is not None) == shown, (path, permissions)

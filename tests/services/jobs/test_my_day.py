"""A technician's phone: the day, and presses that arrive late, twice, or after the office changed its mind."""

from __future__ import annotations

import asyncio
import re
import uuid
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from tests.services.jobs.world import Json, Office, visit

ZONE = ZoneInfo("America/Toronto")


def ago(minutes: float) -> datetime:
    """Whole seconds, as phones' presses are counted."""
    return datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=minutes)


def press(verb: str, visit_id: str, at: datetime, **data: str) -> Json:
    return {"id": str(uuid.uuid4()), "at": at.isoformat(), "visit_id": visit_id, "verb": verb, "data": data}


async def send(office: Office, *presses: Json, now: datetime | None = None) -> list[Json]:
    body = {"actions": list(presses)} | ({"now": now.isoformat()} if now else {})
    found: list[Json] = (await office.post("/v1/my-day/actions", body, status=200))["data"]
    return found


def outcomes(answers: list[Json]) -> list[str]:
    return [each["outcome"] for each in answers]


class Technician:
    """The signed-in person as a resource with one visit that began an hour ago."""

    def __init__(self, office: Office, luc: Json, job: Json, visit_id: str) -> None:
        self.office, self.luc, self.job, self.visit_id = office, luc, job, visit_id

    async def entries(self, visit_id: str = "") -> Json:
        return await self.office.get(f"/v1/visits/{visit_id or self.visit_id}")

    async def more(self, *, hour: float = 3, resource_ids: list[str] | None = None) -> str:
        job = await self.office.job()
        booked = await self.office.visit(job["id"], resource_ids or [self.luc["id"]], hour=hour)
        return str(booked["id"])


@pytest.fixture
async def luc(office: Office) -> Technician:
    rate = {"amount": 4500, "currency": "CAD"}
    body = {"name": "Luc Bédard", "hourly_rate": rate, "user_id": office.company.user_id}
    resource, job = await office.post("/v1/resources", body), await office.job()
    booked = await office.visit(job["id"], [resource["id"]], hour=-1)
    return Technician(office, resource, job, booked["id"])


# ── the day ──────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_the_day_has_all_that_is_needed_on_site(office: Office, luc: Technician) -> None:
    await office.patch(f"/v1/visits/{luc.visit_id}", {"instructions": "Sonner deux fois"})
    await office.post(f"/v1/jobs/{luc.job['id']}/messages", {"body": "Chien gentil", "channel": "note"})
    day = await office.get("/v1/my-day")
    assert day["resources"] == [{"id": luc.luc["id"], "name": "Luc Bédard"}]
    shown = next(each for each in day["visits"] if each["id"] == luc.visit_id)
    assert shown["job_number"] == luc.job["number"]
    assert (shown["number"], shown["timing"]) == ("1-1", "fixed")
    assert shown["title"] == "Chauffe-eau qui coule"
    assert shown["client"]["name"] == "Éric Côté-Brûlé"
    assert shown["client"]["phone"].startswith("+1450")
    assert shown["address"] == ["12, rue des Érables", "Laval QC H7L 1A1"]
    assert shown["place"] == "12, rue des Érables, Laval QC H7L 1A1"
    assert shown["instructions"] == "Sonner deux fois"
    assert [note["body"] for note in shown["notes"]] == ["Chien gentil"]
    assert shown["actions"] == ["en_route", "start"]
    assert shown["running_since"] is None


async def test_a_day_is_that_of_the_company_and_of_the_person(office: Office, luc: Technician) -> None:
    eve = await office.resource("Ève")
    today = datetime.now(ZONE).date()
    tomorrow_noon = datetime.combine(today + timedelta(days=1), datetime.min.time(), ZONE) + timedelta(hours=12)
    ahead = (tomorrow_noon - datetime.now(ZONE)).total_seconds() / 3600
    later = await office.visit(luc.job["id"], [luc.luc["id"]], hour=ahead)
    hers = await office.visit(luc.job["id"], [eve["id"]], hour=ahead)
    tomorrow = await office.get("/v1/my-day", date=(today + timedelta(days=1)).isoformat())
    assert [each["id"] for each in tomorrow["visits"] if each["id"] != luc.visit_id] == [later["id"]]
    assert later["id"] not in [each["id"] for each in (await office.get("/v1/my-day"))["visits"]]
    of_eve = await office.get("/v1/my-day", date=(today + timedelta(days=1)).isoformat(), resource=eve["id"])
    assert [each["id"] for each in of_eve["visits"]] == [hers["id"]]
    assert (await office.get("/v1/my-day", status=422, date="2026-13-01"))["code"] == "invalid"
    await office.get("/v1/my-day", status=404, resource="res_nobody")


async def test_a_visit_left_running_stays_in_today(office: Office, luc: Technician) -> None:
    old = await luc.more(hour=-60)
    assert old not in [each["id"] for each in (await office.get("/v1/my-day"))["visits"]]
    await office.verb(f"/v1/visits/{old}/start")
    first = (await office.get("/v1/my-day"))["visits"][0]
    assert (first["id"], first["actions"]) == (old, ["pause", "complete"])
    assert first["running_since"]


async def test_a_phone_that_has_the_day_gets_nothing_new(office: Office, luc: Technician) -> None:
    first = await office.raw("GET", "/v1/my-day")
    again = await office.raw("GET", "/v1/my-day", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    await office.verb(f"/v1/visits/{luc.visit_id}/en-route")
    changed = await office.raw("GET", "/v1/my-day", headers={"If-None-Match": first.headers["etag"]})
    assert changed.status_code == 200


async def test_a_person_without_visits_has_an_empty_day(office: Office) -> None:
    day = await office.get("/v1/my-day")
    assert (day["resources"], day["visits"]) == ([], [])


# ── presses that arrive ──────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_day_without_network_lands_with_its_own_times(office: Office, luc: Technician) -> None:
    began = ago(180)
    answers = await send(
        office,
        press("en_route", luc.visit_id, ago(200)),
        press("start", luc.visit_id, began),
        press("note", luc.visit_id, ago(170), body="Valve remplacée"),
        press("pause", luc.visit_id, ago(120)),
        press("resume", luc.visit_id, ago(100)),
        press("complete", luc.visit_id, ago(70)),
    )
    assert outcomes(answers) == ["done"] * 6
    assert answers[2]["text"] == "Note ajoutée à la job 1."
    assert answers[5]["visit"]["status"] == "completed"
    done = await luc.entries()
    assert (done["hours"], done["running"], done["status"]) == ("1.50", False, "completed")
    assert datetime.fromisoformat(done["started_at"]) == began
    assert datetime.fromisoformat(done["updated_at"]) > ago(1)
    folder = await office.get(f"/v1/jobs/{luc.job['id']}")
    assert folder["figures"]["hours_worked"] == "1.50"
    assert folder["figures"]["labour_cost"]["amount"] == 6750


async def test_presses_are_taken_in_the_order_of_their_times(office: Office, luc: Technician) -> None:
    done = press("complete", luc.visit_id, ago(30))
    answers = await send(office, done, press("start", luc.visit_id, ago(90)))
    assert outcomes(answers) == ["done", "done"]
    assert answers[0]["id"] == done["id"]
    assert (await luc.entries())["hours"] == "1.00"


async def test_a_batch_sent_again_is_answered_not_done(office: Office, luc: Technician) -> None:
    batch = [
        press("start", luc.visit_id, ago(60)),
        press("note", luc.visit_id, ago(50), body="Une fois"),
        press("complete", luc.visit_id, ago(30)),
    ]
    first = await send(office, *batch)
    await asyncio.gather(*(send(office, *batch) for _ in range(4)))
    again = await send(office, *batch)
    assert [each["text"] for each in again] == [each["text"] for each in first]
    assert [each["repeated"] for each in again] == [True] * 3
    assert (await luc.entries())["hours"] == "0.50"
    notes = (await office.get("/v1/my-day"))["visits"]
    assert len(next(each for each in notes if each["id"] == luc.visit_id)["notes"]) == 1


async def test_the_same_batch_at_once_is_done_once(office: Office, luc: Technician) -> None:
    batch = [press("start", luc.visit_id, ago(60)), press("complete", luc.visit_id, ago(30))]
    answers = await asyncio.gather(*(send(office, *batch) for _ in range(6)))
    assert {tuple(outcomes(each)) for each in answers} == {("done", "done")}
    assert (await luc.entries())["hours"] == "0.50"


async def test_hours_count_though_the_visit_was_cancelled(office: Office, luc: Technician) -> None:
    await office.verb(f"/v1/visits/{luc.visit_id}/cancel")
    start, complete = await send(
        office, press("start", luc.visit_id, ago(100)), press("complete", luc.visit_id, ago(10))
    )
    assert start["outcome"] == "ignored"
    assert start["text"].startswith("Début ignoré, la visite a été annulée ")
    assert start["text"].endswith(" par Josée Essai; vos heures seront ajoutées quand vous arrêterez.")
    assert complete["outcome"] == "done_partly"
    assert re.match(r"Heures ajoutées \(1 h 30\); fin ignorée, la visite a été annulée (le .+ )?à ", complete["text"])
    done = await luc.entries()
    assert (done["status"], done["hours"]) == ("cancelled", "1.50")
    english = Office(office.api, office.company, "en")
    told = await english.post("/v1/my-day/actions", {"actions": []}, status=422)
    assert told["code"] == "invalid"


async def test_the_sentence_is_in_the_callers_language(office: Office, luc: Technician) -> None:
    await office.verb(f"/v1/visits/{luc.visit_id}/cancel")
    english = Office(office.api, office.company, "en")
    answers = await send(english, press("start", luc.visit_id, ago(61)), press("complete", luc.visit_id, ago(1)))
    assert answers[1]["text"].startswith("Hours added (1 h 00); completion ignored, the visit was cancelled ")
    assert answers[1]["text"].endswith(" by Josée Essai.")


async def test_hours_count_though_somebody_else_completed(office: Office, luc: Technician) -> None:
    """The office presses start and complete at its desk while the phone is in a cellar: the union of both, once."""
    await office.verb(f"/v1/visits/{luc.visit_id}/start")
    await office.verb(f"/v1/visits/{luc.visit_id}/complete")
    answers = await send(office, press("start", luc.visit_id, ago(60)), press("complete", luc.visit_id, ago(15)))
    assert outcomes(answers) == ["ignored", "done_partly"]
    assert answers[1]["text"] == "Heures ajoutées (0 h 45); la visite était déjà complétée par Josée Essai."
    assert (await luc.entries())["hours"] == "0.75"


async def test_hours_count_though_the_visit_is_anothers_now(office: Office, luc: Technician) -> None:
    eve = await office.resource("Ève Roy")
    await office.patch(f"/v1/visits/{luc.visit_id}", {"resource_ids": [eve["id"]]})
    answers = await send(office, press("start", luc.visit_id, ago(60)), press("complete", luc.visit_id, ago(30)))
    assert outcomes(answers) == ["ignored", "done_partly"]
    assert re.search(r"fin ignorée, la visite a été confiée à Ève Roy (le .+ )?à ", answers[1]["text"])
    still = await luc.entries()
    assert (still["status"], still["hours"]) == ("scheduled", "0.50")
    texts = [entry["text"] for entry in (await office.get(f"/v1/jobs/{luc.job['id']}/timeline"))["data"]]
    assert "0,5 h de travail notées pour Luc Bédard." in texts


async def test_a_visit_moved_to_another_hour_is_still_done(office: Office, luc: Technician) -> None:
    """The press is older than the move, which says nothing about whether the work was done."""
    times = {key: value for key, value in visit("", [], hour=5).items() if key.endswith("_at")}
    await office.patch(f"/v1/visits/{luc.visit_id}", times)
    answers = await send(office, press("start", luc.visit_id, ago(60)), press("complete", luc.visit_id, ago(20)))
    assert outcomes(answers) == ["done", "done"]
    done = await luc.entries()
    assert (done["status"], done["hours"]) == ("completed", "0.67")


async def test_two_phones_of_one_person_are_one_clock(office: Office, luc: Technician) -> None:
    phone = [press("start", luc.visit_id, ago(60)), press("pause", luc.visit_id, ago(20))]
    tablet = [press("start", luc.visit_id, ago(50)), press("complete", luc.visit_id, ago(10))]
    assert outcomes(await send(office, *tablet)) == ["done", "done"]
    late = await send(office, *phone)
    assert outcomes(late) == ["done_partly", "ignored"]
    assert late[0]["text"].startswith("Heures ajoutées (0 h 10); début ignoré, la visite a été complétée ")
    assert (await luc.entries())["hours"] == "0.83"  # from 60 to 10 minutes ago


async def test_one_person_is_at_one_visit_at_a_time(office: Office, luc: Technician) -> None:
    other = await luc.more()
    await send(office, press("start", luc.visit_id, ago(60)))
    answers = await send(office, press("start", other, ago(40)), press("complete", other, ago(10)))
    assert answers[0]["text"].startswith("Début ignoré, Luc Bédard travaille déjà à une visite de la job 1.")
    assert outcomes(answers)[0] == "ignored"
    await send(office, press("complete", luc.visit_id, ago(30)))
    # 60 to 30 minutes ago on the first; from 30 to 10 only the second is left to claim.
    assert (await luc.entries())["hours"] == "0.50"
    assert (await luc.entries(other))["hours"] == "0.33"


async def test_the_older_press_loses_against_the_newer_state(office: Office, luc: Technician) -> None:
    await send(office, press("start", luc.visit_id, ago(60)))
    path = f"/v1/visits/{luc.visit_id}"
    await office.verb(f"{path}/pause")
    await office.verb(f"{path}/resume")
    answers = await send(office, press("pause", luc.visit_id, ago(30)))
    assert answers[0]["outcome"] == "ignored"
    assert answers[0]["text"].startswith("Pause ignorée, la visite a été reprise ")
    assert (await luc.entries())["running"] is True


async def test_a_wrong_clock_is_corrected_and_an_absurd_one_refused(office: Office, luc: Technician) -> None:
    wrong = timedelta(hours=3)
    answers = await send(
        office,
        press("start", luc.visit_id, ago(60) + wrong),
        press("complete", luc.visit_id, ago(30) + wrong),
        now=datetime.now(UTC) + wrong,
    )
    assert outcomes(answers) == ["done", "done"]
    assert datetime.fromisoformat((await luc.entries())["started_at"]) - ago(60) < timedelta(seconds=5)
    other = await luc.more()
    refused = await send(office, press("start", other, ago(-30)), press("start", other, ago(8 * 24 * 60)))
    assert outcomes(refused) == ["refused", "refused"]
    assert {each["text"].split(":")[0] for each in refused} == {"Refusé "}
    assert (await luc.entries(other))["status"] == "scheduled"


async def test_one_that_is_refused_does_not_take_the_others_with_it(office: Office, luc: Technician) -> None:
    answers = await send(
        office,
        press("start", luc.visit_id, ago(60)),
        press("note", luc.visit_id, ago(55)),
        press("start", "vis_nowhere", ago(50)),
        press("resume", luc.visit_id, ago(45)),
        press("complete", luc.visit_id, ago(30)),
    )
    assert outcomes(answers) == ["done", "refused", "refused", "already", "done"]
    assert answers[2]["text"] == "Cette visite n'existe pas."
    assert (await luc.entries())["hours"] == "0.50"


# ── what is written on site ──────────────────────────────────────────────────────────────────────────────────────────


async def checklist(office: Office, visit_id: str) -> list[str]:
    """A list that blocks completion, with two items: their ids."""
    items = [{"text_fr": "Eau coupée", "text_en": "Water off"}, {"text_fr": "Photo prise", "text_en": "Photo taken"}]
    body = {"name_fr": "Départ", "name_en": "Leaving", "items": items, "blocks_completion": True}
    template = await office.post("/v1/checklist-templates", body)
    made = await office.post(f"/v1/visits/{visit_id}/checklists", {"template_id": template["id"]})
    return [each["id"] for each in made["data"][0]["items"]]


async def test_a_checklist_that_blocks_stops_the_clock_all_the_same(office: Office, luc: Technician) -> None:
    first, second = await checklist(office, luc.visit_id)
    answers = await send(
        office,
        press("start", luc.visit_id, ago(90)),
        press("check", luc.visit_id, ago(60), item_id=first, checked="true"),
        press("complete", luc.visit_id, ago(30)),
    )
    assert outcomes(answers) == ["done", "done", "done_partly"]
    assert answers[2]["text"].startswith("Heures arrêtées à ")
    assert answers[2]["text"].endswith("; fin ignorée, il reste à cocher : Photo prise.")
    stopped = await luc.entries()
    assert (stopped["status"], stopped["running"], stopped["hours"]) == ("paused", False, "1.00")
    later = await send(
        office,
        press("check", luc.visit_id, ago(20), item_id=second, checked="true"),
        press("complete", luc.visit_id, ago(19)),
    )
    assert outcomes(later) == ["done", "done"]
    done = await luc.entries()
    assert (done["status"], done["hours"]) == ("completed", "1.00")
    shown = next(each for each in (await office.get("/v1/my-day"))["visits"] if each["id"] == luc.visit_id)
    assert [item["checked_by"] for item in shown["checklists"][0]["items"]] == ["Josée Essai"] * 2


async def test_materials_and_the_signature_arrive_late_too(office: Office, luc: Technician) -> None:
    png = BytesIO()
    Image.new("RGB", (300, 120), "white").save(png, "PNG")
    answers = await send(
        office,
        press("start", luc.visit_id, ago(90)),
        press("material", luc.visit_id, ago(80), description="Tuyau 15 mm", quantity="2,5", unit="m"),
        press("signature", luc.visit_id, ago(40), name="Éric Côté", png=b64encode(png.getvalue()).decode()),
        press("material", luc.visit_id, ago(39), description="Trop tard"),
        press("complete", luc.visit_id, ago(30)),
    )
    assert outcomes(answers) == ["done", "done", "done", "ignored", "done"]
    assert answers[1]["text"] == "Matériel noté : Tuyau 15 mm."
    assert answers[3]["text"] == "Matériel non noté, le client a déjà signé."
    signed = await office.get(f"/v1/visits/{luc.visit_id}/signature")
    assert signed["name"] == "Éric Côté"
    assert abs(datetime.fromisoformat(signed["signed_at"]) - ago(40)) < timedelta(seconds=5)
    shown = next(each for each in (await office.get("/v1/my-day"))["visits"] if each["id"] == luc.visit_id)
    assert [(each["description"], each["quantity"], each["unit"]) for each in shown["materials"]] == [
        ("Tuyau 15 mm", "2.5", "m")
    ]
    assert shown["signed_at"] == signed["signed_at"]
    assert shown["status"] == "completed"


async def test_what_is_malformed_is_refused_alone(office: Office, luc: Technician) -> None:
    answers = await send(
        office,
        press("signature", luc.visit_id, ago(9), name="X", png="bm8="),
        press("material", luc.visit_id, ago(8), description="Vis", quantity="beaucoup"),
        press("check", luc.visit_id, ago(7), item_id="chi_nowhere"),
        press("note", luc.visit_id, ago(6), body="Reste"),
    )
    assert outcomes(answers) == ["refused", "refused", "refused", "done"]


async def test_on_the_way_says_when(office: Office, luc: Technician) -> None:
    at = ago(2)
    assert outcomes(await send(office, press("en_route", luc.visit_id, at, minutes="25"))) == ["done"]
    expected = (await luc.entries())["expected_at"]
    assert datetime.fromisoformat(expected) == at + timedelta(minutes=25)


async def test_a_neighbour_moves_nothing(neighbour: Office, office: Office, luc: Technician) -> None:
    start = press("start", luc.visit_id, ago(60))
    assert outcomes(await send(neighbour, start)) == ["refused"]
    assert (await neighbour.get("/v1/my-day"))["visits"] == []
    await neighbour.get("/v1/my-day", status=404, resource=luc.luc["id"])
    assert outcomes(await send(office, start)) == ["done"]  # their use of the id says nothing here


async def test_visits_are_needed(office: Office) -> None:
    headers = office.company.headers("jobs")
    assert (await office.api.get("/v1/my-day", headers=headers)).status_code == 403
    body = {"actions": [press("start", "vis_1", ago(1))]}
    assert (await office.api.post("/v1/my-day/actions", json=body, headers=headers)).status_code == 403

"""Calendar feeds: what a calendar program gets, and that a revoked link is dead."""

from __future__ import annotations

import re
from typing import Any

import httpx
from icalendar import Calendar
from sqlalchemy import text

from tests.services.jobs.world import Json, Office, visit


def path_of(feed: Json) -> str:
    return "/" + str(feed["url"]).split("/", 3)[3]


async def fetch(api: httpx.AsyncClient, feed: Json, **headers: str) -> httpx.Response:
    """As a calendar program does: without a sign-in."""
    return await api.get(path_of(feed), headers=headers)


def events(answer: httpx.Response) -> list[Any]:
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


async def test_a_visit_stands_in_the_feed_and_moves_there(office: Office) -> None:
    job, luc, eve = await office.job(), await office.resource("Luc"), await office.resource("Ève")
    body = visit(job["id"], [luc["id"]]) | {"instructions": "Code 4711", "note_internal": "Chien"}
    made = await office.post("/v1/visits", body)
    await office.visit(job["id"], [eve["id"]])
    await office.post("/v1/visits", {"job_id": job["id"], "resource_ids": [luc["id"]]})
    feed = await office.post(f"/v1/resources/{luc['id']}/feeds")
    answer = await fetch(office.api, feed)
    assert answer.headers["content-type"].startswith("text/calendar")
    [event] = events(answer)
    assert event["UID"] == f"{made['id']}@dossier"
    assert (event["SUMMARY"], event["STATUS"]) == ("1-1 · Chauffe-eau qui coule", "CONFIRMED")
    assert event["LOCATION"] == "12, rue des Érables, Laval, H7L 1A1"
    assert event["DTSTART"].dt.isoformat().replace("+00:00", "Z") == made["starts_at"]
    for secret in ("4711", "Chien", "Éric", "450"):
        assert secret not in answer.text
    tag = answer.headers["etag"]
    assert (await fetch(office.api, feed, **{"If-None-Match": tag})).status_code == 304
    times = {key: value for key, value in visit("", [], hour=72).items() if key.endswith("_at")}
    await office.patch(f"/v1/visits/{made['id']}", times)
    moved = await fetch(office.api, feed, **{"If-None-Match": tag})
    assert moved.status_code == 200
    [later] = events(moved)
    assert later["UID"] == event["UID"]
    assert later["SEQUENCE"] > event["SEQUENCE"]
    assert later["DTSTART"].dt > event["DTSTART"].dt
    await office.verb(f"/v1/visits/{made['id']}/cancel")
    [gone] = events(await fetch(office.api, feed))
    assert (gone["STATUS"], gone["SEQUENCE"] > later["SEQUENCE"]) == ("CANCELLED", True)


async def test_a_whole_day_is_a_date_and_a_window_is_told(office: Office) -> None:
    job, luc = await office.job(), await office.resource("Luc")
    days = {"starts_at": "2027-03-13T15:00:00Z", "ends_at": "2027-03-15T03:00:00Z", "timing": "all_day"}
    await office.post("/v1/visits", visit(job["id"], [luc["id"]]) | days)
    window = {"starts_at": "2027-03-16T12:00:00Z", "ends_at": "2027-03-16T14:00:00Z"}
    body = visit(job["id"], [luc["id"]]) | window | {"window_ends_at": "2027-03-16T16:00:00Z"}
    await office.post("/v1/visits", body)
    feed = await office.post(f"/v1/resources/{luc['id']}/feeds", {"language": "fr"})
    whole, arrival = events(await fetch(office.api, feed))
    assert (whole["DTSTART"].dt.isoformat(), whole["DTEND"].dt.isoformat()) == ("2027-03-13", "2027-03-15")
    assert re.fullmatch(r"Arrivée entre 08\sh\s00 et 12\sh\s00", str(arrival["DESCRIPTION"]))


async def test_a_revoked_link_is_dead_at_once(office: Office) -> None:
    luc = await office.resource("Luc")
    at = f"/v1/resources/{luc['id']}/feeds"
    first, second = await office.post(at), await office.post(at)
    assert first["url"] != second["url"]
    tag = (await fetch(office.api, first)).headers["etag"]
    revoked = await office.verb(f"{at}/{first['id']}/revoke")
    assert (revoked["url"], await office.verb(f"{at}/{first['id']}/revoke")) == (None, revoked)
    assert (await fetch(office.api, first, **{"If-None-Match": tag})).status_code == 404
    assert (await fetch(office.api, second)).status_code == 200
    listed = (await office.get(at))["data"]
    assert [(each["id"], each["url"] is None) for each in listed] == [(second["id"], False), (first["id"], True)]


async def test_the_link_of_somebody_who_left_is_dead(office: Office) -> None:
    luc = await office.resource("Luc")
    made = await office.post(f"/v1/resources/{luc['id']}/feeds")
    await office.patch(f"/v1/resources/{luc['id']}", {"active": False})
    assert (await fetch(office.api, made)).status_code == 404
    await office.patch(f"/v1/resources/{luc['id']}", {"active": True, "user_id": office.company.user_id})
    assert (await fetch(office.api, made)).status_code == 200
    off = text("UPDATE accounts.users SET active = false WHERE id = :id")
    async with office.company.work() as work:
        await work.session.execute(off, {"id": office.company.user_id})
    assert (await fetch(office.api, made)).status_code == 404


async def test_a_link_cannot_be_made_up(office: Office, neighbour: Office) -> None:
    luc, theirs = await office.resource("Luc"), await neighbour.resource("Luc")
    feed = await office.post(f"/v1/resources/{luc['id']}/feeds")
    token = path_of(feed).removeprefix("/feeds/").removesuffix(".ics")
    company, feed_id, signature = token.split(".")
    other = await neighbour.post(f"/v1/resources/{theirs['id']}/feeds")
    for made_up in (
        f"{company}.{feed_id}.{signature[:-1]}{'y' if signature[-1] == 'x' else 'x'}",
        f"{neighbour.company.id}.{feed_id}.{signature}",
        f"{company}.{other['id']}.{signature}",
        f"{company}.{feed_id}.",
        "x",
        "%00",
        "é.é.é",
    ):
        answer = await office.api.get(f"/feeds/{made_up}.ics")
        assert (answer.status_code, answer.json()["code"]) in ((404, "not-found"), (404, "no-such-page")), made_up


async def test_own_feed_for_technicians_others_for_planners(office: Office, neighbour: Office) -> None:
    technician = office.company.headers("visits")
    luc = await office.resource("Luc")
    own = await office.post("/v1/resources", {"name": "Moi", "user_id": office.company.user_id})
    assert (await office.api.post(f"/v1/resources/{own['id']}/feeds", headers=technician)).status_code == 201
    refused = await office.api.get(f"/v1/resources/{luc['id']}/feeds", headers=office.company.headers("visits"))
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    feed = await office.post(f"/v1/resources/{luc['id']}/feeds")
    await neighbour.post(f"/v1/resources/{luc['id']}/feeds", status=404)
    await neighbour.verb(f"/v1/resources/{luc['id']}/feeds/{feed['id']}/revoke", status=404)
    for _ in range(9):
        await office.post(f"/v1/resources/{luc['id']}/feeds")
    assert (await office.post(f"/v1/resources/{luc['id']}/feeds", status=409))["code"] == "too-many-feeds"

"""Raw mails of people who were erased go; every other one stays."""

from __future__ import annotations

import io
import json
import os
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from sqlalchemy import text

from services.intake.inbound.collecting import collect
from services.intake.inbound.reception import folder_of
from services.kit import files, links
from services.kit.settings import get_settings
from tests.conftest import role
from tests.factories import Company
from tests.services.intake.corpus import CLIENT
from tests.services.intake.posting import address_of, became, client_job, drop, mail
from tests.services.intake.world import make_site
from tests.services.jobs.world import Office


@pytest.fixture
def office(jobs_api: httpx.AsyncClient, ours: Company) -> Office:
    return Office(jobs_api, ours)


async def tidied(company: Company) -> int:
    """What the housekeeping of two days later deletes."""
    root = Path(urlsplit(get_settings().files_url).path) / folder_of(company.id)
    old = (datetime.now(UTC) - timedelta(days=2)).timestamp()
    for path in root.rglob("*"):
        os.utime(path, (old, old))
    token = role.set("worker")
    try:
        return await collect(company.id, datetime.now(UTC))
    finally:
        role.reset(token)


async def test_raw_mails_stay_until_their_person_is_erased(office: Office, ours: Company, theirs: Company) -> None:
    mine, other = await client_job(office), await client_job(office, "paul@clients.example")
    erased = await drop(mail(), address_of(mine))
    held = await drop(
        mail("?", sender="x@ailleurs.example", message_id="h@a.example"), address_of(mine), "x@ailleurs.example"
    )
    kept = await drop(mail("Bonjour", sender="paul@clients.example"), address_of(other), "paul@clients.example")
    foreign_office = Office(office.api, theirs)
    foreign = await drop(mail(), address_of(await client_job(foreign_office)))
    assert await tidied(ours) == 0
    async with ours.work() as work:
        statement = text("UPDATE jobs.contact SET erased_at = now() WHERE id = :id")
        await work.session.execute(statement, {"id": mine["contact"]["id"]})
    assert await tidied(ours) == 2
    for mail_id in (erased, held):
        assert not await files.exists((await became(ours, mail_id))["file_key"])
    assert await files.exists((await became(ours, kept))["file_key"])
    assert folder_of(ours.id) in await files.folders("inbound")
    assert await tidied(theirs) == 0
    assert await files.exists((await became(theirs, foreign))["file_key"])


async def test_what_never_got_a_row_goes_after_a_day(ours: Company) -> None:
    await files.put(mail("Sans suite"), folder_of(ours.id))
    token = role.set("worker")
    try:
        assert await collect(ours.id, datetime.now(UTC)) == 0, "its sender may still come again"
    finally:
        role.reset(token)
    assert await tidied(ours) == 1


async def test_a_mail_that_came_to_no_job_is_erased_with_its_person(
    office: Office, ours: Company, theirs: Company, intake_api: httpx.AsyncClient
) -> None:
    """A newsletter of theirs that nobody took: found by the address, unless somebody else has the same one."""
    site, foreign_site = await make_site(ours), await make_site(theirs)
    person = await office.post("/v1/contacts", {"name": "Marie Tremblay", "email": CLIENT.upper()})
    shared = "famille@clients.example"
    one = await office.post("/v1/contacts", {"name": "Paul Roy", "email": shared})
    await office.post("/v1/contacts", {"name": "Ève Roy", "email": shared})
    ignored = "Auto-Submitted: auto-replied\n"
    loose = await drop(mail(message_id="a@c.example", head=ignored), str(links.site_address(site.id)))
    family = await drop(
        mail(sender=f"Roy <{shared}>", message_id="b@c.example", head=ignored), str(links.site_address(site.id)), shared
    )
    foreign = await drop(mail(message_id="c@c.example", head=ignored), str(links.site_address(foreign_site.id)))
    assert (await became(ours, loose))["job_id"] is None
    held = await office.raw("GET", f"/v1/contacts/{person['id']}/access-export")
    with zipfile.ZipFile(io.BytesIO(held.content)) as archive:
        assert [each["from"] for each in json.loads(archive.read("requests.json"))] == [CLIENT]
    for contact in (person, one):
        await office.verb(f"/v1/contacts/{contact['id']}/erase", {"reason": "Demande", "confirm": contact["name"]})
    gone = await became(ours, loose)
    assert (gone["from_address"], gone["subject"], gone["status"], gone["reason"]) == ("", "", "discarded", "erased")
    assert (await became(ours, family))["from_address"] == shared, "Ève still has that address"
    assert (await became(theirs, foreign))["from_address"] == CLIENT
    desk = Office(intake_api, ours)
    for path in (f"/v1/inbound-mail/{loose}", f"/v1/inbound-mail/{loose}/raw"):
        assert (await desk.raw("GET", path)).status_code == 404
    assert (await desk.raw("POST", f"/v1/inbound-mail/{loose}/deliver", {})).status_code == 404
    assert await tidied(ours) == 1
    assert not await files.exists(gone["file_key"])

"""Raw mails of people who were erased go; every other one stays."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from sqlalchemy import text

from services.intake.inbound.collecting import collect
from services.intake.inbound.reception import folder_of
from services.kit import files
from services.kit.settings import get_settings
from tests.conftest import role
from tests.factories import Company
from tests.services.intake.posting import address_of, became, client_job, drop, mail
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

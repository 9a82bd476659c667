"""Contents that nobody refers to are deleted, and never one that somebody does."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlparse

import pytest
from sqlalchemy import text
from temporalio.testing import ActivityEnvironment

from services.jobs.files import collecting, commands, contents
from services.kit import files as store
from services.kit.problems import Problem
from services.kit.settings import get_settings
from tests.conftest import role
from tests.factories import Company
from tests.services.jobs.pictures import photo
from tests.services.jobs.uploading import fetch, send
from tests.services.jobs.world import Json, Office
from workers.housekeeping import StoreHousekeeping

LATER = collecting.KEPT + timedelta(hours=1)


def age(company: Company, by: timedelta = timedelta(days=2)) -> None:
    """Makes everything in the company's folder that much older."""
    folder = Path(urlparse(get_settings().files_url).path) / company.id
    then = (datetime.now(UTC) - by).timestamp()
    for path in folder.rglob("*"):
        os.utime(path, (then, then))


async def keys(company: Company) -> set[str]:
    return {each.key async for each in store.contents(company.id)}


async def kept(office: Office, name: str, content: bytes) -> Json:
    job = await office.job()
    [file] = (await send(office, f"/v1/jobs/{job['id']}/files", (name, content)))["data"]
    return dict(file)


async def test_what_was_removed_a_week_ago_is_deleted_for_good(office: Office, ours: Company) -> None:
    picture, text_file = await kept(office, "a.jpg", photo()), await kept(office, "b.txt", b"reste")
    assert len(await keys(ours)) == 3
    await office.raw("DELETE", f"/v1/files/{picture['id']}")
    age(ours)
    assert await collecting.collect(ours.id, datetime.now(UTC)) == 0, "it may still be restored"
    await office.post(f"/v1/files/{picture['id']}/restore", status=200)
    await office.raw("DELETE", f"/v1/files/{picture['id']}")
    assert await collecting.collect(ours.id, datetime.now(UTC) + LATER) == 2, "the picture and its thumbnail"
    assert await keys(ours) == {store.key_of(b"reste", ours.id)}
    assert (await office.post(f"/v1/files/{picture['id']}/restore", status=409))["code"] == "file-collected"
    assert (await fetch(office, text_file["url"])).content == b"reste"
    assert await collecting.collect(ours.id, datetime.now(UTC) + LATER) == 0


async def test_a_content_that_another_row_refers_to_stays(office: Office, ours: Company) -> None:
    first, second = await kept(office, "a.jpg", photo()), await kept(office, "b.jpg", photo())
    assert first["sha256"] == second["sha256"]
    await office.raw("DELETE", f"/v1/files/{first['id']}")
    age(ours)
    assert await collecting.collect(ours.id, datetime.now(UTC) + LATER) == 0
    await fetch(office, second["url"])
    await fetch(office, second["thumbnail_url"])


async def test_a_content_whose_row_never_came_is_deleted_after_a_day(ours: Company) -> None:
    await contents.store(ours.id, b"sans ligne", "a.txt")
    assert await collecting.collect(ours.id, datetime.now(UTC)) == 0, "its row may still come"
    age(ours)
    assert await collecting.collect(ours.id, datetime.now(UTC)) == 1
    assert await keys(ours) == set()


async def test_a_content_that_is_about_to_be_referred_to_stays(office: Office, ours: Company) -> None:
    """The upload has its lock: the collector goes by, and the row finds its content."""
    job = await office.job()
    stored = await contents.store(ours.id, b"au dernier moment", "a.txt")
    age(ours)
    async with ours.work() as work:
        await commands.keep(work, [stored], object_kind="job", object_id=job["id"], job_id=job["id"])
        assert await collecting.collect(ours.id, datetime.now(UTC)) == 0
    assert await collecting.collect(ours.id, datetime.now(UTC)) == 0
    [file] = (await office.get(f"/v1/jobs/{job['id']}/files"))["data"]
    assert (await fetch(office, file["url"])).content == b"au dernier moment"


async def test_a_content_that_was_put_again_meanwhile_stays(ours: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    """Listed as old, sent once more before the collector came to it: its row is on its way."""
    stored = await contents.store(ours.id, b"encore", "a.txt")
    age(ours)
    listed = [each async for each in store.contents(ours.id)]

    async def stale(folder: str) -> AsyncIterator[store.Meta]:
        for each in listed:
            yield each

    monkeypatch.setattr(store, "contents", stale)
    await contents.store(ours.id, b"encore", "a.txt")
    assert await collecting.collect(ours.id, datetime.now(UTC)) == 0
    assert await store.exists(stored.key)


async def test_uploads_and_collectors_at_once_leave_no_row_without_content(office: Office, ours: Company) -> None:
    """Every upload brings the same content back that the collectors are after."""
    job = await office.job()
    where: Json = {"object_kind": "job", "object_id": job["id"], "job_id": job["id"]}

    async def upload() -> None:
        for _ in range(8):
            stored = await contents.store(ours.id, b"disputed", "a.txt")
            age(ours)
            with suppress(Problem):  # it was faster: send it again
                async with ours.work() as work:
                    [row] = await commands.keep(work, [stored], **where)
                    await asyncio.sleep(0)
                assert await store.exists(stored.key)
                async with ours.work() as work:
                    await commands.remove(work, row.id)

    async def collect() -> None:
        for _ in range(20):
            await collecting.collect(ours.id, datetime.now(UTC) + LATER)

    await asyncio.gather(upload(), upload(), collect(), collect())
    async with ours.work() as work:
        left = await work.session.execute(text("SELECT key FROM jobs.file WHERE collected_at IS NULL"))
    for key in left.scalars():
        assert await store.exists(key)


async def test_the_workers_go_through_every_company(
    office: Office, neighbour: Office, ours: Company, theirs: Company
) -> None:
    """As the database knows them: under their own role, which may not delete rows."""
    for each, company in ((office, ours), (neighbour, theirs)):
        file = await kept(each, "a.txt", b"a")
        await contents.store(company.id, b"sans ligne", "b.txt")
        age(company)
        assert len(await keys(company)) == 2
        assert file["name"] == "a.txt"
    token = role.set("worker")
    try:
        assert await ActivityEnvironment().run(StoreHousekeeping().collect_files) >= 2
    finally:
        role.reset(token)
    for company in (ours, theirs):
        assert await keys(company) == {store.key_of(b"a", company.id)}

"""Links to contents: for whoever has one, for an hour or two, and nothing behind them runs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from services.jobs.files import links
from services.jobs.files.serving import disposition
from services.kit import files as store
from tests.factories import Company
from tests.services.jobs.pictures import photo
from tests.services.jobs.uploading import fetch, send
from tests.services.jobs.world import Json, Office

NOON = datetime(2026, 11, 25, 12, 20, tzinfo=UTC)


async def kept(office: Office, name: str = "plan.txt", content: bytes = b"0123456789") -> Json:
    job = await office.job()
    [file] = (await send(office, f"/v1/jobs/{job['id']}/files", (name, content)))["data"]
    return dict(file)


def token(url: str) -> str:
    return url.rpartition("/")[2]


def test_a_link_is_the_same_for_an_hour_and_lives_for_one_or_two() -> None:
    made = links.url("com_a", "fil_b", "thumb", NOON)
    assert made == links.url("com_a", "fil_b", "thumb", NOON + timedelta(minutes=39))
    assert made != links.url("com_a", "fil_b", "thumb", NOON + timedelta(minutes=40))
    target = links.read(token(made), NOON)
    assert target == links.Target("com_a", "fil_b", "thumb", datetime(2026, 11, 25, 14, tzinfo=UTC))
    assert links.read(token(made), NOON + timedelta(minutes=99)) is not None
    assert links.read(token(made), NOON + timedelta(minutes=100)) is None


async def test_a_changed_link_leads_nowhere(office: Office, theirs: Company) -> None:
    file = await kept(office)
    good = token(file["url"])
    company, file_id, variant, ends, signature = good.split(".")
    other = await kept(office)
    bad = [
        f"{theirs.id}.{file_id}.{variant}.{ends}.{signature}",
        f"{company}.{other['id']}.{variant}.{ends}.{signature}",
        f"{company}.{file_id}.d.{ends}.{signature}",
        f"{company}.{file_id}.{variant}.{int(ends, 16) + 3600:x}.{signature}",
        f"{company}.{file_id}.{variant}.{ends}.{signature[:-1]}{'A' if signature[-1] != 'A' else 'B'}",
        f"{company}.{file_id}.{variant}.{ends}",
        f"{company}.{file_id}.{variant}.{ends}.",
        file_id,
        "é",
        "%00",
    ]
    for each in bad:
        answer = await office.api.get(f"/files/{each}")
        assert answer.status_code == 404, each
        assert answer.headers["content-type"] == "application/problem+json"
    await fetch(office, file["url"])


async def test_a_link_signed_for_another_companys_file_finds_none(office: Office, theirs: Company) -> None:
    file = await kept(office)
    await fetch(office, links.url(theirs.id, file["id"], "full", datetime.now(UTC)), 404)


async def test_an_old_link_and_one_to_a_removed_file_are_over(office: Office) -> None:
    file = await kept(office)
    late = datetime.now(UTC) - timedelta(hours=3)
    await fetch(office, links.url(office.company.id, file["id"], "full", late), 404)
    await fetch(office, file["url"])
    assert (await office.raw("DELETE", f"/v1/files/{file['id']}")).status_code == 204
    await fetch(office, file["url"], 404)
    await office.get(f"/v1/files/{file['id']}", status=404)
    await office.post(f"/v1/files/{file['id']}/restore", status=200)
    await fetch(office, file["url"])


async def test_what_is_served_cannot_run_and_is_cached(office: Office) -> None:
    picture = await kept(office, "a.jpg", photo())
    served = await fetch(office, picture["url"])
    assert served.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert served.headers["cross-origin-resource-policy"] == "same-site"
    kind, age, immutable = served.headers["cache-control"].split(", ")
    assert (kind, immutable) == ("private", "immutable")
    assert 3590 <= int(age.removeprefix("max-age=")) <= 7200
    assert "set-cookie" not in served.headers
    again = await fetch(office, picture["url"], 304, **{"If-None-Match": served.headers["etag"]})
    assert again.content == b""
    saved = await fetch(office, picture["download_url"])
    assert saved.headers["content-disposition"] == "attachment; filename=\"a.jpg\"; filename*=UTF-8''a.jpg"
    head = await office.api.head(f"/files/{token(picture['url'])}")
    assert (head.status_code, head.content, int(head.headers["content-length"])) == (200, b"", picture["size"])


@pytest.mark.parametrize(
    ("wanted", "status", "content", "span"),
    [
        ("bytes=0-3", 206, b"0123", "bytes 0-3/10"),
        ("bytes=4-", 206, b"456789", "bytes 4-9/10"),
        ("bytes=-3", 206, b"789", "bytes 7-9/10"),
        ("bytes=8-99", 206, b"89", "bytes 8-9/10"),
        ("bytes=-99", 206, b"0123456789", "bytes 0-9/10"),
        ("bytes=10-", 416, None, "bytes */10"),
        ("bytes=5-4", 416, None, "bytes */10"),
        ("bytes=-0", 416, None, "bytes */10"),
        ("bytes=0-1,3-4", 200, b"0123456789", None),
        ("lines=1-2", 200, b"0123456789", None),
    ],
)
async def test_a_part_of_a_file_is_served(
    office: Office, wanted: str, status: int, content: bytes | None, span: str | None
) -> None:
    file = await kept(office)
    answer = await fetch(office, file["url"], status, Range=wanted)
    assert answer.headers.get("content-range") == span
    if content is not None:
        assert answer.content == content
        assert int(answer.headers["content-length"]) == len(content)
        assert answer.headers["accept-ranges"] == "bytes"


async def test_a_part_of_what_has_changed_is_the_whole(office: Office) -> None:
    file = await kept(office)
    whole = await fetch(office, file["url"], 200, **{"Range": "bytes=0-3", "If-Range": '"older"'})
    assert whole.content == b"0123456789"


async def test_a_content_that_is_not_in_the_store_is_a_problem_and_no_broken_answer(
    office: Office, ours: Company
) -> None:
    file = await kept(office, content=b"bientot perdu")
    await store.delete(store.key_of(b"bientot perdu", ours.id))
    assert (await fetch(office, file["url"], 404)).json()["code"] == "not-found"


def test_names_stand_in_headers_as_rfc_6266_says() -> None:
    assert disposition('été "1".pdf', inline=True) == (
        "inline; filename=\"_t_ _1_.pdf\"; filename*=UTF-8''%C3%A9t%C3%A9%20%221%22.pdf"
    )

"""Quotes that the client got by other means than our mail."""

from __future__ import annotations

import pytest

from services.kit import factlog
from services.kit.db import reading
from tests.services.billing.world import Office, line, portal_path


async def test_a_quote_is_handed_over_without_a_mail(office: Office, stranger: Office) -> None:
    job = await office.job()
    quote = await office.quote(job)
    path = f"/v1/quotes/{quote['id']}"
    await stranger.refused(f"{path}/delivered", {"by": "hand"}, status=404, code="not-found")
    told = await office.post(f"{path}/delivered", {"by": "hand", "note": "À Zoé, sur le chantier"})
    assert (told["status"], told["delivery"]) == ("sent", "none"), "nothing is mailed"
    assert told["delivered"] == {"by": "hand", "note": "À Zoé, sur le chantier"}
    assert all(told[name] for name in ("document_sha256", "sent_at", "valid_until")), "frozen as one that is sent"
    seen = await office.api.get(f"{portal_path(told['portal_url'])}/quotes/{quote['id']}")
    assert seen.status_code == 200
    assert "chantier" not in seen.text, "the office's note is not for the client"
    async with reading(office.company.id) as session:
        state = await factlog.state(session, job.id)
    assert state.quotes[quote["id"]].handed_over
    await office.refused(f"{path}/delivered", {"by": "hand"}, status=409, code="quote-already-sent")
    said = (await office.call("GET", f"/v1/quotes/{quote['id']}", language="en")).json()
    assert said["delivered"] == told["delivered"]


async def test_what_is_sent_after_it_is_mailed_again(office: Office) -> None:
    job = await office.job()
    quote = await office.quote(job)
    path = f"/v1/quotes/{quote['id']}"
    await office.post(f"{path}/delivered", {"by": "post"})
    assert (await office.post(f"{path}/revise"))["delivered"] is None
    again = await office.post(f"{path}/send", {})
    assert (again["delivered"], again["delivery"]) == (None, "queued")
    async with reading(office.company.id) as session:
        state = await factlog.state(session, job.id)
    assert not state.quotes[quote["id"]].handed_over
    first = await office.get(f"{path}?version=1")
    assert (first["delivered"], first["status"]) == ({"by": "post", "note": ""}, "superseded")


async def test_only_what_the_office_read_is_handed_over(office: Office) -> None:
    quote = await office.quote(await office.job())
    path = f"/v1/quotes/{quote['id']}"
    read = (await office.call("GET", path)).headers["etag"]
    await office.call("PATCH", path, {"lines": [line(200_00)]}, status=200)
    headers = {"If-Match": read}
    refused = await office.call("POST", f"{path}/delivered", {"by": "hand"}, headers=headers, status=412)
    assert refused.json()["detail"]
    assert (await office.get(path))["status"] == "draft"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/by"),
        ({"by": "pigeon"}, "/by"),
        ({"by": "hand", "note": "x" * 5_000}, "/note"),
        ({"by": "hand", "on": "x"}, "/on"),
    ],
)
async def test_what_a_delivery_refuses(office: Office, body: dict[str, object], pointer: str) -> None:
    quote = await office.quote(await office.job())
    problem = await office.refused(f"/v1/quotes/{quote['id']}/delivered", body, status=422, code="invalid")
    assert problem["errors"][0]["pointer"] == pointer
    assert (await office.get(f"/v1/quotes/{quote['id']}"))["status"] == "draft"

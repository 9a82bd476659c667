"""Invoices that the client got by other means than our mail."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from services.kit import factlog
from services.kit.db import reading
from tests.services.billing.world import Office, cad, portal_path


async def test_what_was_delivered_by_hand_is_known_and_followed_up(office: Office, stranger: Office) -> None:
    job = await office.job()
    invoice = await office.issued(job)
    path = f"/v1/invoices/{invoice['id']}/delivered"
    portal = portal_path(invoice["portal_url"])
    assert (await office.api.get(f"{portal}/invoices/{invoice['id']}")).status_code == 404
    told = await office.post(path, {"by": "hand", "note": "À Zoé, sur le chantier"})
    assert (told["delivered"]["by"], told["delivered"]["on"]) == ("hand", told["issued_on"])
    assert told["delivered"]["note"] == "À Zoé, sur le chantier"
    assert (told["sent_at"], told["delivery"]) == (None, "none"), "nothing was mailed"
    seen = (await office.api.get(f"{portal}/invoices/{invoice['id']}")).json()
    assert seen["number"] == told["number"]
    assert "chantier" not in str(seen), "the office's note is not for the client"
    listed = (await office.api.get(f"{portal}/invoices")).json()["data"]
    assert [each["id"] for each in listed] == [invoice["id"]]
    again = await office.post(path, {"by": "post"})
    assert (again["delivered"]["by"], again["delivered"]["note"]) == ("post", "")
    async with reading(office.company.id) as session:
        stored = await factlog.facts(session, job.id)
        state = await factlog.state(session, job.id)
    assert [each.envelope.kind for each in stored][-2:] == ["invoice.delivered"] * 2
    assert state.invoices[invoice["id"]].released
    await stranger.refused(path, {"by": "hand"}, status=404, code="not-found")


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({"by": "pigeon"}, "/by", None),
        ({}, "/by", None),
        ({"by": "hand", "on": (date(2026, 1, 1)).isoformat()}, "/on", "date-range"),
        ({"by": "hand", "note": "x" * 5_000}, "/note", None),
        ({"by": "hand", "seen": True}, "/seen", None),
    ],
)
async def test_what_a_delivery_refuses(office: Office, body: dict[str, object], pointer: str, code: str | None) -> None:
    invoice = await office.issued(await office.job())
    path = f"/v1/invoices/{invoice['id']}/delivered"
    problem = await office.refused(path, body, status=422, code="invalid")
    assert problem["errors"][0]["pointer"] == pointer
    assert code in (None, problem["errors"][0]["code"])
    ahead = (date.fromisoformat(invoice["issued_on"]) + timedelta(days=2)).isoformat()
    await office.refused(path, {"by": "hand", "on": ahead}, status=422, code="invalid")
    assert (await office.get(f"/v1/invoices/{invoice['id']}"))["delivered"] is None


async def test_only_what_was_issued_is_delivered(office: Office) -> None:
    job = await office.job()
    line = {"description": "Travaux", "unit_price": cad(1_00)}
    draft = await office.post("/v1/invoices", {"job_id": job.id, "lines": [line]}, status=201)
    path = f"/v1/invoices/{draft['id']}/delivered"
    await office.refused(path, {"by": "hand"}, status=409, code="invoice-not-issued")
    issued = await office.issued(job)
    await office.post(f"/v1/invoices/{issued['id']}/void", {"reason": "other"})
    await office.refused(
        f"/v1/invoices/{issued['id']}/delivered", {"by": "hand"}, status=409, code="invoice-not-issued"
    )

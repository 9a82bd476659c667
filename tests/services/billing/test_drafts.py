"""Drafts of invoices: only what was read is issued, and one that is deleted leaves nothing behind but the job's story."""

from __future__ import annotations

import asyncio
from typing import Any

from services.billing.queries import activities
from services.kit import factlog
from services.kit.db import reading
from tests.services.billing.world import Office, cad, line

GONE = {"reason": "other"}


async def tag_of(office: Office, path: str) -> dict[str, str]:
    """`If-Match` of what is there now."""
    return {"If-Match": (await office.call("GET", path, status=200)).headers["etag"]}


async def test_only_the_draft_that_was_read_is_issued(office: Office) -> None:
    draft = await office.invoice(await office.job(), line(100_00))
    path = f"/v1/invoices/{draft['id']}"
    read = await tag_of(office, path)
    await office.call("PATCH", path, {"lines": [line(900_00)]}, status=200)
    lost = (await office.call("POST", f"{path}/issue", {}, headers=read, status=412)).json()
    assert lost["code"] == "changed-meanwhile"
    assert lost["current"]["totals"]["subtotal"] == cad(900_00)
    assert ((now := await office.get(path))["document"], now["number"]) == ("draft", None)
    issued = await office.call("POST", f"{path}/issue", {}, headers=await tag_of(office, path), status=200)
    assert (issued.json()["number"], issued.json()["totals"]["subtotal"]) == (1, cad(900_00)), "no number was lost"
    await office.refused(f"{path}/issue", {}, status=409, code="invoice-not-draft")


async def test_a_change_and_an_issue_at_once_never_both_win(office: Office) -> None:
    """Whoever is second under the job's lock is refused: what was issued is what somebody read."""
    for price in range(200_00, 206_00, 1_00):
        draft = await office.invoice(await office.job(), line(100_00))
        path = f"/v1/invoices/{draft['id']}"
        read = await tag_of(office, path)
        changed, issued = await asyncio.gather(
            office.call("PATCH", path, {"lines": [line(price)]}, headers=read),
            office.call("POST", f"{path}/issue", {}, headers=read),
        )
        assert (changed.status_code, issued.status_code) in ((200, 412), (412, 200))
        subtotal = (await office.get(path))["totals"]["subtotal"]
        assert subtotal == cad(price if changed.status_code == 200 else 100_00)


async def test_a_deleted_draft_is_gone_from_every_list(office: Office, stranger: Office) -> None:
    job = await office.job()
    draft, other = await office.invoice(job), await office.invoice(job)
    path = f"/v1/invoices/{draft['id']}"
    await stranger.refused(f"{path}/void", GONE, status=404, code="not-found")
    gone = await office.post(f"{path}/void", GONE)
    assert (gone["document"], gone["number"], gone["balance"]) == ("voided", None, cad(0))
    left = [each["id"] for each in (await office.get("/v1/invoices?document=draft"))["data"]]
    assert left == [other["id"]]
    async with reading(office.company.id) as session:
        assert [each.id for each in (await activities(session, job.id)).invoices] == [other["id"]]
        happened = [each.envelope.kind for each in await factlog.facts(session, job.id)]
    assert happened[-1] == "invoice.voided"
    for verb in ("issue", "void"):
        body: dict[str, Any] = GONE if verb == "void" else {}
        await office.refused(f"{path}/{verb}", body, status=409, code="invoice-draft-deleted")
    await office.refused(path, {"due_on": None}, status=409, code="invoice-draft-deleted", method="PATCH")
    assert (await office.post(f"/v1/invoices/{other['id']}/issue", {}))["number"] == 1, "it took no number"


async def test_whoever_deletes_a_draft_voids_nothing_that_was_issued_meanwhile(office: Office) -> None:
    draft = await office.invoice(await office.job())
    path = f"/v1/invoices/{draft['id']}"
    read = await tag_of(office, path)
    await office.post(f"{path}/issue", {})
    lost = (await office.call("POST", f"{path}/void", GONE, headers=read, status=412)).json()
    assert lost["current"]["document"] == "issued"
    assert (await office.get(path))["document"] == "issued"

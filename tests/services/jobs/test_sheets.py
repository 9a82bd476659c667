"""The work order: what was used, and the client's hand under what was done."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from services.jobs.files import commands as files
from services.jobs.files import contents
from tests.factories import Company
from tests.services.jobs.visit_rows import png, template
from tests.services.jobs.world import Json, Office, visit


async def started(office: Office) -> str:
    job, luc = await office.job(), await office.resource()
    path = f"/v1/visits/{(await office.visit(job['id'], [luc['id']]))['id']}"
    await office.verb(f"{path}/start")
    return path


def signature(**changes: object) -> Json:
    now = datetime.now(UTC).replace(microsecond=0)
    return {"name": "Marie Côté", "png": png(), "signed_at": now.isoformat()} | changes


# ── materials ────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_materials_are_snapshots_of_the_catalogue(office: Office, ours: Company, billing_api: object) -> None:
    path = await started(office)
    catalogue = Office(billing_api, ours)  # type: ignore[arg-type]
    price = {"amount": 1250, "currency": "CAD"}
    item = await catalogue.post(
        "/v1/items", {"name_fr": "Raccord", "name_en": "Fitting", "unit_price": price, "unit": "un"}
    )
    made = await office.post(f"{path}/materials", {"item_id": item["id"], "quantity": "2.5"})
    assert (made["description"], made["quantity"], made["unit"]) == ("Raccord", "2.5", "un")
    assert (made["unit_price"], made["unit_cost"]) == (price, None)
    await catalogue.patch(
        f"/v1/items/{item['id']}", {"name_fr": "Autre", "unit_price": {"amount": 1, "currency": "CAD"}}
    )
    assert (await office.get(f"{path}/materials"))["data"] == [made]
    own = await office.post(
        f"{path}/materials", {"description": "Silicone", "unit_cost": {"amount": 899, "currency": "CAD"}}
    )
    where = f"{path}/materials/{own['id']}"
    changed = await office.patch(where, {"quantity": "3", "unit_cost": None})
    assert (changed["quantity"], changed["unit_cost"]) == ("3", None)
    assert (await office.raw("DELETE", where)).status_code == 204
    assert [each["id"] for each in (await office.get(f"{path}/sheet"))["materials"]] == [made["id"]]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/description"),
        ({"description": "x", "quantity": 2}, "/quantity"),
        ({"description": "x", "quantity": "0"}, "/quantity"),
        ({"description": "x", "quantity": "-1"}, "/quantity"),
        ({"description": "x", "quantity": "1e3"}, "/quantity"),
        ({"description": "x", "quantity": "1.2345"}, "/quantity"),
        ({"description": "x", "quantity": "9999999"}, "/quantity"),
        ({"description": "x", "unit_price": {"amount": -1, "currency": "CAD"}}, "/unit_price"),
        ({"description": "x", "unit_price": {"amount": 1, "currency": "EUR"}}, "/unit_price/currency"),
        ({"item_id": "itm_0none"}, "/item_id"),
        ({"description": "a\nb"}, "/description"),
    ],
)
async def test_bad_materials_are_refused(office: Office, body: Json, pointer: str) -> None:
    path = await started(office)
    refused = await office.post(f"{path}/materials", body, status=422)
    assert refused["errors"][0]["pointer"] == pointer
    assert refused["errors"][0]["detail"]
    assert (await office.get(f"{path}/materials"))["data"] == []


# ── signature ────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_signature_is_under_exactly_what_was_shown(office: Office) -> None:
    path = await started(office)
    await office.post(
        f"{path}/materials", {"description": "Raccord", "unit_price": {"amount": 1250, "currency": "CAD"}}
    )
    await office.patch(path, {"note_visible": "Tout est en ordre", "note_internal": "Payeur lent"})
    shown = await office.get(f"{path}/signature/content")
    assert hashlib.sha256(shown["content"].encode()).hexdigest() == shown["sha256"]
    said = json.loads(shown["content"])
    assert (said["visit"]["note"], said["materials"][0]["description"]) == ("Tout est en ordre", "Raccord")
    assert "Payeur lent" not in shown["content"]
    assert "1250" not in shown["content"]
    await office.post(f"{path}/materials", {"description": "Silicone"})
    refused = await office.post(f"{path}/signature", signature(sha256=shown["sha256"]), status=409)
    assert refused["code"] == "signature-of-other-content"
    signed = await office.post(f"{path}/signature", signature(sha256=refused["current"]["sha256"]))
    assert signed["sha256"] == refused["current"]["sha256"]
    assert signed["content"] == refused["current"]["content"]
    assert signed["file"]["role"] == "signature"
    assert (await office.get(path))["signed_at"] == signed["signed_at"]
    assert (await office.get(f"{path}/sheet"))["signature"]["name"] == "Marie Côté"


async def test_what_was_signed_for_does_not_change_until_reopened(office: Office) -> None:
    job, luc = await office.job(), await office.resource()
    checklist = await office.post("/v1/checklist-templates", template())
    body = visit(job["id"], [luc["id"]]) | {"checklist_template_ids": [checklist["id"]]}
    path = f"/v1/visits/{(await office.post('/v1/visits', body))['id']}"
    early = await office.post(f"{path}/signature", signature(), status=409)
    assert early["code"] == "visit-status"
    await office.verb(f"{path}/start")
    material = await office.post(f"{path}/materials", {"description": "Raccord"})
    item = (await office.get(f"{path}/checklists"))["data"][0]["items"][0]
    await office.verb(f"{path}/checklist-items/{item['id']}/check")
    await office.post(f"{path}/signature", signature())
    locked: list[tuple[str, str, Json | None]] = [
        ("POST", "materials", {"description": "x"}),
        ("PATCH", f"materials/{material['id']}", {"quantity": "9"}),
        ("DELETE", f"materials/{material['id']}", None),
        ("POST", f"checklist-items/{item['id']}/check", {"checked": False}),
        ("POST", "checklists", {"template_id": checklist["id"]}),
        ("POST", "signature", signature()),
    ]
    for method, where, content in locked:
        refused = await office.call(method, f"{path}/{where}", content, status=409)
        assert refused["code"] == "visit-signed", where
    for patch in ({"title": "x"}, {"note_visible": "x"}, {"address": {"line1": "x"}}):
        assert (await office.patch(path, patch, status=409))["code"] == "visit-signed"
    await office.patch(path, {"note_internal": "Reçu", "instructions": "Rien"})
    await office.verb(f"{path}/complete")
    await office.verb(f"{path}/reopen")
    assert (await office.get(path))["signed_at"] is None
    await office.call("GET", f"{path}/signature", status=404)
    await office.post(f"{path}/materials", {"description": "Autre"})
    again = await office.post(f"{path}/signature", signature(name="Luc Côté"))
    assert (await office.get(f"{path}/signature"))["id"] == again["id"]


async def test_two_who_sign_at_once_sign_once(office: Office, ours: Company) -> None:
    path = await started(office)
    answers = await asyncio.gather(*(office.raw("POST", f"{path}/signature", signature()) for _ in range(6)))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 5
    async with ours.work() as work:
        query = text("SELECT count(*) FROM jobs.signature WHERE company_id = :id")
        assert await work.session.scalar(query, {"id": ours.id}) == 1


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"png": base64.b64encode(b"GIF89a").decode()}, "/png"),
        ({"png": base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"x" * 50).decode()}, None),
        ({"png": base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"x" * 200_000).decode()}, "/png"),
        ({"png": "not base64 !"}, "/png"),
        ({"name": "  "}, "/name"),
        ({"signed_at": "2020-01-01T10:00:00Z"}, "/signed_at"),
        ({"signed_at": (datetime.now(UTC) + timedelta(days=1)).isoformat()}, "/signed_at"),
        ({"sha256": "x"}, "/sha256"),
    ],
)
async def test_bad_signatures_leave_nothing(office: Office, changes: Json, pointer: str | None) -> None:
    path = await started(office)
    refused = await office.post(f"{path}/signature", signature(**changes), status=422)
    assert pointer in (None, refused["errors"][0]["pointer"])
    assert (await office.get(path))["signed_at"] is None


async def test_a_store_that_fails_leaves_no_signature(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The image is stored outside the database: when that dies, the visit is not signed, and signing again works."""
    path = await started(office)

    async def dead(*_: object, **__: object) -> None:
        raise OSError("the disk is gone")

    with monkeypatch.context() as broken:
        broken.setattr(contents, "store", dead)
        answer = await office.raw("POST", f"{path}/signature", signature())
        assert answer.status_code == 500
    assert (await office.get(path))["signed_at"] is None
    await office.post(f"{path}/signature", signature())


async def test_photos_before_and_after_stand_on_the_sheet(office: Office, ours: Company) -> None:
    path = await started(office)
    visit_id = path.rpartition("/")[2]
    job_id = (await office.get(path))["job_id"]
    for name in ("photo_before", "photo_after"):
        async with ours.work() as work:
            await files.add(
                work,
                content=base64.b64decode(png()),
                name=f"{name}.png",
                object_kind="visit",
                object_id=visit_id,
                job_id=job_id,
                role=name,
            )
    await office.post(f"{path}/signature", signature())
    sheet = await office.get(f"{path}/sheet")
    assert [each["role"] for each in sheet["photos"]] == ["photo_before", "photo_after"]
    assert json.loads(sheet["signature"]["content"])["photos"] == [each["id"] for each in sheet["photos"]]


async def test_neighbours_see_no_sheet(office: Office, neighbour: Office) -> None:
    path = await started(office)
    material = await office.post(f"{path}/materials", {"description": "Raccord"})
    for method, where, body in (
        ("GET", "sheet", None),
        ("GET", "materials", None),
        ("POST", "materials", {"description": "x"}),
        ("PATCH", f"materials/{material['id']}", {"quantity": "2"}),
        ("DELETE", f"materials/{material['id']}", None),
        ("GET", "signature", None),
        ("GET", "signature/content", None),
        ("POST", "signature", signature()),
    ):
        await neighbour.call(method, f"{path}/{where}", body, status=404)
    own = await started(neighbour)
    await neighbour.patch(f"{own}/materials/{material['id']}", {"quantity": "2"}, status=404)

"""A row in every table of visits and what goes with them, over the API as a client would."""

from __future__ import annotations

import base64
import io
from datetime import UTC, datetime, timedelta

import httpx
from PIL import Image

from services.jobs.app import app
from tests.factories import Company
from tests.services.jobs.world import Json, Office, visit


def png() -> str:
    """A small image, in base64."""
    file = io.BytesIO()
    Image.new("RGB", (40, 20), "white").save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


def template(**changes: object) -> Json:
    items = [
        {"text_fr": "Eau fermée", "text_en": "Water shut off"},
        {"text_fr": "Photo prise", "text_en": "Photo taken", "required": False},
    ]
    return {"name_fr": "Sécurité", "name_en": "Safety", "items": items, "blocks_completion": True} | changes


async def fill(company: Company) -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test") as api:
        office = Office(api, company)
        job, luc = await office.job(), await office.resource("Luc")
        checklist = await office.post("/v1/checklist-templates", template(blocks_completion=False))
        body = visit(job["id"], [luc["id"]], hour=24 * 50) | {"checklist_template_ids": [checklist["id"]]}
        path = f"/v1/visits/{(await office.post('/v1/visits', body))['id']}"
        await office.verb(f"{path}/start")
        await office.post(f"{path}/materials", {"description": "Raccord"})
        now = datetime.now(UTC).replace(microsecond=0)
        signed = {"name": "Marie", "png": png(), "signed_at": now.isoformat()}
        await office.post(f"{path}/signature", signed)
        starts = (now + timedelta(days=1)).replace(tzinfo=None, hour=9, minute=0, second=0)
        rule = {"rrule": "FREQ=DAILY;COUNT=3", "starts_at": starts.isoformat(), "holidays": "keep"}
        series = await office.post("/v1/visit-series", rule | {"job_id": job["id"], "resource_ids": [luc["id"]]})
        decided = {"on_date": (starts + timedelta(days=1)).date().isoformat(), "skip": True}
        await office.verb(f"/v1/visit-series/{series['id']}/exceptions", decided)
        hour = now + timedelta(days=40)
        slot = {"resource_ids": [luc["id"]], "starts_at": hour.isoformat()}
        await office.post("/v1/holds", slot | {"ends_at": (hour + timedelta(hours=1)).isoformat()})
        await office.post(f"/v1/resources/{luc['id']}/feeds")

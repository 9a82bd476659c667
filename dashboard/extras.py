"""What the folder's page shows besides the job: its custom fields, and the labels and people there are to choose from."""

from __future__ import annotations

import asyncio
from urllib.parse import quote

from dashboard.api import Api, Json

MOST = 200


async def of_job(api: Api, job_id: str) -> Json:
    fields, labels, people = await asyncio.gather(
        api.get("jobs", f"/v1/custom-fields/values/job/{quote(job_id, safe='')}"),
        api.get("jobs", "/v1/labels", active="true", limit=MOST),
        api.get("accounts", "/v1/people", active="true", limit=MOST),
    )
    return {"custom": fields["data"], "missing": fields["missing"], "labels": labels["data"], "people": people["data"]}

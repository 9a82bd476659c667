"""`POST /v1/sites/{site}/requests`: how programs and the contractor's own pages send a request."""

from typing import Annotated

from fastapi import Depends, Request, Response

from services.intake import limits
from services.intake.door import SiteWork, site_work
from services.intake.requests import commands
from services.intake.requests.schemas import RequestIn, RequestOut
from services.kit.app import router
from services.kit.settings import get_settings

requests = router("/v1/sites/{site}/requests", "requests")

CONSENT_SHOWN_ELSEWHERE = "api"
"""The sender showed the text of the consent on a page of its own."""


async def _counted(request: Request, work: Annotated[SiteWork, Depends(site_work)]) -> SiteWork:
    await limits.attempt(work.site.id, work.address or "")
    return work


Visitor = Annotated[SiteWork, Depends(_counted)]


@requests.post("", status_code=201)
async def send_request(request: Request, work: Visitor, data: RequestIn, response: Response) -> RequestOut:
    await limits.request(work.site.id, work.address or "")
    key = request.headers.get("idempotency-key")
    opened = await commands.submit(
        work,
        data,
        payload=data.model_dump(mode="json"),
        consent_version=CONSENT_SHOWN_ELSEWHERE,
        dedupe_key=f"key/{key}" if key else None,
    )
    response.headers["Location"] = f"{get_settings().url_jobs}/v1/jobs/{opened.job.id}"
    return opened

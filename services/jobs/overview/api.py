"""`/v1/overview`: what the home page shows."""

from typing import Annotated

from fastapi import Depends

from services.jobs.overview import queries
from services.jobs.overview.schemas import Overview
from services.kit.app import router
from services.kit.auth import SignedIn, allowed
from services.kit.work import Work

api = router("/v1/overview", "overview")
AnyWork = Annotated[Work, Depends(allowed())]


@api.get("")
async def overview(work: AnyWork, caller: SignedIn) -> Overview:
    """What needs a person, what is on today, and what waits for whom: each part for who may see it, else null."""
    return await queries.overview(work, caller)

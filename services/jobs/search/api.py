"""`/v1/search`: one box over everything that the caller may see."""

from typing import Annotated, Final

from fastapi import Depends, Query

from services.jobs.fields import Typed
from services.jobs.search import queries
from services.jobs.search.schemas import Found, Kind
from services.kit.app import router
from services.kit.auth import Permission, SignedIn, allowed
from services.kit.work import Work

api = router("/v1/search", "search")
AnyWork = Annotated[Work, Depends(allowed())]

MAY_SEE: Final[dict[Kind, Permission]] = {
    "job": "jobs",
    "contact": "contacts",
    "quote": "quotes",
    "invoice": "invoices",
    "message": "messages",
}


@api.get("")
async def search(
    work: AnyWork, caller: SignedIn, q: Typed = None, kind: Annotated[list[Kind] | None, Query()] = None
) -> Found:
    """The best hits for `q` of each kind that the caller may see; `kind`, also several times, narrows it."""
    kinds = {each for each, permission in MAY_SEE.items() if permission in caller.permissions}
    if not (q or "").strip():
        return Found(data=())
    return await queries.search(work, q or "", kinds & set(kind) if kind else kinds)

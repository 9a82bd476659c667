"""`GET /v1/contacts/duplicates`: who may be the one that somebody is typing."""

from typing import Annotated

from fastapi import Depends, Query

from services.jobs.duplicates import queries
from services.jobs.duplicates.schemas import Candidates
from services.jobs.fields import Typed
from services.kit.app import router
from services.kit.auth import allowed
from services.kit.work import Work

api = router("/v1/contacts/duplicates", "contacts")


@api.get("")
async def find_duplicates(
    work: Annotated[Work, Depends(allowed("contacts"))],
    name: Typed = None,
    email: Typed = None,
    phone: Typed = None,
    line1: Typed = None,
    postal_code: Typed = None,
    without: Annotated[str, Query(max_length=100)] = "",
) -> Candidates:
    """Half-typed fields say nothing yet, they are no error. At most five, the surest first."""
    typed = queries.Typed.of(name or "", email or "", phone or "", line1 or "", postal_code or "")
    found = await queries.alike(work.session, work.company_id, typed, work.language, without)
    return Candidates(data=tuple(found))

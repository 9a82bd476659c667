"""The verbs of signatures: the client's hand under what was done."""

from __future__ import annotations

from sqlalchemy import update

from services.jobs.files import commands as files
from services.jobs.sheets import queries
from services.jobs.sheets.schemas import AHEAD, LATE, SignatureIn
from services.jobs.sheets.tables import Signature
from services.jobs.visits import rows
from services.jobs.visits.tables import Visit
from services.kit import ids
from services.kit.problems import Conflict, Field, Invalid, Problem
from services.kit.work import Work

SIGNED_IN = ("started", "paused", "completed")
"""A client signs for work that has begun."""


async def sign(work: Work, visit_id: str, data: SignatureIn) -> None:
    """The client signs on the technician's phone. What they signed for does not change any more, unless the visit is reopened.

    Raises:
        Problem: 404; 409 `visit-signed`, `visit-status`, or `signature-of-other-content` if the visit is not what was
            shown to them any more; 422 (no PNG, too large, signed at an impossible time).
    """
    visit = await rows.changeable(work, visit_id)
    if visit.status not in SIGNED_IN:
        raise Conflict("visit-status", status=visit.status, verb="signed")
    if not work.now - LATE <= data.signed_at <= work.now + AHEAD:
        raise Invalid([Field("/signed_at", "range")])
    content = await queries.content(work, visit_id)
    if data.sha256 not in (None, content.sha256):
        raise Problem(409, "signature-of-other-content", current=content.model_dump())
    file = await files.add(
        work,
        content=data.png,
        name="signature.png",
        object_kind="visit",
        object_id=visit_id,
        job_id=visit.job_id,
        role="signature",
    )
    row = Signature(
        id=ids.new("sig"),
        company_id=work.company_id,
        visit_id=visit_id,
        file_id=file.id,
        name=data.name,
        content=content.content,
        sha256=content.sha256,
        image_sha256=file.sha256,
        signed_at=data.signed_at,
        received_at=work.now,
        received_from=work.address,
        taken_by=work.actor,
        retired_at=None,
    )
    work.session.add(row)
    visit.signed_at = data.signed_at
    await rows.described(work, visit, "signature")


async def retire(work: Work, visit: Visit) -> None:
    """The work goes on, so the signature is no longer under all of it; it stays on record."""
    if visit.signed_at is None:
        return
    statement = update(Signature).where(Signature.visit_id == visit.id, Signature.retired_at.is_(None))
    await work.session.execute(statement.values(retired_at=work.now))
    visit.signed_at = None

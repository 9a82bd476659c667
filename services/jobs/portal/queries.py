"""Reading what belongs to one client."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from services.accounts.queries import company
from services.jobs.contacts.queries import contact
from services.jobs.files import queries as files
from services.jobs.files.schemas import FileOut
from services.jobs.folders.queries import brief
from services.jobs.folders.tables import Folder
from services.jobs.messages import queries as messages
from services.jobs.portal.schemas import (
    Portal,
    PortalCompany,
    PortalContact,
    PortalFile,
    PortalJob,
    PortalMessage,
    PortalVisit,
)
from services.jobs.visits import queries as visits
from services.jobs.visits.schemas import VisitOut
from services.kit.log import Job as Head
from services.kit.problems import NotFound
from services.kit.work import PortalWork

MOST_JOBS = 50
_NOT_SHOWN = ("unscheduled", "cancelled")


async def own_job(work: PortalWork, job_id: str) -> None:
    """Raises a 404 problem unless the job is this client's."""
    if (await brief(work.session, job_id)).contact_id != work.contact_id:
        raise NotFound("job")


async def portal(work: PortalWork) -> Portal:
    """The client's page: their jobs, newest first, with visits and messages."""
    who = await contact(work.session, work.contact_id)
    query = (
        select(Folder, Head.phase, Head.opened_at, Head.closed_at)
        .join(Head, Head.job_id == Folder.id)
        .where(Folder.company_id == work.company_id, Folder.contact_id == work.contact_id)
        .order_by(Folder.number.desc())
        .limit(MOST_JOBS)
    )
    rows = (await work.session.execute(query)).all()
    job_ids = [row.Folder.id for row in rows]
    seen = [
        each for each in await visits.of_jobs(work.session, job_ids, work.language) if each.status not in _NOT_SHOWN
    ]
    said = await messages.of_jobs(work.session, job_ids)
    with_it = await files.for_client(work.session, [each.id for each in said])
    jobs = tuple(
        PortalJob(
            id=row.Folder.id,
            number=row.Folder.number,
            title=row.Folder.title,
            phase=row.phase,
            opened_at=row.opened_at,
            closed_at=row.closed_at,
            visits=tuple(_visit(each) for each in seen if each.job_id == row.Folder.id),
            messages=tuple(message(each, with_it.get(each.id, ())) for each in said if each.job_id == row.Folder.id),
        )
        for row in rows
    )
    return Portal(contact=PortalContact(name=who.name, language=who.language), company=await _company(work), jobs=jobs)


async def _company(work: PortalWork) -> PortalCompany:
    profile = await company(work.session, work.company_id)
    return PortalCompany(
        name=profile.trade_name,
        phone=profile.phone,
        email=profile.email,
        website=profile.website,
        address=profile.address,
        licence_kind=profile.licence_kind,
        licence=profile.licence_number,
        language=profile.language,
        time_zone=profile.time_zone,
        privacy_officer=profile.privacy_officer,
    )


def _visit(visit: VisitOut) -> PortalVisit:
    return PortalVisit(
        id=visit.id,
        status=visit.status,
        timing=visit.timing,
        starts_at=visit.starts_at,
        ends_at=visit.ends_at,
        window_ends_at=visit.window_ends_at,
        expected_at=visit.expected_at if visit.status == "en_route" else None,
        note=visit.note_visible,
        service=visit.service,
        resources=tuple(each.name for each in visit.resources),
    )


def message(row: messages.MessageRow, attached: Sequence[FileOut] = ()) -> PortalMessage:
    return PortalMessage.model_validate(
        {
            "id": row.id,
            "direction": row.direction,
            "channel": row.channel,
            "subject": row.subject,
            "body": row.body,
            "delivery": row.delivery,
            "created_at": row.created_at,
            "files": [each.model_dump(include=set(PortalFile.model_fields)) for each in attached],
        }
    )

"""Erasing a person (Quebec's Law 25, section 28 of the act): anonymised for good, and the books kept."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ARRAY, CursorResult, Text, bindparam, select, text

from services.billing import queries as billing
from services.jobs import search
from services.jobs.contacts import commands as contacts
from services.jobs.contacts import queries
from services.jobs.contacts.tables import Contact
from services.jobs.folders.tables import Folder
from services.jobs.privacy import erasing
from services.jobs.privacy.schemas import EraseIn
from services.jobs.privacy.tables import Erasure
from services.jobs.visits.tables import Visit
from services.kit import factlog, ids
from services.kit.problems import Conflict, Field, Invalid
from services.kit.texts import t
from services.kit.work import Work

_LISTS = ("contacts", "jobs", "visits", "papers", "parts", "addresses")


async def erase(work: Work, contact_id: str, data: EraseIn) -> str:
    """Forgets a person; the contact's id. Doing it twice is doing it once.

    Raises 404, 409 while a job of theirs is open or an invoice unpaid, 422 where the name was not typed.
    """
    await queries.hold_merges(work.session, alone=True)
    contact = await queries.contact(work.session, contact_id)
    if contact.erased_at is not None:
        return contact.id
    if search.folded(data.confirm) != search.folded(contact.name):
        raise Invalid([Field("/confirm", "confirm-name")])
    family = await _family(work, contact.id)
    jobs = await _closed_jobs(work, family)
    papers, kept = await _books(work, jobs)
    visits = list(await work.session.scalars(select(Visit.id).where(Visit.job_id.in_(jobs))))
    values: dict[str, Any] = {
        "company_id": work.company_id,
        "contacts": family,
        "jobs": jobs,
        "visits": visits,
        "papers": papers,
        "addresses": await queries.own_addresses(work.session, family),
        "now": work.now,
        "title": t(contact.language, "erased-name"),
    }
    values["parts"] = list(await work.session.scalars(_bound(erasing.PARTS), _used(erasing.PARTS, values)))
    erased: dict[str, int] = {}
    for what, statement in erasing.STATEMENTS:
        done = await work.session.execute(_bound(statement), _used(statement, values))
        assert isinstance(done, CursorResult)
        if what:
            erased[what] = done.rowcount
    for what, statement in erasing.ELSEWHERE:
        erased[what] = int(await work.session.scalar(_bound(statement), _used(statement, values)) or 0)
    row = Erasure(
        id=ids.new("era"),
        company_id=work.company_id,
        contact_id=contact.id,
        reason=data.reason,
        erased={what: count for what, count in erased.items() if count},
        kept=kept | {"numbers": len(jobs)},
        by=work.actor,
        at=work.now,
    )
    work.session.add(row)
    contacts.audit(work, "contact.erased", contact.id)
    await work.session.flush()
    work.session.expire_all()
    return contact.id


async def _family(work: Work, contact_id: str) -> list[str]:
    """The contact and all that went into it, locked in order."""
    found = await queries.family(work.session, contact_id)
    locked = select(Contact.id).where(Contact.id.in_(found)).order_by(Contact.id).with_for_update()
    return list(await work.session.scalars(locked))


async def _closed_jobs(work: Work, family: list[str]) -> list[str]:
    rows = (await work.session.execute(select(Folder.id, Folder.number).where(Folder.contact_id.in_(family)))).all()
    states = await factlog.lock(work, *(row.id for row in rows))
    if still_open := sorted(row.number for row in rows if states[row.id].closed_at is None):
        raise Conflict("contact-has-open-jobs", numbers=", ".join(map(str, still_open)))
    return sorted(row.id for row in rows)


async def _books(work: Work, jobs: list[str]) -> tuple[list[str], dict[str, int]]:
    """The ids of quotes and invoices, and how many of each stay. Raises 409 for an invoice that is still to be paid."""
    papers: list[str] = []
    kept = {"quotes": 0, "invoices": 0, "payments": 0}
    owed: list[str] = []
    for job_id in jobs:
        found = await billing.activities(work.session, job_id, work.language)
        papers += [*(each.id for each in found.quotes), *(each.id for each in found.invoices)]
        owed += [
            str(each.number)
            for each in found.invoices
            if each.document == "issued" and each.balance.amount > 0 and each.settlement != "written_off"
        ]
        kept["quotes"] += len(found.quotes)
        kept["invoices"] += len(found.invoices)
        kept["payments"] += len(found.payments)
    if owed:
        raise Conflict("contact-owes", numbers=", ".join(sorted(owed)))
    return papers, kept


def _bound(statement: str) -> Any:
    lists = [bindparam(name, type_=ARRAY(Text)) for name in _LISTS if f":{name}" in statement]
    return text(statement).bindparams(*lists)


def _used(statement: str, values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if f":{name}" in statement}

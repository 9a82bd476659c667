"""Names beside ids, asked of the services that have them: whole lists at once."""

from __future__ import annotations

from collections.abc import Iterable

from services.accounts.queries import users
from services.billing.reports.table import Asked
from services.jobs.contacts.queries import briefs as contact_briefs
from services.jobs.folders.queries import briefs

__all__ = ["contacts", "jobs", "people"]


async def contacts(asked: Asked, ids: Iterable[str]) -> dict[str, str]:
    """The names of contacts; a merge moves what billing wrote to the contact that is left."""
    return {key: each.name for key, each in (await contact_briefs(asked.session, ids)).items()}


async def jobs(asked: Asked, ids: Iterable[str]) -> dict[str, tuple[int, str]]:
    """Number and title of jobs."""
    return {key: (each.number, each.title) for key, each in (await briefs(asked.session, ids)).items()}


async def people(asked: Asked, ids: Iterable[str]) -> dict[str, str]:
    return await users(asked.session, ids)

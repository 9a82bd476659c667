"""The jobs service as an application: `uvicorn services.jobs.app:app`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from services.jobs.checklists import api as checklists
from services.jobs.consents import api as consents
from services.jobs.contacts import api as contacts
from services.jobs.custom_fields import api as custom_fields
from services.jobs.duplicates import api as duplicates
from services.jobs.feeds import api as feeds
from services.jobs.files import api as files
from services.jobs.folders import api as folders
from services.jobs.hours import api as hours
from services.jobs.hours import timesheets_api as timesheets
from services.jobs.imports import api as imports
from services.jobs.incoming import api as incoming
from services.jobs.labels import api as labels
from services.jobs.merges import api as merges
from services.jobs.messages import api as messages
from services.jobs.my_day import api as my_day
from services.jobs.overview import api as overview
from services.jobs.people import api as people
from services.jobs.portal import api as portal
from services.jobs.privacy import api as privacy
from services.jobs.search import api as search
from services.jobs.series import api as series
from services.jobs.sheets import api as sheets
from services.jobs.slots import api as slots
from services.jobs.sms import api as sms
from services.jobs.snippets import api as snippets
from services.jobs.statements import api as statements
from services.jobs.stream import api as stream
from services.jobs.templates import api as templates
from services.jobs.unsubscribe import api as unsubscribe
from services.jobs.visits import api as visits
from services.kit.app import create_app


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    yield
    await stream.hub.close()


app = create_app(
    "jobs",
    [
        duplicates.api,
        imports.api,
        imports.out,
        contacts.api,
        merges.api,
        privacy.api,
        people.api,
        consents.api,
        statements.api,
        messages.api,
        messages.of_all_jobs,
        incoming.api,
        sms.api,
        templates.api,
        snippets.api,
        folders.api,
        labels.api,
        labels.on_objects,
        custom_fields.api,
        visits.visits,
        visits.resources,
        visits.services,
        visits.calendar,
        my_day.api,
        slots.slots,
        slots.holds,
        hours.entries,
        hours.resource_rates,
        timesheets.api,
        checklists.templates,
        checklists.on_visits,
        sheets.api,
        sheets.usable,
        series.api,
        feeds.api,
        feeds.calendars,
        portal.api,
        search.api,
        overview.api,
        unsubscribe.api,
        stream.api,
        files.api,
        files.of_jobs,
        files.contents,
    ],
    uploads=files.UPLOADS._replace(paths=f"{files.UPLOADS.paths}|{imports.PATHS}"),
    lifespan=lifespan,
)

"""What a client sees of their jobs."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from services.accounts.queries import CompanyAddress
from services.jobs.contacts.schemas import Language
from services.jobs.fields import Body, IdField, Input, Output, Utc
from services.jobs.messages.schemas import Delivery
from workflows.facts import Phase


class PortalMessageIn(Input):
    job_id: IdField
    body: Body


class Opened(Input):
    """`reference` is the `m` of the link in a message."""

    reference: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]


class PortalContact(Output):
    name: str
    language: Language


class PortalCompany(Output):
    name: str
    phone: str | None
    email: str | None
    website: str | None
    address: CompanyAddress
    licence_kind: str | None
    licence: str | None
    language: str
    time_zone: str
    privacy_officer: str | None


class PortalVisit(Output):
    """`window_ends_at`: somebody arrives between `starts_at` and then. `note` is the one meant for the client."""

    id: str
    status: str
    timing: str
    starts_at: Utc | None
    ends_at: Utc | None
    window_ends_at: Utc | None
    expected_at: Utc | None
    note: str
    service: str | None
    resources: tuple[str, ...]


class PortalFile(Output):
    """A file as a client sees it: nothing of who handled it. Links work without sign-in for an hour or two; `size` is in bytes."""

    name: str
    media_type: str
    size: int
    url: str
    download_url: str
    thumbnail_url: str | None


class PortalMessage(Output):
    id: str
    direction: str
    channel: str
    subject: str
    body: str
    delivery: Delivery
    created_at: Utc
    files: tuple[PortalFile, ...] = ()


class PortalJob(Output):
    id: str
    number: int
    title: str
    phase: Phase
    opened_at: Utc
    closed_at: Utc | None
    visits: tuple[PortalVisit, ...]
    messages: tuple[PortalMessage, ...]


class Portal(Output):
    contact: PortalContact
    company: PortalCompany
    jobs: tuple[PortalJob, ...]

"""The public way in: whoever knows a site's key may ask for something there, and nothing else."""

from __future__ import annotations

import ipaddress
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from fastapi import Request
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from services.accounts.queries import CompanyProfile, company
from services.intake.sites import queries
from services.intake.sites.schemas import SiteView
from services.kit import app as kit_app
from services.kit import db
from services.kit.problems import NotFound, language_of
from services.kit.work import Work, announce


@dataclass
class SiteWork(Work):
    """A unit of work of a visitor of one site; its actor is `site:<id>`."""

    site: SiteView = None  # type: ignore[assignment]  # a dataclass cannot add a required field to one with defaults


class Door(NamedTuple):
    """An active site as a visitor meets it."""

    company_code: str
    site: SiteView
    company: CompanyProfile


async def find(key: str) -> Door:
    """Raises a 404 problem for a key that no active site has."""
    async with db.session() as session:
        code, site = await _site(session, key)
        return Door(code, site, await company(session, site.company_id))


async def site_work(request: Request, site: str) -> SiteWork:
    """Dependency: the unit of work of a program that posts to `site`. Raises a 404 problem."""
    session = db.session()
    try:
        code, found = await _site(session, site)
    except BaseException:
        await session.close()
        raise
    work = _work(request, session, code, found, language_of(request))
    await kit_app.begin(request, work)
    return work


@asynccontextmanager
async def visiting(request: Request, door: Door, language: str) -> AsyncIterator[SiteWork]:
    """The unit of work of somebody who fills in the form page. Commits at the end."""
    async with db.committing(door.site.company_id) as session:
        work = _work(request, session, door.company_code, door.site, language)
        yield work
    await announce(work)


def client_address(request: Request) -> str:
    """Where the visitor sits, as the server in front of us says (uvicorn believes its `--forwarded-allow-ips` only)."""
    return request.client.host if request.client else ""


def neighbourhood(address: str) -> str:
    """What one visitor may change at will counts as one: an IPv6 address stands for its /64."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((parsed, 64), strict=False)) if parsed.version == 6 else address


async def _site(session: AsyncSession, key: str) -> tuple[str, SiteView]:
    row = None
    if queries.is_key(key):
        row = (await session.execute(_SITE_COMPANY, {"key": key})).first()
    if row is None:
        raise NotFound("site")
    await db.enter_company(session, row.company_id)
    return row.code, await queries.view(session, row.site_id)


def _work(request: Request, session: AsyncSession, code: str, site: SiteView, language: str) -> SiteWork:
    return SiteWork(
        session=session,
        company_id=site.company_id,
        company_code=code,
        actor=f"site:{site.id}",
        now=datetime.now(UTC),
        language=language,
        traceparent=request.headers.get("traceparent"),
        address=client_address(request),
        site=site,
    )


_SITE_COMPANY = text("SELECT company_id, code, site_id FROM intake.site_company(:key)")

"""What the neighbours may read of accounts: who a company is, who its people are, and a client's link."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time
from decimal import Decimal

from pydantic import BaseModel, ConfigDict
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from services.accounts import plans
from services.accounts.tables import Company, User
from services.kit import files, links
from services.kit.problems import NotFound
from services.kit.settings import get_settings


class CompanyAddress(BaseModel):
    model_config = ConfigDict(frozen=True)

    line1: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = "CA"


class CompanyProfile(BaseModel):
    """The company as documents, mails and pages show it. `trade_name` is what clients call it; without one, its legal name."""

    model_config = ConfigDict(frozen=True)

    id: str
    code: str
    legal_name: str
    trade_name: str
    email: str
    phone: str | None
    website: str | None
    address: CompanyAddress
    language: str
    time_zone: str
    currency: str
    week_starts: str
    opens_at: time
    closes_at: time
    open_days: tuple[int, ...]
    tax_registered: bool
    gst_number: str | None
    qst_number: str | None
    licence_kind: str | None
    licence_number: str | None
    opc_permit: str | None
    logo: str | None
    accent: str | None
    quote_validity_days: int
    quote_invoicing: str
    quote_deposit_percent: Decimal | None
    quote_itinerant: bool
    payment_terms_days: int
    quote_terms_fr: str | None
    quote_terms_en: str | None
    invoice_terms_fr: str | None
    invoice_terms_en: str | None
    privacy_officer: str | None
    sms_enabled: bool
    sms_number: str | None
    plan: str
    features: frozenset[str]


async def company(session: AsyncSession, company_id: str) -> CompanyProfile:
    """Raises a 404 problem if the company is not there."""
    row = await session.get(Company, company_id)
    if row is None:
        raise NotFound("company")
    return profile(row)


def profile(row: Company) -> CompanyProfile:
    values = {name: getattr(row, name) for name in CompanyProfile.model_fields if hasattr(row, name)}
    values["trade_name"] = row.trade_name or row.legal_name
    address = CompanyAddress(**{name: getattr(row, name) or "" for name in CompanyAddress.model_fields})
    return CompanyProfile(**values, address=address, features=plans.features(row.plan))


LOGOS = "logos"
"""The folder of the store with a folder of logos a company. None is ever deleted: frozen documents show it."""


async def logo(company_id: str, sha256: str) -> bytes:
    """A logo that the company has or had. Raises FileNotFoundError, also for one that only another company has."""
    return await files.get(f"{LOGOS}/{company_id}/{sha256[:2]}/{sha256[2:4]}/{sha256}")


async def logo_now(company: CompanyProfile) -> bytes | None:
    """The logo of a company as it is; None where there is none. Raises FileNotFoundError while the store cannot give it."""
    return await logo(company.id, company.logo) if company.logo else None


async def users(session: AsyncSession, ids: Iterable[str]) -> dict[str, str]:
    """The names behind user ids; one that is not of this company is not in the answer."""
    wanted = set(ids)
    if not wanted:
        return {}
    rows = await session.execute(select(User.id, User.name).where(User.id.in_(wanted)))
    return {row.id: row.name for row in rows}


class Colleague(BaseModel):
    """Somebody who signs in, as mails to them need it."""

    model_config = ConfigDict(frozen=True)

    name: str
    email: str
    language: str


async def colleague(session: AsyncSession, user_id: str) -> Colleague | None:
    """One active user of the company; None for anybody else."""
    query = select(User.name, User.email, User.language).where(User.id == user_id, User.active)
    row = (await session.execute(query)).first()
    return Colleague(name=row.name, email=row.email, language=row.language) if row else None


async def addresses(session: AsyncSession) -> frozenset[str]:
    """The e-mail addresses of the company's active people, in lower case."""
    rows = await session.scalars(select(func.lower(User.email)).where(User.active))
    return frozenset(rows)


async def portal_url(session: AsyncSession, contact_id: str, path: str = "") -> str:
    """The client's own address in the portal. `path` goes behind the token: `/quotes/quo_…`.

    The same link is given again while it lasts; otherwise a new one is made in this transaction.
    """
    return f"{get_settings().url_dashboard}/c/{links.token_for(await _link(session, contact_id))}{path}"


async def unsubscribe_url(session: AsyncSession, contact_id: str) -> str:
    """Where the client ends commercial messages; it opens nothing else of theirs, so mail programs may call it by themselves."""
    return f"{get_settings().url_dashboard}/u/{links.token_for(await _link(session, contact_id), 'unsubscribe')}"


async def _link(session: AsyncSession, contact_id: str) -> str:
    link_id = await session.scalar(_LINK_FOR, {"contact_id": contact_id})
    if not link_id:
        raise NotFound("link")
    return str(link_id)


_LINK_FOR = text("SELECT accounts.portal_link_for(:contact_id)")

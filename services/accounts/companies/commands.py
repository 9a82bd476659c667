"""The verbs of companies: sign up, change the settings."""

from __future__ import annotations

import asyncio
import re
import secrets
import unicodedata

from sqlalchemy.exc import IntegrityError

from services.accounts import passwords
from services.accounts.companies import brand, queries
from services.accounts.companies.schemas import CompanyOut, CompanyPatch, SignUpIn, licence
from services.accounts.queries import LOGOS
from services.accounts.roles import PRESETS
from services.accounts.sessions import commands as sessions
from services.accounts.sessions.schemas import SignedIn
from services.accounts.tables import Company, User
from services.accounts.throttle import Throttle
from services.kit import etags, files, ids
from services.kit.log import Audit
from services.kit.problems import Conflict, Field, Invalid
from services.kit.work import Work, open_work

sign_ups = Throttle("20/hour")


async def sign_up(data: SignUpIn, address: str) -> SignedIn:
    """A company with its administrator, who is signed in at once. Raises 409 `email-taken`, 422 for a code that is taken."""
    await sign_ups.hit(address)
    password_hash = await passwords.hash_password(data.password)
    company_id, user_id = ids.new("com"), ids.new("usr")
    wanted = data.code or slug(data.trade_name or data.legal_name)
    # Row security hides other companies, so that a code is taken shows only when the constraint says so.
    for code in [wanted] if data.code else [wanted, *(f"{wanted[:19]}-{secrets.token_hex(2)}" for _ in range(3))]:
        try:
            async with open_work(company_id, code, f"user:{user_id}", language=data.language) as work:
                await _insert(work, data, user_id, password_hash)
                return await sessions.start(work, user_id)
        except IntegrityError as error:
            if "uq_users_email" in str(error.orig):
                raise Conflict("email-taken") from None
            if "uq_companies_code" not in str(error.orig):
                raise
    raise Invalid([Field("/code", "code-taken")])


async def _insert(work: Work, data: SignUpIn, user_id: str, password_hash: str) -> None:
    company = Company(
        id=work.company_id,
        code=work.company_code,
        legal_name=data.legal_name,
        trade_name=data.trade_name,
        email=data.email,
        language=data.language,
        privacy_officer=data.name,  # Law 25: whoever has the highest authority, until another is named
        plan="free",
    )
    work.session.add(company)
    await work.session.flush()
    user = User(
        id=user_id,
        company_id=work.company_id,
        email=data.email,
        name=data.name,
        password_hash=password_hash,
        role="administrator",
        permissions=list(PRESETS["administrator"]),
        language=data.language,
    )
    work.session.add_all([user, _audit(work, "company.created", work.company_id)])
    await work.session.flush()


async def edit(work: Work, patch: CompanyPatch, if_match: str | None) -> CompanyOut:
    """Changes the fields that are there. Raises 412 with the current company, 422."""
    row = await queries.row(work.session, work.company_id, lock=True)
    etags.require_match(if_match, queries.shown(row))
    changes = {name: getattr(patch, name) for name in patch.model_fields_set - {"address"}}
    for name, value in changes.items():
        setattr(row, name, value)
    if "address" in patch.model_fields_set:
        for name, value in patch.address:
            setattr(row, name, value)
    if patch.model_fields_set & {"licence_kind", "licence_number"}:
        row.licence_number = _licence_number(row)
    if row.opens_at >= row.closes_at:
        raise Invalid([Field("/closes_at", "closes-before-opening")])
    if row.quote_itinerant and row.quote_deposit_percent is not None:
        raise Invalid([Field("/quote_deposit_percent", "deposit-itinerant")])
    if row.sms_enabled and not row.sms_number:
        raise Invalid([Field("/sms_number", "sms-number")])
    row.updated_at = work.now
    work.session.add(_audit(work, "company.changed", work.company_id))
    try:
        await work.session.flush()
    except IntegrityError as error:
        if "uq_companies_sms_number" not in str(error.orig):
            raise
        raise Invalid([Field("/sms_number", "sms-number-taken")]) from None
    return queries.shown(row)


def _licence_number(row: Company) -> str | None:
    """As it is printed. Raises 422; for a row that was never complete only once somebody touches its licence."""
    if row.licence_kind == "rbq" and not row.licence_number:
        raise Invalid([Field("/licence_number", "rbq-number-missing")])
    try:
        return licence(row.licence_kind, row.licence_number)
    except ValueError:
        raise Invalid([Field("/licence_number", "rbq-number")]) from None


async def set_logo(work: Work, content: bytes) -> CompanyOut:
    """Documents that are frozen from now on show it. Raises 422."""
    try:
        kept = await asyncio.to_thread(brand.fit, content)
    except brand.NotALogo as error:
        raise Invalid([Field("/logo", str(error))]) from None
    key = await files.put(kept, f"{LOGOS}/{work.company_id}")
    return await _changed_logo(work, key.rpartition("/")[2])


async def remove_logo(work: Work) -> CompanyOut:
    """Documents that have it keep it."""
    return await _changed_logo(work, None)


async def _changed_logo(work: Work, sha256: str | None) -> CompanyOut:
    row = await queries.row(work.session, work.company_id, lock=True)
    if row.logo != sha256:
        row.logo, row.updated_at = sha256, work.now
        work.session.add(_audit(work, "company.changed", work.company_id))
        await work.session.flush()
    return queries.shown(row)


def slug(name: str) -> str:
    """`Plomberie des Mille-Îles inc.` → `plomberie-des-mille-iles`: at most 24 letters, digits and single hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    parts = re.findall(r"[a-z0-9]+", plain)
    if len(parts) > 1 and parts[-1] in ("inc", "ltee", "ltd", "enr", "senc"):
        parts.pop()
    text = "-".join(parts)[:24].rstrip("-")
    return text if len(text) > 1 else f"c-{secrets.token_hex(4)}"


def _audit(work: Work, action: str, target: str) -> Audit:
    return Audit(company_id=work.company_id, actor=work.actor, action=action, target=target)

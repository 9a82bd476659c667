"""Signing in and out, and going on signed in.

A sign-in starts a family of refresh tokens. Each is used once and replaced by the next; one that comes back later than a lost
answer can explain was stolen, and ends its family.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Final, NamedTuple

from sqlalchemy import ColumnElement, select, text, update

from services.accounts import passwords, plans
from services.accounts.schemas import me
from services.accounts.sessions.schemas import SignedIn
from services.accounts.tables import Company, Session, User
from services.accounts.throttle import Throttle
from services.kit import auth, db, ids
from services.kit.problems import Problem
from services.kit.work import Work, open_work

SESSION_LIFE: Final = timedelta(days=30)
"""Without a visit for so long, a person signs in again."""
GRACE: Final = timedelta(seconds=60)
"""So long a replaced token is taken as the retry of a lost answer."""

guesses = Throttle("10/minute", "60/hour")


class Found(NamedTuple):
    company_id: str
    code: str
    user_id: str


async def sign_in(email: str, password: str, address: str) -> SignedIn:
    """Raises a 401 problem that is the same for an unknown e-mail, a wrong password and a deactivated person; 429."""
    who = (address, email.lower())
    await guesses.hit(*who)
    async with db.session() as session:
        row = (await session.execute(_CREDENTIALS, {"email": email})).mappings().first()
    right = await passwords.fits(password, row["password_hash"] if row else None)
    if row is None or not right or not row["active"]:
        raise Problem(401, "sign-in-refused")
    await guesses.forget(*who)
    async with open_work(row["company_id"], row["code"], f"user:{row['user_id']}") as work:
        return await start(work, row["user_id"])


async def start(work: Work, user_id: str, family: str | None = None) -> SignedIn:
    """A token pair for `user_id`: of a new family at a sign-in, else the next of `family`."""
    user = (await work.session.scalars(select(User).where(User.id == user_id))).one()
    company = (await work.session.scalars(select(Company).where(Company.id == work.company_id))).one()
    refresh_token = f"rft_{secrets.token_urlsafe(32)}"
    session_id = ids.new("ses")
    row = Session(
        id=session_id,
        company_id=work.company_id,
        user_id=user_id,
        family=family or session_id,
        token_hash=_hash(refresh_token),
        created_at=work.now,
        expires_at=work.now + SESSION_LIFE,
    )
    work.session.add(row)
    await work.session.flush()
    caller = auth.Caller(
        company_id=company.id,
        company_code=company.code,
        user_id=user.id,
        permissions=frozenset(user.permissions),
        features=plans.features(company.plan),
        language=user.language,
    )
    token, expires_at = auth.mint(caller, work.now)
    who = me(user, company)
    return SignedIn(token=token, expires_at=expires_at, refresh_token=refresh_token, user=who.user, company=who.company)


async def refresh(refresh_token: str) -> SignedIn:
    """The next token pair. Raises a 401 problem if the session is over, or the token came back too late."""
    found = await _find(refresh_token)
    if found is not None:
        async with open_work(found.company_id, found.code, f"user:{found.user_id}") as work:
            # Revoking a stolen family has to be committed, so the refusal is raised after the transaction.
            if family := await _replace(work, refresh_token):
                return await start(work, found.user_id, family)
    raise Problem(401, "session-over", headers={"WWW-Authenticate": "Bearer"})


async def _replace(work: Work, refresh_token: str) -> str | None:
    """Marks the token as used; its family if that is in order."""
    query = select(Session).where(Session.token_hash == _hash(refresh_token)).with_for_update()
    row = (await work.session.scalars(query)).one()
    active = await work.session.scalar(select(User.active).where(User.id == row.user_id))
    if row.revoked_at is not None or row.expires_at <= work.now or not active:
        return None
    if row.replaced_at is not None and work.now - row.replaced_at > GRACE:
        await _revoke(work, Session.family == row.family)
        return None
    row.replaced_at = row.replaced_at or work.now
    return row.family


async def sign_out(refresh_token: str) -> None:
    """Ends the sign-in that the token belongs to. An unknown token is nobody's: nothing to end."""
    found = await _find(refresh_token)
    if found is None:
        return
    async with open_work(found.company_id, found.code, f"user:{found.user_id}") as work:
        family = select(Session.family).where(Session.token_hash == _hash(refresh_token)).scalar_subquery()
        await _revoke(work, Session.family == family)


async def end_all(work: Work, user_id: str) -> None:
    """Ends every sign-in of a person."""
    await _revoke(work, Session.user_id == user_id)


async def _revoke(work: Work, which: ColumnElement[bool]) -> None:
    ours = Session.company_id == work.company_id
    await work.session.execute(
        update(Session).where(ours, which, Session.revoked_at.is_(None)).values(revoked_at=work.now)
    )


async def _find(refresh_token: str) -> Found | None:
    async with db.session() as session:
        row = (await session.execute(_SESSION, {"hash": _hash(refresh_token)})).mappings().first()
    return Found(row["company_id"], row["code"], row["user_id"]) if row else None


def _hash(token: str) -> str:
    """The token has 256 random bits, so a fast hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


_CREDENTIALS = text("SELECT company_id, code, user_id, password_hash, active FROM accounts.credentials(:email)")
_SESSION = text("SELECT company_id, code, user_id FROM accounts.refresh_session(:hash)")

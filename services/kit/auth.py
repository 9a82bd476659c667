"""Who is calling: tokens, permissions, and the unit of work that a caller gets."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Annotated, Any, Final, Literal, get_args

from fastapi import Depends, Request
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey
from sqlalchemy import text

from services.kit import app as kit_app
from services.kit import db, links
from services.kit.problems import Forbidden, NotFound, Problem, language_of
from services.kit.settings import get_settings
from services.kit.work import PortalWork, Work

Permission = Literal[
    "jobs",
    "visits",
    "routes",
    "contacts",
    "messages",
    "quotes",
    "invoices",
    "transactions",
    "reports",
    "settings",
]
PERMISSIONS: Final[tuple[Permission, ...]] = get_args(Permission)

ISSUER: Final = "dossier"
TOKEN_LIFE: Final = timedelta(minutes=15)


@dataclass(frozen=True)
class Caller:
    """A signed-in person, as their token says."""

    company_id: str
    company_code: str
    user_id: str
    permissions: frozenset[str]
    features: frozenset[str]
    language: str


@lru_cache(maxsize=2)
def _key(kind: Literal["private", "public"]) -> OKPKey:
    settings = get_settings()
    path = settings.token_private_key_file if kind == "private" else settings.token_public_key_file
    if path is None:
        raise RuntimeError(f"DOSSIER_TOKEN_{kind.upper()}_KEY_FILE is not set")
    return OKPKey.import_key(path.read_bytes())


def mint(caller: Caller, now: datetime) -> tuple[str, datetime]:
    """A token for `caller` and when it ends. Only accounts has the key for it."""
    expires_at = now + TOKEN_LIFE
    claims = {
        "iss": ISSUER,
        "sub": caller.user_id,
        "company": caller.company_id,
        "code": caller.company_code,
        "permissions": sorted(caller.permissions),
        "features": sorted(caller.features),
        "language": caller.language,
        "iat": int(now.timestamp()),
        "exp": int(expires_at.timestamp()),
    }
    return jwt.encode({"alg": "Ed25519"}, claims, _key("private"), algorithms=["Ed25519"]), expires_at


def public_keys() -> dict[str, Any]:
    """The key set that verifies tokens (RFC 7517)."""
    return {"keys": [_key("public").as_dict(private=False) | {"use": "sig", "alg": "Ed25519"}]}


def verify(token: str, now: datetime) -> Caller:
    """The caller behind a token. Raises a 401 problem if it is not ours, or over."""
    try:
        claims = jwt.decode(token, _key("public"), algorithms=["Ed25519"]).claims
        over = claims["exp"] <= now.timestamp() or claims["iss"] != ISSUER
        caller = Caller(
            company_id=claims["company"],
            company_code=claims["code"],
            user_id=claims["sub"],
            permissions=frozenset(claims["permissions"]),
            features=frozenset(claims["features"]),
            language=claims["language"],
        )
    except (JoseError, KeyError, ValueError):
        raise _unauthorized("token-invalid") from None
    if over:
        raise _unauthorized("token-expired")
    return caller


def _unauthorized(code: str) -> Problem:
    return Problem(401, code, headers={"WWW-Authenticate": "Bearer"})


def caller_of(request: Request) -> Caller:
    """The caller of a request; remembered for texts in their language."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise _unauthorized("token-missing")
    caller = verify(token.strip(), datetime.now(UTC))
    request.state.caller = caller
    return caller


SignedIn = Annotated[Caller, Depends(caller_of)]


def allowed(*permissions: Permission) -> Callable[..., Coroutine[Any, Any, Work]]:
    """The unit of work of a caller who has all of `permissions`. Raises 401 or 403 problems.

    Without any, what the caller may do depends on what is asked for: the route checks it itself.
    """

    async def work(request: Request, caller: SignedIn) -> Work:
        for permission in permissions:
            if permission not in caller.permissions:
                raise Forbidden(permission)
        unit = Work(
            session=db.session(),
            company_id=caller.company_id,
            company_code=caller.company_code,
            actor=f"user:{caller.user_id}",
            now=datetime.now(UTC),
            language=language_of(request),
            traceparent=request.headers.get("traceparent"),
            address=request.client.host if request.client else None,
            permissions=caller.permissions,
        )
        await kit_app.begin(request, unit)
        return unit

    return work


async def portal(request: Request, token: str) -> PortalWork:
    """The unit of work of a client behind a capability link. A link that is unknown, over or revoked is a 404 problem."""
    return await _behind(request, links.link_id_of(token))


async def unsubscribing(request: Request, token: str) -> PortalWork:
    """The same behind the link of a mail that ends such mails, and only that. Raises a 404 problem."""
    return await _behind(request, links.link_id_of(token, "unsubscribe"))


async def _behind(request: Request, link_id: str | None) -> PortalWork:
    if link_id is None:
        raise NotFound("link")
    session = db.session()
    row = (await session.execute(_PORTAL, {"link_id": link_id})).mappings().first()
    if row is None:
        await session.close()
        raise NotFound("link")
    unit = PortalWork(
        session=session,
        company_id=row["company_id"],
        company_code=row["code"],
        actor=f"contact:{row['contact_id']}",
        now=datetime.now(UTC),
        language=language_of(request),
        traceparent=request.headers.get("traceparent"),
        address=_client_address(request),
        contact_id=row["contact_id"],
    )
    await kit_app.begin(request, unit)
    return unit


def _client_address(request: Request) -> str | None:
    """The visitor's own address: the dashboard passes it on, since it calls on their behalf."""
    forwarded = request.headers.get("x-forwarded-for", "").split(",")[0].strip()
    return forwarded[:64] or (request.client.host if request.client else None)


_PORTAL = text("SELECT company_id, code, contact_id FROM accounts.portal_link(:link_id)")

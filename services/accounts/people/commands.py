"""The verbs of people: add, change, deactivate. Nobody gives away more than they have, and somebody always stays in charge."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from services.accounts import passwords, plans
from services.accounts.companies import queries as companies
from services.accounts.people import queries
from services.accounts.people.schemas import MePatch, PasswordIn, UserIn, UserOut, UserPatch
from services.accounts.roles import PRESETS
from services.accounts.sessions import commands as sessions
from services.accounts.tables import User
from services.kit import etags, ids
from services.kit.log import Audit
from services.kit.problems import Conflict, Field, Forbidden, Invalid, Problem
from services.kit.work import Work


async def add(work: Work, data: UserIn) -> UserOut:
    """Raises 403 if the role or a permission is above the caller's own, 409 `email-taken`, 409 `plan-users`."""
    company = await companies.row(work.session, work.company_id, lock=True)
    permissions = data.permissions if data.permissions is not None else list(PRESETS[data.role])
    await _may_give(work, data.role, permissions)
    await _room_for_one(work, company.plan)
    user = User(
        id=ids.new("usr"),
        company_id=work.company_id,
        email=data.email,
        name=data.name,
        password_hash=await passwords.hash_password(data.password),
        role=data.role,
        permissions=sorted(set(permissions)),
        language=data.language or company.language,
        active=True,
        notify={},
        created_at=work.now,
        updated_at=work.now,
    )
    work.session.add_all([user, _audit(work, "user.added", user.id)])
    await _flush(work)
    return queries.shown(user)


async def edit(work: Work, user_id: str, patch: UserPatch, if_match: str | None) -> UserOut:
    """Raises 403 as above, 404, 409 `email-taken` and `last-administrator`, 412 with the current person, 422."""
    await companies.row(work.session, work.company_id, lock=True)  # see _not_the_last
    user = await queries.row(work.session, user_id, lock=True)
    etags.require_match(if_match, queries.shown(user))
    changes = {name: getattr(patch, name) for name in patch.model_fields_set}
    if wrong := [Field(f"/{name}", "required") for name, value in changes.items() if value is None]:
        raise Invalid(wrong)
    if "role" in changes and "permissions" not in changes:
        changes["permissions"] = list(PRESETS[changes["role"]])
    if "role" in changes or "permissions" in changes:
        given = set(changes["permissions"]) - set(user.permissions)
        await _may_give(work, changes.get("role", user.role), given)
    await _may_touch(work, user)
    stays_in_charge = changes.get("role", user.role) == "administrator" and "settings" in changes.get(
        "permissions", user.permissions
    )
    if not stays_in_charge:
        await _not_the_last(work, user)
    for name, value in changes.items():
        setattr(user, name, sorted(set(value)) if name == "permissions" else value)
    user.updated_at = work.now
    work.session.add(_audit(work, "user.changed", user.id))
    await _flush(work)
    return queries.shown(user)


async def set_active(work: Work, user_id: str, *, active: bool) -> UserOut:
    """Deactivating ends every sign-in of that person. Raises 403, 404, 409 `last-administrator`, `yourself`, `plan-users`."""
    company = await companies.row(work.session, work.company_id, lock=True)
    user = await queries.row(work.session, user_id, lock=True)
    if user.active == active:
        return queries.shown(user)
    await _may_touch(work, user)
    if active:
        await _room_for_one(work, company.plan)
    elif work.actor == f"user:{user.id}":
        raise Conflict("yourself")
    else:
        await _not_the_last(work, user)
        await sessions.end_all(work, user.id)
    user.active, user.updated_at = active, work.now
    work.session.add(_audit(work, "user.activated" if active else "user.deactivated", user.id))
    await work.session.flush()
    return queries.shown(user)


async def edit_me(work: Work, patch: MePatch) -> User:
    """What a person may change about themselves."""
    user = await queries.row(work.session, _own_id(work), lock=True)
    user.name = patch.name or user.name
    user.language = patch.language or user.language
    if patch.notify:
        user.notify = user.notify | patch.notify.model_dump(exclude_unset=True)
    user.updated_at = work.now
    await work.session.flush()
    return user


async def change_password(work: Work, data: PasswordIn) -> None:
    """Ends every sign-in of the person, this one too: whoever knew the old password is out. Raises 422."""
    await sessions.guesses.hit(work.address or "", work.actor)
    user = await queries.row(work.session, _own_id(work), lock=True)
    if not await passwords.fits(data.current, user.password_hash):
        raise Invalid([Field("/current", "wrong-password")])
    user.password_hash, user.updated_at = await passwords.hash_password(data.new), work.now
    await sessions.end_all(work, user.id)
    work.session.add(_audit(work, "user.password_changed", user.id))
    await work.session.flush()


def _own_id(work: Work) -> str:
    return work.actor.removeprefix("user:")


async def _may_give(work: Work, role: str, permissions: Iterable[str]) -> None:
    own = await queries.row(work.session, _own_id(work))
    if own.role == "administrator":
        return
    if role == "administrator":
        raise Problem(403, "administrators-only")
    for permission in permissions:
        if permission not in own.permissions:
            raise Forbidden(permission)


async def _may_touch(work: Work, user: User) -> None:
    if user.role == "administrator":
        own = await queries.row(work.session, _own_id(work))
        if own.role != "administrator":
            raise Problem(403, "administrators-only")


async def _not_the_last(work: Work, user: User) -> None:
    """With the company's row locked, so that two administrators cannot remove each other at once."""
    if user.role != "administrator" or not user.active:
        return
    others = select(User.id).where(
        User.company_id == work.company_id,
        User.id != user.id,
        User.active,
        User.role == "administrator",
        User.permissions.contains(["settings"]),
    )
    if await work.session.scalar(others.limit(1)) is None:
        raise Conflict("last-administrator")


async def _room_for_one(work: Work, plan: str) -> None:
    allowed = plans.users(plan)
    if await companies.active_users(work.session, work.company_id) >= allowed:
        raise Conflict("plan-users", limit=allowed)


async def _flush(work: Work) -> None:
    try:
        await work.session.flush()
    except IntegrityError as error:
        if "uq_users_email" in str(error.orig):
            raise Conflict("email-taken") from None
        raise


def _audit(work: Work, action: str, target: str) -> Audit:
    return Audit(company_id=work.company_id, actor=work.actor, action=action, target=target)

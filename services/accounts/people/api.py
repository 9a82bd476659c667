"""`/v1/me` and `/v1/users`."""

from datetime import datetime
from typing import Annotated

from fastapi import Depends, Query, Response
from pydantic import AwareDatetime

from services.accounts.companies import queries as companies
from services.accounts.fields import PathId
from services.accounts.people import commands, queries
from services.accounts.people.schemas import MePatch, PasswordIn, PersonOut, UserIn, UserOut, UserPatch
from services.accounts.schemas import Me, me
from services.kit import etags, lists
from services.kit.app import router
from services.kit.auth import allowed
from services.kit.problems import Field, Invalid
from services.kit.work import Work

api = router("/v1", "people")
Anybody = Annotated[Work, Depends(allowed())]
Settings = Annotated[Work, Depends(allowed("settings"))]
Since = Annotated[AwareDatetime | None, Query()]


@api.get("/me")
async def read_me(work: Anybody) -> Me:
    user = await queries.row(work.session, work.actor.removeprefix("user:"))
    return me(user, await companies.row(work.session, work.company_id))


@api.patch("/me")
async def edit_me(work: Anybody, patch: MePatch) -> Me:
    user = await commands.edit_me(work, patch)
    return me(user, await companies.row(work.session, work.company_id))


@api.post("/me/password", status_code=204)
async def change_password(work: Anybody, data: PasswordIn) -> None:
    await commands.change_password(work, data)


@api.get("/users")
async def list_users(
    work: Settings,
    active: bool | None = None,
    updated_since: Since = None,
    limit: lists.Limit = 50,
    after: lists.After = None,
) -> lists.Page[UserOut]:
    return await queries.page(
        work.session, work.company_id, active=active, updated_since=_sane(updated_since), limit=limit, after=after
    )


@api.get("/people")
async def list_people(
    work: Anybody,
    active: bool | None = None,
    updated_since: Since = None,
    limit: lists.Limit = 50,
    after: lists.After = None,
) -> lists.Page[PersonOut]:
    """Who works here, by name: what one may know of a colleague without the permission for settings."""
    found = await queries.page(
        work.session, work.company_id, active=active, updated_since=_sane(updated_since), limit=limit, after=after
    )
    people = [PersonOut(id=each.id, name=each.name, active=each.active) for each in found.data]
    return lists.Page(data=people, page=found.page)


@api.post("/users", status_code=201)
async def add_user(work: Settings, data: UserIn, response: Response) -> UserOut:
    user = await commands.add(work, data)
    response.headers["Location"] = f"/v1/users/{user.id}"
    return etags.tagged(response, user)


@api.get("/users/{user_id}")
async def read_user(work: Settings, user_id: PathId, response: Response) -> UserOut:
    return etags.tagged(response, queries.shown(await queries.row(work.session, user_id)))


@api.patch("/users/{user_id}")
async def edit_user(
    work: Settings, user_id: PathId, patch: UserPatch, response: Response, if_match: etags.IfMatch = None
) -> UserOut:
    return etags.tagged(response, await commands.edit(work, user_id, patch, if_match))


@api.post("/users/{user_id}/deactivate")
async def deactivate_user(work: Settings, user_id: PathId, response: Response) -> UserOut:
    return etags.tagged(response, await commands.set_active(work, user_id, active=False))


@api.post("/users/{user_id}/activate")
async def activate_user(work: Settings, user_id: PathId, response: Response) -> UserOut:
    return etags.tagged(response, await commands.set_active(work, user_id, active=True))


def _sane(instant: datetime | None) -> datetime | None:
    """At the edges of the calendar an instant cannot be written in another zone. Raises a 422 problem."""
    if instant is not None and not 2000 <= instant.year < 2200:
        raise Invalid([Field("query:/updated_since", "range")])
    return instant

"""`/v1/resources/{id}/feeds`: private calendar links; and the calendars themselves under `/feeds/{token}.ics`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Response

from services.jobs.feeds import commands, queries
from services.jobs.feeds.schemas import FeedIn, FeedOut, Feeds
from services.jobs.fields import PathId
from services.jobs.visits.api import MayBookAnyway
from services.kit import db, etags
from services.kit.app import router
from services.kit.auth import allowed
from services.kit.problems import NotFound
from services.kit.work import Work

api = router("/v1/resources", "feeds")
calendars = APIRouter(prefix="/feeds", tags=["feeds"])

VisitsWork = Annotated[Work, Depends(allowed("visits"))]


@api.get("/{resource_id}/feeds")
async def list_feeds(work: VisitsWork, resource_id: PathId, planner: MayBookAnyway) -> Feeds:
    await commands.allow(work, resource_id, planner=planner)
    return Feeds(data=tuple(await queries.of_resource(work.session, resource_id)))


@api.post("/{resource_id}/feeds", status_code=201)
async def create_feed(
    work: VisitsWork, resource_id: PathId, planner: MayBookAnyway, response: Response, data: FeedIn | None = None
) -> FeedOut:
    row = await commands.create(work, resource_id, data or FeedIn(), planner=planner)
    response.headers["Location"] = f"/v1/resources/{resource_id}/feeds"
    return queries.shown(row)


@api.post("/{resource_id}/feeds/{feed_id}/revoke")
async def revoke_feed(work: VisitsWork, resource_id: PathId, feed_id: PathId, planner: MayBookAnyway) -> FeedOut:
    return queries.shown(await commands.revoke(work, resource_id, feed_id, planner=planner))


@calendars.get("/{token}.ics")
async def read_calendar(token: str, if_none_match: Annotated[str | None, Header()] = None) -> Response:
    """The calendar of one resource, for whoever has the link. 304 while nothing changed; 404 once it was revoked."""
    target = queries.read(token)
    if target is None:
        raise NotFound("link")
    async with db.reading(target[0]) as session:
        content = await queries.calendar(session, target[0], target[1], datetime.now(UTC))
    if content is None:
        raise NotFound("link")
    tag = etags.etag(content.decode())
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex"}
    if if_none_match and tag in (each.strip().removeprefix("W/") for each in if_none_match.split(",")):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type="text/calendar; charset=utf-8", headers=headers)

"""`GET /v1/my-day`, `POST /v1/my-day/actions`."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Annotated

from fastapi import Depends, Header, Query, Request, Response

from services.accounts.queries import company
from services.jobs.fields import IdField
from services.jobs.my_day import commands, decide, queries, words
from services.jobs.my_day.schemas import ActionIn, ActionOut, Batch, BatchOut, Day
from services.jobs.my_day.tables import LateAction
from services.jobs.visits.tables import Visit
from services.kit import etags
from services.kit.app import router
from services.kit.auth import Caller, SignedIn, allowed
from services.kit.days import local_day
from services.kit.problems import Field, Forbidden, Invalid, Problem, language_of
from services.kit.texts import t
from services.kit.work import Work, open_work

api = router("/v1/my-day", "my day")

VisitsWork = Annotated[Work, Depends(allowed("visits"))]
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@api.get("", response_model=Day)
async def read_day(
    work: VisitsWork,
    response: Response,
    day: Annotated[str | None, Query(alias="date", max_length=10)] = None,
    resource: Annotated[IdField | None, Query()] = None,
    if_none_match: Annotated[str | None, Header(alias="If-None-Match", max_length=200)] = None,
) -> Day | Response:
    """The signed-in person's visits of a local day (today without `date`), or with `resource` those of anybody.

    Somebody who does no visits has an empty day. 304 while nothing changed.
    """
    zone = (await company(work.session, work.company_id)).time_zone
    today = local_day(work.now, zone)
    wanted = _day(day) if day else today
    user_id = work.actor.removeprefix("user:")
    people = (
        [await queries.resource(work.session, resource)]
        if resource
        else await queries.resources_of(work.session, user_id)
    )
    found = await queries.day(work.session, people, wanted, zone, work.language, today=wanted == today)
    tag = etags.etag(found)
    response.headers["ETag"] = tag
    if if_none_match is not None and tag in if_none_match:
        return Response(status_code=304, headers={"ETag": tag})
    return found


@api.post("/actions")
async def take_actions(request: Request, caller: SignedIn, batch: Batch) -> BatchOut:
    """What a phone did, maybe hours ago and in any order: each press in its own transaction, in the order of their times.

    An id that was answered before gets its first answer; so a batch that was cut off is simply sent again.
    """
    if "visits" not in caller.permissions:
        raise Forbidden("visits")
    received_at = datetime.now(UTC)
    ahead = decide.skew(batch.now, received_at)
    answers: dict[str, ActionOut] = {}
    for _, action in sorted(enumerate(batch.actions), key=lambda each: (each[1].at, each[0])):
        if action.id in answers:
            continue
        answers[action.id] = await _taken(request, caller, action, received_at, ahead)
    return BatchOut(data=tuple(answers[each.id] for each in batch.actions))


async def _taken(
    request: Request, caller: Caller, action: ActionIn, received_at: datetime, ahead: timedelta
) -> ActionOut:
    """One press in one transaction. A visit that is not there is an answer too, which no later one can change."""
    language, actor = language_of(request), f"user:{caller.user_id}"
    try:
        async with open_work(caller.company_id, caller.company_code, actor, now=received_at, language=language) as work:
            work.traceparent = request.headers.get("traceparent")
            row = await commands.take(work, caller.user_id, action, received_at, ahead)
            return await _shown(work, caller.user_id, row, repeated=row.received_at != received_at)
    except Problem as problem:
        if problem.status != 404:
            raise
        detail = t(language, f"problem-{problem.code}", **problem.args_)
        return ActionOut(
            id=action.id, visit_id=action.visit_id, verb=action.verb, at=received_at, outcome="refused", text=detail
        )


async def _shown(work: Work, user_id: str, row: LateAction, *, repeated: bool) -> ActionOut:
    """The answer in the caller's language, with the visit as it is now."""
    zone = (await company(work.session, work.company_id)).time_zone
    says = row.says if row.user_id == user_id else [words.part("late-refused-person")]
    known = await words.names(work.session, zone, [says])
    await work.session.flush()
    visit = await work.session.get_one(Visit, row.visit_id, populate_existing=True)
    return ActionOut(
        id=row.id,
        visit_id=row.visit_id,
        verb=row.verb,
        at=row.at,
        outcome=row.outcome if row.user_id == user_id else "refused",
        text=words.sentence(work.language, known, row.at, says),
        repeated=repeated,
        visit=(await queries.shown(work.session, [visit], work.language))[0],
    )


def _day(value: str) -> date:
    try:
        if not _DAY.fullmatch(value):
            raise ValueError(value)
        found = date.fromisoformat(value)
    except ValueError:
        raise Invalid([Field("query:/date", "malformed")]) from None
    if not 2000 <= found.year < 2200:
        raise Invalid([Field("query:/date", "instant-range")])
    return found

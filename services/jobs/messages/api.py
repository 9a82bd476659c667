"""`/v1/jobs/{id}/messages`: the thread with the client."""

from typing import Annotated, Literal

from fastapi import Depends, Query, Response

from services.jobs.fields import PathId, UpdatedSince
from services.jobs.folders.queries import brief
from services.jobs.messages import commands, queries, repair
from services.jobs.messages.schemas import Called, MessageIn, MessageOut, Retry, WaitingMessage
from services.kit import lists
from services.kit.app import router
from services.kit.auth import allowed
from services.kit.problems import NotFound
from services.kit.work import Work

api = router("/v1/jobs/{job_id}/messages", "messages")
of_all_jobs = router("/v1/messages", "messages")
Trouble = Literal["failed", "bounced", "ambiguous"]
MessagesWork = Annotated[Work, Depends(allowed("messages"))]


@of_all_jobs.get("")
async def list_messages_in_trouble(
    work: MessagesWork,
    delivery: Annotated[list[Trouble] | None, Query()] = None,
    waiting: bool | None = None,
    updated_since: UpdatedSince = None,
    limit: lists.Limit = 50,
    after: lists.After = None,
) -> lists.Page[WaitingMessage]:
    """Of all jobs, what did not arrive or perhaps not. `waiting=true`: what still waits for somebody here."""
    return await queries.in_trouble(
        work.session,
        work.company_id,
        work.language,
        delivery=delivery or repair.TROUBLE,
        waiting=waiting,
        updated_since=updated_since,
        limit=limit,
        after=after,
    )


@api.get("")
async def list_messages(
    work: MessagesWork,
    job_id: PathId,
    updated_since: UpdatedSince = None,
    limit: lists.Limit = 50,
    after: lists.After = None,
) -> lists.Page[MessageOut]:
    await brief(work.session, job_id)
    return await queries.page(
        work.session, work.company_id, job_id, work.language, updated_since=updated_since, limit=limit, after=after
    )


@api.post("", status_code=201)
async def write_message(work: MessagesWork, job_id: PathId, data: MessageIn, response: Response) -> MessageOut:
    if data.channel == "mail":
        row = await commands.reply(work, job_id, data.subject, data.body, data.file_ids)
    elif data.channel == "sms":
        row = await commands.text_message(work, job_id, data.body)
    else:
        row = await commands.log_call(work, job_id, data.body, data.channel)
    response.headers["Location"] = f"/v1/jobs/{job_id}/messages/{row.id}"
    [shown] = await queries.with_files(work.session, [row], work.language)
    return shown


@api.get("/{message_id}")
async def read_message(work: MessagesWork, job_id: PathId, message_id: PathId) -> MessageOut:
    row = await queries.message(work.session, message_id)
    await brief(work.session, job_id)
    if row.job_id != job_id:
        raise NotFound("message")
    [shown] = await queries.with_files(work.session, [row], work.language)
    return shown


@api.post("/{message_id}/retry")
async def retry_message(work: MessagesWork, job_id: PathId, message_id: PathId, data: Retry) -> MessageOut:
    return queries.shown(await repair.retry(work, job_id, message_id, data), work.language)


@api.post("/{message_id}/called", status_code=201)
async def note_the_call(work: MessagesWork, job_id: PathId, message_id: PathId, data: Called) -> MessageOut:
    return queries.shown(await repair.called(work, job_id, message_id, data), work.language)

"""Reading messages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import and_, false, func, not_, select, tuple_
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from services.jobs.contacts.tables import Contact
from services.jobs.files import queries as files
from services.jobs.files.schemas import FileOut
from services.jobs.folders.tables import Folder
from services.jobs.messages.codes import classify
from services.jobs.messages.schemas import Failure, MessageOut, WaitingMessage
from services.jobs.messages.tables import Message
from services.jobs.messages.tables import Message as MessageRow
from services.kit import lists
from services.kit.log import Job as Head
from services.kit.problems import NotFound
from services.kit.texts import t

__all__ = [
    "MessageRow",
    "by_ids",
    "by_provider_id",
    "by_reference",
    "by_step",
    "deliveries",
    "in_trouble",
    "message",
    "of_jobs",
    "page",
    "shown",
    "thread",
    "with_files",
]

REMINDERS = ("quote.follow_up", "invoice.remind", "invoice.overdue_notice")
"""Mails about a document that do not tell whether the document itself arrived."""

INTERNAL = ("message.notice", "invoice.overdue_notice")
"""Mails to the office: the client never sees them."""


async def message(session: AsyncSession, message_id: str) -> MessageRow:
    """Raises a 404 problem."""
    row = await session.scalar(select(Message).where(Message.id == message_id))
    if row is None:
        raise NotFound("message")
    return row


async def by_step(session: AsyncSession, step_key: str) -> MessageRow | None:
    """The message that a step sends, once there is one."""
    found: MessageRow | None = await session.scalar(
        select(Message).where(Message.step_key == step_key).execution_options(populate_existing=True)
    )
    return found


async def by_reference(session: AsyncSession, company_id: str, reference: str) -> MessageRow | None:
    """The message that a link or a report names."""
    found: MessageRow | None = await session.scalar(
        select(Message).where(Message.company_id == company_id, Message.reference == reference)
    )
    return found


async def by_provider_id(session: AsyncSession, provider_id: str) -> MessageRow | None:
    """The text message that its provider calls so."""
    query = select(Message).where(Message.channel == "sms", Message.provider_id == provider_id).limit(1)
    found: MessageRow | None = await session.scalar(query)
    return found


async def by_ids(session: AsyncSession, message_ids: Iterable[str]) -> dict[str, MessageRow]:
    wanted = set(message_ids)
    if not wanted:
        return {}
    return {row.id: row for row in await session.scalars(select(Message).where(Message.id.in_(wanted)))}


async def thread(session: AsyncSession, job_id: str, step_key: str) -> tuple[str, ...]:
    """The `Message-ID`s of the mails to and from the client before this step's, the oldest first: the first and the last few."""
    query = (
        select(Message.rfc_message_id)
        .where(
            Message.job_id == job_id,
            Message.channel == "mail",
            Message.rfc_message_id.is_not(None),
            Message.purpose.not_in(INTERNAL),
            Message.step_key.is_distinct_from(step_key),
            Message.delivery.not_in(("queued", "failed")),
        )
        .order_by(Message.created_at, Message.id)
        .limit(200)
    )
    found = [each for each in await session.scalars(query) if each]
    return (*found[:1], *found[1:][-4:])


async def deliveries(session: AsyncSession, object_ids: Iterable[str]) -> dict[str, str]:
    """How the newest mail that carried each object stands (of an object that was only texted, the text message); others are left out."""
    wanted = set(object_ids)
    if not wanted:
        return {}
    query = (
        select(Message.object_id, Message.delivery)
        .where(Message.object_id.in_(wanted), Message.purpose.not_in(REMINDERS))
        .order_by(Message.object_id, Message.channel, Message.created_at.desc(), Message.id.desc())
        .ext(distinct_on(Message.object_id))
    )
    return {object_id: delivery for object_id, delivery in await session.execute(query) if object_id}


async def page(
    session: AsyncSession,
    company_id: str,
    job_id: str,
    language: str,
    *,
    updated_since: datetime | None = None,
    limit: int = 50,
    after: str | None = None,
) -> lists.Page[MessageOut]:
    """The thread of a job, newest first."""
    query = select(Message).where(Message.company_id == company_id, Message.job_id == job_id)
    if updated_since:
        query = query.where(Message.updated_at >= updated_since)
    kept, info = await lists.newest_first(session, query, Message.created_at, Message.id, limit, after)
    return lists.Page(data=await with_files(session, kept, language), page=info)


async def with_files(session: AsyncSession, rows: Sequence[MessageRow], language: str) -> list[MessageOut]:
    found = await files.of(session, "message", [row.id for row in rows])
    return [shown(row, language, found.get(row.id, ())) for row in rows]


async def in_trouble(
    session: AsyncSession,
    company_id: str,
    language: str,
    *,
    delivery: Sequence[str],
    waiting: bool | None = None,
    updated_since: datetime | None = None,
    limit: int = 50,
    after: str | None = None,
) -> lists.Page[WaitingMessage]:
    """Messages of all jobs in these states, newest first. `waiting`: only those about which nobody has done anything yet."""
    done = func.coalesce(Head.state["done"].has_key(Message.step_key + "/failed"), false())
    given_up = func.coalesce(Head.state["deliveries"].has_key(Message.step_key), false())
    todo = and_(given_up, not_(done)).label("todo")
    query = (
        select(Message, Head.number, Contact.name, todo)
        .join(Head, Head.job_id == Message.job_id)
        .join(Folder, Folder.id == Message.job_id)
        .join(Contact, Contact.id == Folder.contact_id)
        .where(Message.company_id == company_id, Message.delivery.in_(delivery), Message.direction == "out")
    )
    if waiting is not None:
        query = query.where(todo.element if waiting else not_(todo.element))
    if updated_since:
        query = query.where(Message.updated_at >= updated_since)
    if cursor := lists.decode(after, str, str):
        query = query.where(tuple_(Message.created_at, Message.id) < (lists.instant(cursor[0]), cursor[1]))
    rows = (await session.execute(query.order_by(Message.created_at.desc(), Message.id.desc()).limit(limit + 1))).all()
    kept, info = lists.page(rows, limit, lambda row: (row.Message.created_at.isoformat(), row.Message.id))
    told = await with_files(session, [row.Message for row in kept], language)
    data = [
        WaitingMessage(**dict(one), job_number=row.number, contact_name=row.name, waiting=row.todo)
        for one, row in zip(told, kept, strict=True)
    ]
    return lists.Page(data=data, page=info)


async def of_jobs(session: AsyncSession, job_ids: Iterable[str], limit: int = 500) -> Sequence[MessageRow]:
    """What the clients of these jobs may read, oldest first: their own messages and those to them."""
    query = (
        select(Message)
        .where(Message.job_id.in_(set(job_ids)), Message.channel != "note", Message.purpose.not_in(INTERNAL))
        .order_by(Message.created_at.desc(), Message.id.desc())
        .limit(limit)
    )
    return list(reversed((await session.scalars(query)).all()))


def shown(row: MessageRow, language: str, attached: Sequence[FileOut] = ()) -> MessageOut:
    """A message in the reader's language: only its failure has words of ours."""
    return MessageOut.model_validate(
        {
            "id": row.id,
            "job_id": row.job_id,
            "direction": row.direction,
            "channel": row.channel,
            "purpose": row.purpose,
            "recipient": row.recipient,
            "subject": row.subject,
            "body": row.body,
            "delivery": row.delivery,
            "failure": _failure(row, language),
            "created_by": row.created_by,
            "created_at": row.created_at,
            "accepted_at": row.accepted_at,
            "delivered_at": row.delivered_at,
            "opened_at": row.opened_at,
            "files": tuple(attached),
        }
    )


def _failure(row: MessageRow, language: str) -> Failure | None:
    if row.failure is None:
        return None
    kind = classify(row.failure, row.failure_status)
    slug = kind.replace("_", "-")
    return Failure(
        code=row.failure,
        status=row.failure_status,
        kind=kind,
        text=t(language, f"failure-{slug}", code=row.failure),
        todo=t(language, "failure-waiting" if row.delivery == "deferred" else f"failure-{slug}.todo"),
    )


def failure_text(code: str, language: str) -> str:
    """What a code means for a person: an SMTP answer, a class of them, or one of our own."""
    return t(language, f"failure-{classify(code).replace('_', '-')}", code=code)

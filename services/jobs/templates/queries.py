"""Reading message templates: the company's own text where it has one, else ours."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from services.accounts.queries import company
from services.jobs.contacts.queries import contact
from services.jobs.folders.queries import brief
from services.jobs.templates import kinds, wording
from services.jobs.templates.kinds import CHANNELS, KINDS, PLACEHOLDERS, Channel, Kind, Wording
from services.jobs.templates.schemas import (
    Both,
    PlaceholderOut,
    PreviewIn,
    PreviewOut,
    SmsCount,
    TemplateOut,
    TextOut,
    Texts,
    VersionOut,
)
from services.jobs.templates.tables import MessageTemplate
from services.kit.problems import NotFound
from services.kit.texts import LANGUAGES, catalogue, phone
from services.kit.work import Work

Rows = dict[tuple[str, str, str], MessageTemplate]


async def text(session: AsyncSession, company_id: str, kind: str, channel: Channel, language: str) -> Wording:
    """What a step of that kind says today, with its placeholders."""
    row = (await _current(session, company_id, kind)).get((kind, channel, language))
    return _wording(row) or kinds.standard(kind, channel, language)


async def all_templates(session: AsyncSession, company_id: str) -> list[TemplateOut]:
    rows = await _current(session, company_id)
    return [_shown(kind, rows) for kind in KINDS]


async def template(session: AsyncSession, company_id: str, kind: str) -> TemplateOut:
    """Raises a 404 problem for a kind that is not mailed to clients."""
    known(kind)
    return _shown(kind, await _current(session, company_id, kind))


async def versions(session: AsyncSession, company_id: str, kind: str) -> list[VersionOut]:
    """Every text that the company ever had for it, newest first; `body` None is the return to the standard text."""
    known(kind)
    table = MessageTemplate
    query = select(table).where(table.company_id == company_id, table.kind == kind)
    rows = await session.scalars(query.order_by(table.changed_at.desc(), table.version.desc(), table.id).limit(200))
    return [VersionOut.model_validate(row, from_attributes=True) for row in rows]


async def preview(work: Work, data: PreviewIn) -> PreviewOut:
    """The text as a client would read it; nothing is stored. Raises 404; the caller has checked the text."""
    language, ours = data.language, await company(work.session, work.company_id)
    values = kinds.samples(language) | {"company": ours.trade_name, "phone": phone(ours.phone)}
    if data.job_id:
        job = await brief(work.session, data.job_id)
        values |= {"job": str(job.number), "client": (await contact(work.session, job.contact_id)).name}
    placeholders = KINDS[data.kind].known(data.channel)
    body = wording.render(data.body, placeholders, values)
    if data.channel == "sms":
        body = wording.for_sms(body)
        return PreviewOut(subject="", body=body, button=None, sms=SmsCount(**wording.sms_length(body)._asdict()))
    subject = wording.render(data.subject, placeholders, values)
    button = catalogue().t(language, f"mail-{kinds.slug(data.kind)}.button")
    return PreviewOut(subject=subject, body=body, button=button, sms=None)


def known(kind: str) -> Kind:
    """Raises a 404 problem."""
    if kind not in KINDS:
        raise NotFound("template")
    return KINDS[kind]


async def _current(session: AsyncSession, company_id: str, kind: str | None = None) -> Rows:
    table = MessageTemplate
    keys = (table.kind, table.channel, table.language)
    query = select(table).where(table.company_id == company_id)
    if kind:
        query = query.where(table.kind == kind)
    query = query.order_by(*keys, table.version.desc()).ext(distinct_on(*keys))
    return {(row.kind, row.channel, row.language): row for row in await session.scalars(query)}


def _wording(row: MessageTemplate | None) -> Wording | None:
    return None if row is None or row.body is None else Wording(row.subject, row.body)


def _shown(kind: str, rows: Rows) -> TemplateOut:
    own = KINDS[kind]
    names = [name for name in PLACEHOLDERS if any(name in own.known(channel) for channel in CHANNELS)]
    return TemplateOut(
        kind=kind,
        title=Both(**kinds.both(f"template-kind-{kinds.slug(kind)}")),
        placeholders=tuple(_placeholder(name, own) for name in names),
        mail=_texts(kind, "mail", rows),
        sms=_texts(kind, "sms", rows),
    )


def _placeholder(name: str, kind: Kind) -> PlaceholderOut:
    words = PLACEHOLDERS[name]
    return PlaceholderOut(
        name=name,
        words=Both(fr=words.fr, en=words.en),
        description=Both(**kinds.both(f"template-about-{name}")),
        sample=Both(**kinds.both(f"template-sample-{name}")),
        channels=_where(name, [kind.known(channel) for channel in CHANNELS]),
        required=_where(name, [kind.needs(channel) for channel in CHANNELS]),
    )


def _where(name: str, sets: Sequence[object]) -> tuple[Channel, ...]:
    return tuple(channel for channel, names in zip(CHANNELS, sets, strict=True) if name in names)  # type: ignore[operator]


def _texts(kind: str, channel: Channel, rows: Rows) -> Texts:
    return Texts(**{language: _text(kind, channel, language, rows) for language in LANGUAGES})


def _text(kind: str, channel: Channel, language: str, rows: Rows) -> TextOut:
    row = rows.get((kind, channel, language))
    own = _wording(row)
    text = own or kinds.standard(kind, channel, language)
    return TextOut(
        subject=text.subject,
        body=text.body,
        standard=own is None,
        version=row.version if row else 0,
        changed_by=row.changed_by if row else None,
        changed_at=row.changed_at if row else None,
    )

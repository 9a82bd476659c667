"""The verbs of message templates. They belong to no job, so who changed what goes to the audit list."""

from __future__ import annotations

from sqlalchemy import text as sql

from services.jobs.templates import kinds, queries, wording
from services.jobs.templates.kinds import CHANNELS, KINDS, Channel
from services.jobs.templates.schemas import PreviewIn, TemplateIn, TemplateOut, TextIn
from services.jobs.templates.tables import MessageTemplate
from services.kit import etags, ids
from services.kit.log import Audit
from services.kit.problems import Field, Invalid
from services.kit.texts import LANGUAGES
from services.kit.work import Work

SMS_LONGEST = 1_000


async def save(work: Work, kind: str, data: TemplateIn, if_match: str | None) -> TemplateOut:
    """A new version of each text that says something else than today's. Raises 404, 412, 422 that names the placeholder."""
    queries.known(kind)
    given = {language: text for language in LANGUAGES if (text := getattr(data, language))}
    errors = [
        error
        for language, text in given.items()
        for error in _errors(kind, data.channel, language, text, f"/{language}")
    ]
    if errors:
        raise Invalid(errors)
    current = await _current(work, kind, if_match)
    for language, text in given.items():
        now = getattr(getattr(current, data.channel), language)
        if (text.subject, text.body) != (now.subject, now.body):
            ours = kinds.standard(kind, data.channel, language)
            own = None if (text.subject, text.body) == ours else text
            await _add(work, kind, data.channel, language, now.version + 1, own)
    return await queries.template(work.session, work.company_id, kind)


async def reset(
    work: Work, kind: str, channel: Channel | None, language: str | None, if_match: str | None
) -> TemplateOut:
    """Back to the standard text, of one channel and language or of all. Raises 404, 412."""
    queries.known(kind)
    current = await _current(work, kind, if_match)
    for each in [channel] if channel else CHANNELS:
        for tongue in [language] if language else LANGUAGES:
            now = getattr(getattr(current, each), tongue)
            if not now.standard:
                await _add(work, kind, each, tongue, now.version + 1, None)
    return await queries.template(work.session, work.company_id, kind)


def check(data: PreviewIn) -> None:
    """Raises 404, 422."""
    queries.known(data.kind)
    if errors := _errors(data.kind, data.channel, data.language, data, ""):
        raise Invalid(errors)


def _errors(kind: str, channel: Channel, language: str, text: TextIn, place: str) -> list[Field]:
    own = KINDS[kind]
    known = own.known(channel)
    found: list[Field] = []
    if not text.body:
        found.append(Field(f"{place}/body", "required"))
    if channel == "mail" and not text.subject:
        found.append(Field(f"{place}/subject", "required"))
    if channel == "sms" and text.subject:
        found.append(Field(f"{place}/subject", "unknown"))
    if channel == "sms" and len(text.body) > SMS_LONGEST:
        found.append(Field(f"{place}/body", "too-long"))
    listed = ", ".join(wording.written(words, language) for words in known.values())
    said = wording.names(text.subject, known)
    required = [name for name in own.needs(channel) if name not in said]
    for name, value, needed in (("subject", text.subject, ()), ("body", text.body, required)):
        for fault in wording.faults(value, known, needed, language):
            if value or name == "subject":
                args = {"name": fault.name, "known": listed}
                found.append(Field(f"{place}/{name}", fault.code, args))
    return found


async def _current(work: Work, kind: str, if_match: str | None) -> TemplateOut:
    """As it stands, with nobody else changing it until the commit."""
    await work.session.execute(_ONE_AT_A_TIME, {"key": f"template/{work.company_id}/{kind}"})
    current = await queries.template(work.session, work.company_id, kind)
    etags.require_match(if_match, current)
    return current


async def _add(work: Work, kind: str, channel: Channel, language: str, version: int, text: TextIn | None) -> None:
    row = MessageTemplate(
        id=ids.new("tpl"),
        company_id=work.company_id,
        kind=kind,
        channel=channel,
        language=language,
        version=version,
        subject=text.subject if text else "",
        body=text.body if text else None,
        changed_by=work.actor,
        changed_at=work.now,
    )
    action = "message_template.changed" if text else "message_template.reset"
    target = f"{kind}/{channel}/{language}"
    work.session.add_all([row, Audit(company_id=work.company_id, actor=work.actor, action=action, target=target)])
    await work.session.flush()


_ONE_AT_A_TIME = sql("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))")

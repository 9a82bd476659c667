"""The verbs of snippets; who changed what goes to the audit list."""

from __future__ import annotations

from services.jobs.snippets import queries
from services.jobs.snippets.schemas import SnippetIn
from services.jobs.snippets.tables import Snippet
from services.jobs.templates import wording
from services.kit import etags, ids
from services.kit.log import Audit
from services.kit.problems import Field, Invalid
from services.kit.work import Work


async def create(work: Work, data: SnippetIn) -> Snippet:
    """Raises a 422 problem that names a placeholder which there is not."""
    _check(data)
    row = Snippet(
        id=ids.new("snp"),
        company_id=work.company_id,
        **data.model_dump(),
        created_at=work.now,
        updated_at=work.now,
    )
    work.session.add(row)
    return await _done(work, row, "snippet.created")


async def change(work: Work, snippet_id: str, data: SnippetIn, if_match: str | None) -> Snippet:
    """Raises 404, 412, 422."""
    row = await queries.row(work.session, snippet_id)
    etags.require_match(if_match, queries.shown(row))
    _check(data)
    row.title, row.body_fr, row.body_en, row.updated_at = data.title, data.body_fr, data.body_en, work.now
    return await _done(work, row, "snippet.changed")


async def remove(work: Work, snippet_id: str) -> None:
    """Raises a 404 problem. What was written with it stays as it is."""
    row = await queries.row(work.session, snippet_id)
    await work.session.delete(row)
    await _done(work, row, "snippet.removed")


def _check(data: SnippetIn) -> None:
    errors: list[Field] = []
    for language in ("fr", "en"):
        listed = ", ".join(wording.written(words, language) for words in queries.PLACEHOLDERS.values())
        for fault in wording.faults(getattr(data, f"body_{language}"), queries.PLACEHOLDERS, (), language):
            errors.append(Field(f"/body_{language}", fault.code, {"name": fault.name, "known": listed}))
    if errors:
        raise Invalid(errors)


async def _done(work: Work, row: Snippet, action: str) -> Snippet:
    work.session.add(Audit(company_id=work.company_id, actor=work.actor, action=action, target=row.id))
    await work.session.flush()
    return row

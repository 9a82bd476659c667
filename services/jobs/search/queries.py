"""The one search box: what is meant by a few words, over jobs, contacts, quotes, invoices and messages.

Which rows match is asked of the database's own functions (`services/migrations/searching.py`), which give ids; what stands in them is
read like everything else, under row-level security.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, Final, NamedTuple

from sqlalchemy import Row, bindparam, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import Text

from services.billing import queries as billing
from services.jobs.contacts import queries as contacts
from services.jobs.folders.queries import JobBrief, briefs
from services.jobs.messages import queries as messages
from services.jobs.search import words
from services.jobs.search.matching import SHORTEST, patterns
from services.jobs.search.schemas import Found, Hit, Kind
from services.kit.log import Job as Head
from services.kit.texts import phone
from services.kit.work import Work

EACH: Final = 8
"""Hits of one kind at most."""
_SNIPPET: Final = 140
_ORDER: Final[tuple[Kind, ...]] = ("job", "contact", "quote", "invoice", "message")

_LOOK = text("SELECT kind, id, job_id, rank FROM jobs.look_for(:terms, :number, :most)").bindparams(
    bindparam("terms", type_=ARRAY(Text))
)
_LOOK_CLOSE = text("SELECT kind, id, job_id, rank FROM jobs.look_close(:words, :most)")


async def search(work: Work, q: str, kinds: Collection[Kind]) -> Found:
    """The best hits for `q` among `kinds`: numbers first, then what has every word, else what is spelled nearly so."""
    number = int(q.strip()) if q.strip().isdecimal() and len(q.strip()) <= 9 else None
    given = {"terms": patterns(q), "number": number, "most": EACH}
    rows = list((await work.session.execute(_LOOK, given)).all())
    if not rows and number is None and len(words.folded(q)) > SHORTEST:
        rows = list((await work.session.execute(_LOOK_CLOSE, {"words": words.folded(q), "most": EACH})).all())
    best: dict[tuple[Kind, str], Row[Any]] = {}
    for row in sorted(rows, key=lambda row: row.rank):
        if row.kind in kinds:
            best.setdefault((row.kind, row.id), row)
    found = [row for kind in _ORDER for row in [r for (k, _), r in best.items() if k == kind][:EACH]]
    return Found(data=tuple(await _shown(work, found, words.terms(q))))


class _Known(NamedTuple):
    """What the hits are called by."""

    jobs: dict[str, JobBrief]
    phases: dict[str, str]
    people: dict[str, contacts.Brief]
    papers: dict[str, billing.Paper]
    said: dict[str, messages.MessageRow]


async def _shown(work: Work, rows: list[Row[Any]], terms: list[str]) -> list[Hit]:
    known = await _known(work.session, rows)
    hits = [_hit(row, known, terms) for row in rows]
    return [hit for hit in hits if hit is not None]


async def _known(session: AsyncSession, rows: Iterable[Row[Any]]) -> _Known:
    """A statement for each kind of thing, however many hits there are."""
    by_kind: dict[str, list[str]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, []).append(row.id)
    jobs = await briefs(session, {row.job_id for row in rows if row.job_id})
    heads = await session.execute(select(Head.job_id, Head.phase).where(Head.job_id.in_(by_kind.get("job", []))))
    return _Known(
        jobs=jobs,
        phases={row.job_id: row.phase for row in heads},
        people=await contacts.briefs(
            session, {*by_kind.get("contact", []), *(job.contact_id for job in jobs.values())}
        ),
        papers=await billing.papers(session, by_kind.get("quote", []), by_kind.get("invoice", [])),
        said=await messages.by_ids(session, by_kind.get("message", [])),
    )


def _hit(row: Row[Any], known: _Known, terms: list[str]) -> Hit | None:
    job = known.jobs.get(row.job_id) if row.job_id else None
    client = known.people.get(job.contact_id if job else row.id)
    if client is None:
        return None
    hit = Hit(
        kind=row.kind,
        id=row.id,
        job_id=row.job_id,
        number=None,
        number_text=None,
        title=client.name,
        text="",
        status=None,
        close=row.rank > 1,
    )
    match row.kind:
        case "job" if job is not None:
            what = {"number": job.number, "title": job.title, "text": client.name, "status": known.phases.get(job.id)}
        case "contact":
            what = {"text": " · ".join(part for part in (client.email, phone(client.phone)) if part)}
        case "quote" | "invoice" if (paper := known.papers.get(row.id)) is not None:
            what = {
                "number": paper.number,
                "number_text": paper.number_text,
                "text": job.title if job else "",
                "status": paper.status,
                "total": paper.total,
            }
        case "message" if (said := known.said.get(row.id)) is not None:
            what = {"text": snippet(said.subject, said.body, terms), "at": said.created_at}
            what["number"] = job.number if job else None
        case _:
            return None
    return hit.model_copy(update=what)


def snippet(subject: str, body: str, terms: list[str]) -> str:
    """The line of a message in which the first of the words stands, cut to what fits one line of a list."""
    lines = [line.strip() for line in (subject, *body.splitlines()) if line.strip()]
    line = next((each for each in lines if any(term in words.folded(each) for term in terms)), "".join(lines[:1]))
    if len(line) <= _SNIPPET:
        return line
    at = next((max(words.folded(line).find(term), 0) for term in terms if term in words.folded(line)), 0)
    start = max(min(at - _SNIPPET // 3, len(line) - _SNIPPET), 0)
    return (
        ("…" if start else "") + line[start : start + _SNIPPET].strip() + ("…" if start + _SNIPPET < len(line) else "")
    )

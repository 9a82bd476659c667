"""Words as patterns, and the ids of what has them all: for lists that are narrowed by what somebody types."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Select, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text

from services.jobs.contacts.tables import Contact
from services.jobs.search import words

SHORTEST: Final = 3
"""Letters of a word that the index of trigrams can look for."""


def patterns(q: str) -> list[str]:
    """The terms of `q` for LIKE, the longest first: that one walks the index. Empty where all are too short for it."""
    terms = sorted(words.terms(q), key=len, reverse=True)
    if not terms or len(terms[0]) < SHORTEST:
        return []
    return [f"%{_escaped(term)}%" for term in terms]


def _escaped(term: str) -> str:
    return term.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def matching(function: str, q: str, *more: int | bool) -> Select[Any] | None:
    """Ids of jobs (`matching_jobs`) or contacts (`matching_contacts`) that have every word of `q`; None where no index helps.

    `newest_matching` gives one page of jobs: those below a number, at most so many, with those put away or without.
    """
    terms = patterns(q)
    if not terms:
        return None
    given = (literal(terms, ARRAY(Text)), *map(literal, more))
    return select(getattr(func.jobs, function)(*given).column_valued("found"))


def clients_with(company_id: str, q: str) -> Select[str]:
    """The ids of contacts that have every word of `q`, for a neighbour's condition. They are compared row by row: the functions
    that walk the index are for nobody but the jobs service."""
    return select(Contact.id).where(Contact.company_id == company_id, words.matches(Contact.folded, words.terms(q)))

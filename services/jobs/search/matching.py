"""Words as patterns, and the ids of what has them all: for lists that are narrowed by what somebody types."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Select, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text

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


def matching(function: str, q: str) -> Select[Any] | None:
    """Ids of jobs (`matching_jobs`) or contacts (`matching_contacts`) that have every word of `q`; None where no index helps."""
    terms = patterns(q)
    if not terms:
        return None
    return select(getattr(func.jobs, function)(literal(terms, ARRAY(Text))).column_valued("found"))

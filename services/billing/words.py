"""A list of documents narrowed by what somebody types: a number, or words of the client."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, or_
from sqlalchemy.orm import InstrumentedAttribute

from services.jobs.search.matching import clients_with

_DIGITS = 9
"""Of a number that a column of ours can hold; more of them are a phone number."""


def about(
    company_id: str,
    q: str,
    number: InstrumentedAttribute[int] | InstrumentedAttribute[int | None],
    printed: InstrumentedAttribute[str] | InstrumentedAttribute[str | None],
    contact_id: InstrumentedAttribute[str],
) -> ColumnElement[bool]:
    """The document has that number, as it is counted or as it is printed, or its client has every word.

    Digits alone are a number and nothing else: else every client with them in a phone number would come along.
    """
    if q.isascii() and q.isdecimal() and len(q) <= _DIGITS:
        return number == int(q)
    return or_(func.lower(printed) == q.lower(), contact_id.in_(clients_with(company_id, q)))

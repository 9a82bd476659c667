"""Search without accents and case, done the same way for what is stored and for what is typed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from sqlalchemy import ColumnElement, Text, and_
from sqlalchemy.orm import InstrumentedAttribute

_NOT_WORDS = re.compile(r"[\W_]+")
_NOT_DIGITS = re.compile(r"\D+")
_PHONE = re.compile(r"[\d\s().+\-]{3,}")
_TWO_LETTERS = str.maketrans(
    {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "’": "'"}
)
MAX_TERMS = 8


def folded(*texts: str | None) -> str:
    """`Éric  Côté` → `eric cote`: letters without accents and case, one blank between words.

    `log.fold` does the same to what the database folds by itself.
    """
    joined = unicodedata.normalize("NFKD", " ".join(text for text in texts if text).translate(_TWO_LETTERS))
    plain = "".join(char for char in joined if not unicodedata.combining(char))
    return " ".join(plain.casefold().split())


def key(text: str) -> str:
    """The words of a text in order of the alphabet, without punctuation: `Côté, Éric` and `eric cote` are the same."""
    return " ".join(sorted(_NOT_WORDS.sub(" ", folded(text)).split()))


def digits(phone: str | None) -> str:
    return _NOT_DIGITS.sub("", phone or "")


def terms(q: str) -> list[str]:
    """What must all be found: the words of `q`, or its digits alone where it looks like a part of a phone number."""
    if _PHONE.fullmatch(q.strip()) and len(digits(q)) >= 3:
        return [digits(q)]
    return folded(q).split()[:MAX_TERMS]


def matches(column: InstrumentedAttribute[str] | ColumnElement[str], wanted: Iterable[str]) -> ColumnElement[bool]:
    """Every term stands somewhere in the column; `%` and `_` are ordinary letters."""
    text = column.cast(Text) if not isinstance(column, InstrumentedAttribute) else column
    return and_(*(text.contains(term, autoescape=True) for term in wanted))

"""Erasures in and out."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from services.jobs.fields import Input, Line, Name, Output, Utc


class EraseIn(Input):
    """`confirm` is the contact's name, typed: nothing brings back what is erased."""

    reason: Annotated[Name, Field(max_length=200)]
    confirm: Line


class Erased(Output):
    what: str
    text: str
    count: int


class Kept(Output):
    what: str
    text: str
    count: int
    why: str


class ErasureOut(Output):
    """What was erased, what is kept, and why, in the reader's words."""

    contact_id: str
    at: Utc
    by: str
    reason: str
    erased: tuple[Erased, ...]
    kept: tuple[Kept, ...]

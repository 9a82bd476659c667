"""Statements that are mailed, in and out."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from services.jobs.fields import Input, Output, Paragraphs
from services.jobs.messages.schemas import MessageOut

Day = Annotated[date, Field(ge=date(2000, 1, 1), lt=date(2200, 1, 1))]


class StatementMailIn(Input):
    """As of `to_on` (today without), with what happened since `from_on`. `note` stands before our own words."""

    from_on: Day | None = None
    to_on: Day | None = None
    note: Annotated[Paragraphs, Field(max_length=4_000)] = ""


class StatementMailOut(MessageOut):
    """The message, which is one of a job's thread, and that job's number."""

    job_number: int


class StatementMails(Output):
    data: tuple[StatementMailOut, ...]

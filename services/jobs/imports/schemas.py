"""Imports in and out."""

from __future__ import annotations

from typing import Literal

from services.jobs.fields import Input, Output, Utc

Status = Literal["preview", "writing", "done", "cancelled"]
Duplicates = Literal["skip", "update"]
Plan = Literal["create", "update", "skip", "refuse"]
Outcome = Literal["created", "updated", "skipped", "refused"]


class ImportPatch(Input):
    """`columns`: column number (from 0, as text) → field, or "" for none. Everything is looked at anew."""

    columns: dict[str, str] | None = None
    duplicates: Duplicates | None = None


class Column(Output):
    """`samples` are the first filled cells; `field` "" is a column that is left out."""

    index: int
    header: str
    field: str
    samples: tuple[str, ...]


class Counts(Output):
    """How many lines are planned as what, and how many were written as what."""

    lines: int
    create: int = 0
    update: int = 0
    skip: int = 0
    refuse: int = 0
    created: int = 0
    updated: int = 0
    skipped: int = 0
    refused: int = 0


class ImportOut(Output):
    id: str
    name: str
    status: Status
    encoding: str
    separator: str
    duplicates: Duplicates
    columns: tuple[Column, ...]
    fields: tuple[str, ...]
    counts: Counts
    created_at: Utc
    updated_at: Utc
    confirmed_at: Utc | None
    finished_at: Utc | None


class LineError(Output):
    """What is wrong with a cell, in the reader's words. `header` is the title of its column, "" for none."""

    field: str
    header: str
    code: str
    detail: str


class Twin(Output):
    """Whom a line doubles: a contact that is there, or another line of the file."""

    contact_id: str | None
    name: str
    line: int | None


class LineOut(Output):
    """`line` is where it begins in the file, the titles being line 1. `values` are the cells that are matched, by field."""

    line: int
    plan: Plan
    outcome: Outcome | None
    contact_id: str | None
    values: dict[str, str]
    errors: tuple[LineError, ...]
    twin: Twin | None

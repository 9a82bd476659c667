"""Imports of catalogues in and out."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from services.billing.schemas import Input, Output

Plan = Literal["create", "update", "same", "skip", "refuse"]


class ImportPatch(Input):
    """`columns`: column number (from 0, as text) → field, or "" for none. `update_existing`: items that are there follow the file."""

    columns: dict[str, str] | None = None
    update_existing: bool | None = None


class Column(Output):
    """`samples` are the first filled cells; `field` "" is a column that is left out."""

    index: int
    header: str
    field: str
    samples: tuple[str, ...]


class ItemImportOut(Output):
    """`counts`: how many rows would become what (create, update, same, skip, refuse), or became what (created, updated, …)."""

    id: str
    name: str
    status: Literal["preview", "done", "cancelled"]
    encoding: str
    separator: str
    update_existing: bool
    columns: tuple[Column, ...]
    fields: tuple[str, ...]
    counts: dict[str, int]
    created_at: datetime
    updated_at: datetime
    finished_at: datetime | None


class RowError(Output):
    """What is wrong with a cell, in the reader's words. `header` is the title of its column, "" for none."""

    field: str
    header: str
    code: str
    detail: str


class RowOut(Output):
    """`line` is where it begins in the file, the titles being line 1. `item_id`: the item that it is about, if it is there."""

    line: int
    plan: Plan
    item_id: str | None
    values: dict[str, str]
    errors: tuple[RowError, ...]

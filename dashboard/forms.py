"""Forms that keep what was typed, and problems shown at the fields they are about.

A field is named by its place in the API's body, with dots: `contact.address.line1`, `lines.0.quantity`. So a problem's
JSON pointer (`/lines/0/quantity`) is the field's name, and `Form.body()` builds the body.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request

from dashboard.problems import ApiProblem

MAX_FIELDS = 8000  # a document of 500 lines
MAX_TEXT = 100_000


@dataclass(frozen=True, slots=True)
class Summary:
    """One line of the list above the form; `field` is "" when no field of the form is meant."""

    field: str
    text: str


@dataclass(slots=True)
class Form:
    values: dict[str, str] = field(default_factory=dict)
    many: dict[str, list[str]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    summary: list[Summary] = field(default_factory=list)
    status: int = 200
    key: str = ""  # Idempotency-Key of the submission that was read
    next_key: str = field(default_factory=lambda: uuid.uuid4().hex)  # of the form about to be shown

    @classmethod
    async def read(cls, request: Request) -> Form:
        async with request.form(max_files=0, max_fields=MAX_FIELDS, max_part_size=MAX_TEXT) as data:
            return cls.of(data)

    @classmethod
    def of(cls, data: FormData) -> Form:
        """The texts of what was read; files are for who asked for them."""
        many: dict[str, list[str]] = {}
        for name, value in data.multi_items():
            if isinstance(value, str):
                many.setdefault(name, []).append(value.replace("\r\n", "\n").replace("\x00", ""))
        key = many.pop("key", [""])[-1]
        if not re.fullmatch(r"[0-9a-zA-Z-]{1,64}", key):  # not one that we made
            key = uuid.uuid4().hex
        return cls(values={n: v[-1] for n, v in many.items()}, many=many, key=key)

    def text(self, name: str) -> str:
        return self.values.get(name, "").strip()

    def all(self, name: str) -> list[str]:
        return [v for v in self.many.get(name, []) if v]

    def value(self, name: str, default: object = "") -> str:
        """What the field shows: what was typed, else the default."""
        if name in self.values:
            return self.values[name]
        return "" if default is None else str(default)

    def checked(self, name: str, default: bool = False) -> bool:
        return name in self.values if self.values else default

    def error(self, name: str) -> str:
        return self.errors.get(name, "")

    def body(self, names: Iterable[str]) -> dict[str, Any]:
        """The fields that were filled in, nested by their dots. Numbers stay text: the API reads decimals from strings."""
        body: dict[str, Any] = {}
        for name in names:
            if value := self.text(name):
                put(body, name, value)
        return body

    def rows(self, prefix: str) -> list[int]:
        """Indexes of the repeated rows `prefix.<n>.…` of which at least one field is filled in, in order."""
        found = set()
        for name, value in self.values.items():
            parts = name.split(".")
            if parts[0] == prefix and len(parts) > 2 and parts[1].isdecimal() and value.strip():
                found.add(int(parts[1]))
        return sorted(found)

    def refuse(self, problem: ApiProblem, rename: Mapping[str, str] | None = None) -> Form:
        """Take over a problem answer; `rename` maps the API's field names to the form's where they differ."""
        self.status = problem.status
        for error in problem.errors:
            name = error.pointer.strip("/").replace("/", ".")
            name = (rename or {}).get(name, name)
            if name not in self.values and name.rpartition(".")[0] in self.values:
                name = name.rpartition(".")[0]  # a part of one field, e.g. the amount of a price
            self.errors.setdefault(name, error.detail)
            self.summary.append(Summary(name, error.detail))
        if not self.summary:
            self.summary.append(Summary("", problem.detail or problem.title))
        return self

    def complain(self, name: str, text: str) -> Form:
        self.status = 422
        self.errors.setdefault(name, text)
        self.summary.append(Summary(name, text))
        return self


def cents(text: str) -> int | None:
    """What people type as an amount (`1 234,56 $`, `1,234.56`, `1234`) in cents; None when it is no amount.

    The last comma or point with one or two digits after it is the decimal sign; every other one only groups.
    """
    bare = re.sub(r"[\s\u00a0\u202f$]", "", text)
    match = re.fullmatch(r"(-?)([\d.,]*?\d)(?:[.,](\d{1,2}))?", bare)
    if match is None:
        return None
    whole = re.sub(r"[.,]", "", match[2])
    if len(whole) > 12:
        return None
    amount = int(whole) * 100 + int((match[3] or "0").ljust(2, "0"))
    return -amount if match[1] else amount


def whole(text: str) -> int:
    """A number that a form of ours carries hidden; 0, which nothing has, when it was tampered with."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def decimal(text: str) -> str:
    """A typed quantity as the API's decimal string: a comma is a decimal sign too, spaces only group."""
    return re.sub(r"[\s\u00a0\u202f]", "", text).replace(",", ".")


def put(body: dict[str, Any], name: str, value: Any) -> None:
    *path, last = name.split(".")
    for part in path:
        body = body.setdefault(part, {})
    body[last] = value

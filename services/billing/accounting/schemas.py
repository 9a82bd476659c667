"""The accounting export as the API takes and shows it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from services.billing.accounting.commands import Contents, Format
from services.billing.accounting.entries import Kind
from services.billing.accounting.standing import State
from services.billing.reports.schemas import LinkOut
from services.billing.schemas import Day, Input, Output, ShortText
from services.kit.lists import PageInfo

Number = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[0-9A-Za-z.:/_\- ]{0,40}$")]


def _role(value: str) -> str:
    kind, _, rest = value.partition(":")
    fixed = value in ("receivable", "deposits", "sales", "write_off", "rounding")
    if not fixed and not (kind in ("bank", "tax", "item", "group") and rest):
        raise PydanticCustomError("dossier.unknown-role", "unknown role")
    return value


Role = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,20}(:[0-9a-zA-Z_\-]{1,80})?$"), AfterValidator(_role)]


class AccountIn(Input):
    """`account` is the number in the accountant's chart; empty goes back to the default."""

    role: Role
    account: Number
    name: ShortText = ""


class AccountsIn(Input):
    accounts: Annotated[tuple[AccountIn, ...], Field(min_length=1, max_length=300)]


class AccountOut(Output):
    """`default`: nobody set it. An empty account must be set before something is exported that needs it."""

    role: str
    label: str
    account: str
    name: str
    default: bool


class AccountsOut(Output):
    data: tuple[AccountOut, ...]


class ExportIn(Input):
    """`new`: what no run told yet, and corrections of what changed since. `all`: everything of the period again."""

    format: Format
    from_on: Annotated[Day, Field(alias="from")]
    to_on: Annotated[Day, Field(alias="to")]
    contents: Contents = "new"


class ExportOut(Output):
    """`number` counts the company's runs. The file at `file_url` never changes."""

    id: str
    number: int
    format: Format
    contents: Contents
    from_on: date
    to_on: date
    records: int
    file_name: str
    file_sha256: str
    file_url: str
    created_by: str
    created_at: datetime


class RunOut(Output):
    """A run that had a record; its file is at `/v1/accounting/exports/{id}/file`."""

    number: int
    id: str


class RecordOut(Output):
    """`state`: `not_exported`, `exported` (in `runs`), or `changed` since. `link` is the paper that a person opens: of a refund its
    payment, of a write-off its invoice."""

    kind: Kind
    id: str
    number: str
    contact: str
    day: date
    state: State
    runs: tuple[int, ...]
    exports: tuple[RunOut, ...]
    link: LinkOut


class RecordsOut(Output):
    """`counts` are over all records of the period, whatever `state` was asked for. `more` says how many come after this page."""

    data: tuple[RecordOut, ...]
    more: int
    counts: dict[State, int]
    page: PageInfo

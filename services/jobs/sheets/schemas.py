"""Materials and signatures in and out."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Annotated, Any, Final

from pydantic import AfterValidator, Base64Bytes, BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from services.jobs.checklists.schemas import ChecklistOut, RemovedChecklist
from services.jobs.fields import IdField, Input, Line, Moment, Name, Output, Utc
from services.jobs.files.schemas import FileOut
from services.jobs.visits.schemas import VisitOut
from workflows.money import Money

LARGEST_IMAGE: Final = 200_000
LATE: Final = timedelta(days=7)
"""A phone without a network keeps a signature this long, at most."""
AHEAD: Final = timedelta(minutes=10)
"""Clocks of phones are not exact."""

_MOST: Final = Decimal(100_000)
_HIGHEST: Final = 1_000_000_00


def _quantity(value: Any) -> Decimal:
    """A decimal string above zero, with at most three decimals."""
    text = value if isinstance(value, str) else ""
    whole, _, decimals = text.partition(".")
    if not (whole.isascii() and whole.isdigit() and len(whole) <= 6 and len(decimals) <= 3):
        raise PydanticCustomError("dossier.quantity", "not a decimal string")
    if decimals and not (decimals.isascii() and decimals.isdigit()):
        raise PydanticCustomError("dossier.quantity", "not a decimal string")
    found = Decimal(text.rstrip("."))
    if not 0 < found <= _MOST:
        raise PydanticCustomError("dossier.range", "zero, or too much")
    return found


def _price(price: Money) -> Money:
    if not 0 <= price.amount <= _HIGHEST:
        raise PydanticCustomError("dossier.range", "not a price")
    return price


def _png(content: bytes) -> bytes:
    if len(content) > LARGEST_IMAGE:
        raise PydanticCustomError("dossier.signature-too-large", "too large")
    if not content.startswith(b"\x89PNG\r\n\x1a\n"):
        raise PydanticCustomError("dossier.signature-no-png", "not a PNG image")
    return content


Quantity = Annotated[Decimal, BeforeValidator(_quantity, json_schema_input_type=str)]
Price = Annotated[Money, AfterValidator(_price)]
Unit = Annotated[Line, Field(max_length=20)]
Png = Annotated[Base64Bytes, AfterValidator(_png)]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class MaterialIn(Input):
    """With `item_id`, what is left out comes from the catalogue as it is today. A material without either has no description."""

    item_id: IdField | None = None
    description: Line = ""
    quantity: Quantity = Decimal(1)
    unit: Unit | None = None
    unit_price: Price | None = None
    unit_cost: Price | None = None


class MaterialPatch(Input):
    description: Name | None = None
    quantity: Quantity | None = None
    unit: Unit | None = None
    unit_price: Price | None = None
    unit_cost: Price | None = None


class MaterialOut(Output):
    """`quantity` is a decimal string; prices are for one unit."""

    id: str
    item_id: str | None
    description: str
    quantity: str
    unit: str
    unit_price: Money | None
    unit_cost: Money | None
    created_at: Utc


class Materials(Output):
    data: tuple[MaterialOut, ...]


class UsableItem(Output):
    """An item of the catalogue that can be noted as used: active, and no bundle. `name` is in the reader's language."""

    id: str
    code: str
    name: str
    unit: str
    unit_price: Money


class UsableItems(Output):
    data: tuple[UsableItem, ...]


class SignatureIn(Input):
    """`png`: the image in base64, 200 kB at most. `sha256`: of the content that the client saw, if the phone showed one."""

    name: Name
    png: Png
    signed_at: Moment
    sha256: Sha256 | None = None


class ContentOut(Output):
    """What a signature would be under now: a JSON text and its SHA-256."""

    content: str
    sha256: str


class SignatureOut(Output):
    id: str
    name: str
    signed_at: Utc
    received_at: Utc
    content: str
    sha256: str
    image_sha256: str
    file: FileOut


class SheetOut(Output):
    """The work order: the visit with all that was done on it."""

    visit: VisitOut
    checklists: tuple[ChecklistOut, ...]
    removed_checklists: tuple[RemovedChecklist, ...]
    materials: tuple[MaterialOut, ...]
    photos: tuple[FileOut, ...]
    """All of them; `role` tells `photo_before` and `photo_after`."""
    signature: SignatureOut | None

"""Lines and totals of quotes and invoices: from what was typed to rows, and from rows to what the API shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.billing.catalog.tables import Item
from services.billing.schemas import MAX_TOTAL, LineIn, LineOut, TaxOut, TotalsOut
from services.billing.taxes.queries import Charged, plain
from services.billing.taxes.tax import PricedLine, Totals, line_amount, totals
from services.kit.problems import Field, Invalid
from workflows.money import Money


class Row(Protocol):
    """What quote lines and invoice lines have in common."""

    position: Any
    item_id: Any
    description: Any
    quantity: Any
    unit: Any
    unit_price: Any
    taxable: Any
    amount: Any


async def check(session: AsyncSession, company_id: str, currency: str, lines: Sequence[LineIn]) -> None:
    """Refuses what cannot be on a document of this company.

    Raises:
        Invalid: another currency, an item that is not in the catalogue, an amount beyond the bounds; by pointer.
    """
    wrong: list[Field] = []
    for index, line in enumerate(lines):
        if line.unit_price.currency != currency:
            wrong.append(Field(f"/lines/{index}/unit_price/currency", "currency-mismatch", {"currency": currency}))
        if abs(line_amount(line.quantity, line.unit_price.amount)) > MAX_TOTAL:
            wrong.append(Field(f"/lines/{index}", "amount-too-large"))
    wanted = {line.item_id for line in lines if line.item_id is not None}
    if wanted:
        known = select(Item.id).where(Item.company_id == company_id, Item.id.in_(wanted))
        missing = wanted - set((await session.execute(known)).scalars())
        wrong += [
            Field(f"/lines/{i}/item_id", "unknown-item") for i, each in enumerate(lines) if each.item_id in missing
        ]
    if wrong:
        raise Invalid(wrong)


def compute(rows: Iterable[PricedLine], taxes: Sequence[Charged]) -> Totals:
    """Totals within the bounds of a document.

    Raises:
        Invalid: less than nothing (that would be a credit), or more than a document may come to.
    """
    result = totals(rows, [each.tax("fr") for each in taxes])
    if result.total < 0:
        raise Invalid([Field("/lines", "total-negative")])
    if result.total > MAX_TOTAL:
        raise Invalid([Field("/lines", "total-too-large")])
    return result


def priced(rows: Iterable[Any], *, options: bool = False) -> list[PricedLine]:
    """Rows of a document for the tax rule. Optional lines that nobody chose do not count, unless `options`."""
    return [
        PricedLine(
            row.quantity,
            row.unit_price,
            row.taxable,
            options or not getattr(row, "optional", False) or getattr(row, "chosen", False),
        )
        for row in rows
    ]


def columns(line: LineIn, position: int) -> dict[str, Any]:
    """The columns that both line tables share."""
    return {
        "position": position,
        "item_id": line.item_id,
        "description": line.description,
        "quantity": line.quantity,
        "unit": line.unit,
        "unit_price": line.unit_price.amount,
        "taxable": line.taxable,
        "amount": line_amount(line.quantity, line.unit_price.amount),
    }


def stored_taxes(result: Totals, taxes: Sequence[Charged]) -> list[dict[str, Any]]:
    """The tax amounts as a JSON column keeps them, names in both languages."""
    return [
        {
            "code": each.code,
            "name_fr": each.name_fr,
            "name_en": each.name_en,
            "rate": plain(each.rate),
            "registration": each.registration,
            "base": amount.base,
            "amount": amount.amount,
        }
        for each, amount in zip(taxes, result.taxes, strict=True)
    ]


def charged_of(stored: Sequence[dict[str, Any]]) -> list[Charged]:
    """The taxes that a document was computed with, read back: an accepted quote keeps its rates."""
    return [
        Charged(each["code"], each["name_fr"], each["name_en"], Decimal(each["rate"]), each["registration"])
        for each in stored
    ]


def line_out(row: Any, currency: str) -> LineOut:
    return LineOut(
        position=row.position,
        description=row.description,
        quantity=quantity_out(row.quantity),
        unit=row.unit,
        unit_price=Money(amount=row.unit_price, currency=currency),
        taxable=row.taxable,
        item_id=row.item_id,
        optional=getattr(row, "optional", False),
        chosen=getattr(row, "chosen", False),
        amount=Money(amount=row.amount, currency=currency),
    )


def quantity_out(quantity: Decimal) -> str:
    """`1.500000` → `1.5`, `100.000000` → `100`."""
    return f"{quantity.normalize():f}"


def totals_out(subtotal: int, taxes: Sequence[dict[str, Any]], total: int, currency: str, language: str) -> TotalsOut:
    def money(amount: int) -> Money:
        return Money(amount=amount, currency=currency)

    return TotalsOut(
        subtotal=money(subtotal),
        taxes=tuple(
            TaxOut(
                code=each["code"],
                name=each["name_en" if language == "en" else "name_fr"],
                rate=each["rate"],
                registration=each["registration"],
                base=money(each["base"]),
                amount=money(each["amount"]),
            )
            for each in taxes
        ),
        total=money(total),
    )

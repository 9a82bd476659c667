"""Lines and totals of quotes and invoices: from what was typed to rows, and from rows to what the API shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.billing.catalog.tables import Item
from services.billing.schemas import MAX_TOTAL, DiscountIn, DiscountOut, LineIn, LineOut, TaxOut, TotalsOut
from services.billing.taxes.queries import Charged, Charges, TaxedCompany, charges, plain, unknown_groups
from services.billing.taxes.tax import DEFAULT, Discount, PricedLine, Totals, line_amount, totals
from services.kit.problems import Field, Invalid
from workflows.money import Money


class Priced(Protocol):
    """What a quote's version and an invoice have in common. `taxes` and `discount` are JSON, see `stored_*`."""

    subtotal: Any
    taxes: Any
    total: Any
    discount: Any


class Computed(Protocol):
    """The same, to read."""

    @property
    def subtotal(self) -> int: ...
    @property
    def taxes(self) -> Sequence[dict[str, Any]]: ...
    @property
    def total(self) -> int: ...
    @property
    def discount(self) -> dict[str, Any] | None: ...


async def check(
    session: AsyncSession,
    company_id: str,
    currency: str,
    lines: Sequence[LineIn],
    discount: DiscountIn | None = None,
) -> None:
    """Refuses what cannot be on a document of this company.

    Raises:
        Invalid: another currency, an item or a tax group that is not the company's, an amount beyond the bounds, a discount
            of more than the line; by pointer.
    """
    wrong: list[Field] = []

    def in_currency(money: Money | None, pointer: str) -> None:
        if money is not None and money.currency != currency:
            wrong.append(Field(f"{pointer}/currency", "currency-mismatch", {"currency": currency}))

    for index, line in enumerate(lines):
        at = f"/lines/{index}"
        in_currency(line.unit_price, f"{at}/unit_price")
        in_currency(line.cost, f"{at}/cost")
        in_currency(line.discount.amount if line.discount else None, f"{at}/discount/amount")
        gross = abs(line_amount(line.quantity, line.unit_price.amount))
        if gross > MAX_TOTAL:
            wrong.append(Field(at, "amount-too-large"))
        if line.discount and line.discount.amount and line.discount.amount.amount > gross:
            wrong.append(Field(f"{at}/discount/amount", "discount-too-large"))
    in_currency(discount.amount if discount else None, "/discount/amount")
    wanted = {line.item_id for line in lines if line.item_id is not None}
    if wanted:
        known = select(Item.id).where(Item.company_id == company_id, Item.id.in_(wanted))
        missing = wanted - set((await session.execute(known)).scalars())
        wrong += [
            Field(f"/lines/{i}/item_id", "unknown-item") for i, each in enumerate(lines) if each.item_id in missing
        ]
    groups = {line.tax_group_id for line in lines if line.tax_group_id is not None}
    if missing := await unknown_groups(session, company_id, groups):
        wrong += [
            Field(f"/lines/{i}/tax_group_id", "unknown-tax-group")
            for i, each in enumerate(lines)
            if each.tax_group_id in missing
        ]
    if wrong:
        raise Invalid(wrong)


def columns(line: LineIn, position: int) -> dict[str, Any]:
    """The columns that both line tables share."""
    discount = discount_of(line.discount)
    amount = line_amount(line.quantity, line.unit_price.amount, discount)
    return {
        "position": position,
        "section": line.section,
        "item_id": line.item_id,
        "description": line.description,
        "quantity": line.quantity,
        "unit": line.unit,
        "unit_price": line.unit_price.amount,
        "discount": stored_discount(discount, line_amount(line.quantity, line.unit_price.amount) - amount),
        "taxable": line.taxable,
        "tax_group_id": line.tax_group_id,
        "cost": line.cost.amount if line.cost else None,
        "amount": amount,
    }


COPIED = (
    "item_id", "section", "description", "quantity", "unit", "unit_price", "discount", "taxable", "tax_group_id", "cost",
    "amount",
)  # fmt: skip
"""What a line takes along when it is copied into another document; each gives it a position (and a quote its choices)."""


async def price(
    session: AsyncSession,
    company: TaxedCompany,
    document: Priced,
    rows: Sequence[Any],
    day: date,
    *,
    exempt: bool = False,
    alternative: str | None = None,
) -> None:
    """Writes subtotal, discount, taxes and total of `document`, at the taxes of `day`.

    What the client may still choose stays within the bounds too, whatever they choose.

    Raises:
        Invalid: less than nothing, more than a document may come to, a discount of more than the lines come to.
    """
    taxes = await charges(session, company, day, {row.tax_group_id for row in rows}, exempt=exempt)
    discount = discount_back(document.discount)
    for each in alternatives(rows) or (None,):
        compute(priced(rows, options=True, alternative=each), taxes, discount, strict=True)
    store(document, compute(priced(rows, alternative=alternative), taxes, discount), taxes)


def store(document: Priced, result: Totals, taxes: Charges) -> None:
    """What was computed, as the document keeps it."""
    document.subtotal, document.total = result.subtotal, result.total
    document.taxes = stored_taxes(result, taxes)
    document.discount = stored_discount(discount_back(document.discount), result.discount)


def compute(
    rows: Iterable[PricedLine],
    taxes: Charges,
    discount: Discount | None = None,
    further: Discount | None = None,
    *,
    strict: bool = False,
) -> Totals:
    """Totals within the bounds of a document. `strict` refuses a `discount` that the lines do not bear.

    Raises:
        Invalid: less than nothing (that would be a credit), or more than a document may come to.
    """
    result = totals(
        rows, {name: [each.tax("fr") for each in group] for name, group in taxes.items()}, discount, further
    )
    if strict and discount is not None and discount.percent is None and discount.amount > result.discount:
        raise Invalid([Field("/discount/amount", "discount-too-large")])
    if result.total < 0 or result.subtotal < 0:
        raise Invalid([Field("/lines", "total-negative")])
    if result.total > MAX_TOTAL:
        raise Invalid([Field("/lines", "total-too-large")])
    return result


def alternatives(rows: Iterable[Any]) -> tuple[str, ...]:
    """The names of the choices that a quote offers, in the order of its lines."""
    names = (getattr(row, "alternative", None) for row in rows)
    return tuple(dict.fromkeys(name for name in names if name))


def counts(row: Any, alternative: str | None, *, options: bool = False) -> bool:
    """Whether a line is part of the document: of the choice that is made, and no option that nobody ticked.

    `alternative` None is the first one on the document, which `priced` and `counted` find.
    """
    mine = getattr(row, "alternative", None)
    chosen = options or not getattr(row, "optional", False) or getattr(row, "chosen", False)
    return chosen and (mine is None or mine == alternative)


def counted(rows: Sequence[Any], alternative: str | None = None) -> list[Any]:
    """The lines that make up the total, for instance those that an accepted quote's invoice has."""
    alternative = alternative or next(iter(alternatives(rows)), None)
    return [row for row in rows if counts(row, alternative)]


def priced(rows: Sequence[Any], *, options: bool = False, alternative: str | None = None) -> list[PricedLine]:
    """Rows of a document for the tax rule. Optional lines that nobody chose do not count, unless `options`.

    Of the `alternative`s one counts: that one, or the first.
    """
    alternative = alternative or next(iter(alternatives(rows)), None)
    return [
        PricedLine(
            row.quantity,
            row.unit_price,
            row.taxable,
            counts(row, alternative, options=options),
            discount_back(row.discount),
            row.tax_group_id or DEFAULT,
        )
        for row in rows
    ]


def typed(lines: Sequence[LineIn]) -> list[Any]:
    """Lines as they came in, as rows that `priced` and `price` take; nothing is stored."""
    return [
        SimpleNamespace(**columns(line, at), optional=line.optional, alternative=line.alternative)
        for at, line in enumerate(lines)
    ]


def discount_of(given: DiscountIn | None) -> Discount | None:
    if given is None:
        return None
    return Discount(given.percent, given.amount.amount if given.amount else 0)


def stored_discount(discount: Discount | None, taken: int) -> dict[str, Any] | None:
    """As a JSON column keeps it: how it was given (`percent`, or `amount` in cents) and the cents that it took."""
    if discount is None:
        return None
    if discount.percent is not None:
        return {"percent": plain(discount.percent), "amount": None, "taken": taken}
    return {"percent": None, "amount": discount.amount, "taken": taken}


def discount_back(stored: dict[str, Any] | None) -> Discount | None:
    if stored is None:
        return None
    if stored["percent"] is not None:
        return Discount(Decimal(stored["percent"]))
    return Discount(None, stored["amount"])


def discounts_together(first: dict[str, Any] | None, further: dict[str, Any] | None) -> dict[str, Any] | None:
    """Two stored discounts as one that takes as many cents."""
    if first is None or further is None:
        return first or further
    taken = first["taken"] + further["taken"]
    return {"percent": None, "amount": taken, "taken": taken}


def discount_in(stored: dict[str, Any] | None, currency: str) -> DiscountIn | None:
    """As it would be given again."""
    if stored is None:
        return None
    given = (
        {"percent": stored["percent"]}
        if stored["percent"]
        else {"amount": {"amount": stored["amount"], "currency": currency}}
    )
    return DiscountIn.model_validate(given)


def discount_out(stored: dict[str, Any] | None, currency: str) -> DiscountOut | None:
    if stored is None:
        return None
    return DiscountOut(percent=stored["percent"], amount=Money(amount=stored["taken"], currency=currency))


def stored_taxes(result: Totals, taxes: Charges) -> list[dict[str, Any]]:
    """The tax amounts as a JSON column keeps them, names in both languages.

    `groups` are the tax groups that charge it, so that a sent quote can be computed again at its own rates.
    """
    stored = []
    for amount in result.taxes:
        charging = {
            name: each for name, group in taxes.items() for each in group if each.tax("fr").key == amount.tax.key
        }
        each = next(iter(charging.values()))
        stored.append(
            {
                "code": each.code,
                "name_fr": each.name_fr,
                "name_en": each.name_en,
                "rate": plain(each.rate),
                "registration": each.registration,
                "base": amount.base,
                "amount": amount.amount,
                "groups": list(charging),
            }
        )
    return stored


def charged_of(stored: Sequence[dict[str, Any]]) -> dict[str, tuple[Charged, ...]]:
    """The taxes that a document was computed with, read back: an accepted quote keeps its rates."""
    found: dict[str, tuple[Charged, ...]] = {}
    for each in stored:
        tax = Charged(each["code"], each["name_fr"], each["name_en"], Decimal(each["rate"]), each["registration"])
        for group in each.get("groups", (DEFAULT,)):
            found[group] = (*found.get(group, ()), tax)
    return found


def printed_taxes(stored: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those that a document shows: the company's own, and what else was charged on anything."""
    return [each for each in stored if each["base"] or each["amount"] or DEFAULT in each.get("groups", (DEFAULT,))]


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
        section=row.section,
        discount=discount_out(row.discount, currency),
        tax_group_id=row.tax_group_id,
        alternative=getattr(row, "alternative", None),
        cost=None if row.cost is None else Money(amount=row.cost, currency=currency),
    )


def without_cost(lines: Iterable[LineOut]) -> tuple[LineOut, ...]:
    """As the client may see them."""
    return tuple(line.model_copy(update={"cost": None}) for line in lines)


def quantity_out(quantity: Decimal) -> str:
    """`1.500000` → `1.5`, `100.000000` → `100`."""
    return f"{quantity.normalize():f}"


def totals_out(document: Computed, currency: str, language: str) -> TotalsOut:
    """Subtotal, discount, taxes and total of a document as it was stored."""

    def money(amount: int) -> Money:
        return Money(amount=amount, currency=currency)

    further = getattr(document, "schedule_discount", None)
    taken = sum(each["taken"] for each in (document.discount, further) if each)
    return TotalsOut(
        lines=money(document.subtotal + taken),
        discount=discount_out(document.discount, currency),
        schedule_discount=discount_out(further, currency),
        subtotal=money(document.subtotal),
        taxes=tuple(
            TaxOut(
                code=each["code"],
                name=each["name_en" if language == "en" else "name_fr"],
                rate=each["rate"],
                registration=each["registration"],
                base=money(each["base"]),
                amount=money(each["amount"]),
            )
            for each in printed_taxes(document.taxes)
        ),
        total=money(document.total),
    )

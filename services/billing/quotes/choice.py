"""What a client chooses of a quote, and what it comes to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.billing import lines as document_lines
from services.billing.lines import totals_out
from services.billing.quotes import content, schedule
from services.billing.quotes.schemas import InstalmentOut, PreviewOut, ScheduleIn
from services.billing.quotes.tables import Quote, QuoteLine, QuoteVersion
from services.kit.problems import Field, Invalid
from workflows.money import Money


@dataclass(frozen=True)
class Choice:
    """What was chosen, and the amounts of it at the rates that the document shows. `schedule` None: there is none.

    The discounts are as they are stored: that of the document, and that for choosing this schedule.
    """

    alternative: str | None
    options: frozenset[int]
    schedule: int | None
    discount: dict[str, Any] | None
    schedule_discount: dict[str, Any] | None
    subtotal: int
    taxes: list[dict[str, Any]]
    total: int
    deposit: int | None


@dataclass(frozen=True)
class AcceptedQuote:
    """What was accepted, for the invoices that are made of it. `lines` are those that count; `schedule` None: the usual one."""

    quote: Quote
    version: QuoteVersion
    lines: tuple[QuoteLine, ...]
    schedule: ScheduleIn | None


def choose(
    version: QuoteVersion,
    lines: Sequence[QuoteLine],
    options: Sequence[int],
    chosen: int | None,
    alternative: str | None = None,
) -> Choice:
    """The choice and its amounts. Changes nothing. `alternative` None: the one that counts already; `chosen` None: no schedule yet.

    Raises:
        Invalid: an alternative, an option or a schedule that the quote does not have, an option of another alternative, or a
            schedule that asks for more than is left.
    """
    names = document_lines.alternatives(lines)
    if alternative is not None and alternative not in names:
        raise Invalid([Field("/alternative", "unknown-alternative")])
    taken = alternative or version.alternative or next(iter(names), None)
    within = [line for line in lines if line.alternative in (None, taken)]
    offered = {line.position for line in within if line.optional}
    wrong = [Field(f"/options/{i}", "unknown-option") for i, each in enumerate(options) if each not in offered]
    if chosen is not None and chosen >= max(len(version.schedules), 1):
        wrong.append(Field("/schedule", "unknown-schedule"))
    if wrong:
        raise Invalid(wrong)
    ticked = frozenset(options)
    taxes = document_lines.charged_of(version.taxes)
    counted = [line for line in within if not line.optional or line.position in ticked]
    discount = document_lines.discount_back(version.discount)
    given = content.schedules_of(version)[chosen] if version.schedules and chosen is not None else None
    further = document_lines.discount_of(given.discount) if given else None
    priced = document_lines.priced(counted, options=True, alternative=taken)
    result = document_lines.compute(priced, taxes, discount, further)
    if given is not None:
        _require_parts(result.total, given)
    return Choice(
        taken,
        ticked,
        chosen if version.schedules else None,
        document_lines.stored_discount(discount, result.discount),
        document_lines.stored_discount(further, result.further),
        result.subtotal,
        document_lines.stored_taxes(result, taxes),
        result.total,
        deposit_of(version, result.total),
    )


def deposit_of(version: QuoteVersion, total: int) -> int | None:
    """Cents asked at acceptance: never more than the total."""
    if version.deposit_percent is not None:
        return schedule.percent_of(total, version.deposit_percent)
    return None if version.deposit is None else min(version.deposit, total)


def _require_parts(total: int, given: ScheduleIn) -> None:
    try:
        schedule.parts(total, given.instalments)
    except schedule.DoesNotAddUp as fault:
        raise Invalid([Field("/schedule", fault.code)]) from None


def shown(currency: str, version: QuoteVersion, made: Choice, language: str) -> PreviewOut:
    """A choice as the API shows it."""
    given = content.schedules_of(version)[made.schedule] if made.schedule is not None else None
    return PreviewOut(
        totals=totals_out(made, currency, language),
        deposit=None if made.deposit is None else Money(amount=made.deposit, currency=currency),
        instalments=instalments_out(given, made.total, currency) if given else (),
    )


def instalments_out(given: ScheduleIn, total: int, currency: str, *, strict: bool = True) -> tuple[InstalmentOut, ...]:
    """The instalments with what each comes to of `total` cents; `strict` as for `schedule.parts`."""
    amounts = schedule.parts(total, given.instalments, strict=strict)
    return tuple(
        InstalmentOut(
            when=each.when,
            on=each.on,
            percent=None if each.percent is None else f"{each.percent.normalize():f}",
            amount=Money(amount=amount, currency=currency),
        )
        for each, amount in zip(given.instalments, amounts, strict=True)
    )


async def accepted(session: AsyncSession, company_id: str, quote_id: str) -> AcceptedQuote | None:
    """The accepted version of a quote; None if it has none."""
    query = (
        select(Quote, QuoteVersion)
        .join(QuoteVersion, (QuoteVersion.company_id == Quote.company_id) & (QuoteVersion.quote_id == Quote.id))
        .where(Quote.company_id == company_id, Quote.id == quote_id, QuoteVersion.status == "accepted")
    )
    row = (await session.execute(query)).first()
    if row is None:
        return None
    quote, version = row
    lines = (
        select(QuoteLine)
        .where(
            QuoteLine.company_id == company_id,
            QuoteLine.quote_id == quote_id,
            QuoteLine.version == version.version,
        )
        .order_by(QuoteLine.position)
    )
    counted = tuple(document_lines.counted(list((await session.execute(lines)).scalars()), version.alternative))
    chosen = version.chosen_schedule
    given = content.schedules_of(version)[chosen] if chosen is not None else None
    return AcceptedQuote(quote, version, counted, given)

"""What a quote's version says besides its lines: deposit, payment schedules, terms, and whether it is an itinerant contract."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from services.accounts.queries import CompanyProfile
from services.billing import lines as document_lines
from services.billing.lines import alternatives, discount_in, discount_of, quantity_out, stored_discount
from services.billing.quotes import schedule
from services.billing.quotes.schedule import DoesNotAddUp
from services.billing.quotes.schemas import Content, DefaultsOut, QuotePatch, ScheduleIn
from services.billing.quotes.tables import QuoteLine, QuoteVersion
from services.billing.schemas import LineIn
from services.kit.days import local_day
from services.kit.problems import Field, Invalid
from workflows.money import Money

FURTHEST = timedelta(days=731)
"""Nobody holds a price for more than two years."""
CANCELLABLE = timedelta(days=10)
"""So long a client may cancel an itinerant contract (Quebec's Consumer Protection Act, section 59)."""
COPIED = (
    "discount", "deposit", "deposit_percent", "schedules", "alternative", "alternative_notes", "terms", "itinerant", "invoicing",
)  # fmt: skip
"""What a new version, a copy and a template take over."""


def put(version: QuoteVersion, data: Content | QuotePatch, given: Collection[str]) -> None:
    """Writes the fields that were given. A deposit is an amount or a percentage: the one that is given replaces the other.

    Raises:
        Invalid: both at once, or either on an itinerant contract.
    """
    if data.deposit is not None and data.deposit_percent is not None:
        raise Invalid([Field("/deposit_percent", "deposit-twice")])
    if "discount" in given:
        version.discount = stored_discount(discount_of(data.discount), 0)
    if "deposit_percent" in given:
        version.deposit_percent = data.deposit_percent
        version.deposit = None
    if "deposit" in given and not (data.deposit is None and data.deposit_percent is not None):
        version.deposit = data.deposit.amount if data.deposit else None
        version.deposit_percent = None
    if "schedules" in given:
        version.schedules = [each.model_dump(mode="json") for each in data.schedules or ()]
    if "alternatives" in given:
        noted = {each.name: each.note for each in data.alternatives or () if each.note}
        version.alternative_notes = [{"name": name, "note": note} for name, note in noted.items()]
    elif data.lines is not None and version.alternative_notes:
        left = {line.alternative for line in data.lines}
        version.alternative_notes = [each for each in version.alternative_notes if each["name"] in left]
    if "recommended" in given:
        version.alternative = data.recommended or None
    if "terms" in given:
        version.terms = data.terms or None
    if "itinerant" in given:
        version.itinerant = bool(data.itinerant)
    if "invoicing" in given:
        version.invoicing = data.invoicing
    if version.itinerant and (version.deposit is not None or version.deposit_percent is not None):
        raise Invalid([Field("/deposit", "deposit-itinerant")])


def defaults(company: CompanyProfile, now: datetime) -> DefaultsOut:
    percent = company.quote_deposit_percent
    return DefaultsOut(
        valid_until=local_day(now, company.time_zone) + timedelta(days=company.quote_validity_days),
        deposit_percent=None if percent is None else f"{percent.normalize():f}",
        itinerant=company.quote_itinerant,
        invoicing="automatic" if company.quote_invoicing == "automatic" else "by_hand",
    )


def copied(version: QuoteVersion) -> dict[str, Any]:
    return {name: getattr(version, name) for name in COPIED}


def schedules_of(version: QuoteVersion) -> list[ScheduleIn]:
    return [ScheduleIn.model_validate(each) for each in version.schedules]


class Comes(NamedTuple):
    """What a quote comes to by one of its schedules: its discount, as it is stored, is taken off."""

    total: int
    subtotal: int
    discount: dict[str, Any] | None


def by_schedule(version: QuoteVersion, lines: Sequence[Any]) -> list[tuple[ScheduleIn, Comes]]:
    """Each schedule with what the quote comes to by it, of what counts now."""
    schedules = schedules_of(version)
    taxes, discount = document_lines.charged_of(version.taxes), document_lines.discount_back(version.discount)
    taken = version.schedule_discount["taken"] if version.schedule_discount else 0
    found = []
    for each in schedules:
        further = discount_of(each.discount)
        if further is None and not taken:
            found.append((each, Comes(version.total, version.subtotal, None)))
            continue
        priced = document_lines.priced(lines, alternative=version.alternative)
        result = document_lines.compute(priced, taxes, discount, further)
        found.append((each, Comes(result.total, result.subtotal, stored_discount(further, result.further))))
    return found


def settle_alternative(version: QuoteVersion, lines: Sequence[Any]) -> None:
    """Which of the lines' choices counts: the one that was named, or the first. Raises 422 for one that no line belongs to."""
    names = alternatives(lines)
    if version.alternative is not None and version.alternative not in names:
        if names:
            raise Invalid([Field("/recommended", "unknown-alternative")])
        version.alternative = None
    version.alternative = version.alternative or next(iter(names), None)


def work_out_deposit(version: QuoteVersion) -> None:
    """A deposit in percent follows the total."""
    if version.deposit_percent is not None:
        version.deposit = schedule.percent_of(version.total, version.deposit_percent)


def check(
    version: QuoteVersion, data: Content | QuotePatch, currency: str, today: date, lines: Sequence[QuoteLine]
) -> None:
    """Refuses what cannot be promised.

    Raises:
        Invalid: dates, currencies, a deposit above the total, schedules that do not add up, a note on no choice of the lines.
    """
    wrong: list[Field] = []
    if version.valid_until is not None and not today <= version.valid_until <= today + FURTHEST:
        wrong.append(Field("/valid_until", "date-range"))
    if data.deposit is not None and data.deposit.currency != currency:
        wrong.append(Field("/deposit/currency", "currency-mismatch", {"currency": currency}))
    if version.deposit is not None and version.deposit > version.total:
        wrong.append(Field("/deposit", "deposit-too-large"))
    names = alternatives(lines)
    for index, note in enumerate(data.alternatives or ()):
        if note.name not in names:
            wrong.append(Field(f"/alternatives/{index}/name", "unknown-alternative"))
    found = by_schedule(version, lines)
    for index, (each, comes) in enumerate(found):
        wrong += _faults(each, f"/schedules/{index}", version, comes, currency, today)
        wrong += _discount_faults(each, f"/schedules/{index}/discount", comes, currency, alone=len(found) == 1)
    if wrong:
        raise Invalid(wrong)


def _discount_faults(given: ScheduleIn, at: str, comes: Comes, currency: str, *, alone: bool) -> Iterator[Field]:
    """A discount is for who chooses: where there is nothing to choose it belongs on the document."""
    if given.discount is None:
        return
    if alone:
        yield Field(at, "discount-without-choice")
    amount = given.discount.amount
    if amount is not None and amount.currency != currency:
        yield Field(f"{at}/amount/currency", "currency-mismatch", {"currency": currency})
    elif amount is not None and comes.discount is not None and amount.amount > comes.discount["taken"]:
        yield Field(f"{at}/amount", "discount-too-large")


def _faults(
    given: ScheduleIn, at: str, version: QuoteVersion, comes: Comes, currency: str, today: date
) -> Iterator[Field]:
    for n, each in enumerate(given.instalments):
        where = f"{at}/instalments/{n}"
        if (each.on is not None) != (each.when == "on_date"):
            yield Field(f"{where}/on", "instalment-date")
        elif each.on is not None and not today <= each.on <= today + FURTHEST:
            yield Field(f"{where}/on", "date-range")
        if version.itinerant and (each.when == "on_acceptance" or (each.on and each.on <= today + CANCELLABLE)):
            yield Field(f"{where}/when", "instalment-itinerant")
        if each.amount is not None and each.amount.currency != currency:
            yield Field(f"{where}/amount/currency", "currency-mismatch", {"currency": currency})
    try:
        schedule.check(given.instalments)
        if not schedule.adds_up(comes.total, given.instalments):
            raise DoesNotAddUp("schedule-adds-up")
    except DoesNotAddUp as fault:
        at += "/instalments" if fault.index is None else f"/instalments/{fault.index}"
        yield Field(at, fault.code)


def past_dates(version: QuoteVersion, today: date) -> bool:
    """Whether an instalment's day has gone by since it was written."""
    return any(each.on is not None and each.on < today for s in schedules_of(version) for each in s.instalments)


def without_past_dates(schedules: Sequence[dict[str, Any]], today: date) -> list[dict[str, Any]]:
    """For a copy: what was to be paid on a day that is over is to be planned anew."""
    return [
        each
        | {
            "instalments": [
                part | {"when": "to_plan", "on": None}
                if part["on"] is not None and date.fromisoformat(part["on"]) < today
                else part
                for part in each["instalments"]
            ]
        }
        for each in schedules
    ]


def line_in(line: QuoteLine, currency: str) -> LineIn:
    """A line as it would be typed again."""
    return LineIn(
        description=line.description,
        quantity=quantity_out(line.quantity),
        unit=line.unit,
        unit_price=Money(amount=line.unit_price, currency=currency),
        taxable=line.taxable,
        item_id=line.item_id,
        optional=line.optional,
        section=line.section,
        discount=discount_in(line.discount, currency),
        tax_group_id=line.tax_group_id,
        alternative=line.alternative,
        cost=None if line.cost is None else Money(amount=line.cost, currency=currency),
    )

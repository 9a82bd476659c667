"""A statement of account on paper: the strings that `statement.typ` places, and the PDF of them.

It is made from the books whenever somebody asks. Nothing in it is of the clock: the same books, as of the same day, give the same bytes.
"""

from __future__ import annotations

import asyncio
from typing import Any, Final

from services.accounts.queries import CompanyProfile, logo_now
from services.billing.documents import build
from services.billing.documents.frame import frame, place_lines, recipient
from services.billing.documents.render import typeset
from services.billing.documents.snapshot import Seller
from services.billing.reports.paper import day_stamp
from services.billing.reports.picture import drawn
from services.billing.reports.receivables import AGES
from services.billing.reports.table import Asked
from services.billing.statements.account import Statement
from services.billing.statements.chart import chart
from services.jobs.contacts.schemas import Contact
from services.kit.texts import money, number, t

MOST_ENTRIES: Final = 1000
"""Lines of an activity on paper, some thirty pages. What was before them is in the balance brought forward; the CSV has all of it."""


async def pdf_of(asked: Asked, contact: Contact, found: Statement) -> bytes:
    """The statement in the language that it was asked in."""
    data = paper(asked.company, contact, found, asked.language)
    return await asyncio.to_thread(
        typeset, "statement", data, asked.language, day_stamp(found.to_on), await logo_now(asked.company)
    )


def paper(company: CompanyProfile, contact: Contact, found: Statement, language: str) -> dict[str, Any]:
    seller = build.seller(company)
    title, day = t(language, "statement-paper"), found.to_on.isoformat()

    def cash(cents: int) -> str:
        return money(language, cents, company.currency)

    late = found.closing - found.aging.current
    return frame(
        seller,
        language,
        title=title,
        number=t(language, "statement-paper-on", day=day),
        named=t(language, "statement-paper-named", client=contact.name, day=day, seller=seller.trade_name),
    ) | {
        "buyer": recipient(build.buyer(contact), language),
        "about": [],
        "panel": {
            "label": t(language, "statement-closing"),
            "value": cash(found.closing),
            "note": t(language, "statement-paper-late", amount=cash(late)) if late > 0 else None,
        },
        "meta": _meta(found, language, cash(found.held) if found.held else ""),
        "aging_title": t(language, "statement-paper-aging"),
        "aging": [
            {
                "label": t(language, f"report-column-{age}"),
                "amount": cash(cents := getattr(found.aging, age)),
                "zero": cents == 0,
                "strong": cents != 0 and age != "current",
            }
            for age in AGES
        ],
        "chart": drawn(chart(found, language), language, company.currency),
        "activity": _activity(found, language, cash) if found.from_on else None,
        "open": _open(found, language, cash) if found.open_items else None,
        "nothing": t(language, "statement-paper-nothing"),
        "sections": _ways_to_pay(seller, language) if found.closing > 0 else [],
    }


def _meta(found: Statement, language: str, held: str) -> list[list[str]]:
    rows = [[t(language, "statement-paper-date"), found.to_on.isoformat()]]
    if found.from_on:
        rows.append([t(language, "statement-paper-since"), found.from_on.isoformat()])
    if held:
        rows.append([t(language, "statement-paper-held"), held])
    return rows


def _columns(language: str, *keys: str) -> list[str]:
    return [t(language, f"report-column-{key}") for key in keys]


def _activity(found: Statement, language: str, cash: Any) -> dict[str, Any]:
    assert found.from_on is not None
    entries = found.entries[-MOST_ENTRIES:]
    since, balance = found.from_on, found.opening
    if len(entries) < len(found.entries):
        since, balance = entries[0].day, entries[0].balance - entries[0].amount
    opening = [since.isoformat(), t(language, "statement-opening"), "", "", "", cash(balance)]
    rows = [
        [
            each.day.isoformat(),
            t(language, f"statement-{each.kind.replace('_', '-')}"),
            each.number,
            each.note,
            cash(each.amount),
            cash(each.balance),
        ]
        for each in entries
    ]
    return {
        "title": t(language, "statement-paper-activity"),
        "columns": _columns(language, "day", "entry", "number", "note", "amount", "balance"),
        "rows": [opening, *rows],
        "closing": [t(language, "statement-closing"), cash(found.closing)],
    }


def _open(found: Statement, language: str, cash: Any) -> dict[str, Any]:
    return {
        "title": t(language, "statement-paper-open"),
        "columns": [
            *_columns(language, "number"),
            t(language, "documents-job"),
            *_columns(language, "issued-on", "due-on", "late", "total", "balance"),
        ],
        "rows": [
            [
                each.number,
                each.job,
                each.dated.isoformat(),
                each.due_on.isoformat(),
                number(language, each.days_late) if each.days_late else "–",
                cash(each.total),
                cash(each.balance),
            ]
            for each in found.open_items
        ],
        "closing": [t(language, "statement-closing"), cash(found.closing)],
    }


def _ways_to_pay(seller: Seller, language: str) -> list[dict[str, str]]:
    """What is true of every company: each invoice's own link, a cheque by post, and whom to ask."""
    where = ", ".join(place_lines(seller.address))
    ways = [
        t(language, "statement-pay-link"),
        t(language, "statement-pay-cheque", name=seller.legal_name, address=where) if where else "",
        t(language, "statement-pay-reference"),
        t(language, "statement-pay-question", email=seller.email) if seller.email else "",
    ]
    return [{"title": t(language, "statement-pay"), "text": "\n".join(filter(None, ways))}]

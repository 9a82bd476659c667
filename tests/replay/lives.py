"""A small corpus of job lives: the logs behind the golden plans and the recorded histories."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from workflows import facts as f
from workflows.money import Money

START = datetime(2026, 3, 3, 15, tzinfo=UTC)  # a Tuesday, 10:00 in Laval, five days before the clocks go forward
TOTAL = Money(amount=160_97)

Life = list[tuple[timedelta, f.Fact]]
"""Facts with their distance from the start."""


def _at(days: float, fact: f.Fact) -> tuple[timedelta, f.Fact]:
    return timedelta(days=days), fact


def _day(start: datetime, days: int) -> date:
    return (start + timedelta(days=days)).date()


def _opened(source: f.Source = "web") -> Life:
    life = [_at(0, f.JobOpened(number=1, contact_id="cnt_1", source=source))]
    return [*life, _at(0, f.RequestReceived(submission_id="sub_1", site_id="site_1"))] if source == "web" else life


def _quote(start: datetime, day: float, valid_days: int, version: int = 1) -> Life:
    return [
        _at(day, f.QuoteDrafted(quote_id="quo_1", number=318, version=version, total=TOTAL)),
        _at(
            day,
            f.QuoteSent(
                quote_id="quo_1",
                version=version,
                total=TOTAL,
                valid_until=_day(start, valid_days),
                document_id=f"doc_quo_{version}",
                document_sha256="0" * 64,
            ),
        ),
    ]


def _accepted(day: float) -> Life:
    fact = f.QuoteAccepted(quote_id="quo_1", version=1, document_sha256="0" * 64, total=TOTAL, by="contact")
    return [_at(day, fact)]


def _visit(day: float, starts: datetime) -> Life:
    visit = f.VisitScheduled(
        visit_id="vis_1", starts_at=starts, ends_at=starts + timedelta(hours=2), resource_ids=("res_1",)
    )
    return [_at(day, visit)]


def _invoice(start: datetime, day: float, due_days: int) -> Life:
    issued = f.InvoiceIssued(
        invoice_id="inv_1",
        number=1042,
        total=TOTAL,
        due_on=_day(start, due_days),
        document_id="doc_inv",
        document_sha256="0" * 64,
    )
    return [
        _at(day, f.InvoiceDrafted(invoice_id="inv_1", quote_id="quo_1", total=TOTAL)),
        _at(day, issued),
        _at(day, f.InvoiceSent(invoice_id="inv_1", occurrence=1)),
    ]


def _paid(day: float, cents: int, name: str = "pay_1") -> Life:
    amount = Money(amount=cents)
    payment = f.PaymentReceived(
        payment_id=name,
        amount=amount,
        method="interac",
        allocations=(f.Allocation(invoice_id="inv_1", amount=amount),),
        receipt_number=1,
        document_id=f"doc_{name}",
    )
    return [_at(day, payment)]


def _whole_life(start: datetime) -> Life:
    starts = start + timedelta(days=9)
    done = [f.VisitStarted(visit_id="vis_1"), f.VisitCompleted(visit_id="vis_1")]
    return [
        *_opened(),
        _at(0.1, f.MessageQueued(message_id="msg_1")),
        *_quote(start, 1, 30),
        *_accepted(5),
        *_visit(5.1, starts),
        *[_at(9.1 + n / 100, fact) for n, fact in enumerate(done)],
        *_invoice(start, 10, 17),
        *_paid(30, 60_00),
        *_paid(35, 100_97, "pay_2"),
    ]


LIVES: dict[str, Callable[[datetime], Life]] = {
    "request_unanswered": lambda start: _opened(),
    "quote_undecided": lambda start: [*_opened("phone"), *_quote(start, 1, 30)],
    "quote_replaced": lambda start: [
        *_opened("phone"),
        *_quote(start, 1, 30),
        *_quote(start, 6, 36, version=2),
    ],
    "visit_moved": lambda start: [
        *_opened("phone"),
        *_visit(1, start + timedelta(days=6)),
        _at(
            2,
            f.VisitRescheduled(
                visit_id="vis_1",
                occurrence=2,
                starts_at=start + timedelta(days=8),
                ends_at=start + timedelta(days=8, hours=2),
                resource_ids=("res_1",),
            ),
        ),
    ],
    "invoice_unpaid": lambda start: [*_opened("phone"), *_invoice(start, 1, 17)],
    "paused_and_resumed": lambda start: [
        *_opened("phone"),
        *_quote(start, 1, 30),
        _at(2, f.JobPaused()),
        _at(6, f.JobResumed()),
    ],
    "whole_life": _whole_life,
    "cancelled": lambda start: [*_opened(), *_quote(start, 1, 30), _at(2, f.JobCancelled())],
}

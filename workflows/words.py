"""What operations read in the Temporal UI: plain English, numbers and dates, never a name or an address."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from workflows.money import Money
from workflows.reasons import Reason
from workflows.state import JobState
from workflows.steps import Step

_STEPS = {
    "message.deliver": "Deliver the reply",
    "message.notice": "Tell the office that the client wrote",
    "request.acknowledge": "Acknowledge the request",
    "quote.mail": "Mail the quote",
    "quote.follow_up": "Follow up on the quote",
    "quote.expire": "Let the quote expire",
    "visit.confirm": "Confirm the visit",
    "visit.remind": "Remind of the visit",
    "visit.en_route": "Tell the client that somebody is on the way",
    "visit.cancelled_notice": "Tell the technician that the visit was cancelled",
    "visit.clock_notice": "Ask whether the clock was forgotten",
    "series.extend": "Plan the next visits",
    "quote.void": "Void the quote of a cancelled job",
    "invoice.discard": "Discard the draft invoice of a cancelled job",
    "quote.invoice": "Make the invoices of the quote",
    "invoice.issue_planned": "Issue and send the invoice",
    "invoice.mail": "Mail the invoice",
    "credit_note.mail": "Mail the credit note",
    "invoice.remind": "Remind of the invoice",
    "invoice.overdue_notice": "Tell the office that the invoice is overdue",
    "invoice.debit_notice": "Tell the client that a payment will be taken",
    "invoice.debit": "Take the payment from the saved card or account",
    "payment.receipt": "Mail the receipt",
    "payment.refund_receipt": "Mail the proof of the refund",
    "document.render": "Render the PDF",
    "job.close": "Close the folder",
    "contact.decide": "The client decides on the quote",
    "contact.pay": "The client pays",
    "contact.pay_deposit": "The client pays the deposit",
    "office.answer": "The office answers the client",
    "office.send_quote": "The office sends the quote",
    "office.renew_quote": "The office renews the quote",
    "office.handle_cancellation": "The office deals with the contract that the client cancelled",
    "office.do_visit": "The visit takes place",
    "office.complete_visit": "The visit is completed",
    "office.issue_invoice": "The office issues the invoice",
    "office.send_invoice": "The office sends the invoice",
    "office.mail_failed": "The office reaches the client another way",
    "office.document_failed": "The office looks at a PDF that could not be made",
    "office.mend_contract": "The office mends a contract that makes no invoice",
    "office.watch_contract": "The office sees that the contract goes on",
    "office.stuck": "Somebody looks at a step that is stuck",
    "office.schedule_visit": "The office gives the visit a date",
    "office.check_clock": "Somebody looks at a clock that runs long",
    "office.credit_invoice": "The office credits the invoice of a cancelled job",
    "office.use_credit": "The office applies or gives back money that is held",
    "office.answer_dispute": "The office answers the bank about a contested payment",
    "office.refund_deposit": "The office gives a deposit back",
    "office.schedule": "The office schedules the visit",
    "office.invoice": "The office makes the invoice",
    "office.close": "The office closes the folder",
    "office.choose": "The office says how the job goes on",
}

_REASONS = {
    "reply-written": "somebody wrote a reply",
    "client-wrote": "the client wrote",
    "request-received": "a request came in {at}",
    "request-unanswered": "the request of {since} is unanswered",
    "message-unanswered": "the message of {since} is unanswered",
    "quote-needs-pdf": "the quote needs its PDF",
    "invoice-needs-pdf": "the invoice needs its PDF",
    "receipt-needs-pdf": "the receipt needs its PDF",
    "credit_note-needs-pdf": "the credit note needs its PDF",
    "refund-needs-pdf": "the proof of the refund needs its PDF",
    "pdf-failed": "the PDF could not be made",
    "quote-is-draft": "quote {number} is a draft",
    "quote-sent": "quote {number} was sent",
    "quote-undecided": "quote {number} is undecided after {days} days",
    "quote-expires-soon": "quote {number} expires {until}",
    "quote-valid-until": "quote {number} is valid until {until}",
    "quote-renewal-asked": "the client would still like quote {number}, which expired, since {since}",
    "quote-cancelled": "the client cancelled the contract of quote {number} {since}",
    "quote-waits": "quote {number} waits for the client since {since}",
    "visit-planned": "a visit was planned for {starts}",
    "visit-soon": "the visit is in {hours} hours, {starts}",
    "visit-ahead": "the visit is {starts}",
    "visit-running": "the visit that began {starts} is running",
    "technician-en-route": "somebody is on the way, expected {expected}",
    "visit-was-cancelled": "the visit of {starts} was cancelled",
    "visit-without-date": "a visit has no date yet",
    "clock-runs-long": "the clock has been running for {hours} hours, since {since}",
    "series-runs-out": "visits are planned until {until}",
    "job-was-cancelled": "the job was cancelled",
    "cancelled-but-invoiced": "the job was cancelled, and invoice {number} over {total} was issued",
    "cancelled-but-paid": "the job was cancelled, and {amount} is held",
    "invoice-is-draft": "an invoice over {total} is a draft",
    "quote-accepted": "quote {number} was accepted",
    "invoice-planned": "an invoice is planned for {on}",
    "work-done-invoice": "the work is done, {count} visits",
    "credit-note-issued": "credit note {number} over {total} was issued",
    "debit-ahead": "{amount} of invoice {number} is authorised to be taken on {on}",
    "payment-in-flight": "{amount} is on its way since {since}",
    "deposit-waits": "quote {number} was accepted with a deposit of {amount}",
    "money-is-held": "{amount} is held for the client",
    "payment-refunded": "{amount} was given back",
    "payment-disputed": "{amount} is contested",
    "invoice-not-sent": "invoice {number} was not sent",
    "invoice-sent": "invoice {number} was sent",
    "invoice-overdue": "invoice {number} is {days} days late, {balance} open",
    "invoice-still-unpaid": "invoice {number} is still unpaid {days} days after it was due",
    "invoice-waits": "invoice {number}, {balance} open, due {due}",
    "payment-received": "{amount} came in",
    "paid-and-quiet": "paid in full and quiet for {days} days",
    "mail-deferred": "the mail was deferred ({code}), try {attempt} is over",
    "mail-failed": "a mail was given up ({code})",
    "step-stuck": "a step had no effect, or was refused",
    "won-needs-visit": "the quote was accepted",
    "done-needs-invoice": "the work is done",
    "contract-stopped": "the contract's invoice of {on} is refused",
    "contract-of-finished-job": "the job is finished and its contract is not",
    "contract-runs": "the contract's next invoice is of {on}",
    "paid-what-now": "everything is paid",
    "what-now": "nothing else is planned",
}


def step(step: Step) -> str:
    """What a step does, in a few words."""
    return _STEPS.get(step.kind, step.kind)


def reason(reason: Reason, zone: str) -> str:
    """Why, with numbers and local times."""
    text = _REASONS.get(reason.id, reason.id)
    return text.format_map({name: _plain(value, zone) for name, value in reason.args.items()})


def summary(each: Step, zone: str) -> str:
    """One line for an activity or a timer, within the 200 bytes that the UI shows."""
    by = " (text message)" if each.channel == "sms" else ""
    return f"{step(each)}{by}: {reason(each.because, zone)}"[:190]


def card(state: JobState, steps: Sequence[Step], facts: Sequence[tuple[datetime, str]], code: str) -> str:
    """A job on one Markdown card: phase, figures, what happens next and why, the last facts."""
    zone, sums = state.calendar.zone, state.figures()
    hours = f"{sums.seconds_worked / 3600:.2f}"
    lines = [
        f"### Job {state.number} of `{code}`: {state.phase.replace('_', ' ')}",
        "",
        "| hours | quoted | accepted | invoiced | paid | outstanding |",
        "|---|---|---|---|---|---|",
        f"| {hours} | {_plain(sums.quoted, zone)} | {_plain(sums.accepted, zone)} | {_plain(sums.invoiced, zone)}"
        f" | {_plain(sums.paid, zone)} | {_plain(sums.outstanding, zone)} |",
        "",
        "**Next**",
        "",
    ]
    lines += [
        f"- {_plain(each.due, zone)} · {each.owner.partition(':')[0]} · {step(each)}, because {reason(each.because, zone)}"
        + (f" ({each.status})" if each.status in ("held", "paused") else "")
        for each in steps[:6]
    ] or ["- nothing: the folder is finished"]
    lines += ["", "**Last facts**", ""]
    lines += [f"- {_plain(at, zone)} · `{kind}`" for at, kind in facts[-5:]]
    return "\n".join(lines)


def _plain(value: Any, zone: str) -> str:
    match value:
        case Money():
            return (
                f"{value.amount // 100}.{value.amount % 100:02d} {value.currency}"
                if value.amount >= 0
                else f"-{_plain(-value, zone)}"
            )
        case datetime():
            return f"{value.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"
        case date():
            return value.isoformat()
        case _:
            return str(value)

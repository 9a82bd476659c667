"""Steps of the plan in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from babel.lists import format_list

from services.jobs.folders.schemas import StepOut, StepTarget
from services.kit.texts import catalogue, t
from workflows.steps import Step

_LOCALES = {"fr": "fr_CA", "en": "en_CA"}

# Which kind of step a key belongs to. Facts hold keys only, and a step that is over is in no plan any more.
_KINDS: tuple[tuple[str, str], ...] = (
    (r"document/[^/]+/render/failed", "office.document_failed"),
    (r".+/stuck", "office.stuck"),
    (r".+/failed", "office.mail_failed"),
    (r"message/[^/]+/notice", "message.notice"),
    (r"message/[^/]+", "message.deliver"),
    (r"request/[^/]+/acknowledge", "request.acknowledge"),
    (r"answer/.+", "office.answer"),
    (r"document/[^/]+/render", "document.render"),
    (r"quote/[^/]+/v\d+/finish", "office.send_quote"),
    (r"quote/[^/]+/v\d+/renew", "office.renew_quote"),
    (r"quote/[^/]+/v\d+/cancelled", "office.handle_cancellation"),
    (r"quote/[^/]+/v\d+/mail", "quote.mail"),
    (r"quote/[^/]+/v\d+/follow-up/.+", "quote.follow_up"),
    (r"quote/[^/]+/v\d+/expire", "quote.expire"),
    (r"quote/[^/]+/v\d+/decide", "contact.decide"),
    (r"visit/[^/]+/\d+/confirm", "visit.confirm"),
    (r"visit/[^/]+/\d+/remind", "visit.remind"),
    (r"visit/[^/]+/\d+/en-route", "visit.en_route"),
    (r"visit/[^/]+/\d+/cancelled/[^/]+", "visit.cancelled_notice"),
    (r"visit/[^/]+/\d+/clock/[^/]+/[^/]+/check", "office.check_clock"),
    (r"visit/[^/]+/\d+/clock/[^/]+/[^/]+/[^/]+", "visit.clock_notice"),
    (r"visit/[^/]+/\d+/schedule", "office.schedule_visit"),
    (r"visit/[^/]+/\d+/do", "office.do_visit"),
    (r"visit/[^/]+/\d+/complete", "office.complete_visit"),
    (r"series/[^/]+/extend/.+", "series.extend"),
    (r"quote/[^/]+/void", "quote.void"),
    (r"invoice/[^/]+/discard", "invoice.discard"),
    (r"invoice/[^/]+/credit", "office.credit_invoice"),
    (r"job/refund-deposit", "office.refund_deposit"),
    (r"quote/[^/]+/v\d+/invoice", "quote.invoice"),
    (r"quote/[^/]+/v\d+/deposit", "contact.pay_deposit"),
    (r"invoice/[^/]+/issue-planned", "invoice.issue_planned"),
    (r"invoice/[^/]+/credit/[^/]+/mail", "credit_note.mail"),
    (r"invoice/[^/]+/debit/\d+/notice", "invoice.debit_notice"),
    (r"invoice/[^/]+/debit/\d+/try-\d+", "invoice.debit"),
    (r"payment/[^/]+/refund/[^/]+/receipt", "payment.refund_receipt"),
    (r"payment/[^/]+/dispute", "office.answer_dispute"),
    (r"job/use-credit", "office.use_credit"),
    (r"invoice/[^/]+/issue", "office.issue_invoice"),
    (r"invoice/[^/]+/send", "office.send_invoice"),
    (r"invoice/[^/]+/mail/\d+", "invoice.mail"),
    (r"invoice/[^/]+/remind/.+", "invoice.remind"),
    (r"invoice/[^/]+/overdue/(\d+/)?office", "invoice.overdue_notice"),
    (r"invoice/[^/]+/pay", "contact.pay"),
    (r"payment/[^/]+/receipt", "payment.receipt"),
    (r"contract/[^/]+/mend/.+", "office.mend_contract"),
    (r"job/close/.+", "job.close"),
    (r"job/next/contract/.+", "office.watch_contract"),
    (r"job/next/won", "office.schedule"),
    (r"job/next/to_invoice", "office.invoice"),
    (r"job/next/paid", "office.close"),
    (r"job/next/.+", "office.choose"),
)
_PATTERNS = tuple((re.compile(pattern), kind) for pattern, kind in _KINDS)


def kind_of(key: str) -> str | None:
    """The kind of the step with that key; None for a key that no rule of this build makes."""
    key = key.removesuffix("/sms")
    return next((kind for pattern, kind in _PATTERNS if pattern.fullmatch(key)), None)


def slug(kind: str) -> str:
    """`quote.follow_up` → `quote-follow-up`, as message ids are written."""
    return kind.replace(".", "-").replace("_", "-")


@lru_cache(maxsize=256)
def title(kind: str | None, language: str) -> str:
    """A short name of a kind of step."""
    message_id = f"step-{slug(kind or 'other')}"
    return t(language, message_id if catalogue().has(language, message_id) else "step-other")


def shown(step: Step, language: str, zone: str, names: Mapping[str, str]) -> StepOut:
    """A step with its sentences; `names` are those of users by id."""
    return StepOut(
        key=step.key,
        kind=step.kind,
        title=title(step.kind, language),
        due=step.due,
        owner=step.owner,
        owner_name=names.get(step.owner.removeprefix("user:")),
        because=because(step, language, zone),
        cancelled_by=step.cancelled_by,
        cancelled_by_text=stops(step.cancelled_by, language),
        status=step.status,
        target=StepTarget(kind=step.target.kind, id=step.target.id) if step.target else None,
    )


def because(step: Step, language: str, zone: str) -> str:
    """Why the step is there, dates read in the company's zone."""
    return catalogue().say(language, f"because-{step.because.id}", step.because.args, zone)


@lru_cache(maxsize=256)
def stops(kinds: tuple[str, ...], language: str) -> str:
    """What would take the step away, as one sentence; empty if nothing would."""
    parts = [t(language, f"stop-{slug(kind)}") for kind in kinds]
    if not parts:
        return ""
    return t(language, "stop-if", what=format_list(parts, style="or", locale=_LOCALES[language]))


def owners(steps: Iterable[Step]) -> set[str]:
    """The users whose names `shown` will want."""
    return {step.owner.removeprefix("user:") for step in steps if step.owner.startswith("user:")}

"""Every fact, step, reason and phase has its words in both languages, with the arguments that are really given."""

from __future__ import annotations

import ast
import inspect
from datetime import UTC, date, datetime
from typing import Any, Literal, get_args, get_origin

import pytest

from services.jobs.folders import timeline, words
from services.jobs.folders.timeline import Known, text_of
from services.kit.log import Fact as FactRow
from services.kit.texts import LANGUAGES, catalogue
from workflows import facts as f
from workflows import state, steps
from workflows.money import Money
from workflows.rules import documents, folder, invoices, payments, quotes, talk, visits

ZONE = "America/Toronto"
NOW = datetime(2026, 11, 24, 14, 5, tzinfo=UTC)
CENTS = Money(amount=16097)

SAMPLES: dict[str, Any] = {
    "policy": {},
    "preferences": {},
    "what": "details",
    "calendar": {},
    "number": 318,
    "version": 2,
    "revision": 3,
    "seconds": 5400,
    "attempt": 2,
    "occurrence": 2,
    "receipt_number": 7,
    "total": CENTS,
    "amount": CENTS,
    "labour_cost": CENTS,
    "valid_until": date(2026, 12, 24),
    "due_on": date(2026, 12, 24),
    "starts_at": NOW,
    "ends_at": NOW,
    "until": NOW,
    "next_try_at": NOW,
    "resource_ids": ("res_1", "res_2"),
    "user_id": "usr_1",
    "phase": "to_invoice",
    "source": "web",
    "channel": "phone",
    "method": "bank_debit",
    "by": "office",
    "key": "quote/quo_1/v2/follow-up/day-3",
    "step_key": "invoice/inv_1/remind/day-3",
    "code": "smtp-550",
    "note_id": "not_1",
    "reason": "no-longer-due",
    "document_sha256": "0" * 64,
    "allocated": CENTS,
    "credited": CENTS,
    "written_off": CENTS,
    "received_at": NOW,
    "next_on": NOW.date(),
}
RULES = (documents, folder, invoices, payments, quotes, talk, visits)

ARGUMENTS: dict[str, Any] = {
    "expected": NOW,
    "count": 2,
    "at": NOW,
    "since": NOW,
    "starts": NOW,
    "until": date(2026, 12, 24),
    "due": date(2026, 12, 24),
    "number": 318,
    "days": 3,
    "hours": 24,
    "attempt": 2,
    "balance": CENTS,
    "total": CENTS,
    "amount": CENTS,
    "code": "smtp-550",
    "on": date(2026, 12, 24),
}


def sample(kind: type[f.Fact], **changes: Any) -> f.Fact:
    values = {}
    for name, field in kind.model_fields.items():
        if name in changes:
            values[name] = changes[name]
        elif name in SAMPLES and (field.is_required() or name in ("note_id", "until", "phase")):
            values[name] = NOW.date() if field.annotation is date and name == "until" else SAMPLES[name]
        elif field.is_required():
            values[name] = f"{name.removesuffix('_id')}_1"
        if (
            name in values
            and get_origin(field.annotation) is Literal
            and values[name] not in get_args(field.annotation)
        ):
            values[name] = get_args(field.annotation)[0]
    return kind.model_validate(values)


VARIANTS = [
    *(sample(kind) for kind in f.KINDS.values()),
    sample(f.JobOpened, imported_at=NOW),
    sample(f.JobAssigned, user_id=None),
    sample(f.JobPhaseSet, phase=None),
    sample(f.JobPaused, until=None),
    sample(f.JobClosed, outcome="lost"),
    sample(f.JobContractSet, next_on=None),
    sample(f.JobContractSet, paused=True),
    sample(f.JobContractSet, problem="tax-numbers-missing"),
    sample(f.DocumentFailed, next_try_at=None),
    sample(f.VisitEnRoute, expected_at=NOW),
    *(sample(f.VisitDescribed, what=what) for what in ("checklist", "materials", "signature", "notes")),
    sample(f.MessageReceived, channel="sms"),
    sample(f.QuoteAccepted, by="contact"),
    sample(f.QuoteDeclined, by="contact"),
    sample(f.InvoiceVoided, invoice_id="inv_draft"),
    sample(f.PaymentTransferred, amount=-CENTS),
    *(sample(f.PaymentReturned, reason=why) for why in ("bank_debit_failed", "dispute_lost", "other")),
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("fact", VARIANTS, ids=lambda fact: fact.kind)
def test_every_fact_has_a_sentence(fact: f.Fact, language: str) -> None:
    known = Known(
        language, ZONE, numbers={"quote_1": "318", "invoice_1": "7"}, notes={"not_1": "Le client est en voyage"}
    )
    known.resources = {"res_1": "Luc", "res_2": "Ève"}
    text = text_of(fact, known)
    assert text
    assert "{" not in text
    assert not any(isinstance(value, str) and value.endswith("_1") and value in text for value in dict(fact).values())


def test_numbers_dates_and_names_are_said_in_full() -> None:
    known = Known("fr", ZONE, numbers={"quote_1": "318"}, resources={"res_1": "Luc", "res_2": "Ève"})
    assert text_of(sample(f.VisitScheduled), known) == "Visite cédulée : mardi 24 novembre 2026, 09 h 05 (Luc et Ève)."
    assert "318" in text_of(sample(f.QuoteSent), known)
    assert "160,97" in text_of(sample(f.QuoteSent), known)


def _calls() -> list[ast.Call]:
    trees = [ast.parse(inspect.getsource(module)) for module in (steps, *RULES)]
    return [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _reasons() -> dict[str, set[str]]:
    """Reason ids with the names of the arguments that the planner gives them."""
    found: dict[str, set[str]] = {}
    for call in _calls():
        if _name(call) == "because":
            names = {keyword.arg for keyword in call.keywords if keyword.arg}
            match call.args[0]:
                case ast.Constant(value=str(reason)):
                    found[reason] = found.get(reason, names) & names
                case ast.JoinedStr():
                    found |= {
                        f"{kind}-needs-pdf": names for kind in get_args(state.Document.model_fields["kind"].annotation)
                    }
                case ast.Name(id="what"):
                    found |= {"request-unanswered": names, "message-unanswered": names}
                case ast.Name(id="reason"):
                    found |= dict.fromkeys(
                        ("won-needs-visit", "done-needs-invoice", "paid-what-now", "what-now"), names
                    )
                case other:
                    pytest.fail(f"a reason that this test cannot read: {ast.dump(other)}")
    return found


def _kinds() -> set[str]:
    found = set(steps.MAILS | steps.RECORDS | {steps.RENDER, steps.DEBIT})
    for call in _calls():
        if _name(call) in ("system", "office", "contact"):
            found |= {
                arg.value
                for arg in call.args[:2]
                if isinstance(arg, ast.Constant) and isinstance(arg.value, str) and "." in arg.value
            }
    return found | {"office.schedule", "office.invoice", "office.close", "office.choose"}


def _stops() -> set[str]:
    trees = [ast.parse(inspect.getsource(module)) for module in RULES]
    constants = {
        node.value
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return constants & set(f.KINDS) | {"quote.superseded"}


def test_the_planner_is_read_completely() -> None:
    assert len(_reasons()) >= 38
    assert len(_kinds()) >= 38
    assert len(_phase_reasons()) >= 14


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", sorted(_reasons()))
def test_every_reason_has_a_sentence(reason: str, language: str) -> None:
    given = {name: ARGUMENTS[name] for name in _reasons()[reason]}
    text = catalogue().say(language, f"because-{reason}", given, ZONE)
    assert text.endswith(".")
    assert "{" not in text


def _phase_reasons() -> dict[str, set[str]]:
    """The same of what puts a job into its phase."""
    calls = [node for node in ast.walk(ast.parse(inspect.getsource(state))) if isinstance(node, ast.Call)]
    return {
        str(call.args[0].value): {keyword.arg for keyword in call.keywords if keyword.arg}
        for call in calls
        if _name(call) == "because" and isinstance(call.args[0], ast.Constant)
    } | {lifecycle: {"at"} for lifecycle in ("closed", "lost", "cancelled")}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", sorted(_phase_reasons()))
def test_every_phase_says_why(reason: str, language: str) -> None:
    given = {name: ARGUMENTS[name] for name in _phase_reasons()[reason]}
    text = catalogue().say(language, f"phase-because-{reason}", given, ZONE)
    assert text.endswith(".")
    assert "{" not in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", sorted(_kinds()))
def test_every_step_has_a_title(kind: str, language: str) -> None:
    assert words.title(kind, language) != words.title(None, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", sorted(_stops() - {"request.received"}))
def test_what_stops_a_step_can_be_said(kind: str, language: str) -> None:
    assert words.stops((kind, "job.closed"), language).endswith(".")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("phase", get_args(f.Phase))
def test_every_phase_has_a_name(phase: str, language: str) -> None:
    assert catalogue().t(language, f"phase-{words.slug(phase)}")


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("message/msg_1", "message.deliver"),
        ("message/msg_1/notice", "message.notice"),
        ("message/msg_1/failed", "office.mail_failed"),
        ("request/sub_1/acknowledge", "request.acknowledge"),
        ("document/doc_1/render", "document.render"),
        ("document/doc_1/render/failed", "office.document_failed"),
        ("quote/quo_1/v2/follow-up/before-expiry", "quote.follow_up"),
        ("visit/vis_1/2/remind", "visit.remind"),
        ("invoice/inv_1/mail/1", "invoice.mail"),
        ("invoice/inv_1/mail/1/stuck", "office.stuck"),
        ("payment/pay_1/receipt", "payment.receipt"),
        ("job/close/20261124T140500.000000", "job.close"),
        ("job/next/won", "office.schedule"),
        ("visit/vis_1/2/remind/sms", "visit.remind"),
        ("visit/vis_1/2/cancelled/res_1", "visit.cancelled_notice"),
        ("visit/vis_1/2/clock/20261124T140500/12h/res_1", "visit.clock_notice"),
        ("visit/vis_1/2/clock/20261124T140500/12h/check", "office.check_clock"),
        ("visit/vis_1/1/schedule", "office.schedule_visit"),
        ("series/ser_1/extend/2027-01-20", "series.extend"),
        ("quote/quo_1/void", "quote.void"),
        ("invoice/inv_1/credit", "office.credit_invoice"),
        ("of a newer build", None),
    ],
)
def test_a_key_tells_its_kind(key: str, kind: str | None) -> None:
    assert words.kind_of(key) == kind


def test_a_fact_of_a_newer_build_does_not_break_the_timeline() -> None:
    row = FactRow(
        kind="moon.landed",
        version=1,
        data={},
        seq=4,
        actor="system",
        occurred_at=NOW,
        recorded_at=NOW,
    )
    assert timeline._entry(row, Known("fr", ZONE)).text == catalogue().t("fr", "timeline-other")


def test_a_sentence_that_ends_in_an_english_time_ends_once() -> None:
    in_english = catalogue().say("en", "because-visit-ahead", {"starts": NOW}, ZONE)
    assert in_english.endswith("a.m.")
    assert not in_english.endswith("..")
    assert catalogue().say("fr", "because-visit-ahead", {"starts": NOW}, ZONE).endswith(" h 05.")

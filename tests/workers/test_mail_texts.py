"""What the mails say, in both languages: their numbers and amounts, a link, the law's footer, the PDF, the calendar file."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import icalendar
import pytest
from pypdf import PdfReader

from services.kit import links
from services.kit.texts import local_date, local_datetime, money
from tests.services.jobs.world import visit as visit_body
from tests.workers.world import JobFile, Jobs, owner_sql, weekday, words
from workflows.activities import StepCall
from workflows.facts import MessageReceived, VisitEnRoute, VisitPaused, VisitStarted
from workflows.steps import MAILS, OWN_MAILS

ZONE = "America/Toronto"


OF_THE_BOOKS = {"credit_note.mail", "payment.refund_receipt", "invoice.debit_notice"}
"""Mails of credits, refunds and debits: their wings tell their stories."""


@dataclass
class Life:
    """Everything that was mailed of one job, by the kind of its step."""

    job: JobFile
    language: str
    mails: dict[str, list[EmailMessage]] = field(default_factory=dict)
    quote: Any = None
    invoice: Any = None
    payment: Any = None
    visits: list[Any] = field(default_factory=list)
    expected_at: str = ""

    def keep(self, calls: Sequence[StepCall]) -> None:
        for call in calls:
            if call.kind in MAILS:
                self.mails.setdefault(call.kind, []).append(self.job.mails(call)[0])

    def only(self, kind: str) -> EmailMessage:
        [mail] = self.mails[kind]
        return mail


async def live(jobs: Jobs, language: str) -> Life:
    """One job through everything that is ever mailed."""
    await owner_sql("UPDATE accounts.companies SET language = :l WHERE id = :id", l=language, id=jobs.company.id)
    job = await jobs.new(requested=True, language=language)
    life = Life(job, language)
    key = job.opened
    life.keep(await job.settle())
    await jobs.desk.post(f"/v1/jobs/{job.id}/messages", {"subject": "Pipe", "body": "Bonjour,\n\nHello."})
    life.keep(await job.settle())
    note = await jobs.desk.post(f"/v1/jobs/{job.id}/messages", {"body": "Which day?", "channel": "phone"})
    await job.append(MessageReceived(message_id=note["id"], channel="portal"))
    life.keep(await job.settle())
    life.quote = await jobs.billing.sent_quote(key)
    life.keep(await job.settle())
    life.keep(await job.settle(weekday(datetime.now(UTC) + timedelta(days=6))))
    await jobs.billing.post(f"/v1/quotes/{life.quote['id']}/decline", {"version": 1, "reason": "-"})
    luc = await jobs.desk.resource()
    made = await jobs.desk.post("/v1/visits", visit_body(job.id, [luc["id"]], hour=24 * 7))
    life.visits.append(made)
    life.keep(await job.settle())
    later = datetime.fromisoformat(made["starts_at"]) + timedelta(days=1)
    moved = {"starts_at": later.isoformat(), "ends_at": (later + timedelta(hours=1)).isoformat()}
    life.visits.append(await jobs.desk.patch(f"/v1/visits/{made['id']}", moved))
    life.keep(await job.settle())
    life.keep(await job.settle(later - timedelta(hours=23)))
    life.expected_at = (later + timedelta(minutes=10)).isoformat()
    await job.append(VisitEnRoute(visit_id=made["id"], expected_at=later + timedelta(minutes=10)))
    life.keep(await job.settle(later - timedelta(minutes=30)))
    await job.append(VisitStarted(visit_id=made["id"]), now=later)
    life.keep(await job.settle(later + timedelta(hours=12)))
    await job.append(VisitPaused(visit_id=made["id"]))
    other = await jobs.desk.post("/v1/visits", visit_body(job.id, [luc["id"]], hour=24 * 30))
    life.visits.append(other)
    await jobs.desk.post(f"/v1/visits/{other['id']}/cancel", {"reason": "-"}, status=200)
    life.keep(await job.settle())
    life.invoice = await jobs.billing.issued(key)
    await jobs.billing.post(f"/v1/invoices/{life.invoice['id']}/send", {})
    life.keep(await job.settle())
    due_on = datetime.fromisoformat(life.invoice["due_on"]).replace(tzinfo=UTC, hour=20)
    life.keep(await job.settle(weekday(due_on + timedelta(days=3))))
    life.keep(await job.settle(weekday(due_on + timedelta(days=10))))
    life.payment = await jobs.billing.pay(100_00, (life.invoice, 100_00))
    life.keep(await job.settle(leave="job.close"))
    return life


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_every_mail_of_a_jobs_life(jobs: Jobs, language: str) -> None:
    life = await live(jobs, language)
    every_kind_says_what_matters(life)
    languages_do_not_mix(life)
    a_jobs_mails_are_one_thread(life)
    documents_are_attached(life)
    a_moved_visit_moves_in_the_clients_calendar(life)


def pdf(mail: EmailMessage) -> tuple[str, str]:
    [attached] = mail.iter_attachments()
    assert attached.get_content_type() == "application/pdf"
    content = attached.get_content()
    return attached.get_filename() or "", "\n".join(p.extract_text() for p in PdfReader(io.BytesIO(content)).pages)


def event(mail: EmailMessage) -> Any:
    [attached] = mail.iter_attachments()
    assert attached.get_content_type() == "text/calendar"
    assert (attached.get_filename() or "").endswith(".ics")
    content = attached.get_payload(decode=True)
    assert isinstance(content, bytes)
    [found] = icalendar.Calendar.from_ical(content).walk("VEVENT")
    return found


def every_kind_says_what_matters(life: Life) -> None:
    job, language = life.job, life.language
    assert set(life.mails) == MAILS - OF_THE_BOOKS, "each kind that the planner knows was sent"
    total, balance = money(language, 114_98), money(language, 114_98)
    quote, invoice = life.quote, life.invoice
    expected: dict[str, list[str]] = {
        "request.acknowledge": [str(job.number)],
        "message.deliver": ["Bonjour,", "Hello."],
        "message.notice": [str(job.number), "Which day?", "Marie-Ève Tremblay"],
        "quote.mail": [str(quote["number"]), total, day(language, quote["valid_until"])],
        "quote.follow_up": [str(quote["number"]), total, day(language, quote["valid_until"])],
        "visit.confirm": [moment(language, life.visits[0]["starts_at"])],
        "visit.remind": [moment(language, life.visits[1]["starts_at"])],
        "visit.en_route": [moment(language, life.expected_at)],
        "visit.cancelled_notice": [moment(language, life.visits[2]["starts_at"]), str(job.number), "Luc Bédard"],
        "visit.clock_notice": [str(job.number), "12", "Luc Bédard"],
        "invoice.mail": [str(invoice["number"]), total, day(language, invoice["due_on"])],
        "invoice.remind": [str(invoice["number"]), balance, day(language, invoice["due_on"])],
        "invoice.overdue_notice": [str(invoice["number"]), balance, "Marie-Ève Tremblay"],
        "payment.receipt": [str(life.payment["receipt_number"]), money(language, 100_00), money(language, 14_98)],
    }
    for kind, pieces in expected.items():
        for mail in life.mails[kind][:1]:
            text = words(mail)
            for piece in pieces:
                assert piece in text, (kind, piece, text)
            html = mail.get_body(("html",))
            assert html is not None
            assert pieces[0] in html.get_content(), kind
            assert "None" not in text, kind
            assert "{" not in text + str(mail["Subject"]), kind
            assert mail["Content-Language"] == language, kind
            own = kind in OWN_MAILS
            answered_at = "bureau@essais.example" if own else links.job_address(job.id)
            assert mail["Reply-To"].addresses[0].addr_spec == answered_at
            _check_way_out(kind, mail)
            assert "1234-5678-90" in text, f"{kind}: the licence is in the footer"
            assert "12, rue du Robinet" in text
            assert (mail["Auto-Submitted"] is None) == (kind == "message.deliver")
            _check_link(kind, text, life)


def _check_link(kind: str, text: str, life: Life) -> None:
    urls = re.findall(r"https?://\S+", text)
    if kind in OWN_MAILS:
        assert any(url.endswith(f"/jobs/{life.job.id}") for url in urls), (kind, urls)
        assert not any("/c/" in url for url in urls), f"{kind} goes to the office: no client's key in it"
        return
    [url] = [url for url in urls if "/c/" in url]
    url, _, reference = url.partition("?m=")
    assert len(reference) == 32, "opening it tells which message was opened"
    token, _, path = url.partition("/c/")[2].partition("/")
    assert links.link_id_of(token), url
    targets = {"quote": f"quotes/{life.quote['id']}", "invoice": f"invoices/{life.invoice['id']}"}
    assert path == targets.get(kind.partition(".")[0], ""), (kind, url)


def _check_way_out(kind: str, mail: EmailMessage) -> None:
    """What leaves by itself can be ended with one click (RFC 8058), and says so."""
    if kind in OWN_MAILS or kind == "message.deliver":
        assert mail["List-Unsubscribe"] is None
        return
    url = str(mail["List-Unsubscribe"]).strip("<>")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert links.link_id_of(url.rpartition("/u/")[2], "unsubscribe"), url
    assert url in words(mail)
    html = mail.get_body(("html",))
    assert html is not None
    assert url in html.get_content()


def a_jobs_mails_are_one_thread(life: Life) -> None:
    first = life.only("request.acknowledge")
    assert first["References"] is None
    reply, reminder = life.mails["message.deliver"][0], life.mails["invoice.remind"][0]
    assert reply["In-Reply-To"] == first["Message-ID"]
    strung = str(reminder["References"]).split()
    assert strung[0] == first["Message-ID"]
    assert reminder["In-Reply-To"] == strung[-1] != reminder["Message-ID"]
    assert life.mails["message.notice"][0]["References"] is None, "not what the office itself is told"


def languages_do_not_mix(life: Life) -> None:
    other = ("Bonjour Marie", "Merci") if life.language == "en" else ("Hello Marie", "Thank you")
    for kind, mails in life.mails.items():
        for mail in mails:
            assert not any(word in words(mail) for word in other), kind
            # A colon stands apart in French only, and what ends in "a.m." needs no second stop.
            assert bool(re.search(r"\s:\n", words(mail))) == (life.language == "fr"), kind
            assert not re.search(r"m\.\.(?!\.)", words(mail)), kind


def documents_are_attached(life: Life) -> None:
    for kind in ("quote.mail", "quote.follow_up", "invoice.mail", "invoice.remind"):
        name, content = pdf(life.mails[kind][0])
        number = str((life.quote if kind.startswith("quote") else life.invoice)["number"])
        assert number in name
        assert number in content
        assert money(life.language, 114_98).replace("\xa0", " ") in content.replace("\xa0", " "), kind
    name, content = pdf(life.only("payment.receipt"))
    assert str(life.payment["receipt_number"]) in name
    assert money(life.language, 100_00).replace("\xa0", " ") in content.replace("\xa0", " ")


def a_moved_visit_moves_in_the_clients_calendar(life: Life) -> None:
    first, second = (event(mail) for mail in life.mails["visit.confirm"])
    reminder = event(life.only("visit.remind"))
    assert first["uid"] == second["uid"] == reminder["uid"]
    assert (first["sequence"], second["sequence"], reminder["sequence"]) == (0, 1, 1)
    for found, visit in ((first, life.visits[0]), (second, life.visits[1]), (reminder, life.visits[1])):
        assert found["dtstart"].dt == datetime.fromisoformat(visit["starts_at"])
        assert found["dtend"].dt == datetime.fromisoformat(visit["ends_at"])
        assert str(life.job.number) in found["summary"]
        assert found["organizer"] == "mailto:bureau@essais.example"
    assert second["dtstamp"].dt >= first["dtstamp"].dt


def day(language: str, date: str) -> str:
    return local_date(language, datetime.fromisoformat(date).date())


def moment(language: str, instant: str) -> str:
    return local_datetime(language, datetime.fromisoformat(instant), ZONE)

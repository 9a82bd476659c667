"""The dashboard's pure parts: what people type, where a job stands, which words exist, who may post."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from starlette.datastructures import Headers

from dashboard import statuses, steps, way
from dashboard.forms import Form, cents, decimal
from dashboard.pages.lines import close_gaps
from dashboard.problems import ApiProblem
from dashboard.render import field_id, paragraphs
from dashboard.security import same_site
from dashboard.sessions import ends_at
from dashboard.texts import CATALOGUE, LANGUAGES, preferred
from dashboard.view import safe_next

DASHBOARD = Path(__file__).parents[2] / "dashboard"


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1150", 115000),
        ("1 150,00", 115000),
        ("1\u202f234,56 $", 123456),
        ("$1,234.56", 123456),
        ("1,234", 123400),
        ("1.234.567,8", 123456780),
        ("0,5", 50),
        ("-25,00", -2500),
        ("", None),
        ("abc", None),
        ("12,345.678,9.", None),
        ("1e9", None),
        ("9" * 13, None),
    ],
)
def test_typed_amounts(typed: str, amount: int | None) -> None:
    assert cents(typed) == amount


def test_typed_quantities() -> None:
    assert decimal("1 000,5") == "1000.5"


def test_a_problem_stands_at_its_field_and_keeps_what_was_typed() -> None:
    form = Form(values={"lines.0.unit_price": "12", "lines.0.description": "Robinet"})
    errors = [
        {"pointer": "/lines/0/unit_price/amount", "code": "x", "detail": "Trop."},
        {"pointer": "", "detail": "Hm."},
    ]
    form.refuse(ApiProblem(422, {"errors": errors}, "billing"))
    assert form.status == 422
    assert form.error("lines.0.unit_price") == "Trop."
    assert [(line.field, line.text) for line in form.summary] == [("lines.0.unit_price", "Trop."), ("", "Hm.")]
    assert form.value("lines.0.description") == "Robinet"


def test_a_problem_without_fields_is_said_once() -> None:
    form = Form().refuse(ApiProblem(409, {"detail": "Luc est déjà pris."}, "jobs"))
    assert [line.text for line in form.summary] == ["Luc est déjà pris."]


def test_empty_rows_between_lines_close() -> None:
    form = Form(values={"lines.3.description": "a", "lines.5.quantity": "1", "lines.7.unit_price": "2"})
    close_gaps(form)
    assert form.values == {"lines.0.description": "a", "lines.1.unit_price": "2"}


def test_body_is_nested_by_dots_without_empty_fields() -> None:
    form = Form(values={"contact.address.city": " Laval ", "contact.name": "", "title": "T"})
    assert form.body(["contact.address.city", "contact.name", "title"]) == {
        "contact": {"address": {"city": "Laval"}},
        "title": "T",
    }


def job(phase: str, **activities: list[dict[str, Any]]) -> dict[str, Any]:
    kinds = ("quotes", "visits", "invoices", "payments")
    return {
        "phase": phase,
        "opened_at": "2026-11-23T12:00:00Z",
        "activities": {kind: activities.get(kind, []) for kind in kinds},
        "figures": {},
    }


def states(of: dict[str, Any]) -> list[str]:
    return [station.state for station in way.stations(of)]


def test_the_way_of_a_new_request_asks_for_an_answer() -> None:
    assert states(job("new")) == ["done", "now", "later", "later", "later", "later"]


def test_the_way_skips_what_was_left_out() -> None:
    visits = [{"status": "scheduled", "starts_at": "2026-11-24T14:00:00Z"}]
    assert states(job("scheduled", visits=visits)) == ["done", "done", "skipped", "now", "later", "later"]


def test_the_way_points_at_the_next_station_when_nothing_runs() -> None:
    quotes = [{"status": "accepted", "total": None}]
    assert states(job("won", quotes=quotes)) == ["done", "done", "done", "now", "later", "later"]


def test_the_way_of_a_paid_job_is_done() -> None:
    paid = job("paid", invoices=[{"document": "issued", "settlement": "paid"}])
    paid["figures"] = {
        name: {"amount": cents} for name, cents in (("invoiced", 100), ("paid", 100), ("outstanding", 0))
    }
    assert states(paid) == ["done", "done", "skipped", "skipped", "done", "done"]


@pytest.mark.parametrize(
    ("invoice", "word"),
    [
        ({"document": "draft", "settlement": "unpaid"}, "draft"),
        ({"document": "issued", "settlement": "unpaid", "delivery": "queued"}, "issued"),
        ({"document": "issued", "settlement": "unpaid", "delivery": "accepted"}, "sent"),
        ({"document": "issued", "settlement": "partially_paid", "overdue": True}, "overdue"),
        ({"document": "issued", "settlement": "paid", "overdue": False}, "paid"),
        ({"document": "voided", "settlement": "unpaid", "number_text": "F-12"}, "voided"),
        ({"document": "voided", "settlement": "unpaid", "number_text": None}, "deleted"),
    ],
)
def test_one_word_for_an_invoice(invoice: dict[str, object], word: str) -> None:
    """ "Sent" only after the mail server took it."""
    assert statuses.invoice_status(invoice) == word


def test_a_step_leads_to_the_place_where_it_is_done() -> None:
    step = {"kind": "office.send_quote", "owner": "office", "target": {"kind": "quote", "id": "quo_1"}}
    assert steps.move(step, "job_1") == ("move-send-quote", "/quotes/quo_1")
    assert steps.move({"kind": "invoice.remind", "owner": "system", "target": None}, "job_1") is None


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:x", "/sign-in"]
)
def test_after_sign_in_nobody_is_sent_elsewhere(target: str) -> None:
    assert safe_next(target) == "/"


def test_after_sign_in_the_page_asked_for_opens() -> None:
    assert safe_next("/jobs/job_1?x=1") == "/jobs/job_1?x=1"


@pytest.mark.parametrize(
    ("headers", "ours"),
    [
        ({"host": "d.example", "origin": "https://d.example"}, True),
        ({"host": "d.example", "origin": "https://evil.example"}, False),
        ({"host": "d.example", "origin": "null"}, False),
        ({"host": "d.example", "sec-fetch-site": "cross-site"}, False),
        ({"host": "d.example"}, True),
    ],
)
def test_only_our_own_pages_may_post(headers: dict[str, str], *, ours: bool) -> None:
    assert same_site(Headers(headers)) is ours


def test_a_token_that_cannot_be_read_has_ended() -> None:
    assert ends_at("x.y.z") == 0.0


def test_the_language_of_the_browser() -> None:
    assert preferred("en-CA,en;q=0.9,fr;q=0.8") == "en"
    assert preferred("de, *;q=0.5") == "fr"


def test_typed_text_cannot_become_markup() -> None:
    assert paragraphs("<script>\nx") == "&lt;script&gt;<br>x"


def test_field_ids_are_the_anchors_of_the_summary() -> None:
    assert field_id("contact.address.line1") == "f-contact-address-line1"


def message_ids() -> set[str]:
    """Every message that a template or a page names as a whole."""
    found: set[str] = set()
    for path in (*DASHBOARD.glob("templates/**/*.html"), *DASHBOARD.glob("**/*.py")):
        if "node_modules" not in path.parts:
            text = path.read_text(encoding="utf-8")
            found |= set(re.findall(r"""\bt\(\s*["']([a-z0-9-]+[a-z0-9])["']\s*[,)]""", text))
            found |= set(re.findall(r"""["'](flash-[a-z-]+)["']""", text))
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_exists(language: str) -> None:
    missing = [name for name in message_ids() if not CATALOGUE.has(language, name)]
    assert not missing


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_status_has_its_word(language: str) -> None:
    words = [f"status-{kind}-{value}".replace("_", "-") for kind, values in statuses.LOOKS.items() for value in values]
    assert not [word for word in words if not CATALOGUE.has(language, word)]


def test_every_move_has_its_word() -> None:
    assert all(CATALOGUE.has(language, word) for word, _ in steps.MOVES.values() for language in LANGUAGES)


def test_every_shape_is_drawn() -> None:
    drawn = set(re.findall(r'symbol id="([a-z-]+)"', (DASHBOARD / "static" / "icons.svg").read_text(encoding="utf-8")))
    used = {look.shape for values in statuses.LOOKS.values() for look in values.values()}
    for path in DASHBOARD.glob("templates/**/*.html"):
        used |= set(re.findall(r"""\bicon\("([a-z-]+)"\)""", path.read_text(encoding="utf-8")))
    assert used <= drawn

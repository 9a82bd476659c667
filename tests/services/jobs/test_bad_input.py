"""Whatever comes in: a problem in the caller's language, never a 500, and nothing half-written."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import text

from services.jobs.tables import Base
from tests.factories import Company
from tests.services.jobs.world import Json, Office, contact, visit

GOOD = contact()

JOBS: list[tuple[str, Any]] = [
    ("not an object", []),
    ("nothing", None),
    ("a number", 3),
    ("empty", {}),
    ("unknown field", {"contact": GOOD, "price": 3}),
    ("unknown field inside", {"contact": GOOD | {"admin": True}}),
    ("name missing", {"contact": {"email": "a@courriel.example"}}),
    ("name blank", {"contact": GOOD | {"name": "   "}}),
    ("name invisible", {"contact": GOOD | {"name": "\u200b\u200b"}}),
    ("name of a number", {"contact": GOOD | {"name": 3}}),
    ("name too long", {"contact": GOOD | {"name": "x" * 201}}),
    ("header in the name", {"contact": GOOD | {"name": "Eve\r\nBcc: tous@courriel.example"}}),
    ("NUL in the name", {"contact": GOOD | {"name": "Eve\0"}}),
    ("line separator in the name", {"contact": GOOD | {"name": "Eve\u2028x"}}),
    ("e-mail without at", {"contact": GOOD | {"email": "eric.courriel.example"}}),
    ("e-mail with header", {"contact": GOOD | {"email": "a@courriel.example\nBcc: b@courriel.example"}}),
    ("two e-mails", {"contact": GOOD | {"email": "a@courriel.example, b@courriel.example"}}),
    ("e-mail of a list", {"contact": GOOD | {"email": ["a@courriel.example"]}}),
    ("phone of letters", {"contact": GOOD | {"phone": "appelez-moi"}}),
    ("phone too short", {"contact": GOOD | {"phone": "555"}}),
    ("phone too long", {"contact": GOOD | {"phone": "4" * 39}}),
    ("language unknown", {"contact": GOOD | {"language": "tlh"}}),
    ("address of text", {"contact": GOOD | {"address": "12, rue des Érables"}}),
    ("postal code wrong", {"contact": GOOD | {"address": {"line1": "x", "postal_code": "D0D 0D0"}}}),
    ("country wrong", {"contact": GOOD | {"address": {"line1": "x", "country": "Canada"}}}),
    ("10,000 addresses", {"contact": GOOD | {"addresses": [{"line1": "x"}] * 10_000}}),
    ("header in the title", {"contact": GOOD, "title": "Fuite\r\nX: y"}),
    ("title too long", {"contact": GOOD, "title": "x" * 201}),
    ("escape in the description", {"contact": GOOD, "description": "a\u001bb"}),
    ("description too long", {"contact": GOOD, "description": "x" * 20_001}),
    ("source unknown", {"contact": GOOD, "source": "carrier pigeon"}),
    ("contact id of a number", {"contact_id": 3}),
    ("contact id of SQL", {"contact_id": "'; DROP TABLE jobs.folder; --"}),
    ("contact id unknown", {"contact_id": "cnt_0nobody"}),
    ("nobody to assign to", {"contact": GOOD, "assigned_to": "usr_0nobody"}),
]

VISITS: list[tuple[str, Json]] = [
    ("in 1900", {"starts_at": "1900-01-01T09:00:00Z", "ends_at": "1900-01-01T10:00:00Z"}),
    ("in the year one", {"starts_at": "0001-01-01T00:00:00+14:00", "ends_at": "0001-01-01T01:00:00+14:00"}),
    ("at the end of time", {"starts_at": "9999-12-31T23:00:00-14:00", "ends_at": "9999-12-31T23:30:00-14:00"}),
    ("six years ahead", {"starts_at": "2099-01-01T09:00:00Z", "ends_at": "2099-01-01T10:00:00Z"}),
    ("without a zone", {"starts_at": "2027-01-04T09:00:00", "ends_at": "2027-01-04T10:00:00"}),
    ("of words", {"starts_at": "demain", "ends_at": "après-demain"}),
    ("of huge numbers", {"starts_at": 1e308, "ends_at": 1e308}),
    ("ending before it starts", {"starts_at": "2027-01-04T10:00:00Z", "ends_at": "2027-01-04T09:00:00Z"}),
    ("without length", {"starts_at": "2027-01-04T10:00:00Z", "ends_at": "2027-01-04T10:00:00Z"}),
    ("of a month", {"starts_at": "2027-01-04T10:00:00Z", "ends_at": "2027-02-04T10:00:00Z"}),
    ("by nobody", {"resource_ids": []}),
    ("by a stranger", {"resource_ids": ["res_0nobody"]}),
    ("by 10,000", {"resource_ids": ["res_0nobody"] * 10_000}),
    ("by text", {"resource_ids": "Luc"}),
    ("of an unknown service", {"service_id": "svc_0none"}),
    ("with an escape", {"instructions": "a\u0007"}),
    ("with more", {"price": 10}),
]

OTHERS: list[tuple[str, str, Any]] = [
    ("POST", "messages", {"body": ""}),
    ("POST", "messages", {"body": "  \n "}),
    ("POST", "messages", {"body": "x" * 20_001}),
    ("POST", "messages", {"body": "Bonjour", "subject": "Oui\r\nBcc: tous@courriel.example"}),
    ("POST", "messages", {"body": "Bonjour", "subject": "Oui\0"}),
    ("POST", "messages", {"body": "Bonjour", "channel": "pigeon"}),
    ("POST", "messages", {"body": "Bonjour", "delivery": "accepted"}),
    ("PATCH", "", {"phase": "nowhere"}),
    ("PATCH", "", {"number": 12}),
    ("PATCH", "", {"title": "a\nb"}),
    ("PATCH", "", {"assigned_to": "x"}),
    ("POST", "close", {"outcome": "exploded"}),
    ("POST", "pause", {"until": "1900-01-01T00:00:00Z"}),
    ("POST", "pause", {"until": "bientôt"}),
    ("POST", "plan/answer/request/snooze", {}),
    ("POST", "plan/answer/request/skip", {"reason": "x" * 2_001}),
]


async def counts(company: Company) -> dict[str, int]:
    """How many rows the company has in each table that a request may write."""
    tables = [f"jobs.{name}" for name in (table.name for table in Base.metadata.sorted_tables)]
    tables += ["log.job", "log.fact", "log.outbox", "log.audit", "log.idempotency"]
    async with company.work() as work:
        return {
            name: int(await work.session.scalar(text(f"SELECT count(*) FROM {name}")) or 0)  # noqa: S608  own names
            for name in tables
        }


async def refused(office: Office, method: str, path: str, body: Any, statuses: tuple[int, ...] = (422,)) -> Json:
    """The call is answered with a problem, once in each language, and leaves no row behind."""
    before = await counts(office.company)
    details = set()
    found: Json = {}
    for language in ("fr", "en"):
        caller = Office(office.api, office.company, language)
        headers = caller.company.headers(language=language) | {"Content-Type": "application/json"}
        answer = await office.api.request(method, path, content=json.dumps(body), headers=headers)
        assert answer.status_code in statuses, answer.text
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["content-language"] == language
        found = answer.json()
        assert {"type", "title", "status", "detail", "instance", "code"} <= found.keys()
        details.add(found["detail"])
        assert all(error["detail"] and error["pointer"] for error in found.get("errors", []))
        assert "Traceback" not in answer.text
        assert "SELECT" not in answer.text
    assert len(details) == 2
    assert await counts(office.company) == before
    return found


@pytest.mark.parametrize(("name", "body"), JOBS, ids=[name for name, _ in JOBS])
async def test_a_bad_job_is_refused(office: Office, name: str, body: Any) -> None:
    assert (await refused(office, "POST", "/v1/jobs", body))["code"] == "invalid"


@pytest.fixture
async def job(office: Office) -> Json:
    return await office.job()


@pytest.mark.parametrize(("name", "changes"), VISITS, ids=[name for name, _ in VISITS])
async def test_a_bad_visit_is_refused(office: Office, job: Json, name: str, changes: Json) -> None:
    luc = await office.resource()
    body = visit(job["id"], [luc["id"]]) | changes
    problem = await refused(office, "POST", "/v1/visits", body)
    assert problem["errors"][0]["pointer"].split("/")[1] in {*changes, ""}


@pytest.mark.parametrize(("method", "path", "body"), OTHERS)
async def test_other_bad_bodies_are_refused(office: Office, job: Json, method: str, path: str, body: Any) -> None:
    await refused(office, method, f"/v1/jobs/{job['id']}/{path}".rstrip("/"), body)


@pytest.mark.parametrize(
    "body",
    [
        {"name": "Luc", "hourly_rate": {"amount": -1, "currency": "CAD"}},
        {"name": "Luc", "hourly_rate": {"amount": 10**12, "currency": "CAD"}},
        {"name": "Luc", "hourly_rate": {"amount": 45.5, "currency": "CAD"}},
        {"name": "Luc", "hourly_rate": {"amount": 4500, "currency": "EUR"}},
        {"name": "Luc", "hourly_rate": 45},
        {"name": "Luc", "colour": "red; background: url(x)"},
        {"name": "Luc", "user_id": "usr_0nobody"},
        {"name": "\n"},
    ],
)
async def test_a_bad_resource_is_refused(office: Office, body: Json) -> None:
    await refused(office, "POST", "/v1/resources", body)


@pytest.mark.parametrize(
    "content", [b"{", b"", b'{"a": }', b"\xff\xfe", b'{"contact": {"name": "\\ud800"}}', b"[" * 5_000, b"NaN"]
)
async def test_malformed_json_is_refused(office: Office, content: bytes) -> None:
    headers = office.company.headers() | {"Content-Type": "application/json"}
    answer = await office.api.post("/v1/jobs", content=content, headers=headers)
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"


async def test_ten_megabytes_are_refused(office: Office) -> None:
    headers = office.company.headers() | {"Content-Type": "application/json"}
    answer = await office.api.post("/v1/jobs", content=b'{"title": "' + b"x" * 10_000_000 + b'"}', headers=headers)
    assert answer.status_code == 413
    assert answer.json()["code"] == "too-large"


@pytest.mark.parametrize(
    "job_id", ["job_0nobody", "1", "%2E%2E", "%00", "job_%00", "' OR 1=1", "job_" + "x" * 500, "🚿", "<script>"]
)
@pytest.mark.parametrize("path", ["", "/timeline", "/plan", "/messages"])
async def test_an_unknown_id_is_404(office: Office, job_id: str, path: str) -> None:
    answer = await office.raw("GET", f"/v1/jobs/{job_id}{path}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_strange_step_is_404(office: Office, job: Json) -> None:
    for step in ("nothing", "%00", "a/b/c/d", "job/close/x", "🚿", "x" * 3_000):
        answer = await office.raw("POST", f"/v1/jobs/{job['id']}/plan/{step}/skip", {"reason": "x"})
        assert answer.status_code == 404


async def test_what_looks_bad_but_is_text_is_kept(office: Office) -> None:
    body = {
        "contact": contact(name="O'Brien 👷 عمر"),
        "title": "<script>alert('x')</script>",
        "description": "'); DROP TABLE jobs.folder; --\n\tdeux lignes",
    }
    made = await office.post("/v1/jobs", body)
    assert (made["title"], made["description"]) == (body["title"], body["description"])
    assert made["contact"]["name"] == "O'Brien 👷 عمر"
    message = await office.post(f"/v1/jobs/{made['id']}/messages", {"subject": "Ça va? 🚿", "body": "<b>Oui</b>"})
    assert (message["subject"], message["body"]) == ("Ça va? 🚿", "<b>Oui</b>")

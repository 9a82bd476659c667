"""`POST /v1/sites/{site}/requests`: what programs send."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest

from services.intake.sites.schemas import SiteView
from tests.factories import Company
from tests.services.intake.world import JSON_ASKED, make_site, rows


@pytest.fixture
def path(site: SiteView) -> str:
    return f"/v1/sites/{site.key}/requests"


async def test_a_request_opens_a_job(intake_api: httpx.AsyncClient, path: str, ours: Company) -> None:
    address = {"line1": "12, rue du Robinet", "city": "Laval", "postal_code": "H7N 1A1"}
    answer = await intake_api.post(path, json=JSON_ASKED | {"address": address, "service": "Unclogging"})
    assert answer.status_code == 201, answer.text
    [submission] = await rows(ours, "intake.submissions")
    assert answer.json() == {
        "request_id": submission["id"],
        "job": {"id": submission["job_id"], "number": submission["job_number"]},
    }
    assert answer.headers["location"].endswith(f"/v1/jobs/{submission['job_id']}")
    assert submission["verdict"] == "accepted"
    assert submission["consent_at"] is not None
    assert submission["address"] == "203.0.113.7"
    [request] = await rows(ours, "jobs.request")
    assert (request["id"], request["service"]) == (submission["id"], "Débouchage")
    [consent] = await rows(ours, "jobs.consent")
    assert (consent["contact_id"], consent["kind"], consent["source"]) == (submission["contact_id"], "express", "form")
    assert submission["id"] in consent["proof"]


async def test_a_retry_with_the_same_key_is_the_same_job(
    intake_api: httpx.AsyncClient, path: str, ours: Company
) -> None:
    headers = {"Idempotency-Key": "retry-1"}
    first = await intake_api.post(path, json=JSON_ASKED, headers=headers)
    second = await intake_api.post(path, json=JSON_ASKED, headers=headers)
    assert (first.status_code, first.json()) == (second.status_code, second.json())
    assert second.headers["idempotency-replayed"] == "true"
    other = await intake_api.post(path, json=JSON_ASKED | {"message": "Autre"}, headers=headers)
    assert (other.status_code, other.json()["code"]) == (422, "key-reuse")
    assert len(await rows(ours, "log.job")) == 1


async def test_eight_retries_at_once_are_one_job(intake_api: httpx.AsyncClient, path: str, ours: Company) -> None:
    headers = {"Idempotency-Key": "at-once"}
    answers = await asyncio.gather(*(intake_api.post(path, json=JSON_ASKED, headers=headers) for _ in range(8)))
    assert {each.status_code for each in answers} == {201}
    assert len({each.text for each in answers}) == 1
    assert len(await rows(ours, "log.job")) == 1


async def test_requests_at_once_get_numbers_without_gap(
    intake_api: httpx.AsyncClient, path: str, ours: Company
) -> None:
    answers = await asyncio.gather(
        *(intake_api.post(path, json=JSON_ASKED | {"email": f"c{n % 3}@clients.example"}) for n in range(9))
    )
    numbers = sorted(each.json()["job"]["number"] for each in answers)
    assert numbers == list(range(numbers[0], numbers[0] + 9))
    assert len(await rows(ours, "jobs.contact")) == 3  # one for each person, however often they ask


async def test_two_companies_never_meet(
    intake_api: httpx.AsyncClient, path: str, ours: Company, theirs: Company
) -> None:
    neighbour = await make_site(theirs)
    headers = {"Idempotency-Key": "same-key"}
    mine = await intake_api.post(path, json=JSON_ASKED, headers=headers)
    yours = await intake_api.post(f"/v1/sites/{neighbour.key}/requests", json=JSON_ASKED, headers=headers)
    assert mine.status_code == yours.status_code == 201
    assert mine.json()["job"]["id"] != yours.json()["job"]["id"]
    for company, answer in ((ours, mine), (theirs, yours)):
        [job] = await rows(company, "log.job")
        [contact] = await rows(company, "jobs.contact")
        assert job["job_id"] == answer.json()["job"]["id"]
        assert contact["company_id"] == company.id


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"name": ""}, "/name", "too-short"),
    ({"name": None}, "/name", "malformed"),
    ({"name": 7}, "/name", "malformed"),
    ({"name": "a\r\nBcc: x@y.example"}, "/name", "control-characters"),
    ({"name": "\ud800"}, "/name", "malformed"),
    ({"name": "\u200b\u202e"}, "/name", "required"),
    ({"email": "nope"}, "/email", "email"),
    ({"email": "a@b.example\nBcc: c@d.example"}, "/email", "control-characters"),
    ({"email": ["a@b.example"]}, "/email", "malformed"),
    ({"email": None}, "/phone", "email-or-phone"),
    ({"email": "", "phone": " "}, "/phone", "email-or-phone"),
    ({"phone": "12"}, "/phone", "phone"),
    ({"message": ""}, "/message", "too-short"),
    ({"message": "x" * 20_001}, "/message", "too-long"),
    ({"message": "a\0b"}, "/message", "control-characters"),
    ({"service": "Subject\r\nBcc: x"}, "/service", "control-characters"),
    ({"language": "de"}, "/language", "choice"),
    ({"consent": False}, "/consent", "consent-required"),
    ({"consent": "true"}, "/consent", "malformed"),
    ({"consent": 1}, "/consent", "malformed"),
    ({"address": "12 rue X"}, "/address", "malformed"),
    ({"address": {"city": "Laval"}}, "/address/line1", "required"),
    ({"address": {"line1": "12", "postal_code": "90210"}}, "/address/postal_code", "postal-code"),
    ({"company_id": "com_x"}, "/company_id", "unknown"),
    ({"__proto__": {}}, "/__proto__", "unknown"),
    ({"\ud800": 1}, "/", "malformed"),
]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(("change", "pointer", "code"), WRONG)
async def test_bad_input_is_a_problem_and_writes_nothing(
    intake_api: httpx.AsyncClient,
    path: str,
    ours: Company,
    change: dict[str, Any],
    pointer: str,
    code: str,
    language: str,
) -> None:
    body = json.dumps(JSON_ASKED | change)
    headers = {"Content-Type": "application/json", "Accept-Language": language}
    answer = await intake_api.post(path, content=body, headers=headers)
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["content-language"] == language
    found = {each["pointer"]: each["code"] for each in answer.json()["errors"]}
    assert found[pointer] == code
    assert await rows(ours, "intake.submissions") == []
    assert await rows(ours, "jobs.contact") == []


BODIES = [
    (b"{", 400),
    (b"", 422),
    (b"null", 422),
    (b"[]", 422),
    (b'"text"', 422),
    (b"\xff\xfe", 400),
    (b"[" * 100_000, 400),
    (b'{"name": NaN}', 422),
    (b'{"name": "' + b"x" * 10_000_000 + b'"}', 413),
]


@pytest.mark.parametrize(("body", "status"), BODIES)
async def test_a_body_that_is_no_request(
    intake_api: httpx.AsyncClient, path: str, ours: Company, body: bytes, status: int
) -> None:
    answer = await intake_api.post(path, content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == status, answer.text[:300]
    assert answer.headers["content-type"] == "application/problem+json"
    assert await rows(ours, "intake.submissions") == []


async def test_unknown_site_and_unknown_parameter(intake_api: httpx.AsyncClient, path: str) -> None:
    answer = await intake_api.post("/v1/sites/nobodys/requests", json=JSON_ASKED, headers={"Accept-Language": "en"})
    assert (answer.status_code, answer.json()["detail"]) == (404, "There is no such form.")
    assert (await intake_api.post(path + "?x=1", json=JSON_ASKED)).status_code == 422


@pytest.mark.parametrize(
    "name", ["😀 Ève", "محمد العربي", "<script>alert(1)</script>", "'; DROP TABLE jobs.folder;--", "{0} %s {{x}}"]
)
async def test_strange_but_good_names(intake_api: httpx.AsyncClient, path: str, ours: Company, name: str) -> None:
    answer = await intake_api.post(path, json=JSON_ASKED | {"name": name, "message": name})
    assert answer.status_code == 201, answer.text
    [contact] = await rows(ours, "jobs.contact")
    assert contact["name"] == name


async def test_too_many_requests(intake_api: httpx.AsyncClient, path: str, ours: Company) -> None:
    answers = [await intake_api.post(path, json=JSON_ASKED) for _ in range(21)]
    assert answers[-1].status_code == 429
    assert answers[-1].json()["code"] == "too-many"
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
    assert len(await rows(ours, "log.job")) == 20


async def test_a_refused_request_may_come_again_with_its_key(
    intake_api: httpx.AsyncClient, path: str, ours: Company
) -> None:
    headers = {"Idempotency-Key": "second-try"}
    refused = await intake_api.post(path, json=JSON_ASKED | {"consent": False}, headers=headers)
    assert refused.status_code == 422
    assert (await intake_api.post(path, json=JSON_ASKED, headers=headers)).status_code == 201


ALLOWED, FOREIGN = "https://www.plombier.example", "https://elsewhere.example"


async def test_a_page_of_an_allowed_origin_may_post(intake_api: httpx.AsyncClient, path: str) -> None:
    asks = {"Origin": ALLOWED, "Access-Control-Request-Method": "POST"}
    preflight = await intake_api.options(path, headers=asks)
    assert preflight.status_code == 204
    assert preflight.headers["access-control-allow-origin"] == ALLOWED
    assert "Idempotency-Key" in preflight.headers["access-control-allow-headers"]
    for body in (JSON_ASKED, {}):
        answer = await intake_api.post(path, json=body, headers={"Origin": ALLOWED})
        assert answer.headers["access-control-allow-origin"] == ALLOWED
        assert "access-control-allow-credentials" not in answer.headers
        assert "Origin" in answer.headers["vary"]


async def test_other_origins_may_not(intake_api: httpx.AsyncClient, path: str) -> None:
    for origin in (FOREIGN, "null", ALLOWED + ".evil.example", "http://www.plombier.example"):
        preflight = await intake_api.options(path, headers={"Origin": origin})
        assert "access-control-allow-origin" not in preflight.headers
        answer = await intake_api.post(path, json=JSON_ASKED, headers={"Origin": origin})
        assert "access-control-allow-origin" not in answer.headers
    unknown = await intake_api.options("/v1/sites/nobodys/requests", headers={"Origin": ALLOWED})
    assert "access-control-allow-origin" not in unknown.headers

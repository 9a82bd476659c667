"""Bad input, phrase by phrase: a clear problem in French and in English, and the books exactly as they were.

Before and after each call every row of billing and every fact of the company is read; nothing of them may differ.
"""

from __future__ import annotations

import json
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from services.billing.online.stripe import get_provider
from services.billing.tables import Base
from services.kit.settings import get_settings
from tests.services.billing.online_world import SECRET, event, signed
from tests.services.billing.world import Office, cad, line

Json = dict[str, Any]
Call = Callable[[Office, Office, str], Awaitable[httpx.Response]]


async def dump(office: Office) -> dict[str, list[str]]:
    """Every row of billing and every fact of the company."""
    found = {}
    async with office.company.work() as work:
        for name in (*(each.fullname for each in Base.metadata.sorted_tables), "log.fact", "log.job"):
            query = text(f"SELECT t::text FROM {name} t WHERE company_id = :id ORDER BY 1")  # noqa: S608
            found[name] = list(await work.session.scalars(query, {"id": office.company.id}))
    return found


async def refused(office: Office, call: Callable[[str], Awaitable[httpx.Response]], status: int, code: str) -> None:
    """In both languages the same problem, each in its own words; nothing was written."""
    before, said = await dump(office), {}
    assert any(before.values())
    for language in ("fr", "en"):
        response = await call(language)
        assert response.status_code == status, response.text
        assert response.headers["content-type"] == "application/problem+json"
        problem = response.json()
        codes = {problem["code"], *(each["code"] for each in problem.get("errors", ()))}
        assert code in codes, problem
        said[language] = [problem["title"], problem["detail"], *(each["detail"] for each in problem.get("errors", ()))]
        assert all(said[language]), problem
        assert not any("{" in each or "NaN" in each or "Infinity" in each for each in said[language]), problem
    assert said["fr"] != said["en"]
    assert await dump(office) == before


async def made(office: Office) -> Json:
    """An issued invoice, and a draft."""
    job = await office.job()
    return {"job": job, "issued": await office.issued(job), "draft": await office.invoice(job)}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"quantity": "1e308"}, "quantity"),
        ({"quantity": 1e308}, "quantity"),
        ({"quantity": "-0"}, "quantity-zero"),
        ({"quantity": "-0.000000"}, "quantity-zero"),
        ({"quantity": "NaN"}, "quantity"),
        ({"quantity": "Infinity"}, "quantity"),
        ({"quantity": "0.12345678901234567"}, "quantity"),
        ({"quantity": "1000001"}, "quantity-too-large"),
        ({"quantity": "１２"}, "quantity"),
        ({"quantity": "11", "unit_price": cad(1_000_000_00)}, "amount-too-large"),
        ({"unit_price": cad(1_000_000_01)}, "amount-too-large"),
        ({"quantity": "9", "unit_price": cad(1_000_000_00)}, "total-too-large"),
        ({"unit_price": {"amount": 1_00, "currency": "USD"}}, "currency-mismatch"),
        ({"cost": {"amount": 1_00, "currency": "USD"}}, "currency-mismatch"),
        ({"discount": {"amount": {"amount": 1_00, "currency": "USD"}}}, "currency-mismatch"),
    ],
)
@pytest.mark.parametrize("path", ["/v1/invoices", "/v1/quotes"])
async def test_lines_that_cannot_be(office: Office, path: str, change: Json, code: str) -> None:
    job = (await made(office))["job"]
    body = {"job_id": job.id, "lines": [line(100_00) | change]}
    await refused(office, lambda language: office.call("POST", path, body, language=language), 422, code)


async def test_a_number_that_json_does_not_have(office: Office) -> None:
    """`NaN` without quotes is no JSON, whatever some programs write."""
    job = (await made(office))["job"]
    content = json.dumps({"job_id": job.id, "lines": [line(100_00) | {"quantity": float("nan")}]})

    async def call(language: str) -> httpx.Response:
        headers = office.company.headers(language=language) | {"Content-Type": "application/json"}
        return await office.api.post("/v1/invoices", content=content, headers=headers)

    await refused(office, call, 422, "invalid")


def payment(cents: int, invoice: Any = None, **more: Any) -> Json:
    shares = [{"invoice_id": invoice["id"], "amount": cad(cents)}] if invoice else None
    return {"amount": cad(cents), "method": "interac"} | ({"allocations": shares} if shares else {}) | more


@pytest.mark.parametrize(
    ("what", "status", "code"),
    [
        ("draft", 409, "invoice-not-issued"),
        ("void", 409, "invoice-not-issued"),
        ("theirs", 404, "not-found"),
        ("nobody's", 404, "not-found"),
    ],
)
async def test_paying_what_cannot_be_paid(office: Office, stranger: Office, what: str, status: int, code: str) -> None:
    things = await made(office)
    match what:
        case "draft":
            target = things["draft"]
        case "void":
            target = await office.post(f"/v1/invoices/{things['issued']['id']}/void", {"reason": "duplicate"})
        case "theirs":
            target = await stranger.issued(await stranger.job())
        case _:
            target = {"id": "inv_00000000000000000000000000"}
    before = await dump(stranger)
    body = payment(10_00, target)
    await refused(office, lambda language: office.call("POST", "/v1/payments", body, language=language), status, code)
    assert await dump(stranger) == before


@pytest.mark.parametrize(
    ("amount", "status", "code"),
    [
        (cad(20_01), 409, "refund-too-large"),
        (cad(999_999_999), 409, "refund-too-large"),
        (cad(0), 422, "not-positive"),
        (cad(-5), 422, "not-positive"),
        ({"amount": 1_00, "currency": "USD"}, 422, "currency-mismatch"),
        ({"amount": 1.5, "currency": "CAD"}, 422, "invalid"),
    ],
)
async def test_refunding_more_than_was_received(office: Office, amount: Json, status: int, code: str) -> None:
    """Of 120.00 that came, 100.00 pay an invoice; 20.00 are held and may go back."""
    things = await made(office)
    paid = await office.post("/v1/payments", payment(100_00, things["issued"]) | {"amount": cad(120_00)}, 201)
    path, body = f"/v1/payments/{paid['id']}/refund", {"amount": amount, "method": "cheque"}
    await refused(office, lambda language: office.call("POST", path, body, language=language), status, code)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"amount": {"amount": 10_00, "currency": "USD"}}, "currency-mismatch"),
        ({"amount": cad(10_000_000_01)}, "amount-too-large"),
        ({"amount": cad(-1)}, "not-positive"),
        ({"amount": {"amount": 1e308, "currency": "CAD"}}, "invalid"),
    ],
)
async def test_payments_that_cannot_be(office: Office, change: Json, code: str) -> None:
    body = payment(10_00, job_id=(await made(office))["job"].id) | change
    await refused(office, lambda language: office.call("POST", "/v1/payments", body, language=language), 422, code)


TOLD = {"note": "Oui au téléphone"}
"""What the office says of a client's yes."""


@pytest.mark.parametrize(
    ("what", "code"),
    [
        ("old", "quote-superseded"),
        ("expired", "quote-expired"),
        ("twice", "quote-already-accepted"),
        ("tampered", "quote-document-changed"),
    ],
)
async def test_accepting_what_cannot_be_accepted(office: Office, what: str, code: str) -> None:
    quote = await office.sent_quote(await office.job())
    path = f"/v1/quotes/{quote['id']}"
    body = {"version": 1, "name": "Ève", "document_sha256": quote["document_sha256"]}
    match what:
        case "old":
            await office.post(f"{path}/revise", {})
            await office.post(f"{path}/send", {})
        case "expired":
            async with office.company.work() as work:
                past = datetime.now(UTC).date() - timedelta(days=2)
                query = text("UPDATE billing.quote_version SET valid_until = :day WHERE quote_id = :id")
                await work.session.execute(query, {"day": past, "id": quote["id"]})
        case "twice":
            await office.post(f"{path}/accept", body | TOLD)
        case "tampered":
            body["document_sha256"] = (
                f"{'0' if body['document_sha256'][0] != '0' else '1'}{body['document_sha256'][1:]}"
            )
    await refused(
        office, lambda language: office.call("POST", f"{path}/accept", body | TOLD, language=language), 409, code
    )
    portal = "/v1/portal/" + quote["portal_url"].split("/c/")[1].split("/")[0] + f"/quotes/{quote['id']}/accept"

    async def client(language: str) -> httpx.Response:
        headers = {"Accept-Language": language, "Idempotency-Key": f"{what}-{language}"}
        return await office.api.post(portal, json=body, headers=headers)

    await refused(office, client, 409, code)


@pytest.fixture
def with_provider(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """A provider that is set up and never called."""
    for name, value in (("KEY", "sk_nobody"), ("WEBHOOK_SECRET", SECRET)):
        (tmp_path / name).write_text(value)
        monkeypatch.setenv(f"DOSSIER_STRIPE_{name}_FILE", str(tmp_path / name))
    get_settings.cache_clear()
    get_provider.cache_clear()
    yield
    monkeypatch.undo()
    get_settings.cache_clear()
    get_provider.cache_clear()


@pytest.mark.parametrize(
    ("what", "code"),
    [
        ("another's", "webhook-signature-invalid"),
        ("none", "webhook-signature-invalid"),
        ("another body", "webhook-signature-invalid"),
        ("old", "webhook-signature-old"),
    ],
)
async def test_calls_that_no_bank_made(office: Office, with_provider: None, what: str, code: str) -> None:
    await made(office)
    content = json.dumps(event("checkout.session.completed", {"id": "cs_1", "object": "checkout.session"}))
    headers = {
        "another's": signed(content, secret="whsec_of-somebody-else"),
        "none": {},
        "old": signed(content, at=int(time.time()) - 3600),
        "another body": signed(content + " "),
    }[what]

    async def call(language: str) -> httpx.Response:
        given = headers | {"Accept-Language": language}
        return await office.api.post("/v1/providers/stripe/webhook", content=content, headers=given)

    await refused(office, call, 401, code)


async def test_an_event_that_nobody_knows_is_taken_and_does_nothing(office: Office, with_provider: None) -> None:
    """A bank tells more than was asked for: to refuse it would make it call for days."""
    await made(office)
    before = await dump(office)
    for kind in ("customer.created", "charge.some_day", "nonsense"):
        content = json.dumps(event(kind, {"id": "x_1", "object": "x"}))
        answer = await office.api.post("/v1/providers/stripe/webhook", content=content, headers=signed(content))
        assert answer.status_code == 200, answer.text
    assert await dump(office) == before

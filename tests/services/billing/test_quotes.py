"""Quotes over HTTP: what is frozen stays, what is accepted is exactly what was read."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from services.billing.documents.queries import document_for
from services.billing.quotes import answers
from services.billing.quotes.answers import expire_quote
from services.kit import factlog
from services.kit.db import reading
from services.kit.problems import Problem
from tests.services.billing.world import Office, cad, line, portal_path


async def kinds(office: Office, job_id: str) -> list[str]:
    async with reading(office.company.id) as session:
        return [each.envelope.kind for each in await factlog.facts(session, job_id)]


async def test_golden_totals(office: Office) -> None:
    quote = await office.quote(await office.job(), line(14_00, "10"))
    assert quote["totals"]["subtotal"] == cad(140_00)
    assert [(tax["name"], tax["rate"], tax["amount"]) for tax in quote["totals"]["taxes"]] == [
        ("TPS", "5", cad(7_00)),
        ("TVQ", "9.975", cad(13_97)),
    ]
    assert quote["totals"]["total"] == cad(160_97)
    assert (quote["number"], quote["version"], quote["status"]) == (1, 1, "draft")


async def test_totals_while_somebody_types(office: Office) -> None:
    lines = [line(14_00, "10"), line(50_00, optional=True)]
    shown = await office.post("/v1/totals", {"lines": lines})
    assert shown["amounts"] == [cad(140_00), cad(50_00)]
    assert shown["totals"]["total"] == cad(160_97)
    await office.refused("/v1/totals", {"lines": [line(1, "0")]}, status=422, code="invalid")
    assert (await office.get("/v1/quotes"))["data"] == [], "nothing is stored"


async def test_from_draft_to_accepted(office: Office) -> None:
    job = await office.job()
    quote = await office.sent_quote(job, line(100_00), line(50_00, taxable=False))
    assert quote["status"] == "sent"
    assert re.fullmatch("[0-9a-f]{64}", quote["document_sha256"])
    assert quote["valid_until"] > datetime.now(UTC).date().isoformat()
    portal = portal_path(quote["portal_url"])
    seen = (await office.api.get(f"{portal}/quotes/{quote['id']}")).json()
    assert seen["document_sha256"] == quote["document_sha256"]
    assert (await office.api.post(f"{portal}/quotes/{quote['id']}/view")).json()["status"] == "viewed"
    await office.api.post(f"{portal}/quotes/{quote['id']}/view")
    answer = {"version": 1, "document_sha256": quote["document_sha256"], "name": "Marie-Ève Tremblay"}
    headers = {"X-Forwarded-For": "198.51.100.4", "User-Agent": "Navigateur/1.0"}
    accepted = await office.api.post(f"{portal}/quotes/{quote['id']}/accept", json=answer, headers=headers)
    assert accepted.status_code == 200, accepted.text
    shown = await office.get(f"/v1/quotes/{quote['id']}")
    assert shown["status"] == "accepted"
    proof = shown["accepted"]
    assert proof["name"] == "Marie-Ève Tremblay"
    assert (proof["ip"], proof["user_agent"], proof["by"]) == ("198.51.100.4", "Navigateur/1.0", "contact")
    assert (proof["version"], proof["document_sha256"]) == (1, quote["document_sha256"])
    assert accepted.json()["accepted"]["ip"] is None
    assert await kinds(office, job.id) == [
        "job.opened",
        "quote.drafted",
        "quote.sent",
        "quote.viewed",
        "quote.accepted",
    ]


async def test_expired_quote_asks_to_be_renewed(office: Office) -> None:
    job = await office.job()
    quote = await office.sent_quote(job)
    for _ in range(2):
        async with office.company.work() as work:
            await expire_quote(work, quote["id"], 1)
    assert (await kinds(office, job.id)).count("quote.expired") == 1
    problem = await office.refused(
        f"/v1/quotes/{quote['id']}/accept",
        {"version": 1, "name": "M", "note": "Oui au téléphone"},
        status=409,
        code="quote-expired",
    )
    assert "renouveler" in problem["detail"]
    revised = await office.post(f"/v1/quotes/{quote['id']}/revise", {})
    assert revised["version"] == 2
    again = await office.post(f"/v1/quotes/{quote['id']}/send", {})
    assert again["status"] == "sent"


async def test_the_calendar_expires_a_quote_before_its_timer_does(office: Office) -> None:
    quote = await office.sent_quote(await office.job())
    later = datetime.now(UTC) + timedelta(days=40)
    with pytest.raises(Problem, match="quote-expired"):
        async with office.company.work(now=later) as work:
            await answers.accept(work, quote["id"], answers.Answer(by="office", version=1, name="M", note="Oui"))
    assert (await office.get(f"/v1/quotes/{quote['id']}"))["status"] == "sent"


async def test_expiring_an_accepted_quote_is_refused(office: Office) -> None:
    quote = await office.sent_quote(await office.job())
    await office.post(f"/v1/quotes/{quote['id']}/accept", {"version": 1, "name": "M", "note": "Oui au téléphone"})
    with pytest.raises(Problem, match="quote-not-open"):
        async with office.company.work() as work:
            await expire_quote(work, quote["id"], 1)
    assert (await office.get(f"/v1/quotes/{quote['id']}"))["status"] == "accepted"


async def test_a_sent_version_is_frozen(office: Office) -> None:
    job = await office.job()
    quote = await office.sent_quote(job)
    await office.refused(
        f"/v1/quotes/{quote['id']}", {"lines": [line(1)]}, method="PATCH", status=409, code="quote-not-draft"
    )
    await office.refused(f"/v1/quotes/{quote['id']}/send", {}, status=409, code="quote-already-sent")
    async with office.company.work() as work:
        await work.session.execute(
            text("UPDATE jobs.contact SET name = 'Quelqu’un d’autre' WHERE id = :id"), {"id": job.contact_id}
        )
        await work.session.execute(
            text("UPDATE accounts.companies SET trade_name = 'Autre nom' WHERE id = :id"), {"id": office.company.id}
        )
    async with reading(office.company.id) as session:
        frozen = await document_for(session, "quote", quote["id"], 1)
    assert frozen is not None
    assert frozen.snapshot.buyer.name == "Marie-Ève Tremblay"
    assert frozen.snapshot.seller.trade_name == "Plomberie des Essais"
    assert frozen.document_sha256 == quote["document_sha256"]


async def test_options_count_only_when_ticked(office: Office) -> None:
    option = line(50_00, optional=True, description="Garantie prolongée")
    quote = await office.sent_quote(await office.job(), line(100_00), option)
    assert quote["totals"]["total"] == cad(114_98)
    portal = portal_path(quote["portal_url"])
    answer = {"version": 1, "document_sha256": quote["document_sha256"], "name": "Marie", "options": [0]}
    wrong = await office.api.post(f"{portal}/quotes/{quote['id']}/accept", json=answer)
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/options/0")
    accepted = await office.api.post(f"{portal}/quotes/{quote['id']}/accept", json=answer | {"options": [1]})
    assert accepted.json()["totals"]["total"] == cad(172_46)
    assert accepted.json()["accepted"]["options"] == [1]
    generated = await office.post(f"/v1/quotes/{quote['id']}/generate-invoices", {})
    assert generated["data"][0]["totals"]["total"] == cad(172_46)
    assert len(generated["data"][0]["lines"]) == 2


async def test_decline_keeps_the_reason(office: Office) -> None:
    quote = await office.sent_quote(await office.job())
    portal = portal_path(quote["portal_url"])
    body = {"version": 1, "reason": "Trop cher\npour nous"}
    declined = await office.api.post(f"{portal}/quotes/{quote['id']}/decline", json=body)
    assert declined.json()["declined"]["reason"] == "Trop cher\npour nous"
    await office.refused(
        f"/v1/quotes/{quote['id']}/accept",
        {"version": 1, "name": "M", "note": "Oui au téléphone"},
        status=409,
        code="quote-not-open",
    )


async def test_void(office: Office) -> None:
    quote = await office.sent_quote(await office.job())
    voided = await office.post(f"/v1/quotes/{quote['id']}/void", {"reason": "Erreur"})
    assert (voided["status"], voided["void_reason"], voided["number"]) == ("voided", "Erreur", quote["number"])
    await office.refused(
        f"/v1/quotes/{quote['id']}/accept",
        {"version": 1, "name": "M", "note": "Oui au téléphone"},
        status=409,
        code="quote-not-open",
    )
    await office.refused(f"/v1/quotes/{quote['id']}/void", {}, status=409, code="quote-settled")


@pytest.mark.parametrize("became", ["accepted", "declined", "expired"])
async def test_void_whatever_became_of_it(office: Office, became: str) -> None:
    quote = await office.sent_quote(await office.job())
    path = f"/v1/quotes/{quote['id']}"
    if became == "accepted":
        await office.post(f"{path}/accept", {"version": 1, "name": "M", "note": "Au téléphone"})
    elif became == "declined":
        await office.post(f"{path}/decline", {"version": 1})
    else:
        async with office.company.work() as work:
            await expire_quote(work, quote["id"], 1)
    assert (await office.get(path))["status"] == became
    assert (await office.post(f"{path}/void", {}))["status"] == "voided"


async def test_void_is_refused_once_it_was_invoiced(office: Office) -> None:
    quote = await office.sent_quote(await office.job())
    await office.post(f"/v1/quotes/{quote['id']}/accept", {"version": 1, "name": "M", "note": "Oui au téléphone"})
    first = await office.post(f"/v1/quotes/{quote['id']}/generate-invoices", {})
    again = await office.post(f"/v1/quotes/{quote['id']}/generate-invoices", {})
    assert [each["id"] for each in first["data"]] == [each["id"] for each in again["data"]]
    await office.refused(f"/v1/quotes/{quote['id']}/void", {}, status=409, code="quote-has-invoices")


async def test_drafts_never_show_to_the_client(office: Office) -> None:
    job = await office.job()
    sent = await office.sent_quote(job)
    draft = await office.quote(job)
    portal = portal_path(sent["portal_url"])
    listed = (await office.api.get(f"{portal}/quotes")).json()["data"]
    assert [each["id"] for each in listed] == [sent["id"]]
    assert (await office.api.get(f"{portal}/quotes/{draft['id']}")).status_code == 404
    assert (await office.api.get(f"{portal}/quotes/{draft['id']}/pdf")).status_code == 404


async def test_two_people_edit_one_draft(office: Office) -> None:
    quote = await office.quote(await office.job())
    path = f"/v1/quotes/{quote['id']}"
    tag = (await office.call("GET", path)).headers["etag"]
    body = {"lines": [line(300_00)]}
    assert (await office.call("PATCH", path, body, headers={"If-Match": tag})).status_code == 200
    lost = await office.call("PATCH", path, {"lines": [line(1)]}, headers={"If-Match": tag})
    assert lost.status_code == 412
    assert lost.json()["current"]["totals"]["subtotal"] == cad(300_00)
    assert (await office.get(path))["totals"]["subtotal"] == cad(300_00)


async def test_lists_are_pages(office: Office) -> None:
    job = await office.job()
    made = [(await office.quote(job))["id"] for _ in range(5)]
    first = await office.get(f"/v1/quotes?limit=3&job_id={job.id}")
    second = await office.get(f"/v1/quotes?limit=3&job_id={job.id}&after={first['page']['next']}")
    assert [each["id"] for each in first["data"] + second["data"]] == made[::-1]
    assert second["page"] == {"next": None, "has_more": False}
    assert (await office.call("GET", "/v1/quotes?limit=3&nonsense=1")).status_code == 422
    assert (await office.call("GET", "/v1/quotes?after=zzz")).status_code == 422


async def test_draft_has_a_preview(office: Office) -> None:
    quote = await office.quote(await office.job())
    preview = await office.call("GET", f"/v1/quotes/{quote['id']}/pdf")
    assert preview.status_code == 200
    assert preview.content.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({"lines": []}, "/lines", "too-few"),
        ({"lines": [line(1)] * 501}, "/lines", "too-many"),
        ({"lines": [line(1, "1e308")]}, "/lines/0/quantity", "quantity"),
        ({"lines": [line(1, "NaN")]}, "/lines/0/quantity", "quantity"),
        ({"lines": [line(1, "Infinity")]}, "/lines/0/quantity", "quantity"),
        ({"lines": [line(1, "-0")]}, "/lines/0/quantity", "quantity-zero"),
        ({"lines": [line(1, "1.12345678901234567")]}, "/lines/0/quantity", "quantity"),
        ({"lines": [line(1, "1,5")]}, "/lines/0/quantity", "quantity"),
        ({"lines": [line(1, "9999999")]}, "/lines/0/quantity", "quantity-too-large"),
        ({"lines": [line(1) | {"quantity": 1.5}]}, "/lines/0/quantity", "quantity"),
        ({"lines": [line(100_000_000)] * 11}, "/lines", "total-too-large"),
        ({"lines": [line(100_000_001)]}, "/lines/0/unit_price", "amount-too-large"),
        ({"lines": [line(100_000_000, "1000000")]}, "/lines/0", "amount-too-large"),
        ({"lines": [line(-1)]}, "/lines", "total-negative"),
        ({"lines": [line(1) | {"unit_price": {"amount": 1, "currency": "USD"}}]}, "/lines/0/unit_price/currency", "currency-mismatch"),
        ({"lines": [line(1) | {"unit_price": {"amount": 1.5, "currency": "CAD"}}]}, "/lines/0/unit_price/amount", "malformed"),
        ({"lines": [line(1) | {"unit_price": {"amount": 10**400, "currency": "CAD"}}]}, "/lines/0/unit_price/amount", None),
        ({"lines": [line(1, rebate=5)]}, "/lines/0/rebate", "unknown"),
        ({"lines": [line(1, item_id="itm_00000000000000000000000000")]}, "/lines/0/item_id", "unknown-item"),
        ({"lines": [line(1) | {"description": "  "}]}, "/lines/0/description", "too-short"),
        ({"lines": [line(1) | {"description": "a\x00b"}]}, "/lines/0/description", "control-characters"),
        ({"lines": [line(1) | {"description": "x" * 4001}]}, "/lines/0/description", "too-long"),
        ({"lines": [line(1)], "valid_until": "1900-01-01"}, "/valid_until", "date-range"),
        ({"lines": [line(1)], "valid_until": "2020-01-01"}, "/valid_until", "date-range"),
        ({"lines": [line(1)], "valid_until": "2099-01-01"}, "/valid_until", "date-range"),
        ({"lines": [line(1)], "valid_until": 1234567890}, "/valid_until", "date"),
        ({"lines": [line(1)], "valid_until": "2027-02-30"}, "/valid_until", "date"),
        ({"lines": [line(1)], "deposit": cad(0)}, "/deposit", "not-positive"),
        ({"lines": [line(1)], "deposit": cad(100)}, "/deposit", "deposit-too-large"),
        ({"lines": [line(1)], "number": 7}, "/number", "unknown"),
    ],
)  # fmt: skip
async def test_bad_input(office: Office, body: dict[str, Any], pointer: str, code: str | None) -> None:
    job = await office.job()
    problem = await office.refused("/v1/quotes", {"job_id": job.id, **body}, status=422, code="invalid")
    found = {each["pointer"]: each["code"] for each in problem["errors"]}
    assert pointer in found, found
    assert code is None or found[pointer] == code
    assert await kinds(office, job.id) == ["job.opened"], "nothing is half-written"
    assert (await office.get(f"/v1/quotes?job_id={job.id}"))["data"] == []
    english = await office.call("POST", "/v1/quotes", {"job_id": job.id, **body}, language="en")
    assert english.json()["title"] != problem["title"]


async def test_bodies_that_are_no_json(office: Office) -> None:
    headers = office.company.headers() | {"Content-Type": "application/json"}
    for body in (b"{", b"[]", b'"x"', b"\xff\xfe", b'{"lines": NaN}', b"[" * 5000):
        response = await office.api.post("/v1/quotes", content=body, headers=headers)
        assert response.status_code in (400, 422), (body[:10], response.text)
        assert response.headers["content-type"] == "application/problem+json"
    big = await office.api.post("/v1/quotes", content=b" " * 10_000_000, headers=headers)
    assert big.status_code == 413


async def test_five_hundred_lines_with_ugly_texts(office: Office) -> None:
    ugly = ["🎉", "שלום", "<script>alert(1)</script>", "'; DROP TABLE billing.quote; --", "a\r\nBcc: x@y.example"]
    lines = [line(-1 if i % 7 else 10_00, "0.000001", description=ugly[i % 5]) for i in range(499)]
    quote = await office.sent_quote(await office.job(name="مرحبا 🎉"), line(100_00), *lines)
    assert len(quote["lines"]) == 500


async def test_another_companys_quote_does_not_exist(office: Office, stranger: Office) -> None:
    job = await office.job()
    quote = await office.sent_quote(job)
    path = f"/v1/quotes/{quote['id']}"
    before = await office.get(path)
    assert (await stranger.call("GET", path)).status_code == 404
    assert (await stranger.call("GET", f"{path}/pdf")).status_code == 404
    assert (await stranger.call("PATCH", path, {"lines": [line(1)]})).status_code == 404
    for verb, body in (
        ("send", {}),
        ("revise", {}),
        ("accept", {"version": 1, "name": "M", "note": "Oui au téléphone"}),
        ("decline", {"version": 1}),
        ("void", {}),
        ("generate-invoices", {}),
    ):
        await stranger.refused(f"{path}/{verb}", body, status=404, code="not-found")
    await stranger.refused("/v1/quotes", {"job_id": job.id, "lines": [line(1)]}, status=404, code="not-found")
    assert (await stranger.get("/v1/quotes"))["data"] == []
    theirs = await stranger.sent_quote(await stranger.job())
    foreign = portal_path(theirs["portal_url"])
    assert (await office.api.get(f"{foreign}/quotes/{quote['id']}")).status_code == 404
    answer = {"version": 1, "document_sha256": quote["document_sha256"], "name": "M"}
    assert (await office.api.post(f"{foreign}/quotes/{quote['id']}/accept", json=answer)).status_code == 404
    assert await office.get(path) == before


async def test_another_client_of_the_same_company_sees_nothing(office: Office) -> None:
    quote = await office.sent_quote(await office.job())
    other = await office.sent_quote(await office.job(name="Voisin"))
    portal = portal_path(other["portal_url"])
    answer = {"version": 1, "document_sha256": quote["document_sha256"], "name": "M"}
    for verb, body in (("accept", answer), ("decline", {"version": 1}), ("view", {})):
        assert (await office.api.post(f"{portal}/quotes/{quote['id']}/{verb}", json=body)).status_code == 404
    assert (await office.api.get(f"{portal}/quotes/{quote['id']}/pdf")).status_code == 404


async def test_permission_and_key(office: Office) -> None:
    quote = await office.quote(await office.job())
    headers = office.company.headers("invoices")
    refused = await office.api.get("/v1/quotes", headers=headers)
    assert refused.status_code == 403
    assert "quotes" in refused.json()["detail"]
    without = office.company.headers()
    del without["Idempotency-Key"]
    send = await office.api.post(f"/v1/quotes/{quote['id']}/send", json={}, headers=without)
    assert (send.status_code, send.json()["code"]) == (422, "key-required")
    assert (await office.api.get("/v1/quotes")).status_code == 401


async def test_a_repeated_call_answers_as_the_first_did(office: Office) -> None:
    job = await office.job()
    body = {"job_id": job.id, "lines": [line(100_00)]}
    first = await office.call("POST", "/v1/quotes", body, key="twice")
    again = await office.call("POST", "/v1/quotes", body, key="twice")
    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["idempotency-replayed"] == "true"
    other = await office.call("POST", "/v1/quotes", body | {"lines": [line(1)]}, key="twice")
    assert (other.status_code, other.json()["code"]) == (422, "key-reuse")
    assert len((await office.get("/v1/quotes"))["data"]) == 1

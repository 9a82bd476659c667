"""Acceptance: what it is bound to, what is kept as its proof, and that there is exactly one."""

from __future__ import annotations

import asyncio
import base64
from typing import Any

import pytest
from sqlalchemy import text

from services.kit import factlog
from services.kit.db import reading
from tests.services.billing.world import Office, line, portal_path
from workflows.facts import QuoteAccepted
from workflows.money import Money

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def drawn(content: bytes = PNG) -> str:
    return base64.b64encode(content).decode()


async def kinds(office: Office, job_id: str) -> list[str]:
    async with reading(office.company.id) as session:
        return [each.envelope.kind for each in await factlog.facts(session, job_id)]


async def sent(office: Office, **more: Any) -> tuple[Any, str, dict[str, Any]]:
    """A quote, where its client finds it, and how they accept it."""
    quote = await office.sent_quote(await office.job(), line(100_00), line(20_00, optional=True), **more)
    answer = {"version": 1, "document_sha256": quote["document_sha256"], "name": "Marie-Ève Tremblay"}
    return quote, f"{portal_path(quote['portal_url'])}/quotes/{quote['id']}", answer


async def test_a_drawn_signature_is_kept_with_the_proof(office: Office) -> None:
    quote, portal, answer = await sent(office)
    accepted = await office.api.post(f"{portal}/accept", json=answer | {"signature": drawn()})
    assert accepted.status_code == 200, accepted.text
    assert (accepted.json()["accepted"]["kind"], accepted.json()["accepted"]["signature"]) == ("drawn", True)
    image = await office.call("GET", f"/v1/quotes/{quote['id']}/signature")
    assert (image.headers["content-type"], image.content) == ("image/png", PNG)
    assert (await office.api.get(f"{portal}/signature")).content == PNG, "the client may see what they drew"
    proof = (await office.get(f"/v1/quotes/{quote['id']}"))["accepted"]
    assert proof["intact"]
    assert len(proof["sha256"]) == 64


async def test_a_typed_name_has_no_image(office: Office) -> None:
    quote, portal, answer = await sent(office)
    await office.api.post(f"{portal}/accept", json=answer)
    assert (await office.get(f"/v1/quotes/{quote['id']}"))["accepted"]["kind"] == "typed"
    assert (await office.call("GET", f"/v1/quotes/{quote['id']}/signature")).status_code == 404


async def test_the_office_accepts_with_a_note_that_the_client_never_sees(office: Office) -> None:
    quote, portal, _ = await sent(office)
    note = "Au téléphone, 9 h 10, avec Mme Tremblay."
    body = {"version": 1, "name": "Marie-Ève Tremblay", "note": note, "options": [1]}
    done = await office.post(f"/v1/quotes/{quote['id']}/accept", body)
    assert (done["accepted"]["kind"], done["accepted"]["note"], done["accepted"]["by"]) == ("office", note, "user")
    seen = (await office.api.get(portal)).json()["accepted"]
    assert (seen["note"], seen["ip"], seen["user_agent"]) == ("", None, None)


@pytest.mark.parametrize(
    "touch",
    [
        "UPDATE billing.quote_version SET total = total - 1 WHERE quote_id = :id",
        "UPDATE billing.quote_version SET accepted_name = 'Quelqu’un d’autre' WHERE quote_id = :id",
        "UPDATE billing.quote_version SET accepted_at = accepted_at - interval '1 second' WHERE quote_id = :id",
        "UPDATE billing.quote_line SET chosen = true WHERE quote_id = :id",
    ],
)
async def test_what_was_touched_afterwards_shows(office: Office, touch: str) -> None:
    quote, portal, answer = await sent(office)
    await office.api.post(f"{portal}/accept", json=answer)
    assert (await office.get(f"/v1/quotes/{quote['id']}"))["accepted"]["intact"]
    async with office.company.work() as work:
        await work.session.execute(text(touch), {"id": quote["id"]})
    assert not (await office.get(f"/v1/quotes/{quote['id']}"))["accepted"]["intact"]


@pytest.mark.parametrize(
    ("signature", "code"),
    [
        (drawn(b"GIF89a"), "signature-no-png"),
        (drawn(PNG + b"x" * 200_000), "signature-too-large"),
        ("not base64 !", None),
        (7, None),
    ],
)
async def test_bad_signatures(office: Office, signature: Any, code: str | None) -> None:
    quote, portal, answer = await sent(office)
    refused = await office.api.post(f"{portal}/accept", json=answer | {"signature": signature})
    assert refused.status_code == 422
    error = refused.json()["errors"][0]
    assert (error["pointer"], code or error["code"]) == ("/signature", error["code"])
    assert (await office.get(f"/v1/quotes/{quote['id']}"))["status"] == "sent"


async def test_two_acceptances_at_once_and_one_wins(office: Office) -> None:
    job = await office.job()
    quote = await office.sent_quote(job, line(100_00), line(20_00, optional=True))
    portal = f"{portal_path(quote['portal_url'])}/quotes/{quote['id']}"
    answer = {"version": 1, "document_sha256": quote["document_sha256"], "name": "Marie"}
    names = [f"Marie {n}" for n in range(8)]
    answers = await asyncio.gather(
        *(
            office.api.post(f"{portal}/accept", json=answer | {"name": name, "options": [1] if n % 2 else []})
            for n, name in enumerate(names)
        )
    )
    statuses = sorted(each.status_code for each in answers)
    assert statuses == [200, *[409] * 7]
    assert {each.json()["code"] for each in answers if each.status_code == 409} == {"quote-already-accepted"}
    won = next(names[n] for n, each in enumerate(answers) if each.status_code == 200)
    shown = await office.get(f"/v1/quotes/{quote['id']}")
    assert shown["accepted"]["name"] == won
    assert bool(shown["accepted"]["options"]) == (names.index(won) % 2 == 1)
    assert shown["accepted"]["intact"]
    assert (await kinds(office, job.id)).count("quote.accepted") == 1


async def test_accepting_and_a_new_version_at_once(office: Office) -> None:
    """Either the client got what they read, or they are told that there is a newer version; never half of both."""
    quote, portal, answer = await sent(office)
    await office.post(f"/v1/quotes/{quote['id']}/revise", {})
    accepted, renewed = await asyncio.gather(
        office.api.post(f"{portal}/accept", json=answer), office.call("POST", f"/v1/quotes/{quote['id']}/send", {})
    )
    shown = await office.get(f"/v1/quotes/{quote['id']}")
    if accepted.status_code == 200:
        assert (renewed.status_code, renewed.json()["code"]) == (409, "quote-settled")
        assert (shown["version"], shown["status"]) == (1, "accepted")
    else:
        assert (accepted.status_code, accepted.json()["code"]) == (409, "quote-superseded")
        assert (shown["version"], shown["status"]) == (2, "sent")


@pytest.mark.parametrize(
    ("usual", "own", "itinerant", "expected"),
    [
        ("by_hand", None, False, "by_hand"),
        ("automatic", None, False, "automatic"),
        ("automatic", "by_hand", False, "by_hand"),
        ("by_hand", "automatic", False, "automatic"),
        ("automatic", "automatic", True, "by_hand"),
    ],
)
async def test_the_fact_says_deposit_and_invoicing(
    office: Office, usual: str, own: str | None, itinerant: bool, expected: str
) -> None:
    async with office.company.work() as work:
        await work.session.execute(
            text("UPDATE accounts.companies SET quote_invoicing = :usual WHERE id = :id"),
            {"usual": usual, "id": work.company_id},
        )
    job = await office.job()
    more = {"itinerant": True} if itinerant else {"deposit_percent": "50"}
    quote = await office.sent_quote(job, invoicing=own, **more)
    await office.post(f"/v1/quotes/{quote['id']}/accept", {"version": 1, "name": "M", "note": "Oui au téléphone"})
    async with reading(office.company.id) as session:
        fact = (await factlog.facts(session, job.id))[-1].fact
    assert isinstance(fact, QuoteAccepted)
    assert fact.invoicing == expected
    assert fact.deposit == (None if itinerant else Money(amount=57_49))


async def test_accepting_twice_changes_nothing(office: Office) -> None:
    quote = await office.sent_quote(await office.job())
    answer = {"version": 1, "name": "Téléphone", "note": "Oui au téléphone"}
    await office.post(f"/v1/quotes/{quote['id']}/accept", answer)
    first = await office.get(f"/v1/quotes/{quote['id']}")
    await office.refused(f"/v1/quotes/{quote['id']}/accept", answer, status=409, code="quote-already-accepted")
    await office.refused(f"/v1/quotes/{quote['id']}/decline", {"version": 1}, status=409, code="quote-already-accepted")
    assert await office.get(f"/v1/quotes/{quote['id']}") == first


async def test_accepting_a_superseded_version(office: Office) -> None:
    job = await office.job()
    quote = await office.sent_quote(job)
    revised = await office.post(f"/v1/quotes/{quote['id']}/revise", {})
    assert (revised["version"], revised["status"], revised["number"]) == (2, "draft", quote["number"])
    portal = portal_path(quote["portal_url"])
    still = (await office.api.get(f"{portal}/quotes/{quote['id']}")).json()
    assert (still["version"], still["status"]) == (1, "sent"), "the client keeps version 1 until version 2 is sent"
    await office.call("PATCH", f"/v1/quotes/{quote['id']}", {"lines": [line(200_00)]}, status=200)
    second = await office.post(f"/v1/quotes/{quote['id']}/send", {})
    assert second["document_sha256"] != quote["document_sha256"]
    old = {"version": 1, "document_sha256": quote["document_sha256"], "name": "Marie"}
    refused = await office.api.post(f"{portal}/quotes/{quote['id']}/accept", json=old)
    assert (refused.status_code, refused.json()["code"]) == (409, "quote-superseded")
    assert [each["status"] for each in second["versions"]] == ["superseded", "sent"]
    assert [each["total"] for each in second["versions"]] == [quote["totals"]["total"], second["totals"]["total"]]
    assert quote["totals"]["total"] != second["totals"]["total"]
    new = {"version": 2, "document_sha256": second["document_sha256"], "name": "Marie"}
    assert (await office.api.post(f"{portal}/quotes/{quote['id']}/accept", json=new)).status_code == 200
    assert "quote.superseded" in await kinds(office, job.id)


async def test_accepting_the_old_version_drops_the_draft_beside_it(office: Office) -> None:
    quote = await office.sent_quote(await office.job())
    await office.post(f"/v1/quotes/{quote['id']}/revise", {})
    await office.post(f"/v1/quotes/{quote['id']}/accept", {"version": 1, "name": "Marie", "note": "Oui au téléphone"})
    shown = await office.get(f"/v1/quotes/{quote['id']}")
    assert (shown["version"], shown["status"]) == (1, "accepted")
    await office.refused(f"/v1/quotes/{quote['id']}/send", {}, status=409, code="quote-settled")


async def test_accepting_with_another_hash(office: Office) -> None:
    quote = await office.sent_quote(await office.job())
    portal = portal_path(quote["portal_url"])
    answer = {"version": 1, "document_sha256": "0" * 64, "name": "Marie"}
    refused = await office.api.post(f"{portal}/quotes/{quote['id']}/accept", json=answer)
    assert (refused.status_code, refused.json()["code"]) == (409, "quote-document-changed")


async def test_accepting_a_document_that_was_touched_in_the_database(office: Office) -> None:
    quote = await office.sent_quote(await office.job())
    async with office.company.work() as work:
        touch = "UPDATE billing.document SET snapshot = jsonb_set(snapshot, '{total}', '1') WHERE object_id = :id"
        await work.session.execute(text(touch), {"id": quote["id"]})
    answer = {"version": 1, "name": "Marie", "note": "Oui au téléphone"}
    await office.refused(f"/v1/quotes/{quote['id']}/accept", answer, status=409, code="quote-document-changed")
    assert (await office.get(f"/v1/quotes/{quote['id']}"))["status"] == "sent"

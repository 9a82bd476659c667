"""The lists of quotes, invoices and payments across jobs, narrowed by settlement, by number and by words of the client."""

from __future__ import annotations

import secrets
from typing import Any, get_args

import pytest

from services.billing.invoices.schemas import Settlement
from tests.services.billing.world import Office, cad, line


async def listed(office: Office, path: str) -> list[str]:
    """The ids of all pages."""
    found: list[str] = []
    after = ""
    while True:
        page = await office.get(f"{path}{'&' if '?' in path else '?'}limit=2{after}")
        found += [each["id"] for each in page["data"]]
        if not page["page"]["has_more"]:
            return found
        after = f"&after={page['page']['next']}"


def name() -> str:
    """A client's that nobody else has, with an accent to be typed without."""
    return "Éloïse " + "".join(secrets.choice("bcdfghjklm") for _ in range(8))


def plain(text: str) -> str:
    return text.replace("É", "e").replace("ï", "i")


async def test_the_filter_by_settlement_says_what_the_invoices_say(office: Office) -> None:
    job = await office.job()
    unpaid, partly, paid, credited, both, written = [await office.issued(job, line(100_00)) for _ in range(6)]
    draft, gone = await office.invoice(job), await office.issued(job)
    await office.post(f"/v1/invoices/{gone['id']}/void", {"reason": "duplicate"})
    await office.pay(50_00, (partly, 50_00))
    await office.pay(114_98, (paid, 114_98))
    await office.post(f"/v1/invoices/{credited['id']}/credit", {"reason": "goodwill"}, status=201)
    await office.pay(100_00, (both, 100_00))
    await office.post(f"/v1/invoices/{both['id']}/credit", {"reason": "error", "amount": cad(14_98)}, status=201)
    await office.pay(14_98, (written, 14_98))
    await office.post(f"/v1/invoices/{written['id']}/write-off", {"reason": "uncollectible"})

    all_of = (await office.get(f"/v1/invoices?job_id={job.id}"))["data"]
    said = {each["id"]: each["settlement"] for each in all_of if each["document"] == "issued"}
    assert set(said.values()) == set(get_args(Settlement))
    for settlement in get_args(Settlement):
        wanted = {key for key, value in said.items() if value == settlement}
        assert set(await listed(office, f"/v1/invoices?job_id={job.id}&settlement={settlement}")) == wanted
    both_kinds = await listed(office, f"/v1/invoices?job_id={job.id}&settlement=unpaid&settlement=partially_paid")
    assert both_kinds == [partly["id"], unpaid["id"]]  # the newest first, no draft and nothing voided
    assert draft["id"] not in said


async def paper(office: Office, kind: str, **client: Any) -> tuple[str, int, str]:
    """Something of that kind on a job of a new client: id, number, number as printed."""
    job = await office.job(**client)
    match kind:
        case "quotes":
            made = await office.quote(job)
        case "invoices":
            made = await office.issued(job)
        case _:
            made = await office.pay(50_00, job_id=job.id)
            return made["id"], made["receipt_number"], made["receipt_text"]
    return made["id"], made["number"], made["number_text"]


@pytest.mark.parametrize("kind", ["quotes", "invoices", "payments"])
async def test_a_number_or_words_of_the_client_find_a_document(office: Office, stranger: Office, kind: str) -> None:
    client = name()
    own, number, printed = await paper(office, kind, name=client)
    other, _, _ = await paper(office, kind)
    foreign, _, _ = await paper(stranger, kind, name=client)
    assert await listed(office, f"/v1/{kind}?q={number}") == [own]
    assert await listed(office, f"/v1/{kind}?q={printed.lower()}") == [own]
    first, last = client.split()
    for q in (plain(client), f"{last} {plain(first)}", f" {last.upper()} ", last[:2] + "%20" + last):
        assert await listed(office, f"/v1/{kind}?q={q}") == [own], q
    assert await listed(stranger, f"/v1/{kind}?q={last}") == [foreign]
    for q in (f"{last} tremblay", f"{last}_", "%25%25", str(number + 10**8), "5145550188"[:9]):
        assert await listed(office, f"/v1/{kind}?q={q}") == [], q
    assert {own, other} <= set(await listed(office, f"/v1/{kind}?q="))


async def test_drafts_have_no_number_but_a_client(office: Office) -> None:
    client = name()
    draft = await office.invoice(await office.job(name=client))
    assert await listed(office, f"/v1/invoices?document=draft&q={client.split()[1]}") == [draft["id"]]


@pytest.mark.parametrize("kind", ["quotes", "invoices", "payments"])
async def test_words_and_states_stand_together_over_several_pages(office: Office, kind: str) -> None:
    client = name()
    job = await office.job(name=client)
    made = []
    for _ in range(3):
        match kind:
            case "quotes":
                made.append((await office.sent_quote(job))["id"])
            case "invoices":
                made.append((await office.issued(job))["id"])
            case _:
                made.append((await office.pay(10_00, job_id=job.id))["id"])
    state = {"quotes": "status=sent", "invoices": "settlement=unpaid", "payments": "status=received"}[kind]
    found = await listed(office, f"/v1/{kind}?{state}&q={client.split()[1]}")
    assert (sorted(found), len(found)) == (sorted(made), 3)


@pytest.mark.parametrize(
    ("query", "at"),
    [("settlement=late", "settlement"), (f"q={'x' * 201}", "q"), ("q=a%00b", "q"), ("words=a", "words")],
)
@pytest.mark.parametrize("language", ["fr", "en"])
async def test_what_cannot_be_asked_is_said(office: Office, query: str, at: str, language: str) -> None:
    answer = await office.call("GET", f"/v1/invoices?{query}", status=422, language=language)
    problem = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert any(at in each["pointer"] and each["detail"] for each in problem["errors"]), problem


async def test_who_may_not_see_money_sees_no_list(office: Office) -> None:
    """Each list wants the permission of its own documents."""
    wanted = {"quotes": "quotes", "invoices": "invoices", "payments": "transactions"}
    for kind, permission in wanted.items():
        for held in ("jobs", "visits", "messages", "reports", *wanted.values()):
            headers = office.company.headers(held)
            status = (await office.api.get(f"/v1/{kind}?q=12", headers=headers)).status_code
            assert status == (200 if held == permission else 403), (kind, held)

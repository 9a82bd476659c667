"""The lists of quotes, invoices and payments across jobs: filters, words, pages, statements, and who sees which."""

from __future__ import annotations

import re
import secrets
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import psycopg
import pytest
from playwright.async_api import BrowserContext, Page, expect

from deploy.demo_client import Client
from tests.browser.conftest import Check, Stack, sign_in
from tests.browser.invoicing_world import WAYS, World, cad, today, word
from tests.browser.invoicing_world import arrive as arrive

Arrive = Callable[[str, str], Awaitable[World]]
Open = Callable[..., Awaitable[BrowserContext]]
ROWS = "#list tbody tr"
SAY = {
    "fr": {
        "invoices": "Factures",
        "quotes": "Soumissions",
        "payments": "Paiements",
        "draft": "Brouillons",
        "open": "À payer",
        "overdue": "En retard",
        "paid": "Payées",
        "older": "Plus anciennes",
        "statement": "Voir l’état de compte",
        "account": "État de compte",
        "one": "d’un seul client",
        "none": "au moins une facture",
    },
    "en": {
        "invoices": "Invoices",
        "quotes": "Quotes",
        "payments": "Payments",
        "draft": "Drafts",
        "open": "To pay",
        "overdue": "Overdue",
        "paid": "Paid",
        "older": "Older",
        "statement": "See the statement of account",
        "account": "Statement of account",
        "one": "one client only",
        "none": "at least one invoice",
    },
}

STATES = {
    "fr": ["Brouillon", "En retard", "Payée", "Payée en partie", "Émise", "Annulée"],
    "en": ["Draft", "Overdue", "Paid", "Partly paid", "Issued", "Voided"],
}
TOTALS = ("459.90", "300.00", "200.02", "200.01", "200.00", "100.00")
"""The draft's is with taxes."""


async def enter(page: Page, world: World, name: str, size: str) -> None:
    """By the navigation: beside the page, or on a phone in the menu."""
    await world.to("/account" if size == "phone" else "/")
    place = page.locator("#main" if size == "phone" else ".side nav")
    await place.get_by_role("link", name=name, exact=True).click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(name)


async def look_for(page: Page, words: str) -> None:
    await page.locator("#f-q").fill(words)
    await page.locator("#f-q").press("Enter")
    await page.wait_for_url(re.compile(r"[?&]q=" + re.escape(words)))


async def narrow(page: Page, name: str) -> None:
    await page.locator(".filters").get_by_role("link", name=name, exact=True).click()
    await expect(page.locator(".filters [aria-current]")).to_have_text(name)


def let_pass(stack: Stack, invoice: dict[str, Any]) -> None:
    """The day on which it was due."""
    with psycopg.connect(stack["database"], autocommit=True) as connection:
        connection.execute("SET row_security = off")
        query = "UPDATE billing.invoice SET issued_on = %(day)s, due_on = %(day)s WHERE id = %(id)s"
        connection.execute(query, {"day": today() - timedelta(days=3), "id": invoice["id"]})


def issue(world: World, cents: int) -> dict[str, Any]:
    line = {"description": "Travaux", "unit_price": cad(cents), "taxable": False}
    draft = world.post("billing", "/v1/invoices", {"job_id": world.job, "lines": [line]})
    return world.post("billing", f"/v1/invoices/{draft['id']}/issue")


def pay(world: World, cents: int, invoice: dict[str, Any] | None = None, part: int = 0) -> dict[str, Any]:
    shares = [{"invoice_id": invoice["id"], "amount": cad(part or cents)}] if invoice else []
    body = {"amount": cad(cents), "method": "cheque", "job_id": world.job, "allocations": shares}
    return world.post("billing", "/v1/payments", body)


@pytest.mark.parametrize(("language", "size"), WAYS)
async def test_all_invoices_and_those_that_are_looked_for(
    arrive: Arrive, stack: Stack, accessible: Check, language: str, size: str
) -> None:
    say, world = SAY[language], await arrive(language, size)
    page = world.page
    gone = issue(world, 100_00)
    world.post("billing", f"/v1/invoices/{gone['id']}/void", {"reason": "duplicate"})
    fresh, partly, paid = (issue(world, 200_00 + n) for n in range(3))
    pay(world, 50_00, partly)
    pay(world, 200_02, paid)
    late = issue(world, 300_00)
    let_pass(stack, late)
    draft = world.invoice(400_00)

    await enter(page, world, say["invoices"], size)
    await expect(page.locator(ROWS).first).to_contain_text(f"Ferme {world.tag}")  # the newest of all
    await look_for(page, world.tag)
    await accessible(page)
    await expect(page.locator(f"{ROWS} .chip")).to_have_text(STATES[language])
    await expect(page.locator(f"{ROWS} .paper-total")).to_have_text(
        [re.compile(rf"{whole}[.,]{rest}") for whole, rest in (each.split(".") for each in TOTALS)]
    )
    await expect(page.locator(f"{ROWS} .paper-rest b")).to_have_text(
        [re.compile(r"300[.,]00"), re.compile(r"150[.,]01"), re.compile(r"200[.,]00")]
    )
    for name, wanted in {
        "draft": [draft],
        "open": [late, partly, fresh],
        "overdue": [late],
        "paid": [paid],
    }.items():
        await narrow(page, say[name])
        links = page.locator(f"{ROWS} .paper-what a")
        await expect(links).to_have_count(len(wanted))
        assert [await each.get_attribute("href") for each in await links.all()] == [
            f"/invoices/{each['id']}" for each in wanted
        ]
    await world.to("/invoices")
    await look_for(page, str(fresh["number"]))
    await page.locator(f"{ROWS} .paper-what a").click()
    await expect(page).to_have_url(re.compile(rf"/invoices/{fresh['id']}$"))
    await world.to(f"/invoices?q=zz{world.tag}")
    await accessible(page)
    await page.locator("#list .empty a").click()
    await page.wait_for_url(re.compile(r"/invoices$"))
    await expect(page.locator(ROWS).first).to_contain_text(f"Ferme {world.tag}")


async def test_the_next_page_goes_on_with_what_was_looked_for(arrive: Arrive, accessible: Check) -> None:
    world = await arrive("fr", "phone")
    page, made = world.page, [world.invoice(10_00 + n)["id"] for n in range(27)]
    await world.to(f"/invoices?group=draft&q={world.tag}")
    await expect(page.locator(ROWS)).to_have_count(25)
    await accessible(page)
    seen = [await each.get_attribute("href") for each in await page.locator(f"{ROWS} .paper-what a").all()]
    await page.get_by_role("link", name=SAY["fr"]["older"]).click()
    await expect(page.locator(ROWS)).to_have_count(2)
    await expect(page.locator("#f-q")).to_have_value(world.tag)
    await expect(page.locator(".filters [aria-current]")).to_have_text(SAY["fr"]["draft"])
    seen += [await each.get_attribute("href") for each in await page.locator(f"{ROWS} .paper-what a").all()]
    assert seen == [f"/invoices/{each}" for each in reversed(made)]
    await expect(page.get_by_role("link", name=SAY["fr"]["older"])).to_have_count(0)


@pytest.mark.parametrize(("language", "size"), WAYS)
async def test_ticked_invoices_of_one_client_lead_to_their_account(
    arrive: Arrive, accessible: Check, language: str, size: str
) -> None:
    say, world = SAY[language], await arrive(language, size)
    page, kind = world.page, word()
    for _ in range(2):  # two clients, each with two invoices and one that is paid
        body = {"contact": {"name": f"Verger {kind} {secrets.token_hex(2)}"}, "title": "Pompe"}
        world.job = world.post("jobs", "/v1/jobs", body)["id"]
        pay(world, 20_00, issue(world, 20_00))
        for cents in (30_00, 40_00):
            issue(world, cents)
    client = world.api.get("jobs", f"/v1/jobs/{world.job}")["contact"]
    await world.to(f"/invoices?q={kind}")
    ticks = page.locator("[name=open]")
    await expect(ticks).to_have_count(4)
    go = page.get_by_role("button", name=say["statement"])
    await go.click()
    await expect(page.get_by_role("alert")).to_contain_text(say["none"])
    await expect(ticks).to_have_count(4)  # what was looked for stays
    await ticks.nth(0).check()
    await ticks.nth(2).check()
    await go.click()
    await expect(page.get_by_role("alert")).to_contain_text(say["one"])
    await accessible(page)
    assert [await each.is_checked() for each in await ticks.all()] == [True, False, True, False]
    await ticks.nth(2).uncheck()
    await ticks.nth(1).check()
    await go.click()
    await page.wait_for_url(re.compile(rf"/contacts/{client['id']}/statement$"))
    await expect(page.get_by_role("heading", level=1)).to_have_text(say["account"])
    await expect(page.locator("#main")).to_contain_text(re.compile(r"70[.,]00"))


@pytest.mark.parametrize(("language", "size"), WAYS)
async def test_all_quotes_and_all_payments(arrive: Arrive, accessible: Check, language: str, size: str) -> None:
    say, world = SAY[language], await arrive(language, size)
    page = world.page
    accepted = world.accepted(100_00)
    line = {"description": "Travaux", "unit_price": cad(200_00)}
    draft = world.post("billing", "/v1/quotes", {"job_id": world.job, "lines": [line]})
    await enter(page, world, say["quotes"], size)
    await look_for(page, world.tag)
    await expect(page.locator(ROWS)).to_have_count(2)
    await accessible(page)
    await narrow(page, say["draft"])
    await expect(page.locator(ROWS)).to_have_count(1)
    await page.locator(f"{ROWS} .paper-what a").click()
    await expect(page).to_have_url(re.compile(rf"/quotes/{draft['id']}$"))
    await world.to(f"/quotes?group=accepted&q={accepted['number_text']}")
    await expect(page.locator(ROWS)).to_contain_text([f"Ferme {world.tag}"])

    invoice = issue(world, 30_00)
    payment = pay(world, 50_00, invoice, 30_00)
    world.post("billing", f"/v1/payments/{pay(world, 5_00)['id']}/void", {"reason": "Deux fois"})
    await enter(page, world, say["payments"], size)
    await look_for(page, world.tag)
    await expect(page.locator(ROWS)).to_have_count(2)
    await accessible(page)
    rest = page.locator(f"{ROWS} .paper-rest b")
    await expect(rest).to_have_count(1)  # nothing is held of what was voided
    await expect(rest).to_have_text(re.compile(r"20[.,]00"))
    await world.to(f"/payments?group=received&q={world.tag}")
    await expect(page.locator(ROWS)).to_have_count(1)
    receipt = page.locator(f"{ROWS} .paper-pdf a")
    await expect(receipt).to_have_attribute("href", f"/payments/{payment['id']}/pdf")
    answer = await page.context.request.get(f"{world.home}/payments/{payment['id']}/pdf")
    assert (await answer.body()).startswith(b"%PDF")
    await page.locator(f"{ROWS} .paper-what a").click()
    await expect(page).to_have_url(re.compile(rf"/payments/{payment['id']}$"))


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_a_technician_sees_no_money(stack: Stack, open_browser: Open, accessible: Check, language: str) -> None:
    page = await (await open_browser(language, "desk")).new_page()
    await sign_in(page, stack, "employee")
    for there in ("/", "/account"):
        await page.goto(stack["urls"]["dashboard"] + there)
        for path in ("/quotes", "/invoices", "/payments"):
            await expect(page.locator(f"a[href='{path}']")).to_have_count(0)
    for path in ("/quotes", "/invoices", "/payments", "/invoices/statement", "/invoices?q=1&group=open"):
        answer = await page.goto(stack["urls"]["dashboard"] + path)
        assert answer is not None
        assert answer.status == 403
        await expect(page.locator("#list")).to_have_count(0)
        await accessible(page)


async def test_a_neighbour_sees_their_own(arrive: Arrive, stack: Stack, open_browser: Open, accessible: Check) -> None:
    world, kind = await arrive("fr", "desk"), word()
    world.job = world.post("jobs", "/v1/jobs", {"contact": {"name": f"Serre {kind}"}, "title": "Pompe"})["id"]
    ours = issue(world, 10_00)
    owner = {"email": f"{kind}@essais.example", "password": "une longue phrase de passe", "role": "administrator"}
    body = {
        "legal_name": f"Voisin {secrets.token_hex(3)} inc.",
        "name": "Ève Essai",
        **{k: owner[k] for k in ("email", "password")},
    }
    async with httpx.AsyncClient(timeout=30) as http:
        (await http.post(f"{stack['urls']['accounts']}/v1/companies", json=body)).raise_for_status()
    page = await (await open_browser("fr", "phone")).new_page()
    await sign_in(page, stack | {"sign_ins": [owner]})
    for path in ("/quotes", "/invoices", "/payments"):
        for asked in ("", f"?q={kind}", f"?q={ours['number']}"):
            await page.goto(world.home + path + asked)
            await expect(page.locator("#list .empty a")).to_be_visible()
            await expect(page.locator(ROWS)).to_have_count(0)
        await accessible(page)
    api = Client(stack["urls"], owner["email"], owner["password"], "fr")
    opened = {"contact": {"name": f"Serre {kind}"}, "title": "Pompe"}
    job = api.post("jobs", "/v1/jobs", opened, key=f"{kind}/1")
    line = {"description": "Travaux", "unit_price": cad(20_00)}
    theirs = api.post("billing", "/v1/invoices", {"job_id": job["id"], "lines": [line]}, key=f"{kind}/2")
    for one, invoice in ((page, theirs), (world.page, ours)):
        await one.goto(f"{world.home}/invoices?q={kind}")
        await expect(one.locator(f"{ROWS} .paper-what a")).to_have_count(1)
        await expect(one.locator(f"{ROWS} .paper-what a")).to_have_attribute("href", f"/invoices/{invoice['id']}")

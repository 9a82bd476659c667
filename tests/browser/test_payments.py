"""Payments on the screen: over several invoices of a client, moved, refunded, returned by the bank; the client's credit."""

from __future__ import annotations

import re
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from playwright.async_api import BrowserContext, expect

from tests.browser.conftest import Check, Stack, sign_in

Open = Callable[..., Awaitable[BrowserContext]]
SAY = {
    "fr": {
        "several": "Plusieurs factures",
        "record": "Noter le paiement",
        "credit": "Crédit du client",
        "move": "Déplacer sur une autre facture",
        "moved": "Montant déplacé.",
        "refund": "Rembourser",
        "too_much": "On ne peut rembourser",
        "done": "Fait",
        "return": "Retourné par la banque",
        "note_return": "Noter le retour",
        "fee": "Facturer des frais",
    },
    "en": {
        "several": "Several invoices",
        "record": "Record the payment",
        "credit": "Client's credit",
        "move": "Move to another invoice",
        "moved": "Amount moved.",
        "refund": "Refund",
        "too_much": "Only what is not allocated",
        "done": "Done",
        "return": "Returned by the bank",
        "note_return": "Record the return",
        "fee": "Invoice a fee",
    },
}


def cad(cents: int) -> dict[str, Any]:
    return {"amount": cents, "currency": "CAD"}


async def debtor(stack: Stack) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A client with two jobs and an issued invoice on each, and a third one on the first: (first job, invoices)."""
    urls, who = stack["urls"], stack["sign_ins"][0]
    async with httpx.AsyncClient(timeout=30) as http:
        answer = await http.post(f"{urls['accounts']}/v1/sign-in", json={k: who[k] for k in ("email", "password")})
        token = answer.json()["token"]

        async def post(service: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
            headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": secrets.token_hex(8)}
            done = await http.post(urls[service] + path, json=body, headers=headers)
            assert done.is_success, done.text
            found: dict[str, Any] = done.json()
            return found

        name = f"Copropriété {secrets.token_hex(3)}"
        one = await post("jobs", "/v1/jobs", {"contact": {"name": name}, "title": "Colonne d’eau"})
        two = await post("jobs", "/v1/jobs", {"contact_id": one["contact"]["id"], "title": "Chauffe-eau"})
        line = {"description": "Pompe", "unit_price": cad(900_00)}
        deposit = {"job_id": one["id"], "lines": [line], "deposit": cad(250_00)}
        one["quote"] = await post("billing", "/v1/quotes", deposit)
        await post("billing", f"/v1/quotes/{one['quote']['id']}/send", {})
        invoices = []
        for job, cents in ((one, 100_00), (two, 200_00), (one, 50_00)):
            line = {"description": "Travaux", "unit_price": cad(cents)}
            draft = await post("billing", "/v1/invoices", {"job_id": job["id"], "lines": [line]})
            invoices.append(await post("billing", f"/v1/invoices/{draft['id']}/issue", {}))
        return one, invoices


@pytest.mark.parametrize(("language", "size"), [("fr", "phone"), ("en", "desk")])
async def test_a_payment_and_what_becomes_of_it(
    stack: Stack, open_browser: Open, accessible: Check, language: str, size: str
) -> None:
    say = SAY[language]
    job, invoices = await debtor(stack)
    context, home = await open_browser(language, size), stack["urls"]["dashboard"]
    await context.add_cookies([{"name": "dossier_language", "value": language, "url": home}])
    page = await context.new_page()
    await sign_in(page, stack)

    # Over two invoices of two jobs, and more than they want.
    await page.goto(f"{home}/jobs/{job['id']}/payments/new")
    await page.get_by_label(say["several"]).check()
    await accessible(page)
    await page.fill(f"[name='share.{invoices[0]['id']}']", "60")
    await page.fill(f"[name='share.{invoices[1]['id']}']", "100")
    await page.fill("[name=amount]", "150")
    await page.get_by_role("button", name=say["record"]).click()
    await expect(page.get_by_role("alert")).to_be_visible()  # more given out than there is: what was typed stays
    await accessible(page)
    await expect(page.locator(f"[name='share.{invoices[1]['id']}']")).to_have_value("100")
    await page.fill("[name=amount]", "180")
    await page.get_by_role("button", name=say["record"]).click()
    await expect(page.locator("#job-activities")).to_contain_text(re.compile(r"80[.,]00"))

    # The client's page has the credit, and leads to the payment.
    await page.goto(f"{home}/contacts/{job['contact']['id']}")
    card = page.get_by_role("region", name=say["credit"])
    await expect(card).to_contain_text(re.compile(r"20[.,]00"))
    await accessible(page)
    await card.get_by_role("link").first.click()
    await expect(page).to_have_url(re.compile(r"/payments/pay_"))
    await accessible(page)

    payment = page.url

    # From the wrong invoice to the right one.
    await page.get_by_text(say["move"]).first.click()
    await page.locator("[name='move-0.to_invoice_id']").select_option(invoices[2]["id"])
    await accessible(page)
    await page.locator("details[open] button[type=submit]").first.click()
    await expect(page.get_by_text(say["moved"])).to_be_visible()

    # More than is held cannot go back; what is held can.
    for amount, word in (("999", say["too_much"]), ("15", say["done"])):
        refund = page.locator("details", has=page.locator("[name='refund.amount']"))
        if await refund.get_attribute("open") is None:
            await refund.locator("summary").click()
        await page.fill("[name='refund.amount']", amount)
        await refund.get_by_role("button", name=say["refund"]).click()
        await expect(page.locator("#main")).to_contain_text(word)
        await accessible(page)

    # The right invoice shows what pays it, and takes what is left of the credit.
    await page.goto(f"{home}/invoices/{invoices[2]['id']}")
    await expect(page.locator("#invoice-payments")).to_contain_text(re.compile(r"57[.,]49"))
    await accessible(page)
    await page.goto(f"{home}/invoices/{invoices[1]['id']}")
    await page.get_by_role("button", name=re.compile(r"5[.,]00")).click()
    await expect(page.locator("#invoice-payments")).to_contain_text(re.compile(r"105[.,]00"))
    await page.goto(payment)

    # The deposit of a quote, from the step that waits for it.
    await page.goto(f"{home}/jobs/{job['id']}/payments/new?quote={job['quote']['id']}")
    await expect(page.locator("[name=for]:checked")).to_have_value(f"quote:{job['quote']['id']}")
    await expect(page.locator("[name=amount]")).to_have_value(re.compile(r"250[.,]00"))
    await page.go_back()

    # The cheque comes back: everything is owed again, and the fee is a draft of its own, without taxes.
    await page.locator("summary", has_text=say["return"]).click()
    await page.fill("[name='return.fee']", "beaucoup")
    await page.get_by_role("button", name=say["note_return"]).click()
    await expect(page.locator(".field-wrong [name='return.fee']")).to_have_value("beaucoup")
    await page.fill("[name='return.fee']", "45")
    await page.get_by_role("button", name=say["note_return"]).click()
    await expect(page).to_have_url(re.compile(r"/invoices/inv_"))
    await expect(page.locator("tr.total")).to_contain_text(re.compile(r"(?<![0-9])45[.,]00"))
    await accessible(page)
    await page.goto(payment)  # or later, from the payment that was taken back
    await page.locator("summary", has_text=say["fee"]).click()
    await page.fill("[name='fee.amount']", "30,50")
    await accessible(page)
    await page.locator("form[action$='/fee'] button").click()
    await expect(page.locator("tr.total")).to_contain_text(re.compile(r"(?<![0-9])30[.,]50"))

    # What the provider told and what was refused: nothing yet.
    await page.goto(f"{home}/settings/online/calls")
    await expect(page.locator("#main .empty")).to_be_visible()
    await accessible(page)

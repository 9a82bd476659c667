"""A client pays in Chromium, through the local bank: success, decline, a debit under way."""

from __future__ import annotations

import os
import re
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from playwright.async_api import BrowserContext, Page, expect

from deploy.demo_client import Client
from tests.browser.conftest import Check, Stack, sign_in
from tests.system.plays import client, invoiced, mails_to
from tests.system.running import Running, until

Open = Callable[..., Awaitable[BrowserContext]]
Json = dict[str, Any]

WORDS: dict[str, dict[str, Any]] = {
    "fr": {
        "pay": "Payer maintenant",
        "ok": re.compile("Carte acceptée"),
        "no": re.compile("Carte refusée"),
        "late": re.compile("Débit bancaire"),
        "back": re.compile("Ne pas payer"),
        "paid": "Merci, c’est payé",
        "declined": "Le paiement a été refusé",
        "why": "Les fonds sont insuffisants.",
        "process": "Paiement en traitement",
        "again": "Réessayer",
        "receipt": "Reçu",
        "revoke": "Retirer l’autorisation",
        "saved": "débités à l’échéance",
    },
    "en": {
        "pay": "Pay now",
        "ok": re.compile("Card accepted"),
        "no": re.compile("Card declined"),
        "late": re.compile("Bank debit"),
        "back": re.compile("Do not pay"),
        "paid": "Thank you, it is paid",
        "declined": "The payment was declined",
        "why": "There are not enough funds.",
        "process": "Payment in process",
        "again": "Try again",
        "receipt": "Receipt",
        "revoke": "Withdraw the authorisation",
        "saved": "charged when due",
    },
}


def picture(name: str) -> dict[str, str]:
    return {"path": f"{os.environ['PICTURES']}/{name}.png"} if "PICTURES" in os.environ else {}


async def shoot(page: Page, name: str) -> None:
    if path := picture(name):
        await page.screenshot(full_page=True, path=path["path"])


def settled(api: Client, invoice: Json) -> str:
    return str(api.get("billing", f"/v1/invoices/{invoice['id']}")["settlement"])


def planned(api: Client, invoice: Json) -> set[str]:
    """The kinds of step that the invoice's folder says come next."""
    return {step["kind"] for step in api.get("jobs", f"/v1/jobs/{invoice['job_id']}/plan")["data"]}


@pytest.mark.parametrize(("language", "size"), [("fr", "phone"), ("en", "desk")])
async def test_a_declined_card_then_a_good_one(
    running: Running, stack: Stack, open_browser: Open, accessible: Check, language: str, size: str
) -> None:
    say, api = WORDS[language], client(stack)
    invoice = invoiced(running, api, language)
    page = await (await open_browser(language, size)).new_page()
    await page.goto(invoice["portal_url"])
    await accessible(page)
    await shoot(page, f"invoice-{language}-{size}")

    await page.get_by_role("button", name=say["pay"]).click()
    await page.wait_for_url(lambda url: url.startswith(stack["urls"]["bank"]))
    await shoot(page, f"bank-{language}-{size}")
    await page.get_by_role("button", name=say["no"]).click()
    await page.get_by_role("link", name=say["back"]).click()
    await expect(page.locator("h1")).to_contain_text(say["declined"])
    await expect(page.locator("main")).to_contain_text(say["why"])
    await accessible(page)
    await shoot(page, f"declined-{language}-{size}")
    assert settled(api, invoice) == "unpaid"

    await page.get_by_role("link", name=say["again"]).click()
    await page.check("[name=save]")
    await page.get_by_role("button", name=say["pay"]).click()
    await page.wait_for_url(lambda url: url.startswith(stack["urls"]["bank"]))
    await page.select_option("[name=delivery]", "twice")
    await page.get_by_role("button", name=say["ok"]).click()
    await expect(page.locator("h1")).to_contain_text(say["paid"])
    await accessible(page)
    await shoot(page, f"paid-{language}-{size}")
    assert settled(api, invoice) == "paid"
    until(
        "the receipt came by mail", lambda: any(say["receipt"] in m["subject"] for m in mails_to(api, invoice["email"]))
    )
    payments = api.get("billing", "/v1/payments", job_id=invoice["job_id"])["data"]
    assert [each["method"] for each in payments] == ["card"]

    await page.goto(invoice["portal_url"])
    await expect(page.locator(".pay-saved")).to_contain_text(say["saved"])
    await expect(page.locator(".pay-saved")).to_contain_text("4242")
    await accessible(page)
    await shoot(page, f"saved-{language}-{size}")
    await page.get_by_role("button", name=say["revoke"]).click()
    await expect(page.locator(".flash")).to_be_visible()
    await expect(page.locator(".pay-saved")).to_have_count(0)


async def test_a_debit_is_in_process_without_reminders_and_then_paid(
    running: Running, stack: Stack, open_browser: Open, accessible: Check
) -> None:
    say, api = WORDS["fr"], client(stack)
    invoice = invoiced(running, api, "fr")
    assert "invoice.remind" in planned(api, invoice)
    page = await (await open_browser("fr", "phone")).new_page()
    await page.goto(invoice["portal_url"])
    await page.get_by_role("button", name=say["pay"]).click()
    await page.wait_for_url(lambda url: url.startswith(stack["urls"]["bank"]))
    await page.select_option("[name=delivery]", "reversed")
    await page.get_by_role("button", name=say["late"]).click()
    await expect(page.locator("h1")).to_contain_text(say["process"])
    await accessible(page)
    await shoot(page, "process-fr-phone")
    await page.goto(invoice["portal_url"])
    await expect(page.locator("#pay")).to_contain_text(say["process"])
    await expect(page.get_by_role("button", name=say["pay"])).to_have_count(0)
    await shoot(page, "invoice-process-fr-phone")
    assert settled(api, invoice) == "unpaid"
    assert "invoice.remind" not in planned(api, invoice)

    bank = await (await open_browser("fr", "desk")).new_page()
    await bank.goto(stack["urls"]["bank"])
    await shoot(bank, "bank-home-fr-desk")
    await bank.get_by_role("button", name="Le débit aboutit").first.click()
    until("the debit is in the books", lambda: settled(api, invoice) == "paid")
    await page.reload()
    await expect(page.locator("#pay")).to_have_count(0)


async def test_the_office_switches_online_payment_off_and_on(
    stack: Stack, open_browser: Open, accessible: Check
) -> None:
    page = await (await open_browser("fr", "desk")).new_page()
    await sign_in(page, stack)
    await page.goto(f"{stack['urls']['dashboard']}/settings/online")
    await accessible(page)
    await shoot(page, "settings-fr-desk")
    for checked in (False, True):
        await page.set_checked("[name=saving]", checked)
        await page.get_by_role("button", name=re.compile("Enregistrer|Save")).click()
        await expect(page.locator(".flash")).to_be_visible()
        assert await page.is_checked("[name=saving]") is checked


@pytest.mark.parametrize(("language", "size"), [("fr", "phone"), ("en", "desk")])
async def test_the_office_refunds_through_the_bank(
    running: Running, stack: Stack, open_browser: Open, accessible: Check, language: str, size: str
) -> None:
    """What came by card goes back to it: taken off the invoice, given back, and owed again."""
    say, api, home = WORDS[language], client(stack), stack["urls"]["dashboard"]
    invoice = invoiced(running, api, language)
    page = await (await open_browser(language, size)).new_page()
    await page.goto(invoice["portal_url"])
    await page.get_by_role("button", name=say["pay"]).click()
    await page.wait_for_url(lambda url: url.startswith(stack["urls"]["bank"]))
    await page.get_by_role("button", name=say["ok"]).click()
    await expect(page.locator("h1")).to_contain_text(say["paid"])
    (payment,) = api.get("billing", "/v1/payments", invoice_id=invoice["id"])["data"]

    await sign_in(page, stack)
    await page.goto(f"{home}/payments/{payment['id']}")
    await expect(page.locator("[name='refund.amount']")).to_have_count(0)
    release = page.locator("details", has=page.locator("[name='release-0.amount']"))
    await release.locator("summary").click()
    await release.locator("button[type=submit]").click()
    refund = page.locator("details", has=page.locator("[name='refund.amount']"))
    await refund.locator("summary").click()
    await expect(page.locator("[name='refund.method']")).to_have_value("online")
    await accessible(page)
    await refund.locator("button[type=submit]").click()
    await expect(page.locator("[name='refund.amount']")).to_have_count(0)

    def given_back() -> bool:
        (back,) = api.get("billing", f"/v1/payments/{payment['id']}")["refunds"]
        return bool(back["status"] == "succeeded" and back["amount"] == payment["amount"])

    until("the bank gave it back", given_back)
    await shoot(page, f"refund-{language}-{size}")
    assert settled(api, invoice) == "unpaid"

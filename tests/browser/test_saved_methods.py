"""A card that a client left for later: the office sees what it is charged for and withdraws it, and so does the client."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Page, expect

from deploy.demo_client import Client
from tests.browser.conftest import Check, Stack, sign_in
from tests.browser.invoicing_world import WAYS, Open
from tests.browser.test_paying import WORDS, shoot
from tests.system.plays import client, invoiced
from tests.system.running import Running, until

Json = dict[str, Any]
YES = {"fr": "Oui, retirer l’autorisation", "en": "Yes, withdraw the authorisation"}


def saved(api: Client, invoice: Json) -> list[Json]:
    found: list[Json] = api.request("GET", "billing", "/v1/online/methods", params={"job_id": invoice["job_id"]}).json()
    return found


def statuses(api: Client, invoice: Json) -> list[str]:
    return [each["status"] for each in saved(api, invoice)]


async def leaves_a_card(page: Page, stack: Stack, api: Client, invoice: Json, language: str) -> None:
    """The client pays the invoice and leaves the card for the next ones."""
    say = WORDS[language]
    await page.goto(invoice["portal_url"])
    await page.check("[name=save]")
    await page.get_by_role("button", name=say["pay"]).click()
    await page.wait_for_url(lambda url: url.startswith(stack["urls"]["bank"]))
    await page.get_by_role("button", name=say["ok"]).click()
    await expect(page.locator("h1")).to_contain_text(say["paid"])
    until("the bank told what it is", lambda: all(each["last4"] for each in saved(api, invoice)))


@pytest.mark.parametrize(("language", "size"), WAYS)
async def test_the_office_sees_and_withdraws_a_saved_card(
    running: Running, stack: Stack, open_browser: Open, accessible: Check, language: str, size: str
) -> None:
    say, api, home = WORDS[language], client(stack), stack["urls"]["dashboard"]
    invoice = invoiced(running, api, language)
    context = await open_browser(language, size)
    await context.add_cookies([{"name": "dossier_language", "value": language, "url": home}])
    page = await context.new_page()
    await leaves_a_card(page, stack, api, invoice, language)
    job = api.get("jobs", f"/v1/jobs/{invoice['job_id']}")

    await sign_in(page, stack)
    await page.goto(f"{home}/invoices/{invoice['id']}")
    await expect(page.locator("#methods")).to_contain_text("Visa •••• 4242")
    await accessible(page)
    await page.goto(f"{home}/contacts/{job['contact']['id']}")
    methods = page.locator("#methods")
    await expect(methods).to_contain_text("Visa •••• 4242")
    await expect(methods.get_by_role("link", name=job["title"])).to_be_visible()
    yes = page.get_by_role("button", name=YES[language])
    await expect(yes).to_be_hidden()
    await accessible(page)
    await shoot(page, f"methods-{language}-{size}")
    await methods.locator("summary", has_text=say["revoke"]).click()
    await accessible(page)
    await shoot(page, f"methods-sure-{language}-{size}")
    assert statuses(api, invoice) == ["active"], "nothing is withdrawn before the second press"
    await yes.click()
    await expect(page.locator(".flash")).to_be_visible()
    assert page.url.endswith(f"/contacts/{job['contact']['id']}")
    assert statuses(api, invoice) == ["revoked"]
    await expect(methods).to_contain_text("4242")
    await expect(methods.locator("form")).to_have_count(0)
    await shoot(page, f"methods-over-{language}-{size}")

    await page.goto(f"{home}/invoices/{invoice['id']}")
    await expect(page.locator("#tries")).to_be_visible()
    await expect(methods).to_have_count(0)
    await page.goto(invoice["portal_url"])
    await expect(page.locator(".pay-saved")).to_have_count(0)


async def test_a_client_withdraws_it_from_their_own_page(
    running: Running, stack: Stack, open_browser: Open, accessible: Check
) -> None:
    say, api = WORDS["fr"], client(stack)
    invoice = invoiced(running, api, "fr")
    page = await (await open_browser("fr", "phone")).new_page()
    await leaves_a_card(page, stack, api, invoice, "fr")
    await page.locator(".client-company a").click()
    await expect(page.locator(".folder .pay-saved")).to_contain_text("4242")
    await accessible(page)
    await shoot(page, "saved-overview-fr-phone")
    await page.get_by_role("button", name=say["revoke"]).click()
    await expect(page.locator(".flash")).to_be_visible()
    await expect(page.locator(".pay-saved")).to_have_count(0)
    assert statuses(api, invoice) == ["revoked"]

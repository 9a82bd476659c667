"""A credit, and the accountant's export, on the screen: what is new goes into a file once, and a second time there is nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, expect

from tests.browser.conftest import Check, Stack, sign_in
from tests.browser.test_payments import debtor

Open = Callable[..., Awaitable[BrowserContext]]
SAY = {
    "fr": {"credit": "Faire une note de crédit", "credited": "Crédité", "export": "Exporter", "accounts": "Comptes"},
    "en": {"credit": "Make a credit note", "credited": "Credited", "export": "Export", "accounts": "Accounts"},
}


@pytest.mark.parametrize(("language", "device"), [("fr", "desk"), ("en", "phone")])
async def test_a_credit_reaches_the_accountant(
    stack: Stack, open_browser: Open, accessible: Check, language: str, device: str
) -> None:
    say = SAY[language]
    _, invoices = await debtor(stack)
    context, home = await open_browser(language, device), stack["urls"]["dashboard"]
    await context.add_cookies([{"name": "dossier_language", "value": language, "url": home}])
    page = await context.new_page()
    await sign_in(page, stack)
    await page.goto(f"{home}/invoices/{invoices[1]['id']}")
    await page.locator("summary", has_text=say["credit"]).click()
    await page.locator("#credit-amount").fill("20,00")
    await page.get_by_role("button", name=say["credit"]).click()
    await expect(page.locator("#invoice-lines")).to_contain_text(say["credited"])
    await expect(page.locator("#credit-notes a")).to_have_count(1)
    await accessible(page)

    await page.goto(f"{home}/reports")
    await page.locator("a[href='/accounting']").click()
    await accessible(page)
    await page.get_by_role("button", name=say["export"], exact=True).click()
    run = page.locator("a[href^='/accounting/exports/']").first
    await expect(run).to_be_visible()
    async with page.expect_download() as waiting:
        await run.click()
    content = await asyncio.to_thread(Path(await (await waiting.value).path()).read_text)
    assert "1200" in content
    await page.get_by_role("button", name=say["export"], exact=True).click()
    await expect(page.locator(".summary, [role=alert]").first).to_be_visible()  # nothing is new
    await page.get_by_role("link", name=say["accounts"], exact=True).click()
    field = page.locator("input[name='account.0']")
    await field.fill("1205")
    await page.locator("form[action='/accounting/accounts'] button[type=submit]").click()
    await expect(page.locator("input[name='account.0']")).to_have_value("1205")
    await accessible(page)
    await page.locator("input[name='account.0']").fill("")
    await page.locator("form[action='/accounting/accounts'] button[type=submit]").click()
    await expect(page.locator("input[name='account.0']")).to_have_value("1200")

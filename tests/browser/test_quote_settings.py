"""What a new quote begins with is set on a page; templates of quotes are written, renamed, changed, put away and brought back."""

from __future__ import annotations

import re
import secrets
from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import BrowserContext, expect

from tests.browser.conftest import Check, Stack, sign_in
from tests.browser.test_client_choice import shoot
from tests.system.plays import ask_by_form, client
from tests.system.running import Running

Open = Callable[..., Awaitable[BrowserContext]]
SAVE = "form[data-guard] button.button-primary"


@pytest.mark.parametrize(("language", "size"), [("fr", "phone"), ("en", "desk")])
async def test_a_template_is_written_renamed_changed_and_put_away(
    running: Running, stack: Stack, open_browser: Open, accessible: Check, language: str, size: str
) -> None:
    api, home, tag = client(stack), stack["urls"]["dashboard"], secrets.token_hex(3)
    job = ask_by_form(running, api, f"Mona Modèle {tag}")["job"]["id"]
    page = await (await open_browser(language, size)).new_page()
    await sign_in(page, stack)
    await page.goto(f"{home}/settings")
    await page.click("a[href='/settings/quote-templates']")
    await accessible(page)
    await page.click("a[href='/settings/quote-templates/new']")
    await page.fill("[name='lines.0.description']", "Drain français")
    await page.fill("[name='lines.0.quantity']", "12,5")
    await page.fill("[name='lines.0.unit_price']", "80")
    await page.fill("[name=name]", f"Drain {tag}")
    await page.fill("[name=deposit]", "150 %")
    await page.locator(SAVE).click()
    await expect(page.locator(".field-wrong", has=page.locator("[name=deposit]"))).to_have_count(1)
    await page.fill("[name=deposit]", "15 %")
    await page.fill("[name=terms]", "Accès requis à la cour.")
    await accessible(page)
    await shoot(page, f"template-form-{language}-{size}")
    await page.locator(SAVE).click()
    await page.wait_for_url(re.compile("/settings/quote-templates$"))
    await accessible(page)
    await shoot(page, f"templates-{language}-{size}")
    made = next(
        each for each in api.get("billing", "/v1/quote-templates?limit=100")["data"] if each["name"] == f"Drain {tag}"
    )
    assert (made["content"]["deposit_percent"], made["content"]["terms"]) == ("15", "Accès requis à la cour.")
    assert made["content"]["lines"][0]["quantity"] == "12.5"

    await page.click(f"a[href='/settings/quote-templates/{made['id']}']")
    await expect(page.locator("[name='lines.0.description']")).to_have_value("Drain français")
    await expect(page.locator("[name='lines.0.unit_price']")).to_have_value(re.compile(r"^80[.,]00$"))
    await page.fill("[name=name]", f"Drain de 12 m {tag}")
    await page.fill("[name='lines.0.unit_price']", "90")
    await page.locator(SAVE).click()
    await expect(page.locator(".flash")).to_contain_text(f"Drain de 12 m {tag}")
    await page.goto(f"{home}/jobs/{job}/quotes/new")
    await page.locator("form[action$='/from-template']").locator("xpath=ancestor::details/summary").click()
    await page.select_option("[name=template]", label=f"Drain de 12 m {tag}")
    await page.locator("form[action$='/from-template'] button").click()
    await expect(page.locator("[name='lines.0.unit_price']")).to_have_value(re.compile(r"^90[.,]00$"))

    await page.goto(f"{home}/settings/quote-templates/{made['id']}")
    await page.locator("form[action$='/archive'] button").click()
    await page.wait_for_url(re.compile("/settings/quote-templates$"))
    await expect(page.locator(f"a[href$='{made['id']}']")).to_have_count(0)
    await page.goto(f"{home}/jobs/{job}/quotes/new")
    await expect(page.locator("[name=template] option", has_text=tag)).to_have_count(0)
    await page.goto(f"{home}/settings/quote-templates")
    await page.locator("details.fold summary").click()
    await accessible(page)
    await page.locator(f"form[action$='{made['id']}/unarchive'] button").click()
    await expect(page.locator(f"a[href$='{made['id']}']")).to_have_count(1)


async def test_a_new_quote_begins_with_what_was_set(
    running: Running, stack: Stack, open_browser: Open, accessible: Check
) -> None:
    api, home, tag = client(stack), stack["urls"]["dashboard"], secrets.token_hex(3)
    job = ask_by_form(running, api, f"Régis Réglage {tag}")["job"]["id"]
    page = await (await open_browser("fr", "phone")).new_page()
    await sign_in(page, stack)
    await page.goto(f"{home}/settings/quotes")
    before = {name: await page.locator(f"[name={name}]").input_value() for name in ("quote_validity_days",)}
    await page.fill("[name=quote_validity_days]", "12")
    await page.fill("[name=quote_deposit_percent]", "20 %")
    await page.check("[name=quote_itinerant]")
    await page.locator(SAVE).click()  # both cannot be
    await expect(page.locator(".field-wrong", has=page.locator("[name=quote_deposit_percent]"))).to_have_count(1)
    await accessible(page)
    await shoot(page, "quote-settings-fr-phone")
    await page.uncheck("[name=quote_itinerant]")
    await page.locator(SAVE).click()
    await page.wait_for_url(re.compile("/settings$"))
    usual = api.get("billing", "/v1/quote-defaults")
    await page.goto(f"{home}/jobs/{job}/quotes/new")
    await expect(page.locator("[name=valid_until]")).to_have_value(usual["valid_until"])
    await expect(page.locator("[name=deposit]")).to_have_value(re.compile("^20"))
    await page.goto(f"{home}/settings/quotes")
    await page.fill("[name=quote_validity_days]", before["quote_validity_days"])
    await page.fill("[name=quote_deposit_percent]", "")
    await page.check("[name=quote_itinerant]")
    await page.locator(SAVE).click()
    await page.wait_for_url(re.compile("/settings$"))
    await page.goto(f"{home}/jobs/{job}/quotes/new")
    await expect(page.locator("[name=itinerant]")).to_be_checked()
    await page.goto(f"{home}/settings/quotes")
    await page.uncheck("[name=quote_itinerant]")
    await page.locator(SAVE).click()
    await page.wait_for_url(re.compile("/settings$"))

"""An invoice payable in several payments, as its client sees and pays it in Chromium."""

from __future__ import annotations

import re
import secrets
from datetime import timedelta
from typing import Any

import pytest
from playwright.async_api import Page, expect

from deploy.demo_client import Client
from tests.browser.conftest import Check, Stack
from tests.browser.invoicing_world import WAYS, Open, cad, today
from tests.browser.test_paying import shoot
from tests.system.plays import ask_by_form, client
from tests.system.running import Running

Json = dict[str, Any]
PARTS = (30_00, 40_00, 44_98)
WORDS: dict[str, dict[str, str]] = {
    "fr": {
        "first": "Payer maintenant : 30,00 $",
        "whole": "Payer tout ce qui reste : 114,98 $",
        "next": "Payer maintenant : 40,00 $",
        "typed": "Payer maintenant : 50,00 $",
        "other": "Payer un autre montant",
        "go": "Continuer",
        "part": "Versement 1 de 3",
        "settled": "Réglé",
        "left": "Reste 20,00 $",
        "card": "Carte acceptée",
        "paid": "Merci, c’est payé",
        "amount": "50,00",
    },
    "en": {
        "first": "Pay now: $30.00",
        "whole": "Pay all that is left: $114.98",
        "next": "Pay now: $40.00",
        "typed": "Pay now: $50.00",
        "other": "Pay another amount",
        "go": "Continue",
        "part": "Instalment 1 of 3",
        "settled": "Settled",
        "left": "$20.00 left",
        "card": "Card accepted",
        "paid": "Thank you, it is paid",
        "amount": "50.00",
    },
}


def in_parts(running: Running, api: Client, language: str) -> Json:
    """An invoice of 114.98 $ that was sent, payable in three: in ten days, twenty and thirty."""
    opened = ask_by_form(running, api, f"Zoé Payeuse {secrets.token_hex(2)}")
    contact = api.get("jobs", f"/v1/jobs/{opened['job']['id']}")["contact"]
    api.request("PATCH", "jobs", f"/v1/contacts/{contact['id']}", body={"language": language})
    dues = [
        {"due_on": (today() + timedelta(days=10 * n)).isoformat(), "amount": cad(cents)}
        for n, cents in enumerate(PARTS, 1)
    ]
    line = {"description": "Robinet remplacé", "unit_price": cad(100_00)}
    body = {"job_id": opened["job"]["id"], "lines": [line], "dues": dues}
    draft = api.post("billing", "/v1/invoices", body, key=f"i/{opened['email']}")
    api.post("billing", f"/v1/invoices/{draft['id']}/issue", key=f"s/{opened['email']}")
    sent: Json = api.post("billing", f"/v1/invoices/{draft['id']}/send", key=f"t/{opened['email']}")
    return sent


async def pays(page: Page, stack: Stack, say: dict[str, str], button: str) -> None:
    """Presses it; the bank asks for the amount that it said."""
    await page.get_by_role("button", name=button).click()
    await page.wait_for_url(lambda url: url.startswith(stack["urls"]["bank"]))
    figures = re.findall(r"\d+[.,]\d\d", button)
    await expect(page.locator("body")).to_contain_text(re.compile(figures[-1].replace(",", ".").replace(".", "[.,]")))
    await page.get_by_role("button", name=re.compile(say["card"])).click()
    await expect(page.locator("h1")).to_contain_text(say["paid"])


@pytest.mark.parametrize(("language", "size"), WAYS)
async def test_the_first_of_three_is_paid_and_the_second_is_next(
    running: Running, stack: Stack, open_browser: Open, accessible: Check, language: str, size: str
) -> None:
    say, invoice = WORDS[language], in_parts(running, client(stack), language)
    page = await (await open_browser(language, size)).new_page()
    await page.goto(invoice["portal_url"])
    await expect(page.locator("#pay")).to_contain_text(say["part"])
    await expect(page.get_by_role("button", name=say["whole"])).to_be_visible()
    await expect(page.locator("#dues li")).to_have_count(3)
    await expect(page.locator("#dues")).not_to_contain_text(say["settled"])
    await accessible(page)
    await shoot(page, f"parts-{language}-{size}")

    await pays(page, stack, say, say["first"])
    await page.goto(invoice["portal_url"])
    await expect(page.locator("#dues li").first).to_contain_text(say["settled"])
    await expect(page.locator("#dues li").nth(1)).not_to_contain_text(say["settled"])
    await expect(page.get_by_role("button", name=say["next"])).to_be_visible()
    await accessible(page)
    await shoot(page, f"parts-next-{language}-{size}")
    await page.locator(".client-company a").click()
    await shoot(page, f"parts-overview-{language}-{size}")


@pytest.mark.parametrize(("language", "size"), WAYS)
async def test_another_amount_stands_on_the_button_before_it_is_paid(
    running: Running, stack: Stack, open_browser: Open, accessible: Check, language: str, size: str
) -> None:
    say, invoice = WORDS[language], in_parts(running, client(stack), language)
    page = await (await open_browser(language, size)).new_page()
    await page.goto(invoice["portal_url"])
    for wrong in ("beaucoup", "114,99", "0"):
        if not await page.locator("[name=amount].input").is_visible():
            await page.get_by_text(say["other"]).click()
        await page.fill("[name=amount].input", wrong)
        await page.get_by_role("button", name=say["go"]).click()
        await expect(page.locator(".field-wrong [name=amount]")).to_have_value(wrong)
        await accessible(page)
    await shoot(page, f"parts-wrong-{language}-{size}")
    await page.fill("[name=amount].input", say["amount"])
    await page.locator("[name=amount].input").press("Enter")
    await expect(page.get_by_role("button", name=say["typed"])).to_be_visible()
    await expect(page.get_by_role("button", name=say["whole"])).to_have_count(0)
    await accessible(page)
    await shoot(page, f"parts-typed-{language}-{size}")
    await pays(page, stack, say, say["typed"])
    await page.goto(invoice["portal_url"])
    await expect(page.locator("#dues li").nth(1)).to_contain_text(say["left"])

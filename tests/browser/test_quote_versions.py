"""Two colleagues write the same draft of a quote: nobody's words are lost, and nothing is sent that was not read."""

from __future__ import annotations

import re
import secrets

from playwright.async_api import Page, expect

from tests.browser.conftest import Check, Stack, sign_in
from tests.browser.test_client_choice import Open, shoot
from tests.browser.test_payments import cad
from tests.browser.test_quote_answers import BOTH
from tests.system.plays import ask_by_form, client
from tests.system.running import Running

SAVE = "form[data-guard] > .actions button.button-primary"


async def row(page: Page, words: str | re.Pattern[str]) -> None:
    """A row of the comparison that differs and has these words."""
    await expect(page.locator("#versions tr.versions-differ", has_text=words)).to_have_count(1)


@BOTH
async def test_who_saves_second_sees_both_and_chooses(
    running: Running, stack: Stack, open_browser: Open, accessible: Check, language: str, size: str
) -> None:
    api, tag = client(stack), secrets.token_hex(4)
    job = ask_by_form(running, api, f"Deux {tag}")["job"]["id"]
    lines = [
        {"description": "Chauffe-eau", "unit_price": cad(1_000_00)},
        {"description": "Pose", "unit_price": cad(200_00)},
    ]
    made = api.post("billing", "/v1/quotes", {"job_id": job, "lines": lines}, key=f"quote/{tag}")
    path = f"/v1/quotes/{made['id']}"

    def colleague(**changes: object) -> None:
        answer = api.request("PATCH", "billing", path, body=changes)
        assert answer.is_success, answer.text

    context = await open_browser(language, size)
    page = await context.new_page()
    await sign_in(page, stack)
    await context.add_cookies([{"name": "dossier_language", "value": language, "url": stack["urls"]["dashboard"]}])
    await page.goto(f"{stack['urls']['dashboard']}/quotes/{made['id']}/edit")
    await page.fill("[name='lines.1.unit_price']", "250")
    await page.fill("[name=terms]", "Mes conditions.")
    colleague(lines=[*lines, {"description": "Permis", "unit_price": cad(75_00)}], deposit_percent="25")
    await page.locator(SAVE).click()
    await expect(page.locator("#versions")).to_be_visible()
    for words in ("Pose", "Permis", re.compile("Acompte|Deposit"), "Mes conditions."):
        await row(page, words)
    await expect(page.locator("[name='lines.1.unit_price']")).to_have_value("250")
    await accessible(page)
    await shoot(page, f"versions-{language}-{size}")
    kept = api.get("billing", path)
    assert (kept["deposit_percent"], len(kept["lines"])) == ("25", 3), "nothing is written over before somebody chose"
    await page.locator("#versions button.button-primary").click()
    await page.wait_for_url(re.compile(r"/quotes/quo_\w+$"))
    kept = api.get("billing", path)
    assert (kept["terms"], kept["lines"][1]["unit_price"]) == ("Mes conditions.", cad(250_00))

    colleague(terms="Les siennes.")
    await page.locator("form[action$='/send'] button").click()  # what is on the page is no longer the draft
    await expect(page.locator(".problem")).to_be_visible()
    assert api.get("billing", path)["status"] == "draft"
    await page.goto(f"{stack['urls']['dashboard']}/quotes/{made['id']}/edit")
    await page.fill("[name=terms]", "Encore les miennes.")
    colleague(terms="Encore les siennes.")
    await page.locator(SAVE).click()
    await page.locator("#versions button[value=theirs]").click()
    await expect(page.locator("[name=terms]")).to_have_value("Encore les siennes.")

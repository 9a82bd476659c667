"""What a client and the office do with a quote that was sent: ask, ask again, decline, cancel, sign, take the newer version."""

from __future__ import annotations

import re
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from playwright.async_api import BrowserContext, Page, expect

from deploy.demo_client import Client
from tests.browser.conftest import Check, Stack, sign_in
from tests.browser.test_client_choice import draw, shoot
from tests.browser.test_payments import cad
from tests.system.plays import ask_by_form, client
from tests.system.running import Running, until

Open = Callable[..., Awaitable[BrowserContext]]
BOTH = pytest.mark.parametrize(("language", "size"), [("fr", "phone"), ("en", "desk")])


@dataclass(frozen=True)
class Offer:
    """A quote that was sent, and who knows of it."""

    api: Client
    quote: dict[str, Any]

    def now(self) -> dict[str, Any]:
        found: dict[str, Any] = self.api.get("billing", f"/v1/quotes/{self.quote['id']}")
        return found

    def thread(self) -> list[str]:
        path = f"/v1/jobs/{self.quote['job_id']}/messages"
        return [each["body"] for each in self.api.get("jobs", path)["data"] if each["direction"] == "in"]

    def steps(self) -> list[str]:
        return [each["kind"] for each in self.api.get("jobs", f"/v1/jobs/{self.quote['job_id']}/plan")["data"]]


def offer(running: Running, stack: Stack, **more: Any) -> Offer:
    api, tag = client(stack), secrets.token_hex(4)
    job = ask_by_form(running, api, f"Réponse {tag}")["job"]["id"]
    lines = more.pop("lines", [{"description": "Chauffe-eau", "unit_price": cad(1_000_00)}])
    made = api.post("billing", "/v1/quotes", {"job_id": job, "lines": lines, **more}, key=f"quote/{tag}")
    return Offer(api, api.post("billing", f"/v1/quotes/{made['id']}/send", key=f"send/{tag}"))


async def client_page(open_browser: Open, found: Offer, language: str, size: str, stack: Stack) -> Page:
    """The client at their quote, in the language that they chose."""
    context = await open_browser(language, size)
    await context.add_cookies([{"name": "dossier_language", "value": language, "url": stack["urls"]["dashboard"]}])
    page = await context.new_page()
    await page.goto(found.quote["portal_url"])
    return page


async def office_page(open_browser: Open, found: Offer, stack: Stack, language: str, size: str) -> Page:
    context = await open_browser(language, size)
    page = await context.new_page()
    await sign_in(page, stack)
    await context.add_cookies([{"name": "dossier_language", "value": language, "url": stack["urls"]["dashboard"]}])
    await page.goto(f"{stack['urls']['dashboard']}/quotes/{found.quote['id']}")
    return page


async def unfold(page: Page, action: str) -> None:
    await page.locator(f"form[action$='/{action}']").locator("xpath=ancestor::details/summary").click()


@BOTH
async def test_a_client_asks_for_an_expired_quote_again_and_the_office_renews_it(
    running: Running, stack: Stack, open_browser: Open, accessible: Check, language: str, size: str
) -> None:
    found = offer(running, stack)
    with psycopg.connect(stack["database"], autocommit=True) as connection:
        late = "UPDATE billing.quote_version SET valid_until = current_date - 3 WHERE quote_id = %s"
        connection.execute(late, [found.quote["id"]])
    page = await client_page(open_browser, found, language, size, stack)
    await expect(page.locator("#answer")).to_have_count(0)
    await accessible(page)
    await shoot(page, f"expired-{language}-{size}")
    await page.locator("form[action$='/renew'] button").click()
    await expect(page.locator("form[action$='/renew']")).to_have_count(0)
    until("the office has the step", lambda: "office.renew_quote" in found.steps())
    assert any(found.quote["number_text"] in body for body in found.thread())
    office = await office_page(open_browser, found, stack, language, size)
    await accessible(office)
    await shoot(office, f"renewal-asked-{language}-{size}")
    await office.locator("form[action$='/renew'] button").click()
    await expect(office.locator("h1")).to_contain_text("v2")
    until("the step is done", lambda: not {"office.renew_quote", "office.answer"} & set(found.steps()))
    await page.goto(found.quote["portal_url"])
    await expect(page.locator("#answer")).to_have_count(1)
    await expect(page.locator(".notice").first).to_contain_text(re.compile("remplace la version 1|replaces version 1"))
    await accessible(page)
    await shoot(page, f"renewed-{language}-{size}")


@BOTH
async def test_a_client_cancels_an_itinerant_contract_within_ten_days(
    running: Running, stack: Stack, open_browser: Open, accessible: Check, language: str, size: str
) -> None:
    found = offer(running, stack, itinerant=True)
    page = await client_page(open_browser, found, language, size, stack)
    await page.fill("#answer input[name=name]", "Léa Itinérante")
    await page.locator("#answer form button.button-primary").first.click()
    facts = page.locator("section[aria-labelledby=h-cancel] dl")
    await expect(facts).to_contain_text(found.quote["concluded"]["permit"])
    await expect(facts).to_contain_text(found.quote["concluded"]["representative"])
    await unfold(page, "cancel")
    await page.fill("#cancel-reason", "J’ai changé d’idée.")
    await accessible(page)
    await shoot(page, f"cancelling-{language}-{size}")
    await page.locator("form[action$='/cancel'] button[type=submit]").click()
    await expect(page.locator("form[action$='/cancel']")).to_have_count(0)
    kept = found.now()
    assert (kept["status"], kept["void_reason"]) == ("voided", "J’ai changé d’idée.")
    until("the office has the step", lambda: "office.handle_cancellation" in found.steps())
    assert any("J’ai changé d’idée." in body for body in found.thread())
    office = await office_page(open_browser, found, stack, language, size)
    await expect(office.locator("#quote-head .notice").first).to_contain_text("J’ai changé d’idée.")
    await accessible(office)
    await shoot(office, f"cancelled-{language}-{size}")
    await office.goto(f"{stack['urls']['dashboard']}/jobs/{kept['job_id']}")
    await expect(office.locator("main")).to_contain_text(re.compile("annulation du contrat|cancelled contract"))
    await accessible(office)
    answer = {"subject": "Annulation", "body": "C’est noté."}
    found.api.post("jobs", f"/v1/jobs/{kept['job_id']}/messages", answer, key=secrets.token_hex(8))
    until("the step is done", lambda: "office.handle_cancellation" not in found.steps())


@BOTH
async def test_a_question_goes_to_the_thread_and_no_comes_with_a_reason(
    running: Running, stack: Stack, open_browser: Open, accessible: Check, language: str, size: str
) -> None:
    found = offer(running, stack)
    page = await client_page(open_browser, found, language, size, stack)
    await page.fill("#question textarea", "Est-ce que l’ancien réservoir est ramassé ?")
    await page.locator("#question button[type=submit]").click()
    await expect(page.locator(".flash")).to_have_count(1)
    said = next(body for body in found.thread() if "ramassé" in body)
    assert found.quote["number_text"] in said
    assert "office.answer" in found.steps()
    await unfold(page, "decline")
    await page.fill("#decline-reason", "Trop cher cette année.")
    await page.locator("form[action$='/decline'] button[type=submit]").click()
    await expect(page.locator("#answer")).to_have_count(0)
    await accessible(page)
    assert (found.now()["status"], found.now()["declined"]["reason"]) == ("declined", "Trop cher cette année.")
    office = await office_page(open_browser, found, stack, language, size)
    await expect(office.locator("#quote-head")).to_contain_text("Trop cher cette année.")
    await accessible(office)
    await shoot(office, f"declined-{language}-{size}")


@BOTH
async def test_a_signed_choice_with_its_discount_is_proved_to_the_office(
    running: Running, stack: Stack, open_browser: Open, accessible: Check, language: str, size: str
) -> None:
    found = offer(
        running,
        stack,
        lines=[
            {"description": "Réservoir", "unit_price": cad(1_000_00), "alternative": "Bon"},
            {"description": "Thermopompe", "unit_price": cad(2_000_00), "alternative": "Meilleur"},
            {"description": "Bac de rétention", "unit_price": cad(50_00), "optional": True},
        ],
        alternatives=[{"name": "Bon", "note": "Garantie 6 ans."}, {"name": "Meilleur", "note": "Garantie 10 ans."}],
        schedules=[
            {"name": "À la fin", "instalments": [{"when": "on_completion"}]},
            {"name": "Comptant", "instalments": [{"when": "on_acceptance"}], "discount": {"percent": "5"}},
        ],
    )
    page = await client_page(open_browser, found, language, size, stack)
    await expect(page.locator("#answer")).to_contain_text("Garantie 10 ans.")
    await page.locator("input[name=alternative][value=Meilleur]").check()
    await page.locator("input[name=schedule][value='1']").check()
    await page.locator("input[name=options]").check()
    await expect(page.locator("#choice")).to_contain_text(re.compile(r"102[.,]50"))
    await page.fill("#answer input[name=name]", "Zoé Signature")
    await draw(page)
    await accessible(page)
    await shoot(page, f"signing-{language}-{size}")
    await page.locator("#answer form button.button-primary").first.click()
    await expect(page.locator("#answer")).to_have_count(0)
    kept = found.now()
    assert kept["totals"]["schedule_discount"]["amount"] == cad(102_50)
    office = await office_page(open_browser, found, stack, language, size)
    proof = office.locator("section", has=office.locator("#h-proof"))
    known = (
        "Zoé Signature",
        kept["document_sha256"],
        kept["accepted"]["sha256"],
        "Meilleur",
        "Bac de rétention",
        "Comptant",
    )
    for each in (*known, kept["accepted"]["ip"]):
        await expect(proof).to_contain_text(each)
    image = proof.locator("img")
    assert await image.evaluate("image => image.complete && image.naturalWidth > 0")
    await accessible(office)
    await shoot(office, f"proof-{language}-{size}")
    async with office.expect_download() as signature:
        await proof.locator("a[href$='download=1']").click()
    assert (await (await signature.value).path()).read_bytes().startswith(b"\x89PNG")
    async with office.expect_download() as text:
        await proof.locator("a[href$='/proof']").click()
    assert kept["accepted"]["sha256"] in (await (await text.value).path()).read_text()


@BOTH
async def test_a_newer_version_takes_the_place_of_the_one_that_is_open(
    running: Running, stack: Stack, open_browser: Open, accessible: Check, language: str, size: str
) -> None:
    found = offer(running, stack)
    page = await client_page(open_browser, found, language, size, stack)
    path = f"/v1/quotes/{found.quote['id']}"
    found.api.post("billing", f"{path}/revise", key=secrets.token_hex(8))
    found.api.post("billing", f"{path}/send", key=secrets.token_hex(8))
    await page.fill("#answer input[name=name]", "Max Retard")
    await page.locator(
        "#answer form button.button-primary"
    ).first.click()  # what they read is no longer what is offered
    await expect(page.locator(".problem")).to_be_visible()
    assert found.now()["status"] in ("sent", "viewed")
    await page.goto(found.quote["portal_url"])  # the old link
    await expect(page.locator("h1")).to_contain_text("v2")
    await expect(page.locator(".notice").first).to_contain_text(re.compile("remplace la version 1|replaces version 1"))
    await accessible(page)
    office = await office_page(open_browser, found, stack, language, size)
    await unfold(office, "accept")
    await office.fill("form[action$='/accept'] [name=note]", "Oui par téléphone, 9 h 40.")
    await office.locator("form[action$='/accept'] button[type=submit]").click()
    proof = office.locator("section", has=office.locator("#h-proof"))
    await expect(proof).to_contain_text("Oui par téléphone, 9 h 40.")
    await expect(proof).to_contain_text("version 2")
    await accessible(office)
    await page.reload()
    await expect(page.locator("#answer")).to_have_count(0)

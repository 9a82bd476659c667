"""A client chooses: one of the alternatives, an option, a way to pay; what they took is what was accepted."""

from __future__ import annotations

import os
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.browser.conftest import Check, Stack
from tests.browser.test_payments import cad

Open = Callable[..., Awaitable[BrowserContext]]


async def shoot(page: Page, name: str) -> None:
    if "PICTURES" in os.environ:
        await page.screenshot(full_page=True, path=f"{os.environ['PICTURES']}/{name}.png")


async def draw(page: Page) -> None:
    """A stroke in the place to sign."""
    await page.locator("[data-drawn] summary").click()
    box = await page.locator("canvas.client-sign").bounding_box()
    assert box
    await page.mouse.move(box["x"] + 30, box["y"] + 30)
    await page.mouse.down()
    await page.mouse.move(box["x"] + 120, box["y"] + 80, steps=8)
    await page.mouse.move(box["x"] + 200, box["y"] + 40, steps=8)
    await page.mouse.up()


async def offer(stack: Stack, language: str) -> tuple[dict[str, Any], httpx.AsyncClient]:
    """A quote with two alternatives, an option and two schedules, sent to a new client; and the office at the API."""
    urls, who = stack["urls"], stack["sign_ins"][0]
    http = httpx.AsyncClient(timeout=30)
    answer = await http.post(f"{urls['accounts']}/v1/sign-in", json={k: who[k] for k in ("email", "password")})
    http.headers["Authorization"] = f"Bearer {answer.json()['token']}"

    async def post(service: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        done = await http.post(urls[service] + path, json=body, headers={"Idempotency-Key": secrets.token_hex(8)})
        assert done.is_success, done.text
        found: dict[str, Any] = done.json()
        return found

    contact = {"name": f"Cliente {secrets.token_hex(3)}", "language": language}
    job = await post("jobs", "/v1/jobs", {"contact": contact, "title": "Chauffe-eau"})
    lines = [
        {"description": "Réservoir", "unit_price": cad(1_000_00), "alternative": "Bon"},
        {"description": "Thermopompe", "unit_price": cad(2_000_00), "alternative": "Meilleur"},
        {"description": "Bac", "unit_price": cad(50_00), "optional": True},
    ]
    schedules = [
        {"name": "Une fois", "instalments": [{"when": "on_completion"}]},
        {
            "name": "Deux fois",
            "kind": "several_invoices",
            "instalments": [{"when": "on_acceptance", "percent": "40"}, {"when": "on_completion"}],
        },
    ]
    body = {"job_id": job["id"], "lines": lines, "schedules": schedules, "deposit_percent": "10"}
    quote = await post("billing", "/v1/quotes", body)
    return await post("billing", f"/v1/quotes/{quote['id']}/send", {}), http


def shown(cents: int, language: str) -> str:
    whole, rest = divmod(cents, 100)
    if language == "en":
        return f"${whole:,}.{rest:02}"
    return f"{whole:,},{rest:02}".replace(",", "\u00a0", 1) if whole > 999 else f"{whole},{rest:02}"


@pytest.mark.parametrize(("language", "size"), [("fr", "phone"), ("en", "desk")])
async def test_a_client_takes_the_better_one_in_two_payments(
    stack: Stack, open_browser: Open, accessible: Check, language: str, size: str
) -> None:
    quote, office = await offer(stack, language)
    page = await (await open_browser(language, size)).new_page()
    await page.goto(quote["portal_url"])
    await accessible(page)
    await page.locator("input[name=alternative][value=Meilleur]").check()
    await page.locator("input[name=schedule][value='1']").check()
    await page.locator("input[name=options]").check()
    for cents in (2_356_99, 235_70, 942_80, 1_414_19):  # total, deposit and both instalments follow the choice
        await expect(page.locator("#choice")).to_contain_text(shown(cents, language))
    await page.fill("#answer input[name=name]", "Marie-Ève Tremblay")
    await draw(page)
    await accessible(page)
    await shoot(page, f"choice-{language}-{size}")
    await page.locator("#answer form button.button-primary").first.click()
    await expect(page.locator("#answer")).to_have_count(0)
    await accessible(page)
    await shoot(page, f"chosen-{language}-{size}")
    kept = (await office.get(f"{stack['urls']['billing']}/v1/quotes/{quote['id']}")).json()
    await office.aclose()
    assert kept["status"] == "accepted"
    assert kept["totals"]["total"] == cad(2_356_99)
    assert kept["chosen_schedule"] == 1
    assert kept["accepted"]["intact"]
    assert kept["accepted"]["kind"] == "drawn"
    assert kept["deposit"] == cad(235_70)

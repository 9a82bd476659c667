"""A client chooses: one of the alternatives, an option, a way to pay; what they took is what was accepted."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from playwright.async_api import BrowserContext, expect

from tests.browser.conftest import Check, Stack
from tests.browser.test_payments import cad

Open = Callable[..., Awaitable[BrowserContext]]


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
    quote = await post("billing", "/v1/quotes", {"job_id": job["id"], "lines": lines, "schedules": schedules})
    return await post("billing", f"/v1/quotes/{quote['id']}/send", {}), http


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
    await page.fill("#answer input[name=name]", "Marie-Ève Tremblay")
    await page.locator("#answer form button.button-primary").first.click()
    await expect(page.locator("#answer")).to_have_count(0)
    await accessible(page)
    kept = (await office.get(f"{stack['urls']['billing']}/v1/quotes/{quote['id']}")).json()
    await office.aclose()
    assert kept["status"] == "accepted"
    assert kept["totals"]["total"] == cad(2_356_99)
    assert kept["chosen_schedule"] == 1
    assert kept["accepted"]["intact"]

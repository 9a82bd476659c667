"""The office's page of a quote: all that it says, the versions that came before, and what can be done with it."""

from __future__ import annotations

import re
import secrets

from playwright.async_api import expect

from tests.browser.conftest import Check, Stack
from tests.browser.test_client_choice import shoot
from tests.browser.test_payments import cad
from tests.browser.test_quote_answers import BOTH, Open, offer, office_page
from tests.system.running import Running


@BOTH
async def test_all_that_a_quote_says_is_on_its_page(
    running: Running, stack: Stack, open_browser: Open, accessible: Check, language: str, size: str
) -> None:
    found = offer(
        running,
        stack,
        lines=[
            {"description": "Réservoir", "unit_price": cad(1_000_00), "alternative": "Bon"},
            {"description": "Thermopompe", "unit_price": cad(2_000_00), "alternative": "Meilleur"},
        ],
        alternatives=[{"name": "Meilleur", "note": "Garantie 10 ans."}],
        schedules=[
            {"name": "Deux fois", "instalments": [{"when": "on_acceptance", "percent": "40"}, {"when": "to_plan"}]},
            {
                "name": "Comptant",
                "kind": "several_invoices",
                "instalments": [{"when": "on_completion"}],
                "discount": {"percent": "5"},
            },
        ],
        deposit_percent="10",
        terms="Payable à la réception.\nSans garantie sur le béton.",
        invoicing="automatic",
    )
    page = await office_page(open_browser, found, stack, language, size)
    content = page.locator("#quote-content")
    for words in (
        "Garantie 10 ans.",
        re.compile(r"2.299[.,]50"),
        re.compile(r"Deux fois"),
        re.compile(r"459[.,]90"),
        re.compile("le reste|the rest"),
        re.compile(r"Rabais de 5.%|5% off|discount", re.I),
        re.compile(r"114[.,]98"),
        re.compile("Dès l’acceptation|On acceptance"),
        "Sans garantie sur le béton.",
    ):
        await expect(content).to_contain_text(words)
    await accessible(page)
    await shoot(page, f"quote-content-{language}-{size}")


@BOTH
async def test_an_itinerant_contract_says_until_when_it_can_be_cancelled(
    running: Running, stack: Stack, open_browser: Open, accessible: Check, language: str, size: str
) -> None:
    found = offer(running, stack, itinerant=True)
    page = await office_page(open_browser, found, stack, language, size)
    content = page.locator("#quote-content")
    await expect(content).to_contain_text(re.compile("commerce itinérant|itinerant merchant"))
    await expect(content).to_contain_text(re.compile("dix jours|ten days"))
    answer = {"version": 1, "name": "Zoé", "document_sha256": found.quote["document_sha256"], "note": "Sur place."}
    found.api.post("billing", f"/v1/quotes/{found.quote['id']}/accept", answer, key=secrets.token_hex(8))
    await page.reload()
    await expect(content).to_contain_text(re.compile("Dernier jour pour annuler|Last day to cancel"))
    await expect(content).to_contain_text(re.compile("peut encore annuler|may still cancel"))
    await expect(content).to_contain_text(found.quote["concluded"]["permit"])
    await accessible(page)
    await shoot(page, f"quote-itinerant-{language}-{size}")

"""A client's statement of account on the screen: reached from the receivables and from the client, as a file, and mailed."""

from __future__ import annotations

import re
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from playwright.async_api import BrowserContext, expect

from tests.browser.conftest import Check, Stack, sign_in
from tests.unit.pdfs import said

Open = Callable[..., Awaitable[BrowserContext]]
SAY = {
    "fr": {
        "title": "État de compte",
        "send": "Envoyer le relevé",
        "leaves": "Le relevé part tout de suite",
        "accepted": "Accepté par le serveur",
        "all": "Factures à payer",
        "ages": "Solde dû, par âge",
        "balance": "Solde dû au fil de la période",
    },
    "en": {
        "title": "Statement of account",
        "send": "Send the statement",
        "leaves": "The statement leaves now",
        "accepted": "Accepted by the server",
        "all": "Invoices to pay",
        "ages": "Balance due, by age",
        "balance": "Balance due over the period",
    },
}


async def debtor(stack: Stack, language: str) -> dict[str, Any]:
    """A job of a new client with an address, and an issued invoice of 114.98 $ on it."""
    urls, who = stack["urls"], stack["sign_ins"][0]
    async with httpx.AsyncClient(timeout=30) as http:
        answer = await http.post(f"{urls['accounts']}/v1/sign-in", json={k: who[k] for k in ("email", "password")})
        headers = {"Authorization": f"Bearer {answer.json()['token']}"}

        async def post(service: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
            key = {"Idempotency-Key": secrets.token_hex(8)}
            done = await http.post(urls[service] + path, json=body, headers=headers | key)
            assert done.is_success, done.text
            found: dict[str, Any] = done.json()
            return found

        tag = secrets.token_hex(3)
        contact = {"name": f"Débiteur {tag}", "email": f"debiteur.{tag}@courriel.example", "language": language}
        job = await post("jobs", "/v1/jobs", {"contact": contact, "title": "Colonne d’eau"})
        line = {"description": "Travaux", "unit_price": {"amount": 100_00, "currency": "CAD"}}
        draft = await post("billing", "/v1/invoices", {"job_id": job["id"], "lines": [line]})
        await post("billing", f"/v1/invoices/{draft['id']}/issue", {})
        return job


@pytest.mark.parametrize(("language", "size"), [("fr", "phone"), ("en", "desk")])
async def test_a_statement_is_looked_at_and_mailed(
    stack: Stack, open_browser: Open, accessible: Check, language: str, size: str
) -> None:
    say, job = SAY[language], await debtor(stack, language)
    context, home = await open_browser(language, size), stack["urls"]["dashboard"]
    await context.add_cookies([{"name": "dossier_language", "value": language, "url": home}])
    page = await context.new_page()
    await sign_in(page, stack)

    await page.goto(f"{home}/reports/receivables")
    await page.get_by_role("link", name=job["contact"]["name"]).click()
    await expect(page).to_have_url(re.compile(r"/contacts/cnt_\w+/statement\?to=\d{4}-\d\d-\d\d$"))
    await expect(page.get_by_role("heading", level=1)).to_have_text(say["title"])
    await expect(page.locator("#main")).to_contain_text(re.compile(r"114[.,]98"))
    await accessible(page)

    await page.goto(f"{home}/contacts/{job['contact']['id']}")
    await page.get_by_role("link", name=say["title"]).click()
    await expect(page.get_by_role("region", name=say["all"])).to_contain_text(re.compile(r"114[.,]98"))

    await expect(page.get_by_role("img", name=say["ages"])).to_be_visible()

    # Asked wrongly: said above the form, and today's statement stands below.
    own = f"{home}/contacts/{job['contact']['id']}/statement"
    await page.goto(f"{own}?from=2026-02-01&to=2026-01-01")
    await expect(page.get_by_role("alert")).to_be_visible()
    await expect(page.get_by_role("region", name=say["all"])).to_contain_text(re.compile(r"114[.,]98"))
    await accessible(page)

    await page.goto(f"{own}?from=2026-01-01")
    picture = page.get_by_role("img", name=say["balance"])
    await expect(picture.locator("rect title").last).to_have_text(re.compile(r"114[.,]98"))
    await accessible(page)
    for kind, begins in (("csv", b"\xef\xbb\xbf"), ("pdf", b"%PDF")):
        answer = await context.request.get(f"{own}/{kind}?from=2026-01-01")
        assert (answer.status, (await answer.body()).startswith(begins)) == (200, True)
    assert say["title"] in said(await answer.body())

    await page.fill("[name=note]", "Merci !")
    await page.get_by_role("button", name=say["send"]).click()
    await expect(page.get_by_text(say["leaves"])).to_be_visible()
    await expect(page.locator("#mailed .row")).to_have_count(1)
    await expect(page).to_have_url(re.compile(r"from=2026-01-01"))

    async def taken() -> bool:
        await page.reload()
        return say["accepted"] in await page.locator("#mailed").inner_text()

    for _ in range(200):
        if await taken():
            break
    await expect(page.locator("#mailed")).to_contain_text(say["accepted"])
    await accessible(page)
    await page.locator("#mailed a").last.click()
    await expect(page.locator("#messages")).to_contain_text("Merci !")

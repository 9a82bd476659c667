"""The company's own words, previewed while they are typed; a mail that did not arrive, sent again; the way out, in one click."""

from __future__ import annotations

import re
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
from playwright.async_api import BrowserContext, expect

from tests.browser.conftest import Check, Stack, sign_in

Open = Callable[..., Awaitable[BrowserContext]]


async def office(stack: Stack) -> httpx.AsyncClient:
    """The API as the first person of the demo company."""
    who = stack["sign_ins"][0]
    async with httpx.AsyncClient(base_url=stack["urls"]["accounts"]) as accounts:
        signed_in = (
            await accounts.post("/v1/sign-in", json={"email": who["email"], "password": who["password"]})
        ).json()
    headers = {"Authorization": f"Bearer {signed_in['token']}", "Accept-Language": "fr"}
    return httpx.AsyncClient(base_url=stack["urls"]["jobs"], headers=headers)


async def test_a_template_is_previewed_refused_and_kept(stack: Stack, open_browser: Open, accessible: Check) -> None:
    page = await (await open_browser("fr", "phone")).new_page()
    await sign_in(page, stack)
    await page.goto(f"{stack['urls']['dashboard']}/settings/messages")
    await accessible(page)
    await page.goto(f"{stack['urls']['dashboard']}/settings/snippets")
    await accessible(page)
    await page.goto(f"{stack['urls']['dashboard']}/settings/messages/invoice.mail")
    shown = page.locator("#preview-fr")
    await expect(shown).to_contain_text("Voici la facture 1042")
    await accessible(page)
    await page.fill("#f-fr-body", "Allô {client}, {prix} {numéro}")
    await expect(shown).to_contain_text("{prix} n'existe pas ici.")
    await page.click("#template-form button[type=submit]")
    await expect(page.locator(".problem")).to_contain_text("{prix} n'existe pas ici.")
    await page.fill("#f-fr-body", "Allô {client}, votre facture {numéro}.")
    await expect(shown).to_contain_text("Allô Marie-Ève Tremblay, votre facture 1042.")
    await page.click("#template-form button[type=submit]")
    await expect(page.locator(".flash")).to_contain_text("Gabarit enregistré.")
    await page.get_by_role("button", name="Revenir au texte de base").click()
    await expect(page.locator(".flash")).to_contain_text("Le texte de base est de retour.")


async def test_a_mail_that_failed_is_said_and_sent_again(stack: Stack, open_browser: Open, accessible: Check) -> None:
    email = f"zoe.{secrets.token_hex(4)}@courriel.example"
    async with await office(stack) as api, httpx.AsyncClient(base_url=stack["urls"]["mail"]) as inbox:
        job: Any = (await api.post("/v1/jobs", json={"contact": {"name": "Zoé Essai", "email": email}})).json()
        await inbox.post("/api/faults", json={"kind": "550", "to": email})
        await api.post(f"/v1/jobs/{job['id']}/messages", json={"body": "À demain."})
        page = await (await open_browser("fr", "phone")).new_page()
        await sign_in(page, stack)
        await page.goto(f"{stack['urls']['dashboard']}/jobs/{job['id']}")
        thread = page.locator("#messages")
        await expect(thread).to_contain_text("L'adresse n'existe pas ou n'accepte pas de messages.", timeout=15000)
        await accessible(page)
        await page.goto(f"{stack['urls']['dashboard']}/messages")
        await expect(page.locator("main")).to_contain_text("Zoé Essai")
        await accessible(page)
        await page.goto(f"{stack['urls']['dashboard']}/jobs/{job['id']}")
        await thread.get_by_role("button", name="Réessayer").click()
        await expect(thread).to_contain_text("Accepté par le serveur", timeout=15000)
        await page.select_option("#snippet", label="On vous rappelle")
        await expect(page.locator("#f-body")).to_have_value(re.compile(r"^Bonjour Zoé Essai,"))
        assert len((await inbox.get("/api/messages", params={"to": email})).json()["data"]) == 1


async def test_one_click_ends_commercial_mails(stack: Stack, open_browser: Open, accessible: Check) -> None:
    """As a mail program does it (RFC 8058), and as a person does."""
    email = f"luc.{secrets.token_hex(4)}@courriel.example"
    request = {"name": "Luc Demande", "email": email, "message": "Bonjour", "consent": True, "language": "fr"}
    async with httpx.AsyncClient(timeout=20) as http:
        await http.post(f"{stack['urls']['intake']}/v1/sites/{stack['site']}/requests", json=request)
        page = await (await open_browser("fr", "phone")).new_page()
        await page.goto(stack["urls"]["mail"])
        await expect(page.locator("#mails")).to_contain_text(email, timeout=15000)
        [mail] = (await http.get(f"{stack['urls']['mail']}/api/messages", params={"to": email})).json()["data"]
        raw = (await http.get(f"{stack['urls']['mail']}/api/messages/{mail['id']}")).text
        found = re.search(r"^List-Unsubscribe:\s+<(\S+)>", raw, re.MULTILINE)
        assert found
        url = found[1]
        await page.goto(url)
        await accessible(page)
        answer = await http.post(url, data={"List-Unsubscribe": "One-Click"}, follow_redirects=True)
        assert answer.status_code == 200
    await page.reload()
    await expect(page.locator("main")).to_contain_text("C’est fait")
    await page.get_by_role("button", name="Les recevoir de nouveau").click()
    await expect(page.locator("main")).to_contain_text("Ne plus recevoir de relances")

"""The main job in a browser, in both languages: request → reply → quote → visit → invoice → payment, as `domain.md` tells it."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.browser.conftest import Check, Stack, sign_in

Open = Callable[..., Awaitable[BrowserContext]]

WORDS: dict[str, dict[str, Any]] = {
    "fr": {
        "reply": "Envoyer",
        "queued": "Message remis à l’envoi.",
        "sent": "Accepté par le serveur",
        "save_send": "Enregistrer et envoyer",
        "accepted": "Acceptée",
        "schedule": "Céduler",
        "start": "Commencer",
        "complete": "Compléter",
        "completed": "Complétée",
        "generate": "Faire la facture",
        "issue_send": "Émettre et envoyer",
        "record": "Noter le paiement",
        "partly": "Payée en partie",
        "paid": "Payée",
    },
    "en": {
        "reply": "Send",
        "queued": "Message handed over for sending.",
        "sent": "Accepted by the server",
        "save_send": "Save and send",
        "accepted": "Accepted",
        "schedule": "Schedule",
        "start": "Start",
        "complete": "Complete",
        "completed": "Completed",
        "generate": "Make the invoice",
        "issue_send": "Issue and send",
        "record": "Record the payment",
        "partly": "Partly paid",
        "paid": "Paid",
    },
}


def request_by_form(stack: Stack, name: str, language: str) -> int:
    """What a program on the contractor's site sends; the job's number."""
    body = {
        "name": name,
        "email": f"client-{secrets.token_hex(4)}@clients.example",  # a known address would be a known contact
        "message": "Le robinet de la cuisine coule.",
        "service": "",
        "language": language,
        "consent": True,
    }
    answer = httpx.post(f"{stack['urls']['intake']}/v1/sites/{stack['site']}/requests", json=body, timeout=10)
    assert answer.status_code == 201, answer.text
    return int(answer.json()["job"]["number"])


async def choose(page: Page, language: str) -> None:
    if await page.locator("html").get_attribute("lang") != language:
        await page.locator(f"button[name=language][value={language}]").last.click()
    await expect(page.locator("html")).to_have_attribute("lang", language)


async def client_accepts(open_browser: Open, accessible: Check, link: str | None, language: str) -> None:
    """The client on a phone: no password, in their own language; accepts, then writes from their page."""
    assert link
    page = await (await open_browser("en" if language == "fr" else "fr", "phone")).new_page()
    await page.goto(link)
    await expect(page.locator("html")).to_have_attribute("lang", language)
    await expect(page.locator("table")).to_contain_text(re.compile(r"160[.,]97"))
    await accessible(page)
    await page.fill("[name=name]", "Zoé Élémentaire")
    await page.locator("form[action$='/accept'] button[type=submit]").click()
    await expect(page.locator(".notice")).to_contain_text("Zoé Élémentaire")
    await accessible(page)
    await page.locator(".client-company a").click()
    await accessible(page)
    await page.locator("form[action$='/messages'] textarea").fill("Merci, à demain!")
    await page.locator("form[action$='/messages'] button[type=submit]").click()
    await expect(page.locator(".thread")).to_contain_text("Merci, à demain!")


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.timeout(240)
async def test_one_job_from_request_to_paid(stack: Stack, open_browser: Open, accessible: Check, language: str) -> None:
    say = WORDS[language]
    page = await (await open_browser(language)).new_page()
    await sign_in(page, stack)
    await choose(page, language)
    await accessible(page)

    # 2. The request is on the open dashboard within a second, without a reload, with its next step.
    await page.evaluate("window.stayed = true")
    name = f"Zoé Élémentaire {language} {secrets.token_hex(2)}"
    number = request_by_form(stack, name, language)
    asked = time.monotonic()
    await expect(page.get_by_role("link", name=name)).to_be_visible(timeout=5000)
    assert time.monotonic() - asked < 1.5  # 1 s is the goal; a machine that runs tests has half a second more
    assert await page.evaluate("window.stayed")
    await page.get_by_role("link", name=name).click()
    await expect(page.locator("#job-head .tab")).to_contain_text(str(number))
    await accessible(page)

    # 3. Answered from the folder; "sent" appears by itself once the mail server took it.
    folder = page.url
    await page.fill("#reply [name=body]", "Bonjour Zoé, on passe demain matin.")
    await page.locator("#reply").get_by_role("button", name=say["reply"]).click()
    await expect(page.locator(".flash")).to_have_text(say["queued"])
    await expect(page.locator("#job-thread .bubble-out", has_text="on passe demain")).to_contain_text(
        say["sent"], timeout=15000
    )

    # 4. Quote: totals by the server while typing, sent by mail, accepted on the client's own page.
    await page.locator("#job-bar a[href$='/quotes/new']").click()
    await page.fill("[name='lines.0.description']", "Remplacer le robinet")
    await page.fill("[name='lines.0.quantity']", "2")
    await page.fill("[name='lines.0.unit_price']", "70")
    await expect(page.locator("#totals")).to_contain_text(re.compile(r"160[.,]97"))
    await accessible(page)
    await page.get_by_role("button", name=say["save_send"]).click()
    await expect(page.locator("#quote-head .chip")).to_be_visible()
    await accessible(page)
    quote = page.url
    await client_accepts(open_browser, accessible, await page.locator("a[href*='/c/']").get_attribute("href"), language)
    await expect(page.locator("#quote-head .chip")).to_have_text(
        say["accepted"]
    )  # by itself, while the office looks on
    await page.reload()
    await accessible(page)

    # Visit: scheduled, refused when the technician is taken, started and completed.
    await page.goto(folder)
    await page.locator("#job-bar a[href$='/visits/new']").click()
    await page.locator(".segment", has=page.locator("[name=resource_ids]")).last.click()
    await page.fill("[name=day]", f"2027-0{'3' if language == 'fr' else '4'}-02")
    await accessible(page)
    address = page.url
    await page.get_by_role("main").get_by_role("button", name=say["schedule"]).click()
    await expect(page.locator("#job-activities .chip").last).to_be_visible()
    day = f"2027-0{'3' if language == 'fr' else '4'}-02"
    await page.goto(address)
    await page.locator(".segment", has=page.locator("[name=resource_ids]")).last.click()
    await page.fill("[name=day]", day)
    await page.get_by_role("main").get_by_role("button", name=say["schedule"]).click()
    await expect(page.locator(".problem")).to_be_visible()
    assert await page.input_value("[name=day]") == day
    await accessible(page)
    await page.goto(folder)
    await page.get_by_role("button", name=say["start"], exact=True).click()
    await page.get_by_role("button", name=say["complete"], exact=True).click()
    await expect(page.locator("#job-activities")).to_contain_text(say["completed"])

    # Invoice from the accepted quote: draft, issued with its number, sent.
    await page.goto(quote)
    await page.get_by_role("button", name=say["generate"]).click()
    await expect(page).to_have_url(re.compile(r"/invoices/"))
    await accessible(page)
    await page.get_by_role("button", name=say["issue_send"]).click()
    await expect(page.locator("h1")).to_contain_text(re.compile(r"(Facture|Invoice) \d"))  # a draft has no number
    invoice = page.url
    await accessible(page)

    # Payment: partial, then the rest.
    for amount, word in (("60", say["partly"]), ("", say["paid"])):
        await page.goto(f"{folder}/payments/new?invoice={invoice.rsplit('/', 1)[1]}")
        await accessible(page)
        if amount:
            await page.fill("[name=amount]", amount)
        await page.get_by_role("button", name=say["record"]).click()
        await expect(page.locator("#job-activities")).to_contain_text(word)

    await expect(page.locator("#job-thread")).to_contain_text("Merci, à demain!")

    # 5. The folder shows figures, way, story; 6. the list finds it.
    await expect(page.locator("#job-head .figures")).to_contain_text(re.compile(r"160[.,]97"))
    assert await page.locator("#job-way .way-done").count() == 6
    await accessible(page)
    await page.goto(f"{stack['urls']['dashboard']}/jobs?q={number}")
    await expect(page.locator("#jobs").get_by_role("link", name=name)).to_be_visible()
    await accessible(page)


async def test_a_job_opened_by_hand_with_a_new_and_a_known_contact(
    stack: Stack, open_browser: Open, accessible: Check
) -> None:
    name = f"Ögmundur Ærlegur {secrets.token_hex(3)}"
    page = await (await open_browser("fr", "phone")).new_page()
    await sign_in(page, stack)
    await choose(page, "fr")
    await page.locator(".nav a[href='/jobs/new']").click()
    await accessible(page)
    await page.fill("[name='contact.name']", name)
    await page.fill("[name='contact.phone']", "450 555-0199")
    await page.fill("[name='contact.email']", "pas un courriel@")
    await page.locator("form.form").evaluate("form => form.noValidate = true")
    await page.get_by_role("button", name="Ouvrir la job").click()
    await expect(page.locator(".problem")).to_be_visible()
    assert await page.input_value("[name='contact.name']") == name
    await accessible(page)
    await page.fill("[name='contact.email']", "ogmundur@clients.example")
    await page.get_by_role("button", name="Ouvrir la job").click()
    await expect(page.locator("#job-head .tab")).to_contain_text(re.compile(r"\d+"))
    first = await page.locator("#job-head .tab").inner_text()

    await page.goto(f"{stack['urls']['dashboard']}/jobs/new")
    await page.locator(".segment", has_text="Contact existant").click()
    await page.locator("#f-q").press_sequentially(f"ogmundur {name[-6:]}")
    await page.locator(".option", has_text=name).click()
    await page.get_by_role("button", name="Ouvrir la job").click()
    await expect(page.locator("#job-head")).to_contain_text(name)
    assert await page.locator("#job-head .tab").inner_text() != first


async def test_everything_works_without_javascript(stack: Stack, open_browser: Open) -> None:
    page = await (await open_browser("fr", java_script_enabled=False)).new_page()
    await sign_in(page, stack)
    number = request_by_form(stack, f"Sans Script {time.monotonic():.0f}", "fr")
    await page.goto(f"{stack['urls']['dashboard']}/jobs?q={number}")
    await page.locator("#jobs .row-title a").first.click()
    await page.fill("#reply [name=body]", "Bonjour.")
    await page.locator("#reply button[type=submit]").click()
    await expect(page.locator("#job-thread")).to_contain_text("Bonjour.")


def test_the_browser_is_kept_from_other_sites_and_unknown_pages_are_friendly(stack: Stack) -> None:
    dashboard = stack["urls"]["dashboard"]
    who = stack["sign_ins"][0]
    with httpx.Client(base_url=dashboard) as http:
        form = {"email": who["email"], "password": who["password"]}
        refused = http.post("/sign-in", data=form, headers={"Origin": "https://evil.example"})
        assert refused.status_code == 403
        answer = http.post("/sign-in", data=form)
        cookies = answer.headers.get_list("set-cookie")
        assert cookies
        assert all("HttpOnly" in cookie and "samesite=lax" in cookie.lower() for cookie in cookies)
        page = http.get("/jobs/job_of_somebody_else")
        assert page.status_code == 404
        assert "Traceback" not in page.text
        assert "script-src 'self'" in page.headers["content-security-policy"]

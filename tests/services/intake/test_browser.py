"""The form in a real browser: in two languages, without JavaScript, on a phone, and on a foreign page."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, Frame, Page, expect
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from deploy.postgres import Postgres
from services.intake.app import app
from tests.browser.conftest import Check
from tests.conftest import AsRole
from tests.factories import Company
from tests.services.intake.serving import serving
from tests.services.intake.world import make_site, rows

Open = Callable[..., Awaitable[BrowserContext]]
PICTURES = os.environ.get("DOSSIER_TEST_PICTURES")
"""A folder: then every page that is looked at is kept there as a picture."""

WORDS = {
    "fr": ("Demande de service", "2 choses à corriger", "Merci, votre demande est reçue."),
    "en": ("Service request", "2 things need to be corrected", "Thank you, your request is received."),
}


@pytest.fixture
async def origin(database: Postgres) -> AsyncIterator[str]:
    async with serving(AsRole(app, "intake")) as address:
        yield address


@pytest.fixture
async def look(accessible: Check) -> Callable[[Page, str], Awaitable[None]]:
    async def check(page: Page, name: str) -> None:
        await page.evaluate("document.fonts.ready")
        if PICTURES:
            await page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
        await accessible(page)
        small = await page.evaluate(
            """() => [...document.querySelectorAll("a, button, select, textarea, input:not([type=hidden])")]
              .filter((e) => !e.closest(".trap, .hint, .skip"))
              .map((e) => (e.type === "checkbox" ? e.closest("label") : e))
              .filter((e) => e.getBoundingClientRect().height && e.getBoundingClientRect().height < 43.5)
              .map((e) => e.outerHTML)"""
        )
        assert small == []

    return check


async def fill(page: Page, **more: str) -> None:
    typed = {"message": "Le robinet coule.", "name": "Zoé Côté", "email": "zoe@clients.example"} | more
    for name, value in typed.items():
        await page.fill(f"[name={name}]", value)


async def until(page: Page | Frame, condition: str) -> None:
    """Asks the page until `condition` holds. Playwright's own waiting evaluates strings, which our policy forbids."""
    async with asyncio.timeout(10):
        while not await page.evaluate(condition):
            await page.wait_for_timeout(50)


async def wait_like_a_person(page: Page | Frame) -> None:
    """The form takes nothing in its first three seconds."""
    await until(page, "performance.now() > 3200")


@pytest.mark.parametrize(
    ("language", "size", "scheme"),
    [("fr", "phone", "light"), ("fr", "desk", "light"), ("en", "phone", "dark"), ("en", "desk", "light")],
)
async def test_from_empty_to_thanks(
    origin: str,
    ours: Company,
    open_browser: Open,
    look: Callable[[Page, str], Awaitable[None]],
    language: str,
    size: str,
    scheme: str,
) -> None:
    title, wrong, thanks = WORDS[language]
    site = await make_site(ours)
    page = await (await open_browser(language, size, scheme)).new_page()
    await page.goto(f"{origin}/f/{site.key}")
    await expect(page.locator("h1")).to_have_text(title)
    picture = f"{language}-{size}-{scheme}"
    await look(page, f"form-{picture}")
    await fill(page, email="pas bon")
    await page.select_option("[name=service]", index=2)
    await wait_like_a_person(page)
    await page.click("button[type=submit]")
    await expect(page.locator("#problem")).to_contain_text(wrong)
    await expect(page.locator("[name=name]")).to_have_value("Zoé Côté")
    await expect(page.locator("[name=service]")).to_have_value("Chauffe-eau")
    await look(page, f"wrong-{picture}")
    await page.fill("[name=email]", "zoe@clients.example")
    await page.check("[name=consent]")
    await page.click("button[type=submit]")
    await expect(page.locator("h1")).to_have_text(thanks)
    [job] = await rows(ours, "log.job")
    await expect(page.locator("[data-job-number]")).to_have_text(str(job["number"]))
    await look(page, f"thanks-{picture}")


async def test_without_javascript(origin: str, ours: Company, open_browser: Open) -> None:
    site = await make_site(ours, languages=["fr"], services=[])
    page = await (await open_browser("fr", "phone", java_script_enabled=False)).new_page()
    await page.goto(f"{origin}/f/{site.key}")
    await fill(page)
    await page.check("[name=consent]")
    await wait_like_a_person(page)
    await page.click("button[type=submit]")
    await expect(page.locator("h1")).to_have_text(WORDS["fr"][2])
    assert len(await rows(ours, "log.job")) == 1


def foreign_page(origin: str, key: str, language: str) -> Starlette:
    """A contractor's own site, which only carries the snippet."""

    async def home(request: Request) -> Response:
        snippet = f'<script src="{origin}/f/{key}/embed.js" async></script>'
        return HTMLResponse(f'<!doctype html><html lang="{language}"><title>x</title><h1>Plombier</h1>{snippet}</html>')

    return Starlette(routes=[Route("/", home)])


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_on_a_foreign_page(origin: str, ours: Company, open_browser: Open, language: str) -> None:
    key = f"embed-{ours.code}"
    async with serving(foreign_page(origin, key, language)) as foreign:
        await make_site(ours, key=key, allowed_origins=[foreign])
        page = await (await open_browser("fr", "phone")).new_page()
        await page.goto(foreign)
        frame = page.frame_locator("iframe")
        await expect(frame.locator("h1")).to_have_text(WORDS[language][0])
        # As high as its content: nothing to scroll inside.
        inside = page.frames[1]
        await until(inside, "Math.abs(document.documentElement.scrollHeight - innerHeight) <= 1")
        before = await page.locator("iframe").evaluate("(frame) => frame.clientHeight")
        await wait_like_a_person(inside)
        await frame.locator("button[type=submit]").click()
        await expect(frame.locator("#problem")).to_be_visible()
        await until(page, f"document.querySelector('iframe').clientHeight > {before}")
        for name, value in {"message": "Fuite", "name": "Zoé", "phone": "450 555-0142"}.items():
            await frame.locator(f"[name={name}]").fill(value)
        await frame.locator("[name=consent]").check()
        await frame.locator("button[type=submit]").click()
        await expect(frame.locator("h1")).to_have_text(WORDS[language][2])
        await until(page, f"document.querySelector('iframe').clientHeight < {before}")
        if PICTURES:
            await page.screenshot(path=Path(PICTURES) / f"embedded-{language}.png", full_page=True)
    assert len(await rows(ours, "log.job")) == 1


async def test_on_a_page_that_the_site_does_not_allow(origin: str, ours: Company, chromium_page: Page) -> None:
    site = await make_site(ours)
    async with serving(foreign_page(origin, site.key, "fr")) as foreign:
        refusals: list[str] = []
        chromium_page.on("console", lambda message: refusals.append(message.text))
        await chromium_page.goto(foreign)
        await chromium_page.wait_for_selector("iframe")
        async with asyncio.timeout(10):
            while not any("frame-ancestors" in each for each in refusals):
                await chromium_page.wait_for_timeout(50)
        assert await chromium_page.frame_locator("iframe").locator("form").count() == 0


async def test_a_program_in_an_allowed_page_may_post(origin: str, ours: Company, open_browser: Open) -> None:
    async with serving(foreign_page(origin, "x", "fr")) as foreign:
        site = await make_site(ours, allowed_origins=[foreign])
        page = await (await open_browser()).new_page()
        await page.goto(foreign)
        answer = await page.evaluate(
            """async (url) => {
              const body = {name: "Zoé", phone: "450 555-0142", message: "Fuite", language: "fr", consent: true};
              const headers = {"Content-Type": "application/json", "Idempotency-Key": "once"};
              const answer = await fetch(url, {method: "POST", headers, body: JSON.stringify(body)});
              return [answer.status, await answer.json()];
            }""",
            f"{origin}/v1/sites/{site.key}/requests",
        )
        [job] = await rows(ours, "log.job")
        assert answer[0] == 201
        assert answer[1]["job"] == {"id": job["job_id"], "number": job["number"]}

"""A real Chromium on the stack that all tests share, and an accessibility check for every page that a test looks at."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, Literal

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SIZES = {"phone": (360, 780), "desk": (1440, 900)}
HTML_LIMIT = 50_000  # bytes a page
OVERLAPPING = """() => {
  const shown = [...document.querySelectorAll(".nav a")].filter(link => link.offsetWidth);
  const boxes = shown.map(link => link.getBoundingClientRect());
  return boxes.some((a, i) => boxes.slice(i + 1).some(b =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1));
}"""

Stack = dict[str, Any]
Check = Callable[[Page], Awaitable[None]]


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        await browser.close()


@pytest.fixture
async def open_browser(chromium: Browser) -> AsyncIterator[Callable[..., Awaitable[BrowserContext]]]:
    """Open a fresh browser: `await open_browser("fr", "phone")`. Errors in its console fail the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    async def open_one(
        language: str = "fr", size: str = "desk", scheme: Literal["light", "dark"] = "light", **more: Any
    ) -> BrowserContext:
        width, height = SIZES[size]
        context = await chromium.new_context(
            viewport={"width": width, "height": height}, locale=f"{language}-CA", color_scheme=scheme, **more
        )
        # A refused form answers 4xx, which Chromium reports too; what counts are our scripts and our policy.
        context.on("weberror", lambda error: errors.append(str(error.error)))
        context.on(
            "console", lambda message: errors.append(message.text) if "Content Security" in message.text else None
        )
        contexts.append(context)
        return context

    yield open_one
    for context in contexts:
        await context.close()
    assert not errors


@pytest.fixture(scope="session")
def accessible() -> Check:
    """Fail on any axe violation, on a page wider than the window, on navigation whose links lie over each other (axe
    sees nothing in that), and on more HTML than a page may have."""
    axe = Axe()

    async def check(page: Page) -> None:
        found = (await axe.run(page)).response["violations"]
        assert not found, [(each["id"], each["nodes"][0]["html"]) for each in found]
        assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url
        assert not await page.evaluate(OVERLAPPING), page.url
        assert len((await page.content()).encode()) < HTML_LIMIT, page.url

    return check


async def sign_in(page: Page, stack: Stack, role: str = "") -> None:
    """As the first person of the demo company, or the first one with `role`."""
    who = next(each for each in stack["sign_ins"] if not role or each["role"] == role)
    await page.goto(f"{stack['urls']['dashboard']}/sign-in")
    await page.fill("[name=email]", who["email"])
    await page.fill("[name=password]", who["password"])
    await page.click("main form.form button[type=submit]")
    await page.wait_for_url(lambda url: "/sign-in" not in url)

"""The search box: while one types, by the keyboard, on a page of its own; accents, typing errors, numbers and parts of phone numbers."""

from __future__ import annotations

import secrets
from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Check, Stack, sign_in
from tests.browser.test_messages import Open, office
from tests.browser.test_six_steps import choose

WORDS = {
    "fr": {"close": "proche de ce que vous avez tapé", "none": "Rien trouvé", "jobs": "Jobs"},
    "en": {"close": "close to what you typed", "none": "Nothing found", "jobs": "Jobs"},
}


async def open_job(stack: Stack) -> Any:
    """A job of a client whose name nobody else has; a message on it has a word of its own."""
    tag = "".join(secrets.choice("bcdfghjklmnpqrstvwxz") for _ in range(6)).capitalize()
    digits = f"{secrets.randbelow(9000) + 1000}"
    contact = {
        "name": f"Zoé Lévesque-{tag}",
        "email": f"zoe.{tag.lower()}@courriel.example",
        "phone": f"450 555-{digits}",
    }
    async with await office(stack) as api:
        job: Any = (
            await api.post(
                "/v1/jobs", json={"contact": contact, "title": f"Réservoir fêlé {tag}", "description": "Au sous-sol"}
            )
        ).json()
        said = await api.post(
            f"/v1/jobs/{job['id']}/messages", json={"body": f"On a parlé du clapet{tag}.", "channel": "phone"}
        )
        assert said.status_code == 201, said.text
    return job | {"tag": tag, "digits": digits}


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_the_box_finds_while_one_types(
    stack: Stack, open_browser: Open, accessible: Check, language: str
) -> None:
    job = await open_job(stack)
    page = await (await open_browser(language, "desk")).new_page()
    await sign_in(page, stack)
    await choose(page, language)
    await page.locator("body").press("/")
    box, hits = page.locator("#find-box"), page.locator("#find-hits")
    await expect(box).to_be_focused()
    await box.press_sequentially(f"levesque-{job['tag'].lower()}", delay=20)
    hit = hits.locator(f"a[href='/jobs/{job['id']}']")
    await expect(hit).to_contain_text(f"Réservoir fêlé {job['tag']}")
    await expect(hits.locator(f"a[href='/contacts/{job['contact']['id']}']")).to_contain_text(job["contact"]["name"])
    await accessible(page)
    await box.press("ArrowDown")
    await expect(hits.locator("a").first).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(hits.locator("a")).to_have_count(0)
    await expect(box).to_be_focused()
    await box.fill(f"555-{job['digits']}")
    await expect(hits.locator(f"a[href='/contacts/{job['contact']['id']}']")).to_be_visible()
    await box.fill(f"clapet{job['tag']}")
    await expect(hits.locator(f"a[href='/jobs/{job['id']}#messages']")).to_contain_text("On a parlé du clapet")
    await box.fill(str(job["number"]))
    await expect(hit).to_be_visible()
    await box.press("ArrowDown")
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"**/jobs/{job['id']}")


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_on_a_phone_search_has_a_page(stack: Stack, open_browser: Open, accessible: Check, language: str) -> None:
    job, say = await open_job(stack), WORDS[language]
    page = await (await open_browser(language, "desk")).new_page()
    await sign_in(page, stack)
    await choose(page, language)
    await page.set_viewport_size({"width": 360, "height": 780})
    await page.locator(".nav-find a").click()
    await page.wait_for_url("**/search")
    await accessible(page)
    wrong = f"levesqe-{job['tag'].lower()[:-1]}"
    await page.fill("#find-here", wrong)
    await expect(page.locator("#hits")).to_contain_text(say["close"])
    await expect(page.locator(f"#hits a[href='/contacts/{job['contact']['id']}']")).to_be_visible()
    await accessible(page)
    await page.fill("#find-here", "qqqxxxzzz")
    await expect(page.locator("#hits")).to_contain_text(say["none"])
    await page.goto(f"{stack['urls']['dashboard']}/search?q={job['tag']}%0A%00")
    await expect(page.locator(f"#hits a[href='/jobs/{job['id']}']").first).to_be_visible()


async def test_search_works_without_scripts(stack: Stack, open_browser: Open) -> None:
    job = await open_job(stack)
    page = await (await open_browser("fr", "desk", java_script_enabled=False)).new_page()
    await sign_in(page, stack)
    await page.fill("#find-box", job["tag"].upper())
    await page.press("#find-box", "Enter")
    await expect(page.locator(f"#hits a[href='/jobs/{job['id']}']").first).to_be_visible()

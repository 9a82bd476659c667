"""Timesheets in Chromium: the week, hours by hand, a correction, the approval, the file; a resource and its rates."""

from __future__ import annotations

import os
import re
from collections.abc import Awaitable, Callable
from datetime import date, timedelta

from playwright.async_api import BrowserContext, Page, expect

from tests.browser.conftest import Check, Stack, sign_in

Open = Callable[..., Awaitable[BrowserContext]]


async def look(page: Page, name: str) -> None:
    """A picture for somebody who asks for it."""
    if folder := os.environ.get("DOSSIER_PICTURES"):
        await page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def monday(weeks_ago: int) -> date:
    today = date.today()  # noqa: DTZ011  the browser's own day is near enough: the week is over either way
    return today - timedelta(days=today.weekday() + 7 * weeks_ago)


async def add_hours(page: Page, day: date, begin: str, end: str) -> None:
    await page.fill("[name=job]", "1")
    await page.fill("[name=day]", day.isoformat())
    await page.fill("[name=from]", begin)
    await page.fill("[name=to]", end)
    await page.click("main form button.button-primary")


async def test_the_office_goes_through_a_week(stack: Stack, open_browser: Open, accessible: Check) -> None:
    page = await (await open_browser("fr", "desk")).new_page()
    await sign_in(page, stack)
    root = stack["urls"]["dashboard"]
    await page.goto(f"{root}/resources/new")
    await page.fill("[name=name]", "Noé Tremblay")
    await page.fill("[name=rate]", "40,00")
    await accessible(page)
    await page.click("main form button.button-primary")
    await page.wait_for_url(f"{root}/resources")
    await accessible(page)
    await look(page, "resources")
    await page.click("text=Noé Tremblay")
    await page.fill("[name=new_rate]", "44,50")
    await page.click("text=Noter le taux")
    await expect(page.locator("main")).to_contain_text("En vigueur")
    await accessible(page)
    await look(page, "resource")

    week = f"{monday(8).isocalendar().year}-W{monday(8).isocalendar().week:02d}"
    await page.goto(f"{root}/hours?week={week}")
    await accessible(page)
    await page.click("text=Noé Tremblay")
    sheet = page.url
    await page.click("main .page-title >> text=Ajouter des heures")
    await accessible(page)
    await look(page, "entry")
    await add_hours(page, monday(8), "22:00", "02:30")  # through midnight
    await page.wait_for_url(sheet)
    await expect(page.locator(".figures")).to_contain_text("4 h 30")
    await look(page, "sheet")
    await accessible(page)

    await page.click("text=Corriger >> nth=0")
    await page.fill("[name=to]", "01:00")
    await page.fill("[name=reason]", "Parti plus tôt")
    await page.click("main form button.button-primary")
    await page.wait_for_url(sheet)
    await expect(page.locator(".figures")).to_contain_text("3 h 00")
    await page.click("text=Corriger >> nth=0")
    await expect(page.locator("main")).to_contain_text("Versions précédentes")
    await look(page, "correction")
    await page.go_back()

    await page.click("main >> text=Approuver")
    await expect(page.locator("#h-week + .chip")).to_contain_text("Approuvée")
    assert await page.locator("main >> text=Corriger").count() == 0
    async with page.expect_download() as downloading:
        await page.click("text=CSV de la semaine")
    path = await (await downloading.value).path()
    text = path.read_text(encoding="utf-8-sig")
    assert "Noé Tremblay;" in text
    assert ";3:00;3,0000;180;10800;120,00;" in text
    await page.click("summary >> text=Rouvrir")
    await page.fill("details[open] [name=reason]", "Oubli")
    await page.click("details[open] button")
    await expect(page.locator("#h-week + .chip")).to_contain_text("Ouverte")
    await expect(page.locator("main")).to_contain_text("Oubli")

    await page.goto(f"{root}/hours?week={week}")
    await look(page, "week")
    for language, size in (("en", "desk"), ("fr", "phone"), ("en", "phone")):
        other = await (await open_browser(language, size)).new_page()
        kept = [(each["name"], each["value"]) for each in await page.context.cookies()]
        for cookie, value in [*kept, ("dossier_language", language)]:
            await other.context.add_cookies([{"name": cookie, "value": value, "url": root}])
        for name, address in (("week", f"{root}/hours?week={week}"), ("sheet", sheet), ("list", f"{root}/resources")):
            await other.goto(address)
            await accessible(other)
            await look(other, f"{name}-{language}-{size}")


async def test_the_week_begins_on_sunday_if_the_company_says_so(
    stack: Stack, open_browser: Open, accessible: Check
) -> None:
    page = await (await open_browser("en", "desk")).new_page()
    await sign_in(page, stack)
    root = stack["urls"]["dashboard"]
    for day, first, opens, saturday in (
        ("sunday", "dim. 8 nov.", "07:30", True),
        ("monday", "lun. 9 nov.", "08:00", False),
    ):
        await page.goto(f"{root}/settings/hours")
        await accessible(page)
        await page.select_option("[name=week_starts]", day)
        await page.fill("[name=opens_at]", opens)
        await page.locator("[name=open-5]").set_checked(saturday)
        await page.click("main form button.button-primary")
        await expect(page.locator(".flash")).to_be_visible()
        await expect(page.locator("[name=opens_at]")).to_have_value(opens)
        await expect(page.locator("[name=open-5]")).to_be_checked(checked=saturday)
        await expect(page.locator("[name=open-0]")).to_be_checked()
        await page.goto(f"{root}/hours?week=2026-W46")
        await expect(page.locator("thead .week-day").first).to_contain_text(first)


async def test_a_technician_stops_a_forgotten_clock(stack: Stack, open_browser: Open, accessible: Check) -> None:
    page = await (await open_browser("fr", "phone")).new_page()
    await sign_in(page, stack, "employee")
    root = stack["urls"]["dashboard"]
    await page.goto(f"{root}/hours")
    await expect(page.locator("tbody tr")).to_have_count(1)
    await look(page, "mine-phone")
    await page.click(".week-who")
    await accessible(page)
    assert await page.locator("text=Main-d’œuvre").count() == 0
    await expect(page.locator("main")).to_contain_text("En marche")
    await page.click("li:has-text('…') >> text=Corriger")
    await expect(page.locator("h1")).to_contain_text("Horloge en marche")
    await accessible(page)
    await look(page, "clock-phone")
    await page.click("text=Toujours au travail")
    await page.wait_for_url("**/hours/tsh_*")


async def test_the_folder_shows_its_hours(stack: Stack, open_browser: Open, accessible: Check) -> None:
    page = await (await open_browser("fr", "desk")).new_page()
    await sign_in(page, stack)
    root = stack["urls"]["dashboard"]
    await page.goto(f"{root}/jobs?group=work")
    await page.click("main .job-row:has-text('En cours') a >> nth=0")
    card = page.locator("#job-hours")
    await expect(card.locator("[data-since]")).to_contain_text(" h ")
    await expect(card).to_contain_text("Main-d’œuvre")
    await expect(page).not_to_have_title(re.compile("Heures"))  # the window is still the folder's, not its hours'
    await accessible(page)
    await look(page, "job")
    await card.locator("text=Ajouter des heures").click()
    await expect(page.locator("[name=job]")).not_to_have_value("")

"""The agenda in Chromium: a visit is dragged to another hour and another person, refused where somebody is taken, booked all the same."""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import BrowserContext, Locator, Page, expect

from deploy.demo_client import Client
from tests.browser.conftest import Check, Stack, sign_in
from tests.system import plays
from tests.system.running import until

Open = Callable[..., Awaitable[BrowserContext]]
Json = dict[str, Any]
LAVAL = ZoneInfo("America/Toronto")
HOUR = 2 * 28
"""Pixels of an hour: two slots."""
SLOW = 15_000
"""Milliseconds for a page to draw itself on a machine that does other things too."""


@dataclass
class Day:
    """A far day of its own for each test, with two people and their visits, so that nobody else's stand in the way."""

    api: Client
    day: date
    people: list[Json]
    job: Json

    async def visit(self, person: int, hour: int, hours: int = 2) -> Json:
        times = {"starts_at": self.at(hour), "ends_at": self.at(hour + hours)}
        body = {"job_id": self.job["id"], "resource_ids": [self.people[person]["id"]], **times}
        return await self._post("/v1/visits", body)

    async def undated(self) -> Json:
        return await self._post("/v1/visits", {"job_id": self.job["id"], "title": f"À placer {secrets.token_hex(2)}"})

    def where(self, visit: Json) -> tuple[str, list[str]]:
        """When the visit is by the wall clock, and whose it is."""
        found = self.api.get("jobs", f"/v1/visits/{visit['id']}")
        starts = datetime.fromisoformat(found["starts_at"]).astimezone(LAVAL) if found["starts_at"] else None
        return (f"{starts:%H:%M}" if starts else ""), [who["id"] for who in found["resources"]]

    async def stands(self, visit: Json, when: str, person: int) -> None:
        """Waits until the visit is then and that person's: the page's word for it may be that of the move before."""
        wanted = (when, [self.people[person]["id"]])
        await asyncio.to_thread(until, f"the visit is at {when}", lambda: self.where(visit) == wanted, 20)

    def at(self, hour: int) -> str:
        return datetime.combine(self.day, time(hour), tzinfo=LAVAL).isoformat()

    async def _post(self, path: str, body: Json) -> Json:
        found: Json = await asyncio.to_thread(self.api.post, "jobs", path, body, key=secrets.token_hex(8))
        return found


@pytest.fixture
async def day(stack: Stack) -> Day:
    api = await asyncio.to_thread(plays.client, stack)
    made = Day(api, date(2027, 6, 7) + timedelta(days=7 * secrets.randbelow(120)), [], {})
    for name in ("Zacharie Avant", "Zoé Après"):
        made.people.append(await made._post("/v1/resources", {"name": f"{name} {secrets.token_hex(2)}"}))
    made.job = await made._post("/v1/jobs", {"contact": {"name": "Ariane Agenda"}, "title": "Robinet extérieur"})
    return made


async def look(page: Page, name: str) -> None:
    """A picture for somebody who asks for it."""
    if folder := os.environ.get("DOSSIER_PICTURES"):
        await page.screenshot(path=f"{folder}/{name}.png", full_page=True)


async def opened(page: Page, stack: Stack, day: date, span: str = "day") -> None:
    await page.goto(f"{stack['urls']['dashboard']}/calendar?day={day}&span={span}")
    await expect(page.locator("#agenda")).to_have_attribute("data-ready", "true", timeout=SLOW)


def drawn(page: Page, visit: Json) -> Locator:
    return page.locator(f".agenda-event[data-href='/visits/{visit['id']}']")


async def drag(page: Page, what: Locator, down: float = 0, right: float = 0) -> None:
    """By the mouse, in steps, as a hand does. A live update may draw the visit anew: then it is taken hold of again."""
    box = None
    while box is None:
        await what.hover(position={"x": 20, "y": 12}, timeout=SLOW)
        box = await what.bounding_box()
    x, y = box["x"] + 20, box["y"] + 12
    await page.mouse.down()
    await page.mouse.move(x + right / 2, y + down / 2, steps=6)
    await page.mouse.move(x + right, y + down, steps=6)
    await page.mouse.up()


async def column(page: Page, person: Json) -> float:
    """Where a person's column is."""
    box = await page.locator(".ec-col-head", has_text=person["name"]).first.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2


async def test_a_visit_is_dragged_to_another_hour_and_another_person(
    stack: Stack, open_browser: Open, accessible: Check, day: Day
) -> None:
    visit, taken = await day.visit(0, 9), await day.visit(1, 13)
    page = await (await open_browser("fr", "desk")).new_page()
    await sign_in(page, stack)
    await opened(page, stack, day.day)
    await expect(drawn(page, visit)).to_be_visible(timeout=SLOW)
    await look(page, "calendar-day")
    await accessible(page)
    await drag(page, drawn(page, visit), down=2 * HOUR)
    await expect(page.locator("#agenda-said .flash")).to_contain_text("11")
    await day.stands(visit, "11:00", 0)

    away = await column(page, day.people[1]) - await column(page, day.people[0])
    await drag(page, drawn(page, visit), right=away)
    await day.stands(visit, "11:00", 1)

    # Onto a visit that is there: it says who and when, and the visit goes back.
    await drag(page, drawn(page, visit), down=2 * HOUR)
    refused = page.locator("#agenda-said .problem")
    await expect(refused).to_contain_text(day.people[1]["name"])
    await expect(refused).to_contain_text("13")
    await look(page, "calendar-refused")
    await accessible(page)
    await day.stands(visit, "11:00", 1)
    await refused.get_by_role("button", name="Réserver quand même").click()
    await expect(page.locator("#agenda-said .flash")).to_be_visible()
    await day.stands(visit, "13:00", 1)
    await day.stands(taken, "13:00", 1)


async def test_a_move_is_undone_with_one_press(stack: Stack, open_browser: Open, day: Day) -> None:
    visit = await day.visit(0, 9)
    page = await (await open_browser("fr", "desk")).new_page()
    await sign_in(page, stack)
    await opened(page, stack, day.day)
    await expect(drawn(page, visit)).to_be_visible(timeout=SLOW)
    await drag(page, drawn(page, visit), down=HOUR)
    said = page.locator("#agenda-said")
    await expect(said).to_contain_text("10 h 00")
    await said.get_by_role("button").first.click()
    await expect(said).to_contain_text("09 h 00")
    await day.stands(visit, "09:00", 0)


async def test_a_visit_that_somebody_else_moved_is_not_moved_unseen(stack: Stack, open_browser: Open, day: Day) -> None:
    visit = await day.visit(0, 9)
    page = await (await open_browser("fr", "desk")).new_page()
    await sign_in(page, stack)
    await opened(page, stack, day.day)
    await expect(drawn(page, visit)).to_be_visible(timeout=SLOW)
    moved = {
        "visit": visit["id"],
        "start": f"{day.day}T15:00:00",
        "end": f"{day.day}T17:00:00",
        "was": f"{day.day}T08:00:00",
    }
    answer = await page.evaluate(
        "async (body) => { const r = await fetch('/calendar/move', {method: 'POST', headers: {'Content-Type': 'application/json'},"
        " body: JSON.stringify(body)}); return [r.status, (await r.json()).text]; }",
        moved,
    )
    assert answer[0] == 409
    await day.stands(visit, "09:00", 0)


async def test_a_visit_without_a_date_gets_one_by_being_dragged(stack: Stack, open_browser: Open, day: Day) -> None:
    visit = await day.undated()
    await day.visit(0, 9)
    page = await (await open_browser("fr", "desk")).new_page()
    await sign_in(page, stack)
    await opened(page, stack, day.day)
    item = page.locator(f"[data-visit='{visit['id']}']")
    grid = await page.locator("#agenda-grid").bounding_box()
    assert grid is not None
    await item.hover()
    await page.mouse.down()
    x = await column(page, day.people[1])
    await page.mouse.move(x, grid["y"] + 260, steps=8)
    await page.mouse.move(x, grid["y"] + 264)
    await page.mouse.up()
    await expect(page.locator("#agenda-said .flash")).to_be_visible()
    when, who = await asyncio.to_thread(day.where, visit)
    assert when
    assert who == [day.people[1]["id"]]
    await expect(item).to_have_count(0)


@pytest.mark.parametrize(("language", "size"), [("fr", "phone"), ("en", "phone"), ("en", "desk")])
async def test_the_agenda_reads_well_everywhere(
    stack: Stack, open_browser: Open, accessible: Check, day: Day, language: str, size: str
) -> None:
    visit = await day.visit(0, 9)
    context = await open_browser(language, size)
    page = await context.new_page()
    await sign_in(page, stack)
    root = stack["urls"]["dashboard"]
    await context.add_cookies([{"name": "dossier_language", "value": language, "url": root}])
    for span in ("day", "week"):
        await page.goto(f"{stack['urls']['dashboard']}/calendar?day={day.day}&span={span}")
        if size == "phone":
            await expect(page.locator(".agenda-list")).to_contain_text("Ariane Agenda")
            await expect(page.locator(f"a[href='/visits/{visit['id']}/edit']")).to_be_visible()
        else:
            await expect(drawn(page, visit).first).to_be_visible(timeout=SLOW)
        await accessible(page)
        await look(page, f"calendar-{span}-{language}-{size}")

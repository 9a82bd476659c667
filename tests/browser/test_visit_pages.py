"""Visits at the desk in Chromium: every kind of time, somebody who is taken, a free time that is kept, a series."""

from __future__ import annotations

import os
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.browser.conftest import Check, Stack, sign_in
from tests.browser.test_my_day import Office, token
from tests.browser.test_six_steps import choose
from tests.unit.pdfs import said

Open = Callable[..., Awaitable[BrowserContext]]
Json = dict[str, Any]

pytestmark = pytest.mark.timeout(240)
SOON = 20_000  # ms


@dataclass
class Desk:
    """A job, and somebody whose time only this test books."""

    office: Office
    page: Page
    root: str
    job: str
    person: str
    name: str

    async def form(self, day: str, **fields: str) -> None:
        """A new visit for the person, not yet saved."""
        await self.page.goto(f"{self.root}/jobs/{self.job}/visits/new")
        await self.page.check(f"[name=resource_ids][value={self.person}]", force=True)
        await self.page.fill("[name=day]", day)
        for name, value in fields.items():
            await self.page.fill(f"[name={name}]", value)

    async def timing(self, value: str) -> None:
        await self.page.check(f"[name=timing][value={value}]", force=True)

    async def save(self) -> None:
        await self.page.click("#visit-form > .actions .button-primary")

    async def saved(self) -> None:
        await self.page.wait_for_url(f"{self.root}/jobs/{self.job}#visits", timeout=SOON)

    def visits(self) -> list[Json]:
        return list(self.office.call("GET", "/v1/visits", job_id=self.job, limit=100)["data"])


@pytest.fixture
def desk(stack: Stack, open_browser: Open) -> Callable[..., Awaitable[Desk]]:
    async def make(language: str = "fr", size: str = "desk", **more: Any) -> Desk:
        office = Office(stack, token(stack, "administrator")["token"])
        name = f"Zoé {secrets.token_hex(3)}"
        person = office.call("POST", "/v1/resources", {"name": name})["id"]
        contact = {"name": f"Chez {name}", "email": f"{secrets.token_hex(4)}@clients.example"}
        job = office.call("POST", "/v1/jobs", {"contact": contact, "title": "Chauffe-eau"})["id"]
        page = await (await open_browser(language, size, **more)).new_page()
        await sign_in(page, stack)
        if more.get("java_script_enabled", True):
            await choose(page, language)
        return Desk(office, page, stack["urls"]["dashboard"], job, person, name)

    return make


async def look(page: Page, name: str) -> None:
    """A picture for somebody who asks for it."""
    if folder := os.environ.get("DOSSIER_PICTURES"):
        await page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def soon(days: int) -> date:
    """A Tuesday, so many days from now or a little later: no holiday falls on the ones used here."""
    found = date.today() + timedelta(days=days)  # noqa: DTZ011  near enough for a day that is weeks away
    return found + timedelta(days=(1 - found.weekday()) % 7)


@pytest.mark.parametrize(("language", "size"), [("fr", "phone"), ("en", "desk")])
async def test_a_visit_has_a_window_whole_days_or_no_date(
    desk: Callable[..., Awaitable[Desk]], accessible: Check, language: str, size: str
) -> None:
    d = await desk(language, size)
    day = soon(20)
    await d.form(day.isoformat(), **{"from": "08:00", "to": "13:00", "title": "Remplacer la valve"})
    await d.timing("window")
    await d.page.fill("[name=window_to]", "07:00")
    await d.page.fill("[name=note_visible]", "Dégagez le sous-sol")
    await d.save()
    await expect(d.page.locator(".field-wrong [name=window_to]")).to_be_visible(timeout=SOON)
    await accessible(d.page)
    await d.page.fill("[name=window_to]", "12:00")
    await look(d.page, f"visit-window-{language}-{size}")
    await d.save()
    await d.saved()
    [made] = d.visits()
    assert (made["timing"], made["title"]) == ("window", "Remplacer la valve")
    assert made["window_ends_at"] > made["starts_at"]
    assert made["note_visible"] == "Dégagez le sous-sol"

    await d.form((day + timedelta(days=1)).isoformat())
    await d.timing("all_day")
    await expect(d.page.locator("[name=from]")).to_be_hidden()
    await d.page.fill("[name=last_day]", (day + timedelta(days=2)).isoformat())
    await d.save()
    await d.saved()
    await d.form(day.isoformat())
    await d.timing("none")
    await expect(d.page.locator("[name=day]")).to_be_hidden()
    await d.save()
    await d.saved()
    kinds = sorted((each["status"], each["timing"]) for each in d.visits())
    assert kinds == [("scheduled", "all_day"), ("scheduled", "window"), ("unscheduled", "fixed")]

    # What was typed can be taken out again.
    await d.page.goto(f"{d.root}/visits/{made['id']}/edit")
    assert await d.page.input_value("[name=window_to]") == "12:00"
    await d.timing("fixed")
    await d.page.fill("[name=note_visible]", "")
    await accessible(d.page)
    await d.save()
    await d.page.wait_for_url(lambda url: not url.endswith("/edit"), timeout=SOON)
    changed = d.office.call("GET", f"/v1/visits/{made['id']}")
    assert (changed["timing"], changed["window_ends_at"], changed["note_visible"]) == ("fixed", None, "")


async def test_who_is_taken_shows_and_may_be_booked_anyway(
    desk: Callable[..., Awaitable[Desk]], accessible: Check
) -> None:
    d = await desk("fr", "phone")
    day = soon(20).isoformat()
    await d.form(day, **{"from": "09:00", "to": "11:00"})
    await d.save()
    await d.saved()
    await d.form(day, **{"from": "10:00", "to": "12:00", "title": "Par-dessus"})
    await d.save()
    await expect(d.page.locator("#conflicts")).to_contain_text(d.name, timeout=SOON)
    await expect(d.page.locator("#conflicts a")).to_have_attribute("href", f"/visits/{d.visits()[0]['id']}")
    await accessible(d.page)
    await look(d.page, "visit-conflict")
    await d.page.click("text=Réserver quand même")
    await d.saved()
    assert [each["anyway"] for each in d.visits() if each["title"] == "Par-dessus"] == [True]


@pytest.mark.parametrize("scripts", [True, False])
async def test_a_free_time_is_kept_while_the_client_answers(
    desk: Callable[..., Awaitable[Desk]], accessible: Check, scripts: bool
) -> None:
    d = await desk("fr", "desk", java_script_enabled=scripts)
    await d.form(soon(20).isoformat(), **{"from": "08:00", "to": "10:00", "instructions": "Deux étages"})
    await d.page.click("text=Proposer un moment")
    await expect(d.page.locator(".slot-list button").first).to_be_visible(timeout=SOON)
    assert 2 <= await d.page.locator(".slot-list button").count() <= 12
    if scripts:
        await accessible(d.page)
    await look(d.page, "visit-slots")
    await d.page.locator(".slot-list button").nth(1).click()
    await expect(d.page.locator(".visit-hold")).to_contain_text(d.name, timeout=SOON)
    assert await d.page.input_value("[name=instructions]") == "Deux étages"
    hold_id = await d.page.locator("[name=hold_id]").get_attribute("value")
    hold = d.office.call("GET", f"/v1/holds/{hold_id}")
    if scripts:
        await d.page.wait_for_function(r"/^\d+:\d\d$/.test(document.querySelector('[data-until]').textContent)")
        await accessible(d.page)
    await look(d.page, "visit-hold")
    await d.page.click("text=Libérer ce moment")
    await expect(d.page.locator("[name=hold_id]")).to_have_count(0, timeout=SOON)
    await d.page.click("text=Proposer un moment")
    await d.page.locator(".slot-list button").nth(1).click()
    await expect(d.page.locator(".visit-hold")).to_be_visible(timeout=SOON)
    await d.save()
    await d.saved()
    [made] = d.visits()
    assert (made["starts_at"], made["ends_at"], made["status"]) == (hold["starts_at"], hold["ends_at"], "scheduled")
    assert made["instructions"] == "Deux étages"


async def test_a_series_shows_its_dates_before_it_is_made(
    desk: Callable[..., Awaitable[Desk]], accessible: Check
) -> None:
    d = await desk("fr", "phone")
    await d.form("2026-12-11", **{"from": "09:00", "to": "10:30"})
    await d.page.select_option("[name=repeat]", "week")
    await d.page.check("[name=weekdays][value=FR]", force=True)
    await d.page.check("[name=ends][value=count]", force=True)
    await d.page.fill("[name=count]", "5")
    await d.page.click("text=Voir les prochaines dates")
    await expect(d.page.locator(".series-dates li")).to_have_count(5, timeout=SOON)
    await expect(d.page.locator(".series-dates li.series-out")).to_have_count(2)  # Christmas, and New Year's Day
    await accessible(d.page)
    await look(d.page, "series-preview")
    await d.save()
    await d.saved()
    [series] = d.office.call("GET", "/v1/visit-series", job_id=d.job)["data"]
    assert (series["rrule"], series["minutes"], series["holidays"]) == (
        "FREQ=WEEKLY;INTERVAL=1;BYDAY=FR;COUNT=5",
        90,
        "skip",
    )
    visits = sorted(d.visits(), key=lambda each: str(each["starts_at"]))
    assert len(visits) == 3

    # From the second one on, later in the day; the first keeps its time.
    await d.page.goto(f"{d.root}/visits/{visits[1]['id']}/edit")
    await d.page.check("[name=scope][value=following]", force=True)
    await d.page.fill("[name=from]", "13:00")
    await d.page.fill("[name=to]", "14:30")
    await accessible(d.page)
    await look(d.page, "series-edit")
    await d.save()
    await d.page.wait_for_url(lambda url: not url.endswith("/edit"), timeout=SOON)
    after = sorted(d.visits(), key=lambda each: str(each["starts_at"]))
    assert [each["starts_at"][11:16] for each in after] == ["14:00", "18:00", "18:00"]


@pytest.mark.parametrize(("language", "size"), [("fr", "phone"), ("en", "desk")])
async def test_a_work_order_is_ticked_and_completed_from_its_page(
    desk: Callable[..., Awaitable[Desk]], accessible: Check, language: str, size: str
) -> None:
    d = await desk(language, size)
    tag = secrets.token_hex(3)
    items = [{"text_fr": f"Fermer l’eau {tag}", "text_en": f"Close the water {tag}"}]
    body = {"name_fr": f"Liste {tag}", "name_en": f"List {tag}", "items": items, "blocks_completion": True}
    template = d.office.call("POST", "/v1/checklist-templates", body)["id"]
    day = soon(20).isoformat()
    visit = d.office.call(
        "POST",
        "/v1/visits",
        {
            "job_id": d.job,
            "starts_at": f"{day}T14:00:00Z",
            "ends_at": f"{day}T16:00:00Z",
            "resource_ids": [d.person],
            "instructions": "Sonner deux fois",
        },
    )["id"]
    own = f"{d.root}/visits/{visit}"
    await d.page.goto(own)
    await expect(d.page.locator("main")).to_contain_text("Sonner deux fois")
    await expect(d.page.locator("main")).to_contain_text(d.name)
    await accessible(d.page)
    await d.page.select_option("[name=template_id]", template)
    await d.page.click("form[action$='/checklists'] button")
    await expect(d.page.locator(".visit-tick")).to_contain_text(tag, timeout=SOON)
    await d.page.fill("#what-new", "Valve 1/2")
    await d.page.fill("#amount-new", "2,5" if language == "fr" else "2.5")
    await d.page.click("form[action$='/materials'] button")
    await expect(d.page.locator("#materials .rows")).to_contain_text("Valve 1/2", timeout=SOON)
    await d.page.click("form[action$='/do/start'] button")
    await expect(d.page.locator("form[action$='/do/complete']")).to_be_visible(timeout=SOON)
    await d.page.click("form[action$='/do/complete'] button")
    await expect(d.page.locator(".problem")).to_contain_text(tag, timeout=SOON)
    await accessible(d.page)
    await look(d.page, f"visit-page-{language}-{size}")
    await d.page.click(".visit-tick")
    await expect(d.page.locator(".visit-tick")).to_have_attribute("aria-checked", "true", timeout=SOON)
    await d.page.click("form[action$='/do/complete'] button")
    await expect(d.page.locator("form[action$='/do/reopen']")).to_be_visible(timeout=SOON)
    await accessible(d.page)
    assert d.office.call("GET", f"/v1/visits/{visit}")["status"] == "completed"
    [material] = d.office.call("GET", f"/v1/visits/{visit}/materials")["data"]
    assert (material["description"], material["quantity"]) == ("Valve 1/2", "2.5")
    link = d.page.locator("a[href$='/work-order.pdf']")
    await expect(link).to_be_visible()
    paper = await d.page.request.get(f"{d.root}{await link.get_attribute('href')}")
    assert (paper.status, paper.headers["content-type"]) == (200, "application/pdf")
    assert "Valve 1/2" in said(await paper.body())
    await d.page.click("#materials .rows summary")
    await d.page.click("#materials button[formaction$='/remove']")
    await expect(d.page.locator("#materials .rows")).to_have_count(0, timeout=SOON)
    await d.page.goto(f"{d.root}/jobs/{d.job}")
    await expect(d.page.locator(f"#job-activities a[href='/visits/{visit}']")).to_be_visible()


async def test_a_series_ends_from_one_of_its_visits(desk: Callable[..., Awaitable[Desk]], accessible: Check) -> None:
    d = await desk("fr", "phone")
    first = soon(20)
    body = {"job_id": d.job, "rrule": "FREQ=WEEKLY;COUNT=4", "starts_at": f"{first}T09:00:00", "holidays": "keep"}
    d.office.call("POST", "/v1/visit-series", {**body, "minutes": 60, "resource_ids": [d.person]})
    second = sorted(d.visits(), key=lambda each: str(each["starts_at"]))[1]
    await d.page.goto(f"{d.root}/visits/{second['id']}")
    await expect(d.page.locator(".series-dates li")).to_have_count(4)
    await accessible(d.page)
    await look(d.page, "visit-of-series")
    await d.page.click("#series summary")
    await d.page.click("#series button")
    await d.page.wait_for_url("**#series", timeout=SOON)
    left = [each for each in d.visits() if each["status"] == "scheduled"]
    assert [each["starts_at"][:10] for each in left] == [first.isoformat()]


@pytest.mark.parametrize(("language", "size"), [("fr", "phone"), ("en", "desk")])
async def test_a_checklist_is_set_up_in_two_languages(
    desk: Callable[..., Awaitable[Desk]], accessible: Check, language: str, size: str
) -> None:
    d = await desk(language, size)
    tag = secrets.token_hex(3)
    await d.page.goto(f"{d.root}/settings/checklists/new")
    await d.page.fill("[name=name_fr]", f"Fin {tag}")
    await d.page.fill("[name=name_en]", f"End {tag}")
    await d.page.check("[name=blocks_completion]")
    await d.page.fill("[name='items.0.text_fr']", "Photo prise")
    await d.page.fill("[name='items.0.text_en']", "Photo taken")
    await d.page.fill("[name='items.2.text_fr']", "Site propre")
    await d.page.click("main form .button-primary")  # one language is missing
    await expect(d.page.locator(".field-wrong [name='items.1.text_en']")).to_be_visible(timeout=SOON)
    await accessible(d.page)
    await look(d.page, f"checklist-{language}-{size}")
    await d.page.fill("[name='items.1.text_en']", "Site clean")
    await d.page.uncheck("[name='items.1.required']")
    await d.page.click("main form .button-primary")
    await d.page.wait_for_url(f"{d.root}/settings/checklists", timeout=SOON)
    await accessible(d.page)
    await d.page.click(f"text={tag}")
    await d.page.wait_for_url("**/settings/checklists/*", timeout=SOON)
    await d.page.fill("[name='items.0.text_fr']", "")
    await d.page.fill("[name='items.0.text_en']", "")
    await d.page.click("main form .button-primary")
    await d.page.wait_for_url(f"{d.root}/settings/checklists", timeout=SOON)
    found = d.office.call("GET", "/v1/checklist-templates", limit=200)["data"]
    [mine] = [each for each in found if each["name_fr"] == f"Fin {tag}"]
    assert [(each["text_en"], each["required"]) for each in mine["items"]] == [("Site clean", False)]
    assert (mine["blocks_completion"], mine["active"]) == (True, True)


async def test_a_calendar_link_is_made_and_revoked(desk: Callable[..., Awaitable[Desk]], accessible: Check) -> None:
    d = await desk("fr", "phone")
    await d.page.goto(f"{d.root}/resources/{d.person}")
    await d.page.click("#feeds form button")
    await expect(d.page.locator("#feeds input[readonly]")).to_be_visible(timeout=SOON)
    await accessible(d.page)
    await look(d.page, "feed")
    link = await d.page.input_value("#feeds input[readonly]")
    await d.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await d.page.get_by_role("button", name="Copier le lien").click()
    await expect(d.page.get_by_role("button", name="Lien copié")).to_be_visible()
    assert await d.page.evaluate("navigator.clipboard.readText()") == link
    assert (await d.page.request.get(link)).status == 200
    await d.page.click("#feeds form[action$='/revoke'] button")
    await expect(d.page.locator("#feeds input[readonly]")).to_have_count(0, timeout=SOON)
    assert (await d.page.request.get(link)).status == 404


@pytest.mark.parametrize(("language", "size"), [("fr", "phone"), ("en", "desk")])
async def test_a_series_that_somebody_else_changed_shows_both(
    desk: Callable[..., Awaitable[Desk]], accessible: Check, language: str, size: str
) -> None:
    d = await desk(language, size)
    body = {"job_id": d.job, "rrule": "FREQ=WEEKLY;COUNT=3", "starts_at": f"{soon(20)}T09:00:00", "holidays": "keep"}
    made = d.office.call("POST", "/v1/visit-series", {**body, "minutes": 60, "resource_ids": [d.person]})
    first = sorted(d.visits(), key=lambda each: str(each["starts_at"]))[0]
    await d.page.goto(f"{d.root}/visits/{first['id']}/edit")
    await d.page.check("[name=scope][value=all]", force=True)
    await d.page.fill("[name=instructions]", "Par la ruelle")
    d.office.call("PATCH", f"/v1/visit-series/{made['id']}", {"instructions": "Par la cour", "starts_at": "08:00"})
    await d.save()
    await expect(d.page.locator("#clash")).to_contain_text("Par la cour", timeout=SOON)
    await expect(d.page.locator("#clash li")).to_have_count(2)
    await accessible(d.page)
    await look(d.page, f"series-clash-{language}-{size}")
    assert d.office.call("GET", f"/v1/visit-series/{made['id']}")["instructions"] == "Par la cour"
    assert await d.page.input_value("[name=instructions]") == "Par la ruelle"
    await d.save()  # having read it
    await d.page.wait_for_url(lambda url: not url.endswith("/edit"), timeout=SOON)
    assert {each["instructions"] for each in d.visits()} == {"Par la ruelle"}


async def test_a_list_is_taken_off_with_a_reason(desk: Callable[..., Awaitable[Desk]], accessible: Check) -> None:
    d = await desk("fr", "phone")
    tag = secrets.token_hex(3)
    items = [{"text_fr": f"Gaz fermé {tag}", "text_en": f"Gas off {tag}"}]
    body = {"name_fr": f"Gaz {tag}", "name_en": f"Gas {tag}", "items": items, "blocks_completion": True}
    template = d.office.call("POST", "/v1/checklist-templates", body)["id"]
    visit = d.office.call("POST", "/v1/visits", {"job_id": d.job, "checklist_template_ids": [template]})["id"]
    await d.page.goto(f"{d.root}/visits/{visit}")
    await d.page.click("#checklists summary")
    await d.page.fill("#checklists [name=reason]", "Pas de gaz ici")
    await accessible(d.page)
    await d.page.click("#checklists form[action$='/remove'] button")
    await expect(d.page.locator(".visit-tick")).to_have_count(0, timeout=SOON)
    await expect(d.page.locator("#checklists")).to_contain_text("« Pas de gaz ici »")
    await look(d.page, "visit-list-removed")
    # The same list comes back unticked; once it is begun it stays.
    await d.page.select_option("[name=template_id]", template)
    await d.page.click("form[action$='/checklists'] button")
    await d.page.click(".visit-tick")
    await expect(d.page.locator(".visit-tick")).to_have_attribute("aria-checked", "true", timeout=SOON)
    await expect(d.page.locator("#checklists form[action$='/remove']")).to_have_count(0)

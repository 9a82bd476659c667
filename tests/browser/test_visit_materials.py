"""What is used on a visit, and where it is, in Chromium: from the catalogue by its name, with a price, for somebody else's place."""

from __future__ import annotations

import re
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from playwright.async_api import BrowserContext, expect

from tests.browser.conftest import Check, Stack
from tests.browser.test_my_day import Office, World, ago, arrive, card, offline, press
from tests.browser.test_my_day import world as world
from tests.browser.test_visit_pages import SOON, Desk, look, soon
from tests.browser.test_visit_pages import desk as desk

Open = Callable[..., Awaitable[BrowserContext]]

pytestmark = pytest.mark.timeout(240)


def item(stack: Stack, office: Office, name: str) -> str:
    """A product of the catalogue at 12,50 $ the piece; its id."""
    body: dict[str, Any] = {
        "kind": "product",
        "name_fr": name,
        "name_en": name,
        "unit": "un",
        "unit_price": {"amount": 1250, "currency": "CAD"},
    }
    headers = {"Authorization": f"Bearer {office.token}"}
    answer = httpx.post(f"{stack['urls']['billing']}/v1/items", json=body, headers=headers, timeout=20)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


@pytest.mark.parametrize(("language", "size"), [("fr", "phone"), ("en", "desk")])
async def test_a_visit_goes_elsewhere_under_somebodys_lead_and_is_not_billed(
    desk: Callable[..., Awaitable[Desk]], accessible: Check, language: str, size: str
) -> None:
    d = await desk(language, size)
    boss = d.office.call("POST", "/v1/resources", {"name": f"Ariane {secrets.token_hex(3)}"})
    await d.form(soon(20).isoformat(), **{"from": "08:00", "to": "10:00"})
    await d.page.select_option("[name=lead_id]", boss["id"])
    await expect(d.page.locator("[name='address.line1']")).to_be_hidden()
    await d.page.check("[name=place][value=own]", force=True)
    await d.page.fill("[name='address.city']", "Sainte-Adèle")
    await d.page.uncheck("[name=billable]")
    await d.save()
    # Whoever leads must go, and somewhere.
    await expect(d.page.locator(".field-wrong [name=lead_id]")).to_be_visible(timeout=SOON)
    await d.page.check(f"[name=resource_ids][value={boss['id']}]", force=True)
    await expect(d.page.locator(".field-wrong [name='address.line1']")).to_be_visible(timeout=SOON)
    await accessible(d.page)
    await d.page.fill("[name='address.line1']", "4, chemin du Lac")
    await look(d.page, f"visit-elsewhere-{language}-{size}")
    await d.save()
    await d.saved()
    [made] = d.visits()
    assert (made["lead_id"], made["billable"], made["own_address"]) == (boss["id"], False, True)
    assert made["address"] == {
        "line1": "4, chemin du Lac",
        "city": "Sainte-Adèle",
        "region": "QC",
        "postal_code": "",
        "country": "CA",
    }
    await d.page.goto(f"{d.root}/visits/{made['id']}")
    await expect(d.page.locator(".visit-facts .tag")).to_have_count(1)
    await expect(d.page.locator(".visit-facts")).to_contain_text(
        {"fr": "Non facturable", "en": "Not billable"}[language]
    )
    await accessible(d.page)
    await look(d.page, f"visit-elsewhere-page-{language}-{size}")

    # Saved again untouched, it is what it was; and back at the job's address it is as any other.
    await d.page.goto(f"{d.root}/visits/{made['id']}/edit")
    assert await d.page.input_value("[name=lead_id]") == boss["id"]
    assert await d.page.is_checked("[name=billable]") is False
    await d.save()
    await d.page.wait_for_url(lambda url: not url.endswith("/edit"), timeout=SOON)
    same = d.office.call("GET", f"/v1/visits/{made['id']}")
    for name in ("address", "lead_id", "billable", "own_address", "occurrence"):
        assert same[name] == made[name]
    await d.page.goto(f"{d.root}/visits/{made['id']}/edit")
    await d.page.check("[name=place][value=job]", force=True)
    await d.page.check("[name=billable]")
    await d.page.select_option("[name=lead_id]", d.person)
    await d.save()
    await d.page.wait_for_url(lambda url: not url.endswith("/edit"), timeout=SOON)
    after = d.office.call("GET", f"/v1/visits/{made['id']}")
    assert (after["own_address"], after["billable"], after["lead_id"]) == (False, True, d.person)


@pytest.mark.parametrize("scripts", [True, False])
async def test_materials_come_from_the_catalogue_with_their_price(
    desk: Callable[..., Awaitable[Desk]], stack: Stack, accessible: Check, scripts: bool
) -> None:
    d = await desk("fr", "phone", java_script_enabled=scripts)
    name = f"Coude {secrets.token_hex(3)}"
    known = item(stack, d.office, name)
    day = soon(20).isoformat()
    body = {"job_id": d.job, "starts_at": f"{day}T14:00:00Z", "ends_at": f"{day}T16:00:00Z"}
    visit = d.office.call("POST", "/v1/visits", body | {"resource_ids": [d.person]})["id"]
    await d.page.goto(f"{d.root}/visits/{visit}")
    if scripts:
        await d.page.locator("#what-new").press_sequentially(name[:9])
        await expect(d.page.locator(f"#materials-known option[value='{name}']")).to_have_count(1, timeout=SOON)
    await d.page.fill("#what-new", name)
    await d.page.fill("#amount-new", "2")
    await d.page.click("form[action$='/materials'] button")
    await expect(d.page.locator("#materials .rows")).to_contain_text("12,50", timeout=SOON)
    await d.page.fill("#what-new", "Silicone")
    await d.page.fill("#price-new", "huit")
    await d.page.click("form[action$='/materials'] button")
    await expect(d.page.locator(".problem")).to_be_visible(timeout=SOON)
    assert await d.page.input_value("#what-new") == "Silicone"
    await d.page.fill("#price-new", "8,50")
    await d.page.click("form[action$='/materials'] button")
    await expect(d.page.locator("#materials .rows li")).to_have_count(2, timeout=SOON)
    if scripts:
        await accessible(d.page)
    await look(d.page, f"visit-materials-{scripts}")

    def used() -> list[tuple[Any, ...]]:
        found = d.office.call("GET", f"/v1/visits/{visit}/materials")["data"]
        return [(each["item_id"], each["unit"], (each["unit_price"] or {}).get("amount")) for each in found]

    assert used() == [(known, "un", 1250), (None, "", 850)]
    row = d.page.locator("#materials .rows li").last
    await row.locator("summary").click()
    assert await row.locator("[name=price]").input_value() == "8,50"
    await row.locator("[name=price]").fill("")
    await row.locator("button", has_text="Enregistrer").click()
    await expect(d.page.locator("#materials .rows li").last).to_contain_text("sans prix", timeout=SOON)
    assert used() == [(known, "un", 1250), (None, "", None)]


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_a_phone_without_a_network_notes_something_of_the_catalogue(
    stack: Stack, world: World, open_browser: Open, accessible: Check, language: str
) -> None:
    name = f"Coude {secrets.token_hex(3)}"
    known = item(stack, world.office, name)
    changes = {"billable": False, "address": {"line1": "4, chemin du Lac", "city": "Sainte-Adèle"}}
    world.office.call("PATCH", f"/v1/visits/{world.first['id']}", changes)
    context = await open_browser(language, "phone")
    page = await arrive(context, world, language)
    first = world.names[0]
    await expect(card(page, first)).to_contain_text("4, chemin du Lac")
    await expect(card(page, first).locator(".tag")).to_have_count(2)
    await offline(context, world)
    await press(page, first, "start", ago(90))
    await card(page, first).locator("summary", has_text=re.compile("matériel|material")).click()
    await card(page, first).locator("[name='data.description']").fill(name)
    await look(page, f"my-day-material-{language}")
    await accessible(page)
    await press(page, first, "material", ago(45))
    await world.network.restore()
    await context.set_offline(False)
    await expect(card(page, first).locator(".my-visit-materials")).to_contain_text(name, timeout=SOON)
    [used] = world.office.call("GET", f"/v1/visits/{world.first['id']}/materials")["data"]
    assert (used["item_id"], used["unit"], used["unit_price"]["amount"]) == (known, "un", 1250)

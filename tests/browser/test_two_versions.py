"""Two people write the same draft: the second one sees both versions, chooses, and loses nothing that was typed."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Check
from tests.browser.invoicing_world import WAYS, Arrive, Json, World, cad, today
from tests.browser.invoicing_world import arrive as arrive
from tests.browser.test_client_choice import shoot


def colleague(world: World, invoice: Json, **change: object) -> Json:
    """Somebody else changes the draft meanwhile."""
    answer = world.api.request("PATCH", "billing", f"/v1/invoices/{invoice['id']}", body=change)
    return dict(answer.json())


def priced(*prices: int) -> list[Json]:
    return [{"description": f"Travaux {n}", "unit_price": cad(each)} for n, each in enumerate(prices, 1)]


@pytest.mark.parametrize(("language", "size"), WAYS)
async def test_whoever_saves_second_sees_both_and_chooses(
    arrive: Arrive, accessible: Check, language: str, size: str
) -> None:
    world = await arrive(language, size)
    draft, page, later = world.invoice(100_00, 40_00), world.page, (today() + timedelta(days=40)).isoformat()

    # Mine is kept, though theirs was saved first.
    await world.to(f"/invoices/{draft['id']}/edit")
    colleague(world, draft, lines=priced(110_00, 40_00, 7_00), due_on=later)
    await page.fill("[name='lines.0.unit_price']", "120")
    await page.fill("[name='lines.1.description']", "Travaux 2, et le joint")
    await world.save()
    both = page.locator("#versions")
    await expect(both).to_be_visible()
    await expect(page.locator("[name='lines.0.unit_price']")).to_have_value("120")
    await expect(page.locator("[name='lines.1.description']")).to_have_value("Travaux 2, et le joint")
    rows = both.locator("tbody tr")
    await expect(rows.nth(0).locator("mark")).to_have_text(["120", re.compile(r"110[.,]00")])
    await expect(rows.nth(1).locator("td").first.locator("mark")).to_have_text("Travaux 2, et le joint")
    await expect(rows.nth(2).locator("mark").first).to_have_text("Travaux 3")  # only they have it
    await expect(both.locator("tr.versions-differ")).to_have_count(4)  # three lines and the day
    await accessible(page)
    await shoot(page, f"versions-{language}-{size}")
    assert world.api.get("billing", f"/v1/invoices/{draft['id']}")["totals"]["subtotal"] == cad(157_00)  # not yet
    await both.locator("button.button-primary").click()
    kept = await world.here()
    assert [each["unit_price"]["amount"] for each in kept["lines"]] == [120_00, 40_00]
    assert (kept["lines"][1]["description"], kept["due_on"]) == ("Travaux 2, et le joint", None)

    # Theirs is taken.
    await world.to(f"/invoices/{draft['id']}/edit")
    colleague(world, draft, lines=priced(90_00))
    await page.fill("[name='lines.0.unit_price']", "1")
    await world.save()
    await both.locator("[value=theirs]").click()
    await expect(page.locator("[name='lines.0.unit_price']")).to_have_value(re.compile(r"^90[.,]00$"))
    await expect(both).to_have_count(0)
    assert (await world.here())["totals"]["subtotal"] == cad(90_00)

    # A refused save does not forget which version it began from.
    colleague(world, draft, lines=priced(95_00))
    await page.fill("[name='lines.0.unit_price']", "un peu")
    await world.save()
    await expect(page.locator(".field-wrong [name='lines.0.unit_price']")).to_have_value("un peu")
    await page.fill("[name='lines.0.unit_price']", "2")
    await world.save()
    await expect(both).to_be_visible()

    # It was issued meanwhile: what was typed can still be read and copied, and the issued one stays as it is.
    world.post("billing", f"/v1/invoices/{draft['id']}/issue")
    await both.locator("button.button-primary").click()
    await both.locator("button.button-primary").click()
    await expect(page.get_by_role("alert")).to_be_visible()
    await expect(page.locator("[name='lines.0.unit_price']")).to_have_value("2")
    await accessible(page)
    assert world.api.get("billing", f"/v1/invoices/{draft['id']}")["totals"]["subtotal"] == cad(95_00)

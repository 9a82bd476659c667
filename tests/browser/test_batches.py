"""Many drafts at once on the screen: chosen, issued and sent while a bar moves, and what became of each."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Check
from tests.browser.invoicing_world import WAYS, World
from tests.browser.invoicing_world import arrive as arrive

Arrive = Callable[[str, str], Awaitable[World]]


@pytest.mark.parametrize(("language", "size"), WAYS)
async def test_drafts_are_issued_and_sent_at_once(arrive: Arrive, accessible: Check, language: str, size: str) -> None:
    world = await arrive(language, size)
    page, drafts = world.page, [world.invoice(100_00 + n) for n in range(3)]
    other = world.invoice(999_00)
    await world.to("/invoice-batches")
    await accessible(page)
    for box in await page.locator("[name=invoice]").all():
        await box.set_checked(await box.get_attribute("value") in [each["id"] for each in drafts])
    world.post("billing", f"/v1/invoices/{drafts[0]['id']}/issue")  # by a colleague, meanwhile
    await page.locator("button[name=how][value=send]").click()
    await page.wait_for_url(re.compile(r"/invoice-batches/bat_\w+$"))
    bar = page.locator("#batch-progress")
    await expect(bar).to_have_attribute("value", "3", timeout=30_000)
    await expect(bar).to_have_attribute("max", "3")
    await expect(page.locator("#batch .chip.tone-good")).to_have_count(2)
    await expect(page.locator("#batch .chip.tone-bad")).to_have_count(1)
    await expect(page.locator("#batch .wrong")).to_have_count(1)  # and why
    await accessible(page)
    after = [world.api.get("billing", f"/v1/invoices/{each['id']}") for each in (*drafts, other)]
    assert [each["document"] for each in after] == ["issued", "issued", "issued", "draft"]
    assert [each["sent_at"] is not None for each in after] == [False, True, True, False]

"""How each record stands with the accountant, on the screen: a period, a format, a state, page after page, and the run that took it."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Check
from tests.browser.invoicing_world import WAYS, World, cad, today
from tests.browser.invoicing_world import arrive as arrive

SAY = {
    "fr": {"new": "Pas encore exporté", "done": "Exporté", "next": "Page suivante", "show": "Voir l'état"},
    "en": {"new": "Not exported yet", "done": "Exported", "next": "Next page", "show": "See the state"},
}
MANY = 62
"""More than a page has."""


@pytest.mark.parametrize(("language", "size"), WAYS)
async def test_each_record_says_where_it_went(
    arrive: Callable[[str, str], Awaitable[World]], accessible: Check, language: str, size: str
) -> None:
    say, world = SAY[language], await arrive(language, size)
    page = world.page
    # A month of its own, long past: nobody else's payments stand in it.
    month = f"{today().year - (5 if language == 'fr' else 6)}-03"
    paid = []
    for n in range(MANY):
        body = {
            "amount": cad(10_00 + n),
            "method": "cheque",
            "job_id": world.job,
            "received_on": f"{month}-{1 + n % 28:02}",
        }
        paid.append(world.post("billing", "/v1/payments", body))
    rows = page.locator("#records tbody tr")

    await world.to("/accounting")
    await page.fill("[name=from]", f"{month}-01")
    await page.fill("[name=to]", f"{month}-28")
    await page.get_by_role("button", name=say["show"]).click()
    await expect(page).to_have_url(re.compile(rf"format=journal&from={month}-01&to={month}-28$"))
    await expect(rows).to_have_count(60)
    await expect(rows.locator(".chip", has_text=say["new"])).to_have_count(60)
    await accessible(page)
    first = await rows.first.locator("a").first.get_attribute("href")
    await page.get_by_role("link", name=say["next"]).click()
    await expect(rows).to_have_count(MANY - 60)
    await expect(page.locator(f"#records a[href='{first}']")).to_have_count(0)
    await expect(page.get_by_role("link", name=say["next"])).to_have_count(0)

    # One day is exported; it says so and where, the others do not.
    await page.fill("[name=from]", f"{month}-02")
    await page.fill("[name=to]", f"{month}-02")
    await page.locator("form[action='/accounting'] .button-primary").click()
    await expect(rows).to_have_count(3)
    await expect(rows.locator(".chip", has_text=re.compile(f"^{say['done']}$"))).to_have_count(3)
    run = rows.first.locator("a[href^='/accounting/exports/']")
    file = await page.context.request.get(world.home + str(await run.get_attribute("href")))
    assert paid[1]["receipt_text"] in await file.text()
    await page.fill("[name=from]", f"{month}-01")
    await page.fill("[name=to]", f"{month}-28")
    await page.get_by_role("button", name=say["show"]).click()
    states = page.locator("#records .filters")
    await states.get_by_role("link", name=re.compile(f"^{say['done']} 3$")).click()
    await expect(rows).to_have_count(3)
    await accessible(page)
    await rows.first.locator("a").first.click()
    await expect(page).to_have_url(re.compile(r"/payments/pay_\w+$"))

    # QuickBooks has a book of its own: nothing of the day went there.
    await page.go_back()
    await page.select_option("[name=format]", "quickbooks")
    await page.get_by_role("button", name=say["show"]).click()
    await expect(states.get_by_role("link", name=f"{say['new']} {MANY}")).to_be_visible()
    await expect(rows).to_have_count(60)

    # Asked wrongly: said above the form, and the usual period stands below it.
    await world.to(f"/accounting?from={month}-28&to={month}-01")
    await expect(page.get_by_role("alert")).to_be_visible()
    await expect(page.locator("#h-records")).not_to_contain_text(month)
    await accessible(page)

"""When invoices are due and what terms they carry is set on a page; two people who set it at once see both versions."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Check, Stack
from tests.browser.invoicing_world import WAYS, Arrive, Json, today
from tests.browser.invoicing_world import arrive as arrive
from tests.browser.test_client_choice import shoot
from tests.system.plays import client

FIELDS = ("payment_terms_days", "invoice_terms_fr", "invoice_terms_en")


@pytest.fixture
async def settings(stack: Stack) -> AsyncIterator[None]:
    """The company's own settings, back in place afterwards: every other test invoices by them."""
    api = client(stack)
    before = api.get("accounts", "/v1/company")
    yield
    api.request("PATCH", "accounts", "/v1/company", body={name: before[name] for name in FIELDS})


def saved(company: Json) -> list[object]:
    return [company[name] for name in FIELDS]


@pytest.mark.usefixtures("settings")
@pytest.mark.parametrize(("language", "size"), WAYS)
async def test_an_invoice_is_due_and_says_what_was_set(
    arrive: Arrive, accessible: Check, language: str, size: str
) -> None:
    world = await arrive(language, size)
    api, page = world.api, world.page

    await world.to("/settings")
    await page.click("a[href='/settings/invoices']")
    await accessible(page)
    await shoot(page, f"invoice-settings-{language}-{size}")
    await page.fill("[name=payment_terms_days]", "12")
    await page.fill("[name=invoice_terms_fr]", "Intérêt de 1 % par mois.\nMerci.")
    await page.fill("[name=invoice_terms_en]", "Interest of 1% a month.")
    await world.save()
    await page.wait_for_url(re.compile("/settings$"))
    await expect(page.locator(".flash")).to_be_visible()
    assert saved(api.get("accounts", "/v1/company")) == [
        12,
        "Intérêt de 1 % par mois.\nMerci.",
        "Interest of 1% a month.",
    ]
    issued = world.post("billing", f"/v1/invoices/{world.invoice(10_00)['id']}/issue")
    assert issued["due_on"] == (today() + timedelta(days=12)).isoformat()

    # What is no number of days is said at its field, and nothing of the rest is saved or lost.
    await world.to("/settings/invoices")
    await page.fill("[name=invoice_terms_fr]", "Payable sur réception.")
    for wrong in ("1.5", "366"):
        await page.fill("[name=payment_terms_days]", wrong)
        await page.locator("form[data-guard]").evaluate("form => form.noValidate = true")
        await world.save()
        await expect(page.locator(".field-wrong [name=payment_terms_days]")).to_have_value(wrong)
        await expect(page.locator("[name=invoice_terms_fr]")).to_have_value("Payable sur réception.")
    await accessible(page)
    assert saved(api.get("accounts", "/v1/company"))[:2] == [12, "Intérêt de 1 % par mois.\nMerci."]

    # A colleague was faster: both are shown, and a second press is a choice. A refused save did not forget where it began.
    api.request("PATCH", "accounts", "/v1/company", body={"payment_terms_days": 45})
    await page.fill("[name=payment_terms_days]", "20")
    await world.save()
    both = page.locator("#versions")
    await expect(both).to_be_visible()
    await expect(both.locator("tbody tr").first.locator("mark")).to_have_text(["20", "45"])
    await accessible(page)
    await shoot(page, f"invoice-settings-versions-{language}-{size}")
    assert saved(api.get("accounts", "/v1/company"))[0] == 45
    await both.locator("[value=theirs]").click()
    await expect(page.locator("[name=payment_terms_days]")).to_have_value("45")
    await expect(both).to_have_count(0)

    # Emptied terms are gone.
    await page.fill("[name=invoice_terms_fr]", "")
    await page.fill("[name=invoice_terms_en]", "")
    await world.save()
    await page.wait_for_url(re.compile("/settings$"))
    assert saved(api.get("accounts", "/v1/company")) == [45, None, None]

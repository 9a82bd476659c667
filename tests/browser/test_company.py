"""The company's settings in a browser: details, licence, colour and logo, as its documents will show them."""

from __future__ import annotations

import pytest
from playwright.async_api import FilePayload, expect

from tests.browser.conftest import Check, Stack
from tests.browser.test_folder_pages import Open, office
from tests.unit.test_brand import SVG, picture


@pytest.mark.timeout(180)
async def test_details_logo_and_colour(stack: Stack, open_browser: Open, accessible: Check) -> None:
    page, home = await office(open_browser, stack), stack["urls"]["dashboard"]
    await page.goto(f"{home}/settings")
    await page.get_by_role("link", name="Entreprise").click()
    await accessible(page)
    await page.select_option("[name=licence_kind]", "cmmtq")
    await page.fill("[name=licence_number]", "")
    await page.select_option("[name=licence_kind]", "rbq")
    await page.fill("[name=opc_permit]", "119 877")
    await page.get_by_role("button", name="Enregistrer").click()
    await expect(page.locator(".field-wrong", has=page.locator("[name=licence_number]"))).to_contain_text("RBQ exige")
    assert await page.input_value("[name=opc_permit]") == "119 877"
    await accessible(page)
    await page.select_option("[name=licence_kind]", "cmmtq")
    await page.fill("[name=licence_number]", "12345")
    await page.fill("[name=accent]", "#ffcc00")
    await page.get_by_role("button", name="Enregistrer").click()
    await expect(page.locator(".problem")).to_contain_text("trop pâle")
    assert await page.input_value("[name=licence_kind]") == "cmmtq", "what was chosen is kept"
    await accessible(page)
    await page.fill("[name=accent]", "#7a1f3d")
    await page.get_by_role("button", name="Enregistrer").click()
    await expect(page.locator(".flash")).to_contain_text("à jour")
    assert await page.input_value("[name=accent]") == "#7a1f3d"
    assert await page.input_value("[name=opc_permit]") == "119 877"

    svg = FilePayload(name="logo.png", mimeType="image/png", buffer=SVG)
    await page.set_input_files("[name=logo]", files=svg)
    await page.get_by_role("button", name="Mettre ce logo").click()
    await expect(page.locator(".problem")).to_contain_text("PNG, JPEG ou WebP")
    await expect(page.locator(".company-logo")).to_have_count(0)
    png = FilePayload(name="logo.png", mimeType="image/png", buffer=picture((900, 240)))
    await page.set_input_files("[name=logo]", files=png)
    await page.get_by_role("button", name="Mettre ce logo").click()
    await expect(page.locator(".flash")).to_contain_text("Le logo est en place")
    width = await page.locator(".company-logo").evaluate("image => image.naturalWidth")
    assert width > 0, "the picture came through"
    await accessible(page)
    phone = await office(open_browser, stack, "phone")
    await phone.goto(f"{home}/settings/company")
    await accessible(phone)
    await page.get_by_role("button", name="Retirer le logo").click()
    await expect(page.locator(".company-logo")).to_have_count(0)

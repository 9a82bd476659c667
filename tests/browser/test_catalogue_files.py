"""The catalogue as a file, on the screen: Export, a price changed in a spreadsheet, and the import that brings it to what is there."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Check
from tests.browser.invoicing_world import WAYS, World, cad
from tests.browser.invoicing_world import arrive as arrive

SAY = {
    "fr": {"export": "Exporter", "import": "Importer", "parts": "Articles du forfait", "there": "Déjà là"},
    "en": {"export": "Export", "import": "Import", "parts": "Bundle items", "there": "Already there"},
}


@pytest.mark.parametrize(("language", "size"), WAYS)
async def test_what_is_there_follows_the_file(
    arrive: Callable[[str, str], Awaitable[World]], accessible: Check, language: str, size: str
) -> None:
    say, world = SAY[language], await arrive(language, size)
    page, code = world.page, f"R-{world.tag}"
    tap = world.post(
        "billing", "/v1/items", {"name_fr": f"Robinet {world.tag}", "code": code, "unit_price": cad(18_75)}
    )
    kit = {"name_fr": f"Évier {world.tag}", "kind": "bundle", "parts": [{"item_id": tap["id"], "quantity": "2"}]}
    kit = world.post("billing", "/v1/items", kit)

    def price(item: dict[str, Any]) -> Any:
        return world.api.get("billing", f"/v1/items/{item['id']}")["unit_price"]

    await world.to("/catalogue")
    async with page.expect_download() as waiting:
        await page.get_by_role("link", name=say["export"], exact=True).click()
    text = await asyncio.to_thread(Path(await (await waiting.value).path()).read_text, "utf-8-sig")
    assert say["parts"] in text.splitlines()[0]
    assert f"{code} × 2" in text
    [row] = [each for each in text.splitlines() if each.startswith(f"{code},")]
    dearer = row.replace("18,75", "21,00").replace("18.75", "21.00")
    assert dearer != row
    broken = f",Forfait,Brisé {world.tag},,,,,,,,,,Q-{world.tag} × 1\n"
    text = text.replace(row, dearer) + broken

    await page.get_by_role("link", name=say["import"], exact=True).click()
    file = {"name": "articles.csv", "mimeType": "text/csv", "buffer": text.encode()}
    await page.set_input_files("[name=file]", file)  # type: ignore[arg-type]
    await page.click("main form button[type=submit]")
    await page.wait_for_url("**/catalogue/import/imp_*")
    await expect(page.locator(".import-line .wrong")).to_contain_text(f"Q-{world.tag}")
    await expect(page.locator(".import-line", has_text=code).locator(".chip").first).to_have_text(say["there"])
    await page.locator("label.segment", has=page.locator("[value=update]")).click()
    await page.locator("form[aria-labelledby=h-columns] button[type=submit]").click()
    confirm = page.locator("form[action$='/confirm'] button[type=submit]")
    await expect(confirm).to_contain_text(re.compile(r"\b1\b"))
    await accessible(page)
    assert price(tap) == cad(18_75), "nothing is written before somebody confirms"
    await confirm.click()
    await expect(page.locator("#import-done")).to_be_visible()
    await accessible(page)
    assert (price(tap), price(kit)) == (cad(21_00), cad(42_00))

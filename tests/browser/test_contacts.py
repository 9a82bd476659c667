"""Contacts on the screen: a file is shown before it is written, a duplicate while it is typed, a pin is dragged."""

from __future__ import annotations

import secrets

import pytest

from tests.browser.conftest import Check, Stack, sign_in
from tests.browser.test_six_steps import Open, choose


@pytest.mark.parametrize(("language", "size"), [("fr", "phone"), ("en", "desk")])
async def test_a_file_is_shown_before_anything_is_written(
    stack: Stack, open_browser: Open, accessible: Check, language: str, size: str
) -> None:
    tag = secrets.token_hex(4)
    rows = f"Prénom;Nom;Courriel;Code\nÉric;Côté {tag};eric.{tag}@clients.example;h7l1a1\nLuc;Roy {tag};pas-un-courriel;x\n"
    page = await (await open_browser(language, size)).new_page()
    await sign_in(page, stack)
    await choose(page, language)
    home = f"{stack['urls']['dashboard']}/contacts"
    await page.goto(f"{home}/import")
    await accessible(page)
    file = {"name": "clients.csv", "mimeType": "text/csv", "buffer": rows.encode("cp1252")}
    await page.set_input_files("[name=file]", file)  # type: ignore[arg-type]
    await page.click("main form button[type=submit]")
    await page.wait_for_url("**/contacts/import/imp_*")
    await accessible(page)
    assert await page.locator(".import-line").count() == 2
    assert await page.locator(".import-line .wrong").count() == 1
    assert await page.input_value("[name='column.3']") == ""
    await page.select_option("[name='column.3']", "postal_code")
    await page.click("form:has([name='column.3']) button[type=submit]")
    await page.wait_for_function("document.querySelector(\"[name='column.3']\").value === 'postal_code'")
    seen = page.url
    await page.goto(f"{home}?q={tag}")
    assert await page.locator(".contact-row").count() == 0
    await page.goto(seen)
    await page.click("form[action$='/confirm'] button[type=submit]")
    await page.wait_for_selector("#import-done")
    await accessible(page)
    await page.goto(f"{home}?q={tag}")
    assert await page.locator(".contact-row").count() == 1
    await accessible(page)


async def test_who_is_there_already_shows_while_typing(stack: Stack, open_browser: Open, accessible: Check) -> None:
    page = await (await open_browser("fr", "desk")).new_page()
    await sign_in(page, stack)
    await choose(page, "fr")
    tag = secrets.token_hex(4)
    home = f"{stack['urls']['dashboard']}/contacts"
    await page.goto(f"{home}/new")
    await page.fill("[name=first_name]", "Zoé")
    await page.fill("[name=last_name]", f"Roy {tag}")
    await page.fill("[name=email]", f"zoe.{tag}@clients.example")
    await page.fill("[name='addresses.0.line1']", "12, rue des Érables")
    await page.fill("[name='addresses.0.postal_code']", "H7L 1A1")
    await accessible(page)
    await page.click("main form.form > .actions button[type=submit]")
    await page.wait_for_url("**/contacts/cnt_*")
    contact = page.url
    await accessible(page)
    await page.goto(f"{stack['urls']['dashboard']}/jobs/new")
    await page.fill("[name='contact.email']", f"ZOE.{tag}@clients.example")
    await page.click("#duplicates button")
    await page.wait_for_url("**/jobs/new?*")
    assert await page.is_checked(f"[name=contact_id][value={contact.rsplit('/', 1)[1]}]")
    await page.goto(contact)
    await page.click("section:has(#h-addresses) summary")
    pin = await page.wait_for_selector(".map .map-pin")
    assert pin is not None
    box = await pin.bounding_box()
    assert box is not None
    before = await page.input_value("[name=lat]")
    await page.mouse.move(box["x"] + 14, box["y"] + 12)
    await page.mouse.down()
    await page.mouse.move(box["x"] + 60, box["y"] + 50, steps=6)
    await page.mouse.up()
    after = await page.input_value("[name=lat]")
    assert after != before
    await page.click("form:has([name=lat]) button[type=submit]")
    await page.wait_for_selector(".flash")
    assert await page.input_value("[name=lat]") == after

"""The line editor, the catalogue and the taxes on the screen: nothing overflows, nothing is lost, totals follow while one types."""

from __future__ import annotations

import re
import secrets

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Check, Stack, sign_in
from tests.browser.test_six_steps import Open, choose


async def new_quote(page: Page, home: str) -> None:
    await page.goto(f"{home}/jobs")
    job = await page.locator("a[href^='/jobs/job_']").first.get_attribute("href")
    assert job
    await page.goto(f"{home}{job.split('?')[0].split('#')[0]}/quotes/new")


async def pick(page: Page, words: str) -> None:
    """The first item that is found for the words."""
    await page.fill("#line-pick", words)
    await page.click(f"#line-found [data-q='{words}'] [data-put]")


@pytest.mark.parametrize(("language", "size"), [("fr", "phone"), ("en", "desk")])
async def test_a_quote_is_put_together(
    stack: Stack, open_browser: Open, accessible: Check, language: str, size: str
) -> None:
    page = await (await open_browser(language, size)).new_page()
    await sign_in(page, stack)
    await choose(page, language)
    await new_quote(page, stack["urls"]["dashboard"])
    await accessible(page)
    await pick(page, "ce-60")
    titles = page.locator("[name^='heads.'][name$='.title']")
    await expect(titles).to_have_count(1)
    lines = page.locator("#lines > .line:not(.no-js)")
    await expect(lines).to_have_count(4)
    await page.fill("#line-pick", "cu-050")
    await page.press("#line-pick", "Enter")  # before anything was found: what is found then is taken
    await expect(lines).to_have_count(5)
    await expect(titles).to_have_count(2)  # the second item is no part of the bundle
    first = await lines.nth(0).locator("textarea").input_value()
    await lines.nth(0).locator("[data-move=down]").click()
    await expect(lines.nth(1).locator("textarea")).to_have_value(first)
    await lines.nth(4).locator("summary").click()
    await lines.nth(4).locator("[name$='.discount']").fill("10 %")
    taxes = lines.nth(4).locator("select[name$='.tax']")
    await expect(taxes.locator("option")).to_have_count(2)
    await taxes.focus()
    assert await taxes.locator("option[value=txg_hst_on]").count() == 1
    await taxes.select_option("exempt")
    await page.fill("[name=discount]", "100")
    # 1,700.00 and 11.25 after 10 %, less 100.00; the exempt line carries its share of the discount
    await expect(lines.nth(4).locator("output")).to_have_text(re.compile(r"11[,.]25"))
    await expect(page.locator("#totals")).to_contain_text(re.compile(r"1[^0-9]?611[,.]25"))
    await accessible(page)
    await page.click("form[data-guard] .actions button[type=submit]:not([name])")
    await page.wait_for_url("**/quotes/quo_*")
    await accessible(page)
    table = page.locator("table.doc")
    await expect(table.locator("tbody tr").nth(2)).to_contain_text(first)
    await expect(table.locator("tfoot")).to_contain_text(re.compile(r"1[^0-9]?611[,.]25"))
    await page.goto(f"{page.url.split('?')[0]}/edit")
    await expect(page.locator("[name=discount]")).to_have_value(re.compile(r"100[,.]00"))
    await expect(lines).to_have_count(5)
    await expect(titles).to_have_count(2)


@pytest.mark.parametrize(("language", "size"), [("fr", "phone"), ("en", "desk")])
async def test_a_catalogue_is_kept(
    stack: Stack, open_browser: Open, accessible: Check, language: str, size: str
) -> None:
    tag = secrets.token_hex(4)
    page = await (await open_browser(language, size)).new_page()
    await sign_in(page, stack)
    await choose(page, language)
    home = f"{stack['urls']['dashboard']}/catalogue"
    for path in ("", "/new", "/new?kind=bundle", "/import"):
        await page.goto(f"{home}{path}")
        await accessible(page)
    await page.goto(f"{home}/import")
    rows = f"Code;Nom;Prix\nA-{tag};Robinet {tag};18,75\nB-{tag};Sans prix {tag};\n"
    file = {"name": "articles.csv", "mimeType": "text/csv", "buffer": rows.encode("cp1252")}
    await page.set_input_files("[name=file]", file)  # type: ignore[arg-type]
    await page.click("main form button[type=submit]")
    await page.wait_for_url("**/catalogue/import/imp_*")
    await accessible(page)
    assert await page.locator(".import-line .wrong").count() == 1
    await page.click("form[action$='/confirm'] button[type=submit]")
    await page.wait_for_selector("#import-done")
    await page.goto(f"{home}/new?kind=bundle")
    await page.fill("[name=name_fr]", f"Forfait {tag}")
    await pick(page, f"a-{tag}")
    await page.locator("[name^='parts.'][name$='.quantity']:visible").fill("2")
    await page.click("form[data-guard] button[type=submit]")
    await page.wait_for_url("**/catalogue")
    await page.goto(f"{home}?q={tag}&group=bundle")
    await expect(page.locator("main .rows")).to_contain_text(re.compile(r"37[,.]50"))
    await page.click("main .rows a")
    await accessible(page)


@pytest.mark.parametrize(("language", "size"), [("fr", "phone"), ("en", "desk")])
async def test_tax_groups_are_kept(
    stack: Stack, open_browser: Open, accessible: Check, language: str, size: str
) -> None:
    tag = secrets.token_hex(4)
    page = await (await open_browser(language, size)).new_page()
    await sign_in(page, stack)
    await choose(page, language)
    home = f"{stack['urls']['dashboard']}/settings/taxes"
    await page.goto(home)
    await accessible(page)
    await page.goto(f"{home}/new")
    await accessible(page)
    await page.fill("[name=name_fr]", f"Groupe {tag}")
    for name, value in (("name_fr", "TVH"), ("code", "hst"), ("rate", "treize"), ("effective_from", "2020-01-01")):
        await page.fill(f"[name='taxes.0.{name}']", value)
    await page.click("form[data-guard] button[type=submit]")
    await expect(page.locator(".field-wrong [name='taxes.0.rate']")).to_have_value("treize")
    await accessible(page)
    await page.fill("[name='taxes.0.rate']", "13")
    await page.click("form[data-guard] button[type=submit]")
    await page.wait_for_url(home)
    await page.click(f"text=Groupe {tag}")
    await page.wait_for_url("**/settings/taxes/txg_*")
    await accessible(page)
    await page.click("form[action$='/retire'] button")
    await page.wait_for_url(home)
    await expect(page.locator(".row", has_text=f"Groupe {tag}").locator("input[type=radio]")).to_be_disabled()

"""The reports on the screen: chosen, of a day or a period, by step or in detail; table, picture and sum; CSV and PDF; where rows lead."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Check
from tests.browser.invoicing_world import WAYS, World, cad, today
from tests.browser.invoicing_world import alone as alone
from tests.unit.pdfs import said

Arrive = Callable[[str, str], Awaitable[World]]
SAY = {
    "fr": {
        "sales": "Ventes et taxes",
        "picture": "Ventes nettes, avant taxes",
        "week": "semaine du",
        "month": "Ce mois-ci",
        "total": "Total",
        "show": "Afficher",
        "aged": "Âge des comptes clients",
        "payments": "Encaissements",
        "deposits": "Acomptes détenus",
    },
    "en": {
        "sales": "Sales and taxes",
        "picture": "Net sales, before taxes",
        "week": "week of",
        "month": "This month",
        "total": "Total",
        "show": "Show",
        "aged": "Aged receivables",
        "payments": "Money received",
        "deposits": "Deposits held",
    },
}


async def file(world: World, kind: str) -> bytes:
    """What the page's button for it gives."""
    href = await world.page.locator(f"a.button[href*='/{kind}']").get_attribute("href")
    answer = await world.page.context.request.get(f"{world.home}{href}")
    assert answer.status == 200
    return await answer.body()


def figures(text: str) -> str:
    return re.sub(r"[^0-9]", "", text)


@pytest.mark.parametrize(("language", "size"), WAYS)
async def test_sales_of_a_period_by_step(alone: Arrive, accessible: Check, language: str, size: str) -> None:
    say, world = SAY[language], await alone(language, size)
    page, day = world.page, today()
    world.post("billing", f"/v1/invoices/{world.invoice(100_00)['id']}/issue")
    await world.to("/reports")
    await accessible(page)
    await page.get_by_role("link", name=say["sales"], exact=True).click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(say["sales"])
    await expect(page.get_by_role("img", name=say["picture"])).to_be_visible()
    await accessible(page)

    await page.fill("[name=from]", day.replace(day=1).isoformat())
    await page.fill("[name=to]", day.isoformat())
    await page.select_option("[name=step]", "week")
    await page.get_by_role("button", name=say["show"]).click()
    await expect(page).to_have_url(re.compile(rf"from={day:%Y-%m}-01&to={day}&step=week"))
    await expect(page.locator("[name=step]")).to_have_value("week")
    await expect(page.locator(".report-table tbody th").first).to_contain_text(say["week"])
    await expect(page.get_by_role("link", name=say["month"])).to_have_attribute("aria-current", "true")
    await expect(page.locator(".report-table tfoot th")).to_have_text(say["total"])
    total = await page.locator(".report-table tfoot td").last.inner_text()
    assert int(figures(total)) >= 114_98
    await accessible(page)
    rows = list(
        csv.reader(
            io.StringIO((await file(world, "csv")).decode("utf-8-sig")), delimiter=";" if language == "fr" else ","
        )
    )
    assert len(rows) == 2 + await page.locator(".report-table tbody tr").count()
    assert figures(rows[-1][-1]) == figures(total)
    paper = said(await file(world, "pdf"))
    assert say["sales"] in paper
    assert say["picture"] in paper
    assert figures(total) in figures(paper)

    # Asked wrongly: said above the form, and the usual period stands below it.
    await world.to(f"/reports/sales?from={day}&to=2001-01-01")
    await expect(page.get_by_role("alert")).to_be_visible()
    await expect(page.locator(".report-table tfoot th")).to_have_text(say["total"])
    await accessible(page)


@pytest.mark.parametrize(("language", "size"), WAYS)
async def test_what_is_owed_on_a_day_by_invoice(alone: Arrive, accessible: Check, language: str, size: str) -> None:
    say, world = SAY[language], await alone(language, size)
    page, day = world.page, today()
    invoice = world.post("billing", f"/v1/invoices/{world.invoice(321_00)['id']}/issue")
    await world.to("/reports/receivables")
    name = f"Ferme {world.tag}"
    row = page.locator(".report-table tbody tr", has_text=name)
    await expect(row).to_have_count(1)
    await accessible(page)
    await page.select_option("[name=detail]", "true")
    await page.get_by_role("button", name=say["show"]).click()
    await expect(row).to_contain_text(invoice["number_text"])
    await expect(row).to_contain_text(re.compile(r"369[.,]07"))
    await accessible(page)
    for kind in ("csv", "pdf"):
        content = await file(world, kind)
        text = said(content) if kind == "pdf" else content.decode("utf-8-sig")
        assert name in text
        assert invoice["number_text"] in text
    await row.locator("a").first.click()
    await expect(page).to_have_url(re.compile(rf"/invoices/{invoice['id']}$"))

    # The evening before the invoice there was nothing to owe for it.
    await world.to("/reports/receivables")
    await page.fill("[name=as_of]", day.replace(year=day.year - 1).isoformat())
    await page.get_by_role("button", name=say["show"]).click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(say["aged"])
    await expect(page.locator(".report-span")).to_contain_text(str(day.year - 1))
    await expect(row).to_have_count(0)


@pytest.mark.parametrize(("language", "size"), WAYS)
async def test_every_row_leads_to_what_it_is_about(alone: Arrive, accessible: Check, language: str, size: str) -> None:
    say, world = SAY[language], await alone(language, size)
    page = world.page
    item = world.post("billing", "/v1/items", {"name_fr": f"Pompe {world.tag}", "unit_price": cad(77_00)})
    line = {"description": "Pompe", "unit_price": cad(77_00), "item_id": item["id"]}
    draft = world.post("billing", "/v1/invoices", {"job_id": world.job, "lines": [line]})
    world.post("billing", f"/v1/invoices/{draft['id']}/issue")
    note = world.post("billing", f"/v1/invoices/{draft['id']}/credit", {"reason": "error", "amount": cad(10_00)})
    paid = world.post("billing", "/v1/payments", {"amount": cad(500_00), "method": "cheque", "job_id": world.job})
    name = f"Ferme {world.tag}"
    for report, query, leads in (
        ("payments", "?detail=true", f"/payments/{paid['id']}"),
        ("deposits", "", f"/payments/{paid['id']}"),
    ):
        await world.to(f"/reports/{report}{query}")
        await expect(page.get_by_role("heading", level=1)).to_have_text(say[report])
        await expect(page.locator("figure.chart")).to_be_visible()
        await accessible(page)
        await page.locator(".report-table tbody tr", has_text=name).locator(f"a[href='{leads}']").click()
        await expect(page).to_have_url(re.compile(f"{leads}$"))
        await expect(page.get_by_role("heading", level=1)).to_be_visible()
    await world.to("/reports/items")
    await accessible(page)
    await page.get_by_role("link", name=f"Pompe {world.tag}").click()
    await expect(page).to_have_url(re.compile(f"/catalogue/{item['id']}$"))
    await world.to(f"/reports/documents?from={today()}")
    credit = page.locator(f".report-table a[href='/credit-notes/{note['id']}/pdf']")
    await expect(credit).to_have_count(1)
    answer = await page.context.request.get(f"{world.home}/credit-notes/{note['id']}/pdf")
    assert answer.status == 200
    await page.locator(f".report-table a[href='/invoices/{draft['id']}']").click()
    await expect(page).to_have_url(re.compile(f"/invoices/{draft['id']}$"))

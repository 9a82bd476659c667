"""What was credited or is no longer asked for, on the client's page of an invoice: each paper, and sums that add up."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Check, Stack
from tests.browser.invoicing_world import WAYS, Open, cad
from tests.browser.test_paying import shoot
from tests.system.plays import client, invoiced
from tests.system.running import Running, soon
from tests.unit.pdfs import said

SAY = {
    "fr": {
        "title": "Notes de crédit",
        "one": "Note de crédit",
        "off": "Somme qui n’est plus réclamée",
        "held": "crédit",
    },
    "en": {"title": "Credit notes", "one": "Credit note", "off": "No longer asked for", "held": "your credit"},
}
FIGURE = re.compile(r"−?\$?\d+[.,]\d\d")


async def sums(page: Page) -> list[int]:
    """Cents below the total, from it on: what is taken off is written with a minus, the last is the balance."""
    texts = await page.locator("tfoot tr.total, tfoot tr.total ~ tr").all_inner_texts()
    found = [FIGURE.findall(text)[-1] for text in texts]
    return [int(re.sub(r"\D", "", each)) * (-1 if each.startswith("−") else 1) for each in found]


@pytest.mark.parametrize(("language", "size"), WAYS)
async def test_a_client_sees_what_was_credited_and_the_sums_add_up(
    running: Running, stack: Stack, open_browser: Open, accessible: Check, language: str, size: str
) -> None:
    say, api = SAY[language], client(stack)
    invoice = invoiced(running, api, language)  # 160.97 $
    tag = invoice["email"]
    page = await (await open_browser(language, size)).new_page()
    await page.goto(invoice["portal_url"])
    assert await sums(page) == [160_97, 160_97]
    await expect(page.locator("#credit-notes")).to_have_count(0)

    paid = {
        "amount": cad(150_00),
        "method": "cheque",
        "allocations": [{"invoice_id": invoice["id"], "amount": cad(150_00)}],
    }
    api.post("billing", "/v1/payments", paid, key=f"p/{tag}")
    path = f"/v1/invoices/{invoice['id']}"
    note = api.post(
        "billing", f"{path}/credit", {"reason": "goodwill", "amount": cad(20_00), "note": "Entre nous"}, key=f"c/{tag}"
    )
    await page.reload()
    assert await sums(page) == [160_97, -20_00, -140_97, 0], "what was paid too much is held for the client"
    await expect(page.locator("#credit-notes li")).to_have_count(1)
    await expect(page.locator("#credit-notes")).to_contain_text(say["held"])
    await expect(page.locator("#credit-notes")).not_to_contain_text("Entre nous")
    await accessible(page)
    await shoot(page, f"credited-{language}-{size}")

    link = page.get_by_role("region", name=say["title"]).get_by_role("link")
    address = str(await link.evaluate("link => link.href"))

    async def missing() -> str | None:
        """Until it is rendered the answer is a page that waits."""
        answer = await page.request.get(address)
        if (kind := answer.headers["content-type"]) != "application/pdf":
            return kind
        assert say["one"] in said(await answer.body())
        return None

    await soon("the note has its PDF", missing)
    await page.locator(".client-company a").click()
    await expect(page.get_by_role("link", name=f"{say['one']} {note['number_text']}")).to_be_visible()
    await accessible(page)
    await shoot(page, f"credited-overview-{language}-{size}")


@pytest.mark.parametrize(("language", "size"), WAYS)
async def test_a_sum_that_is_no_longer_asked_for_is_said(
    running: Running, stack: Stack, open_browser: Open, accessible: Check, language: str, size: str
) -> None:
    api = client(stack)
    invoice = invoiced(running, api, language)
    path, tag = f"/v1/invoices/{invoice['id']}", invoice["email"]
    api.post("billing", f"{path}/credit", {"reason": "error", "amount": cad(60_97)}, key=f"c/{tag}")
    api.post("billing", f"{path}/write-off", {"reason": "goodwill"}, key=f"w/{tag}")
    page = await (await open_browser(language, size)).new_page()
    await page.goto(invoice["portal_url"])
    assert await sums(page) == [160_97, -60_97, -100_00, 0]
    await expect(page.locator("tfoot")).to_contain_text(SAY[language]["off"])
    await accessible(page)
    await shoot(page, f"written-off-{language}-{size}")

"""The page of a draft: only what stood there is issued, and a draft is deleted after a second press."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Check
from tests.browser.invoicing_world import WAYS, Arrive, Json, World, cad, today
from tests.browser.invoicing_world import arrive as arrive
from tests.browser.test_client_choice import shoot


async def offline(world: World) -> None:
    """No news reaches the page, as on a bad line: what a colleague does is not seen until something is pressed."""
    await world.page.route("**/stream*", lambda route: route.abort())


def colleague(world: World, invoice: Json, price: int) -> None:
    line = {"description": "Travaux, et le joint", "unit_price": cad(price)}
    world.api.request("PATCH", "billing", f"/v1/invoices/{invoice['id']}", body={"lines": [line]})


def now(world: World, invoice: Json) -> Json:
    return world.api.get("billing", f"/v1/invoices/{invoice['id']}")


@pytest.mark.parametrize(("language", "size"), WAYS)
@pytest.mark.parametrize("verb", ["issue", "issue-and-send"])
async def test_only_the_draft_on_the_page_is_issued(
    arrive: Arrive, accessible: Check, language: str, size: str, verb: str
) -> None:
    world = await arrive(language, size)
    contact = {"name": f"Ferme {world.tag}", "email": f"ferme-{world.tag}@courriel.example"}
    world.job = world.post("jobs", "/v1/jobs", {"contact": contact, "title": "Pompe à eau"})["id"]
    draft, page = world.invoice(100_00), world.page
    await offline(world)
    await world.to(f"/invoices/{draft['id']}")
    await accessible(page)
    await shoot(page, f"draft-{language}-{size}")
    colleague(world, draft, 900_00)
    press = page.locator(f"form[action$='/{verb}'] button")
    await press.click()
    await expect(page.get_by_role("alert")).to_be_visible()
    await expect(page.locator("#invoice-lines")).to_contain_text(re.compile(r"900[.,]00"))
    await accessible(page)
    await shoot(page, f"draft-unread-{language}-{size}")
    assert (now(world, draft)["document"], now(world, draft)["sent_at"]) == ("draft", None)

    await press.click()  # it was read: now it leaves
    await expect(page.locator(".flash")).to_be_visible()
    issued = now(world, draft)
    assert (issued["document"], issued["totals"]["subtotal"]) == ("issued", cad(900_00))
    assert (issued["sent_at"] is not None) == (verb == "issue-and-send")


@pytest.mark.parametrize(("language", "size"), WAYS)
async def test_a_draft_is_deleted(arrive: Arrive, accessible: Check, language: str, size: str) -> None:
    """What it was made from is free again; the job's story is all that tells of it."""
    world = await arrive(language, size)
    quote, page = world.accepted(1_000_00), world.page
    draft = world.post("billing", "/v1/invoices/from-quote", {"quote_id": quote["id"], "percent": "30"})
    await offline(world)
    await world.to(f"/invoices/{draft['id']}")
    fold = page.locator("details", has=page.locator("form[action$='/delete']"))
    await expect(fold.locator("button")).to_be_hidden()
    await fold.locator("summary").click()
    await accessible(page)
    await shoot(page, f"draft-delete-{language}-{size}")

    # A colleague changed it: nothing is deleted unseen.
    later = (today() + timedelta(days=40)).isoformat()
    world.api.request("PATCH", "billing", f"/v1/invoices/{draft['id']}", body={"due_on": later})
    await fold.locator("button").click()
    await expect(page.get_by_role("alert")).to_be_visible()
    assert now(world, draft)["document"] == "draft"

    await fold.locator("summary").click()
    await fold.locator("button").click()
    await page.wait_for_url(re.compile(f"/jobs/{world.job}$"))
    await expect(page.locator(".flash")).to_be_visible()
    await expect(page.locator(f"#job-activities a[href$='{draft['id']}']")).to_have_count(0)
    await expect(page.locator("#entries")).to_contain_text(re.compile("facture supprimé|invoice deleted"))
    await world.to("/invoice-batches")
    await expect(page.locator(f"[value={draft['id']}]")).to_have_count(0)
    await world.to(f"/quotes/{quote['id']}/part")
    await expect(page.locator("#so-far")).not_to_contain_text(re.compile(r"344[.,]93"))

    await world.to(f"/invoices/{draft['id']}")  # from an old link: it says so, and offers nothing that cannot be
    await expect(page.locator("#invoice-head .chip")).to_have_text(re.compile("Supprimé|Deleted"))
    await expect(page.locator("form[action$='/delete'], form[action$='/issue'], form[action$='/void']")).to_have_count(
        0
    )
    await accessible(page)
    await shoot(page, f"draft-deleted-{language}-{size}")


async def test_what_a_colleague_issued_is_not_deleted(arrive: Arrive, accessible: Check) -> None:
    world = await arrive("fr", "phone")
    draft, page = world.invoice(100_00), world.page
    await offline(world)
    await world.to(f"/invoices/{draft['id']}")
    world.post("billing", f"/v1/invoices/{draft['id']}/issue")
    fold = page.locator("details", has=page.locator("form[action$='/delete']"))
    await fold.locator("summary").click()
    await fold.locator("button").click()
    await expect(page.get_by_role("alert")).to_contain_text("a émis cette facture entretemps")
    await accessible(page)
    assert now(world, draft)["document"] == "issued"

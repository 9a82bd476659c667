"""Where invoices come from, on the screen: a copy, a visit, parts of a quote, instalments, contracts. Each way ends in the right money."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Check
from tests.browser.invoicing_world import WAYS, Arrive, Json, cad, today
from tests.browser.invoicing_world import arrive as arrive
from tests.browser.test_client_choice import shoot


@pytest.mark.parametrize(("language", "size"), WAYS)
async def test_a_copy_is_a_new_draft_of_the_same_money(
    arrive: Arrive, accessible: Check, language: str, size: str
) -> None:
    world = await arrive(language, size)
    old = world.invoice(100_00, 40_00)
    world.post("billing", f"/v1/invoices/{old['id']}/issue")
    await world.to(f"/invoices/{old['id']}")
    await accessible(world.page)
    await world.page.locator("form[action$='/duplicate'] button").click()
    await world.page.wait_for_url("**/edit")
    copy = await world.here()
    await accessible(world.page)
    assert copy["id"] != old["id"]
    assert (copy["document"], copy["origin"], copy["totals"]["total"]) == ("draft", "copy", cad(160_97))


@pytest.mark.parametrize(("language", "size"), WAYS)
async def test_a_visit_is_invoiced_with_its_materials_and_hours(
    arrive: Arrive, accessible: Check, language: str, size: str
) -> None:
    world = await arrive(language, size)
    now = datetime.now(UTC).replace(microsecond=0)
    who = world.post("jobs", "/v1/resources", {"name": f"Luc {world.tag}"})
    times = {"starts_at": (now + timedelta(hours=1)).isoformat(), "ends_at": (now + timedelta(hours=2)).isoformat()}
    visit = world.post("jobs", "/v1/visits", {"job_id": world.job, "resource_ids": [who["id"]], **times})
    own = f"/v1/visits/{visit['id']}"
    world.post(
        "jobs", f"{own}/materials", {"description": "Tuyau", "quantity": "3", "unit": "m", "unit_price": cad(10_00)}
    )
    entry = {"visit_id": visit["id"], "resource_id": who["id"], "started_at": (now - timedelta(hours=3)).isoformat()}
    world.post("jobs", "/v1/time-entries", entry | {"ended_at": (now - timedelta(minutes=90)).isoformat()})
    world.post("jobs", f"{own}/start")
    world.post("jobs", f"{own}/complete")

    await world.to(f"/jobs/{world.job}")
    await world.page.locator(f"a[href='/visits/{visit['id']}/invoice']").click()
    await expect(world.page.locator("#main")).to_contain_text("Tuyau")
    await accessible(world.page)
    await shoot(world.page, f"of-visit-{language}-{size}")
    await world.page.fill("[name=hourly_rate]", "beaucoup")
    await world.save()
    await expect(world.page.locator(".field-wrong [name=hourly_rate]")).to_have_value("beaucoup")
    await world.page.fill("[name=hourly_rate]", "80")
    await world.save()
    made = await world.here()
    assert made["lines"][0]["amount"] == cad(30_00)
    assert made["lines"][1]["unit_price"] == cad(80_00)
    assert made["totals"]["subtotal"]["amount"] in (150_00, 151_00)  # a second of the clock that ran
    assert made["visit_id"] == visit["id"]
    await world.to(f"/visits/{visit['id']}/invoice")  # once is enough: the page leads to the draft
    await expect(world.page.locator(f"#main a[href='/invoices/{made['id']}']")).to_be_visible()
    await accessible(world.page)


@pytest.mark.parametrize(("language", "size"), WAYS)
async def test_a_quote_is_invoiced_in_parts(arrive: Arrive, accessible: Check, language: str, size: str) -> None:
    """30 %, then an amount, then the rest: together the quote to the cent; nothing more than what remains."""
    world = await arrive(language, size)
    quote, page = world.accepted(1_000_00), world.page
    await world.to(f"/jobs/{world.job}/invoices/new")
    await page.locator(f"a[href='/quotes/{quote['id']}/part']").click()
    await page.fill("[name=percent]", "120")
    await world.save()
    await expect(page.locator(".field-wrong [name=percent]")).to_have_value("120")
    await page.fill("[name=percent]", "30 %")
    await world.save()
    made = [await world.here()]
    assert made[0]["totals"]["total"] == cad(344_93)

    await world.to(f"/quotes/{quote['id']}/part")
    await expect(page.locator("#so-far")).to_contain_text(re.compile(r"344[.,]93"))
    await expect(page.locator("#so-far")).to_contain_text(re.compile(r"804[.,]82"))
    await page.locator("label.segment", has=page.locator("[value=amount]")).click()
    await page.fill("[name=amount]", "900")
    await world.save()
    await expect(page.locator(".field-wrong [name=amount]")).to_have_value("900")
    await accessible(page)
    await shoot(page, f"part-{language}-{size}")
    await page.fill("[name=amount]", "500")
    await world.save()
    made.append(await world.here())

    await world.to(f"/invoices/{made[0]['id']}/edit")  # its lines follow from the quote; the day it is due may change
    await expect(page.locator("[name='lines.0.description']")).to_have_count(0)
    await accessible(page)
    later = (today() + timedelta(days=60)).isoformat()
    await page.fill("[name=due_on]", later)
    await world.save()
    assert ((kept := await world.here())["due_on"], kept["totals"]) == (later, made[0]["totals"])

    await world.to(f"/quotes/{quote['id']}/part")
    await page.locator("label.segment", has=page.locator("[value=rest]")).click()
    await world.save()
    made.append(await world.here())
    assert sum(each["totals"]["total"]["amount"] for each in made) == quote["totals"]["total"]["amount"] == 1149_75
    await world.to(f"/quotes/{quote['id']}/part")
    await expect(page.locator("form[data-guard]")).to_have_count(0)
    await accessible(page)


@pytest.mark.parametrize(("language", "size"), WAYS)
async def test_an_invoice_is_payable_in_instalments(
    arrive: Arrive, accessible: Check, language: str, size: str
) -> None:
    world = await arrive(language, size)
    draft, page = world.invoice(100_00), world.page
    await world.to(f"/invoices/{draft['id']}/plan")
    first = today() + timedelta(days=10)
    await page.fill("[name=count]", "40")
    await page.locator("button[value=split]").click()
    await expect(page.locator(".field-wrong [name=count]")).to_have_value("40")
    await page.fill("[name=count]", "3")
    await page.fill("[name=first]", first.isoformat())
    await page.select_option("[name=every]", "two_weeks")
    await page.locator("button[value=split]").click()
    await expect(page.locator("[name='dues.2.amount']")).to_have_value(re.compile(r"^38[.,]34$"))
    await accessible(page)
    await shoot(page, f"plan-{language}-{size}")
    await page.fill("[name='dues.0.amount']", "50")
    await page.locator("button[value=save]").click()
    await expect(page.locator(".field-wrong [name='dues.2.amount']")).to_have_count(1)  # more than the total
    await page.fill("[name='dues.2.amount']", "")  # takes the rest
    await page.locator("button[value=save]").click()
    kept = await world.here()
    assert [(each["due_on"], each["amount"]["amount"]) for each in kept["dues"]] == [
        (first.isoformat(), 50_00),
        ((first + timedelta(days=14)).isoformat(), 38_32),
        ((first + timedelta(days=28)).isoformat(), 26_66),
    ]
    await expect(page.locator("#invoice-dues")).to_contain_text(re.compile(r"26[.,]66"))
    await accessible(page)

    await world.to(f"/invoices/{draft['id']}/edit")  # the plan stays when the lines change: its last payment follows
    await page.fill("[name='lines.0.unit_price']", "200")
    await world.save()
    kept = await world.here()
    assert [each["amount"]["amount"] for each in kept["dues"]] == [50_00, 38_32, 141_63]
    await world.to(f"/invoices/{draft['id']}/edit")
    await page.fill("[name='lines.0.unit_price']", "10")
    await world.save()
    await expect(page.get_by_role("alert")).to_be_visible()
    await expect(page.locator("[name='lines.0.unit_price']")).to_have_value("10")

    world.post("billing", f"/v1/invoices/{draft['id']}/issue")
    world.post("billing", "/v1/payments", {"job_id": world.job, "amount": cad(60_00), "method": "cash"})
    await world.to(f"/invoices/{draft['id']}")
    await expect(page.locator("#invoice-dues li").nth(1)).to_contain_text(re.compile(r"28[.,]32"))
    await shoot(page, f"dues-{language}-{size}")


@pytest.mark.parametrize(("language", "size"), WAYS)
async def test_a_contract_comes_again(arrive: Arrive, accessible: Check, language: str, size: str) -> None:
    """Made on a job, listed in its folder, paused, gone on with, changed, ended."""
    world = await arrive(language, size)
    page, first = world.page, today() + timedelta(days=20)
    await world.to(f"/jobs/{world.job}/contracts")
    await accessible(page)
    await page.locator("#main a.button").first.click()
    await page.fill("[name=title]", "Entretien mensuel")
    await page.fill("[name=starts_on]", first.isoformat())
    await page.locator("label.segment", has=page.locator("[value=count]")).click()
    await page.fill("[name='lines.0.description']", "Entretien")
    await page.fill("[name='lines.0.unit_price']", "50")
    await world.save()
    await expect(page.locator(".field-wrong [name=count]")).to_have_count(1)
    await page.fill("[name=count]", "6")
    await page.fill("[name=discount]", "10 %")
    await page.fill("[name=terms]", "15")
    await accessible(page)
    await shoot(page, f"contract-form-{language}-{size}")
    await world.save()
    await page.wait_for_url(re.compile(r"/contracts/rec_\w+$"))
    contract_id = page.url.rsplit("/", 1)[1]

    def saved() -> Json:
        return world.api.get("billing", f"/v1/recurring-invoices/{contract_id}")

    made = saved()
    assert (made["mode"], made["next_on"], made["status"]) == ("send", first.isoformat(), "active")
    assert "COUNT=6" in made["rrule"]
    assert (made["discount"]["percent"], made["payment_terms_days"]) == ("10", 15)
    await expect(page.locator("#main")).to_contain_text(re.compile(r"51[.,]74"))
    await expect(page.locator("#contract-actions")).to_contain_text({"fr": "15 jours", "en": "15 days"}[language])
    await accessible(page)
    await shoot(page, f"contract-{language}-{size}")

    await world.to(f"/jobs/{world.job}")
    await expect(page.locator("#contracts")).to_contain_text("Entretien mensuel")
    await accessible(page)
    await page.locator("#contracts li a").click()
    for verb, status in (("pause", "paused"), ("resume", "active")):
        await page.locator(f"form[action$='/{verb}'] button").click()
        await expect(page.locator(".flash")).to_be_visible()
        await expect(page.locator(f"form[action$='/{verb}']")).to_have_count(0)
        assert saved()["status"] == status
    assert saved()["next_on"] == first.isoformat()

    await world.to(f"/contracts/{contract_id}/edit")
    await expect(page.locator("[name=terms]")).to_have_value("15")
    await page.fill("[name=terms]", "")
    await page.fill("[name=discount]", "")
    await page.fill("[name='lines.0.unit_price']", "60")
    await accessible(page)
    await world.save()
    await expect(page.locator("#main")).to_contain_text(re.compile(r"68[.,]99"))
    await page.locator("details.fold summary").last.click()
    await page.locator("form[action$='/end'] button").click()
    await expect(page.locator("form[action$='/end']")).to_have_count(0)
    assert saved()["status"] == "ended"
    await accessible(page)


@pytest.mark.parametrize(("language", "size"), WAYS)
async def test_an_invoice_is_delivered_by_hand(arrive: Arrive, accessible: Check, language: str, size: str) -> None:
    """The page says so, the folder's story too, and the client is still asked for the money."""
    world = await arrive(language, size)
    draft, page = world.invoice(100_00), world.page
    world.post("billing", f"/v1/invoices/{draft['id']}/issue")
    await world.to(f"/invoices/{draft['id']}")
    card = page.locator("#invoice-delivered")
    await card.locator("summary").click()
    await page.fill("#invoice-delivered [name=on]", (today() + timedelta(days=3)).isoformat())
    await page.fill("#invoice-delivered [name=note]", "À Zoé")
    await card.get_by_role("button").click()
    await expect(card.locator(".field-wrong [name=on]")).to_have_count(1)
    await expect(card.locator("[name=note]")).to_have_value("À Zoé")
    await accessible(page)
    await shoot(page, f"delivered-{language}-{size}")
    await page.fill("#invoice-delivered [name=on]", today().isoformat())
    await card.get_by_role("button").click()
    await expect(page.locator("#invoice-actions")).to_contain_text("À Zoé")
    told = world.api.get("billing", f"/v1/invoices/{draft['id']}")
    assert (told["delivered"]["by"], told["sent_at"]) == ("hand", None)
    kinds = {each["kind"] for each in world.api.get("jobs", f"/v1/jobs/{world.job}/plan")["data"]}
    assert "contact.pay" in kinds
    assert "office.send_invoice" not in kinds
    await world.to(f"/jobs/{world.job}")
    await expect(page.locator("#entries")).to_contain_text(re.compile("en main propre|by hand"))

"""Two people write the same thing, a draft, its instalments, a contract, an item or a tax group: the second one sees both versions,
chooses, and loses nothing that was typed."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Check
from tests.browser.invoicing_world import WAYS, Arrive, Json, World, cad, today
from tests.browser.invoicing_world import arrive as arrive
from tests.browser.test_client_choice import shoot


def colleague(world: World, invoice: Json, **change: object) -> Json:
    """Somebody else changes the draft meanwhile."""
    answer = world.api.request("PATCH", "billing", f"/v1/invoices/{invoice['id']}", body=change)
    return dict(answer.json())


def priced(*prices: int) -> list[Json]:
    return [{"description": f"Travaux {n}", "unit_price": cad(each)} for n, each in enumerate(prices, 1)]


@pytest.mark.parametrize(("language", "size"), WAYS)
async def test_whoever_saves_second_sees_both_and_chooses(
    arrive: Arrive, accessible: Check, language: str, size: str
) -> None:
    world = await arrive(language, size)
    draft, page, later = world.invoice(100_00, 40_00), world.page, (today() + timedelta(days=40)).isoformat()

    # Mine is kept, though theirs was saved first.
    await world.to(f"/invoices/{draft['id']}/edit")
    colleague(world, draft, lines=priced(110_00, 40_00, 7_00), due_on=later)
    await page.fill("[name='lines.0.unit_price']", "120")
    await page.fill("[name='lines.1.description']", "Travaux 2, et le joint")
    await world.save()
    both = page.locator("#versions")
    await expect(both).to_be_visible()
    await expect(page.locator("[name='lines.0.unit_price']")).to_have_value("120")
    await expect(page.locator("[name='lines.1.description']")).to_have_value("Travaux 2, et le joint")
    rows = both.locator("tbody tr")
    await expect(rows.nth(0).locator("mark")).to_have_text(["120", re.compile(r"110[.,]00")])
    await expect(rows.nth(1).locator("td").first.locator("mark")).to_have_text("Travaux 2, et le joint")
    await expect(rows.nth(2).locator("mark").first).to_have_text("Travaux 3")  # only they have it
    await expect(both.locator("tr.versions-differ")).to_have_count(4)  # three lines and the day
    await accessible(page)
    await shoot(page, f"versions-{language}-{size}")
    assert world.api.get("billing", f"/v1/invoices/{draft['id']}")["totals"]["subtotal"] == cad(157_00)  # not yet
    await both.locator("button.button-primary").click()
    kept = await world.here()
    assert [each["unit_price"]["amount"] for each in kept["lines"]] == [120_00, 40_00]
    assert (kept["lines"][1]["description"], kept["due_on"]) == ("Travaux 2, et le joint", None)

    # Theirs is taken.
    await world.to(f"/invoices/{draft['id']}/edit")
    colleague(world, draft, lines=priced(90_00))
    await page.fill("[name='lines.0.unit_price']", "1")
    await world.save()
    await both.locator("[value=theirs]").click()
    await expect(page.locator("[name='lines.0.unit_price']")).to_have_value(re.compile(r"^90[.,]00$"))
    await expect(both).to_have_count(0)
    assert (await world.here())["totals"]["subtotal"] == cad(90_00)

    # A refused save does not forget which version it began from.
    colleague(world, draft, lines=priced(95_00))
    await page.fill("[name='lines.0.unit_price']", "un peu")
    await world.save()
    await expect(page.locator(".field-wrong [name='lines.0.unit_price']")).to_have_value("un peu")
    await page.fill("[name='lines.0.unit_price']", "2")
    await world.save()
    await expect(both).to_be_visible()

    # It was issued meanwhile: what was typed can still be read and copied, and the issued one stays as it is.
    world.post("billing", f"/v1/invoices/{draft['id']}/issue")
    await both.locator("button.button-primary").click()
    await both.locator("button.button-primary").click()
    await expect(page.get_by_role("alert")).to_be_visible()
    await expect(page.locator("[name='lines.0.unit_price']")).to_have_value("2")
    await accessible(page)
    assert world.api.get("billing", f"/v1/invoices/{draft['id']}")["totals"]["subtotal"] == cad(95_00)


@pytest.mark.parametrize(("language", "size"), WAYS)
async def test_instalments_that_two_people_make(arrive: Arrive, accessible: Check, language: str, size: str) -> None:
    world = await arrive(language, size)
    draft, page, both = world.invoice(100_00), world.page, world.page.locator("#versions")
    own = f"/v1/invoices/{draft['id']}"
    days = [(today() + timedelta(days=n)).isoformat() for n in (30, 60)]
    total = draft["totals"]["total"]["amount"]

    def dues(first: int) -> list[Json]:
        return [{"due_on": days[0], "amount": cad(first)}, {"due_on": days[1], "amount": cad(total - first)}]

    world.api.request("PATCH", "billing", own, body={"dues": dues(50_00)})
    await world.to(f"/invoices/{draft['id']}/plan")
    colleague(world, draft, dues=dues(40_00))
    await page.fill("[name='dues.0.amount']", "70")
    await page.fill("[name='dues.1.amount']", "")
    await page.locator("[value=save]").click()
    await expect(both.locator("tbody tr")).to_have_count(3)
    await expect(both.locator("tbody tr").nth(0).locator("mark")).to_have_text(["70", re.compile(r"^40[.,]00$")])
    await expect(both.locator("tr.versions-differ")).to_have_count(2)  # not the total
    await expect(page.locator("[name='dues.0.amount']")).to_have_value("70")
    await accessible(page)
    await shoot(page, f"versions-plan-{language}-{size}")
    assert [each["amount"] for each in world.api.get("billing", own)["dues"]] == [cad(40_00), cad(total - 40_00)]
    await both.locator("button.button-primary").click()
    assert [each["amount"]["amount"] for each in (await world.here())["dues"]] == [70_00, total - 70_00]

    # Done without a plan, while a colleague changed what the whole comes to: that is said, and the choice is still the same.
    await world.to(f"/invoices/{draft['id']}/plan")
    colleague(world, draft, lines=priced(200_00), dues=[{"due_on": days[0], "amount": cad(2 * total - 1)}])
    await page.locator("[value=clear]").click()
    await expect(both.locator("tr.versions-differ", has_text=re.compile(r"229[.,]95"))).to_have_count(2)
    await accessible(page)
    await both.locator("button.button-primary").click()
    assert (await world.here())["dues"] == []

    # Theirs is taken.
    await world.to(f"/invoices/{draft['id']}/plan")
    colleague(world, draft, dues=[{"due_on": days[1], "amount": cad(2 * total - 1)}])
    await page.fill("[name='dues.0.due_on']", days[0])
    await page.locator("[value=save]").click()
    await both.locator("[value=theirs]").click()
    await expect(page.locator("[name='dues.0.due_on']")).to_have_value(days[1])


@pytest.mark.parametrize(("language", "size"), WAYS)
async def test_a_contract_that_two_people_change(arrive: Arrive, accessible: Check, language: str, size: str) -> None:
    world = await arrive(language, size)
    page, both = world.page, world.page.locator("#versions")
    body = {"job_id": world.job, "title": "Entretien", "mode": "draft", "lines": priced(80_00)}
    body |= {"rrule": "FREQ=MONTHLY", "starts_on": (today() + timedelta(days=9)).isoformat()}
    own = f"/v1/recurring-invoices/{world.post('billing', '/v1/recurring-invoices', body)['id']}"
    await world.to(f"/contracts/{own.rsplit('/', 1)[1]}/edit")
    world.api.request("PATCH", "billing", own, body={"mode": "send", "lines": priced(90_00)})
    await page.fill("[name=title]", "Entretien du jardin")
    await world.save()
    await expect(both.locator("tr.versions-differ")).to_have_count(3)
    words = ["attend en brouillon", "est émise et envoyée"] if language == "fr" else ["waits as", "issued and sent"]
    for word in words:
        await expect(both.locator("mark", has_text=word)).to_have_count(1)
    await accessible(page)
    await shoot(page, f"versions-contract-{language}-{size}")
    assert world.api.get("billing", own)["title"] == "Entretien", "not yet"
    await both.locator("button.button-primary").click()
    await page.wait_for_url(re.compile(r"/contracts/\w+$"))
    kept = world.api.get("billing", own)
    assert (kept["title"], kept["mode"], kept["lines"][0]["unit_price"]) == ("Entretien du jardin", "draft", cad(80_00))

    await world.to(f"/contracts/{own.rsplit('/', 1)[1]}/edit")
    world.api.request("PATCH", "billing", own, body={"title": "Tonte"})
    await page.fill("[name=title]", "Neige")
    await page.fill("[name='lines.0.unit_price']", "un peu")
    await world.save()  # a refused save does not forget which version it began from
    await expect(page.locator(".field-wrong [name='lines.0.unit_price']")).to_have_value("un peu")
    await page.fill("[name='lines.0.unit_price']", "80")
    await world.save()
    await both.locator("[value=theirs]").click()
    await expect(page.locator("[name=title]")).to_have_value("Tonte")
    assert world.api.get("billing", own)["title"] == "Tonte"


@pytest.mark.parametrize(("language", "size"), WAYS)
async def test_an_item_that_two_people_change(arrive: Arrive, accessible: Check, language: str, size: str) -> None:
    world = await arrive(language, size)
    page, both = world.page, world.page.locator("#versions")

    def item(name: str, **more: object) -> Json:
        body = {"name_fr": f"{name} {world.tag}", "name_en": f"{name} {world.tag}"}
        return world.post("billing", "/v1/items", body | more)

    def theirs(item_id: str, **change: object) -> None:
        world.api.request("PATCH", "billing", f"/v1/items/{item_id}", body=change)

    tap = item("Robinet", unit_price=cad(18_75), kind="product")
    await world.to(f"/catalogue/{tap['id']}")
    theirs(tap["id"], unit_price=cad(21_00), taxable=False)
    await page.fill("[name=unit_price]", "20")
    await page.fill("[name=unit]", "un.")
    await page.uncheck("[name=active]")
    await world.save()
    await expect(both.locator("tr.versions-differ")).to_have_count(4)
    await expect(both.locator("mark.versions-unit-price")).to_have_text(["20", re.compile(r"^21[.,]00$")])
    await expect(both.locator("mark.versions-active")).to_have_text(
        ["Non", "Oui"] if language == "fr" else ["No", "Yes"]
    )
    await accessible(page)
    await shoot(page, f"versions-item-{language}-{size}")
    assert world.api.get("billing", f"/v1/items/{tap['id']}")["unit_price"] == cad(21_00)
    await both.locator("button.button-primary").click()
    await page.wait_for_url(re.compile("/catalogue$"))
    kept = world.api.get("billing", f"/v1/items/{tap['id']}")
    assert (kept["unit_price"], kept["unit"], kept["active"], kept["taxable"]) == (cad(20_00), "un.", False, True)

    # A bundle's parts have their names, and what it has from them is not asked.
    parts = [item(name, unit_price=cad(10_00), kind="product")["id"] for name in ("Coude", "Ruban")]
    kit = item("Trousse", kind="bundle", parts=[{"item_id": parts[0], "quantity": "1"}])
    await world.to(f"/catalogue/{kit['id']}")
    theirs(kit["id"], parts=[{"item_id": parts[0], "quantity": "3"}, {"item_id": parts[1], "quantity": "1"}])
    await page.fill("[name='parts.0.quantity']", "2")
    await world.save()
    await expect(both.locator("tbody tr").first.locator("mark")).to_have_text(["2", "3"])
    await expect(both.locator("mark", has_text=f"Ruban {world.tag}")).to_have_count(1)
    await expect(both.locator(".versions-unit-price")).to_have_count(0)
    await accessible(page)
    await shoot(page, f"versions-bundle-{language}-{size}")
    await both.locator("[value=theirs]").click()
    await expect(page.locator("[name='parts.0.quantity']")).to_have_value("3")


@pytest.mark.parametrize(("language", "size"), WAYS)
async def test_a_tax_group_that_two_people_change(arrive: Arrive, accessible: Check, language: str, size: str) -> None:
    world = await arrive(language, size)
    page, both = world.page, world.page.locator("#versions")
    tax = {"code": "hst", "name_fr": "TVH", "name_en": "HST", "rate": "13", "effective_from": "2020-01-01"}
    body = {"name_fr": f"Ontario {world.tag}", "name_en": f"Ontario {world.tag}", "taxes": [tax]}
    group = world.post("billing", "/v1/tax-groups", body)
    own = f"/v1/tax-groups/{group['id']}"
    await world.to(f"/settings/taxes/{group['id']}")
    world.api.request("PATCH", "billing", own, body={"taxes": [tax | {"rate": "14"}]})
    await page.fill("[name='taxes.0.rate']", "15")
    await world.save("form[data-guard]")
    await expect(both.locator("tr.versions-differ")).to_have_count(1)
    await expect(both.locator("mark")).to_have_text(["15", "14"])
    await accessible(page)
    await shoot(page, f"versions-taxes-{language}-{size}")
    assert world.api.get("billing", own)["taxes"][0]["rate"] == "14"
    await both.locator("button.button-primary").click()
    await page.wait_for_url(re.compile("/settings/taxes$"))
    assert world.api.get("billing", own)["taxes"][0]["rate"] == "15"

    await world.to(f"/settings/taxes/{group['id']}")
    world.api.request("PATCH", "billing", own, body={"taxes": [tax | {"rate": "16"}]})
    await page.fill("[name='taxes.0.rate']", "1")
    await page.fill("[name='taxes.0.code']", "t v h !")
    await world.save("form[data-guard]")  # a refused save does not forget which version it began from
    await expect(page.locator(".field-wrong [name='taxes.0.code']")).to_have_count(1)
    await page.fill("[name='taxes.0.code']", "hst")
    await world.save("form[data-guard]")
    await both.locator("[value=theirs]").click()
    await expect(page.locator("[name='taxes.0.rate']")).to_have_value("16")

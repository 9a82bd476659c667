"""The office's page of a quote: all that it says, the versions that came before, and what can be done with it."""

from __future__ import annotations

import re
import secrets

from playwright.async_api import FilePayload, expect

from tests.browser.conftest import Check, Stack
from tests.browser.test_client_choice import shoot
from tests.browser.test_payments import cad
from tests.browser.test_quote_answers import BOTH, Offer, Open, offer, office_page, unfold
from tests.system.plays import client
from tests.system.running import Running, until

SIGNED = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@BOTH
async def test_all_that_a_quote_says_is_on_its_page(
    running: Running, stack: Stack, open_browser: Open, accessible: Check, language: str, size: str
) -> None:
    found = offer(
        running,
        stack,
        lines=[
            {"description": "Réservoir", "unit_price": cad(1_000_00), "alternative": "Bon"},
            {"description": "Thermopompe", "unit_price": cad(2_000_00), "alternative": "Meilleur"},
        ],
        alternatives=[{"name": "Meilleur", "note": "Garantie 10 ans."}],
        schedules=[
            {"name": "Deux fois", "instalments": [{"when": "on_acceptance", "percent": "40"}, {"when": "to_plan"}]},
            {
                "name": "Comptant",
                "kind": "several_invoices",
                "instalments": [{"when": "on_completion"}],
                "discount": {"percent": "5"},
            },
        ],
        deposit_percent="10",
        terms="Payable à la réception.\nSans garantie sur le béton.",
        invoicing="automatic",
    )
    page = await office_page(open_browser, found, stack, language, size)
    content = page.locator("#quote-content")
    for words in (
        "Garantie 10 ans.",
        re.compile(r"2.299[.,]50"),
        re.compile(r"Deux fois"),
        re.compile(r"459[.,]90"),
        re.compile("le reste|the rest"),
        re.compile(r"Rabais de 5.%|5% off|discount", re.I),
        re.compile(r"114[.,]98"),
        re.compile("Dès l’acceptation|On acceptance"),
        "Sans garantie sur le béton.",
    ):
        await expect(content).to_contain_text(words)
    await accessible(page)
    await shoot(page, f"quote-content-{language}-{size}")


@BOTH
async def test_an_itinerant_contract_says_until_when_it_can_be_cancelled(
    running: Running, stack: Stack, open_browser: Open, accessible: Check, language: str, size: str
) -> None:
    found = offer(running, stack, itinerant=True)
    page = await office_page(open_browser, found, stack, language, size)
    content = page.locator("#quote-content")
    await expect(content).to_contain_text(re.compile("commerce itinérant|itinerant merchant"))
    await expect(content).to_contain_text(re.compile("dix jours|ten days"))
    answer = {"version": 1, "name": "Zoé", "document_sha256": found.quote["document_sha256"], "note": "Sur place."}
    found.api.post("billing", f"/v1/quotes/{found.quote['id']}/accept", answer, key=secrets.token_hex(8))
    await page.reload()
    await expect(content).to_contain_text(re.compile("Dernier jour pour annuler|Last day to cancel"))
    await expect(content).to_contain_text(re.compile("peut encore annuler|may still cancel"))
    await expect(content).to_contain_text(found.quote["concluded"]["permit"])
    await accessible(page)
    await shoot(page, f"quote-itinerant-{language}-{size}")


@BOTH
async def test_an_older_version_is_read_and_compared(
    running: Running, stack: Stack, open_browser: Open, accessible: Check, language: str, size: str
) -> None:
    found = offer(running, stack, terms="Payable en trente jours.")
    path = f"/v1/quotes/{found.quote['id']}"
    page = await office_page(open_browser, found, stack, language, size)
    await expect(page.locator("#quote-versions")).to_be_hidden()
    found.api.post("billing", f"{path}/revise", key=secrets.token_hex(8))
    lines = [{"description": "Chauffe-eau", "unit_price": cad(900_00)}]
    changed = found.api.request("PATCH", "billing", path, body={"lines": lines, "terms": "Payable comptant."})
    assert changed.is_success
    await page.goto(page.url)
    await expect(page.locator("#quote-head .notice")).to_contain_text(re.compile("a la version 1|has version 1"))
    found.api.post("billing", f"{path}/send", key=secrets.token_hex(8))
    await page.goto(page.url)
    listed = page.locator("#quote-versions li")
    await expect(listed).to_have_count(2)
    await expect(listed.nth(0)).to_contain_text(re.compile(r"1.034[.,]78"))
    await expect(listed.nth(1)).to_contain_text(re.compile(r"1.149[.,]75"))
    await expect(listed.nth(1)).to_contain_text(re.compile("Remplacée|Replaced"))
    await accessible(page)
    await shoot(page, f"quote-versions-{language}-{size}")
    paper = await page.request.get(f"{page.url}/pdf?version=1")
    assert paper.status in (200, 202)
    await listed.nth(1).locator("a[href$='/versions/1']").click()
    await expect(page.locator("h1")).to_contain_text("v1")
    await expect(page.locator("#quote-content")).to_contain_text("Payable en trente jours.")
    await expect(page.locator("main form")).to_have_count(0)
    differs = page.locator(".versions tr.versions-differ")
    await expect(differs.filter(has_text="Payable comptant.")).to_have_count(1)
    await expect(differs.filter(has_text="Chauffe-eau")).to_have_count(1)
    await accessible(page)
    await shoot(page, f"quote-old-version-{language}-{size}")
    home = page.url.rpartition("/versions/")[0]
    assert (await page.request.get(f"{home}/versions/7")).status == 404
    assert (await page.request.get(f"{home}/versions/deux")).status == 404
    await page.goto(f"{home}/versions/2")
    await page.wait_for_url(home)


@BOTH
async def test_an_accepted_quote_is_voided_unless_an_invoice_was_made_of_it(
    running: Running, stack: Stack, open_browser: Open, accessible: Check, language: str, size: str
) -> None:
    found = offer(running, stack)
    path, answer = f"/v1/quotes/{found.quote['id']}", {"version": 1, "name": "Zoé", "note": "Oui au téléphone."}
    found.api.post("billing", f"{path}/accept", answer, key=secrets.token_hex(8))
    made = found.api.post("billing", f"{path}/generate-invoices", key=secrets.token_hex(8))["data"]
    page = await office_page(open_browser, found, stack, language, size)
    why = page.locator("#quote-void")
    await expect(why).to_contain_text(re.compile("tant qu’une facture|while there is an invoice"))
    await expect(why.locator(f"a[href='/invoices/{made[0]['id']}']")).to_have_count(1)
    await expect(page.locator("form[action$='/void']")).to_have_count(0)
    await why.locator("summary").click()
    await accessible(page)
    await shoot(page, f"quote-void-refused-{language}-{size}")
    undone = found.api.request("POST", "billing", f"/v1/invoices/{made[0]['id']}/void", body={"reason": "other"})
    assert undone.is_success, undone.text
    await page.goto(page.url)
    await why.locator("summary").click()
    await page.fill("#void-reason", "Chantier abandonné.")
    await page.locator("form[action$='/void'] button").click()
    await expect(page.locator("#quote-head .notice").first).to_contain_text("Chantier abandonné.")
    await expect(page.locator("form[action$='/void']")).to_have_count(0)
    await accessible(page)
    assert found.now()["status"] == "voided"


@BOTH
async def test_a_client_without_an_address_gets_the_quote_by_hand(
    running: Running, stack: Stack, open_browser: Open, accessible: Check, language: str, size: str
) -> None:
    api, tag = client(stack), secrets.token_hex(4)
    job = api.post(
        "jobs", "/v1/jobs", {"contact": {"name": f"Sans Adresse {tag}"}, "title": "Robinet"}, key=f"job/{tag}"
    )
    lines = [{"description": "Robinet", "unit_price": cad(150_00)}]
    made = api.post("billing", "/v1/quotes", {"job_id": job["id"], "lines": lines}, key=f"quote/{tag}")
    found = Offer(api, made)
    page = await office_page(open_browser, found, stack, language, size)
    await expect(page.locator("form[action$='/send']")).to_have_count(0)
    await accessible(page)
    await shoot(page, f"quote-no-email-{language}-{size}")
    await page.goto(page.url)
    deliver = page.locator("form[action$='/delivered']")
    await deliver.locator("[name=by]").select_option("hand")
    await deliver.locator("[name=note]").fill("Sur le chantier.")
    await deliver.locator("button[type=submit]").click()
    await expect(page.locator("#quote-actions dl")).to_contain_text("Sur le chantier.")
    await expect(page.locator("form[action$='/accept']")).to_have_count(1)
    await accessible(page)
    await shoot(page, f"quote-by-hand-{language}-{size}")
    until("its PDF is there", lambda: api.request("GET", "billing", f"/v1/quotes/{made['id']}/pdf").status_code == 200)
    steps = found.steps()
    assert "contact.decide" in steps
    assert not [each for each in steps if each in ("quote.mail", "quote.follow_up", "office.fix_message")]
    assert found.now()["delivery"] == "none"


@BOTH
async def test_the_office_takes_a_yes_only_with_what_shows_it(
    running: Running, stack: Stack, open_browser: Open, accessible: Check, language: str, size: str
) -> None:
    found = offer(running, stack)
    page = await office_page(open_browser, found, stack, language, size)
    form = page.locator("form[action$='/accept']")
    paper: FilePayload = {"name": "signée.pdf", "mimeType": "application/pdf", "buffer": SIGNED}
    await unfold(page, "accept")
    await form.locator("[name=how]").select_option("paper")
    await form.locator("button[type=submit]").click()
    await expect(form.locator(".field-wrong [name=note]")).to_be_visible()
    await accessible(page)
    await shoot(page, f"quote-accept-{language}-{size}")
    assert found.now()["status"] in ("sent", "viewed")
    await page.goto(page.url.removesuffix("/accept"))
    await unfold(page, "accept")
    await form.locator("[name=name]").fill("Zoé Papier")
    await form.locator("[name=how]").select_option("paper")
    await form.locator("[name=paper]").set_input_files(paper)
    await form.locator("button[type=submit]").click()
    proof = page.locator("section", has=page.locator("#h-proof"))
    await expect(proof).to_contain_text(re.compile("Sur papier|On paper"))
    kept = found.now()["accepted"]
    assert (kept["how"], kept["intact"]) == ("paper", True)
    await expect(proof).to_contain_text(kept["file_sha256"])
    await accessible(page)
    await shoot(page, f"quote-accepted-{language}-{size}")
    await page.goto(page.url)
    await proof.locator(f"a[href$='/files/{kept['file_id']}']").click()
    await expect(page.locator("main")).to_contain_text("signée")


@BOTH
async def test_a_yes_counts_for_the_document_that_the_page_showed(
    running: Running, stack: Stack, open_browser: Open, accessible: Check, language: str, size: str
) -> None:
    found = offer(running, stack)
    page = await office_page(open_browser, found, stack, language, size)
    form = page.locator("form[action$='/accept']")
    await unfold(page, "accept")
    await form.locator("[name=note]").fill("Oui au téléphone, à Luc.")
    await form.locator("[name=document_sha256]").evaluate("field => field.value = '0'.repeat(64)")
    await form.locator("button[type=submit]").click()
    await expect(page.locator(".problem").first).to_be_visible()
    await expect(form.locator("[name=note]")).to_have_value("Oui au téléphone, à Luc.")
    assert found.now()["status"] in ("sent", "viewed")


@BOTH
async def test_an_older_version_is_copied_to_another_job(
    running: Running, stack: Stack, open_browser: Open, accessible: Check, language: str, size: str
) -> None:
    found, tag = offer(running, stack), secrets.token_hex(4)
    path = f"/v1/quotes/{found.quote['id']}"
    contact = {"name": f"Copie {tag}"}
    other = found.api.post("jobs", "/v1/jobs", {"contact": contact, "title": "Lavabo"}, key=f"job/{tag}")
    found.api.post("billing", f"{path}/revise", key=secrets.token_hex(8))
    lines = [{"description": "Autre chose", "unit_price": cad(1_00)}]
    assert found.api.request("PATCH", "billing", path, body={"lines": lines}).is_success
    page = await office_page(open_browser, found, stack, language, size)
    await page.locator("#quote-versions a[href$='/versions/1']").click()
    await page.locator("a[href$='/duplicate?version=1']").click()
    await page.fill("#f-q", f"personne {tag}")
    await page.locator("#elsewhere form[role=search] button").click()
    await expect(page.locator("#elsewhere li")).to_have_count(0)
    await page.fill("#f-q", f"Copie {tag}")
    await page.locator("#elsewhere form[role=search] button").click()
    await expect(page.locator("#elsewhere li")).to_have_count(1)
    await accessible(page)
    await shoot(page, f"quote-copy-{language}-{size}")
    await page.locator("#elsewhere li button").click()
    await page.wait_for_url(re.compile(r"/quotes/quo_\w+/edit$"))
    copy = found.api.get("billing", f"/v1/quotes/{page.url.split('/')[-2]}")
    assert (copy["job_id"], copy["contact_id"], copy["status"]) == (other["id"], other["contact"]["id"], "draft")
    assert [each["description"] for each in copy["lines"]] == ["Chauffe-eau"], "of the version that was asked for"

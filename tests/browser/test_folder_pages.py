"""The folder's own pages in a browser: labels and custom fields from the settings to the list, and a cancellation, live."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from urllib.parse import unquote

import pytest
from playwright.async_api import BrowserContext, Page, TimeoutError, expect

from tests.browser.conftest import Check, Stack, sign_in
from tests.browser.test_my_day import Office as Desk
from tests.browser.test_my_day import token
from tests.browser.test_six_steps import choose, request_by_form
from tests.system.plays import client

Open = Callable[..., Awaitable[BrowserContext]]


async def office(open_browser: Open, stack: Stack, size: str = "desk") -> Page:
    page = await (await open_browser("fr", size)).new_page()
    await sign_in(page, stack)
    await choose(page, "fr")
    return page


async def open_job(page: Page, stack: Stack, name: str) -> str:
    """A job of a client of that name, opened from the list; its page."""
    request_by_form(stack, name, "fr")
    await page.goto(f"{stack['urls']['dashboard']}/jobs")
    await page.get_by_role("link", name=name).click()
    await expect(page.locator("#job-head h1")).to_be_visible()
    return page.url


async def fold(page: Page, place: str, title: str) -> None:
    await page.locator(f"{place} summary", has_text=title).first.click()


@pytest.mark.timeout(180)
async def test_labels_and_fields_from_the_settings_to_the_list(
    stack: Stack, open_browser: Open, accessible: Check
) -> None:
    tag = secrets.token_hex(2)
    page, home = await office(open_browser, stack), stack["urls"]["dashboard"]
    await page.goto(f"{home}/settings")
    await accessible(page)
    await page.get_by_role("link", name="Étiquettes").click()
    await page.fill("[name=name_fr]", f"Étiquette {tag}")
    await page.get_by_label("Sarcelle").check()
    await page.get_by_role("button", name="Créer l’étiquette").click()
    await expect(page.locator(".flash")).to_contain_text(tag)
    await accessible(page)
    await page.fill("[name=name_fr]", f"étiquette {tag}")
    await page.get_by_role("button", name="Créer l’étiquette").click()
    await expect(page.locator(".problem")).to_contain_text("Il y a déjà une étiquette")

    await page.goto(f"{home}/settings/custom-fields/new?on=job&kind=number")
    await page.fill("[name=name_fr]", f"Pression {tag}")
    await page.fill("[name=maximum]", "300,5")
    await accessible(page)
    await page.get_by_role("button", name="Enregistrer").click()
    await expect(page.locator("#on-job")).to_contain_text(f"Pression {tag}")
    await accessible(page)
    await page.goto(f"{home}/settings/custom-fields/new?on=visit&kind=choice")
    await page.fill("[name=name_fr]", f"Accès {tag}")
    await page.fill("[name='choices.0.name_fr']", "Porte avant")
    await page.fill("[name='choices.1.name_fr']", "Ruelle")
    await page.get_by_role("button", name="Enregistrer").click()
    await page.get_by_role("link", name=f"Accès {tag}").click()
    await expect(page.locator("[name=default] option")).to_have_count(3)
    await accessible(page)

    name = f"Zoé Étiquetée {tag}"
    folder = await open_job(page, stack, name)
    beside = await page.context.new_page()  # open in another window: it hears of what is no fact, too
    await beside.goto(folder)
    await fold(page, "#job-head", "Choisir les étiquettes")
    await page.locator(".segment", has_text=f"Étiquette {tag}").click()
    await page.locator("#job-head").get_by_role("button", name="Enregistrer").click()
    await expect(page.locator("#job-head .labels")).to_contain_text(f"Étiquette {tag}")
    await expect(beside.locator("#job-head .labels")).to_contain_text(f"Étiquette {tag}")
    await fold(page, "#fields", "Modifier les renseignements")
    field = page.get_by_label(f"Pression {tag}")
    await field.fill("301")
    await page.locator("#fields").get_by_role("button", name="Enregistrer").click()
    await expect(page.locator("#fields .problem")).to_contain_text("300.5")
    await expect(field).to_have_value("301")
    await accessible(page)
    await field.fill("12,50")
    await page.locator("#fields").get_by_role("button", name="Enregistrer").click()
    await expect(page.locator("#fields dl")).to_contain_text("12,5")
    await expect(beside.locator("#fields dl")).to_contain_text("12,5")
    await beside.close()

    await page.locator("[name=assigned_to]").select_option(label="Karim Haddad")
    await page.get_by_role("button", name="Confier").click()
    await expect(page.locator("#job-about dl")).to_contain_text("Karim Haddad")
    refused = page.locator("#next .problem")
    for _ in range(5):
        # What was just done is heard of as a fact, and the steps are drawn anew: perhaps under our hands.
        with suppress(AssertionError, TimeoutError):
            await page.locator("#next details", has=page.locator("[name=day]")).first.evaluate(
                "fold => { fold.open = true; }"
            )
            await page.locator("#next [name=day]").first.fill("2020-01-15", timeout=3_000)
            await page.get_by_role("button", name="Reporter l’étape").first.click(timeout=3_000)
            await expect(refused).to_be_visible(timeout=3_000)
            break
    await expect(refused).to_be_visible()
    await expect(page.locator("#next [name=day]").first).to_have_value("2020-01-15")
    await page.locator("#next [name=day]").first.fill("2027-01-15")
    await page.get_by_role("button", name="Reporter l’étape").first.click()
    await expect(page.locator(".flash")).to_have_text("Étape reportée.")
    await fold(page, "#messages", "Noter un appel")
    await page.fill("[name=call]", "Elle rappellera demain.")
    await page.locator("#call").get_by_role("button", name="Noter").click()
    await expect(page.locator("#job-thread")).to_contain_text("Elle rappellera demain.")
    await accessible(page)

    await page.goto(f"{home}/settings/custom-fields/new?on=job&kind=toggle")
    await page.fill("[name=name_fr]", f"Garantie {tag}")
    await page.get_by_role("button", name="Enregistrer").click()
    await expect(page.locator("#on-job")).to_contain_text(f"Garantie {tag}")
    await page.goto(f"{home}/jobs")
    await page.get_by_role("navigation", name=f"Filtrer par Garantie {tag}").get_by_role("link", name="Oui").click()
    await expect(page.locator("#jobs .job-row")).to_have_count(0)
    await page.get_by_role("navigation", name=f"Filtrer par Garantie {tag}").get_by_role("link", name="Oui").click()
    await page.locator(".filters-labels a", has_text=f"Étiquette {tag}").click()
    await expect(page.locator("#jobs .job-row")).to_have_count(1)
    await expect(page.locator("#jobs")).to_contain_text(name)
    await accessible(page)
    phone = await office(open_browser, stack, "phone")
    for path in ("/settings", "/settings/labels", "/settings/custom-fields", folder.removeprefix(home)):
        await phone.goto(home + path)
        await accessible(phone)


@pytest.mark.timeout(180)
async def test_a_cancellation_is_shown_before_and_ticked_off_live(
    stack: Stack, open_browser: Open, accessible: Check
) -> None:
    page = await office(open_browser, stack)
    name = f"Zoé Annulée {secrets.token_hex(2)}"
    folder = await open_job(page, stack, name)
    job_id = folder.rsplit("/", 1)[1]
    api = client(stack)
    line = {"description": "Robinet", "quantity": "1", "unit_price": {"amount": 14000, "currency": "CAD"}}
    quote = api.post("billing", "/v1/quotes", {"job_id": job_id, "lines": [line]}, key=f"quote/{job_id}")
    api.close()
    await page.get_by_role("link", name="Annuler la job").click()
    await expect(page.locator("#chain h2")).to_have_text("Ce qui arrivera")
    await expect(page.locator("#chain")).to_contain_text(f"Annule la soumission {quote['number']} (brouillon)")
    await accessible(page)
    await page.fill("[name=reason]", "Le client renonce.")
    await page.get_by_role("button", name="Annuler la job").click()
    await expect(page.locator("#chain h2")).to_have_text("Ce qui s’est fait")
    ticked = page.locator("#chain li.chain-done", has_text=f"soumission {quote['number']}")
    await expect(ticked).to_be_visible(timeout=15000)  # by itself, while the office looks on
    await expect(page.locator("main")).to_contain_text("Le client renonce.")
    await accessible(page)
    await page.goto(folder)
    await page.get_by_role("button", name="Mettre aux archives").click()
    await expect(page.locator("#job-head .folder-title")).to_contain_text("Archivée")
    await page.goto(f"{stack['urls']['dashboard']}/jobs")
    await expect(page.locator("#jobs")).not_to_contain_text(name)
    await page.get_by_role("link", name="Archives").click()
    await expect(page.locator("#jobs")).to_contain_text(name)
    await accessible(page)
    await page.goto(folder)
    await page.get_by_role("button", name="Rouvrir").click()
    await expect(page.locator("#job-head .folder-title")).not_to_contain_text(re.compile("Archivée"))


@pytest.mark.timeout(120)
async def test_a_quote_has_its_own_details(stack: Stack, open_browser: Open, accessible: Check) -> None:
    tag = secrets.token_hex(2)
    page = await office(open_browser, stack)
    job_id = (await open_job(page, stack, f"Zoé Détaillée {tag}")).rsplit("/", 1)[1]
    api = client(stack)
    field = {"on": "quote", "kind": "date", "name_fr": f"Début des travaux {tag}"}
    api.post("jobs", "/v1/custom-fields", field, key=f"field/{tag}")
    line = {"description": "Robinet", "quantity": "1", "unit_price": {"amount": 14000, "currency": "CAD"}}
    quote = api.post("billing", "/v1/quotes", {"job_id": job_id, "lines": [line]}, key=f"quote/{job_id}")
    await page.goto(f"{stack['urls']['dashboard']}/quotes/{quote['id']}")
    await page.get_by_role("link", name="Renseignements").click()
    await page.get_by_label(f"Début des travaux {tag}").fill("2027-02-01")
    await accessible(page)
    await page.get_by_role("button", name="Enregistrer").click()
    await expect(page.locator("#quote-head")).to_be_visible()
    held = api.get("jobs", f"/v1/custom-fields/values/quote/{quote['id']}")
    assert "2027-02-01" in held["values"].values()
    api.close()


@pytest.mark.timeout(120)
async def test_a_contact_is_labelled_and_found_by_its_label(
    stack: Stack, open_browser: Open, accessible: Check
) -> None:
    tag = secrets.token_hex(2)
    name = f"Zoé Contactée {tag}"
    page, home = await office(open_browser, stack), stack["urls"]["dashboard"]
    api = client(stack)
    api.post("jobs", "/v1/labels", {"name_fr": f"Secteur {tag}"}, key=f"label/{tag}")
    contact = api.post("jobs", "/v1/contacts", {"name": name}, key=f"contact/{tag}")
    api.close()
    await page.goto(f"{home}/contacts/{contact['id']}/labels")
    await page.get_by_label(f"Secteur {tag}").check()
    await accessible(page)
    await page.get_by_role("button", name="Enregistrer").click()
    await expect(page.locator(".labels")).to_contain_text(f"Secteur {tag}")
    await accessible(page)
    await page.locator(".labels a").first.click()
    await expect(page.locator("#contacts .contact-row")).to_have_count(1)
    await expect(page.locator("#contacts")).to_contain_text(name)
    await accessible(page)


@pytest.mark.timeout(120)
async def test_text_messages_are_switched_on_with_a_number(stack: Stack, open_browser: Open, accessible: Check) -> None:
    page, home = await office(open_browser, stack), stack["urls"]["dashboard"]
    await page.goto(f"{home}/settings")
    await page.get_by_role("link", name="Messages texte").click()
    was_on, number = await page.get_by_role("checkbox").is_checked(), await page.input_value("[name=sms_number]")
    await page.get_by_role("checkbox").check()
    await page.fill("[name=sms_number]", "12")
    await page.get_by_role("button", name="Enregistrer").click()
    await expect(page.locator(".problem")).to_be_visible()
    await expect(page.locator("[name=sms_number]")).to_have_value("12")
    await accessible(page)
    await page.fill("[name=sms_number]", "450 555-0199")
    await page.get_by_role("button", name="Enregistrer").click()
    await expect(page.locator(".flash")).to_contain_text("activés")
    await expect(page.locator("[name=sms_number]")).to_have_value("+14505550199")
    await expect(page.get_by_role("checkbox")).to_be_checked()
    for on, said in ((False, "désactivés"), (was_on, "activés" if was_on else "désactivés")):
        await page.get_by_role("checkbox").set_checked(on)
        await page.fill("[name=sms_number]", number if on is was_on else "")
        await page.get_by_role("button", name="Enregistrer").click()
        await expect(page.locator(".flash")).to_contain_text(said)
        await expect(page.get_by_role("checkbox")).to_be_checked(checked=on)


@pytest.mark.timeout(240)
@pytest.mark.parametrize(("language", "size"), [("fr", "phone"), ("en", "desk")])
async def test_a_folder_is_seen_as_it_was(
    stack: Stack, open_browser: Open, accessible: Check, language: str, size: str
) -> None:
    desk = Desk(stack, token(stack, "administrator")["token"])
    title = f"Chauffe-eau {secrets.token_hex(3)}"
    job = desk.call("POST", "/v1/jobs", {"contact": {"name": "Zoé"}, "title": title})["id"]
    desk.call("POST", "/v1/visits", {"job_id": job})
    first = desk.call("GET", f"/v1/jobs/{job}/timeline", limit=10)["data"][0]
    desk.call("PATCH", f"/v1/jobs/{job}", {"title": "Autre chose"})
    page = await (await open_browser(language, size)).new_page()
    await sign_in(page, stack)
    await choose(page, language)
    home = f"{stack['urls']['dashboard']}/jobs/{job}"
    await page.goto(home)
    await page.locator("#job-story a[href$='/past']").click()
    await expect(page.locator("#h-then")).to_have_text("Autre chose")
    await page.locator(f".entries a[href*='{first['recorded_at'][:10]}']").last.click()
    await expect(page.locator("#h-then")).to_have_text(title)
    await expect(page.locator(".past-mark")).to_be_visible()
    assert await page.locator("main form[method=post]").count() == 0  # nothing changes here
    await expect(page.locator(".past-later")).to_have_count(2)
    await accessible(page)
    if folder := os.environ.get("DOSSIER_PICTURES"):
        await page.screenshot(path=f"{folder}/past-{language}-{size}.png", full_page=True)
    # The slider goes through the same moments.
    slide = page.locator("#past-slide")
    assert (await slide.input_value(), await slide.get_attribute("max")) == ("0", "2")
    await slide.focus()
    await page.keyboard.press("End")
    await page.wait_for_url(lambda url: "?at=" in url and first["recorded_at"] not in unquote(url))
    await expect(page.locator("#h-then")).to_have_text("Autre chose")
    await expect(page.locator(".past-later")).to_have_count(0)
    # Before it was opened there is nothing to see; what is no day is now.
    answer = await page.goto(f"{home}/past?day=2001-01-01")
    assert answer
    assert answer.status == 404
    await expect(page.locator(".past-mark")).to_be_visible()
    await accessible(page)
    await page.goto(f"{home}/past?day=hier&at=9999-12-31")
    await expect(page.locator("#h-then")).to_have_text("Autre chose")
    await page.click(".past-when .button-primary")
    await page.wait_for_url(home)

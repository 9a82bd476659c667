"""Photos in the folder: chosen, dropped, taken back; with the script and without it."""

from __future__ import annotations

import re
import secrets
import time
from datetime import UTC, datetime, timedelta
from statistics import median

import httpx
import pytest
from playwright.async_api import FilePayload, expect

from tests.browser.conftest import Check, Stack, sign_in
from tests.browser.test_six_steps import Open, choose
from tests.services.jobs.pictures import exif, halves, photo

WORDS = {
    "fr": {"done": "Ajouté : 2", "before": "Avant", "add": "Ajouter", "remove": "Supprimer", "undo": "Annuler la suppression",
           "broken": "endommagée", "save": "Enregistrer", "kept": "Enregistré.", "story": "2 fichiers ajoutés."},
    "en": {"done": "Added: 2", "before": "Before", "add": "Add", "remove": "Remove", "undo": "Undo",
           "broken": "damaged", "save": "Save", "kept": "Saved.", "story": "2 files added."},
}  # fmt: skip


def picture(name: str, content: bytes | None = None) -> FilePayload:
    sent = photo(picture=halves(800, 600), exif=exif(orientation=6).tobytes()) if content is None else content
    return {"name": name, "mimeType": "image/jpeg", "buffer": sent}


def office(stack: Stack) -> httpx.Client:
    """The API as the first person of the demo company."""
    who = stack["sign_ins"][0]
    answer = httpx.post(
        f"{stack['urls']['accounts']}/v1/sign-in", json={"email": who["email"], "password": who["password"]}
    )
    headers = {"Authorization": f"Bearer {answer.json()['token']}"}
    return httpx.Client(base_url=stack["urls"]["jobs"], headers=headers, timeout=30)


def new_job(api: httpx.Client) -> str:
    contact = {"name": "Léa Photo", "email": f"lea.{secrets.token_hex(4)}@clients.example"}
    answer = api.post("/v1/jobs", json={"contact": contact, "title": "Chauffe-eau"})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


@pytest.mark.parametrize(("language", "size"), [("fr", "phone"), ("en", "desk")])
async def test_photos_are_added_named_and_taken_back(
    stack: Stack, open_browser: Open, accessible: Check, language: str, size: str
) -> None:
    say = WORDS[language]
    with office(stack) as api:
        job = new_job(api)
    page = await (await open_browser(language, size, has_touch=size == "phone", is_mobile=size == "phone")).new_page()
    await sign_in(page, stack)
    await choose(page, language)
    await page.goto(f"{stack['urls']['dashboard']}/jobs/{job}")

    # Two good ones and a broken one: each has its own line, and the good ones are there without a reload.
    await page.evaluate("window.stayed = true")
    await page.select_option("#upload-role", "photo_before")
    await page.set_input_files(
        "#upload-files", [picture("un.jpg"), picture("deux.jpg"), picture("rompue.jpg", photo()[:-200])]
    )
    await expect(page.locator(".upload-list")).to_contain_text(say["done"])
    await expect(page.locator(".upload-list .wrong")).to_contain_text(say["broken"])
    await expect(page.locator(".tile")).to_have_count(2)
    await expect(page.locator(".tile .chip").first).to_have_text(say["before"])
    shown = page.locator(".tile img").first
    await expect(shown).to_have_js_property("naturalWidth", 360)  # upright, and small
    await expect(shown).to_have_js_property("naturalHeight", 480)
    await expect(page.locator("#entries")).to_contain_text(say["story"])
    # Somebody else's photo shows up by itself.
    with office(stack) as api:
        assert api.post(f"/v1/jobs/{job}/files", files={"files": ("trois.jpg", photo())}).status_code == 201
    await expect(page.locator(".tile")).to_have_count(3)
    assert await page.evaluate("window.stayed")
    await accessible(page)

    # One of them: renamed, removed, taken back.
    await page.locator(".tile a").first.click()
    await page.fill("[name=name]", "sous-sol")
    await page.get_by_role("button", name=say["save"]).click()
    await expect(page.locator(".flash")).to_have_text(say["kept"])
    await expect(page.locator("h1")).to_contain_text("sous-sol.jpg")
    await accessible(page)
    await page.get_by_role("button", name=say["remove"]).click()
    await expect(page.locator(".tile")).to_have_count(2)
    await accessible(page)
    await page.get_by_role("button", name=say["undo"]).click()
    await expect(page.locator(".tile")).to_have_count(3)


async def test_without_a_script_the_form_sends_them_all(stack: Stack, open_browser: Open) -> None:
    with office(stack) as api:
        job = new_job(api)
    page = await (await open_browser("fr", "desk", java_script_enabled=False)).new_page()
    await sign_in(page, stack)
    await choose(page, "fr")
    folder = f"{stack['urls']['dashboard']}/jobs/{job}"
    await page.goto(folder)
    await page.set_input_files("#upload-files", [picture("un.jpg"), picture("deux.jpg")])
    await page.get_by_role("button", name="Ajouter", exact=True).click()
    await expect(page.locator(".flash")).to_have_text("2 fichiers ajoutés.")
    await expect(page.locator(".tile")).to_have_count(2)
    await page.set_input_files("#upload-files", [picture("rompue.jpg", photo()[:-200])])
    await page.get_by_role("button", name="Ajouter", exact=True).click()
    await expect(page.locator(".problem")).to_contain_text("« rompue.jpg » est endommagée")
    await page.get_by_role("button", name="Ajouter", exact=True).click()
    await expect(page.locator(".problem")).to_be_visible()


async def test_a_file_dropped_on_a_visits_page_hangs_on_the_visit(stack: Stack, open_browser: Open) -> None:
    with office(stack) as api:
        job = new_job(api)
        soon = datetime.now(UTC) + timedelta(days=400, minutes=secrets.randbelow(200_000))
        visit = api.post(
            "/v1/visits",
            json={
                "job_id": job,
                "starts_at": soon.isoformat(),
                "ends_at": (soon + timedelta(minutes=1)).isoformat(),
                "resource_ids": [api.get("/v1/resources").json()["data"][0]["id"]],
            },
        ).json()
        page = await (await open_browser("fr")).new_page()
        await sign_in(page, stack)
        await page.goto(f"{stack['urls']['dashboard']}/jobs/{job}/files?object=visit:{visit['id']}")
        await page.locator("[data-upload]").evaluate(
            """form => {
                const data = new DataTransfer();
                data.items.add(new File(["Plan du sous-sol"], "plan.txt"));
                form.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
            }"""
        )
        await expect(page.locator(".tile")).to_contain_text("plan.txt")
        [file] = api.get("/v1/files", params={"object": f"visit:{visit['id']}"}).json()["data"]
        assert (file["job_id"], file["name"], file["media_type"]) == (job, "plan.txt", "text/plain")


async def test_200_photos_are_quick_and_nothing_jumps(stack: Stack, open_browser: Open, accessible: Check) -> None:
    with office(stack) as api:
        job = new_job(api)
        sent = [("files", (f"{i}.jpg", photo(picture=halves(60 + i, 80)), "image/jpeg")) for i in range(20)]
        for _ in range(10):
            assert api.post(f"/v1/jobs/{job}/files", files=sent).status_code == 201
        took = []
        for _ in range(9):
            began = time.perf_counter()
            assert len(api.get(f"/v1/jobs/{job}/files", params={"limit": 200}).json()["data"]) == 200
            took.append(time.perf_counter() - began)
    page = await (await open_browser("fr")).new_page()
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url) if "/files/com_" in request.url else None)
    await page.add_init_script(
        "window.moved = 0; new PerformanceObserver(list => { for (const e of list.getEntries()) window.moved += e.value })"
        ".observe({ type: 'layout-shift', buffered: true })"
    )
    await sign_in(page, stack)
    pages = []
    for path in (f"/jobs/{job}", f"/jobs/{job}/files"):
        began = time.perf_counter()
        await page.goto(f"{stack['urls']['dashboard']}{path}", wait_until="domcontentloaded")
        pages.append(time.perf_counter() - began)
        await page.wait_for_load_state("networkidle")
        assert await page.evaluate("window.moved") < 0.01
    assert len(set(fetched)) < 60, "pictures out of sight wait"
    assert await page.locator(".tile").count() == 48
    await accessible(page)
    print(
        f"200 photos: list {median(took) * 1000:.0f} ms, folder {pages[0] * 1000:.0f} ms, gallery {pages[1] * 1000:.0f} ms"
    )
    assert median(took) < 0.15
    assert max(pages) < 2
    seen = 48
    for _ in range(4):
        await page.locator("a.button", has_text=re.compile("plus anciens")).click()
        await page.wait_for_load_state("domcontentloaded")
        seen += await page.locator(".tile").count()
    assert seen == 200


async def test_the_client_finds_what_hangs_on_a_message(stack: Stack, open_browser: Open, accessible: Check) -> None:
    with office(stack) as api:
        job = new_job(api)
        message = api.post(f"/v1/jobs/{job}/messages", json={"body": "Voici le plan."}).json()
        sent = {"files": ("plan du sous-sol.txt", b"Plan")}
        answer = api.post("/v1/files", params={"object": f"message:{message['id']}"}, files=sent)
        assert answer.status_code == 201, answer.text
        billing = stack["urls"]["billing"]
        price = {"amount": 10000, "currency": "CAD"}
        lines = [{"description": "Plan", "quantity": "1", "unit_price": price}]
        quote = api.post(f"{billing}/v1/quotes", json={"job_id": job, "lines": lines}).json()
        key = {"Idempotency-Key": secrets.token_hex(8)}
        link = api.post(f"{billing}/v1/quotes/{quote['id']}/send", json={}, headers=key).json()["portal_url"]
    page = await (await open_browser("fr", "phone")).new_page()
    await page.goto(re.sub(r"(/c/[^/?]+).*", r"\1", link))
    file = page.get_by_role("link", name="plan du sous-sol.txt")
    await expect(file).to_be_visible()
    await accessible(page)
    async with page.expect_download() as saving:
        await file.click()
    assert (await saving.value).suggested_filename == "plan du sous-sol.txt"

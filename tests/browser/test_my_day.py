"""My Day on a phone in Chromium, with the network cut under it: nothing that was pressed is lost, and the hours are exact."""

from __future__ import annotations

import re
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from PIL import Image
from playwright.async_api import BrowserContext, Error, FilePayload, Locator, Page, expect

from tests.browser.conftest import Check, Stack
from tests.browser.network import Network

Open = Callable[..., Awaitable[BrowserContext]]
Json = dict[str, Any]

pytestmark = pytest.mark.timeout(240)
SOON = 20_000  # ms


@dataclass
class Office:
    """Somebody at a desk, by the API."""

    stack: Stack
    token: str

    def call(self, method: str, path: str, body: Json | None = None, **params: Any) -> Json:
        answer = httpx.request(
            method,
            f"{self.stack['urls']['jobs']}{path}",
            json=body,
            params=params,
            headers={"Authorization": f"Bearer {self.token}", "Idempotency-Key": secrets.token_hex(8)},
            timeout=20,
        )
        assert answer.status_code < 300, answer.text
        found: Json = answer.json()
        return found

    def visit(self, resource_id: str, client: str, hour: float) -> Json:
        """A visit of an hour, `hour` hours from now, for a client nobody else has."""
        contact = {
            "name": client,
            "phone": "450 555-0177",
            "address": {"line1": "9, rue du Bief", "city": "Laval", "region": "QC", "postal_code": "H7L 1A1"},
        }
        job = self.call("POST", "/v1/jobs", {"contact": contact, "title": "Robinet"})
        starts = datetime.now(UTC) + timedelta(hours=hour)
        return self.call(
            "POST",
            "/v1/visits",
            {
                "job_id": job["id"],
                "starts_at": starts.isoformat(),
                "ends_at": (starts + timedelta(hours=0.9)).isoformat(),
                "resource_ids": [resource_id],
                "instructions": "Sonner deux fois",
            },
        )


def who(stack: Stack, role: str) -> Json:
    return dict(next(each for each in stack["sign_ins"] if each["role"] == role))


def token(stack: Stack, role: str) -> Json:
    person = who(stack, role)
    body = {"email": person["email"], "password": person["password"]}
    found: Json = httpx.post(f"{stack['urls']['accounts']}/v1/sign-in", json=body, timeout=20).json()
    return found


@dataclass
class World:
    office: Office
    resource: str
    network: Network
    first: Json
    second: Json
    names: tuple[str, str]


def hours_of_today() -> tuple[float, float]:
    """When, from now, two visits of an hour begin that My Day shows together: around midnight the second one moves."""
    local = datetime.now(UTC).astimezone(ZoneInfo("America/Toronto"))
    into_the_day = local.hour + local.minute / 60
    if into_the_day > 22:
        return -2.2, -1.2
    return (0.1, 1.1) if into_the_day < 0.4 else (-0.2, 0.8)


@pytest.fixture
async def world(stack: Stack) -> AsyncIterator[World]:
    """A truck that only this test's visits are booked on, driven by the demo company's technician."""
    office = Office(stack, token(stack, "administrator")["token"])
    technician = token(stack, "employee")["user"]["id"]
    tag = secrets.token_hex(3)
    body = {"name": f"Camion {tag}", "user_id": technician, "hourly_rate": {"amount": 4000, "currency": "CAD"}}
    resource = office.call("POST", "/v1/resources", body)["id"]
    names = (f"Anne Premier {tag}", f"Luc Second {tag}")
    visits = [office.visit(resource, name, hour) for name, hour in zip(names, hours_of_today(), strict=True)]
    items = [{"text_fr": f"Eau remise {tag}", "text_en": f"Water back on {tag}"}]
    leaving = {"name_fr": f"Départ {tag}", "name_en": f"Leaving {tag}", "items": items, "blocks_completion": True}
    template = office.call("POST", "/v1/checklist-templates", leaving)
    office.call("POST", f"/v1/visits/{visits[0]['id']}/checklists", {"template_id": template["id"]})
    network = Network(stack["urls"]["dashboard"])
    await network.restore()
    yield World(office, resource, network, visits[0], visits[1], names)
    await network.cut()
    office.call("PATCH", f"/v1/resources/{resource}", {"user_id": None})


async def sign_in(page: Page, world: World, role: str = "employee") -> None:
    person = who(world.office.stack, role)
    await page.fill("[name=email]", person["email"])
    await page.fill("[name=password]", person["password"])
    await page.click("main form.form button[type=submit]")


async def arrive(context: BrowserContext, world: World, language: str = "fr") -> Page:
    """Signed in as the technician, with the day kept on the phone."""
    page = await context.new_page()
    await page.goto(f"{world.network.url}/sign-in")
    await page.locator(f"button[name=language][value={language}]").last.click()
    await sign_in(page, world)
    await page.wait_for_url("**/my-day")  # a technician begins here
    await kept(page)
    return page


async def kept(page: Page) -> None:
    await expect(page.locator("#my-day[data-kept=day]")).to_be_attached(timeout=SOON)


def card(page: Page, client: str) -> Locator:
    return page.locator("li.my-visit", has_text=client)


async def press(page: Page, client: str, verb: str, at: datetime | None = None) -> None:
    """One thumb; `at` is what the phone's clock says then."""
    if at is not None:
        await page.clock.set_fixed_time(at)
    await card(page, client).locator(f"form[data-verb={verb}] button").click()


async def offline(context: BrowserContext, world: World) -> None:
    await world.network.cut()
    await context.set_offline(True)


async def online(context: BrowserContext, world: World) -> None:
    await world.network.restore()
    await context.set_offline(False)


async def sign(page: Page, client: str) -> None:
    """The client draws a stroke with a finger, as far as a mouse is one."""
    await card(page, client).locator("button[data-sign]").click()
    pad = page.locator("#my-sign canvas")
    await page.locator("#my-sign button[value=keep]").click()
    await expect(page.locator("#my-sign [data-missing]")).to_be_visible()  # nothing is no signature
    box = await pad.bounding_box()
    assert box
    await page.mouse.move(box["x"] + 20, box["y"] + 40)
    await page.mouse.down()
    for n in range(1, 12):
        await page.mouse.move(box["x"] + 20 + 18 * n, box["y"] + 40 + (n % 3) * 20)
    await page.mouse.up()
    await page.locator("#my-sign button[value=keep]").click()
    await expect(page.locator("#my-sign")).to_be_hidden()


def photo() -> FilePayload:
    content = BytesIO()
    Image.new("RGB", (640, 480), "#336699").save(content, "JPEG")
    return {"name": "apres.jpg", "mimeType": "image/jpeg", "buffer": content.getvalue()}


def ago(minutes: float) -> datetime:
    return datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=minutes)


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_a_visit_done_without_network_is_exact_afterwards(
    world: World, open_browser: Open, accessible: Check, language: str
) -> None:
    context = await open_browser(language, "phone")
    page = await arrive(context, world, language)
    await accessible(page)
    first, words = world.names[0], {"fr": "Complétée", "en": "Completed"}
    await expect(card(page, first).locator("a[href^='tel:']")).to_have_attribute("href", "tel:+14505550177")
    heights = await page.locator(".my-day .button:visible, .my-day summary:visible").evaluate_all(
        "all => all.map(each => each.getBoundingClientRect().height)"
    )
    assert min(heights) >= 48

    await offline(context, world)
    await press(page, first, "start", ago(90))
    await expect(card(page, first)).to_have_attribute("data-status", "started")
    await card(page, first).locator("summary", has_text=re.compile("note")).click()
    await card(page, first).locator("textarea").fill("Valve remplacée, pression vérifiée")
    await press(page, first, "note", ago(80))
    await card(page, first).locator("input[type=file]").set_input_files(photo())
    await press(page, first, "pause", ago(60))
    await press(page, first, "resume", ago(50))
    await card(page, first).locator("summary", has_text=re.compile("matériel|material")).click()
    await card(page, first).locator("[name='data.description']").fill("Valve 20 mm")
    await card(page, first).locator("[name='data.quantity']").fill("1,5" if language == "fr" else "1.5")
    await press(page, first, "material", ago(45))
    tick = card(page, first).get_by_role("checkbox")
    if not await tick.is_visible():
        await card(page, first).locator("summary", has_text=re.compile("Départ|Leaving")).click()
    await tick.click()
    await expect(tick).to_be_checked()
    await page.clock.set_fixed_time(ago(12))
    await sign(page, first)
    await press(page, first, "complete", ago(10))
    await expect(card(page, first).locator("[data-wait]")).to_contain_text("9")
    await accessible(page)
    await page.close()

    # The phone was switched off and on in the cellar.
    page = await context.new_page()
    await page.goto(f"{world.network.url}/my-day")
    await expect(card(page, first)).to_have_attribute("data-status", "completed")
    await expect(card(page, first).locator("[data-chip]")).to_have_text(words[language])
    await expect(page.locator("#my-day-net")).to_contain_text("9")
    await expect(card(page, first)).to_contain_text("Valve remplacée, pression vérifiée")
    other = await context.new_page()
    with pytest.raises(Error):
        await other.goto(f"{world.network.url}/jobs")  # nothing but the day is kept
    await other.close()
    assert world.office.call("GET", f"/v1/visits/{world.first['id']}")["status"] == "scheduled"

    await online(context, world)
    await expect(page.locator("#my-day-net")).to_be_hidden(timeout=SOON)
    done = world.office.call("GET", f"/v1/visits/{world.first['id']}")
    assert (done["status"], done["hours"], done["running"]) == ("completed", "1.17", False)  # 30 + 40 minutes
    assert abs(datetime.fromisoformat(done["started_at"]) - ago(90)) < timedelta(minutes=2)
    files = world.office.call("GET", "/v1/files", object=f"visit:{world.first['id']}")["data"]
    assert [(each["role"], each["media_type"]) for each in files] == [
        ("signature", "image/png"),
        ("photo", "image/jpeg"),
    ]
    signature = world.office.call("GET", f"/v1/visits/{world.first['id']}/signature")
    assert signature["name"] == first
    assert abs(datetime.fromisoformat(signature["signed_at"]) - ago(12)) < timedelta(minutes=2)
    sheet = world.office.call("GET", f"/v1/visits/{world.first['id']}/sheet")
    assert [(each["description"], each["quantity"]) for each in sheet["materials"]] == [("Valve 20 mm", "1.5")]
    assert sheet["checklists"][0]["open"] == 0
    await page.locator("#my-day-answers summary").click()
    await expect(page.locator("#my-day-answers li")).to_have_count(9)
    await expect(page.locator("details.my-day-over")).to_contain_text(first)
    await accessible(page)
    await page.reload()
    await expect(page.locator("#my-day-answers li")).to_have_count(9)
    again = world.office.call("GET", f"/v1/visits/{world.first['id']}")
    assert again["hours"] == "1.17"


async def test_what_the_office_did_meanwhile_is_said(world: World, open_browser: Open, accessible: Check) -> None:
    context = await open_browser("fr", "phone")
    page = await arrive(context, world)
    second = world.names[1]
    await offline(context, world)
    await press(page, second, "start", ago(40))
    world.office.call("POST", f"/v1/visits/{world.second['id']}/cancel", {"reason": "Le client a changé d’idée"})
    await press(page, second, "complete", ago(10))
    await page.clock.set_fixed_time(datetime.now(UTC))
    await online(context, world)
    sentence = re.compile(
        r"^Heures ajoutées \(0 h 30\); fin ignorée, la visite a été annulée (le .+ )?à .+ par Josée Gagnon\.$"
    )
    await expect(page.locator("#my-day-answers [data-text]", has_text="fin ignorée")).to_have_text(
        sentence, timeout=SOON
    )
    await expect(page.locator("#my-day-net")).to_be_hidden(timeout=SOON)
    cancelled = world.office.call("GET", f"/v1/visits/{world.second['id']}")
    assert (cancelled["status"], cancelled["hours"]) == ("cancelled", "0.50")
    await expect(card(page, second)).to_have_attribute("data-status", "cancelled")
    await accessible(page)


async def test_a_change_in_the_office_shows_on_the_phone(world: World, open_browser: Open) -> None:
    context = await open_browser("fr", "phone")
    page = await arrive(context, world)
    world.office.call("PATCH", f"/v1/visits/{world.second['id']}", {"instructions": "Le code est 4417"})
    world.office.call("POST", f"/v1/visits/{world.second['id']}/en-route")
    await expect(card(page, world.names[1])).to_have_attribute("data-status", "en_route", timeout=SOON)
    await expect(card(page, world.names[1])).to_contain_text("Le code est 4417")


async def test_an_expired_session_keeps_the_presses_for_their_person(
    world: World, open_browser: Open, accessible: Check
) -> None:
    context = await open_browser("fr", "phone")
    page = await arrive(context, world)
    first = world.names[0]
    await offline(context, world)
    await card(page, first).locator("input[type=file]").set_input_files(photo())
    await expect(card(page, first).locator("[data-wait]")).to_contain_text("1")
    await press(page, first, "start")
    await expect(card(page, first).locator("[data-wait]")).to_contain_text("2")
    await context.clear_cookies(name=re.compile("dossier_(token|refresh)"))
    await online(context, world)
    await expect(page.locator("#my-day-net")).to_contain_text("Votre connexion est expirée", timeout=SOON)
    await page.locator("#my-day-net a").click()
    await page.wait_for_url("**/sign-in?**")
    await expect(page.locator("#unsent-notice")).to_contain_text("2 gestes de Ma journée attendent sur ce téléphone")
    await accessible(page)

    await sign_in(page, world, "manager")  # somebody else borrows the phone
    await page.wait_for_url("**/my-day")
    await kept(page)
    await expect(page.locator("#my-day-net")).to_be_hidden()
    assert await page.evaluate("DossierQueue.waiting().then(left => DossierQueue.send(left[0].user))") == "other-user"
    assert world.office.call("GET", f"/v1/visits/{world.first['id']}")["status"] == "scheduled"
    assert world.office.call("GET", "/v1/files", object=f"visit:{world.first['id']}")["data"] == []

    page.once("dialog", lambda dialog: dialog.accept())
    await page.goto(f"{world.network.url}/account")
    await page.locator("main form[action='/sign-out'] button").click()
    await page.wait_for_url("**/sign-in")
    assert not await page.evaluate("caches.has('dossier-days')")
    await sign_in(page, world)
    await page.wait_for_url("**/my-day")
    await expect(page.locator("#my-day-net")).to_be_hidden(timeout=SOON)
    await expect(card(page, first)).to_have_attribute("data-served", "started", timeout=SOON)
    assert world.office.call("GET", f"/v1/visits/{world.first['id']}")["running"] is True
    assert len(world.office.call("GET", "/v1/files", object=f"visit:{world.first['id']}")["data"]) == 1


async def test_signing_out_asks_while_something_is_unsent(world: World, open_browser: Open) -> None:
    context = await open_browser("fr", "phone")
    page = await arrive(context, world)
    await offline(context, world)
    await press(page, world.names[0], "start")
    await expect(card(page, world.names[0]).locator("[data-wait]")).to_be_visible()
    asked: list[str] = []

    async def stay(dialog: Any) -> None:
        asked.append(dialog.message)
        await dialog.dismiss()

    page.once("dialog", stay)
    await page.locator("form[action='/sign-out']").first.evaluate("form => form.requestSubmit()")
    await expect(card(page, world.names[0]).locator("[data-wait]")).to_be_visible()
    assert asked[0].startswith("1 geste n’est pas encore envoyé.")
    await online(context, world)
    await expect(page.locator("#my-day-net")).to_be_hidden(timeout=SOON)


async def test_it_works_without_javascript(world: World, open_browser: Open) -> None:
    context = await open_browser("fr", "phone", java_script_enabled=False)
    page = await context.new_page()
    await page.goto(f"{world.network.url}/sign-in")
    await sign_in(page, world)
    await card(page, world.names[0]).locator("form[data-verb=start] button").click()
    await expect(page.locator(".flash")).to_contain_text("Visite commencée à")
    await expect(card(page, world.names[0])).to_have_attribute("data-status", "started")


async def test_the_office_looks_at_anybodys_day(world: World, open_browser: Open, accessible: Check) -> None:
    page = await (await open_browser("fr")).new_page()
    await page.goto(f"{world.network.url}/sign-in?next=/my-day")
    await sign_in(page, world, "manager")
    await page.select_option("#whose", world.resource)
    await page.locator(".my-day-whose button").click()
    await expect(card(page, world.names[0])).to_be_visible()
    await expect(page.locator("form[data-verb]")).to_have_count(0)
    await accessible(page)


async def test_it_can_be_installed(world: World) -> None:
    async with httpx.AsyncClient(base_url=world.network.url) as phone:
        manifest = (await phone.get("/my-day.webmanifest?lang=fr")).json()
        assert (manifest["start_url"], manifest["display"], manifest["name"]) == (
            "/my-day",
            "standalone",
            "Dossier, ma journée",
        )
        for each in manifest["icons"]:
            icon = await phone.get(each["src"])
            assert Image.open(BytesIO(icon.content)).size == tuple(map(int, each["sizes"].split("x")))
        worker = await phone.get("/my-day-worker.js")
        assert worker.headers["content-type"].startswith("text/javascript")
        assert (await phone.get("/app-icon-77.png")).status_code == 404

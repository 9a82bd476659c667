"""A client's job and the office in front of a browser, for tests of what invoices become on the screen."""

from __future__ import annotations

import re
import secrets
from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import BrowserContext, Page

from deploy.demo_client import Client
from tests.browser.conftest import Stack, sign_in
from tests.system.plays import client

Open = Callable[..., Awaitable[BrowserContext]]
Json = dict[str, Any]
WAYS = [("fr", "phone"), ("en", "desk")]


def word() -> str:
    """One that nobody else has. It begins with a letter: digits alone, as one token in seventeen has, are looked for as a number."""
    return f"v{secrets.token_hex(3)}"


def today() -> date:
    """The demo company's."""
    return datetime.now(ZoneInfo("America/Toronto")).date()


def cad(cents: int) -> Json:
    return {"amount": cents, "currency": "CAD"}


class World:
    """A client's job of its own, and the office in front of a browser."""

    def __init__(self, api: Client, page: Page, home: str) -> None:
        self.api, self.page, self.home, self.tag = api, page, home, word()
        self.calls = 0
        body = {"contact": {"name": f"Ferme {self.tag}"}, "title": "Pompe à eau"}
        self.job = self.post("jobs", "/v1/jobs", body)["id"]

    def post(self, service: Any, path: str, body: Json | None = None) -> Json:
        self.calls += 1
        return self.api.post(service, path, body or {}, key=f"{self.tag}/{self.calls}")

    def invoice(self, *prices: int) -> Json:
        lines = [{"description": f"Travaux {n}", "unit_price": cad(each)} for n, each in enumerate(prices, 1)]
        return self.post("billing", "/v1/invoices", {"job_id": self.job, "lines": lines})

    def accepted(self, price: int) -> Json:
        line = {"description": "Travaux", "unit_price": cad(price)}
        quote = self.post("billing", "/v1/quotes", {"job_id": self.job, "lines": [line]})
        self.post("billing", f"/v1/quotes/{quote['id']}/send")
        return self.post(
            "billing", f"/v1/quotes/{quote['id']}/accept", {"version": 1, "name": "Zoé", "note": "Oui au téléphone"}
        )

    async def here(self) -> Json:
        """The invoice that the browser stands on."""
        await self.page.wait_for_url(re.compile(r"/invoices/inv_\w+(/edit)?$"))
        invoice_id = self.page.url.removesuffix("/edit").rsplit("/", 1)[1]
        return self.api.get("billing", f"/v1/invoices/{invoice_id}")

    async def to(self, path: str) -> None:
        await self.page.goto(f"{self.home}{path}")

    async def save(self, form: str = "form[data-guard]") -> None:
        await self.page.locator(f"{form} button.button-primary").last.click()


async def office_of(stack: Stack, open_browser: Open, language: str, size: str) -> World:
    """The office of the first administrator among the stack's sign-ins."""
    context, home = await open_browser(language, size), stack["urls"]["dashboard"]
    await context.add_cookies([{"name": "dossier_language", "value": language, "url": home}])
    page = await context.new_page()
    await sign_in(page, stack)
    return World(client(stack), page, home)


@pytest.fixture
async def arrive(stack: Stack, open_browser: Open) -> Callable[[str, str], Awaitable[World]]:
    async def one(language: str, size: str) -> World:
        return await office_of(stack, open_browser, language, size)

    return one


@pytest.fixture
async def alone(stack: Stack, open_browser: Open) -> Callable[[str, str], Awaitable[World]]:
    """As `arrive`, in a company of its own: what its reports sum up is nobody else's."""

    async def one(language: str, size: str) -> World:
        tag = secrets.token_hex(3)
        owner = {"email": f"{tag}@essais.example", "password": "une longue phrase de passe", "role": "administrator"}
        mine = stack | {"sign_ins": [owner]}
        api = client(mine)
        made = {"legal_name": f"Atelier {tag} inc.", "name": "Ève Essai", "email": owner["email"]}
        api.post("accounts", "/v1/companies", made | {"password": owner["password"]}, public=True)
        taxes = {"tax_registered": True, "gst_number": "123456789 RT0001", "qst_number": "1234567890 TQ0001"}
        api.request("PATCH", "accounts", "/v1/company", body=taxes)
        return await office_of(mine, open_browser, language, size)

    return one


Arrive = Callable[[str, str], Awaitable[World]]

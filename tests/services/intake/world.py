"""A site of a company, and a visitor who fills in its form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from sqlalchemy import text

from services.intake.forms import token
from services.intake.sites import commands
from services.intake.sites.schemas import OfferedService, SiteIn, SiteView
from tests.factories import Company

ASKED: dict[str, str] = {
    "name": "Zoé Côté-Élémentaire",
    "email": "zoe@clients.example",
    "phone": "",
    "line1": "12, rue de l'Évier",
    "city": "Laval",
    "postal_code": "h7n1a1",
    "service": "Débouchage",
    "message": "Le robinet coule.\nDepuis mardi.",
    "consent": "yes",
}
JSON_ASKED: dict[str, Any] = {
    "name": "Zoé Côté-Élémentaire",
    "email": "zoe@clients.example",
    "message": "Le robinet coule.",
    "language": "fr",
    "consent": True,
}


async def make_site(company: Company, **more: Any) -> SiteView:
    """A form in two languages with two services, that `https://www.plombier.example` may embed."""
    services = [OfferedService(fr="Débouchage", en="Unclogging"), OfferedService(fr="Chauffe-eau", en="Water heater")]
    values: dict[str, Any] = {
        "name": "Site web",
        "services": services,
        "allowed_origins": ["https://www.plombier.example"],
    }
    async with company.work() as work:
        return await commands.create(work, SiteIn(**values | more))


@dataclass
class Visitor:
    """Somebody with a browser, in a language."""

    api: httpx.AsyncClient
    site: SiteView
    language: str = "fr"

    @property
    def address(self) -> str:
        return f"/f/{self.site.key}"

    async def opens(self) -> str:
        """The page's HTML."""
        answer = await self.api.get(self.address, headers={"Accept-Language": self.language})
        assert answer.status_code == 200, answer.text
        return answer.text

    def mark(self, ago: timedelta = timedelta(minutes=1)) -> str:
        """The mark of a copy that was handed out some time ago."""
        return token.issue(self.site.key, datetime.now(UTC) - ago)

    async def sends(self, mark: str | None = None, **typed: str) -> httpx.Response:
        """Posts the usual request, changed by `typed`, with a copy's mark."""
        data = {**ASKED, "homepage": "", "mark": self.mark() if mark is None else mark} | typed
        data = {name: value for name, value in data.items() if name != "consent" or value}
        return await self.api.post(self.address, data=data, headers={"Accept-Language": self.language})

    async def thanks(self, answer: httpx.Response) -> str:
        """The page that a successful post leads to."""
        assert answer.status_code == 303, answer.text
        page = await self.api.get(answer.headers["location"])
        assert page.status_code == 200
        return page.text

    async def number(self, answer: httpx.Response) -> int | None:
        """The job number that the visitor sees."""
        shown = re.search(r"data-job-number>(\d+)<", await self.thanks(answer))
        return int(shown[1]) if shown else None


async def rows(company: Company, table: str) -> list[dict[str, Any]]:
    """A company's rows of `schema.table`, oldest first."""
    async with company.work() as work:
        found = await work.session.execute(
            text(f"SELECT * FROM {table} WHERE company_id = :company ORDER BY 1"),  # noqa: S608  a name of ours
            {"company": company.id},
        )
        return [dict(row) for row in found.mappings()]

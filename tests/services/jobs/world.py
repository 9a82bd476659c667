"""Short ways to say over HTTP what a test does."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from tests.factories import Company

Json = dict[str, Any]


class Office:
    """A signed-in person at their desk: each call expects its status and gives the answer's body."""

    def __init__(self, api: httpx.AsyncClient, company: Company, language: str = "fr") -> None:
        self.api, self.company, self.language = api, company, language

    async def call(
        self, method: str, path: str, body: Any = None, *, status: int = 200, headers: Json | None = None, **params: Any
    ) -> Json:
        response = await self.raw(method, path, body, headers=headers, **params)
        assert response.status_code == status, response.text
        found: Json = response.json()
        return found

    async def raw(
        self, method: str, path: str, body: Any = None, /, *, headers: Json | None = None, **params: Any
    ) -> httpx.Response:
        sent = self.company.headers(language=self.language) | (headers or {})
        return await self.api.request(method, path, json=body, headers=sent, params=params)

    async def get(self, path: str, *, status: int = 200, **params: Any) -> Json:
        return await self.call("GET", path, status=status, **params)

    async def post(self, path: str, body: Any = None, *, status: int = 201, headers: Json | None = None) -> Json:
        return await self.call("POST", path, body, status=status, headers=headers)

    async def verb(self, path: str, body: Any = None, *, status: int = 200) -> Json:
        return await self.call("POST", path, body, status=status)

    async def patch(self, path: str, body: Any, *, status: int = 200, headers: Json | None = None) -> Json:
        return await self.call("PATCH", path, body, status=status, headers=headers)

    async def job(self, **changes: Any) -> Json:
        """A new job of a new contact."""
        return await self.post("/v1/jobs", {"contact": contact(), "title": "Chauffe-eau qui coule", **changes})

    async def resource(self, name: str = "Luc Bédard", cents: int = 4500) -> Json:
        rate = {"amount": cents, "currency": "CAD"}
        return await self.post("/v1/resources", {"name": name, "hourly_rate": rate})

    async def visit(self, job_id: str, resource_ids: list[str], *, hour: float = 24, hours: float = 2) -> Json:
        return await self.post("/v1/visits", visit(job_id, resource_ids, hour=hour, hours=hours))


def contact(**changes: Any) -> Json:
    """A contact nobody else has."""
    tag = secrets.token_hex(4)
    address = {"line1": "12, rue des Érables", "city": "Laval", "region": "QC", "postal_code": "h7l1a1"}
    found = {
        "name": "Éric Côté-Brûlé",
        "email": f"eric.{tag}@courriel.example",
        "phone": f"450 555-{secrets.randbelow(9000) + 1000}",
        "address": address,
    }
    return found | changes


def visit(job_id: str, resource_ids: list[str], *, hour: float = 24, hours: float = 2) -> Json:
    """Starts `hour` hours from now."""
    starts = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=hour)
    return {
        "job_id": job_id,
        "starts_at": starts.isoformat(),
        "ends_at": (starts + timedelta(hours=hours)).isoformat(),
        "resource_ids": resource_ids,
    }

"""The dashboard's client of the services' HTTP APIs.

One `httpx.AsyncClient` per process (made in the app's lifespan), one `Api` per request: it carries the caller's token and
language. Objects come back as the services' JSON (`design/api.md` has the shapes). Raises `ApiProblem` for every problem
answer and `ServiceDown` when a service cannot be reached or does not answer in time.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import quote as url_quote

import httpx

from dashboard.problems import Service, ServiceDown, problem_of

Json = dict[str, Any]
Document = Literal["quotes", "invoices", "credit-notes", "payments", "refunds"]

RETRY_AFTER = 0.3  # seconds
TIMEOUT = httpx.Timeout(10.0, connect=2.0)
UPLOAD_TIMEOUT = httpx.Timeout(120.0, connect=2.0)  # twenty pictures are worked on before the answer


@dataclass(frozen=True, slots=True)
class Services:
    """Where the services are, and the connection pool that all requests share."""

    http: httpx.AsyncClient
    urls: Mapping[Service, str]


@dataclass(frozen=True, slots=True)
class Download:
    """A file passed through to the browser; 202 means: not rendered yet, ask again."""

    status: int
    content: bytes
    media_type: str
    filename: str
    retry_after: int


class Api:
    def __init__(
        self, services: Services, token: str | None, language: str, visitor: Mapping[str, str] | None = None
    ) -> None:
        """`visitor`: headers that tell whom we call for (address and browser of a client who accepts a quote)."""
        self._services = services
        self._headers = {**(visitor or {}), "Accept-Language": language}
        if token:
            self._headers["Authorization"] = f"Bearer {token}"

    # -- plumbing ------------------------------------------------------------------------------------------------------

    async def _request(
        self,
        method: str,
        service: Service,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        call = self._services.http.build_request(
            method,
            self._services.urls[service] + path,
            params={k: v for k, v in (params or {}).items() if v not in (None, "")},
            json=body,
            headers={**self._headers, **(headers or {})},
            timeout=TIMEOUT,
        )
        try:
            response = await self._send(call)
        except httpx.HTTPError as error:
            raise ServiceDown(service) from error
        if response.status_code >= 400:
            raise problem_of(response, service)
        return response

    async def _send(self, call: httpx.Request) -> httpx.Response:
        """Once more after a broken connection, where a repeat is harmless: a service that restarts is soon back."""
        try:
            return await self._services.http.send(call)
        except (httpx.NetworkError, httpx.RemoteProtocolError):
            if call.method != "GET" and "Idempotency-Key" not in call.headers:
                raise
        await asyncio.sleep(RETRY_AFTER)
        return await self._services.http.send(call)

    async def get(self, service: Service, path: str, **params: Any) -> Json:
        return _json(await self._request("GET", service, path, params=params))

    async def tagged(self, service: Service, path: str) -> tuple[Json, str]:
        """An object and its ETag, for a form that must not overwrite somebody else's change unseen."""
        response = await self._request("GET", service, path)
        return _json(response), response.headers.get("etag", "")

    async def post(
        self, service: Service, path: str, body: Any = None, *, key: str | None = None, etag: str = ""
    ) -> Json:
        headers = ({"Idempotency-Key": key} if key else {}) | (_if_match(etag) or {})
        return _json(await self._request("POST", service, path, body={} if body is None else body, headers=headers))

    async def patch(self, service: Service, path: str, body: Any, *, etag: str | None = None) -> Json:
        return _json(await self._request("PATCH", service, path, body=body, headers=_if_match(etag)))

    async def put(self, service: Service, path: str, body: Any, *, etag: str | None = None) -> Json:
        return _json(await self._request("PUT", service, path, body=body, headers=_if_match(etag)))

    async def delete(self, service: Service, path: str, **params: Any) -> None:
        await self._request("DELETE", service, path, params=params)

    async def upload(
        self,
        service: Service,
        path: str,
        body: AsyncIterator[bytes],
        headers: Mapping[str, str],
        key: str,
        **params: Any,
    ) -> Json:
        """A body of files, passed on as it comes in; `headers` say what and how long it is. Not tried again: it is read once."""
        call = self._services.http.build_request(
            "POST",
            self._services.urls[service] + path,
            params=params,
            content=body,
            headers={**self._headers, **headers, "Idempotency-Key": key},
            timeout=UPLOAD_TIMEOUT,
        )
        try:
            response = await self._services.http.send(call)
        except httpx.HTTPError as error:
            raise ServiceDown(service) from error
        if response.status_code >= 400:
            raise problem_of(response, service)
        return _json(response)

    async def attach(self, on: str, name: str, content: bytes, media_type: str, *, key: str) -> Json:
        """One small file kept on an object (`quote:quo_…`)."""
        form = httpx.Request("POST", self._services.urls["jobs"], files={"files": (name, content, media_type)})
        body = form.read()

        async def once() -> AsyncIterator[bytes]:
            yield body

        headers = {"Content-Type": form.headers["Content-Type"], "Content-Length": str(len(body))}
        kept = await self.upload("jobs", "/v1/files", once(), headers, key, object=on)
        return data(kept)[0]

    async def open(self, service: Service, path: str, headers: Mapping[str, str]) -> httpx.Response:
        """A content to stream through; the caller closes it."""
        call = self._services.http.build_request(
            "GET", self._services.urls[service] + path, headers={**self._headers, **headers}, timeout=TIMEOUT
        )
        try:
            response = await self._services.http.send(call, stream=True)
        except httpx.HTTPError as error:
            raise ServiceDown(service) from error
        if response.status_code >= 400:
            try:
                await response.aread()
                raise problem_of(response, service)
            finally:
                await response.aclose()
        return response

    async def download(self, service: Service, path: str, **params: Any) -> Download:
        response = await self._request("GET", service, path, params=params)
        disposition = response.headers.get("content-disposition", "")
        return Download(
            status=response.status_code,
            content=response.content,
            media_type=response.headers.get("content-type", "application/octet-stream"),
            filename=disposition.partition('filename="')[2].partition('"')[0],
            retry_after=int(response.headers.get("retry-after", "1")) if response.status_code == 202 else 0,
        )

    # -- accounts ------------------------------------------------------------------------------------------------------

    async def sign_in(self, email: str, password: str) -> Json:
        return await self.post("accounts", "/v1/sign-in", {"email": email, "password": password})

    async def sign_out(self, refresh_token: str) -> None:
        await self.post("accounts", "/v1/sign-out", {"refresh_token": refresh_token})

    async def refresh(self, refresh_token: str) -> Json:
        return await self.post("accounts", "/v1/tokens", {"refresh_token": refresh_token})

    async def me(self) -> Json:
        return await self.get("accounts", "/v1/me")

    # -- jobs ----------------------------------------------------------------------------------------------------------

    async def jobs(self, **filters: Any) -> Json:
        return await self.get("jobs", "/v1/jobs", **filters)

    async def job(self, job_id: str) -> Json:
        return await self.get("jobs", f"/v1/jobs/{part(job_id)}")

    async def open_job(self, body: Json, key: str) -> Json:
        return await self.post("jobs", "/v1/jobs", body, key=key)

    async def change_job(self, job_id: str, body: Json, etag: str | None = None) -> Json:
        return await self.patch("jobs", f"/v1/jobs/{part(job_id)}", body, etag=etag)

    async def job_verb(self, job_id: str, verb: str, body: Json, key: str) -> Json:
        return await self.post("jobs", f"/v1/jobs/{part(job_id)}/{verb}", body, key=key)

    async def plan(self, job_id: str) -> list[Json]:
        return data(await self.get("jobs", f"/v1/jobs/{part(job_id)}/plan"))

    async def skip_step(self, job_id: str, step: str, reason: str, key: str) -> Json:
        path = f"/v1/jobs/{part(job_id)}/plan/{part(step)}/skip"
        return await self.post("jobs", path, {"reason": reason}, key=key)

    async def timeline(self, job_id: str, **params: Any) -> Json:
        return await self.get("jobs", f"/v1/jobs/{part(job_id)}/timeline", **params)

    async def messages(self, job_id: str, **params: Any) -> Json:
        return await self.get("jobs", f"/v1/jobs/{part(job_id)}/messages", **params)

    async def send_message(self, job_id: str, body: Json, key: str) -> Json:
        return await self.post("jobs", f"/v1/jobs/{part(job_id)}/messages", body, key=key)

    async def contacts(self, query: str, limit: int = 8) -> list[Json]:
        return data(await self.get("jobs", "/v1/contacts", q=query, limit=limit))

    async def contact(self, contact_id: str) -> Json:
        return await self.get("jobs", f"/v1/contacts/{part(contact_id)}")

    async def visits(self, **filters: Any) -> list[Json]:
        return data(await self.get("jobs", "/v1/visits", **filters))

    async def visit(self, visit_id: str) -> Json:
        return await self.get("jobs", f"/v1/visits/{part(visit_id)}")

    async def schedule_visit(self, body: Json, key: str) -> Json:
        return await self.post("jobs", "/v1/visits", body, key=key)

    async def visit_to_edit(self, visit_id: str) -> tuple[Json, str]:
        return await self.tagged("jobs", f"/v1/visits/{part(visit_id)}")

    async def change_visit(self, visit_id: str, body: Json, etag: str) -> Json:
        return await self.patch("jobs", f"/v1/visits/{part(visit_id)}", body, etag=etag)

    async def visit_verb(self, visit_id: str, verb: str, body: Json, key: str) -> Json:
        return await self.post("jobs", f"/v1/visits/{part(visit_id)}/{verb}", body, key=key)

    async def resources(self) -> list[Json]:
        return data(await self.get("jobs", "/v1/resources", active="true", limit=100))

    async def services(self) -> list[Json]:
        return data(await self.get("jobs", "/v1/services", active="true", limit=100))

    # -- billing -------------------------------------------------------------------------------------------------------

    async def items(self) -> list[Json]:
        return data(await self.get("billing", "/v1/items", active="true", limit=100))

    async def totals(self, lines: list[Json]) -> Json:
        """What these lines would come to today, taxes included; nothing is stored."""
        return await self.post("billing", "/v1/totals", {"lines": lines})

    async def quotes(self, **filters: Any) -> list[Json]:
        return data(await self.get("billing", "/v1/quotes", **filters))

    async def quote(self, quote_id: str) -> Json:
        return await self.get("billing", f"/v1/quotes/{part(quote_id)}")

    async def create_quote(self, body: Json, key: str) -> Json:
        return await self.post("billing", "/v1/quotes", body, key=key)

    async def quote_to_edit(self, quote_id: str) -> tuple[Json, str]:
        return await self.tagged("billing", f"/v1/quotes/{part(quote_id)}")

    async def change_quote(self, quote_id: str, body: Json, etag: str) -> Json:
        return await self.patch("billing", f"/v1/quotes/{part(quote_id)}", body, etag=etag)

    async def quote_verb(self, quote_id: str, verb: str, body: Json, key: str) -> Json:
        return await self.post("billing", f"/v1/quotes/{part(quote_id)}/{verb}", body, key=key)

    async def invoices(self, **filters: Any) -> list[Json]:
        return data(await self.get("billing", "/v1/invoices", **filters))

    async def invoice(self, invoice_id: str) -> Json:
        return await self.get("billing", f"/v1/invoices/{part(invoice_id)}")

    async def create_invoice(self, body: Json, key: str) -> Json:
        return await self.post("billing", "/v1/invoices", body, key=key)

    async def invoice_to_edit(self, invoice_id: str) -> tuple[Json, str]:
        return await self.tagged("billing", f"/v1/invoices/{part(invoice_id)}")

    async def change_invoice(self, invoice_id: str, body: Json, etag: str) -> Json:
        return await self.patch("billing", f"/v1/invoices/{part(invoice_id)}", body, etag=etag)

    async def invoice_verb(self, invoice_id: str, verb: str, body: Json, key: str, etag: str = "") -> Json:
        return await self.post("billing", f"/v1/invoices/{part(invoice_id)}/{verb}", body, key=key, etag=etag)

    async def record_payment(self, body: Json, key: str) -> Json:
        return await self.post("billing", "/v1/payments", body, key=key)

    async def pdf(self, kind: Document, object_id: str, version: int = 0) -> Download:
        return await self.download("billing", f"/v1/{kind}/{part(object_id)}/pdf", version=version or None)

    # -- the live stream -----------------------------------------------------------------------------------------------

    @asynccontextmanager
    async def stream(self, last_event_id: str | None) -> AsyncIterator[httpx.Response]:
        """Open the jobs service's event stream; the caller reads `aiter_raw()`."""
        headers = {**self._headers, "Accept": "text/event-stream"}
        if last_event_id:
            headers["Last-Event-ID"] = last_event_id
        request = self._services.http.build_request(
            "GET",
            self._services.urls["jobs"] + "/v1/stream",
            headers=headers,
            timeout=httpx.Timeout(10.0, connect=2.0, read=None),
        )
        try:
            response = await self._services.http.send(request, stream=True)
        except httpx.HTTPError as error:
            raise ServiceDown("jobs") from error
        try:
            if response.status_code >= 400:
                await response.aread()
                raise problem_of(response, "jobs")
            yield response
        finally:
            await response.aclose()


def _if_match(etag: str | None) -> dict[str, str] | None:
    """It comes back from a form: what cannot be a header is no tag of ours, and matches nothing."""
    return {"If-Match": etag if etag.isascii() and etag.isprintable() else '"-"'} if etag else None


def part(value: str) -> str:
    """One path segment; step keys contain slashes, and what a browser sent must not climb out of its place."""
    return url_quote(value, safe="") if value not in (".", "..") else "-"


def _json(response: httpx.Response) -> Json:
    if response.status_code == 204 or not response.content:
        return {}
    value = response.json()
    return value if isinstance(value, dict) else {"data": value}


def data(body: Json) -> list[Json]:
    found = body.get("data")
    return list(found) if isinstance(found, list) else []

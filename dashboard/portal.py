"""The services' APIs as a client's link opens them: the token of the link is in every path, and no password is asked."""

from __future__ import annotations

from typing import Any

from dashboard.api import Api, Document, Download, Json, data, part


class Portal:
    def __init__(self, api: Api, token: str) -> None:
        self._api = api
        self._path = f"/v1/portal/{part(token)}"

    async def show(self) -> Json:
        """The client, the contractor, and the client's jobs with their messages."""
        return await self._api.get("jobs", self._path)

    async def write(self, job_id: str, body: str, key: str) -> Json:
        return await self._api.post("jobs", f"{self._path}/messages", {"job_id": job_id, "body": body}, key=key)

    async def opened(self, reference: str) -> None:
        """The client came by the link of this message."""
        await self._api.post("jobs", f"{self._path}/opened", {"reference": reference})

    async def documents(self, kind: Document) -> list[Json]:
        return data(await self._api.get("billing", f"{self._path}/{kind}", limit=100))

    async def document(self, kind: Document, object_id: str) -> Json:
        return await self._api.get("billing", self._of(kind, object_id))

    async def credit_notes(self, invoice_id: str) -> list[Json]:
        """Of one invoice, the newest first."""
        return data(await self._api.get("billing", f"{self._path}/credit-notes", invoice_id=invoice_id, limit=100))

    async def verb(self, kind: Document, object_id: str, verb: str, body: Json, key: str = "") -> Json:
        return await self._api.post("billing", f"{self._of(kind, object_id)}/{verb}", body, key=key)

    async def pdf(self, kind: Document, object_id: str) -> Download:
        return await self._api.download("billing", f"{self._of(kind, object_id)}/pdf")

    async def online(self, path: str) -> Json:
        """What is paid online, for example `quotes/quo_1`."""
        return await self._api.get("billing", f"{self._path}/online/{path}")

    async def saved_methods(self) -> list[Json]:
        """What the client left for later payments, of all their jobs."""
        return data(await self._api.get("billing", f"{self._path}/online/methods"))

    async def online_verb(self, path: str, body: Any = None, key: str = "") -> Json:
        return await self._api.post("billing", f"{self._path}/online/{path}", body, key=key)

    def _of(self, kind: Document, object_id: str) -> str:
        return f"{self._path}/{kind}/{part(object_id)}"

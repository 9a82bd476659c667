"""A text message provider that sends nothing: it takes `POST /sms`, keeps what came, plays the faults, and calls back.

The same key is taken once and answered with the same id, as real providers do. With a webhook it reports each message as
delivered, and a text that somebody writes on the page comes back as their answer.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import httpx
from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.responses import JSONResponse, RedirectResponse, Response

from services.jobs.sms.signing import sign

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.requests import Request
    from starlette.types import Receive, Scope, Send

    from deploy.inbox.faults import Faults


class SmsIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    to: str
    text: str
    key: str


@dataclass(frozen=True, slots=True)
class Sms:
    """One text message. `direction` as the company sees it: `out` to its client, `in` from them."""

    id: str
    key: str
    direction: str
    sender: str
    to: str
    text: str
    at: str  # RFC 3339, UTC


class SmsStore:
    """All text messages in `folder`, one line of JSON each, in the order in which they came."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._file = folder / "sms.jsonl"
        lines = self._file.read_text().splitlines() if self._file.exists() else []
        self._all = [Sms(**json.loads(line)) for line in lines if line.endswith("}")]

    def add(self, direction: str, sender: str, to: str, text: str, key: str) -> Sms:
        at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        kept = Sms(f"sms-{secrets.token_hex(8)}", key, direction, sender, to, text, at)
        with self._file.open("a") as file:
            file.write(json.dumps(asdict(kept), ensure_ascii=False) + "\n")
        self._all.append(kept)
        return kept

    def by_key(self, key: str) -> Sms | None:
        return next((each for each in self._all if each.key == key), None)

    def by_id(self, sms_id: str) -> Sms | None:
        return next((each for each in self._all if each.id == sms_id), None)

    def all(self, to: str | None = None) -> list[Sms]:
        """Newest first; only those with the number `to`, if given."""
        return [each for each in reversed(self._all) if to is None or to in (each.to, each.sender)]


class SmsProvider:
    """The HTTP side. `webhook` is where it calls back, `secret` what it signs with; without them it never calls."""

    def __init__(self, store: SmsStore, faults: Faults, webhook: str = "", secret: str = "") -> None:
        self._store, self._faults, self._webhook, self._secret = store, faults, webhook, secret
        self._calls: set[asyncio.Task[None]] = set()

    async def take(self, request: Request) -> Response:
        try:
            data = json.loads(await request.body())
            sender = str(data.pop("from", "") or "")
            wanted = SmsIn.model_validate(data)
        except (ValidationError, ValueError, AttributeError):
            return JSONResponse({"error": "malformed"}, 422)
        fault = self._faults.take(wanted.to, "sms")
        if fault and (fault.stage or "data") != "data-after":
            return await self._play(fault.kind)
        known = self._store.by_key(wanted.key)
        kept = known or self._store.add("out", sender, wanted.to, wanted.text, wanted.key)
        if fault:
            return await self._play(fault.kind)
        if known is None:
            self._call("delivered", sender=kept.sender, to=kept.to, message=kept.id)
        return JSONResponse({"id": kept.id}, 200 if known else 201)

    async def list_all(self, request: Request) -> Response:
        found = self._store.all(request.query_params.get("to"))
        return JSONResponse({"data": [{**asdict(each), "from": each.sender} for each in found]})

    async def answer(self, request: Request) -> Response:
        """Somebody answers a text: from the page's form, or a program with JSON `{"text"}`."""
        first = self._store.by_id(request.path_params["id"])
        is_form = "form" in request.headers.get("content-type", "")
        if is_form:
            async with request.form(max_files=0, max_fields=5) as form:
                text = str(form.get("text") or "")
        else:
            text = str(json.loads(await request.body()).get("text", ""))
        if first is None or not text.strip():
            return Response(status_code=404 if first is None else 422)
        sender, to = (first.to, first.sender) if first.direction == "out" else (first.sender, first.to)
        kept = self._store.add("in", sender, to, text, secrets.token_hex(8))
        self._call("received", sender=sender, to=to, text=text, id=kept.id)
        return RedirectResponse("/texts", 303) if is_form else JSONResponse({"id": kept.id}, 201)

    def _call(self, kind: str, *, sender: str, to: str, **more: str) -> None:
        if self._webhook and self._secret:
            event = {"type": kind, "id": f"evt-{secrets.token_hex(8)}", "from": sender, "to": to} | more
            task = asyncio.create_task(_post(self._webhook, self._secret, event))
            self._calls.add(task)
            task.add_done_callback(self._calls.discard)

    async def _play(self, kind: str) -> Response:
        if kind == "hang":
            await asyncio.Event().wait()  # until the connection is gone
        if kind == "drop":
            return _Cut()
        return JSONResponse({"error": kind}, int(kind))


class _Cut(Response):
    """An answer that breaks off: more was announced than comes."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-length", b"1000"), (b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"{", "more_body": False})


async def _post(url: str, secret: str, event: dict[str, Any]) -> None:
    """Calls until it is taken, for some minutes: the product may be starting."""
    body = json.dumps(event, ensure_ascii=False).encode()
    async with httpx.AsyncClient(timeout=10) as client:
        for pause in (0.2, 1, 2, 5, 10, 30, 60, 60):
            at = datetime.now(UTC)
            headers = {
                "Content-Type": "application/json",
                "webhook-id": event["id"],
                "webhook-timestamp": str(int(at.timestamp())),
                "webhook-signature": sign(secret, event["id"], at, body),
            }
            try:
                if (await client.post(url, content=body, headers=headers)).status_code < 500:
                    return
            except httpx.HTTPError:
                pass
            await asyncio.sleep(pause)

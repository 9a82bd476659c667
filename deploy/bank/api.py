"""The bank as Stripe's library sees it: `/v1/…`, forms in, JSON out, the key in the header, the same idempotency key answered the same."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from deploy.bank import forms
from deploy.bank.bank import Bank, Wrong, shown

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import Receive, Scope, Send

    from deploy.bank.store import Thing

FAULTS = ("hang", "drop", "503")
"""After the request was done: no answer, half an answer, "not now"."""


class Api:
    def __init__(self, bank: Bank, key: str) -> None:
        self._bank, self._key = bank, key
        self.faults: list[dict[str, str]] = []
        """`{path, kind}`, taken by the next request to that path."""
        bank_ = bank
        self.routes = [
            self._route("/customers", "POST", lambda ids, asked: bank_.create_customer(asked)),
            self._route("/checkout/sessions", "POST", lambda ids, asked: bank_.create_session(asked)),
            self._route("/checkout/sessions/{id}", "GET", lambda ids, asked: bank_.session(ids["id"])),
            self._route("/checkout/sessions/{id}/expire", "POST", lambda ids, asked: bank_.expire_session(ids["id"])),
            self._route("/payment_intents", "POST", lambda ids, asked: bank_.charge(asked)),
            self._route("/payment_intents/{id}", "GET", lambda ids, asked: bank_.intent(ids["id"])),
            self._route("/payment_methods/{id}", "GET", lambda ids, asked: bank_.method(ids["id"])),
            self._route("/payment_methods/{id}/detach", "POST", lambda ids, asked: bank_.detach(ids["id"])),
            self._route("/refunds", "POST", lambda ids, asked: bank_.refund(asked)),
        ]

    def _route(self, path: str, method: str, do: Callable[[dict[str, str], Thing], Thing]) -> Route:
        async def endpoint(request: Request) -> Response:
            given = request.headers.get("authorization", "").removeprefix("Bearer ")
            if not self._key or not hmac.compare_digest(given.encode(), self._key.encode()):
                return _error("api_key_invalid", 401, "invalid_request_error")
            body = (await request.body()).decode() if method == "POST" else request.url.query
            status, answer = self._answer(request, body, do)
            return await self._play(request.url.path, JSONResponse(answer, status))

        return Route(f"/v1{path}", endpoint, methods=[method])

    def _answer(self, request: Request, body: str, do: Callable[[dict[str, str], Thing], Thing]) -> tuple[int, Any]:
        key = request.headers.get("idempotency-key", "")
        digest = hashlib.sha256(f"{request.method} {request.url.path}\n{body}".encode()).hexdigest()
        known = self._bank.store.get("answer", key) if key else None
        if known:
            if known["digest"] != digest:
                return 400, _problem("idempotency_key_in_use", "idempotency_error")
            return known["status"], known["body"]
        try:
            asked = forms.read(body)
            expand = asked.pop("expand", [])
            status, answer = 200, shown(do(request.path_params, asked), self._bank.store, expand)
        except Wrong as wrong:
            status = wrong.status
            answer = _problem(wrong.code, "card_error" if status == 402 else "invalid_request_error")
            if wrong.intent:
                answer["error"] |= {"payment_intent": shown(wrong.intent), "decline_code": wrong.decline_code}
        except (KeyError, ValueError, IndexError, TypeError) as error:
            return 400, _problem("parameter_missing", "invalid_request_error", str(error))
        if key:
            self._bank.store.add("answer", {"id": key, "digest": digest, "status": status, "body": answer})
        self._bank.store.keep()
        return status, answer

    async def _play(self, path: str, response: Response) -> Response:
        fault = next((each for each in self.faults if path.startswith(each["path"])), None)
        if fault is None:
            return response
        self.faults.remove(fault)
        if fault["kind"] == "hang":
            await asyncio.sleep(3600)
        return _Cut() if fault["kind"] == "drop" else _error("overloaded", 503, "api_error")


class _Cut(Response):
    """An answer that breaks off: more was announced than comes."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-length", b"1000"), (b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"{", "more_body": False})


def _problem(code: str, kind: str, message: str = "") -> Any:
    return {"error": {"type": kind, "code": code, "message": message or code}}


def _error(code: str, status: int, kind: str) -> Response:
    return JSONResponse(_problem(code, kind), status)

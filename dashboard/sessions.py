"""Who is signed in: two HttpOnly cookies, refreshed silently, and what the services say about their owner.

The access token is short-lived. When it is about to end, the refresh token gets a new pair; requests that arrive together
share one refresh, because a refresh token can be used only once.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Generic, TypeVar

from starlette.requests import Request
from starlette.responses import Response

from dashboard.api import Api, Json, Services
from dashboard.problems import ApiProblem

TOKEN, REFRESH, LANGUAGE, FLASH = "dossier_token", "dossier_refresh", "dossier_language", "dossier_flash"
EARLY = 30  # seconds before its end at which a token is renewed
KEPT = 60  # seconds for which `me` and a finished refresh are remembered
SESSION_SECONDS = 30 * 24 * 3600

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Session:
    token: str
    refresh_token: str
    me: Json
    renewed: bool = False  # the answer must set the cookies


class Remembered(Generic[V]):
    """A small map that forgets after `KEPT` seconds and holds at most 1,000 entries."""

    def __init__(self) -> None:
        self._entries: OrderedDict[str, tuple[float, V]] = OrderedDict()

    def get(self, key: str) -> V | None:
        at, value = self._entries.get(key, (0.0, None))
        return value if time.monotonic() - at < KEPT else None

    def put(self, key: str, value: V) -> None:
        self._entries[key] = (time.monotonic(), value)
        self._entries.move_to_end(key)
        while len(self._entries) > 1000:
            self._entries.popitem(last=False)

    def drop(self, key: str) -> None:
        self._entries.pop(key, None)


class Sessions:
    """One per process."""

    def __init__(self, services: Services, secure: bool) -> None:
        self._services = services
        self._secure = secure
        self._me: Remembered[Json] = Remembered()
        self._pairs: Remembered[tuple[str, str]] = Remembered()
        self._refreshing: dict[str, asyncio.Task[tuple[str, str] | None]] = {}

    async def load(self, request: Request) -> Session | None:
        """The session of this request, renewed when it must be; None when nobody is signed in."""
        token, refresh_token = request.cookies.get(TOKEN, ""), request.cookies.get(REFRESH, "")
        renewed = False
        if not token or ends_at(token) - time.time() < EARLY:
            if not refresh_token:
                return None
            pair = await self._renew(refresh_token)
            if pair is None:
                return None
            (token, refresh_token), renewed = pair, True
        try:
            me = self._me.get(token) or await Api(self._services, token, "fr").me()
        except ApiProblem as problem:
            if problem.status in (401, 403, 404):
                return None
            raise
        self._me.put(token, me)
        return Session(token, refresh_token, me, renewed)

    async def _renew(self, refresh_token: str) -> tuple[str, str] | None:
        known = self._pairs.get(refresh_token)
        if known:
            return known
        task = self._refreshing.get(refresh_token)
        if task is None:
            task = asyncio.create_task(self._exchange(refresh_token))
            self._refreshing[refresh_token] = task
            task.add_done_callback(lambda _: self._refreshing.pop(refresh_token, None))
        return await asyncio.shield(task)  # a browser that goes away must not lose the new pair for its other requests

    async def _exchange(self, refresh_token: str) -> tuple[str, str] | None:
        try:
            answer = await Api(self._services, None, "fr").refresh(refresh_token)
        except ApiProblem as problem:
            if problem.status == 429:
                raise
            return None
        pair = (str(answer["token"]), str(answer.get("refresh_token") or refresh_token))
        self._pairs.put(refresh_token, pair)
        return pair

    def keep(self, response: Response, token: str, refresh_token: str) -> None:
        self.cookie(response, TOKEN, token)
        self.cookie(response, REFRESH, refresh_token)

    def forget(self, response: Response, token: str = "") -> None:
        self._me.drop(token)
        for name in (TOKEN, REFRESH):
            response.delete_cookie(name, path="/", httponly=True, samesite="lax", secure=self._secure)

    def cookie(self, response: Response, name: str, value: str, seconds: int = SESSION_SECONDS) -> None:
        response.set_cookie(name, value, max_age=seconds, path="/", httponly=True, samesite="lax", secure=self._secure)


def ends_at(token: str) -> float:
    """When a token ends (epoch seconds). Only to renew in time: the services are the ones that verify it."""
    try:
        payload = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return float(claims["exp"])
    except (IndexError, KeyError, TypeError, ValueError, binascii.Error):
        return 0.0

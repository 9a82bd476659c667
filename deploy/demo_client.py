"""The demo's way to the running stack: only its public HTTP APIs, and stubborn.

Any process may be killed at any moment. A call that got no answer is made again with the same `Idempotency-Key`, so it happens once;
what must follow by itself is waited for by asking until it is true.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeVar

import httpx

T = TypeVar("T")
Json = dict[str, Any]
Service = Literal["accounts", "intake", "jobs", "billing", "mail"]

PATIENCE: Final = 180.0
"""Seconds until the demo gives up on an answer or a condition: a killed process is back long before."""
_BUSY: Final = ("in-progress", "newer-build")


class GaveUpError(Exception):
    """Something did not happen in time, or was refused; the message says what."""


class RefusedError(GaveUpError):
    """A problem answer that trying again does not change."""

    def __init__(self, method: str, url: str, response: httpx.Response) -> None:
        try:
            self.problem: Json = response.json()
        except ValueError:
            self.problem = {}
        self.status = response.status_code
        self.code = str(self.problem.get("code") or "")
        detail = self.problem.get("detail") or response.text[:200]
        wrong = "; ".join(f"{e.get('pointer')} {e.get('detail')}" for e in self.problem.get("errors") or [])
        super().__init__(f"{method} {url}: {self.status} {self.code} {detail} {wrong}".strip())


@dataclass
class Client:
    """`urls` by service. `email` and `password` sign in, again whenever a token is over."""

    urls: Mapping[str, str]
    email: str
    password: str
    language: str
    retries: int = 0
    """How many calls had to be made again: told at the end, since a demo on a healthy stack has none."""
    _token: str = ""
    _http: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=httpx.Timeout(15.0, connect=3.0)))

    def close(self) -> None:
        self._http.close()

    def get(self, service: Service, path: str, *, public: bool = False, **params: Any) -> Json:
        return self._json(self.request("GET", service, path, params=params, public=public))

    def post(self, service: Service, path: str, body: Any = None, *, key: str = "", public: bool = False) -> Json:
        return self._json(
            self.request("POST", service, path, body={} if body is None else body, key=key, public=public)
        )

    def request(
        self,
        method: str,
        service: Service,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        body: Any = None,
        key: str = "",
        public: bool = False,
    ) -> httpx.Response:
        """The answer below 400. Raises RefusedError for a refusal, GaveUpError when nobody answers for long."""
        url, deadline, wait = f"{self.urls[service]}{path}", time.monotonic() + PATIENCE, 0.1
        while True:
            headers = {"Accept-Language": self.language} | ({"Idempotency-Key": key} if key else {})
            if not public:
                headers["Authorization"] = f"Bearer {self._token or self._sign_in()}"
            try:
                response = self._http.request(method, url, params=params, json=body, headers=headers)
            except httpx.TransportError as error:
                failure: Exception = GaveUpError(f"{method} {url}: {error or type(error).__name__}")
            else:
                if response.status_code < 400:
                    return response
                failure = refusal = RefusedError(method, url, response)
                if refusal.status == 401 and not public:
                    self._token = ""
                elif not (refusal.status >= 500 or refusal.status == 429 or refusal.code in _BUSY):
                    raise refusal
                after = response.headers.get("retry-after", "")
                wait = max(wait, min(float(after), 30.0)) if after.isdigit() else wait
            if time.monotonic() + wait > deadline:
                raise failure
            self.retries += 1
            time.sleep(wait)
            wait = min(wait * 2, 2.0)

    def until(self, what: str, condition: Callable[[], T | None], *, patience: float = PATIENCE) -> T:
        """The first answer of `condition` that is not None. Raises GaveUpError that names `what` was waited for."""
        deadline = time.monotonic() + patience
        while (found := condition()) is None:
            if time.monotonic() > deadline:
                raise GaveUpError(what)
            time.sleep(0.2)
        return found

    def _sign_in(self) -> str:
        credentials = {"email": self.email, "password": self.password}
        self._token = str(self.post("accounts", "/v1/sign-in", credentials, public=True)["token"])
        return self._token

    @staticmethod
    def _json(response: httpx.Response) -> Json:
        if response.status_code == 204 or not response.content:
            return {}
        return dict(response.json())

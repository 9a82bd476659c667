"""How a service says no, or nothing at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import httpx

Service = Literal["accounts", "jobs", "billing", "intake"]


@dataclass(frozen=True, slots=True)
class FieldProblem:
    pointer: str  # JSON pointer into the body that was sent, "" when it is about the whole
    code: str
    detail: str


class ApiProblem(Exception):
    """A problem+json answer, already in the caller's language."""

    def __init__(self, status: int, body: Mapping[str, Any], service: Service) -> None:
        super().__init__(f"{service} answered {status}")
        self.status = status
        self.service = service
        self.code = str(body.get("code") or "")
        self.title = str(body.get("title") or "")
        self.detail = str(body.get("detail") or "")
        self.body = dict(body)
        self.errors = [
            FieldProblem(str(e.get("pointer") or ""), str(e.get("code") or ""), str(e.get("detail") or ""))
            for e in body.get("errors") or []
            if isinstance(e, Mapping)
        ]


class ServiceDown(Exception):
    def __init__(self, service: Service) -> None:
        super().__init__(f"{service} does not answer")
        self.service = service


def problem_of(response: httpx.Response, service: Service) -> ApiProblem | ServiceDown:
    """5xx without a problem body is an outage for the reader, whatever its cause."""
    try:
        body = response.json()
    except ValueError:
        body = {}
    if not isinstance(body, dict):
        body = {}
    if response.status_code >= 500:
        return ServiceDown(service)
    return ApiProblem(response.status_code, body, service)

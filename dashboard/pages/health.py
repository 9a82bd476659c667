"""Alive: the process answers. Ready: the services that every page needs answer too."""

from __future__ import annotations

import asyncio

import httpx
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from dashboard.api import Services
from dashboard.problems import Service

NEEDED: tuple[Service, ...] = ("accounts", "jobs", "billing")


async def live(request: Request) -> Response:
    return JSONResponse({"status": "ok"})


async def ready(request: Request) -> Response:
    services: Services = request.app.state.services
    answers = await asyncio.gather(*(_answers(services, name) for name in NEEDED))
    missing = [name for name, ok in zip(NEEDED, answers, strict=True) if not ok]
    if missing:
        return JSONResponse({"status": "waiting", "for": missing}, status_code=503)
    return JSONResponse({"status": "ok"})


async def _answers(services: Services, name: Service) -> bool:
    try:
        response = await services.http.get(f"{services.urls[name]}/health/live", timeout=2.0)
    except httpx.HTTPError:
        return False
    return response.status_code == 200


routes = [Route("/health/live", live), Route("/health/ready", ready)]

"""Home: what needs a person first, then today, then who is being waited for."""

from __future__ import annotations

import asyncio

from starlette.responses import Response
from starlette.routing import Route

from dashboard import steps
from dashboard.problems import ApiProblem, ServiceDown
from dashboard.view import View, signed_in


async def home(view: View) -> Response:
    """Two calls, side by side. A part that this person may not see is left out."""
    found, held = await asyncio.gather(view.api.get("jobs", "/v1/overview"), _held(view))
    return view.render("home.html", found=found, waiting=found["waiting"], held=held, move=steps.move)


async def _held(view: View) -> int:
    """Mails that came in and wait for a person. Home does without them when intake is away."""
    if not view.may("messages"):
        return 0
    try:
        return int((await view.api.get("intake", "/v1/inbound-mail/waiting"))["count"])
    except (ApiProblem, ServiceDown):
        return 0


routes = [Route("/", signed_in(home))]

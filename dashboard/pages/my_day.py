"""My Day: a technician's visits on a phone, also without a network. The worker that keeps the page is served from here."""

from __future__ import annotations

import asyncio
import json
import uuid
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Final

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from dashboard import app_icons, assets, dates
from dashboard.api import Json
from dashboard.pages import materials
from dashboard.problems import ApiProblem
from dashboard.texts import LANGUAGES, t
from dashboard.view import View, public, signed_in

VERBS: Final = ("en_route", "start", "pause", "resume", "complete", "note", "check", "material")
MINUTES: Final = (10, 15, 20, 30, 45, 60)
"""What somebody on the way may say that it takes."""
KEPT: Final = (
    "dossier.css",
    "dossier.js",
    "htmx.js",
    "my-day-queue.js",
    "my-day-leave.js",
    "my-day-sign.js",
    "my-day.js",
    "signature_pad.js",
    "icons.svg",
    "favicon.svg",
    "regular.ttf",
    "semibold.ttf",
)
"""What the page needs without a network."""
STATUSES: Final = ("scheduled", "en_route", "started", "paused", "completed", "cancelled")


async def page(view: View) -> Response:
    """The day of whoever is signed in; the office looks at anybody's with `?resource=`, and presses nothing there."""
    return await _page(view)


async def _page(view: View, problem: str = "") -> Response:
    today = dates.today(view.zone)
    wanted, resource = view.arg("date") if view.request.method == "GET" else "", view.arg("resource")
    day = await view.api.get("jobs", "/v1/my-day", date=wanted, resource=resource)
    shown = date.fromisoformat(day["date"])
    office = view.user.get("role") != "employee"
    others = await _others(view) if office else []
    known = await materials.known(view) if not resource else []
    context: dict[str, Any] = {
        "visits": _in_order(day["visits"]),
        "day": shown,
        "is_today": shown == today,
        "before": shown - timedelta(days=1),
        "after": shown + timedelta(days=1),
        "look_only": bool(resource),
        "resource": resource,
        "people": day["resources"],
        "others": others,
        "own": [each["id"] for each in day["resources"]],
        "statuses": STATUSES,
        "minutes": MINUTES,
        "known": known,
        "locale": f"{view.language}-CA",
        "now": dates.now(view.zone).isoformat(),
        "problem": problem,
        "new_key": lambda: uuid.uuid4().hex,
    }
    response = view.render("my_day.html", 422 if problem else 200, **context)
    if not problem and not resource:
        response.headers["X-My-Day"] = shown.isoformat()
        response.headers["X-My-Day-Zone"] = view.zone
        response.headers["X-My-Day-User"] = str(view.user["id"])
    return response


async def _others(view: View) -> list[Json]:
    found: list[Json] = (await view.api.get("jobs", "/v1/resources", active="true", limit=100))["data"]
    return found


def _in_order(visits: list[Json]) -> list[Json]:
    """What is being done first, then by time; what is over at the end."""
    rank = {"started": 0, "paused": 1, "en_route": 1, "completed": 3, "cancelled": 4, "no_show": 4}
    return sorted(visits, key=lambda visit: rank.get(visit["status"], 2))


async def act(view: View) -> Response:
    """One press without JavaScript."""
    form = await view.form()
    verb = view.arg("verb")
    if verb not in VERBS:
        raise ApiProblem(404, {}, "jobs")
    data = {name.removeprefix("data."): form.text(name) for name in form.values if name.startswith("data.")}
    if verb == "material" and (item := await materials.item_of(view, data.get("description", ""))):
        data["item_id"] = item
    press = {
        "id": form.key,
        "at": dates.now("UTC").isoformat(),
        "visit_id": view.arg("visit"),
        "verb": verb,
        "data": data,
    }
    answer = (await view.api.post("jobs", "/v1/my-day/actions", {"actions": [press]}))["data"][0]
    if answer["outcome"] in ("done", "already"):
        return view.flash(view.redirect("/my-day"), "flash-my-day", text=answer["text"])
    return await _page(view, answer["text"])


async def session(view: View) -> Response:
    """Who would be sending: a phone asks before it sends what somebody pressed on it."""
    return JSONResponse({"user": view.user["id"]}, headers={"Cache-Control": "no-store"})


async def actions(view: View) -> Response:
    """What a phone kept, passed on; what another person pressed on it is not sent under this session."""
    try:
        body = await view.request.json()
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        return JSONResponse({"code": "malformed"}, 400)
    if body.pop("user", None) != view.user["id"]:
        return JSONResponse({"code": "other-user"}, 409)
    try:
        answer = await view.api.post("jobs", "/v1/my-day/actions", body)
    except ApiProblem as problem:
        return JSONResponse(problem.body, problem.status, headers={"Cache-Control": "no-store"})
    return JSONResponse(answer, headers={"Cache-Control": "no-store"})


# ── what makes it an application on the phone ────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=1)
def _worker() -> str:
    """The worker with the names of what it keeps: another version of anything is another worker."""
    kept = [assets.url(name) for name in KEPT]
    parts = [assets.text(name) for name in ("my-day-queue.js", "my-day-worker.js")]
    return (
        f"const ASSETS = {json.dumps(kept)};\nconst VERSION = {json.dumps(assets.digest(*kept, *parts))};\n"
        + "".join(parts)
    )


async def worker(view: View) -> Response:
    """At the root of the site, so that it may answer for `/my-day`; read anew each time the browser looks for a new one."""
    return Response(_worker(), media_type="text/javascript", headers={"Cache-Control": "no-cache"})


async def manifest(view: View) -> Response:
    language = view.arg("lang") if view.arg("lang") in LANGUAGES else view.language
    body = {
        "id": "/my-day",
        "name": t(language, "my-day-app"),
        "short_name": t(language, "my-day-title"),
        "lang": f"{language}-CA",
        "start_url": "/my-day",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f2f4f1",
        "theme_color": "#f2f4f1",
        "icons": [
            {"src": f"/app-icon-{size}.png", "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
            for size in app_icons.SIZES
            for purpose in ("any", "maskable")
        ],
    }
    return JSONResponse(body, media_type="application/manifest+json", headers={"Cache-Control": "no-cache"})


async def icon(view: View) -> Response:
    size = view.request.path_params["size"]
    if size not in app_icons.SIZES:
        raise ApiProblem(404, {}, "jobs")
    content = await asyncio.to_thread(app_icons.png, size)
    return Response(content, media_type="image/png", headers={"Cache-Control": "public, max-age=86400"})


routes = [
    Route("/my-day", signed_in(page)),
    Route("/my-day/session", signed_in(session)),
    Route("/my-day/actions", signed_in(actions), methods=["POST"]),
    Route("/my-day/{visit}/{verb}", signed_in(act), methods=["POST"]),
    Route("/my-day-worker.js", public(worker)),
    Route("/my-day.webmanifest", public(manifest)),
    Route("/app-icon-{size:int}.png", public(icon)),
]

"""`/u/{token}`: the way out at the foot of a mail. Its page asks first; a mail program's one click (RFC 8058) does not."""

from __future__ import annotations

from starlette.responses import Response
from starlette.routing import Route

from dashboard import sessions
from dashboard.api import Json
from dashboard.problems import ApiProblem
from dashboard.texts import LANGUAGES
from dashboard.view import View, public


async def page(view: View) -> Response:
    return await _shown(view, await view.api.get("jobs", _path(view)))


async def leave(view: View) -> Response:
    """Both the page's button and the one click of a mail program, which sends `List-Unsubscribe=One-Click`."""
    form = await view.form()
    if form.text("again"):
        await view.api.delete("jobs", _path(view))
    else:
        await view.api.post("jobs", _path(view))
    return view.redirect(f"/u/{view.arg('token')}")


async def _shown(view: View, found: Json) -> Response:
    theirs = str(found.get("language") or "")
    if theirs in LANGUAGES and sessions.LANGUAGE not in view.request.cookies:
        view.language = theirs
    return view.render("unsubscribe.html", found=found)


def _path(view: View) -> str:
    token = view.arg("token")
    if not token.replace("-", "").replace("_", "").replace(".", "").isalnum():
        raise ApiProblem(404, {}, "jobs")
    return f"/v1/unsubscribe/{token}"


routes = [Route("/u/{token}", public(page)), Route("/u/{token}", public(leave), methods=["POST"])]

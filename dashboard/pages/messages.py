"""Messages that did not arrive, over all jobs, and what a person does about one: try again, elsewhere, or call."""

from __future__ import annotations

from starlette.responses import Response
from starlette.routing import Route

from dashboard.api import Json
from dashboard.pages.job import do, show
from dashboard.view import View, signed_in

PAGE = 50


async def in_trouble(view: View) -> Response:
    everything = view.arg("all") == "1"
    wanted: Json = {"limit": PAGE, "after": view.arg("after"), "waiting": "" if everything else "true"}
    found = await view.api.get("jobs", "/v1/messages", **wanted)
    return view.render("messages_in_trouble.html", messages=found["data"], page=found["page"], everything=everything)


async def retry(view: View) -> Response:
    form = await view.form()
    body: Json = {name: form.text(name) for name in ("email", "phone") if form.text(name)}
    if body and form.text("keep"):
        body["keep"] = True
    call = view.api.post("jobs", f"{_path(view)}/retry", body, key=form.key)
    return await do(view, form, "repair", call, "flash-message-retried", "#messages")


async def called(view: View) -> Response:
    form = await view.form()
    if not form.text("body"):
        form.complain("body", view.t("called-empty"))
        return await show(view, view.arg("job"), forms={"repair": form})
    call = view.api.post("jobs", f"{_path(view)}/called", {"body": form.text("body")}, key=form.key)
    return await do(view, form, "repair", call, "flash-message-called", "#messages")


def _path(view: View) -> str:
    return f"/v1/jobs/{view.arg('job')}/messages/{view.arg('message')}"


routes = [
    Route("/messages", signed_in(in_trouble)),
    Route("/jobs/{job}/messages/{message}/retry", signed_in(retry), methods=["POST"]),
    Route("/jobs/{job}/messages/{message}/called", signed_in(called), methods=["POST"]),
]

"""The company's own words for what is mailed and texted to its clients: both languages side by side, shown as they are typed."""

from __future__ import annotations

from starlette.responses import Response
from starlette.routing import Route

from dashboard.api import Json
from dashboard.forms import Form
from dashboard.problems import ApiProblem
from dashboard.texts import LANGUAGES
from dashboard.view import View, signed_in

PATH = "/v1/message-templates"
CHANNELS = ("mail", "sms")


async def index(view: View) -> Response:
    found = await view.api.get("jobs", PATH)
    return view.render("message_templates.html", templates=found["data"])


async def edit(view: View) -> Response:
    return await _edit(view, Form())


async def _edit(view: View, form: Form, problem: ApiProblem | None = None) -> Response:
    template, etag = await view.api.tagged("jobs", f"{PATH}/{view.arg('kind')}")
    channel = _channel(view)
    status = problem.status if problem else form.status
    return view.render(
        "message_template.html",
        status,
        template=template,
        channel=channel,
        channels=CHANNELS,
        languages=LANGUAGES,
        texts=template[channel],
        placeholders=[each for each in template["placeholders"] if channel in each["channels"]],
        etag=form.text("etag") or etag,
        form=form,
        blank=Form(),
        problem=problem.detail or problem.title if problem else "",
    )


async def save(view: View) -> Response:
    form = await view.form()
    body: Json = {"channel": _channel(view)}
    for language in LANGUAGES:
        text: Json = {"body": form.text(f"{language}.body")}
        if body["channel"] == "mail":
            text["subject"] = form.text(f"{language}.subject")
        body[language] = text
    try:
        await view.api.put("jobs", f"{PATH}/{view.arg('kind')}", body, etag=form.text("etag"))
    except ApiProblem as problem:
        if problem.status in (401, 403, 404):
            raise
        return await _edit(view, form.refuse(problem), None if problem.errors else problem)
    return view.flash(view.redirect(_here(view)), "flash-template-saved")


async def reset(view: View) -> Response:
    """Back to the standard texts of this channel."""
    await view.form()
    await view.api.delete("jobs", f"{PATH}/{view.arg('kind')}?channel={_channel(view)}")
    return view.flash(view.redirect(_here(view)), "flash-template-reset")


async def preview(view: View) -> Response:
    """The part that follows the typing: what a client would read, or what is wrong with the text."""
    form = await view.form()
    language = view.arg("language") if view.arg("language") in LANGUAGES else "fr"
    channel = _channel(view)
    body: Json = {"kind": view.arg("kind"), "channel": channel, "language": language}
    body["body"] = form.text(f"{language}.body")
    if channel == "mail":
        body["subject"] = form.text(f"{language}.subject")
    try:
        shown, errors = await view.api.post("jobs", f"{PATH}/preview", body), []
    except ApiProblem as problem:
        if problem.status in (401, 403, 404):
            raise
        shown, errors = {}, [error.detail for error in problem.errors] or [problem.detail]
    return view.render("message_preview.html", shown=shown, errors=errors, channel=channel)


def _channel(view: View) -> str:
    return "sms" if view.arg("channel") == "sms" else "mail"


def _here(view: View) -> str:
    return f"/settings/messages/{view.arg('kind')}?channel={_channel(view)}"


routes = [
    Route("/settings/messages", signed_in(index)),
    Route("/settings/messages/{kind}", signed_in(edit)),
    Route("/settings/messages/{kind}", signed_in(save), methods=["POST"]),
    Route("/settings/messages/{kind}/reset", signed_in(reset), methods=["POST"]),
    Route("/settings/messages/{kind}/preview", signed_in(preview), methods=["POST"]),
]

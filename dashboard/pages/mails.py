"""Mails that came in: what waits for a person, what was ignored and why, one mail in full, and what to do with it."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from markupsafe import escape
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from dashboard.api import Json
from dashboard.forms import Form
from dashboard.problems import ApiProblem
from dashboard.view import View, signed_in

GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "waiting": ("held", "failed"),
    "delivered": ("delivered", "received"),
    "ignored": ("ignored",),
    "discarded": ("discarded",),
}
PAGE: Final = 30
SANDBOX: Final = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; frame-ancestors 'none'"
"""For a stranger's HTML, cleaned though it is: nothing runs, nothing loads, links open in tabs of their own (`<base>`)."""


async def listing(view: View) -> Response:
    group = view.arg("group") if view.arg("group") in GROUPS else "waiting"
    page = await view.api.get(
        "intake", "/v1/inbound-mail", status=list(GROUPS[group]), limit=PAGE, after=view.arg("after")
    )
    return view.render("mails.html", mails=page["data"], page=page["page"], group=group, groups=list(GROUPS))


async def waiting(view: View) -> Response:
    """The number in the navigation; nothing when it is zero."""
    try:
        count = (await view.api.get("intake", "/v1/inbound-mail/waiting"))["count"]
    except ApiProblem:
        count = 0
    html = f'<span class="count">{count}<span class="sr"> {escape(view.t("mails-wait"))}</span></span>' if count else ""
    return HTMLResponse(html, headers={"Cache-Control": "no-store"})


async def one(view: View) -> Response:
    return await _page(view, Form())


async def _page(view: View, form: Form) -> Response:
    mail = await view.api.get("intake", _path(view))
    return view.render(
        "mail.html",
        form.status,
        mail=mail,
        form=form,
        blank=Form(),
        open=mail["status"] not in ("delivered", "received"),
        opens_job=mail["target_kind"] == "site" and not mail["job"],
    )


async def deliver(view: View) -> Response:
    """To the job that its address leads to, or to the one whose number was typed."""
    form = await view.form()
    body: Json = {}
    if number := form.text("number").lstrip("#"):
        job = await _job(view, number)
        if job is None:
            return await _page(view, form.complain("number", view.t("mails-no-such-job", number=number[:20])))
        body["job_id"] = job["id"]
    try:
        mail = await view.api.post("intake", _path(view, "/deliver"), body, key=form.key)
    except ApiProblem as problem:
        if problem.status not in (409, 422):
            raise
        return await _page(view, form.refuse(problem))
    return view.flash(view.redirect(f"/jobs/{mail['job']['id']}#messages"), "flash-mail-delivered")


async def discard(view: View) -> Response:
    form = await view.form()
    try:
        await view.api.post("intake", _path(view, "/discard"), {}, key=form.key)
    except ApiProblem as problem:
        if problem.status != 409:
            raise
        return await _page(view, form.refuse(problem))
    return view.flash(view.redirect("/mails"), "flash-mail-discarded")


async def raw(view: View) -> Response:
    """The mail as it came, only ever to be saved."""
    file = await view.api.download("intake", _path(view, "/raw"))
    headers = {
        "Content-Disposition": f'attachment; filename="{file.filename or "courriel.eml"}"',
        "Cache-Control": "private, no-store",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    return Response(file.content, media_type="message/rfc822", headers=headers)


async def formatted(view: View) -> Response:
    mail = await view.api.get("intake", _path(view))
    return _sandboxed(view, mail["subject"], mail["html"] or f"<pre>{escape(mail['body'])}</pre>")


async def formatted_message(view: View) -> Response:
    """The formatted view of a message in the thread."""
    found = await view.api.get("jobs", f"/v1/mails/{quote(view.arg('message'), safe='')}/html")
    return _sandboxed(view, "", found["html"])


def _sandboxed(view: View, subject: str, html: str) -> Response:
    page = view.render("mail_formatted.html", subject=subject or view.t("mail-formatted"), html=html)
    page.headers["Content-Security-Policy"] = SANDBOX
    return page


async def of_thread(view: View, messages: list[Json]) -> dict[str, Json]:
    """What messages that came by mail have besides their text, by message."""
    came = [each["id"] for each in messages if each["direction"] == "in" and each["channel"] == "mail"]
    if not came or not view.may("messages"):
        return {}
    found = await view.api.get("jobs", "/v1/mails", message_id=came)
    return {each["message_id"]: each for each in found["data"]}


async def _job(view: View, number: str) -> Json | None:
    if not (number.isascii() and number.isdigit() and len(number) < 12):
        return None
    found = await view.api.jobs(q=number, limit=50)
    return next((each for each in found["data"] if str(each["number"]) == str(int(number))), None)


def _path(view: View, verb: str = "") -> str:
    return f"/v1/inbound-mail/{quote(view.arg('mail'), safe='')}{verb}"


routes = [
    Route("/mails", signed_in(listing)),
    Route("/mails/waiting", signed_in(waiting)),
    Route("/mails/{mail}", signed_in(one)),
    Route("/mails/{mail}/raw", signed_in(raw)),
    Route("/mails/{mail}/formatted", signed_in(formatted)),
    Route("/mails/{mail}/deliver", signed_in(deliver), methods=["POST"]),
    Route("/mails/{mail}/discard", signed_in(discard), methods=["POST"]),
    Route("/messages/{message}/formatted", signed_in(formatted_message)),
]

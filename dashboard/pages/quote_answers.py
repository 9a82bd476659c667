"""The client answered the office: by phone, on paper, by mail. Their yes is kept with what shows it, and bound to what the page showed."""

from __future__ import annotations

from typing import Final

from starlette.datastructures import UploadFile
from starlette.responses import Response
from starlette.routing import Route

from dashboard.api import Json
from dashboard.forms import MAX_TEXT, Form, whole
from dashboard.pages import quotes
from dashboard.problems import ApiProblem
from dashboard.view import View, signed_in

MOST: Final = 25 * 1024 * 1024
"""Bytes of a file; the API has the same bound."""


async def accept(view: View) -> Response:
    """The file is kept on the quote first: it stays there, and is not asked for again, if the answer is then refused."""
    form, file = await _received(view)
    if not form.text("name"):
        form.complain("name", view.t("quote-accept-name-missing"))
    if not form.text("note") and not form.text("file_id") and file is None:
        form.complain("note", view.t("quote-accept-proof-missing"))
    if file is not None and len(file[1]) > MOST:
        form.complain("paper", view.t("upload-too-large"))
    if form.errors:
        return await quotes.page(view, form=form)
    try:
        if file is not None:
            kept = await view.api.attach(f"quote:{view.arg('quote')}", *file, key=f"{form.key}-file")
            form.values |= {"file_id": kept["id"], "file_name": kept["name"]}
        path = f"/v1/quotes/{view.arg('quote')}/accept"
        quote = await view.api.post("billing", path, _body(form), key=form.key)
    except ApiProblem as problem:
        if problem.status in (401, 403, 404):
            raise
        about = {"file_id": "paper", "document_sha256": ""}
        return await quotes.page(view, problem, form.refuse(problem, about))
    return view.flash(view.redirect(f"/quotes/{quote['id']}"), "flash-quote-accepted", number=quote["number_text"])


def _body(form: Form) -> Json:
    return {
        "version": whole(form.text("version")),
        "document_sha256": form.text("document_sha256"),
        "name": form.text("name"),
        "how": form.text("how") or None,
        "note": form.text("note"),
        "file_id": form.text("file_id") or None,
        "schedule": whole(form.text("schedule")),
        "options": [whole(each) for each in form.all("options")],
        "alternative": form.text("alternative") or None,
    }


async def _received(view: View) -> tuple[Form, tuple[str, bytes, str] | None]:
    """What was typed, and the file with its name, content and type if one was chosen; of too large a one, only so much as shows it."""
    async with view.request.form(max_files=1, max_fields=600, max_part_size=MAX_TEXT) as data:
        form = Form.of(data)
        file = data.get("paper")
        if not isinstance(file, UploadFile) or not file.filename:
            return form, None
        content = await file.read(MOST + 1)
        return form, (file.filename, content, file.content_type or "application/octet-stream") if content else None


async def decline(view: View) -> Response:
    form = await view.form()
    body: Json = {"version": whole(form.text("version")), "reason": form.text("reason")}
    return await quotes.verb(view, "decline", body, "flash-quote-declined", form)


routes = [
    Route("/quotes/{quote}/accept", signed_in(accept), methods=["POST"]),
    Route("/quotes/{quote}/decline", signed_in(decline), methods=["POST"]),
]

"""What is done from the folder besides its main verbs: who is in charge, a snooze, a call that is written down, the phase."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from starlette.responses import Response
from starlette.routing import Route

from dashboard import dates
from dashboard.pages import job as folder
from dashboard.view import View, signed_in


async def assign(view: View) -> Response:
    form = await view.form()
    call = view.api.post("jobs", _path(view, "assign"), {"assigned_to": form.text("assigned_to") or None}, key=form.key)
    return await folder.do(view, form, "assign", call, "flash-assigned")


async def snooze(view: View) -> Response:
    """The step waits until the morning, or the time, that was chosen."""
    form = await view.form()
    until = dates.to_instant(form.text("day"), form.text("time") or "09:00", view.zone)
    if until is None:
        form.complain("day", view.t("snooze-when-missing"))
        return await folder.show(view, view.arg("job"), forms={"snooze": form})
    path = _path(view, f"plan/{quote(form.text('step'), safe='')}/snooze")
    call = view.api.post("jobs", path, {"until": until}, key=form.key)
    return await folder.do(view, form, "snooze", call, "flash-step-snoozed", "#next")


async def log_call(view: View) -> Response:
    """Writes down what was said on the phone; the client has been answered."""
    form = await view.form()
    if not form.text("call"):
        form.complain("call", view.t("call-empty"))
        return await folder.show(view, view.arg("job"), forms={"call": form})
    body = {"body": form.text("call"), "channel": "note" if form.text("channel") == "note" else "phone"}
    call = view.api.post("jobs", _path(view, "messages"), body, key=form.key)
    return await folder.do(view, form, "call", call, "flash-call-logged", "#messages")


async def give_back(view: View) -> Response:
    """The phase is derived from what happened again."""
    form = await view.form()
    call: Any = view.api.patch("jobs", _path(view), {"phase": None})
    return await folder.do(view, form, "phase", call, "flash-phase-given-back")


def _path(view: View, rest: str = "") -> str:
    path = f"/v1/jobs/{quote(view.arg('job'), safe='')}"
    return f"{path}/{rest}" if rest else path


routes = [
    Route("/jobs/{job}/assign", signed_in(assign), methods=["POST"]),
    Route("/jobs/{job}/snooze", signed_in(snooze), methods=["POST"]),
    Route("/jobs/{job}/call", signed_in(log_call), methods=["POST"]),
    Route("/jobs/{job}/phase/back", signed_in(give_back), methods=["POST"]),
]

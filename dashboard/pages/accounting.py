"""The accountant's export: runs with their files, how each record of a period stands, and the accounts that everything goes to."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response
from starlette.routing import Route

from dashboard import dates, links
from dashboard.api import Json
from dashboard.forms import Form
from dashboard.pages.reports import spans
from dashboard.problems import ApiProblem
from dashboard.view import View, signed_in

FORMATS = ("journal", "quickbooks")
CONTENTS = ("new", "all")
STATES = ("not_exported", "changed", "exported")
PERIOD = ("format", "from", "to")
PARAMS = (*PERIOD, "state", "after")
ROWS = 60
RUNS = 12


async def home(view: View) -> Response:
    """How the records of a period stand. What was asked wrongly is said above the form, and the usual period stands below it."""
    asked = {key: view.request.query_params[key] for key in PARAMS if view.request.query_params.get(key)}
    return await _home(view, Form(values={key: asked[key] for key in PERIOD if key in asked}), asked)


async def _home(view: View, form: Form, asked: Json) -> Response:
    usual = _usual(view)
    try:
        records = await _records(view, usual | asked)
    except ApiProblem as problem:
        if problem.status != 422 or not asked:
            raise
        form = form.refuse(problem, {f"query:.{key}": key for key in PARAMS}) if not form.summary else form
        asked = {}
        records = await _records(view, usual)
    shown = usual | asked
    period = {key: shown[key] for key in PERIOD}
    older = {"after": view.arg("runs")} if view.arg("runs") else {}
    runs = await view.api.get("billing", "/v1/accounting/exports", limit=RUNS, **older)
    return view.render(
        "reports/accounting.html",
        form.status,
        form=form,
        runs=runs,
        records=records,
        period=period,
        state=shown.get("state", ""),
        later="after" in shown,
        spans=spans(dates.today(view.zone)),
        formats=FORMATS,
        contents=CONTENTS,
        states=STATES,
        href=links.href,
        address=lambda **more: _address({**period, **more}),
    )


def _usual(view: View) -> Json:
    """Last month and this one so far, in the format that every accountant takes."""
    today = dates.today(view.zone)
    before = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    return {"format": FORMATS[0], "from": before.isoformat(), "to": today.isoformat()}


async def _records(view: View, asked: Json) -> Json:
    found: Json = await view.api.get("billing", "/v1/accounting/records", limit=ROWS, **asked)
    return found


def _address(asked: Json) -> str:
    return f"/accounting?{urlencode({key: value for key, value in asked.items() if value})}"


async def act(view: View) -> Response:
    """One form, two buttons: looks at a period, or exports it."""
    form = await view.form()
    period = {key: form.text(key) for key in PERIOD}
    if "show" in form.values:
        return view.redirect(_address(period))
    try:
        body = period | {"contents": form.text("contents")}
        made = await view.api.post("billing", "/v1/accounting/exports", body, key=form.key)
    except ApiProblem as problem:
        if problem.status in (401, 403, 404):
            raise
        return await _home(view, form.refuse(problem), {key: value for key, value in period.items() if value})
    return view.flash(view.redirect(_address(period)), "flash-exported", number=str(made["number"]))


async def file(view: View) -> Response:
    """A run's file, as it was made."""
    found = await view.api.download("billing", f"/v1/accounting/exports/{view.arg('export')}/file")
    headers = {"Content-Disposition": f'attachment; filename="{found.filename}"', "Cache-Control": "no-store"}
    return Response(found.content, media_type=found.media_type, headers=headers)


async def accounts(view: View) -> Response:
    return await _accounts(view, Form())


async def _accounts(view: View, form: Form) -> Response:
    found, etag = await view.api.tagged("billing", "/v1/accounting/accounts")
    return view.render("reports/accounts.html", form.status, form=form, accounts=found["data"], etag=etag)


async def set_accounts(view: View) -> Response:
    """What was changed, and nothing else; an emptied account goes back to its default."""
    form = await view.form()
    found = await view.api.get("billing", "/v1/accounting/accounts")
    changed: list[Json] = []
    for n, each in enumerate(found["data"]):
        account, name = form.text(f"account.{n}"), form.text(f"name.{n}")
        if form.text(f"role.{n}") == each["role"] and (account, name) != (each["account"], each["name"]):
            changed.append({"role": each["role"], "account": account, "name": name})
    if changed:
        body: dict[str, Any] = {"accounts": changed}
        try:
            await view.api.patch("billing", "/v1/accounting/accounts", body, etag=form.text("etag"))
        except ApiProblem as problem:
            if problem.status in (401, 403, 404):
                raise
            return await _accounts(view, form.refuse(problem))
    return view.flash(view.redirect("/accounting/accounts"), "flash-accounts-saved")


routes = [
    Route("/accounting", signed_in(home)),
    Route("/accounting", signed_in(act), methods=["POST"]),
    Route("/accounting/accounts", signed_in(accounts)),
    Route("/accounting/accounts", signed_in(set_accounts), methods=["POST"]),
    Route("/accounting/exports/{export}/file", signed_in(file)),
]

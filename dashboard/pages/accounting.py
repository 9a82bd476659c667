"""The accountant's export: runs with their files, what stands out of a period, and the accounts that everything goes to."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from dashboard import dates
from dashboard.api import ApiProblem, Json
from dashboard.forms import Form
from dashboard.view import View, signed_in

FORMATS = ("journal", "quickbooks")
CONTENTS = ("new", "all")
STATES = ("not_exported", "changed", "exported")


async def home(view: View) -> Response:
    return await _home(view, Form())


async def _home(view: View, form: Form) -> Response:
    today = dates.today(view.zone)
    first = today.replace(day=1)
    month = {"from": (first - timedelta(days=1)).replace(day=1).isoformat(), "to": today.isoformat()}
    runs, records = await asyncio.gather(
        view.api.get("billing", "/v1/accounting/exports", limit=24),
        view.api.get("billing", "/v1/accounting/records", limit=100, **month),
    )
    return view.render(
        "reports/accounting.html",
        form.status,
        form=form,
        runs=runs["data"],
        records=records,
        month=month,
        formats=FORMATS,
        contents=CONTENTS,
        states=STATES,
    )


async def export(view: View) -> Response:
    form = await view.form()
    body = {name: form.text(name) for name in ("format", "from", "to", "contents")}
    try:
        made = await view.api.post("billing", "/v1/accounting/exports", body, key=form.key)
    except ApiProblem as problem:
        if problem.status in (401, 403, 404):
            raise
        return await _home(view, form.refuse(problem))
    return view.flash(view.redirect("/accounting"), "flash-exported", number=str(made["number"]))


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
    Route("/accounting", signed_in(export), methods=["POST"]),
    Route("/accounting/accounts", signed_in(accounts)),
    Route("/accounting/accounts", signed_in(set_accounts), methods=["POST"]),
    Route("/accounting/exports/{export}/file", signed_in(file)),
]

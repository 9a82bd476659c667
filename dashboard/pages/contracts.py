"""Contracts that come again: invoices that make themselves on their days. Made on a job, then paused, gone on with, changed, ended."""

from __future__ import annotations

import asyncio
import re
from datetime import date
from typing import Any, Final

from starlette.responses import Response
from starlette.routing import Route

from dashboard import dates
from dashboard.api import Json
from dashboard.forms import Form, whole
from dashboard.pages import lines, versions
from dashboard.problems import ApiProblem
from dashboard.view import View, signed_in

REPEATS: Final = {"month": "MONTHLY", "week": "WEEKLY", "year": "YEARLY"}
MODES: Final = ("send", "issue", "draft")
VERBS: Final = {"pause": "paused", "resume": "active", "end": "ended"}
VERSIONED: Final = {"title": "name", "mode": "mode", "terms": "terms"}
"""What two versions are compared by, with the words of each."""
TERMS: Final = {"payment_terms_days": "terms"}
_RULE = re.compile(r"[A-Z]+=[A-Z0-9,+\-]+(?:;[A-Z]+=[A-Z0-9,+\-]+)*")


async def of_job(view: View) -> Response:
    """All of a job's; with `part` only the list, for the folder."""
    job = await view.api.job(view.arg("job"))
    try:
        found = await view.api.get("billing", "/v1/recurring-invoices", job_id=job["id"], limit=50)
    except ApiProblem as problem:
        if problem.status == 403 and view.arg("part"):
            return Response("")
        raise
    template = "contracts/list.html" if view.arg("part") else "contracts/of_job.html"
    contracts = [_shown(view, each) for each in found["data"]]
    return view.render(template, job=job, contracts=contracts)


async def new(view: View) -> Response:
    form = Form()
    form.values |= {"repeat": "month", "every": "1", "starts_on": dates.today(view.zone).isoformat(), "mode": MODES[0]}
    return await _editor(view, form, view.arg("job"))


async def create(view: View) -> Response:
    form, items = await view.form(), await lines.catalogue(view)
    body = _body(view, form, items) | {"job_id": view.arg("job"), "starts_on": form.text("starts_on")}
    body["rrule"] = rule(view, form)
    if form.errors:
        return await _editor(view, form, view.arg("job"))
    try:
        made = await view.api.post("billing", "/v1/recurring-invoices", body, key=form.key)
    except ApiProblem as problem:
        if problem.status in (401, 403, 404):
            raise
        return await _editor(view, form.refuse(problem, {"rrule": "repeat", **TERMS}), view.arg("job"))
    return view.flash(view.redirect(f"/contracts/{made['id']}"), "flash-contract-made")


async def show(view: View) -> Response:
    return await _show(view)


async def _show(view: View, problem: ApiProblem | None = None) -> Response:
    contract = await view.api.get("billing", _path(view))
    job, made, totals = await asyncio.gather(
        view.api.job(contract["job_id"]),
        view.api.invoices(job_id=contract["job_id"], limit=200),
        _totals(view, contract),
    )
    return view.render(
        "contracts/contract.html",
        problem.status if problem else 200,
        contract=_shown(view, contract),
        job=job,
        totals=totals,
        invoices=[each for each in made if each["id"] in contract["invoice_ids"]],
        problem=(problem.detail or problem.title) if problem else "",
        blank=Form(),
    )


async def edit(view: View) -> Response:
    contract, etag = await view.api.tagged("billing", _path(view))
    if contract["status"] == "ended":
        return view.redirect(f"/contracts/{contract['id']}")
    return await _editor(view, _saved(view, contract), contract["job_id"], contract, etag)


def _saved(view: View, contract: Json) -> Form:
    """The form of what is saved."""
    form = lines.defaults(Form(), contract["lines"], view.language, contract["discount"])
    terms = contract["payment_terms_days"]
    form.values |= {"title": contract["title"], "mode": contract["mode"], "terms": "" if terms is None else str(terms)}
    return form


async def change(view: View) -> Response:
    """What the invoices to come hold; the days stay, since those behind them were invoiced already.

    Saved over a colleague's change only by somebody who saw both.
    """
    form = await view.form()
    if form.text("choose") == "theirs":
        return view.redirect(f"/contracts/{view.arg('contract')}/edit")
    (contract, etag), items = await asyncio.gather(view.api.tagged("billing", _path(view)), lines.catalogue(view))
    body, opened = _body(view, form, items), form.text("etag") or etag
    if not form.errors:
        try:
            await view.api.patch("billing", _path(view), body, etag=opened)
            return view.flash(view.redirect(f"/contracts/{contract['id']}"), "flash-contract-changed")
        except ApiProblem as problem:
            if problem.status in (401, 403, 404):
                raise
            if problem.status == 412:
                form.status = 412
                contract, etag = await view.api.tagged("billing", _path(view))
                return await _editor(view, form, contract["job_id"], contract, etag, theirs=_saved(view, contract))
            form.refuse(problem, TERMS)
    return await _editor(view, form, contract["job_id"], contract, opened)


async def verb(view: View) -> Response:
    """pause, resume, end: asked for twice, done once."""
    name = view.arg("verb")
    if name not in VERBS:
        raise ApiProblem(404, {}, "billing")
    try:
        await view.api.patch("billing", _path(view), {"status": VERBS[name]})
    except ApiProblem as problem:
        if problem.status in (401, 403, 404):
            raise
        return await _show(view, problem)
    return view.flash(view.redirect(f"/contracts/{view.arg('contract')}"), f"flash-contract-{name}")


def rule(view: View, form: Form) -> str:
    """The days as an RRULE; complains in the form. Monthly from the 29th on means that day or the month's last."""
    try:
        first = date.fromisoformat(form.text("starts_on"))
    except ValueError:
        form.complain("starts_on", view.t("contract-starts-wrong"))
        return ""
    repeat = form.text("repeat") if form.text("repeat") in REPEATS else "month"
    parts = [f"FREQ={REPEATS[repeat]}"]
    if (every := whole(form.text("every") or "1")) != 1:
        parts.append(f"INTERVAL={every}")
        if not every:
            form.complain("every", view.t("contract-every-wrong"))
    if repeat == "month" and first.day > 28:
        parts.append(f"BYMONTHDAY={','.join(str(day) for day in range(28, first.day + 1))};BYSETPOS=-1")
    if form.text("ends") == "until":
        try:
            until = date.fromisoformat(form.text("until"))
        except ValueError:
            until = date.min
        if until < first:
            form.complain("until", view.t("contract-until-wrong"))
        parts.append(f"UNTIL={until:%Y%m%d}")
    elif form.text("ends") == "count":
        if not whole(form.text("count")):
            form.complain("count", view.t("contract-count-wrong"))
        parts.append(f"COUNT={whole(form.text('count'))}")
    return ";".join(parts)


def said(view: View, rrule: str) -> str:
    """A rule in words: "tous les 2 mois, 6 fois". What another program wrote and nobody says that way stays as it is."""
    if not _RULE.fullmatch(rrule):
        return rrule
    values = dict(part.split("=", 1) for part in rrule.split(";"))
    unit = next((unit for unit, name in REPEATS.items() if name == values.get("FREQ")), None)
    if unit is None or values.keys() - {"FREQ", "INTERVAL", "BYMONTHDAY", "BYSETPOS", "UNTIL", "COUNT"}:
        return rrule
    words = view.t(f"contract-each-{unit}", count=int(values.get("INTERVAL", "1")))
    if until := values.get("UNTIL"):
        day = dates.long_day(date(int(until[:4]), int(until[4:6]), int(until[6:8])), view.language)
        return f"{words}, {view.t('contract-said-until', day=day)}"
    if count := values.get("COUNT"):
        return f"{words}, {view.t('contract-said-count', count=int(count))}"
    return words


def _shown(view: View, contract: Json) -> Json:
    name = contract["title"] or contract["lines"][0]["description"].split("\n")[0]
    return contract | {"name": name, "said": said(view, contract["rrule"])}


async def _totals(view: View, contract: Json) -> Json | None:
    """What one of its invoices comes to today."""
    body: dict[str, Any] = {"lines": [_without_none(each) for each in contract["lines"]]}
    if contract["discount"]:
        body["discount"] = _without_none(contract["discount"])
    try:
        found: Json = (await view.api.post("billing", "/v1/totals", body))["totals"]
    except ApiProblem:
        return None  # an item or a tax of it is gone; its invoices will say so
    return found


def _without_none(given: Json) -> Json:
    return {name: value for name, value in given.items() if value is not None}


def _body(view: View, form: Form, items: list[Json]) -> Json:
    found = [{k: v for k, v in line.items() if k != "optional"} for line in lines.read(view, form, items)]
    terms = form.text("terms")
    if terms and not (terms.isascii() and terms.isdigit()):
        form.complain("terms", view.t("contract-terms-wrong"))
    return {
        "lines": found,
        "discount": lines.discount(view, form),
        "payment_terms_days": int(terms) if terms and not form.error("terms") else None,
        "title": form.text("title"),
        "mode": form.text("mode") or "draft",
    }


async def _editor(
    view: View, form: Form, job_id: str, contract: Json | None = None, etag: str = "", theirs: Form | None = None
) -> Response:
    job, items = await asyncio.gather(view.api.job(job_id), lines.catalogue(view))
    return view.render(
        "contracts/form.html",
        form.status,
        form=form,
        job=job,
        items=items,
        contract=_shown(view, contract) if contract else None,
        etag=etag,
        repeats=list(REPEATS),
        modes=MODES,
        versions=versions.pair(form, theirs, {"title": "–", "mode": "", "terms": "–"}) if theirs else [],
        field_labels={name: view.t(f"contract-{label}") for name, label in VERSIONED.items()},
        version_words={"mode": {each: view.t(f"contract-mode-{each}") for each in MODES}},
        rows=len(form.rows("lines")),
        spare=lines.SPARE,
    )


def _path(view: View) -> str:
    """One segment of a path, and of no other."""
    contract = view.arg("contract")
    if not contract.replace("_", "").isalnum():
        raise ApiProblem(404, {}, "billing")
    return f"/v1/recurring-invoices/{contract}"


routes = [
    Route("/jobs/{job}/contracts", signed_in(of_job)),
    Route("/jobs/{job}/contracts/new", signed_in(new)),
    Route("/jobs/{job}/contracts/new", signed_in(create), methods=["POST"]),
    Route("/contracts/{contract}", signed_in(show)),
    Route("/contracts/{contract}/edit", signed_in(edit)),
    Route("/contracts/{contract}/edit", signed_in(change), methods=["POST"]),
    Route("/contracts/{contract}/{verb}", signed_in(verb), methods=["POST"]),
]

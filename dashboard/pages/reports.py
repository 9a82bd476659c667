"""Reports: the home that an accountant likes, and each report on screen, as CSV and as PDF."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response
from starlette.routing import Route

from dashboard import charts, dates, links
from dashboard.api import Json
from dashboard.forms import Form
from dashboard.pages import files
from dashboard.problems import ApiProblem
from dashboard.view import View, signed_in
from services.kit import texts

GROUPS = (
    ("owed", ("receivables", "deposits")),
    ("sales", ("sales", "documents", "items", "people")),
    ("tax", ("taxes", "payments")),
    ("work", ("quotes", "margin")),
)
ICONS = {
    "receivables": "s-clock",
    "deposits": "lock",
    "sales": "invoice",
    "documents": "note",
    "items": "tag",
    "people": "person",
    "taxes": "s-half",
    "payments": "payment",
    "quotes": "quote",
    "margin": "up",
}
STEPS = ("day", "week", "month", "quarter", "year")
WITH_STEPS = ("sales", "taxes", "documents", "quotes")
WITH_DETAIL = ("receivables", "payments")
ROWS = 50
"""Lines on a page; the CSV has all of them."""
PARAMS = ("from", "to", "as_of", "step", "detail")


def spans(today: date) -> list[tuple[str, date, date]]:
    """The periods that people ask for, by the name of their message."""
    month = today.replace(day=1)
    quarter = date(today.year, today.month - (today.month - 1) % 3, 1)
    before = (month - timedelta(days=1)).replace(day=1)
    last_day = quarter - timedelta(days=1)
    return [
        ("this-month", month, today),
        ("last-month", before, month - timedelta(days=1)),
        ("this-quarter", quarter, today),
        ("last-quarter", date(last_day.year, last_day.month - 2, 1), last_day),
        ("this-year", date(today.year, 1, 1), today),
        ("last-year", date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)),
    ]


async def home(view: View) -> Response:
    today = dates.today(view.zone)
    month = {"from": today.replace(day=1).isoformat(), "to": today.isoformat(), "limit": 1}
    quarter = month | {"from": date(today.year, today.month - (today.month - 1) % 3, 1).isoformat()}
    listed, owed, held, sales, taxes, year = await asyncio.gather(
        view.api.get("billing", "/v1/reports"),
        view.api.get("billing", "/v1/reports/receivables", limit=1),
        view.api.get("billing", "/v1/reports/deposits", limit=1),
        view.api.get("billing", "/v1/reports/sales", **month),
        view.api.get("billing", "/v1/reports/taxes", **quarter),
        view.api.get("billing", "/v1/reports/sales", **_twelve_months(today)),
    )
    known = {each["name"]: each for each in listed["data"]}
    return view.render(
        "reports/home.html",
        groups=[(name, [known[each] for each in wanted if each in known]) for name, wanted in GROUPS],
        icons=ICONS,
        owed=owed["total"],
        late=sum(owed["total"][age]["amount"] for age in ("d30", "d60", "d90", "older")),
        held=held["total"]["held"],
        sold=sales["total"]["net"],
        tax=taxes["total"].get("net_tax"),
        picture=charts.picture(year["chart"], view.language),
        currency=owed["currency"],
        spans=spans(today),
    )


def _twelve_months(today: date) -> dict[str, Any]:
    first = date(today.year - 1, today.month, 1)
    following = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    return {"from": following.isoformat(), "to": today.isoformat(), "step": "month", "limit": 1}


async def show(view: View) -> Response:
    """One report. What was asked wrongly is said above the form, and the report of today stands below it."""
    name = view.arg("report")
    asked = {key: view.request.query_params[key] for key in PARAMS if view.request.query_params.get(key)}
    form = Form(values=dict(asked))
    try:
        found = await view.api.get("billing", f"/v1/reports/{_word(name)}", limit=ROWS, **asked)
    except ApiProblem as problem:
        if problem.status != 422 or not asked:
            raise _not_there(problem) from None
        form = form.refuse(problem, {f"query:.{key}": key for key in PARAMS})
        asked = {}
        found = await view.api.get("billing", f"/v1/reports/{_word(name)}", limit=ROWS)
    today = dates.today(view.zone)
    return view.render(
        "reports/report.html",
        form.status,
        report=found,
        form=form,
        asked=asked,
        query=urlencode(asked),
        picture=charts.picture(found["chart"], view.language),
        spans=spans(today),
        steps=STEPS if name in WITH_STEPS else (),
        has_detail=name in WITH_DETAIL,
        href=_statement(found["to_on"]) if name == "receivables" else links.href,
        address=lambda **more: f"/reports/{name}?{urlencode({**asked, **more})}",
        cell=cell_of(view),
    )


def _statement(day: str) -> Any:
    """Where a line about a client leads: to what they owed on that day."""

    def href(link: Json | None) -> str:
        if link and link["kind"] == "contact":
            return f"/contacts/{link['id']}/statement?{urlencode({'to': day})}"
        return links.href(link)

    return href


def cell_of(view: View) -> Any:
    """How a cell reads: amounts, numbers and days as the language writes them."""

    def cell(value: Any, kind: str) -> str:
        if value is None or value == "":
            return "–"
        match kind:
            case "money":
                return texts.money(view.language, value["amount"], value["currency"])
            case "date":
                return str(value)
            case "percent":
                return f"{texts.number(view.language, value)}\u00a0%" if view.language == "fr" else f"{value}%"
            case "count" | "days" | "decimal":
                return texts.number(view.language, value)
        return str(value)

    return cell


async def csv(view: View) -> Response:
    asked = {key: view.request.query_params[key] for key in PARAMS if view.request.query_params.get(key)}
    file = await view.api.download("billing", f"/v1/reports/{_word(view.arg('report'))}/csv", **asked)
    headers = {"Content-Disposition": f'attachment; filename="{file.filename}"', "Cache-Control": "no-store"}
    return Response(file.content, media_type=file.media_type, headers=headers)


async def pdf(view: View) -> Response:
    asked = {key: view.request.query_params[key] for key in PARAMS if view.request.query_params.get(key)}
    name = _word(view.arg("report"))
    return files.shown(view, await view.api.download("billing", f"/v1/reports/{name}/pdf", **asked), name)


def _word(name: str) -> str:
    return name if name.isalpha() and name.isascii() else "-"


def _not_there(problem: ApiProblem) -> ApiProblem:
    """A report that there is not is a page that there is not."""
    return ApiProblem(404, {}, "billing") if problem.status == 422 else problem


routes = [
    Route("/reports", signed_in(home)),
    Route("/reports/{report}", signed_in(show)),
    Route("/reports/{report}/csv", signed_in(csv)),
    Route("/reports/{report}/pdf", signed_in(pdf)),
]

"""Settings: the tax groups that come with the product, those of the company, its default, and its registration numbers."""

from __future__ import annotations

import asyncio
from typing import Any, Final
from urllib.parse import quote

from starlette.responses import Response
from starlette.routing import Route

from dashboard.api import Json
from dashboard.forms import Form, decimal
from dashboard.pages import versions
from dashboard.pages.lines import shown
from dashboard.problems import ApiProblem
from dashboard.view import View, signed_in

PROVINCIAL: Final = ("pst_bc", "pst_sk", "rst_mb")
"""Provincial taxes with a registration number of their own; GST, HST and QST numbers belong to the company."""
TAX: Final = ("code", "name_fr", "name_en", "rate", "effective_from", "effective_to", "registration")
SPARE: Final = 2
GROUPS: Final = "/v1/tax-groups"


async def listing(view: View) -> Response:
    return await _page(view, Form())


async def save(view: View) -> Response:
    """The default group and the provincial numbers."""
    form = await view.form()
    numbers = {code: form.text(f"numbers.{code}") for code in PROVINCIAL if f"numbers.{code}" in form.values}
    body: Json = {"numbers": numbers}
    if form.text("default_group_id"):
        body["default_group_id"] = form.text("default_group_id")
    try:
        await view.api.patch("billing", "/v1/tax-settings", body, etag=form.text("etag"))
    except ApiProblem as problem:
        if problem.status not in (409, 412, 422):
            raise
        return await _page(view, form.refuse(problem))
    return view.flash(view.redirect("/settings/taxes"), "flash-taxes-saved")


async def register(view: View) -> Response:
    """Whether the company is registered, and its numbers of GST or HST and of QST."""
    form = await view.form()
    body: Json = {"tax_registered": "tax_registered" in form.values}
    body |= {name: form.text(name).upper() or None for name in ("gst_number", "qst_number")}
    try:
        await view.api.patch("accounts", "/v1/company", body, etag=form.text("company_etag"))
    except ApiProblem as problem:
        if problem.status not in (409, 412, 422):
            raise
        return await _page(view, form.refuse(problem))
    return view.flash(view.redirect("/settings/taxes"), "flash-taxes-saved")


async def _page(view: View, form: Form) -> Response:
    groups, (settings, etag), (company, company_etag) = await asyncio.gather(
        view.api.get("billing", GROUPS, retired="true"),
        view.api.tagged("billing", "/v1/tax-settings"),
        view.api.tagged("accounts", "/v1/company"),
    )
    missing = [name for name in ("gst_number", "qst_number") if not company.get(name)]
    return view.render(
        "taxes/list.html",
        form.status,
        form=form,
        groups=groups["data"],
        settings=settings,
        etag=etag,
        provincial=PROVINCIAL,
        firm=company,
        firm_etag=company_etag,
        blank=Form(),
        missing=missing if company.get("tax_registered") else [],
    )


async def new(view: View) -> Response:
    return _form(view, Form(), None)


async def create(view: View) -> Response:
    form = await view.form()
    body = _body(view, form) | {"is_default": "is_default" in form.values}
    if form.errors:
        return _form(view, form, None)
    try:
        await view.api.post("billing", GROUPS, body, key=form.key)
    except ApiProblem as problem:
        if problem.status not in (409, 422):
            raise
        return _form(view, form.refuse(problem), None)
    return view.flash(view.redirect("/settings/taxes"), "flash-taxes-saved")


async def edit(view: View) -> Response:
    group, etag = await view.api.tagged("billing", _path(view))
    if group["built_in"]:
        return view.redirect("/settings/taxes")
    return _form(view, _saved(view, group), group, etag)


def _saved(view: View, group: Json) -> Form:
    """The form of what is saved."""
    form = Form()
    form.values |= {"name_fr": group["name_fr"], "name_en": group["name_en"]}
    for n, tax in enumerate(group["taxes"]):
        form.values |= {f"taxes.{n}.{name}": str(tax[name] or "") for name in tax if name not in ("name", "rate")}
        form.values[f"taxes.{n}.rate"] = shown(tax["rate"], view.language)
    return form


async def change(view: View) -> Response:
    """Saved over a colleague's change only by somebody who saw both."""
    form = await view.form()
    if form.text("choose") == "theirs":
        return view.redirect(f"/settings/taxes/{quote(view.arg('group'), safe='')}")
    group, _ = await view.api.tagged("billing", _path(view))
    body = _body(view, form)
    if form.errors:
        return _form(view, form, group, form.text("etag"))
    try:
        await view.api.patch("billing", _path(view), body, etag=form.text("etag"))
    except ApiProblem as problem:
        if problem.status not in (409, 412, 422):
            raise
        if problem.status == 412:
            form.status = 412
            group, etag = await view.api.tagged("billing", _path(view))
            return _form(view, form, group, etag, theirs=_saved(view, group))
        return _form(view, form.refuse(problem), group, form.text("etag"))
    return view.flash(view.redirect("/settings/taxes"), "flash-taxes-saved")


async def retire(view: View) -> Response:
    return await _verb(view, "retire")


async def restore(view: View) -> Response:
    return await _verb(view, "restore")


async def _verb(view: View, verb: str) -> Response:
    form = await view.form()
    try:
        await view.api.post("billing", f"{_path(view)}/{verb}", {}, key=form.key)
    except ApiProblem as problem:
        if problem.status not in (409, 422):
            raise
        return await _page(view, form.refuse(problem))
    return view.flash(view.redirect("/settings/taxes"), "flash-taxes-saved")


def _body(view: View, form: Form) -> dict[str, Any]:
    """Rows are renumbered without holes, so that the API's pointers meet them."""
    rows = [
        {name.split(".")[2]: value.strip() for name, value in form.values.items() if name.startswith(f"taxes.{n}.")}
        for n in form.rows("taxes")
    ]
    for name in [name for name in form.values if name.startswith("taxes.")]:
        del form.values[name]
    for n, row in enumerate(rows):
        form.values |= {f"taxes.{n}.{name}": value for name, value in row.items()}
    taxes = [
        {
            "code": row.get("code", "").lower(),
            "name_fr": row.get("name_fr", ""),
            "name_en": row.get("name_en") or row.get("name_fr", ""),
            "rate": decimal(row.get("rate", "")).rstrip("%"),
            "registration": row.get("registration") or None,
            "effective_from": row.get("effective_from", ""),
            "effective_to": row.get("effective_to") or None,
        }
        for row in rows
    ]
    if not taxes:
        form.complain("taxes.0.code", view.t("tax-group-no-tax"))
    name_fr = form.text("name_fr")
    return {"name_fr": name_fr, "name_en": form.text("name_en") or name_fr, "taxes": taxes}


def _form(view: View, form: Form, group: Json | None, etag: str = "", theirs: Form | None = None) -> Response:
    names = {"name_fr": view.t("name-fr"), "name_en": view.t("name-en")}
    return view.render(
        "taxes/form.html",
        form.status,
        form=form,
        group=group,
        etag=etag,
        versions=versions.pair(form, theirs, dict.fromkeys(names, ""), {"taxes": TAX}) if theirs else [],
        field_labels=names | {"taxes": view.t("tax-word")},
        count=max(len(form.rows("taxes")), 1),
        spare=SPARE,
        blank=Form(),
    )


def _path(view: View) -> str:
    return f"{GROUPS}/{quote(view.arg('group'), safe='')}"


routes = [
    Route("/settings/taxes", signed_in(listing)),
    Route("/settings/taxes", signed_in(save), methods=["POST"]),
    Route("/settings/taxes/registration", signed_in(register), methods=["POST"]),
    Route("/settings/taxes/new", signed_in(new)),
    Route("/settings/taxes/new", signed_in(create), methods=["POST"]),
    Route("/settings/taxes/{group}", signed_in(edit)),
    Route("/settings/taxes/{group}", signed_in(change), methods=["POST"]),
    Route("/settings/taxes/{group}/retire", signed_in(retire), methods=["POST"]),
    Route("/settings/taxes/{group}/restore", signed_in(restore), methods=["POST"]),
]

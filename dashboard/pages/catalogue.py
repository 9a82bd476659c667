"""The catalogue: products, services and bundles, listed, written, and brought in and out as files."""

from __future__ import annotations

import asyncio
from typing import Any, Final
from urllib.parse import quote

from starlette.responses import Response
from starlette.routing import Route

from dashboard import csv_files
from dashboard.api import Json
from dashboard.forms import Form, cents, decimal
from dashboard.pages import versions
from dashboard.pages.lines import amount, catalogue, shown
from dashboard.problems import ApiProblem
from dashboard.view import View, signed_in

KINDS: Final = ("service", "product", "bundle")
GROUPS: Final = ("active", *KINDS, "inactive")
TEXTS: Final = ("code", "name_fr", "name_en", "description_fr", "description_en", "unit")
LABELS: Final = {
    "kind": "item-kind",
    "name_fr": "name-fr",
    "name_en": "name-en",
    "description_fr": "item-description-fr",
    "description_en": "item-description-en",
    "code": "item-code",
    "unit": "lines-unit",
    "unit_price": "lines-price",
    "cost": "lines-cost",
    "tax": "lines-tax",
    "active": "item-active",
}
PRICED: Final = ("unit", "unit_price", "cost", "tax")
"""What a bundle has from its parts."""
IMPORTS: Final = "/v1/items/imports"
SHOWN: Final = 25
PLANS: Final = ("create", "update", "same", "skip", "refuse")


async def listing(view: View) -> Response:
    group = view.arg("group") if view.arg("group") in GROUPS else "active"
    filters: dict[str, Any] = {"q": view.arg("q"), "after": view.arg("after"), "limit": 50}
    filters["active"] = "false" if group == "inactive" else "true"
    if group in KINDS:
        filters["kind"] = group
    page = await view.api.get("billing", "/v1/items", **{name: each for name, each in filters.items() if each})
    return view.render(
        "catalogue/list.html",
        items=page["data"],
        page=page["page"],
        query=view.arg("q"),
        group=group,
        groups=GROUPS,
    )


# ── one item ─────────────────────────────────────────────────────────────────────────────────────────────────────────


async def new(view: View) -> Response:
    form = Form()
    form.values["kind"] = view.arg("kind") if view.arg("kind") in KINDS else "service"
    form.values["active"] = "true"
    return await _editor(view, form, None)


async def create(view: View) -> Response:
    form = await view.form()
    kind = form.text("kind") if form.text("kind") in KINDS else "service"
    body = _body(view, form, kind) | {"kind": kind}
    if form.errors:
        return await _editor(view, form, None)
    try:
        item = await view.api.post("billing", "/v1/items", body, key=form.key)
    except ApiProblem as problem:
        if problem.status not in (409, 422):
            raise
        return await _editor(view, form.refuse(problem), None)
    return view.flash(view.redirect("/catalogue"), "flash-item-saved", name=item["name"])


async def edit(view: View) -> Response:
    item, etag = await view.api.tagged("billing", _path(view))
    return await _editor(view, _saved(view, item), item, etag)


def _saved(view: View, item: Json) -> Form:
    """The form of what is saved."""
    form, language = Form(), view.language
    form.values |= {name: item[name] for name in TEXTS}
    form.values |= {
        "kind": item["kind"],
        "unit_price": amount(item["unit_price"], language),
        "cost": amount(item["cost"], language),
        "tax": (item["tax_group_id"] or "") if item["taxable"] else "exempt",
    }
    if item["active"]:
        form.values["active"] = "true"
    for n, part in enumerate(item["parts"]):
        form.values[f"parts.{n}.item_id"] = part["item_id"]
        form.values[f"parts.{n}.quantity"] = shown(part["quantity"], language)
    return form


async def change(view: View) -> Response:
    """Saved over a colleague's change only by somebody who saw both."""
    form = await view.form()
    if form.text("choose") == "theirs":
        return view.redirect(f"/catalogue/{quote(view.arg('item'), safe='')}")
    item, _ = await view.api.tagged("billing", _path(view))
    body = _body(view, form, item["kind"])
    if item["kind"] != "bundle" and form.text("kind") in KINDS:
        body["kind"] = form.text("kind")
    if form.errors:
        return await _editor(view, form, item, form.text("etag"))
    try:
        saved = await view.api.patch("billing", _path(view), body, etag=form.text("etag"))
    except ApiProblem as problem:
        if problem.status not in (409, 412, 422):
            raise
        if problem.status == 412:
            form.status = 412
            item, etag = await view.api.tagged("billing", _path(view))
            return await _editor(view, form, item, etag, theirs=_saved(view, item))
        return await _editor(view, form.refuse(problem), item, form.text("etag"))
    return view.flash(view.redirect("/catalogue"), "flash-item-saved", name=saved["name"])


def _body(view: View, form: Form, kind: str) -> Json:
    currency = str(view.company.get("currency") or "CAD")
    body: Json = {name: form.text(name) for name in TEXTS}
    body["name_en"] = form.text("name_en") or form.text("name_fr") or None
    chosen = form.text("tax")
    body["taxable"] = chosen != "exempt"
    body["tax_group_id"] = chosen if chosen not in ("", "exempt") else None
    body["active"] = "active" in form.values
    if kind == "bundle":
        body["parts"] = _parts(form)
        return body
    for name in ("unit_price", "cost"):
        typed = form.text(name)
        found = cents(typed) if typed else None
        if typed and found is None:
            form.complain(name, view.t("lines-price-wrong"))
        body[name] = None if found is None else {"amount": found, "currency": currency}
    return body


def _parts(form: Form) -> list[Json]:
    """Rows in the order of the page; renumbered, so that the API's pointers meet them."""
    order = list(
        dict.fromkeys(
            int(name.split(".")[1])
            for name in form.values
            if name.startswith("parts.") and name.split(".")[1].isdecimal()
        )
    )
    rows = [
        (form.text(f"parts.{n}.item_id"), form.text(f"parts.{n}.quantity"))
        for n in order
        if form.text(f"parts.{n}.item_id")
    ]
    for name in [name for name in form.values if name.startswith("parts.")]:
        del form.values[name]
    for n, (item_id, quantity) in enumerate(rows):
        form.values |= {f"parts.{n}.item_id": item_id, f"parts.{n}.quantity": quantity}
    return [{"item_id": item_id, "quantity": decimal(quantity) or "1"} for item_id, quantity in rows]


async def _editor(view: View, form: Form, item: Json | None, etag: str = "", theirs: Form | None = None) -> Response:
    items = await catalogue(view)
    names = {each["id"]: each for each in items if each["kind"] != "bundle"}
    count = len([name for name in form.values if name.startswith("parts.") and name.endswith(".item_id")])
    wanted = [each.text(f"parts.{n}.item_id") for each in (form, theirs) if each for n in each.rows("parts")]
    missing = [each for each in dict.fromkeys(wanted) if each not in names]
    for each in await asyncio.gather(*(view.api.get("billing", f"/v1/items/{quote(i, safe='')}") for i in missing)):
        names[each["id"]] = each
    return view.render(
        "catalogue/form.html",
        form.status,
        form=form,
        item=item,
        etag=etag,
        items=items,
        names=names,
        count=count,
        taxes=_taxes(view, items.groups),
        kind=item["kind"] if item and item["kind"] == "bundle" else form.text("kind"),
        spare=3,
        **(_both(view, form, theirs, names, _taxes(view, items.groups)) if theirs else {"versions": []}),
    )


def _both(view: View, mine: Form, theirs: Form, names: dict[str, Json], taxes: list[tuple[str, str]]) -> Json:
    """Both versions of an item, as `both_versions.html` shows them."""
    labels = {name: view.t(label) for name, label in LABELS.items()}
    nothing = dict.fromkeys(labels, "") | {"tax": taxes[0][1], "active": view.t("no")}
    kinds = {each: view.t(f"item-kind-{each}") for each in KINDS}
    found = versions.pair(mine, theirs, nothing, {"parts": ("item_id", "quantity")})
    bundle = mine.text("kind") == "bundle"
    return {
        "versions": [each for each in found if (each.mine or each.theirs) and not (bundle and each.field in PRICED)],
        "field_labels": labels | {"parts": view.t("bundle-part")},
        "version_words": {
            "item_id": {name: each["name"] for name, each in names.items()},
            "kind": kinds,
            "tax": dict(taxes),
            "active": {"true": view.t("yes")},
        },
    }


def _taxes(view: View, groups: list[Json]) -> list[tuple[str, str]]:
    usual = next((each["name"] for each in groups if each["is_default"]), "")
    others = [(each["id"], each["name"]) for each in groups if not each["is_default"]]
    return [("", view.t("lines-tax-usual", name=usual)), ("exempt", view.t("lines-tax-exempt")), *others]


async def part_rows(view: View) -> Response:
    """An item as a row of a bundle; a bundle itself is none."""
    start = view.arg("n")
    n = int(start) if start.isascii() and start.isdigit() and len(start) < 6 else 0
    item = await view.api.get("billing", f"/v1/items/{quote(view.arg('item'), safe='')}")
    if item["kind"] == "bundle":
        return Response("")
    form = Form(values={f"parts.{n}.item_id": item["id"], f"parts.{n}.quantity": "1"})
    return view.render("catalogue/part_rows.html", form=form, names={item["id"]: item}, n=n)


# ── files ────────────────────────────────────────────────────────────────────────────────────────────────────────────


async def start(view: View) -> Response:
    return _start(view, Form())


async def upload(view: View) -> Response:
    form = Form()
    made = await csv_files.uploaded(view, "billing", IMPORTS, form)
    return view.redirect(f"/catalogue/import/{made['id']}") if made else _start(view, form)


def _start(view: View, form: Form) -> Response:
    return view.render("catalogue/import_start.html", form.status, form=form)


async def show(view: View) -> Response:
    return await _show(view, Form())


async def match(view: View) -> Response:
    form = await view.form()
    columns = csv_files.columns(form)
    body = {"columns": columns, "update_existing": form.text("existing") == "update"}
    try:
        await view.api.patch("billing", _import(view), body)
    except ApiProblem as problem:
        if problem.status in (401, 403, 404):
            raise
        return await _show(view, form.refuse(problem, {f"columns.{n}": f"column.{n}" for n in columns}))
    return view.redirect(f"/catalogue/import/{view.arg('import')}")


async def confirm(view: View) -> Response:
    form = await view.form()
    try:
        await view.api.post("billing", f"{_import(view)}/confirm", {}, key=form.key)
    except ApiProblem as problem:
        if problem.status in (401, 403, 404):
            raise
        return await _show(view, form.refuse(problem))
    return view.redirect(f"/catalogue/import/{view.arg('import')}")


async def cancel(view: View) -> Response:
    form = await view.form()
    await view.api.post("billing", f"{_import(view)}/cancel", {}, key=form.key)
    return view.flash(view.redirect("/catalogue/import"), "flash-import-cancelled")


async def _show(view: View, form: Form) -> Response:
    found = await view.api.get("billing", _import(view))
    plan = view.arg("plan") if view.arg("plan") in PLANS else ""
    wanted = {name: each for name, each in {"plan": plan, "after": view.arg("after")}.items() if each}
    rows = await view.api.get("billing", f"{_import(view)}/lines", limit=SHOWN, **wanted)
    return view.render(
        "catalogue/import.html",
        form.status,
        form=form,
        found=found,
        rows=rows["data"],
        page=rows["page"],
        plan=plan,
        plans=PLANS,
        blank=Form(),
    )


async def refused(view: View) -> Response:
    return await csv_files.passed_on(view, "billing", f"{_import(view)}/refused.csv", "refused.csv")


async def export(view: View) -> Response:
    return await csv_files.passed_on(view, "billing", "/v1/items/export", "items.csv")


def _path(view: View) -> str:
    return f"/v1/items/{quote(view.arg('item'), safe='')}"


def _import(view: View) -> str:
    return f"{IMPORTS}/{quote(view.arg('import'), safe='')}"


routes = [
    Route("/catalogue", signed_in(listing)),
    Route("/catalogue/new", signed_in(new)),
    Route("/catalogue/new", signed_in(create), methods=["POST"]),
    Route("/catalogue/part-rows", signed_in(part_rows)),
    Route("/catalogue/export", signed_in(export)),
    Route("/catalogue/import", signed_in(start)),
    Route("/catalogue/import", signed_in(upload), methods=["POST"]),
    Route("/catalogue/import/{import}", signed_in(show)),
    Route("/catalogue/import/{import}", signed_in(match), methods=["POST"]),
    Route("/catalogue/import/{import}/confirm", signed_in(confirm), methods=["POST"]),
    Route("/catalogue/import/{import}/cancel", signed_in(cancel), methods=["POST"]),
    Route("/catalogue/import/{import}/refused.csv", signed_in(refused)),
    Route("/catalogue/{item}", signed_in(edit)),
    Route("/catalogue/{item}", signed_in(change), methods=["POST"]),
]

"""The lines of a quote or an invoice: read from a form, picked from the catalogue, and their totals while somebody types.

Rows stand in the order in which they are on the page, whatever their numbers, since they can be moved. A row `heads.<n>.title`
is the title of a section: the lines below it belong to it.
"""

from __future__ import annotations

import asyncio
import re
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from dashboard.api import Json
from dashboard.forms import Form, cents, decimal
from dashboard.problems import ApiProblem
from dashboard.view import View, signed_in

SPARE = 2  # empty rows for browsers without JavaScript
TYPED = ("description", "unit_price", "item_id")
FOUND = 12
"""Items that the picker shows for what was typed."""
_PERCENT = re.compile(r"([0-9]{1,3}(?:[.,][0-9]{1,4})?)\s*%")


class Catalogue(list[Json]):
    """The first items of the catalogue (for browsers without JavaScript), and the tax groups to choose from."""

    groups: list[Json] = []


async def catalogue(view: View) -> Catalogue:
    items, groups = await asyncio.gather(view.api.items(), view.api.get("billing", "/v1/tax-groups"))
    found = Catalogue(items)
    found.groups = groups["data"]
    return found


def read(view: View, form: Form, items: list[Json], *, strict: bool = True) -> list[Json]:
    """The lines as the API takes them. Rows are renumbered without holes first, so that the API's pointers meet them.

    `strict` complains at the fields; otherwise rows that cannot be read yet are left out (somebody is typing).
    """
    close_gaps(form)
    lines = [line for _, line in _read(view, form, items, strict=strict)]
    if strict and not lines:
        form.complain("lines.0.description", view.t("lines-none"))
    return lines


def _read(view: View, form: Form, items: list[Json], *, strict: bool) -> list[tuple[int, Json]]:
    """Row number and line of each row that says something."""
    known = {item["id"]: item for item in items}
    currency = _currency(view)
    lines = []
    for n, section in _order(form):
        at = f"lines.{n}"
        item = known.get(form.text(f"{at}.item_id"), {})
        price_typed = form.text(f"{at}.unit_price")
        price = cents(price_typed) if price_typed else (item.get("unit_price") or {}).get("amount")
        description = form.text(f"{at}.description") or str(item.get("description") or item.get("name") or "")
        if not strict and (price is None or not description):
            continue
        if price is None:
            form.complain(f"{at}.unit_price", view.t("lines-price-wrong" if price_typed else "lines-price-missing"))
        chosen = form.text(f"{at}.tax") or (str(item.get("tax_group_id") or "") if not price_typed else "")
        if not price_typed and item and not item.get("taxable"):
            chosen = "exempt"
        line: Json = {
            "description": description,
            "quantity": decimal(form.text(f"{at}.quantity")) or "1",
            "unit_price": {"amount": price or 0, "currency": currency},
            "taxable": chosen != "exempt",
            "optional": f"{at}.optional" in form.values,
            "unit": form.text(f"{at}.unit") or str(item.get("unit") or ""),
            "section": section,
        }
        if chosen not in ("", "exempt"):
            line["tax_group_id"] = chosen
        if form.text(f"{at}.item_id"):
            line["item_id"] = form.text(f"{at}.item_id")
        if form.text(f"{at}.alternative"):
            line["alternative"] = form.text(f"{at}.alternative")
        line |= _extras(view, form, at, strict=strict)
        lines.append((n, line))
    return lines


def _extras(view: View, form: Form, at: str, *, strict: bool) -> Json:
    """Discount and cost, where they were typed and can be read."""
    found: Json = {}
    if given := discount(view, form, f"{at}.discount", strict=strict):
        found["discount"] = given
    if typed := form.text(f"{at}.cost"):
        cost = cents(typed)
        if cost is not None:
            found["cost"] = {"amount": cost, "currency": _currency(view)}
        elif strict:
            form.complain(f"{at}.cost", view.t("lines-price-wrong"))
    return found


def discount(view: View, form: Form, name: str = "discount", *, strict: bool = True) -> Json | None:
    """What was typed as a discount: `10 %` is a share, `25,00` an amount. None for nothing."""
    typed = form.text(name)
    if not typed:
        return None
    if share := _PERCENT.fullmatch(typed):
        return {"percent": share[1].replace(",", ".")}
    amount_typed = cents(typed)
    if amount_typed is None:
        if strict:
            form.complain(name, view.t("lines-discount-wrong"))
        return None
    return {"amount": {"amount": amount_typed, "currency": _currency(view)}} if amount_typed else None


def _currency(view: View) -> str:
    return str(view.company.get("currency") or "CAD")


def _order(form: Form) -> list[tuple[int, str]]:
    """The rows with something in them, as they stand on the page, each with the section that it is in."""
    found: dict[int, str] = {}
    section: str | None = None
    for name, value in form.values.items():
        parts = name.split(".")
        if len(parts) != 3 or not parts[1].isdecimal():
            continue
        if parts[0] == "heads" and parts[2] == "title":
            section = value.strip()
        elif parts[0] == "lines" and int(parts[1]) not in found:
            n = int(parts[1])
            found[n] = form.text(f"lines.{n}.section") if section is None else section
    return [(n, title) for n, title in found.items() if any(form.text(f"lines.{n}.{each}") for each in TYPED)]


def close_gaps(form: Form) -> None:
    """Renumber the rows that say something as 0, 1, 2… in their order, each with its section; forget the empty ones."""
    order = _order(form)
    rows = [{k: v for k, v in form.values.items() if k.startswith(f"lines.{n}.")} for n, _ in order]
    for name in [name for name in form.values if name.startswith(("lines.", "heads."))]:
        del form.values[name]
    for n, (row, (_, section)) in enumerate(zip(rows, order, strict=True)):
        form.values |= {f"lines.{n}.{name.split('.', 2)[2]}": value for name, value in row.items()}
        form.values.pop(f"lines.{n}.section", None)
        if section:
            form.values[f"lines.{n}.section"] = section


def defaults(form: Form, lines: list[Json], language: str, given: Json | None = None, start: int = 0) -> Form:
    """A form that shows existing lines, as if they had been typed; `given` is the discount of the whole document."""
    for n, line in enumerate(lines, start):
        form.values |= {
            f"lines.{n}.description": line["description"],
            f"lines.{n}.quantity": shown(line["quantity"], language),
            f"lines.{n}.unit_price": amount(line["unit_price"], language),
            f"lines.{n}.item_id": line.get("item_id") or "",
            f"lines.{n}.unit": line.get("unit") or "",
            f"lines.{n}.section": line.get("section") or "",
            f"lines.{n}.discount": discount_shown(line.get("discount"), language),
            f"lines.{n}.tax": (line.get("tax_group_id") or "") if line.get("taxable", True) else "exempt",
            f"lines.{n}.alternative": line.get("alternative") or "",
            f"lines.{n}.cost": amount(line.get("cost"), language),
        }
        if line.get("optional"):
            form.values[f"lines.{n}.optional"] = "true"
    if given:
        form.values["discount"] = discount_shown(given, language)
    return form


def discount_shown(given: Json | None, language: str) -> str:
    """A discount as it is typed: `10 %` or `25,00`."""
    if not given:
        return ""
    if given.get("percent"):
        return f"{shown(str(given['percent']), language)}\u00a0%" if language == "fr" else f"{given['percent']}%"
    return amount(given.get("amount"), language)


def amount(money: Json | None, language: str) -> str:
    """Money as it is typed: 1150,00 or 1150.00, so that a language's own decimal sign comes back."""
    return shown(f"{(money or {}).get('amount', 0) / 100:.2f}", language) if money else ""


def shown(decimal_text: str, language: str) -> str:
    return decimal_text.replace(".", ",") if language == "fr" else decimal_text


async def totals(view: View) -> Response:
    """The totals below the lines and the amount of each, asked for while somebody types."""
    form = await view.form()
    rows = _read(view, form, [], strict=False)
    body: dict[str, Any] = {"lines": [line for _, line in rows]}
    if given := discount(view, form, strict=False):
        body["discount"] = given
    if form.text("contact_id"):
        body["contact_id"] = form.text("contact_id")
    answer: Json = {}
    if rows:
        try:
            answer = await view.api.post("billing", "/v1/totals", body)
        except ApiProblem:
            answer = {}  # half-typed; the fields complain when the form is sent
    amounts = [(n, each) for (n, _), each in zip(rows, answer.get("amounts", ()), strict=False)]
    return view.render(
        "lines_totals.html",
        totals=answer.get("totals"),
        amounts=amounts,
        untaxed=answer.get("untaxed"),
        exempt_reason=answer.get("tax_exempt_reason", ""),
    )


async def pick(view: View) -> Response:
    """Items of the catalogue for what was typed into the picker."""
    q = view.arg("q").strip()[:200]
    found = await view.api.get("billing", "/v1/items", active="true", limit=FOUND, q=q)
    if view.arg("parts"):  # for a bundle, which holds no other
        found["data"] = [each for each in found["data"] if each["kind"] != "bundle"]
    return view.render("lines_found.html", found=found["data"], more=found["page"]["has_more"], q=q)


async def rows(view: View) -> Response:
    """An item as rows of the form, numbered from `n`; a bundle is its items below a title."""
    start = view.arg("n")
    n = int(start) if start.isascii() and start.isdigit() and len(start) < 6 else 0
    language = "en" if view.arg("language") == "en" else "fr"
    path = f"/v1/items/{view.arg('item')}/lines"
    answer, items = await asyncio.gather(view.api.get("billing", path, language=language), catalogue(view))
    form = defaults(Form(), answer["data"], view.language, start=n)
    return view.render(
        "lines_rows.html",
        form=form,
        items=items,
        start=n,
        count=len(answer["data"]),
        optional=view.arg("optional") == "1",
    )


routes = [
    Route("/totals", signed_in(totals), methods=["POST"]),
    Route("/lines/pick", signed_in(pick)),
    Route("/lines/rows", signed_in(rows)),
]

"""The lines of a quote or an invoice: read from a form, and their totals while somebody types."""

from __future__ import annotations

from starlette.responses import Response
from starlette.routing import Route

from dashboard.api import ApiProblem, Json
from dashboard.forms import Form, cents, decimal
from dashboard.view import View, signed_in

SPARE = 3  # empty rows for browsers without JavaScript


def read(view: View, form: Form, items: list[Json], *, strict: bool = True) -> list[Json]:
    """The lines as the API takes them. Rows are renumbered without holes first, so that the API's pointers meet them.

    `strict` complains at the fields; otherwise rows that cannot be read yet are left out (somebody is typing).
    """
    close_gaps(form)
    catalogue = {item["id"]: item for item in items}
    currency = str(view.company.get("currency") or "CAD")
    lines = []
    for n in form.rows("lines"):
        at = f"lines.{n}"
        item = catalogue.get(form.text(f"{at}.item_id"), {})
        price_typed = form.text(f"{at}.unit_price")
        price = cents(price_typed) if price_typed else (item.get("unit_price") or {}).get("amount")
        description = form.text(f"{at}.description") or str(item.get("description") or item.get("name") or "")
        if not strict and (price is None or not description):
            continue
        if price is None:
            form.complain(f"{at}.unit_price", view.t("lines-price-wrong" if price_typed else "lines-price-missing"))
        line = {
            "description": description,
            "quantity": decimal(form.text(f"{at}.quantity")) or "1",
            "unit_price": {"amount": price or 0, "currency": currency},
            "taxable": f"{at}.taxable" in form.values or bool(not price_typed and item.get("taxable")),
            "optional": f"{at}.optional" in form.values,
            "unit": form.text(f"{at}.unit") or str(item.get("unit") or ""),
        }
        if item:
            line["item_id"] = item["id"]
        lines.append(line)
    if strict and not lines:
        form.complain("lines.0.description", view.t("lines-none"))
    return lines


def close_gaps(form: Form) -> None:
    """Renumber the rows that have a description, a price or an item as 0, 1, 2…; forget the empty ones."""
    typed = [
        n
        for n in form.rows("lines")
        if any(form.text(f"lines.{n}.{f}") for f in ("description", "unit_price", "item_id"))
    ]
    rows = [{k: v for k, v in form.values.items() if k.startswith(f"lines.{n}.")} for n in typed]
    for name in [name for name in form.values if name.startswith("lines.")]:
        del form.values[name]
    for n, row in enumerate(rows):
        form.values |= {f"lines.{n}.{name.split('.', 2)[2]}": value for name, value in row.items()}


def defaults(form: Form, lines: list[Json], language: str) -> Form:
    """A form that shows existing lines, as if they had been typed."""
    for n, line in enumerate(lines):
        form.values |= {
            f"lines.{n}.description": line["description"],
            f"lines.{n}.quantity": shown(line["quantity"], language),
            f"lines.{n}.unit_price": amount(line["unit_price"], language),
            f"lines.{n}.item_id": line.get("item_id") or "",
            f"lines.{n}.unit": line.get("unit") or "",
        }
        for flag in ("taxable", "optional"):
            if line.get(flag):
                form.values[f"lines.{n}.{flag}"] = "true"
    return form


def amount(money: Json | None, language: str) -> str:
    """Money as it is typed: 1150,00 or 1150.00, so that a language's own decimal sign comes back."""
    return shown(f"{(money or {}).get('amount', 0) / 100:.2f}", language) if money else ""


def shown(decimal_text: str, language: str) -> str:
    return decimal_text.replace(".", ",") if language == "fr" else decimal_text


async def totals(view: View) -> Response:
    """The totals below the lines, asked for while somebody types."""
    form = await view.form()
    items = await view.api.items()
    lines = read(view, form, items, strict=False)
    try:
        answer = await view.api.totals(lines) if lines else {}
    except ApiProblem:
        answer = {}  # half-typed; the fields complain when the form is sent
    return view.render("lines_totals.html", totals=answer.get("totals"))


routes = [Route("/totals", signed_in(totals), methods=["POST"])]

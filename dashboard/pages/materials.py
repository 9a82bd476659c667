"""What was used on a visit, as it is typed: something of the catalogue by its name, or anything else; with a price if there is one.

The field of the description offers the catalogue's names. What carries one of them is that item, whether it was chosen or typed,
so that it needs no script and works on a phone without a network.
"""

from __future__ import annotations

from typing import Final

from starlette.responses import Response
from starlette.routing import Route

from dashboard.api import Json
from dashboard.forms import Form, cents, decimal
from dashboard.view import View, signed_in

OFFERED: Final = 60
"""Names that are there before anything is typed."""


async def known(view: View, q: str = "") -> list[Json]:
    found: list[Json] = (await view.api.get("jobs", "/v1/usable-items", q=q[:200], limit=OFFERED))["data"]
    return found


async def item_of(view: View, name: str) -> str:
    """The id of the item of that name; empty where none has it, or more than one."""
    same = [each["id"] for each in await known(view, name) if each["name"].casefold() == name.casefold()]
    return str(same[0]) if len(same) == 1 else ""


async def body(view: View, form: Form, *, new: bool) -> Json:
    """What the API takes; a new one of the catalogue leaves out what was left empty, so that it is the catalogue's.

    Raises ValueError for a price that is none, with the complaint in the form.
    """
    name, typed = form.text("description"), form.text("price")
    price = cents(typed) if typed else None
    if typed and (price is None or price < 0):
        form.complain("price", view.t("lines-price-wrong"))
        raise ValueError("price")
    money = None if price is None else {"amount": price, "currency": view.company.get("currency") or "CAD"}
    found: Json = {"description": name, "quantity": decimal(form.text("quantity") or "1")}
    if not new:
        return found | {"unit": form.text("unit"), "unit_price": money}
    if item := await item_of(view, name):
        found["item_id"] = item
    if form.text("unit") or not item:
        found["unit"] = form.text("unit")
    return found | ({"unit_price": money} if money else {})


async def options(view: View) -> Response:
    """The names that fit what is being typed."""
    return view.render("materials_known.html", known=await known(view, view.arg("description").strip()))


routes = [Route("/materials/known", signed_in(options))]

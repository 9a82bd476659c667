"""The line editor's form: read in the order of the page, under its titles, and shown again as it was typed."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from dashboard.forms import Form
from dashboard.pages import lines
from dashboard.view import View


def view() -> View:
    return cast(View, SimpleNamespace(t=lambda name, **_: name, language="fr", company={"currency": "CAD"}))


def form(*pairs: tuple[str, str]) -> Form:
    return Form(values=dict(pairs))


def test_rows_stand_as_they_are_on_the_page() -> None:
    typed = form(
        ("lines.4.description", "Sans titre"), ("lines.4.unit_price", "1"),
        ("heads.9.title", "Cuisine"),
        ("lines.2.description", "Évier"), ("lines.2.unit_price", "2"),
        ("lines.0.description", ""), ("lines.0.unit_price", ""),
        ("lines.7.description", "Robinet"), ("lines.7.unit_price", "3,50"),
        ("heads.10.title", ""),
        ("lines.1.description", "Fin"), ("lines.1.unit_price", "4"),
    )  # fmt: skip
    found = lines.read(view(), typed, [])
    assert [(each["description"], each["section"]) for each in found] == [
        ("Sans titre", ""), ("Évier", "Cuisine"), ("Robinet", "Cuisine"), ("Fin", ""),
    ]  # fmt: skip
    assert typed.value("lines.2.section") == "Cuisine", "the form is shown again with its titles"
    assert lines.read(view(), typed, []) == found, "and read again as it was"


def test_all_that_a_line_may_say() -> None:
    typed = form(
        ("lines.0.description", "Évier"), ("lines.0.quantity", "1,5"), ("lines.0.unit", "h"),
        ("lines.0.unit_price", "1 150,00 $"), ("lines.0.discount", "7,5\u00a0%"), ("lines.0.tax", "txg_hst_on"),
        ("lines.0.cost", "800"), ("lines.0.alternative", "Bon"), ("lines.0.optional", "true"), ("lines.0.item_id", "itm_1"),
        ("lines.1.description", "Livre"), ("lines.1.unit_price", "10"), ("lines.1.tax", "exempt"), ("lines.1.discount", "2"),
        ("lines.0.taxable", "ignored"),
    )  # fmt: skip
    first, second = lines.read(view(), typed, [])
    assert first == {
        "description": "Évier", "quantity": "1.5", "unit": "h", "unit_price": {"amount": 115_000, "currency": "CAD"},
        "discount": {"percent": "7.5"}, "taxable": True, "tax_group_id": "txg_hst_on", "section": "", "optional": True,
        "cost": {"amount": 80_000, "currency": "CAD"}, "alternative": "Bon", "item_id": "itm_1",
    }  # fmt: skip
    assert (second["taxable"], second["discount"]) == (False, {"amount": {"amount": 200, "currency": "CAD"}})


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_is_stored_is_shown_and_read_again(language: str) -> None:
    stored: list[dict[str, Any]] = [
        {
            "description": "Évier", "quantity": "1.5", "unit": "h", "unit_price": {"amount": 115_000, "currency": "CAD"},
            "discount": {"percent": "7.5", "amount": {"amount": 1, "currency": "CAD"}}, "taxable": True,
            "tax_group_id": "txg_hst_on", "section": "A", "optional": True, "cost": {"amount": 1, "currency": "CAD"},
            "alternative": None, "item_id": None,
        },
        {
            "description": "Livre", "quantity": "1", "unit": "", "unit_price": {"amount": -5, "currency": "CAD"},
            "discount": {"percent": None, "amount": {"amount": 200, "currency": "CAD"}}, "taxable": False,
            "tax_group_id": None, "section": "B", "optional": False, "cost": None, "alternative": "Bon", "item_id": "itm_1",
        },
    ]  # fmt: skip
    whole = {"percent": None, "amount": {"amount": 5000, "currency": "CAD"}}
    typed = lines.defaults(Form(), stored, language, whole)
    first, second = lines.read(view(), typed, [])
    assert (first["discount"], first["section"], first["tax_group_id"]) == ({"percent": "7.5"}, "A", "txg_hst_on")
    assert (second["taxable"], second["unit_price"]["amount"], second["section"]) == (False, -5, "B")
    assert second["discount"] == {"amount": {"amount": 200, "currency": "CAD"}}
    assert lines.discount(view(), typed) == {"amount": {"amount": 5000, "currency": "CAD"}}


@pytest.mark.parametrize("typed", ["dix", "10 % de", "%", "1e308"])
def test_a_discount_that_is_none_is_said_at_its_field(typed: str) -> None:
    wrong = form(("discount", typed))
    assert lines.discount(view(), wrong) is None
    assert wrong.error("discount") == "lines-discount-wrong"
    assert lines.discount(view(), form(("discount", typed)), strict=False) is None

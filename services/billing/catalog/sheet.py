"""A row of a file as an item of the catalogue to be, or what is wrong with it. Pure.

Known are the titles of Jobber, QuickBooks, Acomba and Sage in French and English, and our own export.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final, NamedTuple

from pydantic import ValidationError

from services.billing.catalog import bundles
from services.billing.catalog.schemas import ItemIn
from services.jobs.search import folded
from services.kit import spreadsheets
from services.kit.problems import fields_of

FIELDS: Final = (
    "code",
    "kind",
    "name_fr",
    "name_en",
    "description_fr",
    "description_en",
    "unit",
    "unit_price",
    "cost",
    "taxable",
    "tax_group",
    "active",
    "parts",
)
_TITLES: Final = {
    "code": "code|sku|item code|no|numero|no article|numero d article|code produit|product code|item number|no de produit",
    "kind": "type|kind|category|categorie|genre|item type|sorte",
    "name_fr": "name|nom|nom francais|nom fr|product service name|product service|article|item|item name|nom de l article"
    "|produit|service|produit service|designation|libelle|nom francais fr",
    "name_en": "english name|nom anglais|name en|nom en|name english",
    "description_fr": "description|description fr|description francais|description francaise|sales description"
    "|description de vente|details",
    "description_en": "english description|description en|description anglais|description anglaise|description english",
    "unit": "unit|unite|unit of measure|unite de mesure|uom|mesure",
    "unit_price": "price|prix|unit price|prix unitaire|sales price rate|rate|taux|sales price|prix de vente|prix vente",
    "cost": "cost|cout|unit cost|cout unitaire|purchase cost|cout d achat|cout de revient|prix coutant|purchase price",
    "taxable": "taxable|taxe|imposable|taxed",
    "tax_group": "tax group|groupe de taxes|groupe de taxe|tax code|code de taxe|sales tax code|taxe de vente",
    "active": "active|actif|en service|status|statut",
    "parts": "bundle items|parts|components|contents|articles du forfait|articles|composantes|composants|contenu",
}
_BY_TITLE: Final = {title: name for name, titles in _TITLES.items() for title in titles.split("|")}
_KINDS: Final = {
    "": "service", "service": "service", "services": "service", "main d oeuvre": "service", "labour": "service",
    "product": "product", "produit": "product", "materiel": "product", "material": "product", "inventory": "product",
    "non inventory": "product", "inventaire": "product", "hors inventaire": "product", "stock": "product",
    "bundle": "bundle", "forfait": "bundle",
}  # fmt: skip
_YES: Final = {"1", "true", "yes", "y", "oui", "o", "vrai", "x", "taxable", "active", "actif", "t"}
_NO: Final = {"0", "false", "no", "n", "non", "faux", "exempt", "exempte", "inactive", "inactif", "archived", "archive"}
_SOME: Final = "itm_0"
"""Stands for a part until it is known which item it is."""
_AMOUNT: Final = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,2})?0{0,6}")


class Wrong(NamedTuple):
    """A field of a row that cannot be taken, with the code of the reason and what it names."""

    field: str
    code: str
    args: dict[str, Any] = {}


@dataclass
class Parsed:
    """`item` None: refused, see `wrong`. `given` are the fields that the row says anything about. `refs` are what the parts of a
    bundle are called, in the order of the item's parts; which items they are the catalogue tells."""

    item: ItemIn | None = None
    given: frozenset[str] = frozenset()
    refs: tuple[str, ...] = ()
    wrong: list[Wrong] = field(default_factory=list)


def plain(title: str) -> str:
    """`Prix unitaire ($)` → `prix unitaire`."""
    return re.sub(r"[^a-z0-9]+", " ", folded(title)).strip()


def match(header: Sequence[str]) -> list[str]:
    """For each column the field that it is, or "" for none; the first column of a field has it."""
    found: list[str] = []
    for title in header:
        name = _BY_TITLE.get(plain(title), "")
        found.append(name if name not in found else "")
    return found


def parse(cells: Sequence[str], mapping: Mapping[int, str], groups: Mapping[str, str], currency: str) -> Parsed:
    """`mapping`: column → field; `groups`: id of a tax group by its name, see `plain`."""
    given = {name: spreadsheets.plain(cells[column]).strip() for column, name in mapping.items() if column < len(cells)}
    given = {name: value for name, value in given.items() if value}
    found = Parsed(given=frozenset(given))
    body: dict[str, Any] = {
        name: given[name]
        for name in ("code", "name_fr", "name_en", "description_fr", "description_en", "unit")
        if name in given
    }
    for name in ("name_fr", "name_en", "unit", "code"):
        if name in body:
            body[name] = " ".join(body[name].split())
    if "name_fr" not in body and "name_en" in body:
        body["name_fr"] = body["name_en"]
    kind = _KINDS.get(plain(given.get("kind", "bundle" if "parts" in given else "")))
    if kind is None:
        found.wrong.append(Wrong("kind", "choice"))
    body["kind"] = kind or "service"
    _parts(given, body, found)
    for name in ("unit_price", "cost"):
        if name in given:
            cents = amount(given[name])
            if cents is None:
                found.wrong.append(Wrong(name, "amount"))
            else:
                body[name] = {"amount": cents, "currency": currency}
    if "unit_price" not in given and kind != "bundle":
        found.wrong.append(Wrong("unit_price", "required"))
    for name in ("taxable", "active"):
        if name in given:
            word = plain(given[name])
            if word not in _YES | _NO:
                found.wrong.append(Wrong(name, "yes-or-no"))
            body[name] = word in _YES
    if "tax_group" in given:
        group_id = groups.get(plain(given["tax_group"]))
        if group_id is None:
            found.wrong.append(Wrong("tax_group", "unknown-tax-group"))
        body["tax_group_id"] = group_id
    try:
        item = ItemIn.model_validate(body)
    except ValidationError as error:
        known = {each.field for each in found.wrong}
        wrong = [Wrong(each.pointer.strip("/").split("/")[0], each.code, each.args) for each in fields_of(error)]
        found.wrong += [each for each in wrong if each.field not in known]
        return found
    if not found.wrong:
        found.item = item
    return found


def _parts(given: Mapping[str, str], body: dict[str, Any], found: Parsed) -> None:
    if "parts" not in given:
        return
    read = bundles.read(given["parts"])
    if isinstance(read, str):
        found.wrong.append(Wrong("parts", "import-part", {"part": read}))
    elif body["kind"] != "bundle":
        found.wrong.append(Wrong("parts", "parts-of-bundle"))
    elif any(each.quantity.startswith("-") for each in read):
        found.wrong.append(Wrong("parts", "not-positive"))
    else:
        found.refs = tuple(each.ref for each in read)
        body["parts"] = [{"item_id": _SOME, "quantity": each.quantity} for each in read]


def amount(typed: str) -> int | None:
    """Cents of what a spreadsheet writes: `1 234,50 $`, `$1,234.50`, `1234.5`; None for what is no amount."""
    text = re.sub(r"[\s\u00a0\u202f$]|CAD", "", typed)
    if text.startswith("(") and text.endswith(")"):
        text = f"-{text[1:-1]}"
    comma, point = text.rfind(","), text.rfind(".")
    if comma >= 0 and point >= 0:
        text = text.replace("," if point > comma else ".", "").replace(",", ".")
    elif comma >= 0:
        thousands = re.fullmatch(r"-?[0-9]{1,3}(,[0-9]{3})+", text)
        text = text.replace(",", "" if thousands else ".")
    if not _AMOUNT.fullmatch(text):
        return None
    return int(Decimal(text) * 100)

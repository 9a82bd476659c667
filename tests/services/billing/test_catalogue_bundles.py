"""Bundles in the catalogue's files: with their parts, by code or by name, out and in again."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.billing.catalog import bundles
from tests.services.billing.test_catalogue import PATH, bundle, item, names, send
from tests.services.billing.world import Office, cad

FILE = (
    "SKU;Nom;Type;Prix unitaire;Coût;Articles du forfait\n"
    ";Pose d’un chauffe-eau;forfait;;;CE-60 × 1; main-d’œuvre × 2,5\n"
    "CE-60;Chauffe-eau 60 gal;produit;900,00;600;\n"
    ";Main-d’œuvre;service;100,00;;\n"
)


async def test_bundles_come_in_with_their_parts_whatever_the_order(office: Office) -> None:
    await item(office, "Soupape", 20_00, code="S-1")
    file = FILE.replace("CE-60 × 1; main-d’œuvre × 2,5", '"S-1 × 2; CE-60 x 1; ""main-d’œuvre"" × 2,5"')
    preview = await send(office, file)
    assert preview["counts"] == {"create": 3, "update": 0, "same": 0, "skip": 0, "refuse": 0}
    await office.post(f"{PATH}/{preview['id']}/confirm", {})
    [found] = (await office.get("/v1/items?kind=bundle"))["data"]
    assert [(each["name"], each["quantity"]) for each in found["parts"]] == [
        ("Soupape", "2"),
        ("Chauffe-eau 60 gal", "1"),
        ("Main-d’œuvre", "2.5"),
    ]
    assert found["unit_price"] == cad(40_00 + 900_00 + 250_00)
    assert (await send(office, file))["counts"]["same"] == 3

    dearer = await send(office, file.replace("900,00", "950,00").replace("S-1 × 2", "S-1 × 1"))
    assert dearer["counts"]["skip"] == 2
    path = f"{PATH}/{dearer['id']}"
    await office.call("PATCH", path, {"update_existing": True}, status=200)
    await office.post(f"{path}/confirm", {})
    [found] = (await office.get("/v1/items?kind=bundle"))["data"]
    assert found["unit_price"] == cad(20_00 + 950_00 + 250_00)
    bare = await send(office, "Nom;Type;Description\nPose d’un chauffe-eau;forfait;Tout compris\n")
    await office.call("PATCH", f"{PATH}/{bare['id']}", {"update_existing": True}, status=200)
    await office.post(f"{PATH}/{bare['id']}/confirm", {})
    [again] = (await office.get("/v1/items?kind=bundle"))["data"]
    assert (again["description"], again["parts"]) == ("Tout compris", found["parts"]), (
        "parts that nobody speaks of stay"
    )


@pytest.mark.parametrize(
    ("kind", "parts", "field", "code"),
    [
        ("forfait", "R-1 × 1; R-9 × 2", "parts", "import-part-unknown"),
        ("forfait", "K-1 × 1", "parts", "bundle-in-bundle"),
        ("forfait", "R-1 × 1.2.3", "parts", "import-part"),
        ("forfait", "R-1 × -1", "parts", "not-positive"),
        ("forfait", "", "parts", "bundle-parts"),
        ("forfait", "; ".join(["R-1 × 1"] * 51), "parts", "too-many"),
        ("service", "R-1 × 1", "parts", "parts-of-bundle"),
    ],
)
async def test_a_part_that_is_wrong_is_said_on_its_row(
    office: Office, kind: str, parts: str, field: str, code: str
) -> None:
    tap = await item(office, "Robinet", 1, code="R-1")
    await bundle(office, (tap, "1"), name_fr="Kit", name_en="Kit", code="K-1")
    preview = await send(office, f'Nom;Type;Prix unitaire;Articles du forfait\nNeuf;{kind};1;"{parts}"\n')
    assert preview["counts"]["refuse"] == 1
    [row] = (await office.get(f"{PATH}/{preview['id']}/lines"))["data"]
    [error] = row["errors"]
    assert (error["field"], error["code"]) == (field, code)
    if code == "import-part-unknown":
        assert "R-9" in error["detail"]
    await office.post(f"{PATH}/{preview['id']}/confirm", {})
    assert await names(office) == ["Kit", "Robinet"]


async def test_a_bundle_and_an_item_do_not_become_each_other(office: Office) -> None:
    tap = await item(office, "Robinet", 1, code="R-1")
    await bundle(office, (tap, "1"), name_fr="Kit", name_en="Kit", code="K-1")
    preview = await send(
        office, "SKU;Nom;Type;Prix;Articles du forfait\nK-1;Kit;service;1;\nR-1;Robinet;forfait;;K-1\n"
    )
    rows = (await office.get(f"{PATH}/{preview['id']}/lines"))["data"]
    assert [[each["code"] for each in row["errors"]] for row in rows] == [["kind-fixed"], ["kind-fixed"]]


@given(st.lists(st.tuples(st.text(min_size=1, max_size=30), st.decimals("0.000001", "999999", places=6)), max_size=9))
def test_parts_are_read_as_they_were_written(parts: list[tuple[str, Decimal]]) -> None:
    index = bundles.Index[Any]()
    made = []
    for n, (name, quantity) in enumerate(parts):
        row = SimpleNamespace(id=f"itm_{n}", code=name if n % 3 == 0 else "", name_fr=name, name_en="")
        index.add(row, row, row.id)
        made.append((row, quantity))
    for language in ("fr", "en"):
        read = bundles.read(bundles.written(made, index, language))
        assert isinstance(read, list)
        assert [(index.find(each.ref), Decimal(each.quantity)) for each in read] == made

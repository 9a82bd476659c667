"""The catalogue in full: kinds, bundles, search, and what a price change never touches."""

from __future__ import annotations

from typing import Any

import pytest

from services.billing.catalog import sheet
from tests.services.billing.world import Office, cad, line


async def item(office: Office, name: str = "Robinet", price: int = 18_75, **more: Any) -> Any:
    return await office.post("/v1/items", {"name_fr": name, "unit_price": cad(price), **more}, status=201)


async def bundle(office: Office, *parts: tuple[Any, str], **more: Any) -> Any:
    body = {
        "kind": "bundle",
        "name_fr": "Salle de bain",
        "name_en": "Bathroom",
        "parts": [{"item_id": part["id"], "quantity": quantity} for part, quantity in parts],
        **more,
    }
    return await office.post("/v1/items", body, status=201)


async def test_an_item_in_full(office: Office) -> None:
    made = await item(
        office, kind="product", code="R-1", name_en="Tap", description_fr="Chromé", description_en="Chrome",
        unit="un.", cost=cad(9_00), tax_group_id="txg_hst_on",
    )  # fmt: skip
    assert (made["kind"], made["code"], made["cost"], made["tax_group_id"]) == (
        "product",
        "R-1",
        cad(9_00),
        "txg_hst_on",
    )
    path = f"/v1/items/{made['id']}"
    cleared = (await office.call("PATCH", path, {"cost": None, "tax_group_id": None}, status=200)).json()
    assert (cleared["cost"], cleared["tax_group_id"], cleared["unit_price"]) == (None, None, cad(18_75))
    kept = (await office.call("PATCH", path, {"active": False}, status=200)).json()
    assert kept["code"] == "R-1"
    lines = (await office.get(f"{path}/lines?quantity=2.5&language=en"))["data"]
    assert [(each["description"], each["quantity"]) for each in lines] == [("Tap\nChrome", "2.5")]
    first = await office.call("GET", path, status=200)
    await office.call("PATCH", path, {"name_fr": "Robinet double"}, status=200)
    stale = await office.call("PATCH", path, {"name_fr": "Autre"}, headers={"If-Match": first.headers["ETag"]})
    assert stale.status_code == 412


async def test_a_bundle_costs_what_its_parts_cost(office: Office) -> None:
    tap, hours = await item(office, cost=cad(10_00)), await item(office, "Heure", 100_00, cost=cad(60_00), unit="h")
    made = await bundle(office, (tap, "2"), (hours, "1.5"))
    path = f"/v1/items/{made['id']}"
    assert (made["unit_price"], made["cost"]) == (cad(187_50), cad(110_00))
    await office.call("PATCH", f"/v1/items/{tap['id']}", {"unit_price": cad(20_00), "cost": None}, status=200)
    now = await office.get(path)
    assert (now["unit_price"], now["cost"]) == (cad(190_00), None)
    lines = (await office.get(f"{path}/lines?quantity=2"))["data"]
    assert [(each["section"], each["quantity"], each["unit_price"]) for each in lines] == [
        ("Salle de bain", "4", cad(20_00)),
        ("Salle de bain", "3", cad(100_00)),
    ]
    quote = await office.quote(await office.job(), *lines)
    assert quote["totals"]["lines"] == cad(380_00), "a bundle expands into its items on a document"
    fewer = (await office.call("PATCH", path, {"parts": [{"item_id": tap["id"], "quantity": "1"}]}, status=200)).json()
    assert fewer["unit_price"] == cad(20_00)


async def test_a_price_change_never_touches_a_document(office: Office) -> None:
    """Neither typed nor from a file; drafts keep what they say until they are sent and issued, and then too."""
    made = await item(office, cost=cad(5_00), code="R-1")
    job = await office.job()
    of_it = line(18_75, item_id=made["id"], cost=cad(5_00), description="Robinet")
    quote, invoice = await office.quote(job, of_it), await office.invoice(job, of_it)
    sent, issued = await office.sent_quote(job, of_it), await office.issued(job, of_it)
    documents = [(f"/v1/quotes/{each['id']}", each) for each in (quote, sent)]
    documents += [(f"/v1/invoices/{each['id']}", each) for each in (invoice, issued)]

    async def untouched() -> None:
        for path, before in documents:
            after = await office.get(path)
            for part in ("lines", "totals", "document_sha256"):
                assert after.get(part) == before.get(part), (path, part)

    dearer = {"unit_price": cad(99_99), "cost": cad(1), "name_fr": "Neuf", "tax_group_id": "txg_hst_on"}
    await office.call("PATCH", f"/v1/items/{made['id']}", dearer, status=200)
    await untouched()
    preview = await send(office, "code;nom_fr;prix\nR-1;Plus cher;55,55\n")
    await office.call("PATCH", f"{PATH}/{preview['id']}", {"update_existing": True}, status=200)
    await office.post(f"{PATH}/{preview['id']}/confirm", {})
    now = await office.get(f"/v1/items/{made['id']}")
    assert (now["name"], now["unit_price"]) == ("Plus cher", cad(55_55))
    await untouched()
    await office.call("PATCH", f"/v1/items/{made['id']}", {"active": False}, status=200)
    for path, verb in ((f"/v1/quotes/{quote['id']}", "send"), (f"/v1/invoices/{invoice['id']}", "issue")):
        await office.post(f"{path}/{verb}", {})
        after = await office.get(path)
        assert [(each["description"], each["unit_price"], each["cost"]) for each in after["lines"]] == [
            ("Robinet", cad(18_75), cad(5_00))
        ]
        assert after["totals"] == issued["totals"]


async def test_search_and_pages(office: Office, stranger: Office) -> None:
    names = ["Évier double", "Chauffe-eau 40 gallons", "Chauffe-eau 60 gallons", "Robinet", "Tuyau"]
    for name in names:
        await item(office, name, name_en=f"EN {name}", code="CE-60" if "60" in name else "")
    await item(stranger, "Chauffe-eau à eux")

    async def found(query: str) -> list[str]:
        return [each["name"] for each in (await office.get(f"/v1/items?{query}"))["data"]]

    assert await found("q=chauffe gallons") == names[1:3]
    assert await found("q=EVIER") == ["Évier double"]
    assert await found("q=ce-60") == ["Chauffe-eau 60 gallons"]
    assert await found("q=%25") == []
    assert await found("kind=product") == []
    seen: list[str] = []
    after = ""
    while True:
        page = await office.get(f"/v1/items?limit=2{after}")
        seen += [each["name"] for each in page["data"]]
        if not page["page"]["has_more"]:
            break
        after = f"&after={page['page']['next']}"
    assert sorted(seen) == sorted(names)
    assert len(seen) == len(set(seen))
    assert (await office.call("GET", "/v1/items?nonsense=1")).status_code == 422


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({"unit_price": None}, "/unit_price", "required"),
        ({"kind": "bundle", "unit_price": None}, "/parts", "bundle-parts"),
        ({"cost": cad(-1)}, "/cost", "not-negative"),
        ({"cost": {"amount": 1, "currency": "USD"}}, "/cost/currency", "currency-mismatch"),
        ({"unit_price": {"amount": 1, "currency": "USD"}}, "/unit_price/currency", "currency-mismatch"),
        ({"tax_group_id": "txg_nobodys"}, "/tax_group_id", "unknown-tax-group"),
        ({"code": "x" * 41}, "/code", "too-long"),
        ({"kind": "gift"}, "/kind", "choice"),
        ({"name_fr": "  "}, "/name_fr", "too-short"),
    ],
)
async def test_bad_items(office: Office, body: dict[str, Any], pointer: str, code: str) -> None:
    wanted = {"name_fr": "Robinet", "unit_price": cad(1_00)} | body
    problem = await office.refused("/v1/items", wanted, status=422, code="invalid")
    assert (pointer, code) in [(each["pointer"], each["code"]) for each in problem["errors"]]
    assert (await office.get("/v1/items"))["data"] == []


async def test_bad_bundles_and_codes(office: Office, stranger: Office) -> None:
    tap = await item(office, code="R-1")
    inner = await bundle(office, (tap, "1"))
    theirs = await item(stranger, code="R-1")

    async def refused(
        body: dict[str, Any], pointer: str, code: str, path: str = "/v1/items", method: str = "POST"
    ) -> None:
        problem = await office.refused(path, body, method=method, status=422, code="invalid")
        assert (pointer, code) in [(each["pointer"], each["code"]) for each in problem["errors"]]

    def parts(one: Any, quantity: str = "1") -> dict[str, Any]:
        return {"kind": "bundle", "name_fr": "X", "parts": [{"item_id": one["id"], "quantity": quantity}]}

    await refused(parts(inner), "/parts/0/item_id", "bundle-in-bundle")
    await refused(parts(theirs), "/parts/0/item_id", "unknown-item")
    await refused(parts(tap, "-1"), "/parts/0/quantity", "not-positive")
    await refused(parts(tap, "1000000"), "/parts", "amount-too-large")
    await refused({"name_fr": "Y", "unit_price": cad(1), "code": "R-1"}, "/code", "item-code-taken")
    await refused({"name_fr": "Y", "unit_price": cad(1), "parts": parts(tap)["parts"]}, "/parts", "parts-of-bundle")
    path = f"/v1/items/{inner['id']}"
    await refused({"kind": "service"}, "/kind", "kind-fixed", path, "PATCH")
    await refused({"parts": []}, "/parts", "bundle-parts", path, "PATCH")
    for way, body in (("GET", None), ("PATCH", {"name_fr": "Z"})):
        assert (await stranger.call(way, path, body)).status_code == 404
    assert (await stranger.call("GET", f"{path}/lines")).status_code == 404
    foreign: dict[str, Any] = {"job_id": (await office.job()).id, "lines": [line(1, item_id=theirs["id"])]}
    await refused(foreign, "/lines/0/item_id", "unknown-item", "/v1/quotes")


# ── files ────────────────────────────────────────────────────────────────────────────────────────────────────────────

FILE = (
    "SKU;Nom;English name;Prix unitaire;Coût;Type;Taxable;Groupe de taxes\n"
    "R-1;Robinet;Tap;18,75;9;produit;oui;\n"
    "H-1;Main-d’œuvre;Labour;1 150,00 $;;service;oui;Ontario\n"
    ";Livre;Book;$12.50;;;non;\n"
    "R-1;Doublon;;1;;;;\n"
    "X;Sans prix;;;;;;\n"
    "Y;Mauvais prix;;1e308;;;;\n"
    "Z;Mauvais groupe;;1;;;;Mars\n"
    "W;Forfait;;1;;forfait;;\n"
    "V;Peut-être;;1;;;peut-être;\n"
)
PATH = "/v1/items/imports"


async def send(office: Office, content: str | bytes, status: int = 201) -> Any:
    body = content.encode() if isinstance(content, str) else content
    headers = office.company.headers(language="fr") | {"Content-Type": "text/csv"}
    response = await office.api.post(PATH, content=body, headers=headers, params={"name": "articles.csv"})
    assert response.status_code == status, response.text
    return response.json()


async def names(office: Office) -> list[str]:
    return [each["name"] for each in (await office.get("/v1/items?limit=200"))["data"]]


async def test_a_file_is_looked_at_and_then_written(office: Office, stranger: Office) -> None:
    preview = await send(office, FILE)
    path = f"{PATH}/{preview['id']}"
    assert preview["counts"] == {"create": 3, "update": 0, "same": 0, "skip": 0, "refuse": 6}
    assert [each["field"] for each in preview["columns"]] == [
        "code", "name_fr", "name_en", "unit_price", "cost", "kind", "taxable", "tax_group",
    ]  # fmt: skip
    refused = (await office.get(f"{path}/lines?plan=refuse"))["data"]
    assert [(each["line"], each["errors"][0]["field"], each["errors"][0]["code"]) for each in refused] == [
        (5, "code", "import-line-twice"),
        (6, "unit_price", "required"),
        (7, "unit_price", "amount"),
        (8, "tax_group", "unknown-tax-group"),
        (9, "parts", "bundle-parts"),
        (10, "taxable", "yes-or-no"),
    ]
    assert all(each["errors"][0]["detail"] for each in refused)
    assert await names(office) == [], "nothing is written before somebody confirms"
    assert (await stranger.call("GET", path)).status_code == 404
    assert (await stranger.call("POST", f"{path}/confirm", {})).status_code == 404
    done = await office.post(f"{path}/confirm", {})
    assert (done["status"], done["counts"]["created"], done["counts"]["refused"]) == ("done", 3, 6)
    assert await names(office) == ["Livre", "Main-d’œuvre", "Robinet"]
    by_name = {each["name"]: each for each in (await office.get("/v1/items"))["data"]}
    assert by_name["Main-d’œuvre"]["unit_price"] == cad(1150_00)
    assert by_name["Main-d’œuvre"]["tax_group_id"] == "txg_hst_on"
    assert (by_name["Robinet"]["kind"], by_name["Robinet"]["cost"]) == ("product", cad(9_00))
    assert (by_name["Livre"]["taxable"], by_name["Livre"]["name_en"]) == (False, "Book")
    assert (await office.post(f"{path}/confirm", {}))["counts"] == done["counts"], "twice is once"
    assert len(await names(office)) == 3
    await office.refused(path, {"update_existing": True}, method="PATCH", status=409, code="import-not-open")


async def test_the_same_file_again_changes_nothing(office: Office) -> None:
    first = await send(office, FILE)
    await office.post(f"{PATH}/{first['id']}/confirm", {})
    before = (await office.get("/v1/items"))["data"]
    again = await send(office, FILE)
    assert (again["counts"]["same"], again["counts"]["create"]) == (3, 0)
    await office.post(f"{PATH}/{again['id']}/confirm", {})
    assert (await office.get("/v1/items"))["data"] == before
    dearer = await send(office, FILE.replace("18,75", "21,00"))
    assert dearer["counts"]["skip"] == 1
    path = f"{PATH}/{dearer['id']}"
    wanted = (await office.call("PATCH", path, {"update_existing": True}, status=200)).json()
    assert wanted["counts"]["update"] == 1
    await office.post(f"{path}/confirm", {})
    by_name = {each["name"]: each for each in (await office.get("/v1/items"))["data"]}
    assert by_name["Robinet"]["unit_price"] == cad(21_00)


async def test_what_goes_out_comes_in_again(office: Office, stranger: Office) -> None:
    await item(
        office, "=SOMME(A1)", 12_34, code="-1", description_fr="Deux\nlignes", cost=cad(1), tax_group_id="txg_zero"
    )
    await item(office, "Livre; rare", -5_00, taxable=False, active=False, name_en="Rare, book")
    twin = await item(office, "Coude; 90° × 2", 2_00)
    coded = await item(office, "Tuyau", 3_00, code="T × 1")
    tap = await item(office)
    for name in ("Kit", "Robinet"):  # the second is called as an item is
        await bundle(office, (coded, "2.5"), (twin, "1"), (tap, "0.000001"), name_fr=name, name_en=name)
    for language in ("fr", "en"):
        answer = await office.call("GET", "/v1/items/export", status=200, language=language)
        assert answer.text.startswith("\ufeff")
        assert {"fr": "Articles du forfait", "en": "Bundle items"}[language] in answer.text.splitlines()[0]
        assert "'=SOMME(A1)" in answer.text, "a spreadsheet takes it for no formula"
        again = await send(office, answer.content)
        assert again["counts"] == {"create": 0, "update": 0, "same": 7, "skip": 0, "refuse": 0}
    theirs = await send(stranger, answer.content)
    await stranger.post(f"{PATH}/{theirs['id']}/confirm", {})
    kept = (
        "kind",
        "name_fr",
        "name_en",
        "code",
        "description_fr",
        "unit_price",
        "cost",
        "taxable",
        "tax_group_id",
        "active",
    )

    async def catalogue(who: Office) -> list[Any]:
        data = (await who.get("/v1/items"))["data"]
        found = [
            {name: each[name] for name in kept}
            | {"parts": [(part["name"], part["quantity"], part["amount"]) for part in each["parts"]]}
            for each in data
        ]
        return sorted(found, key=lambda each: (each["name_fr"], each["kind"]))

    assert await catalogue(stranger) == await catalogue(office)


async def test_columns_are_matched_by_hand(office: Office) -> None:
    preview = await send(office, "A;B\nRobinet;18,75\n")
    path = f"{PATH}/{preview['id']}"
    assert preview["counts"]["refuse"] == 1
    matched = await office.call("PATCH", path, {"columns": {"0": "name_fr", "1": "unit_price"}}, status=200)
    assert matched.json()["counts"]["create"] == 1
    for columns in ({"9": "code"}, {"0": "nonsense"}, {"0": "unit_price"}):
        await office.refused(path, {"columns": columns}, method="PATCH", status=422, code="invalid")
    await office.post(f"{path}/cancel", {})
    assert await names(office) == []
    await office.refused(f"{path}/confirm", {}, status=409, code="import-not-open")


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("12", 12_00), ("12,5", 12_50), ("1 234,50 $", 1234_50), ("$1,234.50", 1234_50), ("1.234,50", 1234_50),
        ("1,234", 1234_00), ("-5.00", -5_00), ("(5.00)", -5_00), ("12.500", 12_50), ("0", 0),
        ("1e308", None), ("NaN", None), ("12.345", None), ("", None), ("douze", None), ("9" * 40, None),
    ],
)  # fmt: skip
def test_amounts_of_spreadsheets(typed: str, cents: int | None) -> None:
    assert sheet.amount(typed) == cents

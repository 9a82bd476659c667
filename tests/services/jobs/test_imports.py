"""Contacts from CSV files: any make of file, a preview that writes nothing, and a confirmation that may break off anywhere."""

from __future__ import annotations

import asyncio
import csv
import io

import pytest

from services.jobs.imports import columns, commands, reading
from services.jobs.imports.lines import parse
from services.kit.problems import Problem
from tests.services.jobs.world import Json, Office, contact

PATH = "/v1/contacts/imports"
PLAIN = (
    "Prénom;Nom;Courriel;Téléphone;Adresse;Ville;Code postal\n"
    "Éric;Côté;eric@courriel.example;450 555-0142 poste 7;12, rue des Érables;Laval;h7l1a1\n"
    "Zoé;Roy;zoe@courriel.example;;;;\n"
    "Luc;Roy;pas-un-courriel;555;;;D0D 0D0\n"
    ";;;450 555-0100;;;\n"
    "Éric;Côté;ERIC@courriel.example;;;;\n"
    '"Ligne\ndouble";Roy;ld@courriel.example;;;;\n'
)


async def send(office: Office, content: str | bytes, *, status: int = 201, encoding: str = "utf-8") -> Json:
    body = content.encode(encoding) if isinstance(content, str) else content
    headers = office.company.headers(language=office.language) | {"Content-Type": "text/csv"}
    response = await office.api.post(PATH, content=body, headers=headers, params={"name": "clients.csv"})
    assert response.status_code == status, response.text
    found: Json = response.json()
    return found


async def people(office: Office) -> list[str]:
    return [each["name"] for each in (await office.get("/v1/contacts", limit=200))["data"]]


async def confirm(office: Office, import_id: str) -> Json:
    found = await office.verb(f"{PATH}/{import_id}/confirm")
    while found["status"] == "writing":
        found = await office.verb(f"{PATH}/{import_id}/confirm")
    return found


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "mac_roman"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_every_usual_make_of_file_is_read(encoding: str, separator: str) -> None:
    rows = [
        ["Prénom", "Nom", "Ville"],
        ["Éric", "Côté, père; fils|x", "Québec"],
        ["Zoé", 'dit "Zo"\nRoy', "Trois-Rivières"],
    ]
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\r\n").writerows(rows)
    sheet = reading.read(out.getvalue().encode(encoding))
    assert [sheet.header, *(cells for _, cells in sheet.rows)] == rows
    assert [line for line, _ in sheet.rows] == [2, 3]
    assert sheet.separator == separator


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "import-no-table"),
        (b"\n\n \n", "import-no-table"),
        (b"nom,courriel\n", "import-empty"),
        (b'nom,courriel\nA,"b' + b"x" * 30_000, "import-unclosed-quote"),
        (b"a," * 200 + b"\n" + b"b," * 200, "import-no-table"),
        (b"nom\n" + b"x\n" * 10_001, "import-too-many-lines"),
    ],
)
def test_what_is_no_table_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(Problem) as refused:
        reading.read(content)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        ("Prénom|Nom|Courriel|Cellulaire", ["first_name", "last_name", "email", "phone_mobile"]),
        ("Nom|Courriel", ["name", "email"]),
        (
            "First Name|Last Name|Company Name|Main Phone #s|Email|Service Street 1|Service City|Service Postal Code",
            ["first_name", "last_name", "company_name", "phone_mobile", "email", "line1", "city", "postal_code"],
        ),
        (
            "Customer|Company|Street Address|City|Province|ZIP|Phone",
            ["name", "company_name", "line1", "city", "region", "postal_code", "phone_mobile"],
        ),
        (
            "Given Name|Family Name|E-mail 1 - Value|Phone 1 - Value|Address 1 - Street",
            ["first_name", "last_name", "email", "phone_mobile", "line1"],
        ),
        (
            "Prénom|Nom|Société|Adresse de messagerie|Tél. mobile|Rue (domicile)",
            ["first_name", "last_name", "company_name", "email", "phone_mobile", "line1"],
        ),
        ("Courriel|E-mail|Chose", ["email", "", ""]),
    ],
)
def test_columns_are_known_by_their_titles(header: str, fields: list[str]) -> None:
    assert columns.match(header.split("|")) == fields


def test_a_row_says_what_is_wrong_with_which_cell() -> None:
    mapping = {0: "name", 1: "email", 2: "phone_work", 3: "postal_code", 4: "line1", 5: "tax_exempt", 6: "language"}
    wrong = parse(["Luc", "nope", "12", "D0D 0D0", "1, rue Une", "peut-être", "tlh"], mapping)
    assert wrong.contact is None
    assert {each.field for each in wrong.wrong} == {"email", "phone_work", "postal_code", "tax_exempt", "language"}
    good = parse(
        [
            "'=Luc",
            "mailto:a@b.example; c@d.example",
            "514 555-0199 x12 ::: 450 555-0100",
            "h7l1a1",
            "1, rue Une",
            "non",
            "Anglais",
        ],
        mapping,
    )
    assert good.contact is not None
    assert (good.contact.name, good.contact.email, good.contact.language) == ("=Luc", "a@b.example", "en")
    assert (good.contact.phones[0].number, good.contact.phones[0].extension) == ("+15145550199", "12")
    assert good.contact.addresses[0].postal_code == "H7L 1A1"


# ── preview and confirmation ─────────────────────────────────────────────────────────────────────────────────────────


async def test_a_preview_tells_everything_and_writes_nothing(office: Office, neighbour: Office) -> None:
    await office.post("/v1/contacts", contact(name="Zoé Roy", email="zoe@courriel.example"))
    made = await send(office, PLAIN)
    assert [each["field"] for each in made["columns"]] == [
        "first_name", "last_name", "email", "phone_mobile", "line1", "city", "postal_code",
    ]  # fmt: skip
    assert made["columns"][0]["samples"][:2] == ["Éric", "Zoé"]
    assert {name: made["counts"][name] for name in ("lines", "create", "skip", "refuse", "created")} == {
        "lines": 6, "create": 2, "skip": 2, "refuse": 2, "created": 0,
    }  # fmt: skip
    path = f"{PATH}/{made['id']}"
    lines = (await office.get(f"{path}/lines"))["data"]
    assert [(each["line"], each["plan"]) for each in lines] == [
        (2, "create"), (3, "skip"), (4, "refuse"), (5, "refuse"), (6, "skip"), (7, "create"),
    ]  # fmt: skip
    assert lines[1]["twin"]["name"] == "Zoé Roy"
    assert lines[4]["twin"]["line"] == 2
    assert {(each["header"], each["detail"]) for each in lines[2]["errors"]} == {
        ("Courriel", "Cette adresse courriel n'est pas valide."),
        ("Téléphone", "Ce numéro de téléphone n'est pas valide."),
    }
    assert [each["field"] for each in lines[3]["errors"]] == ["name"]
    english = await office.get(f"{path}/lines", plan="refuse", limit=1)
    assert english["page"]["has_more"] is True
    assert await people(office) == ["Zoé Roy"]
    for method, each in (("GET", path), ("GET", f"{path}/lines"), ("GET", f"{path}/refused.csv"), ("PATCH", path)):
        assert (await neighbour.raw(method, each, {} if method == "PATCH" else None)).status_code == 404
    for verb in ("confirm", "cancel"):
        await neighbour.verb(f"{path}/{verb}", status=404)


async def test_columns_can_be_matched_by_hand(office: Office) -> None:
    made = await send(office, "A,B,C\nÉric Côté,eric@courriel.example,x\n")
    assert made["counts"]["refuse"] == 1
    path = f"{PATH}/{made['id']}"
    matched = await office.patch(path, {"columns": {"0": "name", "1": "email"}})
    assert (matched["counts"]["create"], matched["counts"]["refuse"]) == (1, 0)
    for columns_, pointer in (
        ({"2": "name"}, "/columns/2"),
        ({"9": "name"}, "/columns/9"),
        ({"2": "colour"}, "/columns/2"),
    ):
        refused = await office.patch(path, {"columns": columns_}, status=422)
        assert refused["errors"][0]["pointer"] == pointer
    assert (await confirm(office, made["id"]))["counts"]["created"] == 1
    assert (await office.patch(path, {"columns": {}}, status=409))["code"] == "import-not-open"


async def test_a_confirmed_file_is_written_once(office: Office) -> None:
    made = await send(office, PLAIN)
    done = await confirm(office, made["id"])
    assert done["status"] == "done"
    counts = {name: done["counts"][name] for name in ("created", "skipped", "refused")}
    assert counts == {"created": 3, "skipped": 1, "refused": 2}
    assert await people(office) == ["Éric Côté", "Ligne double Roy", "Zoé Roy"]
    (eric,) = (await office.get("/v1/contacts", q="eric@courriel"))["data"]
    assert (eric["phone"], eric["phones"][0]["extension"]) == ("+14505550142", "7")
    assert eric["addresses"][0]["location"]["source"] == "postal_code"
    assert (await confirm(office, made["id"]))["counts"] == done["counts"]
    again = await send(office, PLAIN)
    assert (again["counts"]["create"], again["counts"]["skip"]) == (0, 4)
    assert (await confirm(office, again["id"]))["counts"]["created"] == 0
    assert len(await people(office)) == 3
    refused = await office.raw("GET", f"{PATH}/{made['id']}/refused.csv")
    rows = list(csv.reader(io.StringIO(refused.text.lstrip("\ufeff")), delimiter=";"))
    assert rows[0][:3] == ["Ligne", "À corriger", "Prénom"]
    assert [row[0] for row in rows[1:]] == ["4", "5"]
    kept = (await office.get(f"{PATH}/{made['id']}/lines", plan="create"))["data"]
    assert all(each["values"] == {} for each in kept)


async def test_the_same_row_without_any_sign_is_known_again(office: Office) -> None:
    rows = "Nom\nJean Tremblay\nJean Tremblay\nJeanne Tremblay\n"
    assert (await confirm(office, (await send(office, rows))["id"]))["counts"]["created"] == 2
    assert (await confirm(office, (await send(office, rows))["id"]))["counts"]["created"] == 0


async def test_known_contacts_are_completed_if_asked(office: Office) -> None:
    known = await office.post("/v1/contacts", contact(name="Éric", email="eric@courriel.example", phone="450 555-0100"))
    made = await send(office, PLAIN)
    await office.patch(f"{PATH}/{made['id']}", {"duplicates": "update"})
    done = await confirm(office, made["id"])
    assert done["counts"]["updated"] == 2
    now = await office.get(f"/v1/contacts/{known['id']}")
    assert now["name"] == "Éric Côté"
    assert [each["number"] for each in now["phones"]] == ["+14505550100", "+14505550142"]
    assert len(now["addresses"]) == 1


async def test_what_was_cut_off_goes_on_without_doubles(office: Office) -> None:
    """A batch either stands with its outcome or not at all; two who confirm at once share the work."""
    rows = "Nom,Courriel\n" + "".join(f"Client {n},client{n}@courriel.example\n" for n in range(30))
    made = await send(office, rows)
    async with office.company.work() as work:
        assert await commands.write_batch(work, made["id"], 7)
    async with office.company.work() as work:
        await commands.write_batch(work, made["id"], 7)
        await work.session.rollback()  # killed before the commit
    half = await office.get(f"{PATH}/{made['id']}")
    assert (half["status"], half["counts"]["created"]) == ("writing", 7)
    assert len(await people(office)) == 7
    done = await asyncio.gather(*(confirm(office, made["id"]) for _ in range(3)))
    assert done[-1]["counts"]["created"] == 30
    assert len(set(await people(office))) == len(await people(office)) == 30


async def test_a_cancelled_file_is_forgotten(office: Office) -> None:
    made = await send(office, PLAIN)
    gone = await office.verb(f"{PATH}/{made['id']}/cancel")
    assert (gone["status"], gone["counts"]["lines"]) == ("cancelled", 0)
    await office.verb(f"{PATH}/{made['id']}/confirm", status=409)
    assert await people(office) == []


async def test_too_large_is_said(office: Office) -> None:
    assert (await send(office, b"x" * 10_000_001, status=413))["code"] == "too-large"
    assert (await send(office, b"", status=422))["code"] == "import-no-table"


# ── export ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_an_export_is_taken_again(office: Office, neighbour: Office, language: str) -> None:
    full = contact(
        kind="company",
        company_name="Toitures Roy",
        name="=Toitures Roy",
        phone=None,
        phones=[{"kind": "work", "number": "514 555-0199", "extension": "12"}, {"kind": "fax", "number": "+33 1 42 68 53 00"}],
        language="en",
        prefers_sms=True,
        do_not_contact=True,
        payment_terms_days=45,
        tax_exempt=True,
        tax_exempt_reason="Bande",
        tax_certificate="C-1",
        address=None,
        addresses=[
            {"label": "Chalet", "line1": "1, rue Une", "city": "Laval", "region": "QC", "postal_code": "H7L 1A1", "access_notes": "Code 4\nporte bleue"},
            {"kind": "billing", "line1": "C.P. 1", "city": "Paris", "country": "FR", "postal_code": "75001"},
        ],
    )  # fmt: skip
    made = await office.post("/v1/contacts", full)
    await office.patch(f"/v1/contacts/{made['id']}", {"unsubscribed": True})
    await office.post("/v1/contacts", contact(name="Zoé Roy"))
    theirs = Office(neighbour.api, neighbour.company, language)
    ours = Office(office.api, office.company, language)
    file = await ours.raw("GET", "/v1/contacts/export")
    assert file.text.startswith("\ufeff")
    assert "'=Toitures Roy" in file.text
    assert "'+33" in file.text
    came = await send(theirs, file.content)
    assert all(each["field"] for each in came["columns"])
    assert came["counts"]["create"] == 2
    await confirm(theirs, came["id"])
    again = (await theirs.get("/v1/contacts", kind="company"))["data"][0]
    same = set(made) - {"id", "created_at", "updated_at", "unsubscribed_at", "phones", "addresses", "redirect"}
    assert {name: again[name] for name in same} == {name: made[name] for name in same}
    assert again["unsubscribed_at"] is not None
    assert [{**each, "id": ""} for each in again["phones"]] == [{**each, "id": ""} for each in made["phones"]]
    assert [{**each, "id": ""} for each in again["addresses"]] == [{**each, "id": ""} for each in made["addresses"]]

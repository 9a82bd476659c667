"""Law 25: a person is erased wherever they are written, the books are kept, and all that is held on them can be given out."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import psycopg
import pytest

from deploy.postgres import Postgres
from services.jobs.imports import commands as imports
from services.jobs.merges import commands as merges
from services.jobs.merges.schemas import MergeIn
from services.jobs.privacy import erasing
from services.migrations.tables import SCHEMAS
from tests.factories import Company
from tests.services.jobs.world import Json, Office, contact

MARK = "Zébulon"
BOOKS = {
    "billing.document",
    "billing.invoice_line",
    "billing.quote_line",
    "billing.quote_version",
    "billing.quote",
    "billing.payment",
    "billing.invoice",
}
"""What may still name a person: documents that were issued, agreed or paid."""


@pytest.fixture
def money(billing_api: httpx.AsyncClient, ours: Company) -> Office:
    return Office(billing_api, ours)


async def written_everywhere(office: Office, money: Office, intake: httpx.AsyncClient) -> Json:
    """A contact whose every text holds the mark, with a closed and paid job."""
    place = {
        "line1": f"1, rue {MARK}",
        "city": MARK,
        "region": "QC",
        "postal_code": "H7L 1A1",
        "access_notes": MARK,
        "label": MARK,
    }
    one = await office.post(
        "/v1/contacts",
        contact(name=f"Luc {MARK}", last_name=MARK, email=f"{MARK.replace('é', 'e')}@x.example", address=place, tax_exempt=True, tax_exempt_reason=MARK),
    )  # fmt: skip
    path = f"/v1/contacts/{one['id']}"
    await office.post(f"{path}/people", {"name": f"Ève {MARK}", "phones": [{"number": "514 555-0163"}]})
    await office.post(f"{path}/notes", {"body": MARK})
    await office.post(f"{path}/consents", {"channel": "mail", "kind": "express", "proof": MARK})
    job = await office.post("/v1/jobs", {"contact_id": one["id"], "title": MARK, "description": MARK})
    await office.patch(f"/v1/jobs/{job['id']}", {"description": f"{MARK} 2"})
    await office.post(f"/v1/jobs/{job['id']}/messages", {"body": MARK, "subject": MARK})
    luc = await office.resource()
    visit = await office.visit(job["id"], [luc["id"]])
    await office.patch(f"/v1/visits/{visit['id']}", {"instructions": MARK})
    await office.post(f"/v1/visits/{visit['id']}/materials", {"description": MARK})
    items = [{"text_fr": "Eau", "text_en": "Water"}]
    lists = await office.post("/v1/checklist-templates", {"name_fr": "Fin", "name_en": "End", "items": items})
    [put_on] = (await office.post(f"/v1/visits/{visit['id']}/checklists", {"template_id": lists["id"]}))["data"]
    await office.call("DELETE", f"/v1/visits/{visit['id']}/checklists/{put_on['id']}", reason=MARK)
    day = datetime.now(UTC).replace(microsecond=0) - timedelta(days=3)
    hours = {"started_at": day.isoformat(), "ended_at": (day + timedelta(hours=1)).isoformat(), "note": MARK}
    entry = await office.post("/v1/time-entries", hours | {"job_id": job["id"], "resource_id": luc["id"]})
    await office.patch(f"/v1/time-entries/{entry['id']}", {"kind": "travel", "reason": MARK})
    lines = [
        {"description": f"Travail chez {MARK}", "quantity": "1", "unit_price": {"amount": 10000, "currency": "CAD"}}
    ]
    invoice = await money.post("/v1/invoices", {"job_id": job["id"], "lines": lines})
    await money.verb(f"/v1/invoices/{invoice['id']}/issue")
    other = await office.post(
        "/v1/contacts", contact(name=f"L. {MARK}", email=f"autre@{MARK.replace('é', 'e')}.example")
    )
    async with office.company.work() as work:
        await merges.merge(work, one["id"], MergeIn.model_validate({"with": other["id"]}))
        await imports.upload(work, f"Nom,Courriel\nX {MARK},{one['email']}\n".encode(), "clients.csv")
    return {"id": one["id"], "name": one["name"], "job": job, "invoice": invoice, "merged": other["id"], "visit": visit}


async def settle(office: Office, money: Office, made: Json) -> None:
    invoice = await money.get(f"/v1/invoices/{made['invoice']['id']}")
    allocation = {"invoice_id": invoice["id"], "amount": invoice["balance"]}
    await money.post("/v1/payments", {"amount": invoice["balance"], "method": "cash", "allocations": [allocation]})
    await office.verb(f"/v1/jobs/{made['job']['id']}/close")


def where_it_stands(database: Postgres, company: Company) -> set[str]:
    """The tables in which a row of the company still holds the mark, whatever its case and accents."""
    found: set[str] = set()
    with psycopg.connect(database.url()) as connection:
        tables = connection.execute(
            "SELECT table_schema || '.' || table_name FROM information_schema.columns"
            " WHERE table_schema = ANY(%s) AND column_name = 'company_id'",
            [list(SCHEMAS)],
        ).fetchall()
        for (table,) in tables:
            query = f"SELECT count(*) FROM {table} t WHERE company_id = %s AND unaccent(to_jsonb(t)::text) ILIKE %s"  # noqa: S608
            row = connection.execute(query, [company.id, "%zebulon%"]).fetchone()
            if row and row[0]:
                found.add(table)
    return found


async def erase(office: Office, made: Json, status: int = 200, **body: Any) -> Json:
    sent = {"reason": "Demande de la personne", "confirm": made["name"]} | body
    return await office.verb(f"/v1/contacts/{made['id']}/erase", sent, status=status)


async def test_nothing_of_the_person_is_left_but_the_books(
    office: Office, money: Office, neighbour: Office, intake_api: httpx.AsyncClient, database: Postgres
) -> None:
    made = await written_everywhere(office, money, intake_api)
    before = where_it_stands(database, office.company)
    assert {
        "jobs.contact",
        "jobs.address",
        "jobs.message",
        "jobs.folder_text",
        "jobs.visit",
        "log.idempotency",
    } <= before
    assert (await erase(office, made, 422, confirm="Luc"))["errors"][0]["pointer"] == "/confirm"
    assert (await erase(office, made, 409))["code"] == "contact-has-open-jobs"
    await office.verb(f"/v1/jobs/{made['job']['id']}/close")
    refused = await erase(office, made, 409)
    assert refused["code"] == "contact-owes"
    await office.verb(f"/v1/jobs/{made['job']['id']}/reopen")
    await settle(office, money, made)
    await neighbour.verb(f"/v1/contacts/{made['id']}/erase", {"reason": "x", "confirm": made["name"]}, status=404)

    report = await erase(office, made)
    assert where_it_stands(database, office.company) <= BOOKS
    assert {"people", "addresses", "messages", "contact", "folders", "imports"} <= {
        each["what"] for each in report["erased"]
    }
    kept = {each["what"]: each["count"] for each in report["kept"]}
    assert (kept["invoices"], kept["payments"], kept["numbers"]) == (1, 1, 1)
    assert all(each["why"] for each in report["kept"])
    again = await erase(office, made)
    assert {**again, "erased": sorted(map(str, again["erased"]))} == {
        **report,
        "erased": sorted(map(str, report["erased"])),
    }
    gone = await office.get(f"/v1/contacts/{made['id']}")
    assert (gone["name"], gone["email"], gone["addresses"]) == ("Personne effacée", None, [])
    assert gone["erased_at"] is not None
    assert (await office.patch(f"/v1/contacts/{made['id']}", {"name": "Luc"}, status=409))["code"] == "contact-erased"
    await office.verb(f"/v1/contacts/{made['merged']}/unmerge", status=409)
    await office.post("/v1/jobs", {"contact_id": made["id"]}, status=422)
    assert (await office.get("/v1/contacts", q="zebulon"))["data"] == []
    assert (await money.get(f"/v1/invoices/{made['invoice']['id']}"))["number"]
    job = await office.get(f"/v1/jobs/{made['job']['id']}")
    assert (job["number"], job["title"]) == (made["job"]["number"], "Personne effacée")
    assert (await office.get(f"/v1/jobs/{made['job']['id']}/timeline"))["data"]


def test_every_table_about_a_person_is_thought_of(database: Postgres) -> None:
    with psycopg.connect(database.url()) as connection:
        rows = connection.execute(
            "SELECT DISTINCT table_schema || '.' || table_name FROM information_schema.columns WHERE table_schema IN ('jobs', 'intake')"
            " AND column_name IN ('contact_id', 'job_id', 'visit_id', 'folder_id', 'object_id', 'message_id', 'signature_id')"
        ).fetchall()
        functions = connection.execute("SELECT prosrc FROM pg_proc WHERE proname = 'forget'").fetchone()
    assert functions is not None
    said = " ".join(statement for _, statement in erasing.STATEMENTS) + functions[0]
    missing = {table for (table,) in rows if f"{table} " not in said} - erasing.WITHOUT_TEXT.keys()
    assert missing == set()


async def test_erasing_needs_both_permissions(office: Office) -> None:
    made = await office.post("/v1/contacts", contact())
    for path, method in (("erase", "POST"), ("access-export", "GET")):
        headers = office.company.headers("contacts")
        body = {"reason": "x", "confirm": made["name"]} if method == "POST" else None
        answer = await office.api.request(method, f"/v1/contacts/{made['id']}/{path}", json=body, headers=headers)
        assert answer.status_code == 403


async def test_all_that_is_held_is_given_out(
    office: Office, money: Office, neighbour: Office, intake_api: httpx.AsyncClient
) -> None:
    made = await written_everywhere(office, money, intake_api)
    assert (await neighbour.raw("GET", f"/v1/contacts/{made['id']}/access-export")).status_code == 404
    answer = await office.raw("GET", f"/v1/contacts/{made['id']}/access-export")
    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        names = set(archive.namelist())
        number = made["job"]["number"]
        assert {
            "contact.json",
            "consents.json",
            f"jobs/{number}.json",
            "requests.json",
            "audit.json",
            "README.txt",
        } <= names
        person = json.loads(archive.read("contact.json"))
        assert (person["contact"]["name"], person["people"][0]["name"]) == (made["name"], f"Ève {MARK}")
        assert [each["body"] for each in person["notes"]] == [MARK]
        job = json.loads(archive.read(f"jobs/{number}.json"))
        assert job["messages"][0]["body"] == MARK
        assert len(job["documents"]["invoices"]) == 1
        audit = json.loads(archive.read("audit.json"))
        assert [each["what"] for each in audit][-1] == "contact.access-exported"

"""Every call that makes something makes it once under one `Idempotency-Key`, whatever the service; another body under it is refused.

A new route that answers 201 fails here until it has a line.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import httpx
import pytest
from sqlalchemy import text

from services.migrations.tables import all_metadata
from tests.conftest import client
from tests.factories import Company
from tests.services.billing.world import Office as Books
from tests.services.billing.world import cad, line
from tests.services.bodies import Json, routes
from tests.services.jobs.test_every_route import BODIES as KNOWN
from tests.services.jobs.test_every_route import everything, filled
from tests.services.jobs.test_messages import link_of
from tests.services.jobs.visit_rows import png, template
from tests.services.jobs.world import Office, contact, visit
from tests.services.test_every_route import app

SERVICES: Final = ("accounts", "intake", "jobs", "billing")

OTHERWISE: Final = {
    "POST /v1/companies": "signs up a stranger: no company yet whose keys these would be",
    "POST /v1/sites/{site}/requests": "a visitor's form carries its own mark, see test_form",
    "POST /v1/portal/{token}/messages": "a client's link, below",
    "POST /v1/jobs/{job_id}/messages/{message_id}/called": "only about a message that failed, see test_messages",
    "POST /v1/online/refunds": "needs money that came through the bank, see test_online_back",
    "POST /v1/files": "files are told apart by their content, see test_files_uploads",
    "POST /v1/jobs/{job_id}/files": "files are told apart by their content, see test_files_uploads",
}
"""What makes something in another way, and where that is held."""

Made = dict[str, tuple[Any, Json]]
"""A body for each line, and the ids in its path."""

SOON: Final = (datetime.now(UTC) + timedelta(days=12)).replace(microsecond=0)
SLOT: Final = {"starts_at": SOON.isoformat(), "ends_at": (SOON + timedelta(hours=1)).isoformat()}


async def accounts(company: Company) -> Made:
    person = {"name": "Luc", "email": f"{secrets.token_hex(6)}@essais.example", "password": secrets.token_urlsafe(16)}
    return {"POST /v1/users": (person, {})}


async def intake(company: Company) -> Made:
    return {"POST /v1/sites": ({"name": "Site"}, {})}


async def jobs(company: Company) -> Made:
    async with client(app("jobs"), "jobs") as api:
        office = Office(api, company)
        own, spare = await everything(office), await office.resource("Ève")
        other = await office.post("/v1/checklist-templates", template(name_fr="Autre"))
        begun = (await office.visit(own["job_id"], [spare["id"]], hour=2))["id"]
        await office.verb(f"/v1/visits/{begun}/start")
    starts = SOON.replace(tzinfo=None) + timedelta(days=20)
    rule = {"rrule": "FREQ=WEEKLY;COUNT=3", "starts_at": starts.isoformat(), "holidays": "keep"}
    worked = {
        "started_at": (SOON - timedelta(days=20)).isoformat(),
        "ended_at": (SOON - timedelta(days=19.9)).isoformat(),
    }
    bodies: dict[str, Any] = {
        "POST /v1/contacts": contact(),
        "POST /v1/contacts/imports": b"Nom\nLuc\n",
        "POST /v1/snippets": {"title": "Oui", "body_fr": "Oui"},
        "POST /v1/jobs": {"contact": contact()},
        "POST /v1/labels": {"name_fr": secrets.token_hex(4)},
        "POST /v1/custom-fields": {"on": "job", "kind": "text", "name_fr": "Code"},
        "POST /v1/visits": visit(own["job_id"], [spare["id"]], hour=24 * 30),
        "POST /v1/resources": {"name": "Guy"},
        "POST /v1/services": {"name_fr": "Un", "name_en": "One"},
        "POST /v1/holds": {"resource_ids": [spare["id"]]} | SLOT,
        "POST /v1/time-entries": worked | {"job_id": own["job_id"], "resource_id": spare["id"]},
        "POST /v1/checklist-templates": template(name_fr="Encore"),
        "POST /v1/visits/{visit_id}/checklists": {"template_id": other["id"]},
        "POST /v1/visit-series": rule | {"job_id": own["job_id"], "resource_ids": [spare["id"]]},
        "POST /v1/visits/{visit_id}/signature": {
            "name": "Marie",
            "png": png(),
            "signed_at": datetime.now(UTC).isoformat(),
        },
        "POST /v1/resources/{resource_id}/feeds": {},
        "POST /v1/contacts/{contact_id}/statements": {},
    }
    made: Made = {each: (KNOWN[each], own) for each in KNOWN if each in makers("jobs") and each not in OTHERWISE}
    made |= {each: (body, own) for each, body in bodies.items()}
    made["POST /v1/visits/{visit_id}/signature"] = (
        made["POST /v1/visits/{visit_id}/signature"][0],
        {"visit_id": begun},
    )
    return made


async def billing(company: Company) -> Made:
    async with client(app("jobs"), "jobs") as api, client(app("billing"), "billing") as money:
        office, books = Office(api, company), Books(money, company)
        job = await books.job()
        seen = (await office.visit(job.id, [(await office.resource())["id"]]))["id"]
        await office.post(f"/v1/visits/{seen}/materials", {"description": "Raccord", "unit_price": cad(1250)})
        quote, draft, issued = (
            await books.sent_quote(job),
            await books.invoice(job),
            await books.issued(job, line(100_00)),
        )
        accepted = await books.sent_quote(job)
        agreed = {"version": accepted["version"], "name": "Marie", "document_sha256": accepted["document_sha256"]}
        await books.post(f"/v1/quotes/{accepted['id']}/accept", agreed | {"note": "Oui au téléphone"})
        kept = await books.post("/v1/quote-templates", {"name": "Modèle", "quote_id": quote["id"]}, status=201)
    own = {"quote_id": quote["id"], "template_id": kept["id"], "invoice_id": issued["id"]}
    taxes = [{"code": "gst", "name_fr": "TPS", "name_en": "GST", "rate": "5", "effective_from": "2020-01-01"}]
    typed: dict[str, Any] = {"job_id": job.id, "lines": [line(100_00)]}
    day = datetime.now(UTC).date().isoformat()
    bodies: dict[str, Any] = {
        "POST /v1/items": {"name_fr": "Robinet", "unit_price": cad(1875)},
        "POST /v1/items/imports": b"Nom;Prix\nRobinet;18,75\n",
        "POST /v1/tax-groups": {"name_fr": "TPS seule", "name_en": "GST only", "taxes": taxes},
        "POST /v1/quotes": typed,
        "POST /v1/quotes/{quote_id}/duplicate": {},
        "POST /v1/quote-templates": {"name": "Autre", "quote_id": quote["id"]},
        "POST /v1/quote-templates/{template_id}/apply": {"job_id": job.id},
        "POST /v1/invoices": typed,
        "POST /v1/invoices/from-quote": {"quote_id": accepted["id"], "percent": "10"},
        "POST /v1/invoices/from-visit": {"visit_id": seen},
        "POST /v1/invoices/{invoice_id}/duplicate": {},
        "POST /v1/invoices/{invoice_id}/credit": {"reason": "goodwill", "amount": cad(10_00)},
        "POST /v1/invoice-batches": {"invoice_ids": [draft["id"]]},
        "POST /v1/recurring-invoices": typed | {"rrule": "FREQ=MONTHLY", "starts_on": day},
        "POST /v1/payments": {"amount": cad(10_00), "method": "cash", "job_id": job.id},
        "POST /v1/accounting/exports": {"format": "journal", "from": "2026-01-01", "to": day},
    }
    return {each: (body, own) for each, body in bodies.items()}


WORLDS: Final[dict[str, Callable[[Company], Awaitable[Made]]]] = {
    "accounts": accounts,
    "intake": intake,
    "jobs": jobs,
    "billing": billing,
}


def makers(service: str) -> list[str]:
    """What answers that it made something."""
    return [
        f"POST {each.path}"
        for each in routes(app(service))
        if "POST" in (each.methods or ()) and each.status_code == 201
    ]


async def rows(company: Company) -> dict[str, int]:
    """How many rows the company has, by table."""
    found: dict[str, int] = {}
    async with company.work() as work:
        for table in (each for each in all_metadata_tables() if each != "accounts.companies"):
            query = text(f"SELECT count(*) FROM {table} WHERE company_id = :company")  # noqa: S608  names of ours
            found[table] = int(await work.session.scalar(query, {"company": company.id}) or 0)
    return found


def all_metadata_tables() -> list[str]:
    """Tables that belong to companies."""
    return [
        str(table.fullname)
        for metadata in all_metadata()
        for table in metadata.sorted_tables
        if "company_id" in table.columns
    ]


async def send(api: httpx.AsyncClient, path: str, body: Any, headers: dict[str, str]) -> httpx.Response:
    """As JSON, or as the file that it is."""
    if isinstance(body, bytes):
        return await api.post(path, content=body, headers=headers | {"Content-Type": "text/csv"})
    return await api.post(path, json=body, headers=headers)


@pytest.mark.parametrize("service", SERVICES)
async def test_the_same_key_makes_one(ours: Company, service: str) -> None:
    made, wrong = await WORLDS[service](ours), []
    assert set(makers(service)) == made.keys() | (OTHERWISE.keys() & set(makers(service)))
    async with client(app(service), service) as api:
        for each, (body, ids) in made.items():
            path, headers = filled(each.split()[1], ids), ours.headers()
            first = await send(api, path, body, headers)
            if first.status_code != 201:
                wrong.append(f"{each}: {first.status_code} {first.text[:200]}")
                continue
            before = await rows(ours)
            again = await send(api, path, body, headers)
            if (again.status_code, again.text) != (201, first.text) or again.headers.get(
                "Idempotency-Replayed"
            ) != "true":
                wrong.append(f"{each}: again {again.status_code} {again.text[:200]}")
            other = await send(api, path, body + b"Autre\n" if isinstance(body, bytes) else body | {"more": 1}, headers)
            if (other.status_code, other.json().get("code")) != (422, "key-reuse"):
                wrong.append(f"{each}: another body {other.status_code} {other.text[:200]}")
            if (after := await rows(ours)) != before:
                wrong.append(f"{each}: {[(name, n, before[name]) for name, n in after.items() if n != before[name]]}")
    assert not wrong, "\n".join(wrong)


async def test_what_a_client_writes_is_kept_once(ours: Company) -> None:
    async with client(app("jobs"), "jobs") as api:
        office = Office(api, ours)
        job = await office.job()
        async with ours.work() as work:
            token = await link_of(work, job["contact"]["id"])
        body, key = {"job_id": job["id"], "body": "Parfait!"}, {"Idempotency-Key": secrets.token_hex(8)}
        first, again = [await api.post(f"/v1/portal/{token}/messages", json=body, headers=key) for _ in range(2)]
        assert (first.status_code, again.status_code, again.text) == (201, 201, first.text)
        other = await api.post(f"/v1/portal/{token}/messages", json=body | {"body": "Non"}, headers=key)
        assert (other.status_code, other.json()["code"]) == (422, "key-reuse")
        assert len((await office.get(f"/v1/jobs/{job['id']}/messages"))["data"]) == 1

"""Merging two contacts with every link following, and undoing it exactly."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Table, text

from services.accounts.queries import portal_url
from services.jobs.contacts import commands, queries
from services.jobs.contacts.schemas import ContactIn
from services.jobs.incoming.queries import writers
from services.kit import factlog
from services.migrations.tables import all_metadata
from tests.factories import Company, make_company
from tests.services.jobs.world import Json, Office, contact

LINES = [{"description": "Travail", "quantity": "1", "unit_price": {"amount": 10000, "currency": "CAD"}}]


@pytest.fixture
def money(billing_api: httpx.AsyncClient, ours: Company) -> Office:
    return Office(billing_api, ours)


async def merge(office: Office, contact_id: str, other: str, status: int = 200, **choices: str) -> Json:
    return await office.verb(f"/v1/contacts/{contact_id}/merge", {"with": other, "choices": choices}, status=status)


async def unmerge(office: Office, contact_id: str, status: int = 200) -> Json:
    return await office.verb(f"/v1/contacts/{contact_id}/unmerge", status=status)


async def everything(company: Company) -> dict[str, list[Json]]:
    """All rows about contacts of a company, without when they changed."""
    tables = {
        "contact": "id",
        "address": "id",
        "contact_person": "id",
        "contact_phone": "id",
        "contact_note": "id",
        "consent": "id",
        "label_link": "object_id, label_id",
        "folder": "id",
    }
    found: dict[str, list[Json]] = {}
    async with company.work() as work:
        for table, order in tables.items():
            query = (
                f"SELECT to_jsonb(t) - 'updated_at' - 'created_at' FROM jobs.{table} t"  # noqa: S608
                f" WHERE company_id = :company_id ORDER BY {order}"
            )
            rows = await work.session.execute(text(query), {"company_id": company.id})
            found[table] = [row[0] for row in rows]
    return found


async def furnished(office: Office, name: str, **more: Any) -> Json:
    """A contact with something of every kind."""
    made = await office.post("/v1/contacts", contact(name=name, **more))
    path = f"/v1/contacts/{made['id']}"
    await office.post(
        f"{path}/people", {"name": f"Concierge de {name}", "primary": True, "phones": [{"number": "514 555-0163"}]}
    )
    await office.post(f"{path}/notes", {"body": f"Note de {name}"})
    await office.post(f"{path}/consents", {"channel": "sms", "kind": "express"})
    return await office.get(path)


async def test_every_link_follows_and_comes_back(office: Office, money: Office, neighbour: Office) -> None:
    one, two = await furnished(office, "Éric Côté"), await furnished(office, "Eric Cote", language="en")
    label = await office.post("/v1/labels", {"name_fr": "Secteur 1", "name_en": "Sector 1", "colour": "#1b57b7"})
    await office.call("PUT", f"/v1/contacts/{two['id']}/labels", {"label_ids": [label["id"]]})
    job = await office.post("/v1/jobs", {"contact_id": two["id"], "title": "Évier"})
    closed = await office.post("/v1/jobs", {"contact_id": two["id"]})
    await office.verb(f"/v1/jobs/{closed['id']}/close")
    invoice = await money.post("/v1/invoices", {"job_id": job["id"], "lines": LINES})
    async with office.company.work() as work:
        link = await portal_url(work.session, two["id"])
    before = await everything(office.company)

    merged = await merge(office, one["id"], two["id"])
    assert merged["id"] == one["id"]
    assert (merged["name"], merged["language"], merged["email"]) == ("Éric Côté", one["language"], one["email"])
    assert {each["number"] for each in merged["phones"]} == {one["phone"], two["phone"]}
    old = await office.get(f"/v1/contacts/{two['id']}")
    assert (old["id"], old["redirect"]) == (one["id"], {"id": two["id"], "name": "Eric Cote"})
    assert [each["id"] for each in (await office.get("/v1/contacts"))["data"]] == [one["id"]]
    people = (await office.get(f"/v1/contacts/{one['id']}/people"))["data"]
    assert [(each["name"], each["primary"]) for each in people] == [
        ("Concierge de Éric Côté", True),
        ("Concierge de Eric Cote", False),
    ]
    for part in ("notes", "consents"):
        assert len((await office.get(f"/v1/contacts/{two['id']}/{part}"))["data"]) == 2
    for each in (job, closed):
        assert (await office.get(f"/v1/jobs/{each['id']}"))["contact"]["id"] == one["id"]
        async with office.company.work() as work:
            assert (await factlog.state(work.session, each["id"])).contact_id == one["id"]
    assert (await money.get(f"/v1/invoices/{invoice['id']}"))["contact_id"] == one["id"]
    assert [each["id"] for each in (await money.get("/v1/invoices", contact_id=one["id"]))["data"]] == [invoice["id"]]
    token = link.rsplit("/", 1)[1]
    portal = (await office.api.get(f"/v1/portal/{token}")).json()
    assert (portal["contact"]["name"], len(portal["jobs"])) == ("Éric Côté", 2)

    for path in (one["id"], two["id"]):
        await neighbour.verb(f"/v1/contacts/{path}/unmerge", status=404)
        await neighbour.get(f"/v1/contacts/{path}/merges", status=404)
    (known,) = (await office.get(f"/v1/contacts/{one['id']}/merges"))["data"]
    assert (known["merged"]["id"], known["jobs"], known["by"]) == (two["id"], 2, "Josée Essai")

    back = await unmerge(office, two["id"])
    assert (back["id"], back["redirect"]) == (two["id"], None)
    assert await everything(office.company) == before
    assert (await money.get(f"/v1/invoices/{invoice['id']}"))["contact_id"] == two["id"]
    portal = (await office.api.get(f"/v1/portal/{token}")).json()
    assert (portal["contact"]["name"], len(portal["jobs"])) == ("Eric Cote", 2)
    async with office.company.work() as work:
        assert (await factlog.state(work.session, job["id"])).contact_id == two["id"]


async def test_choices_and_what_the_law_adds(office: Office) -> None:
    one = await office.post("/v1/contacts", contact(name="Un", email=None, prefers_sms=False))
    two = await office.post(
        "/v1/contacts",
        contact(name="Deux", kind="company", tax_exempt=True, tax_exempt_reason="Bande", payment_terms_days=0),
    )
    await office.patch(f"/v1/contacts/{two['id']}", {"unsubscribed": True, "prefers_sms": True})
    job = await office.post("/v1/jobs", {"contact_id": one["id"]})
    merged = await merge(office, one["id"], two["id"], name="other")
    assert (merged["name"], merged["kind"], merged["email"]) == ("Deux", "company", two["email"])
    assert (merged["tax_exempt"], merged["tax_exempt_reason"], merged["payment_terms_days"]) == (True, "Bande", 0)
    assert merged["unsubscribed_at"] is not None
    assert merged["prefers_sms"] is False
    async with office.company.work() as work:
        assert (await factlog.state(work.session, job["id"])).preferences.unsubscribed is True
    await office.patch(f"/v1/contacts/{one['id']}", {"name": "Deux et fils"})
    await unmerge(office, two["id"])
    now = await office.get(f"/v1/contacts/{one['id']}")
    assert (now["name"], now["kind"], now["email"], now["tax_exempt"]) == ("Deux et fils", "person", None, False)
    assert now["unsubscribed_at"] is None
    async with office.company.work() as work:
        assert (await factlog.state(work.session, job["id"])).preferences.unsubscribed is False


async def test_whoever_went_into_one_who_went_into_another_is_still_known(office: Office) -> None:
    """Their old address may answer, and what is held on them is told, through however many merges."""
    first, second, third = [
        await office.post("/v1/contacts", contact(name=name, email=f"{name.lower()}@chaine.example", phone=None))
        for name in ("Une", "Deux", "Trois")
    ]
    job = await office.post("/v1/jobs", {"contact_id": first["id"]})
    await merge(office, second["id"], first["id"])
    await merge(office, third["id"], second["id"])
    async with office.company.work() as work:
        known = await writers(work.session, job["id"])
        family = await queries.family(work.session, third["id"])
    assert known.contact_id == third["id"]
    assert {f"{name}@chaine.example" for name in ("une", "deux", "trois")} <= known.addresses
    assert family == sorted(each["id"] for each in (first, second, third))


async def test_what_is_made_after_a_merge_stays(office: Office, money: Office) -> None:
    one, two = [await office.post("/v1/contacts", contact(name=name)) for name in ("Un", "Deux")]
    job = await office.post("/v1/jobs", {"contact_id": two["id"]})
    await merge(office, one["id"], two["id"])
    later = await office.post("/v1/jobs", {"contact_id": two["id"]})
    assert later["contact"]["id"] == one["id"]
    note = await office.post(f"/v1/contacts/{two['id']}/notes", {"body": "Après"})
    invoice = await money.post("/v1/invoices", {"job_id": job["id"], "lines": LINES})
    async with office.company.work() as work:
        form = ContactIn(name="Deux", email=two["email"])
        assert await commands.match_or_create(work, form) == one["id"]
    await unmerge(office, two["id"])
    assert (await office.get(f"/v1/jobs/{later['id']}"))["contact"]["id"] == one["id"]
    assert [each["id"] for each in (await office.get(f"/v1/contacts/{one['id']}/notes"))["data"]] == [note["id"]]
    assert (await money.get(f"/v1/invoices/{invoice['id']}"))["contact_id"] == two["id"]


async def test_refusals(office: Office, neighbour: Office) -> None:
    one, two, three = [await office.post("/v1/contacts", contact(name=name)) for name in ("Un", "Deux", "Trois")]
    foreign = await neighbour.post("/v1/contacts", contact())
    assert (await merge(office, one["id"], one["id"], 422))["errors"][0]["code"] == "same-contact"
    assert (await merge(office, one["id"], foreign["id"], 422))["errors"][0]["pointer"] == "/with"
    assert (await merge(office, foreign["id"], one["id"], 404))["code"] == "not-found"
    assert (await unmerge(office, one["id"], 409))["code"] == "contact-not-merged"
    await merge(office, two["id"], three["id"])
    assert (await merge(office, two["id"], three["id"], 422))["errors"][0]["code"] == "same-contact"
    await merge(office, one["id"], two["id"])
    refused = await unmerge(office, three["id"], 409)
    assert refused["code"] == "contact-merged-further"
    assert "Deux" in refused["detail"]
    await unmerge(office, two["id"])
    await unmerge(office, three["id"])
    assert (await unmerge(office, three["id"], 409))["code"] == "contact-not-merged"


async def test_merges_and_new_jobs_at_once_lose_nothing(office: Office) -> None:
    """Crosswise merges, and jobs that come in meanwhile: one contact is left, and all jobs are its own."""
    three = [await office.post("/v1/contacts", contact(name=name)) for name in ("Un", "Deux", "Trois")]
    a, b, c = (each["id"] for each in three)

    async def attempt(path: str, body: Json) -> int:
        return (await office.raw("POST", path, body)).status_code

    calls = [attempt(f"/v1/contacts/{x}/merge", {"with": y}) for x, y in ((a, b), (b, a), (c, a), (b, c))]
    calls += [attempt("/v1/jobs", {"contact_id": x}) for x in (a, b, c) * 3]
    answers = await asyncio.gather(*calls)
    assert set(answers) <= {200, 201, 422}
    (left,) = (await office.get("/v1/contacts"))["data"]
    jobs = (await office.get("/v1/jobs", limit=50))["data"]
    assert len(jobs) == 9
    assert {each["contact"]["id"] for each in jobs} == {left["id"]}


# ── any sequence ─────────────────────────────────────────────────────────────────────────────────────────────────────

Action = tuple[str, int, int]
ACTIONS = st.lists(
    st.tuples(st.sampled_from(("merge", "merge", "unmerge", "job")), st.integers(0, 3), st.integers(0, 3)),
    min_size=2,
    max_size=8,
)


@pytest.fixture(scope="module")
async def playground(database: Any) -> AsyncIterator[tuple[httpx.AsyncClient, list[Company]]]:
    from services.jobs.app import app
    from tests.conftest import client

    async with client(app, "jobs") as api:
        yield api, []


@settings(max_examples=8, suppress_health_check=list(HealthCheck), phases=(Phase.explicit, Phase.generate))
@given(actions=ACTIONS)
async def test_any_sequence_of_merges_is_undone_exactly(
    playground: tuple[httpx.AsyncClient, list[Company]], actions: list[Action]
) -> None:
    api, _ = playground
    office = Office(api, await make_company())
    made = [
        await office.post("/v1/contacts", contact(name=f"Contact {n}", email=None if n % 2 else f"c{n}@x.example"))
        for n in range(4)
    ]
    ids = [each["id"] for each in made]
    jobs = {(await office.post("/v1/jobs", {"contact_id": each}))["id"]: each for each in ids}
    before = await everything(office.company)
    opened = 0
    for verb, x, y in actions:
        if verb == "merge":
            answer = await office.raw(
                "POST", f"/v1/contacts/{ids[x]}/merge", {"with": ids[y], "choices": {"name": "other"}}
            )
            assert answer.status_code in (200, 422)
        elif verb == "unmerge":
            assert (await office.raw("POST", f"/v1/contacts/{ids[x]}/unmerge")).status_code in (200, 409)
        else:
            await office.post("/v1/jobs", {"contact_id": ids[x]})
            opened += 1
        await _reachable(office, ids, len(jobs) + opened)
    for _ in ids:
        for each in ids:
            await office.raw("POST", f"/v1/contacts/{each}/unmerge")
    after = await everything(office.company)
    own = set(jobs)
    after["folder"] = [row for row in after["folder"] if row["id"] in own]
    assert after == before


async def _reachable(office: Office, ids: list[str], jobs: int) -> None:
    """Every job is found from exactly one live contact, and its log says the same."""
    living = {each["id"] for each in (await office.get("/v1/contacts"))["data"]}
    assert {(await office.get(f"/v1/contacts/{each}"))["id"] for each in ids} == living
    found = [job for each in living for job in (await office.get("/v1/jobs", contact_id=each, limit=100))["data"]]
    assert len(found) == len({each["id"] for each in found}) == jobs
    async with office.company.work() as work:
        rows = await work.session.execute(
            text(
                "SELECT f.contact_id = l.state ->> 'contact_id' FROM jobs.folder f JOIN log.job l ON l.job_id = f.id"
                " WHERE f.company_id = :company_id"
            ),
            {"company_id": office.company.id},
        )
        assert all(row[0] for row in rows)


async def test_every_row_of_billing_that_names_a_contact_follows(ours: Company) -> None:
    """A new table of billing with a contact in it is moved by billing's own function, or this fails."""
    naming = {table.fullname for table in tables_of("billing") if "contact_id" in table.columns}
    assert naming >= {"billing.invoice", "billing.quote", "billing.payment"}
    async with ours.work() as work:
        query = text("SELECT prosrc FROM pg_proc WHERE oid = 'billing.jobs_belong_to(text[], text)'::regprocedure")
        source = (await work.session.execute(query)).scalar_one()
    assert set(re.findall(r"UPDATE (billing\.\w+) SET contact_id", source)) == naming


def tables_of(schema: str) -> list[Table]:
    return [table for each in all_metadata() for table in each.sorted_tables if table.schema == schema]

"""No row of a company shows to another one, whatever a service's SQL forgets: the database itself keeps companies apart.

Every table that has a `company_id` is filled with rows of one company, then each service's own role tries to reach them while it
works for another company, and while it works for none. A new table is in the test by being there, and fails it until the test's
company has a row in it.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

import httpx
import psycopg
import pytest
from psycopg import sql
from psycopg.types.json import Jsonb
from sqlalchemy import text

from deploy import demo_company, demo_data
from deploy.demo_data.history import live
from deploy.demo_data.story import Shop
from deploy.postgres import Postgres
from services.accounts.queries import portal_url
from services.billing.catalog import imports as item_imports
from services.billing.taxes import commands as taxes
from services.billing.taxes.schemas import TaxGroupIn, TaxRateIn
from services.jobs.sms import commands as sms
from services.kit import factlog
from services.kit.problems import Problem
from services.kit.work import Work
from services.migrations.roles import SERVICE_ROLES
from services.migrations.tables import SCHEMAS
from tests.conftest import role as database_role
from tests.factories import Company, make_company
from tests.services.billing import online_rows
from tests.services.jobs import visit_rows

SHARED = {"log.rules", "log.alembic_version"}
"""Tables that are about no company."""
CARRIED = {"log.outbox", "log.fact", "log.job"}
"""What the relay carries for every company."""

Table = tuple[str, str]


@pytest.fixture(scope="module")
async def full(database: Postgres) -> Company:
    """A company with rows in every table."""
    company = await make_company()
    data = demo_data.read("company") | {
        "site": demo_data.read("company")["site"] | {"key": f"s-{secrets.token_hex(4)}"}
    }
    users = {each["key"]: company.user_id for each in data["users"]}
    async with company.work(f"user:{company.user_id}") as work:
        made = await demo_company.workshop(work, data, users)
        site_id = await demo_company.site(work, data["site"])
        shop = Shop(company.id, company.code, datetime.now(UTC), users=users, site_id=site_id, **made)
        await live(work, shop)
        await sms.stop(work, "+15145550199")
        contact = await work.session.execute(text("SELECT id FROM jobs.contact LIMIT 1"))
        await portal_url(work.session, contact.scalar_one())
        await _twice(work)
        await _taken_back(work)
        rate = TaxRateIn(code="gst", name_fr="TPS", name_en="GST", rate="5", effective_from=date(2020, 1, 1))
        await taxes.create(work, TaxGroupIn(name_fr="TPS", name_en="GST", is_default=True, taxes=(rate,)))
        await item_imports.upload(work, b"Nom;Prix\nRobinet;18,75\n", "articles.csv")
    await _over_http(company, data["site"]["key"])
    await visit_rows.fill(company)
    await online_rows.fill(company)
    return company


async def _twice(work: Work) -> None:
    """Somebody who called twice and was merged, somebody who was erased, and a file that nobody confirmed yet."""
    from services.jobs.contacts import commands as contacts
    from services.jobs.contacts.schemas import ContactIn
    from services.jobs.imports import commands as imports
    from services.jobs.merges import commands as merges
    from services.jobs.merges.schemas import MergeIn
    from services.jobs.privacy import commands as privacy
    from services.jobs.privacy.schemas import EraseIn

    once, again = [await contacts.create(work, ContactIn(name=name)) for name in ("Denis Roy", "D. Roy")]
    await merges.merge(work, once, MergeIn.model_validate({"with": again}))
    gone = await contacts.create(work, ContactIn(name="Luce Roy"))
    await privacy.erase(work, gone, EraseIn(reason="Demande", confirm="Luce Roy"))
    await imports.upload(work, b"Nom,Courriel\nDenise Roy,denise@roy.example\n", "clients.csv")


async def _taken_back(work: Work) -> None:
    """An invoice of which a part is credited, and the rest is not expected any more."""
    from services.billing.accounting import commands as accounting
    from services.billing.accounting.accounts import Account
    from services.billing.batches import commands as batches
    from services.billing.batches.schemas import BatchIn
    from services.billing.credit_notes import commands as credit_notes
    from services.billing.credit_notes import write_offs
    from services.billing.credit_notes.schemas import CreditIn, WriteOffIn
    from services.billing.invoices import commands as invoices
    from services.billing.invoices.schemas import InvoiceIn
    from services.billing.recurring import commands as recurring
    from services.billing.recurring.schemas import RecurringIn

    query = text("SELECT job_id FROM log.job WHERE company_id = :id AND closed_at IS NULL LIMIT 1")
    job_id = (await work.session.execute(query, {"id": work.company_id})).scalar_one()
    typed = {"description": "Déplacement", "unit_price": {"amount": 200_00, "currency": "CAD"}}
    draft = await invoices.create(work, InvoiceIn.model_validate({"job_id": job_id, "lines": [typed]}))
    await invoices.issue(work, draft.id)
    credit = {"reason": "goodwill", "amount": {"amount": 20_00, "currency": "CAD"}}
    await credit_notes.issue(work, draft.id, CreditIn.model_validate(credit))
    await write_offs.write_off(work, draft.id, WriteOffIn(reason="small_balance"))
    another = await invoices.create(work, InvoiceIn.model_validate({"job_id": job_id, "lines": [typed]}))
    await batches.create(work, BatchIn(invoice_ids=(another.id,)))
    await accounting.map_accounts(work, {"sales": Account("4100")})
    await accounting.export(work, "journal", date(2026, 1, 1), work.now.date(), "new")
    contract = {"job_id": job_id, "rrule": "FREQ=MONTHLY", "starts_on": work.now.date().isoformat(), "lines": [typed]}
    await recurring.create(work, RecurringIn.model_validate(contract))


async def _over_http(company: Company, site: str) -> None:
    """A sign-in, a request from the web, and an answer that is kept for its repetition."""
    from services.accounts.app import app as accounts
    from services.accounts.passwords import hash_password
    from services.intake.app import app as intake
    from services.jobs.app import app as jobs

    password = secrets.token_urlsafe(16)
    async with company.work() as work:
        statement = text("UPDATE accounts.users SET password_hash = :hash WHERE id = :id RETURNING email")
        values = {"hash": await hash_password(password), "id": company.user_id}
        email = (await work.session.execute(statement, values)).scalar_one()
    request = {"name": "Marie", "email": "marie@courriel.example", "message": "Bonjour", "consent": True}
    calls: list[tuple[Any, str, dict[str, Any], dict[str, str]]] = [
        (accounts, "/v1/sign-in", {"email": email, "password": password}, {}),
        (intake, f"/v1/sites/{site}/requests", request, {}),
        (jobs, "/v1/contacts", {"name": "Marie"}, company.headers()),
    ]
    for app, path, body, headers in calls:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test") as api:
            response = await api.post(path, json=body, headers=headers)
            assert response.status_code in (200, 201), response.text


@pytest.fixture
def tables(database: Postgres) -> list[Table]:
    with psycopg.connect(database.url()) as connection:
        rows = connection.execute(
            "SELECT schemaname, tablename FROM pg_tables WHERE schemaname = ANY(%s) ORDER BY 1, 2", [list(SCHEMAS)]
        )
        return [(row[0], row[1]) for row in rows if f"{row[0]}.{row[1]}" not in SHARED]


@contextmanager
def as_role(database: Postgres, role: str, company_id: str | None) -> Iterator[psycopg.Connection]:
    """A transaction of `role` working for a company, or for none; what it does is rolled back."""
    with psycopg.connect(database.url(role)) as connection:
        if company_id:
            connection.execute("SELECT set_config('app.company_id', %s, true)", [company_id])
        yield connection
        connection.rollback()


def name(table: Table) -> sql.Identifier:
    return sql.Identifier(*table)


def key(table: Table) -> sql.Identifier:
    return sql.Identifier("id" if table == ("accounts", "companies") else "company_id")


def may(connection: psycopg.Connection, table: Table, right: str) -> bool:
    """Whether the connected role may do that to the table, or to the column that names the company."""
    column = "id" if table == ("accounts", "companies") else "company_id"
    asked = [f"{table[0]}.{table[1]}", column, right]
    if right == "DELETE":
        row = connection.execute("SELECT has_table_privilege(%s, %s)", [asked[0], right]).fetchone()
    else:
        row = connection.execute("SELECT has_column_privilege(%s, %s, %s)", asked).fetchone()
    assert row is not None
    return bool(row[0])


def count(connection: psycopg.Connection, table: Table, company_id: str | None = None) -> int:
    where = sql.SQL(" WHERE {} = {}").format(key(table), company_id) if company_id else sql.SQL("")
    row = connection.execute(sql.SQL("SELECT count({}) FROM {}").format(key(table), name(table)) + where).fetchone()
    assert row is not None
    return int(row[0])


def test_every_table_forces_row_security(database: Postgres, tables: list[Table]) -> None:
    with psycopg.connect(database.url()) as connection:
        rows = connection.execute(
            "SELECT n.nspname, c.relname, c.relrowsecurity AND c.relforcerowsecurity,"
            " EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'company'),"
            " r.rolcanlogin FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_roles r ON r.oid = c.relowner"
            " WHERE c.relkind = 'r'"
        ).fetchall()
        bypass = connection.execute(
            "SELECT rolname FROM pg_roles WHERE rolname = ANY(%s) AND (rolsuper OR rolbypassrls)", [list(SERVICE_ROLES)]
        ).fetchall()
    closed = {(row[0], row[1]) for row in rows if row[2] and row[3]}
    owned_by_a_login = {(row[0], row[1]) for row in rows if row[4]}
    assert set(tables) <= closed
    assert not set(tables) & owned_by_a_login
    assert bypass == []


def test_the_company_has_a_row_in_every_table(full: Company, database: Postgres, tables: list[Table]) -> None:
    with psycopg.connect(database.url()) as connection:
        assert [table for table in tables if not count(connection, table, full.id)] == []


@pytest.mark.parametrize("role", SERVICE_ROLES)
def test_a_role_sees_and_changes_nothing_of_another_company(
    role: str, full: Company, ours: Company, database: Postgres, tables: list[Table]
) -> None:
    reached: list[str] = []
    for table in tables:
        if role == "relay" and f"{table[0]}.{table[1]}" in CARRIED:
            continue
        with as_role(database, role, ours.id) as connection:
            if may(connection, table, "SELECT") and count(connection, table, full.id):
                reached.append(f"select {table}")
            of_theirs = sql.SQL(" WHERE {} = {}").format(key(table), full.id)
            if may(connection, table, "UPDATE"):
                changed = connection.execute(
                    sql.SQL("UPDATE {} SET {} = {}").format(name(table), key(table), ours.id) + of_theirs
                )
                if changed.rowcount:
                    reached.append(f"update {table}")
            if may(connection, table, "DELETE"):
                deleted = connection.execute(sql.SQL("DELETE FROM {}").format(name(table)) + of_theirs)
                if deleted.rowcount:
                    reached.append(f"delete {table}")
    assert reached == []


@pytest.mark.parametrize("role", SERVICE_ROLES)
def test_a_role_that_works_for_no_company_sees_nothing(
    role: str, full: Company, database: Postgres, tables: list[Table]
) -> None:
    seen: list[str] = []
    for table in tables:
        if role == "relay" and f"{table[0]}.{table[1]}" in CARRIED:
            continue
        for setting in (None, ""):
            with as_role(database, role, None) as connection:
                if setting is not None:
                    connection.execute("SELECT set_config('app.company_id', '', true)")
                if may(connection, table, "SELECT") and count(connection, table):
                    seen.append(f"{table} {setting!r}")
    assert seen == []


@pytest.mark.parametrize("role", SERVICE_ROLES)
def test_a_role_inserts_nothing_for_another_company(
    role: str, full: Company, ours: Company, database: Postgres, tables: list[Table]
) -> None:
    """A row of theirs, taken as it is, is refused by row security before any constraint is asked."""
    accepted: list[str] = []
    for table in tables:
        row = _a_row(database, table, full.id)
        for company_id in (ours.id, None):
            with as_role(database, role, company_id) as connection:
                if not may(connection, table, "INSERT"):
                    continue
                columns = sql.SQL(", ").join(map(sql.Identifier, row))
                insert = sql.SQL("INSERT INTO {} ({}) SELECT {} FROM jsonb_populate_record(NULL::{}, %s)")
                try:
                    connection.execute(insert.format(name(table), columns, columns, name(table)), [Jsonb(row)])
                except psycopg.errors.InsufficientPrivilege as error:
                    if "row-level security" not in str(error):
                        accepted.append(f"{table}: {error}")
                except psycopg.Error as error:
                    accepted.append(f"{table}: {error}")
                else:
                    accepted.append(f"{table}")
    assert accepted == []


def _a_row(database: Postgres, table: Table, company_id: str) -> dict[str, Any]:
    with psycopg.connect(database.url()) as connection:
        found = connection.execute(
            sql.SQL("SELECT to_jsonb(t) FROM {} t WHERE {} = {} LIMIT 1").format(name(table), key(table), company_id)
        ).fetchone()
        made = connection.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = %s AND table_name = %s"
            " AND is_generated = 'ALWAYS'",
            list(table),
        ).fetchall()
    assert found is not None
    return {name: value for name, value in found[0].items() if (name,) not in made}


async def test_a_forgotten_where_leaks_nothing(full: Company, ours: Company) -> None:
    """The same through a unit of work: reading another company's job is reading a job that is not there."""
    async with full.work() as work:
        job_id = (await work.session.execute(text("SELECT job_id FROM log.job LIMIT 1"))).scalar_one()
    token = database_role.set("jobs")
    try:
        async with ours.work() as work:
            assert (await work.session.execute(text("SELECT count(*) FROM jobs.folder"))).scalar_one() == 0
            with pytest.raises(Problem) as refused:
                await factlog.state(work.session, job_id)
    finally:
        database_role.reset(token)
    assert (refused.value.status, refused.value.code) == (404, "not-found")

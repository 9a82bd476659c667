"""What the other services may read of accounts, each under its own database role."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from services.accounts import queries
from services.kit import db, ids, links
from services.kit.problems import Problem
from tests.conftest import role
from tests.factories import Company

NEIGHBOURS = ("intake", "jobs", "billing", "worker")


@contextmanager
def connected_as(name: str) -> Iterator[None]:
    token = role.set(name)
    yield
    role.reset(token)


@pytest.mark.parametrize("name", NEIGHBOURS)
async def test_neighbours_see_the_company_and_the_names_of_its_people(
    ours: Company, theirs: Company, name: str
) -> None:
    with connected_as(name):
        async with db.reading(ours.id) as session:
            company = await queries.company(session, ours.id)
            assert (company.trade_name, company.address.city) == ("Plomberie des Essais", "Laval")
            assert "routes" not in company.features
            assert await queries.users(session, [ours.user_id, theirs.user_id]) == {ours.user_id: "Josée Essai"}
        async with db.reading(ours.id) as session:
            with pytest.raises(Problem) as refused:
                await queries.company(session, theirs.id)
            assert refused.value.status == 404


@pytest.mark.parametrize("name", [*NEIGHBOURS, "relay"])
@pytest.mark.parametrize(
    "statement",
    [
        "SELECT password_hash FROM accounts.users",
        "SELECT token_hash FROM accounts.sessions",
        "SELECT * FROM accounts.credentials('a@b.example')",
        "SELECT * FROM accounts.refresh_session('x')",
        "UPDATE accounts.companies SET plan = 'premium'",
        "INSERT INTO accounts.portal_links (id, company_id, contact_id, created_at) VALUES ('l', 'c', 'd', now())",
    ],
)
async def test_neighbours_see_no_secret_and_change_nothing(ours: Company, name: str, statement: str) -> None:
    with connected_as(name):
        async with db.reading(ours.id) as session:
            with pytest.raises(ProgrammingError, match="permission denied"):
                await session.execute(text(statement))


@pytest.mark.parametrize("name", ["jobs", "billing", "worker", "intake"])
async def test_a_client_keeps_one_link_while_it_lasts(ours: Company, theirs: Company, name: str) -> None:
    contact_id = ids.new("cnt")
    with connected_as(name):
        async with db.committing(ours.id) as session:
            first = await queries.portal_url(session, contact_id)
        async with db.committing(ours.id) as session:
            again = await queries.portal_url(session, contact_id, "/quotes/quo_1")
        async with db.committing(theirs.id) as session:
            other = await queries.portal_url(session, contact_id)
    assert again == f"{first}/quotes/quo_1"
    assert other != first
    token = first.rpartition("/c/")[2]
    link_id = links.link_id_of(token)
    assert link_id
    with connected_as("jobs"):
        async with db.session() as session:
            row = (await session.execute(text("SELECT * FROM accounts.portal_link(:id)"), {"id": link_id})).one()
    assert (row.company_id, row.code, row.contact_id) == (ours.id, ours.code, contact_id)


async def test_without_a_company_no_row_shows(ours: Company) -> None:
    with connected_as("accounts"):
        async with db.session() as session:
            for table in ("companies", "users", "sessions", "portal_links"):
                assert await session.scalar(text(f"SELECT count(*) FROM accounts.{table}")) == 0  # noqa: S608

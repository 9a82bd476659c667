"""Every route of accounts, intake and billing, by construction: no token, no entry; a neighbour's ids are not there; nonsense gets a
problem. The routes, and the least that each takes, come from the services themselves: a new one is in the test by being there.
(The jobs service has a table of its own, with the permission of each route.)
"""

from __future__ import annotations

import importlib
import secrets
from typing import Any, Final

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from tests.conftest import client
from tests.factories import Company
from tests.services.bodies import Bodies, Json, routes
from tests.services.test_isolation import full as full

SERVICES: Final = ("accounts", "intake", "billing")

OPEN: Final = (
    "POST /v1/sign-in",
    "POST /v1/tokens",
    "POST /v1/sign-out",
    "GET /.well-known/",
    "POST /v1/companies",
    "POST /v1/sites/{site}/requests",
    "GET /f/",
    "POST /f/",
    "GET /v1/portal/",
    "POST /v1/portal/",
    "POST /v1/providers/",
)
"""Begin of what asks for no token: a password, a link or a signature is asked for instead, or the door is open to everybody."""

THINGS: Final = {
    "user_id": "accounts.users",
    "site_id": "intake.sites",
    "mail_id": "intake.inbound_mail",
    "import_id": "billing.item_import",
    "item_id": "billing.item",
    "group_id": "billing.tax_group",
    "quote_id": "billing.quote",
    "template_id": "billing.template",
    "invoice_id": "billing.invoice",
    "note_id": "billing.credit_note",
    "batch_id": "billing.batch",
    "recurring_id": "billing.recurring",
    "payment_id": "billing.payment",
    "refund_id": "billing.refund",
    "attempt_id": "billing.payment_attempt",
    "saved_id": "billing.saved_method",
    "export_id": "billing.accounting_export",
    "contact_id": "jobs.contact",
}
"""Where the things are that a path names."""

WORDS: Final = {"kind": "invoice", "name": "sales"}
"""What a path names that is of no company."""

BODIES: Final[dict[str, Json]] = {
    "POST /v1/quotes/{quote_id}/accept": {"name": "Marie", "version": 1, "document_sha256": "0" * 64, "note": "Oui"},
    "POST /v1/quotes/{quote_id}/decline": {"version": 1, "reason": "Non"},
    "POST /v1/payments/{payment_id}/move": {"from_invoice_id": "inv_0one", "to_invoice_id": "inv_0two"},
}
"""Where the least is not enough: a rule between two fields, a text of a certain shape."""

NONSENSE: Final[tuple[Any, ...]] = ("a\0b", 10**30, "0001-01-01", None, [], {"$ne": 1})


def app(service: str) -> FastAPI:
    found: FastAPI = importlib.import_module(f"services.{service}.app").app
    return found


def guarded(service: str) -> list[str]:
    return [line for line in lines(service) if not line.startswith(OPEN)]


def lines(service: str) -> list[str]:
    """`GET /v1/items/{item_id}` and so on."""
    return [f"{method} {each.path}" for each in routes(app(service)) for method in sorted(each.methods or ())]


def names(path: str) -> list[str]:
    return [part.strip("{}") for part in path.split("/") if part.startswith("{")]


async def ids(company: Company) -> Json:
    """A thing of the company for every parameter of a path."""
    found: Json = dict(WORDS)
    async with company.work() as work:
        for name, table in THINGS.items():
            query = text(f"SELECT id FROM {table} WHERE company_id = :company LIMIT 1")  # noqa: S608  names of ours
            found[name] = await work.session.scalar(query, {"company": company.id})
    return found


async def call(api: httpx.AsyncClient, service: str, line: str, ids: Json, headers: Json | None, **more: Any) -> Any:
    method, path = line.split()
    known = Bodies(app(service))
    sent = {"params": known.queries(method, path), "json": BODIES.get(line, known.least(method, path))} | more
    if path.endswith("/imports") and method == "POST":
        sent = {"content": b"Nom;Prix\nRobinet;18,75\n", "params": {}} | more
        headers = (headers or {}) | {"Content-Type": "text/csv"}
    if method == "POST":
        headers = {"Idempotency-Key": secrets.token_hex(8)} | (headers or {})  # where money moves it is asked for first
    target = path.format_map(dict.fromkeys(names(path), "xyz_0nothing") | ids)
    return await api.request(method, target, headers=headers, **sent)


@pytest.mark.parametrize("service", SERVICES)
async def test_no_route_is_open_to_strangers(database: object, service: str) -> None:
    wrong = []
    async with client(app(service), service) as api:
        for line in guarded(service):
            for headers in ({}, {"Authorization": "Bearer nonsense"}, {"Authorization": "Basic YTpi"}):
                answer = await call(api, service, line, {}, headers)
                if answer.status_code != 401 or answer.headers["content-type"] != "application/problem+json":
                    wrong.append(f"{line}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("service", SERVICES)
async def test_a_neighbour_finds_nothing_of_ours(full: Company, theirs: Company, service: str) -> None:
    own, wrong = await ids(full), []
    assert [name for name, found in own.items() if found is None] == []
    async with client(app(service), service) as api:
        for line in guarded(service):
            named = [name for name in names(line.split()[1]) if name not in WORDS]
            if not named:
                continue
            assert set(named) <= THINGS.keys(), f"{line}: say in THINGS where that is"
            answer = await call(api, service, line, own, theirs.headers())
            if answer.status_code != 404 or answer.json().get("code") != "not-found":
                wrong.append(f"{line}: {answer.status_code} {answer.text[:160]}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("service", SERVICES)
async def test_what_a_route_does_not_know_is_refused(full: Company, service: str) -> None:
    own, wrong = await ids(full), []
    async with client(app(service), service) as api:
        for line in guarded(service):
            answer = await call(api, service, line, own, full.headers(), params={"nonsense": "1"})
            problem = answer.headers["content-type"] == "application/problem+json" and answer.json()
            pointers = [each["pointer"] for each in problem["errors"]] if problem and "errors" in problem else []
            if answer.status_code != 422 or "query:/nonsense" not in pointers:
                wrong.append(f"{line}: {answer.status_code} {answer.text[:160]}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("service", SERVICES)
async def test_nonsense_gets_a_problem_in_the_callers_language(full: Company, service: str) -> None:
    own, wrong = await ids(full), []
    known = Bodies(app(service))
    async with client(app(service), service) as api:
        for line in lines(service):
            schema = known.schema(*line.split())
            if schema is None:
                continue
            if schema.get("additionalProperties") is not False:
                wrong.append(f"{line} takes unknown fields")
            least = BODIES.get(line, known.least(*line.split())) or {}
            bodies: list[Any] = [least | {name: value} for name in schema.get("properties", ()) for value in NONSENSE]
            for body in [[], 3, "x", least | {"unheard_of": 1}, *bodies]:
                answer = await call(api, service, line, own, full.headers(language="en"), json=body)
                if answer.status_code >= 500:
                    wrong.append(f"{line} {body!r}: {answer.status_code}")
                elif answer.status_code >= 400 and (
                    answer.headers["content-type"] != "application/problem+json"
                    or answer.headers["content-language"] != "en"
                ):
                    wrong.append(f"{line} {body!r}: {answer.headers['content-type']}")
    assert not wrong, "\n".join(wrong)

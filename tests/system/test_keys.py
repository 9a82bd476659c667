"""The keys of online payment reach no log and no browser. After payments were played, the whole stack is searched for them.

What is searched must hold what the payment wrote there: each place is asked for something that it has to know, too.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from psycopg import sql

from deploy.demo_client import Client
from tests.system import books, plays, temporal
from tests.system.running import Running, until

Json = dict[str, Any]
STRANGERS = ("dashboard", "accounts", "intake", "jobs", "mail")
"""Processes that have no business with the bank: they are not even told where its keys lie."""


class Seen:
    """A browser without a window that keeps every answer, head and body, on the way of every redirect."""

    def __init__(self, **headers: str) -> None:
        self.answers: list[str] = []
        self.http = httpx.Client(
            headers={"Accept-Language": "fr", **headers},
            timeout=20,
            follow_redirects=True,
            event_hooks={"response": [self._keep]},
        )

    def _keep(self, response: httpx.Response) -> None:
        response.read()
        head = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
        self.answers.append(
            f"{response.request.method} {response.url}: {response.status_code}\n{head}\n{response.text}"
        )

    def get(self, url: str) -> str:
        """The page, which must be there."""
        return self.http.get(url).raise_for_status().text


@pytest.mark.timeout(180)
async def test_the_keys_of_online_payment_are_nowhere_but_in_their_own_files(running: Running) -> None:
    stack, folder = running.told, Path(running.data)
    names = ("stripe.key", "stripe-webhook.key")
    # Without what all keys begin with: that is no secret, and a key that was cut would be found by its rest.
    keys = [(folder / "secrets" / name).read_text().strip().rpartition("_")[2] for name in names]
    assert all(len(key) >= 40 for key in keys)
    api = plays.client(stack)
    client, office, program = Seen(), Seen(), Seen(Authorization=f"Bearer {_token(stack)}")

    invoice = plays.invoiced(running, api, "fr")
    attempt = _pays(client, stack, api, invoice)
    payment = until("the payment is there", lambda: next(iter(_payments(api, invoice)), None))
    _gives_back(api, payment)
    _is_called_by_a_stranger(program, stack)
    books.settle(stack)
    _looks(office, stack, invoice, payment)
    _asks(program, stack, invoice, attempt)
    workflow = api.get("jobs", f"/v1/jobs/{invoice['job_id']}")["workflow_id"]
    api.close()

    handle = (await temporal.connect(stack)).get_workflow_handle(workflow)
    history = await handle.fetch_history()
    places = {
        "pages of the client": (client.answers, attempt),
        "pages of the office": (office.answers, payment["id"]),
        "answers of the services": (program.answers, attempt),
        "history of the workflow": (list(temporal.texts(history.events)), payment["id"]),
        "database": (list(_rows(stack)), attempt),
        "files": (list(_files(folder)), attempt),
    }
    wrong: dict[str, list[str]] = {}
    for place, (found, known) in places.items():
        assert any(known in text for text in found), f"{place}: not even what it must know"
        leaks = [text[:120] for text in found if any(key in text for key in keys)]
        wrong |= {place: leaks} if leaks else {}
    assert not wrong
    for name in STRANGERS:
        assert "STRIPE" not in _environment(running, name), name


# ── what is played ───────────────────────────────────────────────────────────────────────────────────────────────────


def _pays(client: Seen, stack: Json, api: Client, invoice: Json) -> str:
    """Declined, then paid by a card that is kept, and told twice; the id of the attempt."""
    client.get(invoice["portal_url"])
    leave = client.http.post(f"{invoice['portal_url']}/pay", data={"save": "yes", "key": secrets.token_hex(8)})
    bank = leave.headers["refresh"].partition("url=")[2]
    assert bank.startswith(stack["urls"]["bank"])
    client.get(bank)
    assert client.http.post(bank, data={"choice": "decline"}).status_code == 402
    back = client.http.post(bank, data={"choice": "success", "delivery": "twice"}).raise_for_status()
    until("the invoice is paid", lambda: api.get("billing", f"/v1/invoices/{invoice['id']}")["settlement"] == "paid")
    client.get(invoice["portal_url"])
    return back.url.path.rpartition("/")[2]


def _payments(api: Client, invoice: Json) -> list[Json]:
    return list(api.get("billing", "/v1/payments", invoice_id=invoice["id"])["data"])


def _gives_back(api: Client, payment: Json) -> None:
    """A part of it goes back through the bank."""
    part = {"amount": 10_00, "currency": "CAD"}
    (share,) = payment["allocations"]
    body = {"invoice_id": share["invoice_id"], "amount": part}
    api.post("billing", f"/v1/payments/{payment['id']}/release", body, key=f"r/{payment['id']}")
    body = {"payment_id": payment["id"], "amount": part}
    api.post("billing", "/v1/online/refunds", body, key=f"b/{payment['id']}")


def _is_called_by_a_stranger(program: Seen, stack: Json) -> None:
    """Who does not know the secret is refused, and what is noted of it tells nothing of the secret."""
    url = f"{stack['urls']['billing']}/v1/providers/stripe/webhook"
    answer = program.http.post(url, content=b"{}", headers={"Stripe-Signature": "t=1,v1=00"})
    assert answer.status_code in (400, 401, 403), answer.text


def _looks(office: Seen, stack: Json, invoice: Json, payment: Json) -> None:
    home, who = stack["urls"]["dashboard"], stack["sign_ins"][0]
    credentials = {name: who[name] for name in ("email", "password")}
    office.http.post(f"{home}/sign-in", data=credentials).raise_for_status()
    for path in (
        "/settings/online",
        "/settings/online/calls",
        f"/invoices/{invoice['id']}",
        f"/invoices/{invoice['id']}/online",
        f"/payments/{payment['id']}",
        f"/jobs/{invoice['job_id']}",
    ):
        office.get(f"{home}{path}")


def _asks(program: Seen, stack: Json, invoice: Json, attempt: str) -> None:
    billing, jobs, job_id = stack["urls"]["billing"], stack["urls"]["jobs"], invoice["job_id"]
    portal = invoice["portal_url"].split("/c/")[1].split("/")[0]
    for url in (
        f"{billing}/v1/online/settings",
        f"{billing}/v1/online/calls",
        f"{billing}/v1/online/attempts",
        f"{billing}/v1/online/attempts/{attempt}",
        f"{billing}/v1/online/methods?job_id={job_id}",
        f"{billing}/v1/portal/{portal}/online/invoices/{invoice['id']}",
        f"{billing}/v1/invoices/{invoice['id']}",
        f"{billing}/v1/payments?job_id={job_id}",
        f"{billing}/openapi.json",
        f"{jobs}/v1/jobs/{job_id}",
        f"{jobs}/v1/jobs/{job_id}/plan",
        f"{jobs}/v1/jobs/{job_id}/timeline",
        f"{stack['urls']['mail']}/api/messages?to={invoice['email']}",
    ):
        program.get(url)


def _token(stack: Json) -> str:
    who = stack["sign_ins"][0]
    credentials = {name: who[name] for name in ("email", "password")}
    answer = httpx.post(f"{stack['urls']['accounts']}/v1/sign-in", json=credentials, timeout=20)
    return str(answer.raise_for_status().json()["token"])


# ── what lies about afterwards ───────────────────────────────────────────────────────────────────────────────────────


def _rows(stack: Json) -> Iterator[str]:
    """Every row of every table of every schema, of all companies, as text."""
    with psycopg.connect(stack["database"], autocommit=True) as connection:
        connection.execute("SET row_security = off")  # fails where a row would be kept from us
        connection.execute("SET bytea_output = 'escape'")
        tables = connection.execute(
            "SELECT schemaname, tablename FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        assert {"accounts", "intake", "jobs", "billing", "log"} <= {schema for schema, _ in tables}
        for schema, table in tables:
            query = sql.SQL("SELECT each::text FROM {} AS each").format(sql.Identifier(schema, table))
            for (text,) in connection.execute(query):
                yield f"{schema}.{table}: {text}"


def _environment(running: Running, name: str) -> str:
    return Path(f"/proc/{running.pid(name)}/environ").read_text(errors="replace")


def _files(folder: Path) -> Iterator[str]:
    """Whatever the stack wrote: its logs, what it printed, mails, files, Temporal's and the bank's store. Not the database's own
    files, whose rows are read above, and not the secrets."""
    assert {"billing.log", "dashboard.log", "bank.log"} <= {path.name for path in (folder / "logs").iterdir()}
    printed = folder.parent / f"{folder.name}.log"
    for path in (printed, *sorted(folder.rglob("*"))):
        top = path.relative_to(folder.parent).parts[1:2]
        if path.is_file() and top not in (("postgres",), ("secrets",)):
            yield f"{path}: {path.read_bytes().decode(errors='replace')}"

"""Playing jobs on a running stack over its public APIs."""

from __future__ import annotations

import json
import secrets
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from deploy.demo_client import Client
from tests.system.running import REPOSITORY, Running, until

Json = dict[str, Any]


def client(stack: Json) -> Client:
    """The owner of the demo company, as stubborn as the demo is."""
    who = next(each for each in stack["sign_ins"] if each["role"] == "administrator")
    return Client(stack["urls"], who["email"], who["password"], "fr")


class Demo:
    """`./dossier demo` under way."""

    def __init__(self, running: Running) -> None:
        command = [sys.executable, "-m", "deploy.demo", "--stack", str(running.data / "stack.json"), "--json"]
        self._process = subprocess.Popen(
            [*command, "--language", "fr"],
            cwd=REPOSITORY,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    @property
    def over(self) -> bool:
        return self._process.poll() is not None

    def facts(self) -> Json:
        """What it says became true, once it is over."""
        said, told = self._process.communicate(timeout=240)
        assert self._process.returncode == 0, told[-3000:]
        found: Json = json.loads(said)
        return found


def outcome(facts: Json) -> Json:
    """What two runs of the demo have in common: not ids, numbers and times; an ambiguous mail is one that was taken."""
    figures = {
        name: facts["job"]["figures"][name] for name in ("quoted", "accepted", "invoiced", "paid", "outstanding")
    }
    kinds = Counter(kind.replace("message.ambiguous", "message.accepted") for kind in facts["facts"])
    del kinds["message.deferred"]
    return {
        "phase": facts["job"]["phase"],
        "figures": figures,
        "kinds": kinds,
        "quote": (facts["quote"]["version"], facts["quote"]["status"]),
        "visit": facts["visit"]["status"],
        "invoice": {name: facts["invoice"][name] for name in ("document", "settlement", "balance")},
        "payments": [payment["amount"] for payment in facts["payments"]],
        "mails": len(facts["mails"]),
    }


@dataclass(frozen=True)
class Quoted:
    """A job whose quote was sent and is undecided."""

    job_id: str
    number: int
    email: str
    quote: Json
    token: str


def ask_by_form(running: Running, api: Client, name: str) -> Json:
    """A request by the website form; its answer, and the address that the visitor gave."""
    email = running.client_address()
    body = {
        "name": name,
        "email": email,
        "message": "Le robinet de la cuisine coule sans arrêt.",
        "language": "fr",
        "consent": True,
        "address": {"line1": "88, rue du Calvaire", "city": "Laval", "region": "QC", "postal_code": "H7L 3B5"},
    }
    path = f"/v1/sites/{quote(running.told['site'])}/requests"
    return api.post("intake", path, body, key=f"form/{email}", public=True) | {"email": email}


def quoted_job(running: Running, api: Client, name: str) -> Quoted:
    """A request by form, and a quote sent to the client, whose mail has arrived."""
    opened = ask_by_form(running, api, name)
    job_id, email = opened["job"]["id"], opened["email"]
    line = {"description": "Robinet remplacé", "quantity": "1", "unit_price": {"amount": 14000, "currency": "CAD"}}
    made = api.post("billing", "/v1/quotes", {"job_id": job_id, "lines": [line]}, key=f"quote/{email}")
    sent = api.post("billing", f"/v1/quotes/{made['id']}/send", key=f"send/{email}")
    until("the quote has arrived", lambda: len(mails_to(api, email)) >= 2)
    token = sent["portal_url"].split("/c/")[1].split("/")[0]
    return Quoted(job_id, opened["job"]["number"], email, sent, token)


def accept(api: Client, job: Quoted) -> None:
    """The client accepts the quote on their own page."""
    path = f"/v1/portal/{quote(job.token, safe='')}/quotes/{job.quote['id']}"
    seen = api.get("billing", path, public=True)
    body = {"version": seen["version"], "document_sha256": seen["document_sha256"], "name": "Zoé Élémentaire"}
    api.post("billing", f"{path}/accept", body, key=f"accept/{job.email}", public=True)


def invoiced(running: Running, api: Client, language: str) -> Json:
    """A job by the form with an invoice that was sent, and the address that the client's mails go to."""
    opened = ask_by_form(running, api, f"Zoé Payeuse {language} {secrets.token_hex(2)}")
    if language == "en":
        contact = api.get("jobs", f"/v1/jobs/{opened['job']['id']}")["contact"]
        api.request("PATCH", "jobs", f"/v1/contacts/{contact['id']}", body={"language": "en"})
    line = {"description": "Robinet remplacé", "quantity": "1", "unit_price": {"amount": 14000, "currency": "CAD"}}
    key = opened["email"]
    draft = api.post("billing", "/v1/invoices", {"job_id": opened["job"]["id"], "lines": [line]}, key=f"i/{key}")
    api.post("billing", f"/v1/invoices/{draft['id']}/issue", key=f"s/{key}")
    sent: Json = api.post("billing", f"/v1/invoices/{draft['id']}/send", key=f"t/{key}")
    return sent | {"email": key}


def mails_to(api: Client, email: str) -> list[Json]:
    return list(api.get("mail", "/api/messages", public=True, to=email)["data"])


def open_jobs(api: Client) -> list[Json]:
    """Every job of the company that is not closed."""
    found, after = [], None
    while True:
        page = api.get("jobs", "/v1/jobs", limit=100, **({"after": after} if after else {}))
        found += page["data"]
        if not page["page"]["has_more"]:
            return [job for job in found if job["closed_at"] is None]
        after = page["page"]["next"]


def copied(repository: Path, to: Path) -> Path:
    """A copy of the program in `to`, on the same environment, to be changed at will."""
    left_out = shutil.ignore_patterns(".venv", ".git", "node_modules", ".dossier", "tests", ".*_cache", ".hypothesis")
    shutil.copytree(repository, to, ignore=left_out)
    (to / ".venv").symlink_to(repository / ".venv")
    (to / "dashboard" / "node_modules").symlink_to(repository / "dashboard" / "node_modules")
    return to

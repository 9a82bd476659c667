"""What a burst leaves behind, seen from outside: totals, PDFs, mails, workflows. Each gives what was promised and whether it holds."""

from __future__ import annotations

import asyncio
import hashlib
import random
import re
from collections import Counter
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from email import message_from_bytes, policy
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
from pypdf import PdfReader

from services.billing.documents.render import render_pdf
from services.billing.documents.snapshot import Snapshot, document_sha256
from tests.load.payments import Json, Load
from tests.load.stack import Stack
from tests.load.technicians import log
from tests.system import books, temporal

SAMPLE: Final = 25
"""Documents that are rendered again, and read."""
RATES: Final = (Decimal("0.05"), Decimal("0.09975"))
"""GST and QST."""

_DOCUMENTS: Final = """
SELECT d.object_id, d.document_sha256, d.snapshot, d.file_key,
       (SELECT count(*) FROM log.fact f WHERE f.job_id = d.job_id AND f.kind = 'document.rendered' AND f.data ->> 'document_id' = d.id)
  FROM billing.document d
"""
_MESSAGES: Final = "SELECT id, object_id, purpose, delivery, recipient, rfc_message_id FROM jobs.message"
_ADDRESSES: Final = """
SELECT i.id, c.email, d.file_key FROM billing.invoice i JOIN jobs.contact c ON c.id = i.contact_id
  JOIN billing.document d ON d.id = i.document_id
"""


def totals(drafts: dict[str, Json], answers: list[Json]) -> dict[str, bool]:
    """Recalculated from the lines as they were drafted: each tax once, on the sum of what is taxable, half a cent up."""
    wrong = [each["number"] for each in answers if _total(drafts[each["id"]]["lines"]) != _cents(each)]
    if wrong:
        log(f"wrong totals: {sorted(wrong)[:10]}")
    return {"totals are those of the lines": not wrong}


def _total(lines: list[Json]) -> int:
    amounts = [Decimal(line["quantity"]) * line["unit_price"]["amount"] for line in lines]
    taxable = sum(amount for line, amount in zip(lines, amounts, strict=True) if line["taxable"])
    taxes = [_rounded(taxable * rate) for rate in RATES]
    return int(sum(map(_rounded, amounts)) + sum(taxes))


def _rounded(cents: Decimal | int) -> Decimal:
    return Decimal(cents).quantize(Decimal(1), ROUND_HALF_UP)


def _cents(invoice: Json) -> int:
    return int(invoice["totals"]["total"]["amount"])


async def pdfs(made: Stack, load: Load, answers: list[Json]) -> dict[str, bool]:
    """Every invoice has its PDF, which is the one that its frozen document gives, and the store has no other."""
    documents = {row[0]: row[1:] for row in books.ask(made.told, _DOCUMENTS)}
    root = made.local.folder.files
    stored = {path.name for path in root.rglob("*") if re.fullmatch("[0-9a-f]{64}", path.name)}
    good, shown = [], []
    for answer in answers:
        sha256, snapshot, key, times = documents[answer["id"]]
        content = (root / key).read_bytes() if key else b""
        good.append(
            sha256 == answer["document_sha256"] == document_sha256(snapshot)
            and hashlib.sha256(content).hexdigest() == (key or "").rpartition("/")[2]
            and content.startswith(b"%PDF-")
            and times == 1
        )
        path, headers = urlsplit(answer["pdf_url"]).path, load.company.headers()
        given = await load.http.get(f"{load.service.url}{path}", headers=headers)
        shown.append(given.status_code == 200 and given.content == content)
    chosen = random.sample(answers, min(SAMPLE, len(answers)))
    again = [await asyncio.to_thread(_same_again, root / documents[each["id"]][2], each, documents) for each in chosen]
    log(f"PDFs in the store {len(stored)}, facts of them {sum(each[3] for each in documents.values())}")
    return {
        "every invoice has its PDF, under its own hash, told once": len(documents) == len(answers) and all(good),
        "the store has these PDFs and no other": stored == {(each[2] or "").rpartition("/")[2] for each in documents.values()}
        and len(stored) == len(answers),
        "the API gives each of them": all(shown),
        f"{len(again)} of them rendered again are the same bytes, and say their number": all(again),
    }  # fmt: skip


def _same_again(path: Path, answer: Json, documents: dict[str, tuple[Any, ...]]) -> bool:
    content = path.read_bytes()
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    numbered = answer["number_text"] in re.findall(r"\d+", text)
    return numbered and render_pdf(Snapshot.model_validate(documents[answer["id"]][1])) == content


@dataclass(frozen=True)
class Arrived:
    """A mail as its reader gets it."""

    message_id: str
    to: str
    subject: str
    attached: tuple[str, ...]
    """SHA-256 of each file."""


async def mails(made: Stack, answers: list[Json], doubted: Counter[str]) -> dict[str, bool]:
    """Every invoice was mailed, to its client, with its PDF: how often is told in `burst.py`."""
    arrived = await _arrived(made)
    copies = Counter(each.message_id for each in arrived)
    rows = books.ask(made.told, _MESSAGES)
    deliveries = {row[5]: row[3] for row in rows}
    of_invoice = {row[1]: row[5] for row in rows if row[2] == "invoice.mail"}
    owner = {message_id: invoice for invoice, message_id in of_invoice.items()}
    numbers = {each["id"]: each["number_text"] for each in answers}
    clients = {row[0]: (row[1], row[2]) for row in books.ask(made.told, _ADDRESSES)}
    often = {row[5]: doubted[row[0]] for row in rows}

    def right(mail: Arrived) -> bool:
        invoice = owner.get(mail.message_id, "")
        address, key = clients.get(invoice, ("", ""))
        numbered = numbers.get(invoice) in re.findall(r"\d+", mail.subject)
        return numbered and mail.to == address and mail.attached == (str(key).rpartition("/")[2],)

    ambiguous = {name for name, delivery in deliveries.items() if delivery == "ambiguous"}
    more = sum(count - 1 for count in copies.values() if count > 1)
    log(
        f"mails that arrived {len(arrived)}, of {len(copies)} different; ambiguous {len(ambiguous)},"
        f" {sum(1 for times in often.values() if times)} were being handed over when their worker died; came again {more}"
    )
    return {
        "every invoice has one message": of_invoice.keys() == numbers.keys() and len(rows) == len(of_invoice) == len(owner),
        "each arrived": copies.keys() == deliveries.keys(),
        "each went to its client with its PDF alone and its number in the subject": all(map(right, arrived)),
        "each is accepted or ambiguous": set(deliveries.values()) <= {"accepted", "ambiguous"},
        "what is not ambiguous arrived once": all(copies[name] == 1 for name in deliveries.keys() - ambiguous),
        "what is ambiguous came again for a death at most": all(copies[name] <= 1 + max(often[name], 1) for name in ambiguous),
        "every doubt is told": {name for name, times in often.items() if times} <= ambiguous,
    }  # fmt: skip


async def _arrived(made: Stack) -> list[Arrived]:
    async with httpx.AsyncClient(base_url=made.told["urls"]["mail"], timeout=60) as inbox:
        found = []
        for entry in (await inbox.get("/api/messages")).raise_for_status().json()["data"]:
            raw = (await inbox.get(f"/api/messages/{entry['id']}")).raise_for_status().content
            mail = message_from_bytes(raw, policy=policy.default)
            assert isinstance(mail, EmailMessage)
            files = tuple(hashlib.sha256(part.get_payload(decode=True)).hexdigest() for part in mail.iter_attachments())  # type: ignore[arg-type]
            found.append(Arrived(entry["message_id"], entry["to"], entry["subject"], files))
        return found


async def workflows(made: Stack) -> dict[str, bool]:
    """Every job's workflow runs on, and waits."""
    client = await temporal.connect(made.told)
    found = await temporal.runs(client, "WorkflowType = 'Job'")
    broken = [run.id for run in found if run.status and run.status.name not in ("RUNNING", "CONTINUED_AS_NEW")]
    jobs = {str(row[0]) for row in books.ask(made.told, "SELECT workflow_id FROM log.job")}
    running = {run.id for run in found if run.status and run.status.name == "RUNNING"}
    log(f"workflows {len(running)} of {len(jobs)} jobs, broken runs {len(broken)}")
    return {"every job's workflow runs, and none broke": running == jobs and not broken}

"""Documents say what credits paid: an invoice what was held for the client, a credit note what it left of its invoice."""

from __future__ import annotations

import asyncio
import io
from typing import Any

from pypdf import PdfReader

from services.billing.documents.queries import FrozenDocument, document_for
from services.billing.documents.render import render_pdf
from services.billing.documents.snapshot import Kind
from services.kit.db import reading
from tests.services.billing.world import Office, cad, line


async def frozen(office: Office, kind: Kind, object_id: str) -> FrozenDocument:
    async with reading(office.company.id) as session:
        found = await document_for(session, kind, object_id)
    assert found is not None
    return found


async def printed(document: FrozenDocument) -> str:
    pages = PdfReader(io.BytesIO(await asyncio.to_thread(render_pdf, document.snapshot))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).replace("\u00a0", " ").split())


async def test_an_invoice_says_what_a_deposit_paid_of_it(office: Office) -> None:
    job = await office.job()
    await office.pay(50_00, job_id=job.id)
    invoice = await office.issued(job)
    document = await frozen(office, "invoice", invoice["id"])
    assert document.snapshot.applied == 50_00
    assert invoice["balance"] == cad(64_98), "what it says is what became of it"
    said = await printed(document)
    assert "Acomptes et crédits appliqués -50,00 $" in said.replace("−", "-")
    assert "Solde à payer 64,98 $" in said
    assert "Montant à payer 64,98 $" in said, "the large amount is what is left"


async def test_an_invoice_that_a_deposit_paid_says_so(office: Office) -> None:
    job = await office.job(language="en")
    await office.pay(200_00, job_id=job.id)
    document = await frozen(office, "invoice", (await office.issued(job))["id"])
    assert document.snapshot.applied == 114_98
    assert "Settled by your deposits and credits" in await printed(document)


async def test_an_invoice_without_credits_is_silent(office: Office) -> None:
    document = await frozen(office, "invoice", (await office.issued(await office.job()))["id"])
    data: dict[str, Any] = document.snapshot.model_dump(mode="json")
    assert not {"applied", "credited"} & data.keys(), "so that the hash is as it always was"
    assert "crédits" not in await printed(document)


async def test_a_credit_note_says_what_it_left(office: Office) -> None:
    invoice = await office.issued(await office.job())
    await office.pay(100_00, (invoice, 100_00))
    body = {"reason": "error", "amount": cad(20_00)}
    note = await office.post(f"/v1/invoices/{invoice['id']}/credit", body, status=201)
    said = await printed(await frozen(office, "credit_note", note["id"]))
    number = invoice["number_text"]
    assert f"Appliqué à la facture Nº {number} 14,98 $" in said
    assert "Conservé à votre crédit 5,02 $" in said
    assert f"Solde de la facture Nº {number} 0,00 $" in said


async def test_a_part_of_a_quote_says_how_far_it_is_invoiced(office: Office) -> None:
    job = await office.job()
    quote = await office.sent_quote(job, line(1000_00))
    await office.post(f"/v1/quotes/{quote['id']}/accept", {"version": 1, "name": "M", "note": "Oui au téléphone"})
    said = []
    for percent in ("40", "25"):
        body = {"quote_id": quote["id"], "percent": percent}
        draft = await office.post("/v1/invoices/from-quote", body, status=201)
        issued = await office.post(f"/v1/invoices/{draft['id']}/issue", {})
        said.append(await printed(await frozen(office, "invoice", issued["id"])))
    number = quote["number_text"]
    assert f"Soumission Nº {number} : 1 149,75 $ Déjà facturé : 0,00 $" in said[0]
    assert "Cette facture (40 % de la soumission) : 459,90 $ Reste à facturer : 689,85 $" in said[0]
    assert "Déjà facturé : 459,90 $ Cette facture (25 % de la soumission) : 287,44 $" in said[1]

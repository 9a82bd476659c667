"""Good, better, best: exactly one choice counts, the recommended one until the client takes another."""

from __future__ import annotations

import asyncio
import io
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from services.billing.documents import queries as documents
from services.billing.documents.render import render_pdf
from services.billing.documents.snapshot import Snapshot, document_sha256
from services.billing.documents.tables import Document
from services.kit.db import reading
from tests.services.billing.world import Office, cad, line, portal_path

GOOD = line(1_000_00, description="Réservoir 40 gallons", alternative="Bon")
BEST = line(2_000_00, description="Thermopompe", alternative="Meilleur")
EXTRA = line(50_00, description="Bac de rétention", alternative="Meilleur", optional=True)
BASE = line(100_00, description="Raccordement")


def total(cents: int) -> int:
    return {1_100_00: 1_264_73, 2_100_00: 2_414_48, 2_150_00: 2_471_96}[cents]


async def offer(office: Office, **more: Any) -> Any:
    return await office.sent_quote(await office.job(), BASE, GOOD, BEST, EXTRA, **more)


async def accept(office: Office, quote: Any, status: int = 200, **more: Any) -> Any:
    body = {"version": 1, "document_sha256": quote["document_sha256"], "name": "Marie-Ève", **more}
    path = f"{portal_path(quote['portal_url'])}/quotes/{quote['id']}/accept"
    return (await office.api.post(path, json=body, headers={"Idempotency-Key": f"a{sorted(more)}"})).json() | {
        "expected": status
    }


async def test_each_choice_says_what_it_comes_to(office: Office) -> None:
    quote = await offer(office, recommended="Meilleur")
    assert quote["totals"]["total"] == cad(total(2_100_00))
    shown = {each["name"]: (each["totals"]["total"]["amount"], each["counts"]) for each in quote["alternatives"]}
    assert shown == {"Bon": (total(1_100_00), False), "Meilleur": (total(2_100_00), True)}
    first = await offer(office)
    assert first["totals"]["total"] == cad(total(1_100_00)), "without a word, the first one"


@pytest.mark.parametrize(
    ("choice", "options", "cents"), [("Bon", [], 1_100_00), ("Meilleur", [3], 2_150_00), (None, [], 1_100_00)]
)
async def test_what_the_client_takes_is_accepted_and_invoiced(
    office: Office, choice: str | None, options: list[int], cents: int
) -> None:
    quote = await offer(office)
    taken = await accept(office, quote, alternative=choice, options=options)
    assert taken["status"] == "accepted", taken
    assert taken["totals"]["total"] == cad(total(cents))
    assert taken["alternatives"] == []
    kept = await office.get(f"/v1/quotes/{quote['id']}")
    assert kept["accepted"]["intact"]
    [invoice] = (await office.post(f"/v1/quotes/{quote['id']}/generate-invoices", {}))["data"]
    assert invoice["totals"]["total"] == cad(total(cents))
    words = {each["description"] for each in invoice["lines"]}
    assert ("Thermopompe" in words) == (choice == "Meilleur")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"alternative": "Luxe"}, "/alternative"),
        ({"alternative": "Bon", "options": [3]}, "/options/0"),  # an option of the other choice
        ({"options": [3]}, "/options/0"),
    ],
)
async def test_a_choice_that_there_is_not_changes_nothing(office: Office, body: Any, pointer: str) -> None:
    quote = await offer(office)
    refused = await accept(office, quote, **body)
    assert refused["errors"][0]["pointer"] == pointer
    assert (await office.get(f"/v1/quotes/{quote['id']}"))["status"] == "sent"


async def test_only_a_choice_of_the_lines_is_recommended(office: Office) -> None:
    job = await office.job()
    body = {"job_id": job.id, "lines": [GOOD, BEST], "recommended": "Luxe"}
    problem = await office.refused("/v1/quotes", body, status=422, code="invalid")
    assert problem["errors"][0]["pointer"] == "/recommended"


async def test_the_paper_adds_up_only_what_counts(office: Office) -> None:
    quote = await offer(office, recommended="Meilleur")
    async with reading(office.company.id) as session:
        frozen = await documents.document_for(session, "quote", quote["id"], 1)
    assert frozen is not None
    pages = PdfReader(io.BytesIO(await asyncio.to_thread(render_pdf, frozen.snapshot))).pages
    text = " ".join(
        " ".join(page.extract_text() for page in pages).replace("\u00a0", " ").replace("\u202f", " ").split()
    )
    assert text.index("Thermopompe") < text.index("Options") < text.index("Réservoir 40 gallons")


NOTES = [{"name": "Meilleur", "note": "Garantie 10 ans.\nDeux fois moins d’électricité."}, {"name": "Bon", "note": "Garantie 6 ans."}]  # fmt: skip


async def test_what_is_said_about_each_choice_is_read_copied_and_frozen(office: Office) -> None:
    quote = await offer(office, alternatives=[*NOTES, {"name": "Meilleur", "note": NOTES[0]["note"]}])
    assert {each["name"]: each["note"] for each in quote["alternatives"]} == {
        each["name"]: each["note"] for each in NOTES
    }
    portal = f"{portal_path(quote['portal_url'])}/quotes/{quote['id']}"
    assert (await office.api.get(portal)).json()["alternatives"] == quote["alternatives"]
    async with reading(office.company.id) as session:
        query = select(Document.snapshot).where(Document.object_id == quote["id"])
        snapshot = (await session.execute(query)).scalar_one()
    assert document_sha256(snapshot) == quote["document_sha256"]
    text = "".join(
        page.extract_text()
        for page in PdfReader(io.BytesIO(await asyncio.to_thread(render_pdf, Snapshot.model_validate(snapshot)))).pages
    )
    assert "Garantie 6 ans." in text
    assert text.index("Garantie 10 ans.") < text.index("Thermopompe"), "below the choice's title, above its lines"
    revised = await office.post(f"/v1/quotes/{quote['id']}/revise", {})
    assert revised["alternatives"] == quote["alternatives"]
    made = await office.post("/v1/quote-templates", {"name": "T", "quote_id": quote["id"]}, status=201)
    assert made["content"]["alternatives"] == NOTES


async def test_a_note_is_on_a_choice_of_the_lines(office: Office) -> None:
    wrong = [NOTES[1], {"name": "Luxe", "note": "Or."}]
    job = await office.job()
    body = {"job_id": job.id, "lines": [GOOD, BEST], "alternatives": wrong}
    problem = await office.refused("/v1/quotes", body, status=422, code="invalid")
    assert [(each["pointer"], each["code"]) for each in problem["errors"]] == [
        ("/alternatives/1/name", "unknown-alternative")
    ]
    long = {**body, "alternatives": [{"name": "Bon", "note": "x" * 1001}]}
    assert (await office.call("POST", "/v1/quotes", long)).json()["errors"][0]["pointer"] == "/alternatives/0/note"
    quote = await office.quote(job, GOOD, BEST, alternatives=NOTES)
    path = f"/v1/quotes/{quote['id']}"
    left = (await office.call("PATCH", path, {"lines": [GOOD], "recommended": None}, status=200)).json()
    assert [(each["name"], each["note"]) for each in left["alternatives"]] == [("Bon", "Garantie 6 ans.")]
    late = await office.call("PATCH", path, {"alternatives": [{"name": "Meilleur", "note": "!"}]})
    assert late.status_code == 422
    none = (await office.call("PATCH", path, {"alternatives": None}, status=200)).json()
    assert [each["note"] for each in none["alternatives"]] == [""]


async def test_a_document_without_notes_says_nothing_of_them(office: Office) -> None:
    quote = await offer(office)
    async with reading(office.company.id) as session:
        query = select(Document.snapshot).where(Document.object_id == quote["id"])
        assert "alternative_notes" not in (await session.execute(query)).scalar_one()

"""What an itinerant contract must say by law: the merchant's permit, the representative, the place where it is made."""

from __future__ import annotations

import asyncio
import io
import re
from typing import Any

import pytest
from pypdf import PdfReader

from services.accounts.tables import Company as CompanyRow
from services.accounts.tables import User
from services.billing.documents.queries import FrozenDocument, document_for
from services.billing.documents.render import render_pdf
from services.billing.documents.snapshot import Concluded, Place, document_sha256
from services.jobs.folders.tables import Folder
from services.kit.db import reading
from tests.services.billing.world import Office, portal_path

HOME = Place(line1="12, rue des Érables", city="Laval", region="QC", postal_code="H7L 1A1", country="CA")
SITE = Place(line1="80, chemin du Lac", city="Rawdon", region="QC", postal_code="J0K 1S0", country="CA")


async def permit(office: Office, number: str | None) -> None:
    async with office.company.work() as work:
        (await work.session.get_one(CompanyRow, office.company.id)).opc_permit = number


async def frozen(office: Office, quote: dict[str, Any]) -> FrozenDocument:
    async with reading(office.company.id) as session:
        found = await document_for(session, "quote", quote["id"], quote["version"])
    assert found is not None
    return found


def read(pdf: bytes) -> str:
    return plain(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))


def plain(text: str) -> str:
    """With one kind of space, however a line was broken."""
    return re.sub(r"\s+", " ", text)


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_it_says_permit_representative_and_place_as_they_were(office: Office, language: str) -> None:
    quote = await office.sent_quote(await office.job(language=language), itinerant=True)
    async with office.company.work() as work:
        (await work.session.get_one(User, office.company.user_id)).name = "Une Autre"
    await permit(office, "555")
    document = await frozen(office, quote)
    assert document.snapshot.concluded == Concluded(permit="119876", representative="Josée Essai", place=HOME)
    assert document_sha256(document.snapshot.model_dump(mode="json")) == document.document_sha256
    text = read(await asyncio.to_thread(render_pdf, document.snapshot))
    expected = {
        "fr": (
            "Permis de commerçant itinérant (OPC) : 119876",
            "Représentant du commerçant : Josée Essai",
            "Lieu où le contrat est conclu : 12, rue des Érables, Laval (QC) H7L 1A1",
        ),
        "en": (
            "Itinerant merchant’s permit (OPC): 119876",
            "Merchant’s representative: Josée Essai",
            "Place where the contract is made: 12, rue des Érables, Laval (QC) H7L 1A1",
        ),
    }
    for said in expected[language]:
        assert said in text
    shown = await office.get(f"/v1/quotes/{quote['id']}")
    seen = (await office.api.get(f"{portal_path(quote['portal_url'])}/quotes/{quote['id']}")).json()
    wanted = {"permit": "119876", "representative": "Josée Essai", "place": "12, rue des Érables, Laval (QC) H7L 1A1"}
    for each in (shown, seen):
        assert {name: plain(value) for name, value in each["concluded"].items()} == wanted


async def test_it_is_made_where_the_work_is_done(office: Office) -> None:
    job = await office.job()
    async with office.company.work() as work:
        (await work.session.get_one(Folder, job.id)).address = SITE.model_dump()
    concluded = (await frozen(office, await office.sent_quote(job, itinerant=True))).snapshot.concluded
    assert concluded is not None
    assert concluded.place == SITE


async def test_an_ordinary_quote_says_nothing_of_it(office: Office) -> None:
    quote = await office.sent_quote(await office.job())
    assert quote["concluded"] is None
    assert "concluded" not in (await frozen(office, quote)).snapshot.model_dump()
    assert "119876" not in read(await asyncio.to_thread(render_pdf, (await frozen(office, quote)).snapshot))


@pytest.mark.parametrize("number", [None, ""])
async def test_without_a_permit_none_is_sent(office: Office, number: str | None) -> None:
    await permit(office, number)
    job = await office.job()
    draft = await office.quote(job, itinerant=True)
    path = f"/v1/quotes/{draft['id']}"
    problem = await office.refused(f"{path}/send", {}, status=409, code="itinerant-without-permit")
    english = (await office.call("POST", f"{path}/send", {}, language="en")).json()
    assert str(draft["number"]) in problem["detail"]
    assert problem["detail"] != english["detail"]
    kept = await office.get(path)
    assert (kept["status"], kept["document_sha256"], kept["concluded"]) == ("draft", None, None)
    preview = await office.call("GET", f"{path}/pdf", status=200)
    assert "Représentant du commerçant : Josée Essai" in read(preview.content)
    assert "(OPC)" not in read(preview.content), "what is not known is not printed"
    assert (await office.sent_quote(job))["status"] == "sent", "an ordinary quote needs none"
    await permit(office, "119876")
    assert (await office.post(f"{path}/send", {}))["status"] == "sent"


async def test_without_a_permit_none_is_renewed(office: Office) -> None:
    quote = await office.sent_quote(await office.job(), itinerant=True)
    await permit(office, None)
    path = f"/v1/quotes/{quote['id']}"
    await office.refused(f"{path}/renew", {}, status=409, code="itinerant-without-permit")
    kept = await office.get(path)
    assert (kept["version"], kept["status"], kept["concluded"]) == (1, "sent", quote["concluded"])
    assert len(kept["versions"]) == 1, "nothing is half-written"

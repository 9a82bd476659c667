"""A document shows the logo and colour that its company had when it was frozen, and never another's."""

from __future__ import annotations

import asyncio
import io
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import text

from services.accounts.queries import LOGOS
from services.billing.documents.queries import FrozenDocument, document_for, logo_of
from services.billing.documents.render import render_pdf
from services.billing.documents.snapshot import document_sha256
from services.kit import files
from services.kit.db import reading
from tests.services.billing.world import Office
from tests.unit.test_brand import picture


async def dress(office: Office, logo: bytes | None, accent: str | None) -> None:
    key = await files.put(logo, f"{LOGOS}/{office.company.id}") if logo else None
    async with office.company.work() as work:
        await work.session.execute(
            text("UPDATE accounts.companies SET logo = :logo, accent = :accent WHERE id = :id"),
            {"logo": key and key.rpartition("/")[2], "accent": accent, "id": office.company.id},
        )


async def frozen(office: Office, invoice: dict[str, Any]) -> FrozenDocument:
    async with reading(office.company.id) as session:
        found = await document_for(session, "invoice", invoice["id"])
    assert found is not None
    return found


async def rendered(office: Office, document: FrozenDocument) -> bytes:
    logo = await logo_of(document.snapshot, office.company.id)
    return await asyncio.to_thread(render_pdf, document.snapshot, logo)


def images(pdf: bytes) -> list[Any]:
    return [image for page in PdfReader(io.BytesIO(pdf)).pages for image in page.images]


async def test_a_document_keeps_the_look_it_was_frozen_with(office: Office) -> None:
    job = await office.job()
    plain = await frozen(office, await office.issued(job))
    first = picture((400, 100), colour="#7a1f3d")
    await dress(office, first, "#7a1f3d")
    dressed = await frozen(office, await office.issued(job))
    before = [await rendered(office, each) for each in (plain, dressed)]
    await dress(office, picture((300, 300), colour="#123456"), "#123456")
    assert [await rendered(office, each) for each in (plain, dressed)] == before
    assert "logo" not in plain.snapshot.seller.model_dump(), "what says nothing is not in the JSON"
    assert document_sha256(dressed.snapshot.model_dump(mode="json")) == dressed.document_sha256
    assert not images(before[0])
    [image] = images(before[1])
    assert image.image.size == (400, 100)
    again = await frozen(office, await office.issued(job))
    assert again.snapshot.seller.accent == "#123456"
    draft = await office.invoice(job)
    preview = await office.call("GET", f"/v1/invoices/{draft['id']}/pdf", status=200)
    assert images(preview.content)[0].image.size == (300, 300)


async def test_another_companys_logo_is_not_found(office: Office, stranger: Office) -> None:
    await dress(office, picture((200, 100), colour="#445566"), None)
    ours = await frozen(office, await office.issued(await office.job()))
    with pytest.raises(FileNotFoundError):
        await logo_of(ours.snapshot, stranger.company.id)

"""Frozen documents as others need them: the worker that renders, the mail that carries the PDF, the client who looks."""

from __future__ import annotations

import re
from datetime import datetime

from pydantic import BaseModel, ConfigDict
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.accounts.queries import logo
from services.billing.documents.snapshot import Kind, Snapshot
from services.billing.documents.tables import Document
from services.kit.problems import NotFound
from services.kit.texts import t


class FrozenDocument(BaseModel):
    """A document that was sent or issued. `file_key` is its PDF in the file store, None until it is rendered."""

    model_config = ConfigDict(frozen=True)

    id: str
    job_id: str
    contact_id: str
    kind: Kind
    object_id: str
    version: int
    language: str
    number: str
    document_sha256: str
    status: str
    file_key: str | None
    file_name: str
    created_at: datetime
    snapshot: Snapshot


async def document(session: AsyncSession, document_id: str) -> FrozenDocument:
    """One document. Raises a 404 problem."""
    row = (await session.execute(select(Document).where(Document.id == document_id))).scalar_one_or_none()
    if row is None:
        raise NotFound("document")
    return _frozen(row)


async def document_for(session: AsyncSession, kind: Kind, object_id: str, version: int = 1) -> FrozenDocument | None:
    """The document of a quote's version, an issued invoice or a payment (`kind` receipt); None before it was frozen."""
    query = select(Document).where(Document.kind == kind, Document.object_id == object_id, Document.version == version)
    row = (await session.execute(query)).scalar_one_or_none()
    return None if row is None else _frozen(row)


async def snapshot_of(session: AsyncSession, document_id: str) -> Snapshot:
    """What `render_pdf` takes. Raises a 404 problem."""
    return (await document(session, document_id)).snapshot


async def logo_of(snapshot: Snapshot, company_id: str) -> bytes | None:
    """The picture on a document of the company. Raises FileNotFoundError while the store cannot give it."""
    return await logo(company_id, snapshot.seller.logo) if snapshot.seller.logo else None


def _frozen(row: Document) -> FrozenDocument:
    snapshot = Snapshot.model_validate(row.snapshot)
    return FrozenDocument(
        id=row.id,
        job_id=row.job_id,
        contact_id=row.contact_id,
        kind=snapshot.kind,
        object_id=row.object_id,
        version=row.version,
        language=row.language,
        number=snapshot.number,
        document_sha256=row.document_sha256,
        status=row.status,
        file_key=row.file_key,
        file_name=file_name(snapshot),
        created_at=row.created_at,
        snapshot=snapshot,
    )


def file_name(snapshot: Snapshot) -> str:
    """`facture-1042.pdf`, `soumission-318-v2.pdf`: plain letters that every mail program and disk can hold.

    A number may have a slash or a space in it; a file's name has none.
    """
    number = re.sub(r"[^0-9A-Za-z._-]+", "-", snapshot.number)
    version = f"-v{snapshot.version}" if snapshot.kind == "quote" and snapshot.version > 1 else ""
    return f"{t(snapshot.language, f'documents-file-{snapshot.kind}')}-{number}{version}.pdf"

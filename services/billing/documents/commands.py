"""Freezing documents, and keeping the PDF that a worker rendered.

The worker's way: `queries.snapshot_of` in one transaction, `render.render_pdf` in none (it is pure and takes CPU time),
`files.put`, then `record_rendered` in a second transaction.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from services.billing.documents.snapshot import Snapshot, document_sha256
from services.billing.documents.tables import Document
from services.kit import factlog, ids
from services.kit.problems import NotFound
from services.kit.work import Work
from workflows.facts import DocumentFailed, DocumentRendered


async def freeze(work: Work, snapshot: Snapshot, *, object_id: str, job_id: str, contact_id: str) -> Document:
    """Writes the document of `object_id` as it is now and for good. Its PDF is pending; the job's workflow sees to it."""
    data = snapshot.model_dump(mode="json")
    row = Document(
        id=ids.new("doc"),
        company_id=work.company_id,
        job_id=job_id,
        contact_id=contact_id,
        kind=snapshot.kind,
        object_id=object_id,
        version=snapshot.version,
        language=snapshot.language,
        snapshot=data,
        document_sha256=document_sha256(data),
        status="pending",
        file_key=None,
        created_at=work.now,
        rendered_at=None,
    )
    work.session.add(row)
    await work.session.flush()
    return row


async def record_rendered(work: Work, document_id: str, file_key: str) -> None:
    """The PDF exists under `file_key`. Doing it twice is doing it once. Raises a 404 problem."""
    row = await _locked(work, document_id)
    if row.status != "rendered":
        row.status, row.file_key, row.rendered_at = "rendered", file_key, work.now
        await work.session.flush()
    await factlog.append(
        work, row.job_id, DocumentRendered(document_id=row.id), dedupe_key=f"document/{row.id}/document.rendered"
    )


async def record_failed(work: Work, document_id: str, attempt: int, next_try_at: datetime | None) -> None:
    """Rendering failed for the `attempt`th time; with no next try the office must look. Raises a 404 problem."""
    row = await _locked(work, document_id)
    if row.status == "rendered":
        return
    if next_try_at is None:
        row.status = "failed"
        await work.session.flush()
    fact = DocumentFailed(document_id=row.id, attempt=attempt, next_try_at=next_try_at)
    await factlog.append(work, row.job_id, fact, dedupe_key=f"document/{row.id}/document.failed/{attempt}")


async def _locked(work: Work, document_id: str) -> Document:
    """The document, read under its job's lock."""
    mine = (Document.company_id == work.company_id, Document.id == document_id)
    job_id = (await work.session.execute(select(Document.job_id).where(*mine))).scalar_one_or_none()
    if job_id is None:
        raise NotFound("document")
    await factlog.lock(work, job_id)
    return (await work.session.execute(select(Document).where(*mine))).scalar_one()

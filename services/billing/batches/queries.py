"""Reading batches."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.billing.batches.schemas import BatchLineOut, BatchOut
from services.billing.batches.tables import Batch, BatchLine
from services.billing.invoices.tables import Invoice
from services.kit.problems import NotFound
from workflows.money import Money


async def batch_row(session: AsyncSession, company_id: str, batch_id: str) -> Batch:
    """Raises a 404 problem."""
    query = select(Batch).where(Batch.company_id == company_id, Batch.id == batch_id)
    row = (await session.execute(query.execution_options(populate_existing=True))).scalar_one_or_none()
    if row is None:
        raise NotFound("batch")
    return row


async def batch(session: AsyncSession, company_id: str, batch_id: str) -> BatchOut:
    """One batch with its lines. Raises a 404 problem."""
    return (await shown(session, [await batch_row(session, company_id, batch_id)]))[0]


async def shown(session: AsyncSession, rows: Sequence[Batch]) -> list[BatchOut]:
    """Rows as the API shows them, with one query for any number of them."""
    if not rows:
        return []
    query = (
        select(BatchLine, Invoice)
        .join(Invoice, and_(Invoice.company_id == BatchLine.company_id, Invoice.id == BatchLine.invoice_id))
        .where(BatchLine.company_id == rows[0].company_id, BatchLine.batch_id.in_([row.id for row in rows]))
        .order_by(BatchLine.batch_id, BatchLine.position)
        .execution_options(populate_existing=True)
    )
    lines: dict[str, list[BatchLineOut]] = {}
    for line, invoice in await session.execute(query):
        lines.setdefault(line.batch_id, []).append(
            BatchLineOut(
                invoice_id=line.invoice_id,
                job_id=invoice.job_id,
                contact_id=invoice.contact_id,
                status=line.status,
                number_text=invoice.number_text,
                total=Money(amount=invoice.total, currency=invoice.currency),
                code=line.code,
                detail=line.detail,
            )
        )
    return [_out(row, lines.get(row.id, [])) for row in rows]


def _out(row: Batch, lines: Sequence[BatchLineOut]) -> BatchOut:
    def count(status: str) -> int:
        return sum(line.status == status for line in lines)

    return BatchOut(
        id=row.id,
        send=row.send,
        total=len(lines),
        done=count("done"),
        failed=count("failed"),
        pending=count("pending"),
        lines=tuple(lines),
        created_at=row.created_at,
        finished_at=row.finished_at,
    )

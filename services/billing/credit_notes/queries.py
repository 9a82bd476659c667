"""Reading credit notes and write-offs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.billing import delivery
from services.billing.credit_notes.schemas import CreditLineOut, CreditNoteOut, CreditTotalsOut
from services.billing.credit_notes.tables import CreditNote, CreditNoteLine, WriteOff
from services.billing.invoices.tables import Invoice
from services.billing.lines import quantity_out, totals_out
from services.kit.lists import PageInfo, newest_first
from services.kit.problems import NotFound
from services.kit.settings import get_settings
from workflows.money import Money


async def note_row(session: AsyncSession, company_id: str, note_id: str) -> CreditNote:
    """Raises a 404 problem."""
    query = select(CreditNote).where(CreditNote.company_id == company_id, CreditNote.id == note_id)
    row = (await session.execute(query)).scalar_one_or_none()
    if row is None:
        raise NotFound("credit-note")
    return row


async def credit_note(session: AsyncSession, company_id: str, note_id: str, language: str) -> CreditNoteOut:
    """One credit note. Raises a 404 problem."""
    return (await shown(session, [await note_row(session, company_id, note_id)], language))[0]


async def credit_notes(
    session: AsyncSession,
    company_id: str,
    language: str,
    *,
    limit: int,
    after: str | None = None,
    invoice_id: str | None = None,
    job_id: str | None = None,
    contact_id: str | None = None,
    updated_since: datetime | None = None,
    released: bool = False,
) -> tuple[list[CreditNoteOut], PageInfo]:
    """A page of credit notes, newest first. They never change, so `updated_since` asks for the newer ones. `released` keeps those of
    invoices that the client never got from a client's eyes."""
    query = select(CreditNote).where(CreditNote.company_id == company_id)
    if invoice_id is not None:
        query = query.where(CreditNote.invoice_id == invoice_id)
    if job_id is not None:
        query = query.where(CreditNote.job_id == job_id)
    if contact_id is not None:
        mine = select(Invoice.id).where(Invoice.company_id == company_id, Invoice.contact_id == contact_id)
        query = query.where(CreditNote.invoice_id.in_(mine))
    if released:
        sent = or_(Invoice.sent_count > 0, Invoice.delivered_at.is_not(None))
        query = query.where(CreditNote.invoice_id.in_(select(Invoice.id).where(Invoice.company_id == company_id, sent)))
    if updated_since is not None:
        query = query.where(CreditNote.created_at >= updated_since)
    kept, info = await newest_first(session, query, CreditNote.created_at, CreditNote.id, limit, after)
    return await shown(session, kept, language), info


async def of_invoices(
    session: AsyncSession, company_id: str, invoice_ids: Sequence[str]
) -> dict[str, list[CreditNote]]:
    """By invoice, oldest first; one without any is left out."""
    found: dict[str, list[CreditNote]] = {}
    if invoice_ids:
        query = (
            select(CreditNote)
            .where(CreditNote.company_id == company_id, CreditNote.invoice_id.in_(invoice_ids))
            .order_by(CreditNote.created_at, CreditNote.id)
        )
        for row in await session.scalars(query):
            found.setdefault(row.invoice_id, []).append(row)
    return found


async def credited_lines(session: AsyncSession, company_id: str, invoice_id: str) -> dict[int, int]:
    """Cents that were credited of each line of an invoice, by its position."""
    query = (
        select(CreditNoteLine.invoice_position, func.sum(CreditNoteLine.gross))
        .join(
            CreditNote,
            and_(CreditNote.company_id == CreditNoteLine.company_id, CreditNote.id == CreditNoteLine.credit_note_id),
        )
        .where(CreditNote.company_id == company_id, CreditNote.invoice_id == invoice_id)
        .where(CreditNoteLine.invoice_position.is_not(None))
        .group_by(CreditNoteLine.invoice_position)
    )
    return {int(position): int(amount) for position, amount in await session.execute(query) if position is not None}


async def lowered(session: AsyncSession, company_id: str, invoice_ids: Sequence[str]) -> dict[str, tuple[int, int]]:
    """(credited, written off) in cents by invoice; one with neither is left out."""
    if not invoice_ids:
        return {}
    notes = (
        select(CreditNote.invoice_id, func.sum(CreditNote.total).label("amount"))
        .where(CreditNote.company_id == company_id, CreditNote.invoice_id.in_(invoice_ids))
        .group_by(CreditNote.invoice_id)
    )
    offs = select(WriteOff.invoice_id, WriteOff.amount).where(
        WriteOff.company_id == company_id, WriteOff.invoice_id.in_(invoice_ids), WriteOff.reversed_at.is_(None)
    )
    credited = {row.invoice_id: int(row.amount) for row in await session.execute(notes)}
    written = {row.invoice_id: int(row.amount) for row in await session.execute(offs)}
    return {each: (credited.get(each, 0), written.get(each, 0)) for each in credited.keys() | written.keys()}


async def lowerings(session: AsyncSession, company_id: str, invoice_ids: Sequence[str]) -> list[tuple[str, date, int]]:
    """(invoice, day, cents) of each credit note, write-off and, as less than nothing, reversal."""
    notes = select(CreditNote.invoice_id, CreditNote.issued_on, CreditNote.total).where(
        CreditNote.company_id == company_id, CreditNote.invoice_id.in_(invoice_ids)
    )
    offs = select(WriteOff).where(WriteOff.company_id == company_id, WriteOff.invoice_id.in_(invoice_ids))
    found = [(row.invoice_id, row.issued_on, int(row.total)) for row in await session.execute(notes)]
    for off in await session.scalars(offs, execution_options={"populate_existing": True}):
        found.append((off.invoice_id, off.written_off_on, off.amount))
        if off.reversed_on is not None:
            found.append((off.invoice_id, off.reversed_on, -off.amount))
    return found


async def live_write_off(session: AsyncSession, company_id: str, invoice_id: str) -> WriteOff | None:
    query = select(WriteOff).where(
        WriteOff.company_id == company_id, WriteOff.invoice_id == invoice_id, WriteOff.reversed_at.is_(None)
    )
    return (await session.execute(query)).scalar_one_or_none()


async def shown(session: AsyncSession, rows: Sequence[CreditNote], language: str) -> list[CreditNoteOut]:
    """Rows as the API shows them, with three queries for any number of them."""
    if not rows:
        return []
    company_id = rows[0].company_id
    of_rows = (
        select(CreditNoteLine)
        .where(CreditNoteLine.company_id == company_id, CreditNoteLine.credit_note_id.in_([row.id for row in rows]))
        .order_by(CreditNoteLine.credit_note_id, CreditNoteLine.position)
    )
    lines: dict[str, list[CreditNoteLine]] = {}
    for line in await session.scalars(of_rows):
        lines.setdefault(line.credit_note_id, []).append(line)
    wanted = select(Invoice).where(Invoice.company_id == company_id, Invoice.id.in_({row.invoice_id for row in rows}))
    invoices = {invoice.id: invoice for invoice in await session.scalars(wanted)}
    sent = [(row.id, row.job_id, row.created_at if invoices[row.invoice_id].sent_at else None) for row in rows]
    delivered = await delivery.of(session, sent)
    return [_out(row, lines.get(row.id, []), invoices[row.invoice_id], delivered[row.id], language) for row in rows]


def _out(
    row: CreditNote, lines: Sequence[CreditNoteLine], invoice: Invoice, delivered: str, language: str
) -> CreditNoteOut:
    def money(amount: int) -> Money:
        return Money(amount=amount, currency=row.currency)

    totals = totals_out(row, row.currency, language)
    return CreditNoteOut.model_validate(
        {
            "id": row.id,
            "invoice_id": row.invoice_id,
            "invoice_number": invoice.number_text or "",
            "job_id": row.job_id,
            "contact_id": invoice.contact_id,
            "number": row.number,
            "number_text": row.number_text,
            "kind": row.kind,
            "reason": row.reason,
            "note": row.note,
            "lines": tuple(
                CreditLineOut(
                    position=line.position,
                    invoice_position=line.invoice_position,
                    description=line.description,
                    quantity=quantity_out(line.quantity),
                    unit=line.unit,
                    unit_price=money(line.unit_price),
                    taxable=line.taxable,
                    amount=money(line.amount),
                )
                for line in lines
            ),
            "totals": CreditTotalsOut(subtotal=totals.subtotal, taxes=totals.taxes, total=totals.total),
            "released": money(row.released),
            "issued_on": row.issued_on,
            "delivery": delivered,
            "document_sha256": row.document_sha256,
            "pdf_url": f"{get_settings().url_billing}/v1/credit-notes/{row.id}/pdf",
            "created_at": row.created_at,
        }
    )

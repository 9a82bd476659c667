"""Credit notes: the only way to take back what an issued invoice says. Numbered, frozen and final at once."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from services.accounts.queries import CompanyProfile
from services.accounts.queries import company as company_profile
from services.billing.credit_notes import credit, queries
from services.billing.credit_notes.credit import TooMuch, Wanted
from services.billing.credit_notes.schemas import CreditIn, CreditLineIn
from services.billing.credit_notes.tables import CreditNote, CreditNoteLine
from services.billing.documents import build
from services.billing.documents.commands import freeze
from services.billing.documents.snapshot import Credited, Snapshot, frozen_instant
from services.billing.invoices import pricing
from services.billing.invoices.queries import balances
from services.billing.invoices.rows import lines_of, locked, require_issued
from services.billing.invoices.tables import Invoice, InvoiceLine
from services.billing.numbers import commands as numbers
from services.billing.payments import commands as payments
from services.billing.shares import Amounts, nothing
from services.jobs.contacts.queries import contact as contact_view
from services.jobs.folders.queries import brief
from services.kit import factlog, ids
from services.kit.days import local_day
from services.kit.problems import Conflict, Field, Invalid
from services.kit.texts import t
from services.kit.work import Work
from workflows import facts
from workflows.money import Money, round_half_up


class _Line(NamedTuple):
    """A line of the note before it is a row; `source` is the invoice's."""

    description: str
    quantity: Decimal
    unit: str
    unit_price: int
    taxable: bool
    amount: int
    gross: int = 0
    source: InvoiceLine | None = None


async def issue(work: Work, invoice_id: str, data: CreditIn) -> CreditNote:
    """Credits an invoice: all that is left of it, some of its lines, or an amount.

    What is more than the invoice still asks for had been paid: that money is taken back from it first, and held for the client.
    Raises 404; 409 `invoice-not-issued`, `invoice-written-off`, `invoice-credited`; 422 `credit-too-large`, `currency-mismatch`.
    """
    invoice = await locked(work, invoice_id)
    require_issued(invoice)
    if await queries.live_write_off(work.session, work.company_id, invoice.id):
        raise Conflict("invoice-written-off", number=invoice.number_text or "")
    company = await company_profile(work.session, work.company_id)
    contact = await contact_view(work.session, invoice.contact_id)
    language = build.language_of(contact)
    kind, lines, part = await _what(work, invoice, data, language)
    balance = (await balances(work.session, work.company_id, [invoice.id]))[invoice.id]
    released = max(part.total - balance, 0)
    if released:
        await payments.release(work, invoice, released)
    note = CreditNote(
        id=ids.new("crn"),
        company_id=work.company_id,
        invoice_id=invoice.id,
        job_id=invoice.job_id,
        kind=kind,
        currency=invoice.currency,
        reason=data.reason,
        note=data.note,
        subtotal=part.subtotal,
        taxes=pricing.with_amounts(invoice.taxes, part),
        total=part.total,
        released=released,
        issued_on=local_day(work.now, company.time_zone),
        created_at=work.now,
    )
    note.series, note.number, note.number_text = await numbers.take(work, "credit_note")
    left = Credited(released=released, balance=max(balance - part.total, 0))
    frozen = (await _snapshot(work, company, invoice, note, lines, language)).model_copy(update={"credited": left})
    document = await freeze(work, frozen, object_id=note.id, job_id=note.job_id, contact_id=invoice.contact_id)
    note.document_id, note.document_sha256 = document.id, document.document_sha256
    work.session.add(note)
    await work.session.flush()
    work.session.add_all(_row(work, note, position, line) for position, line in enumerate(lines))
    invoice.updated_at = work.now
    await work.session.flush()
    fact = facts.CreditNoteIssued(
        invoice_id=invoice.id,
        credit_note_id=note.id,
        number=note.number,
        total=Money(amount=note.total, currency=note.currency),
        document_id=document.id,
        document_sha256=document.document_sha256,
    )
    await factlog.append(work, invoice.job_id, fact)
    return note


async def _what(work: Work, invoice: Invoice, data: CreditIn, language: str) -> tuple[str, list[_Line], Amounts]:
    """What is credited: how it was asked for, the note's lines, the amounts."""
    whole, taken = pricing.amounts(invoice), await _taken(work, invoice)
    if whole.total - taken.total <= 0:
        raise Conflict("invoice-credited", number=invoice.number_text or "")
    if data.lines and data.amount is not None:
        raise Invalid([Field("/amount", "lines-and-amount")])
    if data.lines:
        return "lines", *await _of_lines(work, invoice, whole, taken, data.lines)
    own = await lines_of(work, invoice.id)
    untouched = not taken.total and sum(line.amount for line in own) == whole.subtotal
    if data.amount is None and untouched:
        copies = [
            _Line(
                each.description,
                each.quantity,
                each.unit,
                each.unit_price,
                each.taxable,
                each.amount,
                each.amount,
                each,
            )
            for each in own
        ]
        return "whole", copies, whole
    amount = (whole - taken).total
    if data.amount is not None:
        if data.amount.currency != invoice.currency:
            raise Invalid([Field("/amount/currency", "currency-mismatch", {"currency": invoice.currency})])
        amount = data.amount.amount
    try:
        part = credit.of_amount(invoice.taxes, whole, taken, amount)
    except TooMuch:
        raise Invalid([Field("/amount", "credit-too-large")]) from None
    return ("whole" if data.amount is None else "amount"), _said(invoice, part, language), part


async def _taken(work: Work, invoice: Invoice) -> Amounts:
    """What was credited before."""
    taken = nothing(len(invoice.taxes))
    notes = await queries.of_invoices(work.session, work.company_id, [invoice.id])
    for note in notes.get(invoice.id, ()):
        taken += pricing.amounts(note)
    return taken


async def _of_lines(
    work: Work, invoice: Invoice, whole: Amounts, taken: Amounts, asked: Sequence[CreditLineIn]
) -> tuple[list[_Line], Amounts]:
    own = await lines_of(work, invoice.id)
    by_position = {line.position: line for line in own}
    wanted: list[Wanted] = []
    for index, each in enumerate(asked):
        at, line = f"/lines/{index}", by_position.get(each.position)
        if line is None:
            raise Invalid([Field(f"{at}/position", "unknown-line")])
        if each.position in {before.position for before in wanted}:
            raise Invalid([Field(f"{at}/position", "line-twice")])
        if each.quantity is not None and each.amount is not None:
            raise Invalid([Field(f"{at}/amount", "quantity-and-amount")])
        if each.amount is not None and each.amount.currency != invoice.currency:
            raise Invalid([Field(f"{at}/amount/currency", "currency-mismatch", {"currency": invoice.currency})])
        gross = None
        if each.quantity is not None:
            gross = round_half_up(Decimal(line.amount) * each.quantity / line.quantity)
        elif each.amount is not None:
            gross = each.amount.amount if line.amount > 0 else -each.amount.amount
        wanted.append(Wanted(each.position, gross))
    before = await queries.credited_lines(work.session, work.company_id, invoice.id)
    try:
        found, part = credit.of_lines(own, invoice.taxes, whole, taken, before, wanted)
    except TooMuch as error:
        at = "/lines" if error.index is None else f"/lines/{error.index}"
        raise Invalid([Field(at, "credit-too-large")]) from None
    lines = []
    for asked_line, taken_of in zip(asked, found, strict=True):
        line = by_position[taken_of.position]
        quantity, price = asked_line.quantity or line.quantity, line.unit_price
        if round_half_up(quantity * price) != taken_of.net:  # an amount, or a discount: the line says what it comes to
            quantity, price = Decimal(1), taken_of.net
        unit = line.unit if price == line.unit_price else ""
        net, gross = taken_of.net, taken_of.gross
        lines.append(_Line(line.description, quantity, unit, price, line.taxable, net, gross, line))
    return lines, part


def _said(invoice: Invoice, part: Amounts, language: str) -> list[_Line]:
    """A credit of no line in particular, as a line: a taxable one, one that is not, or both."""
    base = min(part.taxes[0].base, part.subtotal) if part.taxes else part.subtotal
    said = t(language, "invoicing-credit", number=invoice.number_text or "")
    exempt = t(language, "invoicing-credit-exempt", number=invoice.number_text or "")
    pieces = [(said, base, True)] if base else []
    if part.subtotal != base or not pieces:
        pieces.append((exempt if pieces else said, part.subtotal - base, False))
    return [_Line(text, Decimal(1), "", amount, taxable, amount) for text, amount, taxable in pieces]


def _row(work: Work, note: CreditNote, position: int, line: _Line) -> CreditNoteLine:
    return CreditNoteLine(
        id=ids.new("crl"),
        company_id=work.company_id,
        credit_note_id=note.id,
        position=position,
        invoice_position=line.source.position if line.source else None,
        item_id=line.source.item_id if line.source else None,
        description=line.description,
        quantity=line.quantity,
        unit=line.unit,
        unit_price=line.unit_price,
        taxable=line.taxable,
        gross=line.gross,
        amount=line.amount,
    )


async def _snapshot(
    work: Work, company: CompanyProfile, invoice: Invoice, note: CreditNote, lines: Sequence[_Line], language: Any
) -> Snapshot:
    contact = await contact_view(work.session, invoice.contact_id)
    job = await brief(work.session, invoice.job_id)
    return Snapshot(
        kind="credit_note",
        language=language,
        number=note.number_text,
        job_number=job.number,
        job_title=job.title or "",
        work_address=build.place(job.address),
        dated=note.issued_on,
        credited_invoice=invoice.number_text or "",
        reason=t(language, f"invoicing-reason-{note.reason}"),
        seller=build.seller(company),
        buyer=build.buyer(contact),
        currency=note.currency,
        lines=build.lines(lines),
        subtotal=note.subtotal,
        taxes=build.taxes(note.taxes, language),
        total=note.total,
        frozen_at=frozen_instant(work.now),
    )

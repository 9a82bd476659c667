"""Issuing many drafts. Each is a transaction of its own, with its outcome in it: whoever goes on after a crash goes on behind
the last one that is done, and two who go on at once never take the same one."""

from __future__ import annotations

import time

from sqlalchemy import func, select, text

from services.billing.batches.schemas import BatchIn
from services.billing.batches.tables import Batch, BatchLine
from services.billing.invoices import commands as invoices
from services.billing.invoices.tables import Invoice
from services.kit import db, ids
from services.kit.problems import Field, Invalid, Problem
from services.kit.work import Work, open_work


async def create(work: Work, data: BatchIn) -> Batch:
    """Raises 422: `invoice-twice`, `unknown-invoice`."""
    query = select(Invoice.id).where(Invoice.company_id == work.company_id, Invoice.id.in_(data.invoice_ids))
    known = set(await work.session.scalars(query))
    wrong = [
        Field(f"/invoice_ids/{n}", "unknown-invoice") for n, each in enumerate(data.invoice_ids) if each not in known
    ]
    if len(set(data.invoice_ids)) < len(data.invoice_ids):
        wrong.append(Field("/invoice_ids", "invoice-twice"))
    if wrong:
        raise Invalid(wrong[:20])
    batch = Batch(
        id=ids.new("bat"),
        company_id=work.company_id,
        send=data.send,
        language=work.language,
        created_by=work.actor,
        created_at=work.now,
    )
    work.session.add(batch)
    await work.session.flush()
    work.session.add_all(
        BatchLine(
            id=ids.new("bln"),
            company_id=work.company_id,
            batch_id=batch.id,
            position=position,
            invoice_id=invoice_id,
            status="pending",
            detail="",
        )
        for position, invoice_id in enumerate(data.invoice_ids)
    )
    await work.session.flush()
    return batch


async def advance(company_id: str, company_code: str, batch_id: str, seconds: float) -> int:
    """Issues lines of a batch for about so long, in their order; answers how many got an outcome. Safe to call at any time."""
    until, count = time.monotonic() + seconds, 0
    while await _one(company_id, company_code, batch_id):
        count += 1
        if time.monotonic() >= until:
            break
    return count


async def finish_open(seconds: float) -> int:
    """Goes on with the batches that nobody is looking at any more, of every company. Answers how many lines got an outcome."""
    async with db.session() as session:
        rows = (await session.execute(_OPEN, {"batch": 50})).all()
    done = 0
    for row in rows:
        done += await advance(row.company_id, row.code, row.id, seconds)
    return done


async def _one(company_id: str, company_code: str, batch_id: str) -> bool:
    """The next line that nobody else has in hand; False if there is none."""
    line_id = ""
    try:
        async with open_work(company_id, company_code, "system") as work:
            found = await _next(work, batch_id)
            if found is None:
                return False
            batch, line = found
            line_id, work.actor, work.language = line.id, batch.created_by, batch.language
            await invoices.issue(work, line.invoice_id)
            if batch.send:
                await invoices.send(work, line.invoice_id)
            line.status, line.done_at = "done", work.now
            await _finish(work, batch)
    except Problem as problem:
        async with open_work(company_id, company_code, "system") as work:
            await _failed(work, line_id, problem)
    return True


async def _next(work: Work, batch_id: str) -> tuple[Batch, BatchLine] | None:
    query = (
        select(Batch, BatchLine)
        .join(BatchLine, (BatchLine.company_id == Batch.company_id) & (BatchLine.batch_id == Batch.id))
        .where(Batch.company_id == work.company_id, Batch.id == batch_id, BatchLine.status == "pending")
        .order_by(BatchLine.position)
        .limit(1)
        .with_for_update(of=BatchLine, skip_locked=True)
    )
    row = (await work.session.execute(query)).first()
    return None if row is None else (row[0], row[1])


async def _failed(work: Work, line_id: str, problem: Problem) -> None:
    query = select(BatchLine).where(BatchLine.company_id == work.company_id, BatchLine.id == line_id)
    line = (await work.session.execute(query.with_for_update())).scalar_one()
    batch = await work.session.get_one(Batch, line.batch_id)
    if line.status == "pending":
        detail = str(problem.body(batch.language, "")["detail"])
        line.status, line.code, line.detail, line.done_at = "failed", problem.code, detail, work.now
        await _finish(work, batch)


async def _finish(work: Work, batch: Batch) -> None:
    """Two lines may end at the same time: the batch's row lock makes the later one see both."""
    await work.session.flush()
    await work.session.execute(select(Batch.id).where(Batch.id == batch.id).with_for_update())
    waiting = select(func.count()).where(
        BatchLine.company_id == work.company_id, BatchLine.batch_id == batch.id, BatchLine.status == "pending"
    )
    if not await work.session.scalar(waiting):
        batch.finished_at = work.now
        await work.session.flush()


_OPEN = text("SELECT company_id, code, id FROM billing.open_batches(:batch)")

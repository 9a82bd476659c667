"""Presses that only add something to a visit: notes, ticks, materials, a signature. Each is done or says why not."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from pydantic import ValidationError

from services.accounts.queries import company
from services.jobs.checklists import commands as checklists
from services.jobs.folders.queries import brief
from services.jobs.messages import commands as messages
from services.jobs.my_day import words
from services.jobs.my_day.schemas import ActionIn, CheckData, EnRouteData, MaterialData, NoteData, SignatureData
from services.jobs.my_day.words import Answer, Part, part
from services.jobs.sheets import commands as materials
from services.jobs.sheets import signatures
from services.jobs.sheets.schemas import MaterialIn, SignatureIn
from services.kit.problems import Problem
from services.kit.work import Work
from workflows.money import Money


async def add(work: Work, job_id: str, action: ActionIn, at: datetime) -> Answer:
    """Does it, or leaves nothing of it. `work.now` is when it arrived, `at` when it was pressed."""
    # A unit of work of its own on the same transaction: what fails leaves nothing of what it believed.
    inner = replace(work, facts=[], jobs={})
    try:
        async with work.session.begin_nested():
            said = await _ADD[action.verb](inner, job_id, action, at)
    except ValidationError:
        return Answer("refused", [part("problem-late-verb-data")])
    except Problem as problem:
        ignored = part("late-ignored", verb=action.verb, why=words.reason(problem))
        return Answer("ignored" if problem.status == 409 else "refused", [ignored])
    work.facts.extend(inner.facts)
    work.jobs.update(inner.jobs)
    return Answer("done", [said])


def expected_at(action: ActionIn, at: datetime) -> datetime | None:
    """When somebody who is on the way said to be there. Said wrongly is not said."""
    try:
        minutes = EnRouteData.model_validate(action.data).minutes
    except ValidationError:
        return None
    return None if minutes is None else at + timedelta(minutes=minutes)


async def _note(work: Work, job_id: str, action: ActionIn, at: datetime) -> Part:
    """A note is never too late: it is kept whatever became of the visit, at the time at which it was written."""
    body = NoteData.model_validate(action.data).body
    await messages.log_call(replace(work, now=at), job_id, body, channel="note")
    return part("late-done-note", number=(await brief(work.session, job_id)).number)


async def _check(work: Work, job_id: str, action: ActionIn, at: datetime) -> Part:
    data = CheckData.model_validate(action.data)
    await checklists.check(replace(work, now=at), action.visit_id, data.item_id, data.checked)
    return part("late-done-check" if data.checked else "late-done-uncheck")


async def _material(work: Work, job_id: str, action: ActionIn, at: datetime) -> Part:
    data = MaterialData.model_validate(action.data)
    used = MaterialIn(
        item_id=data.item_id,
        description=data.description,
        quantity=f"{data.quantity}",
        unit=data.unit,
        unit_price=None if data.price is None else await _money(work, data.price),
    )
    await materials.use(replace(work, now=at), action.visit_id, used)
    return part("late-done-material", what=data.description)


async def _money(work: Work, amount: Decimal) -> Money:
    return Money(amount=int(amount * 100), currency=(await company(work.session, work.company_id)).currency)


async def _signature(work: Work, job_id: str, action: ActionIn, at: datetime) -> Part:
    data = SignatureData.model_validate(action.data)
    # The bytes were decoded and checked already; what is signed for is what the server knows when they arrive.
    signed = SignatureIn.model_construct(name=data.name, png=data.png, signed_at=at, sha256=None)
    await signatures.sign(work, action.visit_id, signed)
    return part("late-done-signature", at=words.instant(at))


_ADD: Final[dict[str, Callable[[Work, str, ActionIn, datetime], Awaitable[Part]]]] = {
    "note": _note,
    "check": _check,
    "material": _material,
    "signature": _signature,
}

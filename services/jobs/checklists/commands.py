"""The verbs of checklists: templates, copying them onto visits, ticking, and keeping a visit from being completed too early."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select

from services.jobs.checklists import queries
from services.jobs.checklists.schemas import TemplateIn, TemplateItemIn, TemplatePatch
from services.jobs.checklists.tables import ChecklistTemplate, ChecklistTemplateItem, VisitChecklist, VisitChecklistItem
from services.jobs.visits import rows
from services.kit import etags, ids
from services.kit.log import Audit
from services.kit.problems import Conflict, Field, Invalid, NotFound, Problem
from services.kit.work import Work


async def add_template(work: Work, data: TemplateIn) -> str:
    """Raises a 422 problem for the id of an item: a new template has none."""
    row = ChecklistTemplate(
        id=ids.new("ckt"),
        company_id=work.company_id,
        name_fr=data.name_fr,
        name_en=data.name_en,
        blocks_completion=data.blocks_completion,
        active=data.active,
        version=1,
        created_at=work.now,
        updated_at=work.now,
    )
    work.session.add(row)
    await work.session.flush()
    await _write_items(work, row.id, data.items, {})
    await _audited(work, "checklist.created", row.id)
    return row.id


async def edit_template(work: Work, template_id: str, patch: TemplatePatch, if_match: str | None) -> None:
    """Visits that have the list keep it as it was. Raises 404, 412, 422."""
    row = await work.session.scalar(
        select(ChecklistTemplate).where(ChecklistTemplate.id == template_id).with_for_update()
    )
    if row is None:
        raise NotFound("checklist")
    if if_match not in (None, "*") and tag(row) not in str(if_match):
        current = await queries.template(work.session, template_id, work.language)
        raise Problem(412, "changed-meanwhile", current=current.model_dump(mode="json"))
    given = patch.model_fields_set
    if wrong := [Field(f"/{name}", "required") for name in sorted(given) if getattr(patch, name) is None]:
        raise Invalid(wrong)
    for name in given - {"items"}:
        setattr(row, name, getattr(patch, name))
    if patch.items is not None:
        query = select(ChecklistTemplateItem).where(ChecklistTemplateItem.template_id == template_id)
        known = {each.id: each for each in await work.session.scalars(query)}
        await _write_items(work, template_id, patch.items, known)
    row.version += 1
    row.updated_at = work.now
    await _audited(work, "checklist.changed", row.id)


def tag(row: ChecklistTemplate) -> str:
    return etags.etag(f"{row.id}/{row.version}")


async def _write_items(
    work: Work, template_id: str, items: Sequence[TemplateItemIn], known: dict[str, ChecklistTemplateItem]
) -> None:
    if wrong := [
        Field(f"/items/{n}/id", "not-found") for n, each in enumerate(items) if each.id and each.id not in known
    ]:
        raise Invalid(wrong)
    gone = known.keys() - {each.id for each in items}
    await work.session.execute(delete(ChecklistTemplateItem).where(ChecklistTemplateItem.id.in_(gone)))
    for position, each in enumerate(items):
        row = known.get(each.id or "")
        if row is None:
            row = ChecklistTemplateItem(id=ids.new("cki"), company_id=work.company_id, template_id=template_id)
            work.session.add(row)
        row.position, row.text_fr, row.text_en, row.required = position, each.text_fr, each.text_en, each.required
    await work.session.flush()


async def _audited(work: Work, action: str, target: str) -> None:
    work.session.add(Audit(company_id=work.company_id, actor=work.actor, action=action, target=target))
    await work.session.flush()


# ── on a visit ───────────────────────────────────────────────────────────────────────────────────────────────────────


async def put_on(
    work: Work, visit_id: str, template_ids: Sequence[str], *, pointer: str = "/checklist_template_ids"
) -> None:
    """Copies templates onto a (locked) visit; one that is there already stays as it is. Raises a 422 problem."""
    wanted = list(dict.fromkeys(template_ids))
    if not wanted:
        return
    query = select(ChecklistTemplate).where(ChecklistTemplate.id.in_(wanted))
    found = {row.id: row for row in await work.session.scalars(query)}
    wrong = [
        Field(f"{pointer}/{n}", "not-found" if each not in found else "checklist-inactive")
        for n, each in enumerate(template_ids)
        if each not in found or not found[each].active
    ]
    if wrong:
        raise Invalid(wrong)
    on_it = select(VisitChecklist.template_id).where(
        VisitChecklist.visit_id == visit_id, VisitChecklist.removed_at.is_(None)
    )
    there = set(await work.session.scalars(on_it))
    items_query = (
        select(ChecklistTemplateItem)
        .where(ChecklistTemplateItem.template_id.in_(wanted))
        .order_by(ChecklistTemplateItem.position)
    )
    items = (await work.session.scalars(items_query)).all()
    for template in (found[each] for each in wanted if each not in there):
        row = VisitChecklist(
            id=ids.new("chk"),
            company_id=work.company_id,
            visit_id=visit_id,
            template_id=template.id,
            name_fr=template.name_fr,
            name_en=template.name_en,
            blocks_completion=template.blocks_completion,
            created_at=work.now,
            removed_at=None,
            removed_by=None,
            removed_reason="",
        )
        work.session.add(row)
        await work.session.flush()
        work.session.add_all(
            VisitChecklistItem(
                id=ids.new("chi"),
                company_id=work.company_id,
                checklist_id=row.id,
                position=each.position,
                text_fr=each.text_fr,
                text_en=each.text_en,
                required=each.required,
                checked_at=None,
                checked_by=None,
            )
            for each in items
            if each.template_id == template.id
        )
    await work.session.flush()


async def add(work: Work, visit_id: str, template_id: str) -> None:
    """Raises 404, 409 `visit-signed`, `visit-over`, 422."""
    visit = await rows.changeable(work, visit_id)
    await put_on(work, visit.id, [template_id], pointer="/template_id")
    await rows.described(work, visit, "checklist")


async def remove(work: Work, visit_id: str, checklist_id: str, reason: str = "") -> None:
    """Takes a list off; it stays on record with the reason. One that keeps a visit from being completed needs one.

    Raises 404, 409 `checklist-begun` (it must be done before completing, and something is ticked), `visit-signed`,
    `visit-over`, 422.
    """
    visit = await rows.changeable(work, visit_id)
    row = await work.session.get(VisitChecklist, checklist_id)
    if row is None or row.visit_id != visit_id or row.removed_at is not None:
        raise NotFound("checklist")
    ticked = select(VisitChecklistItem.id).where(
        VisitChecklistItem.checklist_id == checklist_id, VisitChecklistItem.checked_at.is_not(None)
    )
    if row.blocks_completion and await work.session.scalar(ticked.limit(1)):
        raise Conflict("checklist-begun")
    if row.blocks_completion and not reason:
        raise Invalid([Field("query:/reason", "required")])
    row.removed_at, row.removed_by, row.removed_reason = work.now, work.actor, reason
    await rows.described(work, visit, "checklist")


async def check(work: Work, visit_id: str, item_id: str, checked: bool) -> None:
    """Ticks an item, or takes the tick back; who ticked it first, and when, stays. Raises 404, 409."""
    visit = await rows.changeable(work, visit_id)
    row = await work.session.scalar(
        select(VisitChecklistItem)
        .join(VisitChecklist, VisitChecklist.id == VisitChecklistItem.checklist_id)
        .where(
            VisitChecklistItem.id == item_id, VisitChecklist.visit_id == visit_id, VisitChecklist.removed_at.is_(None)
        )
    )
    if row is None:
        raise NotFound("checklist-item")
    if checked == (row.checked_at is not None):
        return
    row.checked_at, row.checked_by = (work.now, work.actor) if checked else (None, None)
    await rows.described(work, visit, "checklist")


async def refuse_open(work: Work, visit_id: str) -> None:
    """Raises a 409 problem `checklist-incomplete`, naming the items, if a blocking list has required items open."""
    lists = (await queries.of_visits(work.session, [visit_id], work.language)).get(visit_id, [])
    missing = [
        each
        for checklist in lists
        if checklist.blocks_completion
        for each in checklist.items
        if each.required and each.checked_at is None
    ]
    if missing:
        members = {"items": [{"id": each.id, "text": each.text} for each in missing]}
        named = "; ".join(each.text for each in missing)
        raise Problem(409, "checklist-incomplete", members=members, items=named, count=len(missing))

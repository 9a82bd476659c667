"""The verbs of labels. What changes here belongs to no job, so it goes to the audit list."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, insert, select

from services.jobs import objects, search
from services.jobs.labels import queries
from services.jobs.labels.schemas import LabelIn, LabelledKind, LabelOut, LabelPatch
from services.jobs.labels.tables import Label, LabelLink
from services.kit import etags, ids
from services.kit.log import Audit
from services.kit.problems import Conflict, Field, Invalid, NotFound
from services.kit.work import Work


async def create(work: Work, data: LabelIn) -> Label:
    """Raises 409 `label-name-taken`."""
    await _free(work, data.name_fr)
    row = Label(
        id=ids.new("lbl"),
        company_id=work.company_id,
        name_fr=data.name_fr,
        name_en=data.name_en,
        folded=search.folded(data.name_fr),
        colour=data.colour,
        active=data.active,
        created_at=work.now,
        updated_at=work.now,
    )
    work.session.add(row)
    await _audited(work, "label.created", row.id)
    return row


async def edit(work: Work, label_id: str, patch: LabelPatch, if_match: str | None) -> LabelOut:
    """Changes the fields that are there. Raises 404, 409 `label-name-taken`, 412, 422."""
    row = await _locked(work, label_id)
    current = await queries.label(work.session, label_id, work.language)
    etags.require_tag(if_match, tag(current), current)
    changes = patch.model_dump(exclude_unset=True)
    if wrong := [Field(f"/{name}", "required") for name in changes if changes[name] is None and name != "name_en"]:
        raise Invalid(wrong)
    if "name_fr" in changes and search.folded(changes["name_fr"]) != row.folded:
        await _free(work, changes["name_fr"])
        row.folded = search.folded(changes["name_fr"])
    for name, value in changes.items():
        setattr(row, name, value)
    row.updated_at = work.now
    await _audited(work, "label.changed", label_id)
    return await queries.label(work.session, label_id, work.language)


async def remove(work: Work, label_id: str) -> None:
    """Only a label that is on nothing; one that is used can be made inactive. Raises 404, 409 `label-in-use`."""
    row = await _locked(work, label_id)
    if count := (await queries.uses(work.session, [label_id])).get(label_id, 0):
        raise Conflict("label-in-use", name=queries.name(row, work.language), count=count)
    await work.session.delete(row)
    await _audited(work, "label.removed", label_id)


async def set_labels(work: Work, kind: LabelledKind, object_id: str, label_ids: Sequence[str]) -> bool:
    """The object has these labels and no others from now on; whether that changed anything.

    An inactive label may stay where it is, but is put on nothing new. The caller has seen to it that the object is there.
    Raises a 422 problem for a label that is not there or inactive.
    """
    await objects.hold(work, kind, object_id)
    wanted = set(label_ids)
    before = await ids_on(work, kind, object_id)
    # Key share: whoever removes a label waits for this, or this finds it gone.
    rows = await work.session.scalars(
        select(Label).where(Label.id.in_(wanted)).with_for_update(key_share=True, read=True)
    )
    known = {row.id: row for row in rows}
    wrong = [
        Field(f"/label_ids/{n}", "not-found" if each not in known else "label-inactive")
        for n, each in enumerate(label_ids)
        if each not in known or not (known[each].active or each in before)
    ]
    if wrong:
        raise Invalid(wrong)
    where = (LabelLink.company_id == work.company_id, LabelLink.object_kind == kind, LabelLink.object_id == object_id)
    if gone := before - wanted:
        await work.session.execute(delete(LabelLink).where(*where, LabelLink.label_id.in_(gone)))
    if added := wanted - before:
        link = {"company_id": work.company_id, "object_kind": kind, "object_id": object_id, "created_at": work.now}
        await work.session.execute(insert(LabelLink), [link | {"label_id": each} for each in sorted(added)])
    if added or gone:
        await _audited(work, f"{kind}.labelled", object_id)
        if kind == "job":
            work.edited.add(object_id)
    return bool(added or gone)


async def ids_on(work: Work, kind: LabelledKind, object_id: str) -> set[str]:
    query = select(LabelLink.label_id).where(LabelLink.object_kind == kind, LabelLink.object_id == object_id)
    return set((await work.session.scalars(query)).all())


def tag(label: LabelOut) -> str:
    """The ETag: what a person edits. How often a label is used must not cost anybody their edit."""
    return etags.etag(label.model_dump_json(exclude={"used", "name"}))


async def _free(work: Work, name_fr: str) -> None:
    query = select(Label.name_fr).where(Label.company_id == work.company_id, Label.folded == search.folded(name_fr))
    if taken := await work.session.scalar(query):
        raise Conflict("label-name-taken", name=taken)


async def _locked(work: Work, label_id: str) -> Label:
    row = await work.session.scalar(select(Label).where(Label.id == label_id).with_for_update())
    if row is None:
        raise NotFound("label")
    return row


async def _audited(work: Work, action: str, target: str) -> None:
    work.session.add(Audit(company_id=work.company_id, actor=work.actor, action=action, target=target))
    await work.session.flush()

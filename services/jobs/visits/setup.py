"""The verbs of resources and services: what visits are made of."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from services.accounts.queries import company, users
from services.jobs import search
from services.jobs.hours import rates
from services.jobs.visits.schemas import ResourceIn, ResourcePatch, ServiceIn, ServicePatch
from services.jobs.visits.tables import Resource, Service
from services.kit import ids
from services.kit.log import Audit
from services.kit.problems import Field, Invalid, NotFound
from services.kit.work import Work
from workflows.money import Money


async def add_resource(work: Work, data: ResourceIn) -> Resource:
    """Raises a 422 problem for a user who is not there or a rate in another currency."""
    currency = (await company(work.session, work.company_id)).currency
    await _check(work, data.user_id, data.hourly_rate, currency)
    row = Resource(
        id=ids.new("res"),
        company_id=work.company_id,
        name=data.name,
        sort_name=search.folded(data.name),
        colour=data.colour,
        hourly_rate=data.hourly_rate.amount if data.hourly_rate else 0,
        currency=currency,
        user_id=data.user_id,
        active=data.active,
        created_at=work.now,
        updated_at=work.now,
    )
    work.session.add(row)
    await work.session.flush()
    await rates.set_from(work, row, rates.BEGINNING, row.hourly_rate)
    await _audited(work, "resource.created", row.id)
    return row


async def edit_resource(work: Work, resource_id: str, patch: ResourcePatch) -> Resource:
    """A new rate counts from today on; hours that were recorded keep theirs. Raises 404, 422."""
    row = await work.session.scalar(select(Resource).where(Resource.id == resource_id).with_for_update(key_share=True))
    if row is None:
        raise NotFound("resource")
    changes = {name: getattr(patch, name) for name in patch.model_fields_set}
    _required(changes, ("name", "colour", "hourly_rate", "active"))
    await _check(work, changes.get("user_id"), changes.get("hourly_rate"), row.currency)
    if "hourly_rate" in changes:
        await rates.set_from(work, row, await rates.today(work), changes.pop("hourly_rate").amount)
    for name, value in changes.items():
        setattr(row, name, value)
    row.sort_name, row.updated_at = search.folded(row.name), work.now
    await _audited(work, "resource.changed", row.id)
    return row


async def add_service(work: Work, data: ServiceIn) -> Service:
    row = Service(
        id=ids.new("svc"),
        company_id=work.company_id,
        name_fr=data.name_fr,
        name_en=data.name_en,
        active=data.active,
        created_at=work.now,
        updated_at=work.now,
    )
    work.session.add(row)
    await _audited(work, "service.created", row.id)
    return row


async def edit_service(work: Work, service_id: str, patch: ServicePatch) -> Service:
    row = await work.session.scalar(select(Service).where(Service.id == service_id).with_for_update(key_share=True))
    if row is None:
        raise NotFound("service")
    changes = {name: getattr(patch, name) for name in patch.model_fields_set}
    _required(changes, ("name_fr", "name_en", "active"))
    for name, value in changes.items():
        setattr(row, name, value)
    row.updated_at = work.now
    await _audited(work, "service.changed", row.id)
    return row


def _required(changes: dict[str, object], names: Iterable[str]) -> None:
    if wrong := [Field(f"/{name}", "required") for name in names if name in changes and changes[name] is None]:
        raise Invalid(wrong)


async def _check(work: Work, user_id: str | None, rate: Money | None, currency: str) -> None:
    if user_id and user_id not in await users(work.session, [user_id]):
        raise Invalid([Field("/user_id", "not-found")])
    if rate and rate.currency != currency:
        raise Invalid([Field("/hourly_rate/currency", "choice")])


async def _audited(work: Work, action: str, target: str) -> None:
    work.session.add(Audit(company_id=work.company_id, actor=work.actor, action=action, target=target))
    await work.session.flush()

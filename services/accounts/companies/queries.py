"""Reading the company of the caller."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.accounts import plans
from services.accounts.companies.schemas import AddressOut, CompanyOut, PlanFeatures, PlanOut
from services.accounts.tables import Company, User
from services.kit.problems import NotFound


async def row(session: AsyncSession, company_id: str, *, lock: bool = False) -> Company:
    """Raises a 404 problem."""
    query = select(Company).where(Company.id == company_id)
    found = await session.scalar(query.with_for_update() if lock else query)
    if found is None:
        raise NotFound("company")
    return found


def shown(company: Company) -> CompanyOut:
    values = {name: getattr(company, name) for name in CompanyOut.model_fields if hasattr(company, name)}
    address = AddressOut(**{name: getattr(company, name) or "" for name in AddressOut.model_fields})
    return CompanyOut(**values, address=address, features=sorted(plans.features(company.plan)))


async def active_users(session: AsyncSession, company_id: str) -> int:
    query = select(func.count()).where(User.company_id == company_id, User.active)
    return await session.scalar(query) or 0


async def plan(session: AsyncSession, company_id: str) -> PlanOut:
    company = await row(session, company_id)
    return PlanOut(
        plan=company.plan,
        features=sorted(plans.features(company.plan)),
        users=plans.users(company.plan),
        active_users=await active_users(session, company_id),
        plans=[
            PlanFeatures(plan=each, features=sorted(plans.FEATURES[each]), users=plans.USERS[each])
            for each in plans.PLANS
        ],
    )

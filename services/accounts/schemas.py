"""What accounts answers about the person who asks."""

from __future__ import annotations

from services.accounts import plans
from services.accounts.fields import Output
from services.accounts.tables import Company, User


class MeUser(Output):
    id: str
    name: str
    email: str
    role: str
    language: str
    permissions: list[str]
    notify: dict[str, bool]


class MeCompany(Output):
    """`name` is what clients call it."""

    id: str
    code: str
    name: str
    language: str
    time_zone: str
    currency: str
    plan: str
    features: list[str]
    sms_enabled: bool


class Me(Output):
    user: MeUser
    company: MeCompany


def me(user: User, company: Company) -> Me:
    return Me(
        user=MeUser(
            id=user.id,
            name=user.name,
            email=user.email,
            role=user.role,
            language=user.language,
            permissions=sorted(user.permissions),
            notify=user.notify,
        ),
        company=MeCompany(
            id=company.id,
            code=company.code,
            name=company.trade_name or company.legal_name,
            language=company.language,
            time_zone=company.time_zone,
            currency=company.currency,
            plan=company.plan,
            features=sorted(plans.features(company.plan)),
            sms_enabled=company.sms_enabled,
        ),
    )

"""Things that tests need to be there: companies with a signed-in owner."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from services.accounts.tables import Company as CompanyRow
from services.accounts.tables import User
from services.kit import auth, ids
from services.kit.work import Work, open_work


@dataclass(frozen=True)
class Company:
    """A company in the database and its owner, who may do everything."""

    id: str
    code: str
    user_id: str

    def headers(self, *permissions: str, language: str = "fr", key: str | None = None) -> dict[str, str]:
        """Authorization of the owner, with all permissions or just those given; a fresh idempotency key unless given."""
        caller = auth.Caller(
            company_id=self.id,
            company_code=self.code,
            user_id=self.user_id,
            permissions=frozenset(permissions or auth.PERMISSIONS),
            features=frozenset(),
            language=language,
        )
        token, _ = auth.mint(caller, datetime.now(UTC))
        key = secrets.token_hex(8) if key is None else key
        return {"Authorization": f"Bearer {token}", "Accept-Language": language, "Idempotency-Key": key}

    def work(self, actor: str = "system", now: datetime | None = None):  # type: ignore[no-untyped-def]
        """A unit of work of this company; commits at the end."""
        return open_work(self.id, self.code, actor, now=now)


async def make_company(language: str = "fr") -> Company:
    """A plumbing business, registered for GST and QST, with a licence and a permit."""
    company = Company(ids.new("com"), f"test-{secrets.token_hex(4)}", ids.new("usr"))
    async with open_work(company.id, company.code, "system") as work:
        await _insert(work, company, language)
    return company


async def _insert(work: Work, company: Company, language: str) -> None:
    row = CompanyRow(
        id=company.id,
        code=company.code,
        legal_name="Plomberie des Essais inc.",
        trade_name="Plomberie des Essais",
        email="bureau@essais.example",
        phone="+14505550100",
        line1="12, rue du Robinet",
        city="Laval",
        region="QC",
        postal_code="H7N 1A1",
        country="CA",
        language=language,
        time_zone="America/Toronto",
        currency="CAD",
        tax_registered=True,
        gst_number="123456789 RT0001",
        qst_number="1234567890 TQ0001",
        licence_kind="rbq",
        licence_number="1234-5678-90",
        opc_permit="119876",
        plan="pro",
    )
    work.session.add(row)
    await work.session.flush()
    work.session.add(
        User(
            id=company.user_id,
            company_id=company.id,
            email=f"{company.user_id}@essais.example",
            name="Josée Essai",
            password_hash="!",
            role="administrator",
            language=language,
        )
    )

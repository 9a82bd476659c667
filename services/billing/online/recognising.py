"""What people recognise a new saved method by (its kind, brand and last digits) is known to the provider alone."""

from __future__ import annotations

from sqlalchemy import select

from services.billing.online import methods
from services.billing.online.provider import Provider, Refused, Unavailable
from services.billing.online.tables import SavedMethod
from services.kit import db
from services.kit.work import open_work


async def recognise(bank: Provider, company_id: str, code: str) -> None:
    """Learns what people recognise new saved methods by. Nothing depends on it: where the provider is away, the next call asks again."""
    async with db.reading(company_id) as session:
        query = select(SavedMethod.customer_id, SavedMethod.method_id, SavedMethod.account).where(
            SavedMethod.company_id == company_id, SavedMethod.last4 == "", SavedMethod.status == "active"
        )
        rows = (await session.execute(query.limit(5))).all()
    for customer_id, method_id, account in rows:
        try:
            known = await bank.saved(customer_id, method_id, account)
        except (Unavailable, Refused):
            return
        async with open_work(company_id, code, "system") as work:
            await methods.describe(work, method_id, known)

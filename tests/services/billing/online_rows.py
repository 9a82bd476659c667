"""A row in each table of online payment, for tests that look at every table."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select

from services.billing.invoices.tables import Invoice
from services.billing.online.tables import OnlineSettings, PaymentAttempt, SavedMethod, Webhook
from services.kit import ids
from tests.factories import Company


async def fill(company: Company) -> None:
    """Of any invoice of the company."""
    now = datetime.now(UTC)
    async with company.work() as work:
        invoice = (await work.session.scalars(select(Invoice).where(Invoice.company_id == company.id).limit(1))).one()
        mine = {"company_id": company.id, "job_id": invoice.job_id, "contact_id": invoice.contact_id}
        of_provider = {"provider": "stripe", "account": ""}
        work.session.add(
            OnlineSettings(company_id=company.id, card=True, bank_debit=True, saving=True, account="", updated_at=now)
        )
        saved = SavedMethod(
            id=ids.new("pmt"),
            quote_id=None,
            customer_id="cus_1",
            method_id="pm_1",
            method="card",
            brand="visa",
            last4="4242",
            status="active",
            consent={"text": "Oui", "language": "fr", "at": now.isoformat()},
            created_at=now,
            **mine,
            **of_provider,
        )
        work.session.add(saved)
        await work.session.flush()
        work.session.add(
            PaymentAttempt(
                id=ids.new("pat"),
                invoice_id=invoice.id,
                saved_method_id=saved.id,
                amount=1_00,
                currency="CAD",
                status="expired",
                asked_at=now,
                created_at=now,
                updated_at=now,
                **mine,
                **of_provider,
            )
        )
        work.session.add(
            Webhook(
                id=ids.new("evt"),
                company_id=company.id,
                type="payment_intent.succeeded",
                created_at=now,
                body="{}",
                status="done",
                tries=1,
                received_at=now,
            )
        )

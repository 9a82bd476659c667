"""What a quote says: from its rows to the snapshot that is frozen when it is sent."""

from __future__ import annotations

from collections.abc import Sequence

from services.accounts.queries import CompanyProfile, users
from services.billing.documents import build
from services.billing.documents.snapshot import (
    AlternativeNote,
    Buyer,
    Concluded,
    Instalment,
    Place,
    Schedule,
    Snapshot,
    frozen_instant,
)
from services.billing.quotes import content
from services.billing.quotes.choice import deposit_of, instalments_out
from services.billing.quotes.tables import Quote, QuoteLine, QuoteVersion
from services.jobs.contacts.queries import contact as contact_view
from services.jobs.folders.queries import brief
from services.kit.days import local_day
from services.kit.work import Work


async def snapshot(
    work: Work, company: CompanyProfile, quote: Quote, version: QuoteVersion, lines: Sequence[QuoteLine]
) -> Snapshot:
    """What this version says, as it would be frozen now."""
    contact = await contact_view(work.session, quote.contact_id)
    job = await brief(work.session, quote.job_id)
    language = build.language_of(contact)
    buyer, work_address = build.buyer(contact), build.place(job.address)
    return Snapshot(
        kind="quote",
        language=language,
        number=quote.number_text,
        version=version.version,
        job_number=job.number,
        job_title=job.title or "",
        work_address=work_address,
        dated=local_day(work.now, company.time_zone),
        valid_until=version.valid_until,
        seller=build.seller(company),
        buyer=buyer,
        currency=quote.currency,
        lines=build.lines(lines),
        subtotal=version.subtotal,
        taxes=build.taxes(version.taxes, language),
        total=version.total,
        discount=build.discount(version.discount),
        schedules=frozen_schedules(version, lines, quote.currency),
        exempt_reason=build.exempt_reason(contact),
        itinerant=version.itinerant,
        concluded=await _concluded(work, company, buyer, work_address) if version.itinerant else None,
        alternative=version.alternative or "",
        alternative_notes=tuple(AlternativeNote(**each) for each in version.alternative_notes),
        deposit=deposit_of(version, version.total),
        payment_terms_days=company.payment_terms_days
        if contact.payment_terms_days is None
        else contact.payment_terms_days,
        terms=version.terms or build.terms(company, "quote", language),
        frozen_at=frozen_instant(work.now),
    )


async def _concluded(work: Work, company: CompanyProfile, buyer: Buyer, work_address: Place | None) -> Concluded:
    """Whoever sends the quote acts for the merchant; the contract is made where the work is done, else at the client's."""
    sender = work.actor.removeprefix("user:")
    names = await users(work.session, [sender])
    return Concluded(
        permit=company.opc_permit or "", representative=names.get(sender, ""), place=work_address or buyer.address
    )


def frozen_schedules(version: QuoteVersion, lines: Sequence[QuoteLine], currency: str) -> tuple[Schedule, ...]:
    """The ways in which it may be paid, with what each part comes to while no option is ticked."""
    return tuple(
        Schedule(
            name=each.name,
            kind=each.kind,
            discount=build.discount(comes.discount),
            total=comes.total if comes.discount else 0,
            instalments=tuple(
                Instalment(when=part.when, on=part.on, percent=part.percent, amount=part.amount.amount)
                for part in instalments_out(each, comes.total, currency)
            ),
        )
        for each, comes in content.by_schedule(version, lines)
    )

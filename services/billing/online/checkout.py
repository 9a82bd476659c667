"""A client goes to pay: the attempt is committed, the provider asked for its page, its answer committed. Cut off anywhere, the next
press of the button goes on with the same attempt and the same key, so that there is never a second page for the same money."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from services.accounts.queries import company as company_profile
from services.billing.online import attempts, books, fold, methods, queries
from services.billing.online.provider import Order, Outcome, Provider, Refused, Unavailable
from services.billing.online.recognising import recognise
from services.billing.online.schemas import CheckoutOut, PayIn
from services.billing.online.stripe import get_provider
from services.billing.online.tables import PaymentAttempt, SavedMethod
from services.jobs.contacts.queries import contact as contact_view
from services.kit.problems import Conflict, Field, Invalid, NotFound, Problem
from services.kit.settings import get_settings
from services.kit.texts import t
from services.kit.work import PortalWork, Work, open_work


def provider() -> Provider:
    """Raises a 409 `online-off` problem where nobody can pay online."""
    found = get_provider()
    if found is None:
        raise Conflict("online-off")
    return found


@asynccontextmanager
async def apart(work: Work) -> AsyncIterator[Work]:
    """A transaction of its own for the same caller: what the provider is asked about must be there before."""
    async with open_work(work.company_id, work.company_code, work.actor, language=work.language) as own:
        own.address, own.traceparent = work.address, work.traceparent
        yield own


async def pay(
    work: PortalWork, token: str, kind: books.Kind, object_id: str, data: PayIn, user_agent: str | None
) -> CheckoutOut:
    """The page on which the client pays. Raises 404, 409 (see `attempts.begin`), 503 `provider-away`."""
    bank = provider()
    settings = await queries.settings_row(work.session, work.company_id)
    if settings is None or not queries.offered(settings):
        raise Conflict("online-off")
    debt = await theirs(work, kind, object_id)
    if data.amount is not None and data.amount.currency != debt.owed.currency:
        raise Invalid([Field("/amount/currency", "currency-mismatch", {"currency": debt.owed.currency})])
    if data.save and not (settings.saving and kind == "invoice"):
        raise Conflict("online-off")
    company = await company_profile(work.session, work.company_id)
    contact = await contact_view(work.session, work.contact_id)
    agreed = None
    if data.save:
        text = t(work.language, "online-consent", company=company.trade_name)
        agreed = methods.consent(work, text, user_agent)
    amount = data.amount.amount if data.amount else debt.owed.amount
    await _close_other(work, bank, debt, amount, save=data.save)
    async with apart(work) as own:
        attempt = await attempts.begin(own, debt, amount, settings, agreed)
    if attempt.url:
        return CheckoutOut(attempt_id=attempt.id, url=attempt.url)
    back = f"{get_settings().url_dashboard}/c/{token}"
    order = Order(
        attempt_id=attempt.id,
        amount=attempt.amount,
        currency=attempt.currency,
        title=t(work.language, "online-title" if kind == "invoice" else "online-title-deposit", number=debt.number),
        company=company.trade_name,
        email=contact.email or "",
        contact_id=contact.id,
        language=work.language,
        methods=queries.offered(settings),
        save=bool(attempt.consent),
        success_url=f"{back}/pay/{attempt.id}",
        cancel_url=f"{back}/pay/{attempt.id}",
        expires_at=attempt.created_at + attempts.PAGE_LASTS,
        account=attempt.account,
    )
    try:
        page = await bank.create_checkout(order)
    except Refused as refused:
        async with apart(work) as own:
            await attempts.settle(own, attempt.id, Outcome("expired", code=refused.code))
        raise Problem(502, "provider-refused", reason=refused.code) from None
    except Unavailable:
        raise Problem(503, "provider-away", headers={"Retry-After": "5"}) from None
    async with apart(work) as own:
        await attempts.opened(own, attempt.id, page)
    return CheckoutOut(attempt_id=attempt.id, url=page.url)


async def _close_other(work: Work, bank: Provider, debt: books.Debt, amount: int, *, save: bool) -> None:
    """A page of another amount, or one that is over, must not stay open beside the new one."""
    async with apart(work) as own:
        found = await attempts.open_one(own, debt.id)
    if found is None:
        return
    fresh = own.now - found.created_at < (attempts.PAGE_LASTS / 2 if found.session_id else attempts.UNANSWERED)
    if fresh and found.amount == amount and bool(found.consent) == save:
        return
    outcome = Outcome("expired")
    if found.session_id:
        try:
            await bank.expire(found.session_id, found.account)
        except Refused:  # paid on, or over: what it is, it says itself
            outcome = await _retrieved(bank, found)
        except Unavailable:
            raise Problem(503, "provider-away", headers={"Retry-After": "5"}) from None
    async with apart(work) as own:
        await attempts.settle(own, found.id, outcome)


async def check(work: PortalWork, attempt_id: str) -> None:
    """The client came back, and the provider's call may still be on its way: ask. Raises a 404 problem."""
    attempt = await queries.attempt_row(work.session, work.company_id, attempt_id)
    if attempt.contact_id != work.contact_id:
        raise NotFound("payment")
    bank = get_provider()
    if bank is None or attempt.status not in fold.WAITING or not (attempt.session_id or attempt.intent_id):
        return
    try:
        outcome = await _retrieved(bank, attempt)
    except Problem:
        return  # the page shows what is known, and asks again
    try:
        async with apart(work) as own:
            await attempts.settle(own, attempt_id, outcome)
    except fold.Contradiction as wrong:
        raise Conflict("payment-contradicted", reason=wrong.code) from None
    if attempt.consent:
        await recognise(bank, work.company_id, work.company_code)


async def _retrieved(bank: Provider, attempt: PaymentAttempt) -> Outcome:
    try:
        return await bank.retrieve(attempt.session_id, attempt.intent_id, attempt.account)
    except (Refused, Unavailable):
        raise Problem(503, "provider-away", headers={"Retry-After": "5"}) from None


async def theirs(work: PortalWork, kind: books.Kind, object_id: str) -> books.Debt:
    """Raises a 404 problem unless the client was sent that."""
    debt = await books.debt(work, kind, object_id)
    books.must_be(work.contact_id, debt)
    return debt


async def revoke(work: Work, saved_id: str) -> SavedMethod:
    """Ours first: from here on nothing is charged to it. That the provider forgets it, too, is asked once; nothing depends on it."""
    row = await methods.revoke(work, saved_id)
    if (bank := get_provider()) is not None:
        with suppress(Refused, Unavailable):
            await bank.forget(row.method_id, row.account)
    return row

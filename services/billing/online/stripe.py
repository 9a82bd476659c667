"""Stripe, through its own library. The key comes from a file that only billing and the workers read; it is in no setting, no log and
no answer. `stripe_api_url` leads to the local bank instead, with the same requests, signatures and answers.

Which events tell what (Stripe's "Checkout fulfilment", "Pre-authorized debit in Canada", "Disputes"):
checkout.session.completed (paid, or unpaid while a debit is under way), .async_payment_succeeded, .async_payment_failed, .expired;
payment_intent.processing, .succeeded, .payment_failed; refund.created, .updated, .failed; charge.dispute.created, .closed.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final, TypeVar
from weakref import WeakKeyDictionary

import stripe

from services.billing.online.provider import (
    Checkout,
    DisputeOutcome,
    Event,
    Method,
    NotGenuine,
    Order,
    Outcome,
    RefundOutcome,
    Refused,
    Saved,
    SavedCharge,
    Unavailable,
)
from services.kit.settings import get_settings

T = TypeVar("T")
Json = Any

TIMEOUT: Final = 15.0
"""Seconds for one answer."""
RETRIES: Final = 2
"""So often the library asks again by itself, with the same key."""
_TYPES: Final[dict[Method, str]] = {"card": "card", "bank_debit": "acss_debit"}
_METHODS: Final[dict[str, Method]] = {theirs: ours for ours, theirs in _TYPES.items()}
_TERMS: Final = {"payment_schedule": "sporadic", "transaction_type": "personal"}
"""What a Canadian pre-authorised debit agreement says: now and then, from a person's account."""

logging.getLogger("stripe").setLevel(logging.WARNING)  # at "debug" it would write whole requests


class StripeProvider:
    """`services.billing.online.provider.Provider`."""

    name = "stripe"

    def __init__(self, key: str, secret: str, api_url: str = "") -> None:
        self._key, self._secret, self._api_url = key, secret, api_url.rstrip("/")
        # Connections belong to the loop that made them.
        self._clients: WeakKeyDictionary[asyncio.AbstractEventLoop, stripe.StripeClient] = WeakKeyDictionary()

    def __repr__(self) -> str:
        return "StripeProvider(…)"  # never a key, not even in a traceback

    @property
    def _client(self) -> stripe.StripeClient:
        loop = asyncio.get_running_loop()
        if loop not in self._clients:
            self._clients[loop] = stripe.StripeClient(
                self._key,
                max_network_retries=RETRIES,
                http_client=stripe.HTTPXClient(timeout=TIMEOUT),
                base_addresses={"api": self._api_url} if self._api_url else None,
            )
        return self._clients[loop]

    # ── questions ────────────────────────────────────────────────────────────────────────────────────────────────────

    async def create_checkout(self, order: Order) -> Checkout:
        about = {"attempt_id": order.attempt_id}
        intent: Json = {"metadata": about, "description": order.title}
        params: Json = {
            "mode": "payment",
            "client_reference_id": order.attempt_id,
            "metadata": about,
            "locale": "fr-CA" if order.language == "fr" else "en",
            "payment_method_types": [_TYPES[each] for each in order.methods],
            "line_items": [
                {
                    "quantity": 1,
                    "price_data": {
                        "currency": order.currency.lower(),
                        "unit_amount": order.amount,
                        "product_data": {"name": order.title, "description": order.company},
                    },
                }
            ],
            "payment_intent_data": intent,
            "success_url": order.success_url,
            "cancel_url": order.cancel_url,
            "expires_at": int(order.expires_at.timestamp()),
        }
        if "bank_debit" in order.methods:
            params["payment_method_options"] = {"acss_debit": {"mandate_options": _TERMS}}
        if order.save:
            intent["setup_future_usage"] = "off_session"
            params["customer"] = await self._customer(order)
        else:
            params["customer_email"] = order.email or None
        params = {name: value for name, value in params.items() if value is not None}
        options = self._options(order.account, f"checkout/{order.attempt_id}")
        session = await _asked(lambda: self._client.v1.checkout.sessions.create_async(params, options))
        return Checkout(session_id=session.id, url=str(session.url))

    async def _customer(self, order: Order) -> str:
        """The contact at the provider. The key is the contact's id: one customer a contact, for as long as keys are kept; methods
        are always named with their customer, so that a second one does no harm."""
        params: Json = {"email": order.email, "metadata": {"contact_id": order.contact_id}}
        options = self._options(order.account, f"customer/{order.contact_id}/{order.email}")
        found = await _asked(lambda: self._client.v1.customers.create_async(params, options))
        return str(found.id)

    async def retrieve(self, session_id: str | None, intent_id: str | None, account: str = "") -> Outcome:
        if session_id is not None:  # it also knows whether the page is over
            wanted: Json = {"expand": ["payment_intent.latest_charge"]}
            session = await _asked(
                lambda: self._client.v1.checkout.sessions.retrieve_async(session_id, wanted, self._options(account))
            )
            return _session(session.to_dict(), None)
        assert intent_id is not None
        more: Json = {"expand": ["latest_charge"]}
        intent = await _asked(
            lambda: self._client.v1.payment_intents.retrieve_async(intent_id, more, self._options(account))
        )
        return _intent(intent.to_dict())

    async def expire(self, session_id: str, account: str = "") -> None:
        await _asked(lambda: self._client.v1.checkout.sessions.expire_async(session_id, {}, self._options(account)))

    async def charge_saved(self, charge: SavedCharge) -> Outcome:
        params: Json = {
            "amount": charge.amount,
            "currency": charge.currency.lower(),
            "customer": charge.customer_id,
            "payment_method": charge.method_id,
            "payment_method_types": [_TYPES[charge.method]],
            "off_session": True,
            "confirm": True,
            "description": charge.title,
            "metadata": {"attempt_id": charge.attempt_id},
        }
        options = self._options(charge.account, f"charge/{charge.attempt_id}")
        try:
            intent = await _asked(lambda: self._client.v1.payment_intents.create_async(params, options))
        except _Declined as declined:
            return Outcome("failed", method=charge.method, intent_id=declined.intent_id, code=declined.code)
        return _intent(intent.to_dict())

    async def saved(self, customer_id: str, method_id: str, account: str = "") -> Saved:
        found = await _asked(
            lambda: self._client.v1.payment_methods.retrieve_async(method_id, {}, self._options(account))
        )
        method = found.to_dict()
        kind = _METHODS[method["type"]]
        detail = method.get(method["type"]) or {}
        brand = str(detail.get("brand") or detail.get("bank_name") or "")
        return Saved(customer_id, method_id, kind, brand[:40], str(detail.get("last4") or "")[:4])

    async def forget(self, method_id: str, account: str = "") -> None:
        await _asked(lambda: self._client.v1.payment_methods.detach_async(method_id, {}, self._options(account)))

    async def refund(
        self, intent_id: str, amount: int, refund_id: str, attempt_id: str, account: str = ""
    ) -> RefundOutcome:
        about = {"refund_id": refund_id, "attempt_id": attempt_id}
        params: Json = {"payment_intent": intent_id, "amount": amount, "metadata": about}
        options = self._options(account, f"refund/{refund_id}")
        return _refund((await _asked(lambda: self._client.v1.refunds.create_async(params, options))).to_dict())

    def _options(self, account: str, key: str | None = None) -> Json:
        options: Json = {"idempotency_key": key} if key else {}
        return options | ({"stripe_account": account} if account else {})

    # ── calls ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def parse_webhook(self, body: bytes, headers: Mapping[str, str]) -> Event:
        try:
            text = body.decode()
            stripe.WebhookSignature.verify_header(
                text, headers.get("stripe-signature"), self._secret, stripe.Webhook.DEFAULT_TOLERANCE
            )
        except stripe.SignatureVerificationError as error:
            raise NotGenuine("signature-old" if "Timestamp" in str(error) else "signature-invalid") from None
        except UnicodeDecodeError:
            raise NotGenuine("signature-invalid") from None
        try:
            return self.read(text)
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
            raise NotGenuine("malformed") from None

    def read(self, body: str) -> Event:
        event = json.loads(body)
        kind, thing = str(event["type"]), event["data"]["object"]
        about = _about(kind, thing)
        intent = thing.get("id") if thing.get("object") == "payment_intent" else thing.get("payment_intent")
        metadata = thing.get("metadata") or {}
        return Event(
            id=str(event["id"])[:200],
            type=kind[:100],
            created_at=datetime.fromtimestamp(int(event["created"]), UTC),
            account=str(event.get("account") or ""),
            attempt_id=_text(metadata.get("attempt_id")),
            session_id=_text(thing.get("id")) if thing.get("object") == "checkout.session" else None,
            intent_id=_text(intent["id"] if isinstance(intent, dict) else intent),
            about=about,
        )


class _Declined(Refused):
    """A bank said no."""

    def __init__(self, code: str, intent_id: str | None) -> None:
        super().__init__(code)
        self.intent_id = intent_id


async def _asked(question: Callable[[], Awaitable[T]]) -> T:
    """The answer. What the library raises quotes requests, so none of it goes on."""
    try:
        return await question()
    except stripe.CardError as error:
        intent = getattr(error.error, "payment_intent", None)
        code = str(getattr(error.error, "decline_code", None) or error.code or "declined")
        raise _Declined(code, str(intent["id"]) if intent else None) from None
    except stripe.InvalidRequestError as error:
        raise Refused(str(error.code or "invalid_request")) from None
    except (stripe.AuthenticationError, stripe.PermissionError):
        raise Refused("not-allowed") from None
    except stripe.StripeError:
        raise Unavailable from None


def _about(kind: str, thing: Json) -> Outcome | RefundOutcome | DisputeOutcome | None:
    if kind in (
        "checkout.session.completed",
        "checkout.session.expired",
        "checkout.session.async_payment_succeeded",
        "checkout.session.async_payment_failed",
    ):
        return _session(thing, kind.rpartition(".")[2])
    if kind in ("payment_intent.processing", "payment_intent.succeeded", "payment_intent.payment_failed"):
        return _intent(thing)
    if kind in ("refund.created", "refund.updated", "refund.failed", "charge.refund.updated"):
        return _refund(thing)
    if kind == "charge.dispute.created":
        return _dispute(thing, "opened")
    if kind == "charge.dispute.closed" and thing["status"] in ("won", "lost"):
        return _dispute(thing, thing["status"])
    return None


def _session(thing: Json, event: str | None) -> Outcome:
    """`event` is the end of the event's type; None where the session was asked for (its intent is then in it)."""
    intent = thing.get("payment_intent")
    inner = _intent(intent) if isinstance(intent, dict) else None
    ids: Json = {"session_id": str(thing["id"]), "customer_id": _text(thing.get("customer"))}
    ids["intent_id"] = inner.intent_id if inner else _text(intent)
    if inner:
        ids |= {"method": inner.method, "method_id": inner.method_id, "code": inner.code}
        ids["customer_id"] = inner.customer_id or ids["customer_id"]
    if thing["status"] == "expired":
        return Outcome("expired", **ids)
    if thing["status"] != "complete":
        return Outcome("declined" if inner and inner.state == "declined" else "open", **ids)
    if thing["payment_status"] == "paid":
        ids["method"] = ids.get("method") or ("bank_debit" if event == "async_payment_succeeded" else "card")
        return Outcome("succeeded", amount=int(thing["amount_total"]), currency=thing["currency"].upper(), **ids)
    if event == "async_payment_failed" or (inner and inner.state == "failed"):
        return Outcome("failed", **ids | {"method": "bank_debit"})
    return Outcome("processing", **ids | {"method": "bank_debit"})  # only a debit is complete and unpaid


def _intent(thing: Json) -> Outcome:
    error = thing.get("last_payment_error") or {}
    types = thing.get("payment_method_types") or []
    tried = (error.get("payment_method") or {}).get("type")
    kind = tried or (types[0] if len(types) == 1 else None)
    charge = thing.get("latest_charge")
    if isinstance(charge, dict):
        kind = (charge.get("payment_method_details") or {}).get("type") or kind
    method = _METHODS.get(kind or "")
    how = thing.get("payment_method") or (error.get("payment_method") or {}).get("id")
    ids: Json = {
        "intent_id": str(thing["id"]),
        "customer_id": _text(thing.get("customer")),
        "method_id": _text(how["id"] if isinstance(how, dict) else how),
        "method": method,
    }
    if thing["status"] == "succeeded":
        return Outcome("succeeded", amount=int(thing["amount_received"]), currency=thing["currency"].upper(), **ids)
    if thing["status"] == "processing":
        return Outcome("processing", **ids)
    if error and thing["status"] != "canceled":
        # A card is asked for again on the same page; a debit that came back is over.
        code = str(error.get("decline_code") or error.get("code") or "declined")
        return Outcome("failed" if method == "bank_debit" else "declined", code=code[:60], **ids)
    return Outcome("expired" if thing["status"] == "canceled" else "open", **ids)


def _refund(thing: Json) -> RefundOutcome:
    states = {"pending": "pending", "requires_action": "pending", "succeeded": "succeeded"}
    return RefundOutcome(
        state=states.get(thing["status"], "failed"),  # type: ignore[arg-type]  # the three words above
        provider_id=str(thing["id"]),
        refund_id=_text((thing.get("metadata") or {}).get("refund_id")),
        code=_text(thing.get("failure_reason")),
    )


def _dispute(thing: Json, state: Any) -> DisputeOutcome:
    intent = str(thing["payment_intent"])
    return DisputeOutcome(
        state,
        amount=int(thing["amount"]),
        currency=thing["currency"].upper(),
        intent_id=intent,
        dispute_id=str(thing["id"]),
    )


def _text(value: Any) -> str | None:
    return str(value)[:200] if value else None


@lru_cache(maxsize=1)
def get_provider() -> StripeProvider | None:
    """The provider of this deployment; None where no key is set up."""
    settings = get_settings()
    files = (settings.stripe_key_file, settings.stripe_webhook_secret_file)
    key, secret = (each.read_text().strip() if each and each.is_file() else "" for each in files)
    if not key or not secret:
        return None
    return StripeProvider(key, secret, settings.stripe_api_url)

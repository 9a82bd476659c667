"""What happens to the money: sessions are paid or declined, debits clear or bounce, refunds and disputes come and end.

Every change makes the events that Stripe would send, in its order. Amounts are cents.
"""

from __future__ import annotations

import copy
import time
from typing import TYPE_CHECKING, Any

from deploy.bank.store import new_id

if TYPE_CHECKING:
    from deploy.bank.calls import Calls
    from deploy.bank.store import Store, Thing

CHOICES = ("success", "decline", "delayed")
DECLINED = {"code": "card_declined", "decline_code": "insufficient_funds"}
BOUNCED = {"code": "insufficient_funds"}


class Wrong(Exception):
    """A request that Stripe would refuse: HTTP status, Stripe's error code, and the intent it is about."""

    def __init__(self, code: str, status: int = 400, intent: Thing | None = None, decline_code: str = "") -> None:
        super().__init__(code)
        self.code, self.status, self.intent, self.decline_code = code, status, intent, decline_code


class Bank:
    def __init__(self, store: Store, calls: Calls, url: str) -> None:
        self.store, self.calls, self.url = store, calls, url

    # ── what Dossier asks for ────────────────────────────────────────────────────────────────────────────────────────

    def create_customer(self, asked: Thing) -> Thing:
        made = {
            "id": new_id("cus"),
            "object": "customer",
            "email": asked.get("email"),
            "metadata": asked.get("metadata", {}),
        }
        return self.store.add("customer", made)

    def create_session(self, asked: Thing) -> Thing:
        amount = sum(int(each["quantity"]) * int(each["price_data"]["unit_amount"]) for each in asked["line_items"])
        if amount < 50:
            raise Wrong("amount_too_small")
        session_id = new_id("cs")
        return self.store.add(
            "session",
            {
                "id": session_id,
                "object": "checkout.session",
                "mode": asked["mode"],
                "status": "open",
                "payment_status": "unpaid",
                "amount_total": amount,
                "currency": asked["line_items"][0]["price_data"]["currency"],
                "customer": asked.get("customer"),
                "client_reference_id": asked.get("client_reference_id"),
                "metadata": asked.get("metadata", {}),
                "payment_method_types": asked["payment_method_types"],
                "payment_intent": None,
                "success_url": asked["success_url"],
                "cancel_url": asked["cancel_url"],
                "expires_at": int(asked["expires_at"]),
                "url": f"{self.url}/pay/{session_id}",
                "livemode": False,
                "_title": asked["line_items"][0]["price_data"]["product_data"]["name"],
                "_company": asked["line_items"][0]["price_data"]["product_data"].get("description", ""),
                "_intent": asked.get("payment_intent_data", {}),
            },
        )

    def session(self, session_id: str) -> Thing:
        """As it is now: a page that is over says so."""
        found = self.store.get("session", session_id)
        if found is None:
            raise Wrong("resource_missing", 404)
        if found["status"] == "open" and found["expires_at"] < time.time():
            self._expire(found)
        return found

    def expire_session(self, session_id: str) -> Thing:
        found = self.session(session_id)
        if found["status"] != "open":
            raise Wrong("checkout_session_not_open")
        self._expire(found)
        return found

    def _expire(self, session: Thing) -> None:
        session["status"], session["url"] = "expired", None
        self.calls.make("checkout.session.expired", session)

    def intent(self, intent_id: str) -> Thing:
        found = self.store.get("intent", intent_id)
        if found is None:
            raise Wrong("resource_missing", 404)
        return found

    def charge(self, asked: Thing) -> Thing:
        """A saved method is charged while nobody is there."""
        method = self.store.get("method", asked["payment_method"])
        if method is None or method["customer"] != asked["customer"] or method["_detached"]:
            raise Wrong("resource_missing", 404)
        intent = self._new_intent(int(asked["amount"]), asked["currency"], asked, [method["type"]])
        intent["customer"], intent["payment_method"] = asked["customer"], method["id"]
        if method["_behaves"] == "decline" and method["type"] == "card":
            self._decline(intent, method["id"], "card", DECLINED)
            self.store.keep()
            raise Wrong("card_declined", 402, intent, DECLINED["decline_code"])
        if method["type"] == "acss_debit":
            intent["status"] = "processing"
            self.calls.make("payment_intent.processing", intent)
        else:
            self._succeed(intent, "card")
        return intent

    def method(self, method_id: str) -> Thing:
        found = self.store.get("method", method_id)
        if found is None:
            raise Wrong("resource_missing", 404)
        return found

    def detach(self, method_id: str) -> Thing:
        found = self.method(method_id)
        found["_detached"] = True
        return found

    def refund(self, asked: Thing) -> Thing:
        intent = self.intent(asked["payment_intent"])
        amount = int(asked.get("amount") or intent["amount_received"])
        if intent["status"] != "succeeded":
            raise Wrong("charge_not_refundable")
        back = sum(
            each["amount"]
            for each in self.store.all("refund")
            if each["payment_intent"] == intent["id"] and each["status"] != "failed"
        )
        if back + amount > intent["amount_received"]:
            raise Wrong("charge_already_refunded" if back else "amount_too_large")
        debit = intent["_paid_by"] == "acss_debit"
        made = {
            "id": new_id("re"),
            "object": "refund",
            "amount": amount,
            "currency": intent["currency"],
            "payment_intent": intent["id"],
            "metadata": asked.get("metadata", {}),
            "status": "pending" if debit else "succeeded",
        }
        self.store.add("refund", made)
        self.calls.make("refund.created", made)
        return made

    # ── what the client and their bank do ────────────────────────────────────────────────────────────────────────────

    def choose(self, session_id: str, choice: str, delivery: str) -> Thing:
        """Somebody paid, or tried to, on the page. Raises Wrong where the page is over or does not offer that."""
        session = self.session(session_id)
        if session["status"] != "open":
            raise Wrong("checkout_session_not_open")
        kind = "acss_debit" if choice == "delayed" else "card"
        if choice not in CHOICES or kind not in session["payment_method_types"]:
            raise Wrong("payment_method_not_available")
        intent = self.store.get("intent", session["payment_intent"] or "")
        with self.calls.delivering(delivery):
            if intent is None:
                intent = self._new_intent(
                    session["amount_total"], session["currency"], session["_intent"], session["payment_method_types"]
                )
                intent["customer"] = session["customer"]
                session["payment_intent"] = intent["id"]
                self.calls.make("payment_intent.created", intent)  # nobody asked to hear of it
            method = self._new_method(kind, session["customer"])
            if choice == "decline":
                self._decline(intent, method["id"], "card", DECLINED)
            elif choice == "success":
                intent["payment_method"] = method["id"]
                self._succeed(intent, "card")
                session["status"], session["payment_status"], session["url"] = "complete", "paid", None
                self.calls.make("checkout.session.completed", session)
            else:
                intent["payment_method"], intent["status"] = method["id"], "processing"
                session["status"], session["url"] = "complete", None
                self.calls.make("checkout.session.completed", session)
                self.calls.make("payment_intent.processing", intent)
        self.store.keep()
        return session

    def clear(self, intent_id: str, *, paid: bool, delivery: str = "normal") -> Thing:
        """A debit that was under way arrives, or comes back."""
        intent = self.intent(intent_id)
        if intent["status"] != "processing":
            raise Wrong("payment_intent_unexpected_state")
        session = next((each for each in self.store.all("session") if each["payment_intent"] == intent_id), None)
        with self.calls.delivering(delivery):
            if paid:
                self._succeed(intent, "acss_debit")
            else:
                self._decline(intent, intent["payment_method"], "acss_debit", BOUNCED)
            if session:
                session["payment_status"] = "paid" if paid else "unpaid"
                word = "succeeded" if paid else "failed"
                self.calls.make(f"checkout.session.async_payment_{word}", session)
        self.store.keep()
        return intent

    def dispute(self, intent_id: str) -> Thing:
        """The client's bank takes the money back while it looks into it."""
        intent = self.intent(intent_id)
        if intent["status"] != "succeeded":
            raise Wrong("payment_intent_unexpected_state")
        made = {
            "id": new_id("du"),
            "object": "dispute",
            "amount": intent["amount_received"],
            "currency": intent["currency"],
            "payment_intent": intent_id,
            "status": "needs_response",
            "reason": "fraudulent",
            "metadata": {},
        }
        self.store.add("dispute", made)
        self.calls.make("charge.dispute.created", made)
        self.store.keep()
        return made

    def end_dispute(self, dispute_id: str, *, won: bool) -> Thing:
        found = self.store.get("dispute", dispute_id)
        if found is None or found["status"] != "needs_response":
            raise Wrong("resource_missing", 404)
        found["status"] = "won" if won else "lost"
        self.calls.make("charge.dispute.closed", found)
        self.store.keep()
        return found

    def end_refund(self, refund_id: str, *, paid: bool) -> Thing:
        """A refund arrives, or cannot be paid out (a closed account): also one that seemed to have arrived."""
        found = self.store.get("refund", refund_id)
        if found is None or found["status"] == "failed":
            raise Wrong("resource_missing", 404)
        found["status"] = "succeeded" if paid else "failed"
        if not paid:
            found["failure_reason"] = "lost_or_stolen_card"
        self.calls.make("refund.updated" if paid else "refund.failed", found)
        self.store.keep()
        return found

    # ── ────────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _new_intent(self, amount: int, currency: str, asked: Thing, types: list[str]) -> Thing:
        return self.store.add(
            "intent",
            {
                "id": new_id("pi"),
                "object": "payment_intent",
                "amount": amount,
                "amount_received": 0,
                "currency": currency,
                "status": "requires_payment_method",
                "customer": None,
                "payment_method": None,
                "payment_method_types": types,
                "latest_charge": None,
                "last_payment_error": None,
                "metadata": asked.get("metadata", {}),
                "description": asked.get("description"),
                "created": int(time.time()),
                "livemode": False,
                "_paid_by": None,
            },
        )

    def _new_method(self, kind: str, customer: str | None) -> Thing:
        detail: dict[str, Any] = (
            {"brand": "visa", "last4": "4242"} if kind == "card" else {"bank_name": "BANQUE LOCALE", "last4": "6789"}
        )
        made = {
            "id": new_id("pm"),
            "object": "payment_method",
            "type": kind,
            kind: detail,
            "customer": customer,
            "_behaves": "pay",
            "_detached": customer is None,
        }
        return self.store.add("method", made)

    def _succeed(self, intent: Thing, kind: str) -> None:
        intent["status"], intent["amount_received"], intent["last_payment_error"] = "succeeded", intent["amount"], None
        intent["latest_charge"], intent["_paid_by"] = new_id("ch"), kind
        self.calls.make("payment_intent.succeeded", intent)

    def _decline(self, intent: Thing, method_id: str, kind: str, why: dict[str, str]) -> None:
        intent["status"], intent["payment_method"] = "requires_payment_method", None
        intent["last_payment_error"] = {**why, "payment_method": {"id": method_id, "type": kind}}
        self.calls.make("payment_intent.payment_failed", intent)


def shown(thing: Thing, store: Store | None = None, expand: list[str] | None = None) -> Thing:
    """As the API shows it: without what is the bank's own, and with what was asked to be in it."""
    plain = {key: copy.deepcopy(value) for key, value in thing.items() if not key.startswith("_")}
    for path in expand or []:
        first, _, rest = path.partition(".")
        if first == "payment_intent" and store and plain.get(first):
            plain[first] = shown(store.get("intent", plain[first]) or {}, store, [rest] if rest else None)
        elif first == "latest_charge" and plain.get(first):
            details = {"type": thing["_paid_by"]}
            plain[first] = {"id": plain[first], "object": "charge", "payment_method_details": details}
    return plain

"""What a payment provider is to us: a few questions, and answers in our own words. `stripe.py` is the one that there is; the local
bank of `./dossier up` speaks the same and is reached through the same code.

Every question that moves money carries a key made of our own ids: asked twice, it is done once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

State = Literal["open", "declined", "expired", "processing", "failed", "succeeded"]
Method = Literal["card", "bank_debit"]


class Unavailable(Exception):
    """The provider gave no answer, or said "not now": nobody knows whether it was done. Asking again with the key tells."""


class Refused(Exception):
    """The provider will not do that. `code` is its reason (`charge_already_refunded`)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NotGenuine(Exception):
    """A call that the provider did not sign, or signed too long ago. `code`: `signature-invalid`, `signature-old`, `malformed`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be paid: cents, and what stands on the provider's page. `save` keeps the method for later."""

    attempt_id: str
    amount: int
    currency: str
    title: str
    company: str
    email: str
    contact_id: str
    language: str
    methods: tuple[Method, ...]
    save: bool
    success_url: str
    cancel_url: str
    expires_at: datetime
    account: str = ""


@dataclass(frozen=True, slots=True)
class Checkout:
    """The provider's page on which the client pays."""

    session_id: str
    url: str


@dataclass(frozen=True, slots=True)
class Saved:
    """A method that the provider keeps for us: its names, and what people recognise it by."""

    customer_id: str
    method_id: str
    method: Method
    brand: str = ""
    last4: str = ""


@dataclass(frozen=True, slots=True)
class SavedCharge:
    """Money to be taken from a saved method without the client being there."""

    attempt_id: str
    amount: int
    currency: str
    title: str
    customer_id: str
    method_id: str
    method: Method
    account: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt stands at the provider. `amount` is what was really taken (0 as long as nothing was)."""

    state: State
    amount: int = 0
    currency: str = ""
    method: Method | None = None
    session_id: str | None = None
    intent_id: str | None = None
    customer_id: str | None = None
    method_id: str | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class RefundOutcome:
    """How a refund stands. `refund_id` is ours, `provider_id` theirs."""

    state: Literal["pending", "succeeded", "failed"]
    provider_id: str
    refund_id: str | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class DisputeOutcome:
    """A client's bank takes the money back, for now (`opened`) or for good (`lost`), or gives it up (`won`)."""

    state: Literal["opened", "won", "lost"]
    amount: int
    currency: str
    intent_id: str
    dispute_id: str


@dataclass(frozen=True, slots=True)
class Event:
    """One signed call. `about` is None where it is none of our business; the three ids say whom it concerns."""

    id: str
    type: str
    created_at: datetime
    account: str = ""
    attempt_id: str | None = None
    session_id: str | None = None
    intent_id: str | None = None
    about: Outcome | RefundOutcome | DisputeOutcome | None = None


class Provider(Protocol):
    """Raises `Unavailable` and `Refused` where it asks the provider, `NotGenuine` where it reads a call."""

    name: str

    async def create_checkout(self, order: Order) -> Checkout: ...

    async def retrieve(self, session_id: str | None, intent_id: str | None, account: str = "") -> Outcome: ...

    async def expire(self, session_id: str, account: str = "") -> None:
        """Nobody can pay on that page any more. Raises `Refused` if somebody did."""

    async def charge_saved(self, charge: SavedCharge) -> Outcome: ...

    async def saved(self, customer_id: str, method_id: str, account: str = "") -> Saved: ...

    async def forget(self, method_id: str, account: str = "") -> None: ...

    async def refund(
        self, intent_id: str, amount: int, refund_id: str, attempt_id: str, account: str = ""
    ) -> RefundOutcome: ...

    def parse_webhook(self, body: bytes, headers: Mapping[str, str]) -> Event: ...

    def read(self, body: str) -> Event:
        """A call that was found genuine when it was kept."""

"""What each plan includes. Plans are the product's own, the same for every company, so they are data in the code."""

from __future__ import annotations

from typing import Final, Literal, get_args

Plan = Literal["free", "pro", "premium", "premium_plus"]
PLANS: Final[tuple[Plan, ...]] = get_args(Plan)

_FREE: Final = frozenset({"jobs", "quotes", "invoices", "web_form"})
_PRO: Final = _FREE | {"automations", "portal", "reports"}
_PREMIUM: Final = _PRO | {"routes", "contracts"}
_PREMIUM_PLUS: Final = _PREMIUM | {"geofencing", "api_webhooks"}

FEATURES: Final[dict[Plan, frozenset[str]]] = {
    "free": _FREE,
    "pro": _PRO,
    "premium": _PREMIUM,
    "premium_plus": _PREMIUM_PLUS,
}
USERS: Final[dict[Plan, int]] = {"free": 2, "pro": 15, "premium": 50, "premium_plus": 500}
"""How many active people a company of the plan may have."""


def features(plan: str) -> frozenset[str]:
    """The features of a plan; an unknown one (from a newer build) has those of the smallest."""
    return next((FEATURES[known] for known in PLANS if known == plan), _FREE)


def users(plan: str) -> int:
    """How many active people a company of the plan may have."""
    return next((USERS[known] for known in PLANS if known == plan), USERS["free"])

"""Roles of the books and the accounts that they go to. Pure.

A role says what an amount is: `receivable`, `deposits`, `write_off`, `rounding`, `sales`, `bank:<method>`, `tax:<code>`. A sale's role
carries its item and tax group, `sales|itm_…|txg_…`, and goes to the account of the item, else of the tax group, else of sales.
The numbers are those of the chart that Sage and Acomba propose to small businesses here; every company changes them as it likes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

METHODS: Final = ("cash", "cheque", "interac", "card", "bank_debit", "other")
DEFAULTS: Final[dict[str, str]] = {
    "receivable": "1200",
    "bank:cash": "1050",
    **{f"bank:{method}": "1060" for method in METHODS if method != "cash"},
    "deposits": "2180",
    "tax:gst": "2310",
    "tax:qst": "2340",
    "tax:hst": "2310",
    "sales": "4000",
    "write_off": "5650",
    "rounding": "5690",
}
"""A tax that is not among them (a PST, one of the company's own) has no default: nobody could guess it."""


class Account(NamedTuple):
    account: str
    name: str = ""


def ways(role: str) -> tuple[str, ...]:
    """The roles whose account an amount may go to, the closest first."""
    if not role.startswith("sales|"):
        return (role,)
    _, item, group = role.split("|")
    return tuple(each for each in (f"item:{item}" if item else "", f"group:{group}" if group else "", "sales") if each)


def account_of(role: str, mapped: Mapping[str, Account]) -> Account | None:
    """Where the amounts of a role go; None where nobody has said it and nobody can guess."""
    for each in ways(role):
        if each in mapped:
            return mapped[each]
        if each in DEFAULTS:
            return Account(DEFAULTS[each])
    return None


def sale(item_id: str | None, group_id: str | None) -> str:
    return f"sales|{item_id or ''}|{group_id or ''}"

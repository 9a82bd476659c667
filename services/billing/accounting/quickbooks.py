"""The books in the shapes of QuickBooks Online: the files of its import wizards, and the objects of its API.

One object a paper, as it stands at the end of the period: an invoice, a credit note, a payment with what it pays, a refund, and a
write-off as the credit memo that Intuit recommends for bad debts. A paper that was voided keeps its number and comes to nothing.
What coins made of cash is a journal entry beside its payment or refund (`rounding.py`).
Customers and items go by their names, tax codes by ours (`GST/QST QC` and the like are chosen in QuickBooks at the first import).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from sqlalchemy import text

from services.billing.accounting.accounts import Account, account_of
from services.billing.accounting.entries import KINDS, Key, Kind
from services.billing.accounting.journal import reference
from services.billing.accounting.rounding import Rounding, entry
from services.billing.reports import names
from services.billing.reports.spreadsheet import amount as decimal
from services.billing.reports.table import Asked
from services.kit.spreadsheets import guarded
from services.kit.texts import t

NUMBERS: Final[dict[str, tuple[str, str]]] = {
    "invoice": ("billing.invoice", "number_text"),
    "payment": ("billing.payment", "receipt_text"),
    "credit_note": (
        "(SELECT c.*, i.contact_id FROM billing.credit_note c JOIN billing.invoice i ON i.id = c.invoice_id) x",
        "number_text",
    ),
    "write_off": (
        "(SELECT w.*, i.contact_id, i.number_text FROM billing.write_off w JOIN billing.invoice i ON i.id = w.invoice_id) x",
        "number_text",
    ),
    "refund": (
        "(SELECT r.*, p.contact_id FROM billing.refund r JOIN billing.payment p ON p.id = r.payment_id) x",
        "number_text",
    ),
}
"""Where the number of a record of a kind stands."""


@dataclass(frozen=True)
class Object:
    """`body` is the object of the API; `rows` its lines in the import file; `roles` the accounts that it names;
    `rounding` the entry beside it where cash was rounded."""

    kind: Kind
    record_id: str
    day: date
    number: str
    contact: str
    body: dict[str, Any]
    rows: tuple[tuple[str, ...], ...]
    roles: tuple[str, ...] = field(default=())
    rounding: Rounding | None = None

    @property
    def key(self) -> Key:
        return (self.kind, self.record_id, self.day)


_INVOICES = text(
    "SELECT i.*, coalesce(i.voided_on <= :until, false) AS gone FROM billing.invoice i"
    " WHERE i.company_id = :company AND i.issued_on BETWEEN :since AND :until ORDER BY i.issued_on, i.number, i.id"
)
_LINES = text(
    "SELECT l.*, it.name_fr AS item_name FROM billing.invoice_line l JOIN billing.invoice i ON i.company_id = l.company_id AND i.id = l.invoice_id"
    " LEFT JOIN billing.item it ON it.company_id = l.company_id AND it.id = l.item_id"
    " WHERE l.company_id = :company AND i.issued_on BETWEEN :since AND :until ORDER BY l.invoice_id, l.position"
)
_NOTES = text(
    "SELECT c.*, i.number_text AS invoice_number, i.contact_id FROM billing.credit_note c"
    " JOIN billing.invoice i ON i.company_id = c.company_id AND i.id = c.invoice_id"
    " WHERE c.company_id = :company AND c.issued_on BETWEEN :since AND :until ORDER BY c.issued_on, c.number, c.id"
)
_NOTE_LINES = text(
    "SELECT l.*, s.tax_group_id, it.name_fr AS item_name FROM billing.credit_note_line l"
    " JOIN billing.credit_note c ON c.company_id = l.company_id AND c.id = l.credit_note_id"
    " LEFT JOIN billing.invoice_line s ON s.company_id = c.company_id AND s.invoice_id = c.invoice_id AND s.position = l.invoice_position"
    " LEFT JOIN billing.item it ON it.company_id = l.company_id AND it.id = l.item_id"
    " WHERE l.company_id = :company AND c.issued_on BETWEEN :since AND :until ORDER BY l.credit_note_id, l.position"
)
_WRITE_OFFS = text(
    "SELECT w.*, coalesce(w.reversed_on <= :until, false) AS gone, i.number_text, i.contact_id, i.currency FROM billing.write_off w"
    " JOIN billing.invoice i ON i.company_id = w.company_id AND i.id = w.invoice_id"
    " WHERE w.company_id = :company AND w.written_off_on BETWEEN :since AND :until ORDER BY w.written_off_on, i.number, w.id"
)
# `given` is what refunds gave back of it for good: of a payment that came back, that much stays. Of cash, what coins made of it too.
_PAYMENTS = text(
    "SELECT p.*, coalesce(p.voided_on <= :until, false) AS gone, coalesce(p.returned_on <= :until, false) AS bounced, g.*"
    " FROM billing.payment p CROSS JOIN LATERAL (SELECT coalesce(sum(r.amount) FILTER (WHERE r.failed_on IS NULL OR r.failed_on > :until), 0)::bigint AS given,"
    " coalesce(sum(r.cash_rounding) FILTER (WHERE p.method = 'cash' AND (r.failed_on IS NULL OR r.failed_on > :until)), 0)::bigint AS given_rounding,"
    " coalesce(bool_or(p.method = 'cash' AND r.cash_rounding <> 0), false) AS given_rounded FROM billing.refund r"
    " WHERE r.company_id = p.company_id AND r.payment_id = p.id AND r.refunded_on <= :until) g"
    " WHERE p.company_id = :company AND p.received_on BETWEEN :since AND :until ORDER BY p.received_on, p.receipt_number, p.id"
)
_PAID = text(
    "SELECT a.payment_id, i.number_text, sum(a.amount)::bigint AS amount FROM billing.allocation a"
    " JOIN billing.payment p ON p.company_id = a.company_id AND p.id = a.payment_id"
    " JOIN billing.invoice i ON i.company_id = a.company_id AND i.id = a.invoice_id"
    " WHERE a.company_id = :company AND p.received_on BETWEEN :since AND :until AND a.effective_on <= :until"
    " AND (a.released_on IS NULL OR a.released_on > :until) GROUP BY 1, 2 ORDER BY 1, min(i.number)"
)
_REFUNDS = text(
    "SELECT r.*, p.contact_id, p.receipt_text, coalesce(r.failed_on <= :until, false) AS gone FROM billing.refund r"
    " JOIN billing.payment p ON p.company_id = r.company_id AND p.id = r.payment_id"
    " WHERE r.company_id = :company AND r.refunded_on BETWEEN :since AND :until ORDER BY r.refunded_on, r.number, r.id"
)


async def read(asked: Asked, mapped: Mapping[str, Account]) -> list[Object]:
    """The papers of the period as QuickBooks has them, in the order of their kinds, days and numbers."""
    session, params = asked.session, asked.params
    invoices = (await session.execute(_INVOICES, params)).all()
    payments = (await session.execute(_PAYMENTS, params)).all()
    refunds = (await session.execute(_REFUNDS, params)).all()
    lines: dict[str, list[Any]] = {}
    for row in await session.execute(_LINES, params):
        lines.setdefault(row.invoice_id, []).append(row)
    paid: dict[str, list[tuple[str, int]]] = {}
    for row in await session.execute(_PAID, params):
        paid.setdefault(row.payment_id, []).append((row.number_text, row.amount))
    notes = (await session.execute(_NOTES, params)).all()
    for row in await session.execute(_NOTE_LINES, params):
        lines.setdefault(row.credit_note_id, []).append(row)
    offs = (await session.execute(_WRITE_OFFS, params)).all()
    papers = (*invoices, *notes, *payments, *refunds, *offs)
    called = await names.contacts(asked, {row.contact_id for row in papers})
    objects = [_invoice(asked, row, lines.get(row.id, []), called.get(row.contact_id, "")) for row in invoices]
    objects += [_credit_memo(asked, row, lines.get(row.id, []), called.get(row.contact_id, "")) for row in notes]
    objects += [_write_off(asked, row, called.get(row.contact_id, ""), mapped) for row in offs]
    objects += [_payment(asked, row, paid.get(row.id, []), called.get(row.contact_id, ""), mapped) for row in payments]
    objects += [_refund(asked, row, called.get(row.contact_id, ""), mapped) for row in refunds]
    return sorted(objects, key=lambda each: KINDS.index(each.kind))


def _money(cents: int) -> float:
    return cents / 100


def _invoice(asked: Asked, row: Any, lines: Sequence[Any], customer: str) -> Object:
    note = t(asked.language, "quickbooks-voided") if row.gone else ""
    sold = [] if row.gone else list(lines)
    items = [_line(asked, each) for each in sold]
    total = 0 if row.gone else row.total
    rebate = 0 if row.gone else sum(each.amount for each in lines) - row.subtotal
    body = {
        "DocNumber": row.number_text,
        "TxnDate": row.issued_on.isoformat(),
        "DueDate": row.due_on.isoformat(),
        "CustomerRef": {"name": customer},
        "CurrencyRef": {"value": row.currency},
        "GlobalTaxCalculation": "TaxExcluded",
        "Line": [*items, *_rebate(rebate)],
        "TxnTaxDetail": _taxes([] if row.gone else row.taxes),
        "TotalAmt": _money(total),
        "PrivateNote": note,
    }
    rows = [
        (
            row.number_text, guarded(customer), row.issued_on.isoformat(), row.due_on.isoformat(), "", note,
            guarded(_item(asked, each)), guarded(each.description), f"{each.quantity.normalize():f}", decimal(each.unit_price),
            decimal(each.amount), _code(each), "", row.currency,
        )
        for each in sold
    ]  # fmt: skip
    blank = (row.number_text, guarded(customer), row.issued_on.isoformat(), row.due_on.isoformat(), "", note)
    if rebate:
        label = t(asked.language, "quickbooks-rebate")
        rows.append((*blank, label, "", "1", decimal(-rebate), decimal(-rebate), "", "", row.currency))
    if row.gone:
        rows.append((*blank, "", "", "0", "0.00", "0.00", "", "", row.currency))
    # The wizard takes the tax of a paper on its first line.
    if rows and not row.gone:
        rows[0] = (*rows[0][:12], decimal(row.total - row.subtotal), rows[0][13])
    return Object("invoice", row.id, row.issued_on, row.number_text, customer, body, tuple(rows))


def _credit_memo(asked: Asked, row: Any, lines: Sequence[Any], customer: str) -> Object:
    """A note stays as it is: nothing takes it back."""
    memo = t(asked.language, "quickbooks-credit-of", number=row.invoice_number)
    body = {
        "DocNumber": row.number_text,
        "TxnDate": row.issued_on.isoformat(),
        "CustomerRef": {"name": customer},
        "CurrencyRef": {"value": row.currency},
        "GlobalTaxCalculation": "TaxExcluded",
        "Line": [_line(asked, each) for each in lines],
        "TxnTaxDetail": _taxes(row.taxes),
        "TotalAmt": _money(row.total),
        "PrivateNote": memo,
    }
    start = (row.number_text, guarded(customer), row.issued_on.isoformat(), memo)
    rows = [
        (
            *start, guarded(_item(asked, each)), guarded(each.description), f"{each.quantity.normalize():f}", decimal(each.unit_price),
            decimal(each.amount), _code(each), decimal(row.total - row.subtotal) if first else "", row.currency,
        )
        for first, each in zip((True, *[False] * len(lines)), lines, strict=False)
    ]  # fmt: skip
    return Object("credit_note", row.id, row.issued_on, row.number_text, customer, body, tuple(rows))


def _write_off(asked: Asked, row: Any, customer: str, mapped: Mapping[str, Account]) -> Object:
    """What nobody expects any more, on the account of bad debts, without taxes; one that was reversed comes to nothing."""
    found = account_of("write_off", mapped)
    total = 0 if row.gone else row.amount
    memo = t(
        asked.language,
        "journal-what-write-off-reversed" if row.gone else "journal-what-write-off",
        number=row.number_text,
    )
    number = f"R-{row.number_text}"
    body = {
        "DocNumber": number,
        "TxnDate": row.written_off_on.isoformat(),
        "CustomerRef": {"name": customer},
        "CurrencyRef": {"value": row.currency},
        "Line": [
            {
                "DetailType": "AccountBasedExpenseLineDetail",
                "Amount": _money(total),
                "AccountBasedExpenseLineDetail": {"AccountRef": {"value": found.account if found else ""}},
            }
        ],
        "TotalAmt": _money(total),
        "PrivateNote": memo,
    }
    cells = (
        number, guarded(customer), row.written_off_on.isoformat(), memo, row.number_text, decimal(total), row.currency,
    )  # fmt: skip
    return Object("write_off", row.id, row.written_off_on, row.number_text, customer, body, (cells,), ("write_off",))


def _item(asked: Asked, line: Any) -> str:
    return line.item_name or t(asked.language, "quickbooks-item")


def _code(line: Any) -> str:
    return (line.tax_group_id or "TAX") if line.taxable else "NON"


def _line(asked: Asked, line: Any) -> dict[str, Any]:
    return {
        "DetailType": "SalesItemLineDetail",
        "Amount": _money(line.amount),
        "Description": line.description,
        "SalesItemLineDetail": {
            "ItemRef": {"name": _item(asked, line)},
            "Qty": float(line.quantity),
            "UnitPrice": _money(line.unit_price),
            "TaxCodeRef": {"value": _code(line)},
        },
    }


def _rebate(cents: int) -> list[dict[str, Any]]:
    if not cents:
        return []
    return [
        {"DetailType": "DiscountLineDetail", "Amount": _money(cents), "DiscountLineDetail": {"PercentBased": False}}
    ]


def _taxes(taxes: Iterable[dict[str, Any]]) -> dict[str, Any]:
    found = list(taxes)
    return {
        "TotalTax": _money(sum(each["amount"] for each in found)),
        "TaxLine": [
            {
                "Amount": _money(each["amount"]),
                "DetailType": "TaxLineDetail",
                "TaxLineDetail": {
                    "TaxRateRef": {"name": each["code"].upper()},
                    "PercentBased": True,
                    "TaxPercent": float(each["rate"]),
                    "NetAmountTaxable": _money(each["base"]),
                },
            }
            for each in found
        ],
    }


def _bank(method: str, mapped: Mapping[str, Account]) -> tuple[str, str]:
    role = f"bank:{method}"
    found = account_of(role, mapped)
    return role, found.account if found else ""


def _payment(
    asked: Asked, row: Any, paid: Sequence[tuple[str, int]], customer: str, mapped: Mapping[str, Account]
) -> Object:
    role, bank = _bank(row.method, mapped)
    over = row.gone or row.bounced
    note = t(asked.language, "quickbooks-voided" if row.gone else "quickbooks-returned") if over else ""
    kept, coins = (0, 0) if row.gone else (row.given, row.given_rounding)
    total, shares = (kept, ()) if over else (row.amount, tuple(paid))
    free = total - sum(cents for _, cents in shares)
    method = t(asked.language, f"report-method-{row.method.replace('_', '-')}")
    body = {
        "TxnDate": row.received_on.isoformat(),
        "PaymentRefNum": row.receipt_text,
        "CustomerRef": {"name": customer},
        "CurrencyRef": {"value": row.currency},
        "PaymentMethodRef": {"name": method},
        "DepositToAccountRef": {"value": bank},
        "TotalAmt": _money(total),
        "UnappliedAmt": _money(free),
        "Line": [
            {"Amount": _money(cents), "LinkedTxn": [{"TxnType": "Invoice", "DocNumber": number}]}
            for number, cents in shares
        ],
        "PrivateNote": " · ".join(part for part in (row.reference, note) if part),
    }
    memo = guarded(str(body["PrivateNote"]))
    start = (row.receipt_text, guarded(customer), row.received_on.isoformat(), method, bank)
    rows = [(*start, number, decimal(cents), "0.00", memo, row.currency) for number, cents in shares]
    if free or not rows:
        rows.append((*start, "", "0.00", decimal(free), memo, row.currency))
    rounding = None
    if row.cash_rounding or (row.bounced and row.given_rounded):
        cents = coins if over else row.cash_rounding
        rounding = _rounding(asked, "payment", row, row.received_on, row.receipt_text, cents, bank, mapped)
    roles = (role, "rounding") if rounding else (role,)
    return Object("payment", row.id, row.received_on, row.receipt_text, customer, body, tuple(rows), roles, rounding)


def _refund(asked: Asked, row: Any, customer: str, mapped: Mapping[str, Account]) -> Object:
    role, bank = _bank(row.method, mapped)
    note = t(asked.language, "quickbooks-refund-failed") if row.gone else ""
    total = 0 if row.gone else row.amount
    method = t(asked.language, f"report-method-{row.method.replace('_', '-')}")
    memo = " · ".join(part for part in (row.reference, note) if part)
    body = {
        "DocNumber": row.number_text,
        "TxnDate": row.refunded_on.isoformat(),
        "CustomerRef": {"name": customer},
        "CurrencyRef": {"value": row.currency},
        "PaymentMethodRef": {"name": method},
        "PaymentRefNum": row.receipt_text,
        "DepositToAccountRef": {"value": bank},
        "TotalAmt": _money(total),
        "Line": [
            {
                "DetailType": "DescriptionOnly",
                "Amount": _money(total),
                "Description": t(asked.language, "quickbooks-refund"),
            }
        ],
        "PrivateNote": memo,
    }
    cells = (
        row.number_text, guarded(customer), row.refunded_on.isoformat(), method, bank, row.receipt_text, decimal(total), guarded(memo),
        row.currency,
    )  # fmt: skip
    rounding = None
    if row.cash_rounding:
        cents = 0 if row.gone else -row.cash_rounding
        rounding = _rounding(asked, "refund", row, row.refunded_on, row.number_text, cents, bank, mapped)
    roles = (role, "rounding") if rounding else (role,)
    return Object("refund", row.id, row.refunded_on, row.number_text, customer, body, (cells,), roles, rounding)


def _rounding(
    asked: Asked, kind: Kind, row: Any, day: date, number: str, cents: int, bank: str, mapped: Mapping[str, Account]
) -> Rounding:
    found = account_of("rounding", mapped)
    memo = t(asked.language, "quickbooks-rounding", number=number)
    account = found.account if found else ""
    return entry(reference(kind, number), day, cents, row.currency, memo, bank=bank, account=account)


def digest(each: Object) -> str:
    """Equal as long as the paper says the same; a client's new name, or another account, is no change of the paper."""
    own = ("CustomerRef", "DepositToAccountRef", *(["Line"] if each.kind == "write_off" else []))
    body = {key: value for key, value in each.body.items() if key not in own}
    if each.rounding is not None:
        body["Rounding"] = each.rounding.cents
    return hashlib.sha256(json.dumps(body, sort_keys=True, ensure_ascii=False).encode()).hexdigest()

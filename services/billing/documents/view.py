"""A frozen snapshot as the strings that a template places: labels, formatted amounts, dates, legal mentions. Pure.

Quebec law asks for more mentions as the amount grows; every one of them is printed on every document: supplier, date,
description, which lines are taxable, each tax with its rate and registration number, total, buyer, terms of payment,
licence. Taxes are two lines, never a combined rate.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.billing.documents.frame import frame, place_lines, recipient
from services.billing.documents.sections import sections
from services.billing.documents.snapshot import Line, Receipt, Snapshot, TaxLine
from services.billing.documents.speaker import NBSP, Speaker


def view(snapshot: Snapshot) -> dict[str, Any]:
    """Everything `templates/<kind>.typ` reads from `sys.inputs.view`. A refund looks as a receipt does."""
    say = Speaker(snapshot.language)
    if refund := snapshot.refund:
        like = Receipt(
            amount=refund.amount, method=refund.method, reference=refund.reference, received_on=refund.refunded_on
        )
        snapshot = snapshot.model_copy(update={"receipt": like})
    title = say(f"documents-{snapshot.kind}")
    said = frame(
        snapshot.seller,
        snapshot.language,
        title=title,
        number=_number(snapshot, say),
        named=say("documents-title", kind=title, number=snapshot.number, seller=snapshot.seller.trade_name),
    )
    result = said | {
        "buyer": recipient(snapshot.buyer, snapshot.language),
        "about": _about(snapshot, say),
        "panel": _panel(snapshot, say),
        "meta": _meta(snapshot, say),
        "sections": sections(snapshot, say),
        "signature": _signature(say) if snapshot.kind == "quote" else None,
    }
    return result | (_receipt(snapshot, say) if snapshot.receipt else _priced(snapshot, say))


def _number(snapshot: Snapshot, say: Speaker) -> str:
    if snapshot.version > 1:
        return say("documents-number-version", number=snapshot.number, version=str(snapshot.version))
    return say("documents-number", number=snapshot.number)


def _about(snapshot: Snapshot, say: Speaker) -> list[list[str]]:
    """What the job is and where, when that is not where the bill goes."""
    rows = [[say("documents-subject"), snapshot.job_title]] if snapshot.job_title else []
    if snapshot.work_address is not None and snapshot.work_address != snapshot.buyer.address:
        rows.append([say("documents-work-address"), ", ".join(place_lines(snapshot.work_address))])
    return rows


def _panel(snapshot: Snapshot, say: Speaker) -> dict[str, Any]:
    if snapshot.receipt is not None:
        method = say(f"documents-method-{snapshot.receipt.method}")
        amount = snapshot.receipt.amount
        verb = "refunded" if snapshot.refund else "received"
        note: str | None = say(f"documents-panel-{verb}", method=method, date=snapshot.receipt.received_on.isoformat())
    else:
        amount = snapshot.total - snapshot.applied
        note = None
        if snapshot.applied and not amount:
            note = say("documents-panel-settled")
        elif snapshot.valid_until is not None:
            note = say("documents-panel-valid", date=snapshot.valid_until.isoformat())
        elif snapshot.due_on is not None:
            note = say("documents-panel-due", date=snapshot.due_on.isoformat())
    return {
        "label": say(f"documents-{snapshot.kind}-total"),
        "value": say.amount(amount, snapshot.currency),
        "note": note,
    }


def _meta(snapshot: Snapshot, say: Speaker) -> list[list[str]]:
    rows = [[say("documents-date"), snapshot.dated.isoformat()]]
    if snapshot.due_on is not None:
        rows.append([say("documents-due-on"), snapshot.due_on.isoformat()])
    if snapshot.quote_number is not None:
        rows.append([say("documents-from-quote"), say("documents-number", number=snapshot.quote_number)])
    if snapshot.credited_invoice:
        rows.append([say("documents-credited-invoice"), say("documents-number", number=snapshot.credited_invoice)])
    if snapshot.receipt is not None:
        rows.append([say("documents-receipt-method"), say(f"documents-method-{snapshot.receipt.method}")])
        if snapshot.receipt.reference:
            rows.append([say("documents-receipt-reference"), snapshot.receipt.reference])
    if snapshot.refund and snapshot.refund.receipt:
        rows.append([say("documents-receipt"), say("documents-number", number=snapshot.refund.receipt)])
    rows.append([say("documents-job"), say("documents-number", number=str(snapshot.job_number))])
    return rows


def _row(line: Line, snapshot: Snapshot, say: Speaker) -> dict[str, Any]:
    quantity = say.decimal(line.quantity)
    notes = []
    if line.discount:
        off = say.amount(-line.discount.amount, snapshot.currency)
        percent = line.discount.percent
        notes.append(
            say("documents-line-discount-percent", percent=say.percent(percent), amount=off)
            if percent
            else say("documents-line-discount", amount=off)
        )
    if snapshot.taxes and not line.taxable:
        notes.append(say("documents-exempt"))
    elif snapshot.taxes and line.zero_rated:
        notes.append(say("documents-zero-rated"))
    return {
        "section": None,
        "description": line.description,
        "note": " · ".join(notes) or None,
        "quantity": f"{quantity}{NBSP}{line.unit}" if line.unit else quantity,
        "unit_price": say.amount(line.unit_price, snapshot.currency),
        "amount": say.amount(line.amount, snapshot.currency),
    }


def _is_offered(line: Line, snapshot: Snapshot) -> bool:
    """What the client may still take, and is not in the totals: an option, or a line of another choice."""
    return (line.optional and not line.chosen) or line.alternative not in ("", snapshot.alternative)


def _rows(lines: Sequence[Line], snapshot: Snapshot, say: Speaker) -> list[dict[str, Any]]:
    """The lines in their order; the first of each section says its title, the first of each choice what is said about it."""
    rows, before = [], ""
    notes = {each.name: each.note for each in snapshot.alternative_notes}
    for line in lines:
        title = " – ".join(filter(None, (line.section, line.alternative)))
        titled = title if title and title != before else None
        rows.append(
            _row(line, snapshot, say)
            | {"section": titled, "section_note": notes.pop(line.alternative, None) if titled else None}
        )
        before = title
    return rows


def _tax(tax: TaxLine, snapshot: Snapshot, say: Speaker) -> dict[str, Any]:
    return {
        "label": f"{tax.name} {say.percent(tax.rate)}",
        "note": say("documents-tax-number", number=tax.registration) if tax.registration else None,
        "amount": say.amount(tax.amount, snapshot.currency),
        "strong": False,
    }


def _priced(snapshot: Snapshot, say: Speaker) -> dict[str, Any]:
    def plain(message: str, cents: int, *, strong: bool = False) -> dict[str, Any]:
        return {
            "label": say(message),
            "note": None,
            "amount": say.amount(cents, snapshot.currency),
            "strong": strong,
        }

    offered = [line for line in snapshot.lines if _is_offered(line, snapshot)]
    firm = [line for line in snapshot.lines if line not in offered]
    sums = []
    if off := snapshot.discount:
        sums.append(plain("documents-lines-total", snapshot.subtotal + off.amount))
        row = plain("documents-discount", -off.amount)
        sums.append(row | {"label": f"{row['label']} {say.percent(off.percent)}"} if off.percent else row)
    sums.append(plain("documents-subtotal", snapshot.subtotal))
    mixed = any(tax.base != snapshot.subtotal for tax in snapshot.taxes)
    if mixed:
        sums.append(plain("documents-taxable", snapshot.taxes[0].base))
    sums += [_tax(tax, snapshot, say) for tax in snapshot.taxes]
    sums.append(plain("documents-total", snapshot.total, strong=True))
    if snapshot.deposit:
        sums.append(plain("documents-deposit", snapshot.deposit))
    sums += _settled(snapshot, say)
    if not snapshot.seller.tax_registered:
        scope: str | None = say("documents-tax-none")
    else:
        other = any(not line.taxable or line.zero_rated for line in snapshot.lines)
        scope = say("documents-tax-scope-some" if other else "documents-tax-scope-all") if snapshot.taxes else None
    if snapshot.exempt_reason:
        scope = say("documents-tax-exempt", reason=snapshot.exempt_reason)
    return {
        "columns": [say(f"documents-{name}") for name in ("description", "quantity", "unit-price", "amount")],
        "lines": _rows(firm, snapshot, say),
        "totals": sums,
        "scope": scope,
        "options": {
            "title": say("documents-options"),
            "note": say("documents-options-note"),
            "lines": _rows(offered, snapshot, say),
        }
        if offered
        else None,
    }


def _settled(snapshot: Snapshot, say: Speaker) -> list[dict[str, Any]]:
    """What credits paid of an invoice; what a credit note took off its invoice, and what is left of both."""

    def row(message: str, cents: int, *, strong: bool = False) -> dict[str, Any]:
        label = say(message, number=snapshot.credited_invoice)
        return {"label": label, "note": None, "amount": say.amount(cents, snapshot.currency), "strong": strong}

    if snapshot.applied:
        left = snapshot.total - snapshot.applied
        return [row("documents-applied", -snapshot.applied), row("documents-left", left, strong=True)]
    if (credited := snapshot.credited) is None:
        return []
    parts = ((snapshot.total - credited.released, "credited"), (credited.released, "released"))
    found = [row(f"documents-{name}", cents) for cents, name in parts if cents]
    return [*found, row("documents-credited-left", credited.balance)]


def _receipt(snapshot: Snapshot, say: Speaker) -> dict[str, Any]:
    receipt = snapshot.receipt
    assert receipt is not None
    sums: list[dict[str, Any]] = []
    if receipt.unapplied:
        sums.append(
            {
                "label": say("documents-receipt-unapplied"),
                "note": None,
                "amount": say.amount(receipt.unapplied, snapshot.currency),
                "strong": False,
            }
        )
    sums.append(
        {
            "label": say(f"documents-{snapshot.kind}-total"),
            "note": None,
            "amount": say.amount(receipt.amount, snapshot.currency),
            "strong": True,
        }
    )
    return {
        "applied": {
            "columns": [
                say("documents-receipt-invoice"),
                say("documents-receipt-applied"),
                say("documents-receipt-balance"),
            ],
            "rows": [
                [
                    say("documents-number", number=each.invoice),
                    say.amount(each.amount, snapshot.currency),
                    say.amount(each.balance, snapshot.currency),
                ]
                for each in receipt.applied
            ],
        },
        "totals": sums,
        "scope": None,
    }


def _signature(say: Speaker) -> dict[str, Any]:
    return {
        "title": say("documents-acceptance"),
        "note": say("documents-acceptance-note"),
        "fields": [say(f"documents-{name}") for name in ("signature-name", "signature", "signature-date")],
    }

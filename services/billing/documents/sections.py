"""What a document says below its sums: reason, progress, terms of payment, schedules, rights of the consumer. Pure."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from services.billing.documents.frame import place_lines
from services.billing.documents.snapshot import Snapshot
from services.billing.documents.speaker import Speaker


def sections(snapshot: Snapshot, say: Speaker) -> list[dict[str, str]]:
    if snapshot.receipt:
        return []
    said = (
        ("reason", snapshot.reason),
        ("progress", _progress(snapshot, say)),
        ("payment-terms", _payment_terms(snapshot, say)),
        *(("schedule", each) for each in _schedules(snapshot, say)),
        ("concluded", _concluded(snapshot, say)),
        ("itinerant", say("documents-itinerant-notice") if snapshot.itinerant else ""),
        ("terms", snapshot.terms),
        ("cancellation", say("documents-cancellation-form") if snapshot.itinerant else ""),
    )
    return [{"title": say(f"documents-{name}"), "text": text} for name, text in said if text]


def _concluded(snapshot: Snapshot, say: Speaker) -> str:
    """Permit, representative and place of an itinerant contract, a line each."""
    if (concluded := snapshot.concluded) is None:
        return ""
    said = (
        ("permit", concluded.permit),
        ("representative", concluded.representative),
        ("place", ", ".join(place_lines(concluded.place))),
    )
    return "\n".join(say(f"documents-concluded-{name}", value=value) for name, value in said if value)


def _progress(snapshot: Snapshot, say: Speaker) -> str:
    """How far a quote is invoiced with this invoice."""
    if (progress := snapshot.progress) is None:
        return ""
    amounts = {
        "whole": progress.total,
        "before": progress.before,
        "part": snapshot.total,
        "left": max(progress.total - progress.before - snapshot.total, 0),
    }
    share = Decimal(snapshot.total * 100) / progress.total if progress.total else Decimal(0)
    said = {name: say.amount(cents, snapshot.currency) for name, cents in amounts.items()}
    percent = say.percent(f"{share.quantize(Decimal('0.1'), ROUND_HALF_UP):f}".removesuffix(".0"))
    return say("documents-progress-said", number=snapshot.quote_number or "", percent=percent, **said)


def _schedules(snapshot: Snapshot, say: Speaker) -> list[str]:
    """Each way to pay a quote, a part a line."""
    found = []
    for schedule in snapshot.schedules:
        parts = []
        for each in schedule.instalments:
            day = each.on.isoformat() if each.on else ""
            when = say(f"documents-instalment-{each.when.replace('_', '-')}", date=day)
            percent = f" ({say.percent(each.percent)})" if each.percent else ""
            parts.append(f"{when} : {say.amount(each.amount, snapshot.currency)}{percent}")
        head = [schedule.name] if schedule.name else []
        if off := schedule.discount:
            said = say.amount(-off.amount, snapshot.currency) + (
                f" ({say.percent(off.percent)})" if off.percent else ""
            )
            total = say.amount(schedule.total, snapshot.currency)
            head.append(say("documents-schedule-discount", discount=said, total=total))
        found.append("\n".join([*head, *parts]))
    return found


def _payment_terms(snapshot: Snapshot, say: Speaker) -> str:
    days = snapshot.payment_terms_days
    if len(snapshot.dues) > 1:
        return "\n".join(
            say("documents-due", date=due.due_on.isoformat(), amount=say.amount(due.amount, snapshot.currency))
            for due in snapshot.dues
        )
    if snapshot.kind == "quote":
        return say("documents-quote-payment-within", days=days) if days is not None else ""
    if snapshot.due_on is None:
        return ""
    due = snapshot.due_on.isoformat()
    if days is None:
        return say("documents-payment-by", date=due)
    return say("documents-payment-within", days=days, date=due)

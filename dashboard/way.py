"""The job's way as a diagram: request → reply → quote → visit → invoice → payment, each station with its state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from dashboard.api import Json
from dashboard.statuses import invoice_status

State = Literal["done", "now", "later", "skipped"]

OVER = ("superseded", "voided", "cancelled", "no_show")
RUNNING = ("started", "paused", "en_route", "scheduled", "unscheduled")


@dataclass(slots=True)
class Station:
    name: str  # request | reply | quote | visit | invoice | payment
    state: State
    status: tuple[str, str] | None = None  # (kind, value) of the word below the name
    money: Json | None = None
    at: str = ""  # instant


def stations(job: Json) -> list[Station]:
    """Pure: what the job's JSON says. At least one station is `now` while the job is open."""
    acts = job.get("activities") or {}
    found = [
        Station("request", "done", at=str(job.get("opened_at") or "")),
        Station("reply", "now" if job.get("phase") == "new" else "done"),
        _quote(_live(acts.get("quotes"))),
        _visit(_live(acts.get("visits"))),
        _invoice([i for i in acts.get("invoices") or [] if i.get("document") != "voided"]),
        _payment(job.get("figures") or {}),
    ]
    reached = max(i for i, station in enumerate(found) if station.state in ("done", "now"))
    for i, station in enumerate(found):
        if station.state == "later" and i < reached:
            station.state = "skipped"
    open_job = job.get("phase") not in ("closed", "lost", "cancelled")
    if open_job and not any(station.state == "now" for station in found):
        following = next((s for s in found[reached + 1 :] if s.state == "later"), None)
        if following:
            following.state = "now"
    return found


def _live(items: Any) -> list[Json]:
    return [item for item in items or [] if item.get("status") not in OVER]


def _quote(quotes: list[Json]) -> Station:
    if not quotes:
        return Station("quote", "later")
    best = next((q for q in quotes if q.get("status") == "accepted"), quotes[-1])
    done = best.get("status") == "accepted"
    return Station("quote", "done" if done else "now", ("quote", str(best["status"])), best.get("total"))


def _visit(visits: list[Json]) -> Station:
    if not visits:
        return Station("visit", "later")
    current = next((v for v in visits if v.get("status") in RUNNING), visits[-1])
    done = current.get("status") == "completed"
    at = str(current.get("starts_at") or "")
    return Station("visit", "done" if done else "now", ("visit", str(current["status"])), at=at)


def _invoice(invoices: list[Json]) -> Station:
    if not invoices:
        return Station("invoice", "later")
    current = next((i for i in invoices if i.get("document") == "draft"), invoices[-1])
    done = current.get("document") == "issued"
    return Station("invoice", "done" if done else "now", ("invoice", invoice_status(current)), current.get("total"))


def _payment(figures: Json) -> Station:
    invoiced, owed, paid = (_cents(figures.get(name)) for name in ("invoiced", "outstanding", "paid"))
    if paid and owed <= 0 and invoiced:
        return Station("payment", "done", ("invoice", "paid"), figures.get("paid"))
    if paid:
        return Station("payment", "now", ("invoice", "partially_paid"), figures.get("paid"))
    return Station("payment", "now" if invoiced else "later")


def _cents(money: Json | None) -> int:
    return int((money or {}).get("amount") or 0)

"""What is typed in the form of a visit, as the bodies that the API takes: one visit, or a series of them.

Dates and times are the company's own; a visit gets instants, a series keeps wall time.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from dashboard import dates
from dashboard.api import Json
from dashboard.forms import Form, whole
from dashboard.view import View

TIMINGS: Final = ("fixed", "window", "all_day", "none")
PLACE: Final = ("line1", "city", "region", "postal_code", "country")
TEXTS: Final = ("title", "instructions", "note_visible", "note_internal")
REPEATS: Final = {"day": "DAILY", "week": "WEEKLY", "month": "MONTHLY", "year": "YEARLY"}
WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
HOLIDAYS: Final = ("skip", "next_business_day", "keep")
FIELDS: Final = {"starts_at": "from", "ends_at": "to", "window_ends_at": "window_to", "resource_ids.0": "resource_ids",
                 "rrule": "repeat", "hold_id": "day"}  # fmt: skip


class Times:
    """The wall times that were typed; None where there are none to be read. `complaint` is the field and the text's id."""

    def __init__(self, form: Form) -> None:
        self.timing = form.text("timing") if form.text("timing") in TIMINGS else "fixed"
        self.starts: datetime | None = None
        self.ends: datetime | None = None
        self.window_ends: datetime | None = None
        self.complaint: tuple[str, str] | None = None
        if self.timing == "none":
            return
        first = _day(form.text("day"))
        if self.timing == "all_day":
            self._days(first, _day(form.text("last_day")) or first)
        else:
            self._clocks(form, first)

    def _days(self, first: date | None, last: date | None) -> None:
        if first is None or last is None:
            self.complaint = ("day", "visit-day-wrong")
        elif last < first:
            self.complaint = ("last_day", "visit-last-day-wrong")
        else:
            self.starts = datetime.combine(first, datetime.min.time())
            self.ends = datetime.combine(last + timedelta(days=1), datetime.min.time())

    def _clocks(self, form: Form, day: date | None) -> None:
        self.starts = _wall(day, form.text("from"))
        self.ends = _later(self.starts, _wall(day, form.text("to")))
        if self.starts is None:
            self.complaint = ("day", "visit-when-wrong")
        elif self.ends is None or self.ends <= self.starts:
            self.complaint = ("to", "visit-end-wrong")
        elif self.timing == "window":
            self.window_ends = _wall(day, form.text("window_to"))
            if self.window_ends is None or self.window_ends <= self.starts:
                self.complaint = ("window_to", "visit-window-wrong")

    @property
    def minutes(self) -> int:
        """The length on the clock; 60 where there is none."""
        if self.starts is None or self.ends is None or self.ends <= self.starts:
            return 60
        return int((self.ends - self.starts) / timedelta(minutes=1))


def visit(view: View, form: Form, *, patch: bool = False) -> Json:
    """The body of a visit; complains in the form. A new one leaves empty fields out, a change says that they are empty."""
    times = _checked(view, form)
    body: Json = {"resource_ids": _led(form)}
    if times.starts and times.ends:
        body |= {"timing": times.timing, "starts_at": _at(view, times.starts), "ends_at": _at(view, times.ends)}
        if times.window_ends:
            body["window_ends_at"] = _at(view, times.window_ends)
    if form.text("anyway"):
        body["anyway"] = True
    if patch:
        body |= {name: form.text(name) for name in TEXTS} | {"service_id": form.text("service_id") or None}
        return body | {"address": _place(form), "billable": form.checked("billable")}
    return body | _about(form)


def held(form: Form, body: Json) -> Json:
    """A new visit that takes the time of its hold: when and who are the hold's."""
    taken = {
        name: value for name, value in body.items() if name not in ("starts_at", "ends_at", "resource_ids", "anyway")
    }
    lead = {"lead_id": form.text("lead_id")} if form.text("lead_id") else {}
    return taken | {"hold_id": form.text("hold_id")} | lead


def series(view: View, form: Form) -> Json:
    """The body of a series; complains in the form."""
    times = _checked(view, form)
    body = when(view, form, times)
    body |= {"minutes": times.minutes, "timing": times.timing, "resource_ids": _led(form), **_about(form)}
    if times.window_ends and times.starts:
        body["window_minutes"] = int((times.window_ends - times.starts) / timedelta(minutes=1))
    return body


def when(view: View, form: Form, times: Times | None = None) -> Json:
    """The dates of a series: its rule, its first time and what becomes of holidays. Complains in the form."""
    times = times or _checked(view, form, people=False)
    holidays = form.text("holidays") if form.text("holidays") in HOLIDAYS else "skip"
    if times.starts is None:
        return {}
    return {"rrule": rule(view, form, times.starts.date()), "starts_at": times.starts.isoformat(), "holidays": holidays}


def rule(view: View, form: Form, first: date) -> str:
    """The recurrence as an RRULE; complains in the form."""
    parts = [f"FREQ={REPEATS[form.text('repeat')]}", f"INTERVAL={whole(form.text('every') or '1') or 1}"]
    if form.text("repeat") == "week":
        chosen = [each for each in WEEKDAYS if each in form.all("weekdays")] or [WEEKDAYS[first.weekday()]]
        parts.append(f"BYDAY={','.join(chosen)}")
    elif form.text("repeat") == "month" and form.text("month_by") == "weekday":
        # The last one where not every month has a fifth.
        number = -1 if first.day > 28 else (first.day - 1) // 7 + 1
        parts.append(f"BYDAY={number}{WEEKDAYS[first.weekday()]}")
    if form.text("ends") == "until":
        until = _day(form.text("until"))
        if until is None or until < first:
            form.complain("until", view.t("series-until-wrong"))
        else:
            parts.append(f"UNTIL={until:%Y%m%d}")
    elif form.text("ends") == "count":
        if not whole(form.text("count")):
            form.complain("count", view.t("series-count-wrong"))
        parts.append(f"COUNT={whole(form.text('count'))}")
    return ";".join(parts)


def of_series(view: View, form: Form, one: Json) -> Json:
    """The change of a series that a change of one of its visits means, from that visit on or for all of them."""
    body, times = visit(view, form, patch=True), Times(form)
    if form.errors or times.starts is None:
        if times.timing == "none":
            form.complain("timing", view.t("series-needs-time"))
        return {}
    if one["starts_at"] and dates.local(one["starts_at"], view.zone).date() != times.starts.date():
        form.complain("day", view.t("series-day-moves-one"))
        return {}
    for name in ("starts_at", "ends_at", "window_ends_at", "anyway"):
        body.pop(name, None)
    body |= {"timing": times.timing, "starts_at": times.starts.time().isoformat(), "minutes": times.minutes}
    body["window_minutes"] = (
        int((times.window_ends - times.starts) / timedelta(minutes=1)) if times.window_ends else None
    )
    if form.text("scope") == "following":
        return body | {"scope": "following", "from_date": one["series_key"]}
    return body | {"scope": "all"}


def values(view: View, one: Json) -> Json:
    """The fields of a visit that is there."""
    found: Json = {name: one.get(name) or "" for name in (*TEXTS, "service_id")}
    found["timing"] = one["timing"] if one["starts_at"] else "none"
    found |= {"lead_id": one["lead_id"] or "", "place": "own" if one["own_address"] else "job"}
    found |= {f"address.{name}": (one["address"] or {}).get(name) or "" for name in PLACE} if one["own_address"] else {}
    found |= {"billable": "true"} if one["billable"] else {}
    if not one["starts_at"]:
        return found
    starts, ends = dates.local(one["starts_at"], view.zone), dates.local(one["ends_at"], view.zone)
    found |= {"day": starts.date().isoformat(), "from": f"{starts:%H:%M}", "to": f"{ends:%H:%M}"}
    if one["timing"] == "all_day":
        found |= {"last_day": (ends - timedelta(minutes=1)).date().isoformat(), "from": "09:00", "to": "11:00"}
    if one["window_ends_at"]:
        found["window_to"] = f"{dates.local(one['window_ends_at'], view.zone):%H:%M}"
    return found


def _checked(view: View, form: Form, *, people: bool = True) -> Times:
    times = Times(form)
    if form.text("repeat") in REPEATS and times.timing == "none":
        form.complain("timing", view.t("series-needs-time"))
    if times.complaint:
        form.complain(times.complaint[0], view.t(times.complaint[1]))
    if people and times.timing != "none" and not form.all("resource_ids"):
        form.complain("resource_ids", view.t("visit-nobody"))
    elif people and form.text("lead_id") and form.text("lead_id") not in form.all("resource_ids"):
        form.complain("lead_id", view.t("visit-lead-not-among"))
    if people and form.text("place") == "own" and not form.text("address.line1"):
        form.complain("address.line1", view.t("visit-place-missing"))
    return times


def _about(form: Form) -> Json:
    lists = form.all("checklist_template_ids")
    about = form.body(("service_id", *TEXTS)) | ({"checklist_template_ids": lists} if lists else {})
    place = _place(form)
    return about | ({"address": place} if place else {}) | {"billable": form.checked("billable")}


def _led(form: Form) -> list[str]:
    """Who comes, the one who leads first: that is the order the API keeps."""
    lead = form.text("lead_id")
    return sorted(form.all("resource_ids"), key=lambda each: each != lead)


def _place(form: Form) -> Json | None:
    """The visit's own address; None where it is the job's."""
    if form.text("place") != "own":
        return None
    return {name: form.text(f"address.{name}") for name in PLACE} | {"country": form.text("address.country") or "CA"}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _wall(day: date | None, clock: str) -> datetime | None:
    try:
        return datetime.fromisoformat(f"{day}T{clock}") if day else None
    except ValueError:
        return None


def _later(starts: datetime | None, ends: datetime | None) -> datetime | None:
    """A visit that ends at midnight ends with the day."""
    midnight = ends is not None and ends.time() == datetime.min.time()
    return ends + timedelta(days=1) if ends and starts and midnight else ends


def _at(view: View, wall: datetime) -> str:
    found = dates.to_instant(wall.date().isoformat(), wall.time().isoformat(), view.zone)
    assert found is not None
    return found

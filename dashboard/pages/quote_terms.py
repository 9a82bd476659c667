"""What a quote's form says besides its lines: deposit, ways to pay, the choice that is recommended, terms, how it is invoiced."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from dashboard.api import Json
from dashboard.forms import Form
from dashboard.pages import lines, versions
from dashboard.view import View

SCHEDULES: Final = range(4)
"""As many as the API takes."""
WHENS: Final = ("on_acceptance", "on_date", "on_completion", "to_plan")
EMPTY: Final[Json] = {
    "deposit": None,
    "deposit_percent": None,
    "schedules": [],
    "alternatives": [],
    "recommended": None,
    "terms": None,
    "itinerant": False,
    "invoicing": None,
}


def read(view: View, form: Form) -> Json:
    """The part of the API's body; complains at the fields. What was cleared is there as what clears it."""
    body = EMPTY | {
        "recommended": form.text("recommended") or None,
        "terms": form.text("terms") or None,
        "itinerant": "itinerant" in form.values,
        "invoicing": form.text("invoicing") or None,
        "schedules": [_schedule(view, form, at) for at in _filled(form)],
        "alternatives": [
            {"name": form.text(f"choices.{n}.name"), "note": form.text(f"choices.{n}.note")} for n in _noted(form)
        ],
    }
    share = _share(view, form, "deposit")
    body["deposit"], body["deposit_percent"] = share.get("amount"), share.get("percent")
    return body


def pointers(form: Form) -> dict[str, str]:
    """Where the form shows what the API says about an instalment: rows without anything were not sent."""
    found = {"deposit_percent": "deposit", "deposit.amount": "deposit"}
    for sent, n in enumerate(_noted(form)):
        found |= {f"alternatives.{sent}.{name}": f"choices.{n}.{name}" for name in ("name", "note")}
    for sent, at in enumerate(_filled(form)):
        found[f"schedules.{sent}"] = found[f"schedules.{sent}.instalments"] = f"plan{at}.name"
        found[f"schedules.{sent}.name"] = f"plan{at}.name"
        at_discount = (f"schedules.{sent}.discount{part}" for part in ("", ".percent", ".amount"))
        found |= dict.fromkeys(at_discount, f"plan{at}.discount")
        for n, row in enumerate(form.rows(f"part{at}")):
            place = f"schedules.{sent}.instalments.{n}"
            found |= {f"{place}.{name}": f"part{at}.{row}.{name}" for name in ("when", "on")}
            found |= dict.fromkeys((place, f"{place}.percent", f"{place}.amount"), f"part{at}.{row}.share")
    return found


def usual(form: Form, set_: Json, language: str) -> Form:
    """What the company wants a new quote to begin with."""
    form.values["valid_until"] = set_["valid_until"]
    if set_["deposit_percent"]:
        form.values["deposit"] = lines.discount_shown({"percent": set_["deposit_percent"]}, language)
    if set_["itinerant"]:
        form.values["itinerant"] = "true"
    return form


def defaults(form: Form, quote: Json, language: str) -> None:
    """What is saved, but for the lines and until when it is valid."""
    percent = quote["deposit_percent"]
    form.values["deposit"] = (
        lines.discount_shown({"percent": percent}, language) if percent else lines.amount(quote["deposit"], language)
    )
    names = [each["name"] for each in quote["alternatives"]]
    counts = next((each["name"] for each in quote["alternatives"] if each["counts"]), "")
    form.values["recommended"] = "" if counts in names[:1] else counts  # the first counts by itself
    for n, each in enumerate(quote["alternatives"]):
        form.values |= {f"choices.{n}.name": each["name"], f"choices.{n}.note": each["note"]}
    form.values["terms"] = quote["terms"] or ""
    form.values["invoicing"] = quote["invoicing"] or ""
    if quote["itinerant"]:
        form.values["itinerant"] = "true"
    for at, schedule in enumerate(quote["schedules"]):
        form.values[f"plan{at}.name"] = schedule["name"]
        form.values[f"plan{at}.kind"] = schedule["kind"]
        form.values[f"plan{at}.discount"] = lines.discount_shown(schedule["discount"], language)
        last = len(schedule["instalments"]) - 1
        for row, part in enumerate(schedule["instalments"]):
            form.values[f"part{at}.{row}.when"] = part["when"]
            form.values[f"part{at}.{row}.on"] = part["on"] or ""
            if part["percent"]:
                form.values[f"part{at}.{row}.share"] = lines.discount_shown({"percent": part["percent"]}, language)
            elif row != last:  # the last one takes the rest
                form.values[f"part{at}.{row}.share"] = lines.amount(part["amount"], language)


def saved(quote: Json, language: str) -> Form:
    """The whole form of a quote that is saved, its lines included."""
    form = lines.defaults(Form(), quote["lines"], language, quote["totals"]["discount"])
    form.values["valid_until"] = quote.get("valid_until") or ""
    defaults(form, quote, language)
    return form


def shown(form: Form) -> list[Json]:
    """The schedules that the form has room for: those that are filled in, and one more without rows (a page is light)."""
    filled = list(_filled(form))
    spare = next((at for at in SCHEDULES if at not in filled), None)
    return [
        {"at": at, "open": at in filled, "rows": form.rows(f"part{at}"), "next": _next(form, at)}
        for at in sorted([*filled, *([] if spare is None else [spare])])
    ]


def summed_up(view: View, form: Form) -> Form:
    """The form with each schedule, and what is said about the choices, as one field: to lay two versions side by side."""
    found = dict(form.values)
    for at in SCHEDULES:
        parts = [" ".join(filter(None, (_when(view, form, at, n), *_of(form, at, n)))) for n in form.rows(f"part{at}")]
        head = [form.text(f"plan{at}.name"), form.text(f"plan{at}.discount")] if parts else []
        found[f"plan{at}"] = " · ".join(filter(None, [*head, *parts]))
    noted = (f"{form.text(f'choices.{n}.name')} : {form.text(f'choices.{n}.note')}" for n in _noted(form))
    found["choices"] = " · ".join(noted)
    found["itinerant"] = view.t("quote-yes") if "itinerant" in form.values else ""
    found["invoicing"] = view.t(f"quote-invoicing-{form.text('invoicing') or 'usual'}".replace("_", "-"))
    return Form(values=found)


def pair(view: View, mine: Form, theirs: Form, *more: str) -> list[versions.Row]:
    """Both versions of a quote side by side; of its fields those that say something in either."""
    found = versions.pair(summed_up(view, mine), summed_up(view, theirs), dict.fromkeys((*more, *labels(view)), ""))
    return [row for row in found if not row.field or row.mine or row.theirs]


def labels(view: View) -> dict[str, str]:
    """What the fields of a whole quote are called, in the order of the form."""
    named = {
        "discount": "lines-discount-whole",
        "valid_until": "quote-valid-label",
        "deposit": "quote-deposit",
        "recommended": "quote-recommended",
        "choices": "quote-choices",
        "invoicing": "quote-invoicing",
        "terms": "client-terms",
        "itinerant": "quote-itinerant",
    }
    plans = {f"plan{at}": view.t("quote-plan", number=str(at + 1)) for at in SCHEDULES}
    return {name: view.t(message) for name, message in named.items()} | plans


def _when(view: View, form: Form, at: int, n: int) -> str:
    when = form.text(f"part{at}.{n}.when")
    return view.t(f"quote-part-{(when if when in WHENS else 'to_plan').replace('_', '-')}")


def _of(form: Form, at: int, n: int) -> tuple[str, str]:
    return form.text(f"part{at}.{n}.on"), form.text(f"part{at}.{n}.share")


def _next(form: Form, at: int) -> int:
    return max([-1, *form.rows(f"part{at}")]) + 1


def _noted(form: Form) -> list[int]:
    """The choices about which something is said."""
    return [n for n in form.rows("choices") if form.text(f"choices.{n}.note")]


def _filled(form: Form) -> Iterator[int]:
    return (at for at in SCHEDULES if form.rows(f"part{at}"))


def _schedule(view: View, form: Form, at: int) -> Json:
    parts = []
    for row in form.rows(f"part{at}"):
        part: dict[str, Any] = {"when": form.text(f"part{at}.{row}.when") or "to_plan"}
        if on := form.text(f"part{at}.{row}.on"):
            part["on"] = on
        parts.append(part | _share(view, form, f"part{at}.{row}.share"))
    kind = form.text(f"plan{at}.kind") or "one_invoice"
    discount = lines.discount(view, form, f"plan{at}.discount")
    return {"name": form.text(f"plan{at}.name"), "kind": kind, "instalments": parts, "discount": discount}


def _share(view: View, form: Form, name: str) -> Json:
    """`30 %` or `500,00` as the API takes it; nothing for nothing."""
    given = lines.discount(view, form, name, strict=False)
    if form.text(name) and given is None:
        form.complain(name, view.t("quote-share-wrong"))
    return given or {}

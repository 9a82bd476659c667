"""The proof of an acceptance, for the office: who, when, from where, exactly what; the drawn signature; both to keep."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from starlette.responses import Response
from starlette.routing import Route

from dashboard.api import Json
from dashboard.problems import ApiProblem
from dashboard.view import View, signed_in
from services.kit.texts import money


def rows(view: View, quote: Json) -> list[tuple[str, str]]:
    """What is known of the acceptance, each with its label; nothing of a quote that was not accepted."""
    accepted = quote["accepted"]
    if not accepted:
        return []
    total = quote["totals"]["total"]
    chosen = [line["description"] for line in quote["lines"] if line["position"] in accepted["options"]]
    offered = any(line["optional"] for line in quote["lines"])
    known = {
        "name": accepted["name"],
        "when": _exactly(view, accepted["at"]),
        "how": view.t(f"proof-kind-{accepted['kind']}"),
        "way": view.t(f"quote-accept-how-{accepted['how']}") if accepted["how"] else "",
        "note": accepted["note"],
        "file-hash": accepted["file_sha256"],
        "ip": accepted["ip"],
        "browser": accepted["user_agent"],
        "document": view.t("proof-version", number=quote["number_text"], version=str(accepted["version"])),
        "document-hash": accepted["document_sha256"],
        "choice": accepted["alternative"],
        "options": "\n".join(chosen) or (view.t("proof-options-none") if offered else ""),
        "schedule": _schedule(view, quote),
        "total": money(view.language, total["amount"], total["currency"]),
        "hash": accepted["sha256"],
        "intact": view.t(f"proof-intact-{'yes' if accepted['intact'] else 'no'}"),
    }
    return [(view.t(f"proof-{name}"), str(value)) for name, value in known.items() if value]


def _exactly(view: View, instant: str) -> str:
    """To the second, with the zone that it is told in."""
    local = datetime.fromisoformat(instant).astimezone(ZoneInfo(view.zone))
    return f"{local:%Y-%m-%d %H:%M:%S} ({view.zone})"


def _schedule(view: View, quote: Json) -> str:
    at = quote["accepted"]["schedule"]
    if at is None:
        return ""
    return quote["schedules"][at]["name"] or view.t("client-schedule-number", number=str(at + 1))


async def signature(view: View) -> Response:
    """What the client drew, on the page or (`download`) as a file."""
    quote = await view.api.quote(view.arg("quote"))
    drawn = await view.api.download("billing", f"/v1/quotes/{quote['id']}/signature")
    kind = "attachment" if view.arg("download") else "inline"
    return Response(drawn.content, media_type="image/png", headers=_headers(kind, f"signature-{quote['id']}.png"))


async def proof(view: View) -> Response:
    """All of it as a text file."""
    quote = await view.api.quote(view.arg("quote"))
    found = rows(view, quote)
    if not found:
        raise ApiProblem(404, {}, "billing")
    title = f"{view.t('proof-title')}, {view.company.get('name') or ''}".rstrip(", ")
    text = "\n".join([title, "", *(f"{label} : {value}" for label, value in found), ""])
    headers = _headers("attachment", f"acceptation-{quote['id']}.txt")
    return Response(text.encode(), media_type="text/plain; charset=utf-8", headers=headers)


def _headers(kind: str, name: str) -> dict[str, str]:
    return {
        "Content-Disposition": f'{kind}; filename="{name}"',
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }


routes = [
    Route("/quotes/{quote}/signature", signed_in(signature)),
    Route("/quotes/{quote}/proof", signed_in(proof)),
]

"""A quote behind the client's link: what they choose of it, what that comes to, and their answer."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response
from starlette.routing import Route

from dashboard import dates
from dashboard.api import Json
from dashboard.forms import Form, whole
from dashboard.pages.client import OPEN, ClientView, client
from dashboard.problems import ApiProblem

FIELDS: Final = {"document_sha256": "", "version": ""}
"""What a problem may name that is no field of the page."""


async def quote(view: ClientView) -> Response:
    return await _page(view)


async def _page(view: ClientView, form: Form | None = None, problem: str = "", status: int = 200) -> Response:
    found = await _found(view)
    form, over = form or Form(), _over(view, found)
    open_ = found["status"] in OPEN and not over
    return view.render(
        "client/quote.html",
        form.status if form.status >= 400 else status,
        portal=view.portal,
        quote=found,
        job=view.job(found["job_id"]),
        form=form,
        problem=problem,
        open=open_,
        over=over,
        replaced=next((each for each in reversed(found["versions"]) if each["status"] == "superseded"), None),
        choice=await _comes_to(view, found, form) if open_ else None,
    )


def _over(view: ClientView, found: Json) -> bool:
    """Expired, or past its last day: the timer may be a moment behind the calendar."""
    until = found["valid_until"]
    past = until is not None and until < dates.today(view.zone).isoformat()
    return found["status"] == "expired" or (found["status"] in OPEN and past)


async def _found(view: ClientView) -> Json:
    return await view.link.document("quotes", view.arg("quote"))


def _choice(found: Json, form: Form) -> Json:
    """What was ticked. An option of an alternative that was not chosen falls away with it."""
    usual = next((each["name"] for each in found["alternatives"] if each["counts"]), None)
    chosen = form.text("alternative") or usual
    of = {line["position"]: line["alternative"] for line in found["lines"]}
    ticked = [whole(option) for option in form.all("options")]
    return {
        "schedule": whole(form.text("schedule")),
        "alternative": chosen,
        "options": [each for each in ticked if of.get(each) in (None, "", chosen)],
    }


async def _comes_to(view: ClientView, found: Json, form: Form) -> Json | None:
    """Totals, deposit and instalments of what is chosen; None where it cannot be had (the answer says why once it is given)."""
    body = _choice(found, form) | {"version": found["version"]}
    try:
        return await view.link.verb("quotes", found["id"], "preview", body)
    except ApiProblem as problem:
        if problem.status in (409, 422):
            return None
        raise


async def choose(view: ClientView) -> Response:
    """The totals that follow the choice: a part of the page, or the whole page for a browser without JavaScript."""
    form = await view.form()
    if "HX-Request" not in view.request.headers:
        return await _page(view, form)
    return view.render("client/choice.html", choice=await _comes_to(view, await _found(view), form))


async def accept(view: ClientView) -> Response:
    """Binds to the version and the hash that were on the page: what changed meanwhile is refused, and shown."""
    form = await view.form()
    if not form.text("name"):
        form.complain("name", view.t("client-name-missing"))
        return await _page(view, form)
    body: Json = _choice(await _found(view), form) | {
        "version": whole(form.text("version")),
        "document_sha256": form.text("document_sha256"),
        "name": form.text("name"),
    }
    if drawn := form.text("signature"):
        body["signature"] = drawn
    return await _answer(view, form, "accept", body, "flash-client-accepted")


async def decline(view: ClientView) -> Response:
    form = await view.form()
    body: Json = {"version": whole(form.text("version")), "reason": form.text("reason")}
    return await _answer(view, form, "decline", body, "flash-client-declined")


async def renew(view: ClientView) -> Response:
    form = await view.form()
    body: Json = {"version": whole(form.text("version"))}
    return await _answer(view, form, "ask-renewal", body, "flash-client-renewal-asked", "client-thread-renewal")


async def ask(view: ClientView) -> Response:
    """A question goes to the job's thread, and says which quote it is about."""
    form, found = await view.form(), await _found(view)
    if not form.text("question"):
        form.complain("question", view.t("reply-empty"))
        return await _page(view, form)
    about = view.t("client-about-quote", number=found["number_text"])
    try:
        await view.link.write(found["job_id"], f"{about}\n\n{form.text('question')}", form.key)
    except ApiProblem as problem:
        if problem.status == 404:
            raise
        return await _page(view, form.refuse(problem, {"body": "question"}))
    return view.flash(view.redirect(view.at(f"/quotes/{found['id']}")), "flash-client-written")


async def cancel(view: ClientView) -> Response:
    """An itinerant contract, within the days that the law gives."""
    form = await view.form()
    body: Json = {"version": whole(form.text("version")), "reason": form.text("reason")}
    return await _answer(view, form, "cancel", body, "flash-client-cancelled", "client-thread-cancelled")


async def _answer(view: ClientView, form: Form, verb: str, body: Json, said: str, thread: str = "") -> Response:
    """`thread`: what the client is heard saying in the job's thread, for the office to read and to answer."""
    quote_id = view.arg("quote")
    try:
        found = await view.link.verb("quotes", quote_id, verb, body, form.key)
        if thread:
            words = [view.t(thread, number=found["number_text"]), str(body.get("reason") or "")]
            text = "\n\n".join(filter(None, words))
            await view.link.write(found["job_id"], text, f"{form.key}-thread")
    except ApiProblem as problem:
        if problem.status == 404:
            raise
        if problem.errors:
            return await _page(view, form.refuse(problem, FIELDS))
        return await _page(view, problem=problem.detail or problem.title, status=problem.status)
    return view.flash(view.redirect(view.at(f"/quotes/{quote_id}")), said)


routes = [
    Route("/c/{token}/quotes/{quote}", client(quote)),
    Route("/c/{token}/quotes/{quote}/choice", client(choose), methods=["POST"]),
    Route("/c/{token}/quotes/{quote}/accept", client(accept), methods=["POST"]),
    Route("/c/{token}/quotes/{quote}/decline", client(decline), methods=["POST"]),
    Route("/c/{token}/quotes/{quote}/renew", client(renew), methods=["POST"]),
    Route("/c/{token}/quotes/{quote}/question", client(ask), methods=["POST"]),
    Route("/c/{token}/quotes/{quote}/cancel", client(cancel), methods=["POST"]),
]

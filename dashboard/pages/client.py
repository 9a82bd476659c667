"""`/c/{token}`: what a client sees behind their link, without a password: their jobs, quotes, invoices and messages."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard import sessions
from dashboard.api import Document, Json, part
from dashboard.forms import Form
from dashboard.pages import client_offers, files, job_files
from dashboard.portal import Portal
from dashboard.problems import ApiProblem
from dashboard.texts import LANGUAGES
from dashboard.view import View, answer

DOCUMENTS: dict[str, Document] = {
    "quotes": "quotes",
    "invoices": "invoices",
    "payments": "payments",
}
CREDIT_NOTES: Document = "credit-notes"
FILES: dict[str, Document] = {**DOCUMENTS, "refunds": "refunds", "credit-notes": CREDIT_NOTES}
"""What has a PDF: a refund and a credit note are no pages of their own."""
OPEN = ("sent", "viewed")


class ClientView(View):
    """A visitor with a link. Pages are in the contact's language until they choose another."""

    def __init__(self, request: Request) -> None:
        super().__init__(request, None)
        self.token = str(request.path_params["token"])
        self.portal: Json = {}

    async def load(self) -> None:
        """Who this is and who the contractor is. Raises a 404 problem for a link that is not (or no longer) good."""
        self.portal = await self.link.show()
        self._link_files()
        self.zone = str(self.portal["company"].get("time_zone") or self.zone)
        theirs = str(self.portal["contact"].get("language") or "")
        if theirs in LANGUAGES and sessions.LANGUAGE not in self.request.cookies and theirs != self.language:
            self.language = theirs
            self.api = self._api()
            self.portal = await self.link.show()
            self._link_files()

    @property
    def link(self) -> Portal:
        return Portal(self.api, self.token)

    def _link_files(self) -> None:
        """What came with a message is read under our own address."""
        for message in (message for job in self.portal["jobs"] for message in job["messages"]):
            for file in message["files"]:
                file["href"] = job_files.ours(file["download_url"])

    def job(self, job_id: str) -> Json | None:
        return next((job for job in self.portal["jobs"] if job["id"] == job_id), None)

    def at(self, path: str) -> str:
        return f"/c/{self.token}{path}"


Page = Callable[[ClientView], Awaitable[Response]]


def client(page: Page) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        view = ClientView(request)

        async def loaded(_: View) -> Response:
            try:
                await view.load()
            except ApiProblem as problem:
                if problem.status == 404:
                    return view.problem(404, view.t("client-link-title"), view.t("client-link-text"))
                raise
            return await page(view)

        response = await answer(loaded, view)
        response.headers["Referrer-Policy"] = "no-referrer"  # the address is the key
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return endpoint


async def overview(view: ClientView) -> Response:
    return await _overview(view, Form())


async def _overview(view: ClientView, form: Form) -> Response:
    (quotes, invoices, payments, credit_notes), saved = await asyncio.gather(
        asyncio.gather(*(view.link.documents(kind) for kind in (*DOCUMENTS.values(), CREDIT_NOTES))),
        view.link.saved_methods(),
    )
    return view.render(
        "client/overview.html",
        form.status,
        portal=view.portal,
        to_answer=[quote for quote in quotes if quote["status"] in OPEN],
        to_pay=[
            invoice for invoice in invoices if invoice["balance"]["amount"] > 0 and invoice["document"] == "issued"
        ],
        quotes=quotes,
        invoices=invoices,
        payments=payments,
        credit_notes=credit_notes,
        saved=saved,
        form=form,
    )


async def invoice(view: ClientView) -> Response:
    return await invoice_page(view)


def offered(view: ClientView, online: Json, refused: Form | None = None) -> Json:
    """What the part of a page needs on which a client pays: the amounts, and the form. Another amount than those offered is asked
    for in the page's address, so that the button says it; `refused` is a press that came to nothing."""
    form, typed = refused or Form(), None
    if refused is None and (text := view.request.query_params.get("amount", "")):
        form.values["amount"] = text[:20]
        typed = client_offers.typed_amount(form, online, view)
    return {"online": online, "offers": client_offers.offers(online, typed), "form": form}


async def invoice_page(view: ClientView, refused: Form | None = None) -> Response:
    """The invoice, and where it is paid; `refused` is the press of a button that came to nothing."""
    invoice_id = view.arg("invoice")
    found, online, credit_notes = await asyncio.gather(
        view.link.document("invoices", invoice_id),
        view.link.online(f"invoices/{part(invoice_id)}"),
        view.link.credit_notes(invoice_id),
    )
    paying = offered(view, online, refused)
    return view.render(
        "client/invoice.html",
        paying["form"].status,
        portal=view.portal,
        invoice=found,
        credit_notes=credit_notes,
        job=view.job(found["job_id"]),
        **paying,
    )


async def seen(view: ClientView) -> Response:
    """A browser with a person in front of it showed the page (mail scanners only read it)."""
    form = await view.form()
    kind = DOCUMENTS.get(view.arg("kind"))
    if kind is None:
        raise ApiProblem(404, {}, "billing")
    await view.link.verb(kind, view.arg("document"), "view", {}, form.key)
    return Response(status_code=204)


async def opened(view: ClientView) -> Response:
    """A browser with a person in front of it came by the link of a message."""
    await view.form()
    reference = view.arg("m")
    if len(reference) == 32 and reference.isalnum():
        await view.link.opened(reference.lower())
    return Response(status_code=204)


async def document(view: ClientView) -> Response:
    kind, object_id = FILES.get(view.arg("kind")), view.arg("document")
    if kind is None:
        raise ApiProblem(404, {}, "billing")
    return files.shown(view, await view.link.pdf(kind, object_id), object_id)


async def write(view: ClientView) -> Response:
    form = await view.form()
    name = f"body-{form.text('job_id')}"
    if not form.text(name):
        form.complain(name, view.t("reply-empty"))
        return await _overview(view, form)
    try:
        await view.link.write(form.text("job_id"), form.text(name), form.key)
    except ApiProblem as problem:
        if problem.status == 404:
            raise
        return await _overview(view, form.refuse(problem, {"body": name}))
    return view.flash(view.redirect(view.at("")), "flash-client-written")


routes = [
    Route("/c/{token}", client(overview)),
    Route("/c/{token}/messages", client(write), methods=["POST"]),
    Route("/c/{token}/opened", client(opened), methods=["POST"]),
    Route("/c/{token}/invoices/{invoice}", client(invoice)),
    Route("/c/{token}/{kind}/{document}/pdf", client(document)),
    Route("/c/{token}/{kind}/{document}/view", client(seen), methods=["POST"]),
]

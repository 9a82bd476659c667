"""Settings: who the company is on its documents, and how they look: details, taxes, licence, logo, colour."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Final

from starlette.datastructures import UploadFile
from starlette.responses import Response
from starlette.routing import Route

from dashboard.api import Json
from dashboard.forms import Form
from dashboard.problems import ApiProblem
from dashboard.view import View, signed_in

PATH: Final = "/settings/company"
NEEDED: Final = ("legal_name", "email")
MAY_BE_EMPTY: Final = (
    "trade_name", "phone", "website", "gst_number", "qst_number", "licence_kind", "licence_number", "opc_permit",
    "privacy_officer",
)  # fmt: skip
ADDRESS: Final = ("line1", "city", "region", "postal_code")
PLAIN: Final = "#0b5563"
"""The colour of documents whose company has chosen none."""
MOST: Final = 5_000_000
"""Bytes of a logo; the API has the same bound."""


async def show(view: View) -> Response:
    return await _page(view, Form())


async def _page(view: View, form: Form, logo_form: Form | None = None) -> Response:
    company, etag = await view.api.tagged("accounts", "/v1/company")
    if not form.values:
        form.values = _values(company)
    logo_form = logo_form or Form()
    status = max(form.status, logo_form.status)
    return view.render("company.html", status, company=company, etag=etag, form=form, logo_form=logo_form, plain=PLAIN)


def _values(company: Json) -> dict[str, str]:
    values = {name: company[name] or "" for name in (*NEEDED, *MAY_BE_EMPTY)}
    values |= {f"address.{name}": company["address"][name] for name in ADDRESS}
    values |= {"accent": company["accent"] or PLAIN}
    return values | ({"tax_registered": "true"} if company["tax_registered"] else {})


async def change(view: View) -> Response:
    form = await view.form()
    body: dict[str, Any] = {name: form.text(name) for name in NEEDED}
    body |= {name: form.text(name) or None for name in MAY_BE_EMPTY}
    body["address"] = {name: form.text(f"address.{name}") for name in ADDRESS}
    body["tax_registered"] = form.checked("tax_registered")
    accent = form.text("accent")
    body["accent"] = accent if accent and accent.lower() != PLAIN else None
    try:
        await view.api.patch("accounts", "/v1/company", body, etag=form.text("etag"))
    except ApiProblem as problem:
        if problem.status not in (409, 412, 422):
            raise
        return await _page(view, form.refuse(problem))
    return view.flash(view.redirect(PATH), "flash-company-saved")


async def logo(view: View) -> Response:
    """The picture, as the API has it."""
    found = await view.api.download("accounts", "/v1/company/logo")
    headers = {"Cache-Control": "private, no-cache", "X-Content-Type-Options": "nosniff"}
    return Response(found.content, media_type=found.media_type, headers=headers)


async def change_logo(view: View) -> Response:
    form = Form()
    async with view.request.form(max_files=1, max_fields=5) as data:
        file = data.get("logo")
        content = await file.read(MOST + 1) if isinstance(file, UploadFile) and file.filename else b""
    if not content:
        return await _page(view, Form(), form.complain("logo", view.t("company-logo-choose")))
    if len(content) > MOST:
        return await _page(view, Form(), form.complain("logo", view.t("company-logo-too-large")))
    headers = {"Content-Type": "application/octet-stream", "Content-Length": str(len(content))}
    try:
        await view.api.upload("accounts", "/v1/company/logo", _once(content), headers, form.next_key)
    except ApiProblem as problem:
        if problem.status not in (413, 422):
            raise
        return await _page(view, Form(), form.refuse(problem))
    return view.flash(view.redirect(PATH), "flash-logo-saved")


async def remove_logo(view: View) -> Response:
    await view.api.delete("accounts", "/v1/company/logo")
    return view.flash(view.redirect(PATH), "flash-logo-removed")


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content


routes = [
    Route(PATH, signed_in(show)),
    Route(PATH, signed_in(change), methods=["POST"]),
    Route(f"{PATH}/logo", signed_in(logo)),
    Route(f"{PATH}/logo", signed_in(change_logo), methods=["POST"]),
    Route(f"{PATH}/logo/remove", signed_in(remove_logo), methods=["POST"]),
]

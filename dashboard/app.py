"""The dashboard: `uvicorn dashboard.app:app`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import httpx
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard import assets
from dashboard.api import Services
from dashboard.pages import (
    accounting,
    calendar,
    cancellation,
    catalogue,
    checklist_templates,
    client,
    client_online,
    client_quote,
    company,
    contact_forms,
    contact_import,
    contact_merge,
    contact_parts,
    contact_privacy,
    contacts,
    contracts,
    custom_fields,
    details,
    health,
    home,
    hours,
    hours_settings,
    invoice_batches,
    invoice_edit,
    invoice_plan,
    invoice_settings,
    invoice_sources,
    invoices,
    job,
    job_actions,
    job_files,
    job_past,
    jobs,
    labels,
    lines,
    mails,
    materials,
    message_templates,
    messages,
    money_lists,
    my_day,
    numbers,
    online,
    payments,
    quote_answers,
    quote_copy,
    quote_proof,
    quote_settings,
    quote_templates,
    quote_versions,
    quotes,
    reports,
    resources,
    search,
    settings_pages,
    sign_in,
    sms_settings,
    snippets,
    statements,
    stream,
    taxes,
    unsubscribe,
    visit_page,
    visits,
)
from dashboard.security import Security
from dashboard.sessions import Sessions
from dashboard.view import View
from services.kit.settings import get_settings


@asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[None]:
    """One connection pool to the services for the whole process."""
    settings = get_settings()
    assets.load()
    limits = httpx.Limits(max_connections=200, max_keepalive_connections=50)
    async with httpx.AsyncClient(limits=limits, follow_redirects=False) as http:
        app.state.services = Services(
            http,
            {
                "accounts": settings.url_accounts,
                "jobs": settings.url_jobs,
                "billing": settings.url_billing,
                "intake": settings.url_intake,
            },
        )
        secure = urlsplit(settings.url_dashboard).scheme == "https"
        app.state.sessions = Sessions(app.state.services, secure)
        yield


async def not_found(request: Request, error: Exception) -> Response:
    view = View(request, None)
    return view.problem(404, view.t("not-found-title"), view.t("not-found-text"))


async def wrong_method(request: Request, error: Exception) -> Response:
    view = View(request, None)
    return view.problem(405, view.t("not-found-title"), view.t("not-found-text"))


async def broken(request: Request, error: Exception) -> Response:
    """Our own mistake: logged by Starlette, one calm sentence for the reader."""
    view = View(request, None)
    return view.problem(500, view.t("broken-title"), view.t("broken-text"))


app = Starlette(
    routes=[
        *health.routes,
        Route("/static/{path:path}", assets.serve),
        *sign_in.routes,
        *home.routes,
        *jobs.routes,
        *search.routes,
        *contact_import.routes,
        *contact_forms.routes,
        *company.routes,
        *contacts.routes,
        *contact_merge.routes,
        *contact_privacy.routes,
        *contact_parts.routes,
        *settings_pages.routes,
        *checklist_templates.routes,
        *labels.routes,
        *numbers.routes,
        *online.routes,
        *message_templates.routes,
        *snippets.routes,
        *messages.routes,
        *unsubscribe.routes,
        *custom_fields.routes,
        *details.routes,
        *job.routes,
        *cancellation.routes,
        *job_past.routes,
        *job_files.routes,
        *job_actions.routes,
        *lines.routes,
        *catalogue.routes,
        *taxes.routes,
        *mails.routes,
        *my_day.routes,
        *money_lists.routes,
        *quote_answers.routes,
        *quote_copy.routes,
        *quote_proof.routes,
        *quote_settings.routes,
        *quote_templates.routes,
        *quote_versions.routes,
        *quotes.routes,
        *calendar.routes,
        *invoice_sources.routes,
        *materials.routes,
        *visit_page.routes,
        *visits.routes,
        *invoice_settings.routes,
        *invoice_batches.routes,
        *invoice_plan.routes,
        *invoice_edit.routes,
        *contracts.routes,
        *invoices.routes,
        *payments.routes,
        *stream.routes,
        *hours_settings.routes,
        *sms_settings.routes,
        *hours.routes,
        *reports.routes,
        *statements.routes,
        *accounting.routes,
        *resources.routes,
        *client_online.routes,
        *client_quote.routes,
        *client.routes,
    ],
    middleware=[Middleware(Security)],
    exception_handlers={404: not_found, 405: wrong_method, 500: broken},
    lifespan=lifespan,
)

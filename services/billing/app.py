"""The billing service: `uvicorn services.billing.app:app`."""

from __future__ import annotations

from services.billing.accounting.api import accounting
from services.billing.batches.api import batches
from services.billing.catalog.api import items
from services.billing.catalog.import_api import PATHS, item_export, item_imports
from services.billing.credit_notes.api import credit_notes
from services.billing.invoices.api import invoices
from services.billing.numbers.api import number_series
from services.billing.online.api import online, portal_online, providers
from services.billing.payments.api import credits_, payments, refunds
from services.billing.portal.api import portal
from services.billing.preview import previews
from services.billing.quotes.api import quote_defaults, quotes
from services.billing.quotes.templates.api import quote_templates
from services.billing.recurring.api import recurring_invoices
from services.billing.reports.api import reports
from services.billing.statements.api import statements
from services.billing.taxes.api import tax_groups, tax_settings
from services.jobs.imports import reading
from services.kit.app import Uploads, create_app

app = create_app(
    "billing",
    [
        *(
            item_imports,
            item_export,
            items,
            tax_groups,
            tax_settings,
            quotes,
            quote_defaults,
            quote_templates,
            invoices,
            credit_notes,
            batches,
            recurring_invoices,
            payments,
            portal,
            previews,
            number_series,
        ),
        *(online, portal_online, providers, refunds, credits_, reports, statements, accounting),
    ],
    uploads=Uploads(PATHS, reading.MOST_BYTES),
)

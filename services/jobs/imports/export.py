"""All contacts as a CSV file, a page at a time, in columns that the import knows."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator
from typing import Final

from services.jobs.contacts import queries
from services.jobs.contacts.schemas import AddressOut, Contact
from services.jobs.imports.columns import FIELDS
from services.jobs.imports.lines import PHONES
from services.kit import db
from services.kit.spreadsheets import guarded
from services.kit.texts import t

PAGE: Final = 200
_LEFT_OUT: Final = {"note", "line2", "billing_line2"}
COLUMNS: Final = tuple(field for field in FIELDS if field not in _LEFT_OUT)
_PLACE: Final = ("line1", "city", "region", "postal_code", "country")


async def stream(company_id: str, language: str, *, archived: bool) -> AsyncIterator[str]:
    """The titles first, then a page of contacts at a time. Each page is read in a transaction of its own."""
    yield "\ufeff" + _csv([[t(language, f"import-field-{field.replace('_', '-')}") for field in COLUMNS]])
    after: str | None = None
    while True:
        async with db.reading(company_id) as session:
            page = await queries.page(session, company_id, archived=archived, limit=PAGE, after=after)
        living = [contact for contact in page.data if contact.erased_at is None]
        yield _csv([row(contact, language) for contact in living])
        after = page.page.next
        if after is None:
            return


def row(contact: Contact, language: str) -> list[str]:
    """A contact's cells. The first phone of each kind, the first address of each kind."""

    def place(kind: str) -> AddressOut | None:
        return next((each for each in contact.addresses if each.kind == kind), None)

    values: dict[str, str] = {
        "kind": t(language, f"import-kind-{contact.kind}"),
        "language": contact.language,
        "payment_terms_days": "" if contact.payment_terms_days is None else str(contact.payment_terms_days),
    }
    names = ("name", "first_name", "last_name", "company_name", "tax_exempt_reason", "tax_certificate")
    values |= {name: getattr(contact, name) for name in names}
    values["email"] = contact.email or ""
    for kind in PHONES:
        values[f"phone_{kind}"] = next((each.formatted for each in contact.phones if each.kind == kind), "")
    for name in ("prefers_mail", "prefers_sms", "do_not_contact", "tax_exempt"):
        values[name] = t(language, "import-yes" if getattr(contact, name) else "import-no")
    values["unsubscribed"] = t(language, "import-yes" if contact.unsubscribed_at else "import-no")
    for prefix, kind in (("", "service"), ("billing_", "billing")):
        if found := place(kind):
            values |= {f"{prefix}{name}": getattr(found, name) for name in _PLACE}
            values |= {"label": found.label, "access_notes": found.access_notes} if kind == "service" else {}
    return [guarded(values.get(field, "")) for field in COLUMNS]


def _csv(rows: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()

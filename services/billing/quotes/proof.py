"""The proof of an acceptance: one hash over everything that was accepted, by whom and when."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC

from services.billing.documents.snapshot import canonical_json
from services.billing.quotes.tables import QuoteVersion


def acceptance_sha256(version: QuoteVersion, options: Iterable[int]) -> str:
    """Binds version, document, options, alternative, schedule, amounts, name, note, file, time, origin and signature; the same on every machine."""
    assert version.accepted_at is not None
    bound = {
        "quote_id": version.quote_id,
        "version": version.version,
        "document_sha256": version.document_sha256,
        "options": sorted(options),
        "schedule": version.chosen_schedule,
        "subtotal": version.subtotal,
        "taxes": version.taxes,
        "total": version.total,
        "deposit": version.deposit,
        "kind": version.accepted_kind,
        "name": version.accepted_name,
        "note": version.accepted_note,
        "signature": version.accepted_signature,
        "by": version.accepted_by,
        "address": version.accepted_ip,
        "program": version.accepted_agent,
        "at": version.accepted_at.astimezone(UTC).isoformat(timespec="microseconds"),
    }
    if version.alternative is not None:
        bound["alternative"] = version.alternative
    if version.accepted_how is not None:
        bound["how"] = version.accepted_how
    if version.accepted_file_sha256 is not None:
        bound["file"] = {"id": version.accepted_file, "sha256": version.accepted_file_sha256}
    if version.schedule_discount is not None:
        bound["schedule_discount"] = version.schedule_discount
    return hashlib.sha256(canonical_json(bound)).hexdigest()

"""Names that several processes must agree on. Each has its one home here."""

from __future__ import annotations

from typing import Final

QUEUE_JOBS: Final = "jobs"
"""Workflows and the activities that only touch the database."""
QUEUE_MAIL: Final = "mail"
"""Outgoing mail, rate-limited."""
QUEUE_DOCUMENTS: Final = "documents"
"""PDF rendering: one slot a core."""

FAMILIES: Final = ("request", "job", "message", "quote", "visit", "invoice", "payment")
"""The signals of a job workflow."""
_KIN: Final = {"credit_note": "invoice", "autopay": "payment"}
"""Nouns that travel with another one's signal."""
NUDGE: Final = "nudge"
"""The signal without a fact: load and look again."""

JOB_WORKFLOW: Final = "Job"
RECONCILE_WORKFLOW: Final = "Reconcile"
RECONCILE_SCHEDULE: Final = "reconcile-jobs"
HOUSEKEEPING_WORKFLOW: Final = "Housekeeping"
HOUSEKEEPING_SCHEDULE: Final = "collect-files"

FACT_CHANNEL: Final = "dossier_facts"
"""Postgres NOTIFY channel that wakes the relay and the live streams."""


def job_workflow_id(company_code: str, number: int) -> str:
    """The id of a job's workflow. The code is immutable and never reused, so the id is unique for ever."""
    return f"job:{company_code}:{number}"


def family(kind: str) -> str:
    """The signal that carries a fact kind: its noun where that is a family, else `job` (step, time, document …)."""
    noun = kind.partition(".")[0]
    noun = _KIN.get(noun, noun)
    return noun if noun in FAMILIES else "job"

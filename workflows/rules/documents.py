"""PDFs: whatever was frozen gets one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from workflows.reasons import because
from workflows.state import JobState
from workflows.steps import Step, Target, office, system


def render_documents(state: JobState, now: datetime) -> Iterator[Step]:
    """Whatever was sent, issued or received gets its PDF; the mail waits for it."""
    for document in state.documents.values():
        target = Target(kind="document", id=document.id)
        key = f"document/{document.id}/render"
        if document.status == "pending":
            due = document.next_try_at or document.since
            yield system("document.render", key, due, because(f"{document.kind}-needs-pdf"), target)
        elif document.status == "failed":
            yield office(
                state, "office.document_failed", f"{key}/failed", document.since, because("pdf-failed"), target
            )


def rendered(state: JobState, document_id: str | None) -> bool:
    """Whether the PDF is there; a mail waits for it."""
    document = state.documents.get(document_id or "")
    return document is not None and document.status == "rendered"

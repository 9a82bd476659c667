"""The verbs of requests: what comes in opens a job, at once and only once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import select, text

from services.accounts.queries import company
from services.intake.door import SiteWork
from services.intake.requests.schemas import JobRef, RequestIn, RequestOut
from services.intake.sites.schemas import SiteView
from services.intake.tables import Submission
from services.jobs.consents.commands import record as record_consent
from services.jobs.consents.schemas import ConsentIn
from services.jobs.contacts.commands import match_or_create
from services.jobs.contacts.schemas import ContactIn
from services.jobs.folders.commands import RequestDetails, open_folder
from services.kit import ids
from services.kit.texts import known_language, t


@dataclass(frozen=True)
class Earlier:
    """The request that came in under this key before, and what was typed then."""

    request: RequestOut
    payload: dict[str, Any]


async def submit(
    work: SiteWork,
    data: RequestIn,
    *,
    payload: dict[str, Any],
    consent_version: str,
    dedupe_key: str | None = None,
) -> RequestOut:
    """Keeps the request with its consent, finds or makes the contact, opens the job: all in this transaction.

    With a `dedupe_key` that this site has seen, the job opened then is the answer and nothing is written.
    """
    submission_id = ids.new("req")
    if dedupe_key and (before := await earlier(work, dedupe_key)):
        return before.request
    own = known_language((await company(work.session, work.company_id)).language)
    contact = ContactIn(
        name=data.name,
        email=data.email,
        phone=data.phone,
        language=data.language or known_language(work.language),
        address=data.address,
    )
    contact_id = await match_or_create(work, contact)
    proof = t(own, "consent-from-form", site=work.site.name, version=consent_version, request=submission_id)
    await record_consent(work, contact_id, ConsentIn(channel="any", kind="express", source="form", proof=proof))
    details = RequestDetails(
        submission_id=submission_id,
        site_id=work.site.id,
        service=offered(work.site, data.service, own),
        message=data.message,
    )
    opened = await open_folder(work, contact_id=contact_id, source="web", address=data.address, request=details)
    row = _row(work, submission_id, dedupe_key, payload, "accepted")
    row.language = contact.language or own
    row.consent_version, row.consent_at = consent_version, work.now
    row.job_id, row.job_number, row.contact_id = opened.job_id, opened.number, contact_id
    work.session.add(row)
    await work.session.flush()
    return RequestOut(request_id=submission_id, job=JobRef(id=opened.job_id, number=opened.number))


async def earlier(work: SiteWork, dedupe_key: str) -> Earlier | None:
    """What came in under `dedupe_key` before. A second request with it waits here until the first is through."""
    lock = {"key": f"submission/{work.site.id}/{dedupe_key}"}
    await work.session.execute(_ONE_AT_A_TIME, lock)
    known = Submission.site_id == work.site.id, Submission.dedupe_key == dedupe_key
    row = await work.session.scalar(select(Submission).where(*known))
    if row is None or row.job_id is None or row.job_number is None:
        return None
    job = JobRef(id=row.job_id, number=row.job_number)
    return Earlier(RequestOut(request_id=row.id, job=job), row.payload)


async def turn_away(work: SiteWork, verdict: Literal["honeypot", "too_fast"], payload: dict[str, Any]) -> None:
    """Keeps what a bot sent, so that a person may look whether it was one. Opens nothing."""
    work.session.add(_row(work, ids.new("req"), None, payload, verdict))
    await work.session.flush()


def offered(site: SiteView, service: str, language: str) -> str:
    """The service in the company's own language if it is one of the site's; else as it was written."""
    for each in site.services:
        if service and service in (each.fr, each.en):
            return each.en if language == "en" else each.fr
    return service


def _row(
    work: SiteWork, submission_id: str, dedupe_key: str | None, payload: dict[str, Any], verdict: str
) -> Submission:
    return Submission(
        id=submission_id,
        company_id=work.company_id,
        site_id=work.site.id,
        dedupe_key=dedupe_key or submission_id,
        payload=payload,
        language=work.language,
        received_at=work.now,
        address=work.address,
        verdict=verdict,
    )


_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))")

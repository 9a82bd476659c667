"""The office accepts on the client's behalf: with what shows it, bound to it, and for nobody else's eyes."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from sqlalchemy import text

from tests.factories import Company
from tests.services.billing.world import Office, portal_path

SIGNED = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


async def keep(jobs_api: httpx.AsyncClient, company: Company, on: str) -> Any:
    """A scan kept on something of the company's."""
    files = [("files", ("soumission signée.pdf", SIGNED, "application/pdf"))]
    answer = await jobs_api.post("/v1/files", params={"object": on}, files=files, headers=company.headers())
    assert answer.status_code == 201, answer.text
    return answer.json()["data"][0]


@pytest.mark.parametrize("told", [{}, {"note": "  "}, {"how": "phone"}])
@pytest.mark.parametrize(("language", "words"), [("fr", "Dites comment"), ("en", "Say how")])
async def test_a_yes_that_nothing_shows_is_refused(
    office: Office, told: dict[str, str], language: str, words: str
) -> None:
    quote = await office.sent_quote(await office.job())
    path, body = f"/v1/quotes/{quote['id']}", {"version": 1, "name": "Marie", **told}
    answer = await office.call("POST", f"{path}/accept", body, status=422, language=language)
    (problem,) = answer.json()["errors"]
    assert (problem["pointer"], problem["code"]) == ("/note", "acceptance-without-proof")
    assert problem["detail"].startswith(words)
    kept = await office.get(path)
    assert (kept["status"], kept["accepted"]) == ("sent", None), "nothing is half-written"


async def test_a_signed_page_proves_it_and_is_bound(office: Office, jobs_api: httpx.AsyncClient) -> None:
    quote = await office.sent_quote(await office.job())
    path = f"/v1/quotes/{quote['id']}"
    file = await keep(jobs_api, office.company, f"quote:{quote['id']}")
    body = {"version": 1, "name": "Marie", "how": "paper", "file_id": file["id"]}
    done = (await office.post(f"{path}/accept", body | {"document_sha256": quote["document_sha256"]}))["accepted"]
    assert (done["kind"], done["how"], done["note"], done["file_id"]) == ("office", "paper", "", file["id"])
    assert (len(done["file_sha256"]), done["intact"]) == (64, True)
    seen = await office.api.get(f"{portal_path(quote['portal_url'])}/quotes/{quote['id']}")
    assert (seen.json()["accepted"]["file_id"], seen.json()["accepted"]["how"]) == (None, None)
    assert done["file_sha256"] not in seen.text
    for touched in ("accepted_file_sha256 = repeat('0', 64)", "accepted_how = 'phone'"):
        async with office.company.work() as work:
            query = f"UPDATE billing.quote_version SET {touched} WHERE quote_id = :id"  # noqa: S608  words of ours
            await work.session.execute(text(query), {"id": quote["id"]})
        assert not (await office.get(path))["accepted"]["intact"], "it no longer is what was kept"


async def test_only_a_file_of_the_job_proves_it(office: Office, stranger: Office, jobs_api: httpx.AsyncClient) -> None:
    quote = await office.sent_quote(await office.job())
    other = await office.job()
    theirs = await stranger.job()
    path = f"/v1/quotes/{quote['id']}"
    files = [
        (await keep(jobs_api, office.company, f"job:{other.id}"))["id"],
        (await keep(jobs_api, stranger.company, f"job:{theirs.id}"))["id"],
        "fil_0nobody",
    ]
    for file_id in files:
        problem = await office.refused(
            f"{path}/accept", {"version": 1, "name": "M", "file_id": file_id}, status=422, code="invalid"
        )
        assert (problem["errors"][0]["pointer"], problem["errors"][0]["code"]) == ("/file_id", "unknown-proof")
    assert (await office.get(path))["status"] == "sent"


async def test_the_office_accepts_only_the_document_that_it_was_shown(office: Office) -> None:
    quote = await office.sent_quote(await office.job())
    body = {"version": 1, "name": "M", "note": "Oui", "document_sha256": "0" * 64}
    await office.refused(f"/v1/quotes/{quote['id']}/accept", body, status=409, code="quote-document-changed")

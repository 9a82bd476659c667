"""The search box: accents, typos, numbers, parts of phone numbers, what one may see, and never another company's."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from sqlalchemy import text

from deploy.postgres import Postgres
from services.jobs.search import words
from services.jobs.search.queries import snippet
from services.kit import db
from services.migrations import searching
from tests.conftest import role
from tests.factories import Company
from tests.services.billing.world import Job as OpenJob
from tests.services.billing.world import Office as Billing
from tests.services.jobs.world import Office, contact

Json = dict[str, Any]
NEWEST = "jobs.newest_matching(text[], bigint, integer, boolean)"


@pytest.fixture
def office(jobs_api: httpx.AsyncClient, ours: Company) -> Office:
    return Office(jobs_api, ours)


async def look(office: Office, q: str, *permissions: str, **params: Any) -> list[Json]:
    headers = office.company.headers(*permissions)
    response = await office.api.get("/v1/search", params={"q": q, **params}, headers=headers)
    assert response.status_code == 200, response.text
    found: list[Json] = response.json()["data"]
    return found


def kinds(hits: list[Json]) -> set[str]:
    return {hit["kind"] for hit in hits}


@pytest.fixture
async def leak(office: Office) -> Json:
    who = contact(name="Ève Lévesque-Côté", email="eve@courriel.example", phone="+1 514 555-0142")
    return await office.post(
        "/v1/jobs", {"contact": who, "title": "Fuite au chauffe-eau", "description": "Au sous-sol"}
    )


@pytest.mark.parametrize(
    "q", ["levesque", "LÉVESQUE", "lévesque fuite", "fuite eve", "5550142", "514 555", "eve@courriel"]
)
async def test_a_job_is_found_by_its_words_and_its_clients(office: Office, leak: Json, q: str) -> None:
    hits = await look(office, q)
    assert leak["id"] in [hit["id"] for hit in hits if hit["kind"] == "job"], hits
    assert not any(hit["close"] for hit in hits)


async def test_a_client_is_found_with_what_reaches_them(office: Office, leak: Json) -> None:
    [hit] = [hit for hit in await look(office, "lévesque") if hit["kind"] == "contact"]
    assert hit["title"] == "Ève Lévesque-Côté"
    assert "eve@courriel.example" in hit["text"]
    assert "514" in hit["text"]


@pytest.mark.parametrize("q", ["levesqe", "lévêsque coté", "chaufe-eau"])
async def test_what_is_misspelled_is_found_and_said_to_be_close(office: Office, leak: Json, q: str) -> None:
    hits = await look(office, q)
    assert leak["id"] in {hit["job_id"] or leak["id"] for hit in hits}
    assert hits


async def test_a_number_finds_the_job_and_the_papers_that_bear_it(
    office: Office, leak: Json, billing_api: httpx.AsyncClient
) -> None:
    desk = Billing(billing_api, office.company)
    quote = await desk.quote(OpenJob(leak["id"], leak["contact"]["id"], leak["number"]))
    hits = await look(office, str(quote["number"]))
    assert ("quote", quote["id"]) in [(hit["kind"], hit["id"]) for hit in hits]
    hits = await look(office, str(leak["number"]))
    assert hits[0]["kind"] == "job"
    assert hits[0]["id"] == leak["id"]
    assert await look(office, "987654321") == []


async def test_a_quote_is_found_by_its_lines(office: Office, leak: Json, billing_api: httpx.AsyncClient) -> None:
    line = {"description": "Réservoir de 60 gallons", "quantity": "1", "unit_price": {"amount": 100, "currency": "CAD"}}
    desk = Billing(billing_api, office.company)
    quote = await desk.post("/v1/quotes", {"job_id": leak["id"], "lines": [line]}, status=201)
    [hit] = await look(office, "reservoir gallons")
    assert (hit["kind"], hit["id"], hit["number"]) == ("quote", quote["id"], quote["number"])
    assert hit["title"] == "Ève Lévesque-Côté"


async def test_a_message_is_found_with_the_line_that_says_it(office: Office, leak: Json) -> None:
    body = "Bonjour,\n\nNous passerons avec la pompe submersible mardi.\n\nMerci"
    message = await office.post(f"/v1/jobs/{leak['id']}/messages", {"body": body})
    [hit] = await look(office, "submersible")
    assert (hit["kind"], hit["id"], hit["job_id"]) == ("message", message["id"], leak["id"])
    assert hit["text"] == "Nous passerons avec la pompe submersible mardi."


async def test_nobody_finds_what_they_may_not_see(office: Office, leak: Json) -> None:
    assert kinds(await look(office, "lévesque", "contacts")) == {"contact"}
    assert kinds(await look(office, "lévesque", "jobs")) == {"job"}
    assert await look(office, "lévesque", "reports") == []
    assert kinds(await look(office, "lévesque", kind="contact")) == {"contact"}


async def test_another_company_finds_nothing_of_ours(office: Office, leak: Json, theirs: Company) -> None:
    other = Office(office.api, theirs)
    for q in ("lévesque", "levesqe", str(leak["number"]), "5550142", "chauffe"):
        assert await look(other, q) == [], q


@pytest.mark.parametrize("q", ["", "   ", "%", "_", "a", "l'", "\\", "' OR 1=1 --", "%%%%", "😀😀😀😀"])
async def test_odd_words_find_nothing_and_break_nothing(office: Office, leak: Json, q: str) -> None:
    assert [hit for hit in await look(office, q) if not hit["close"]] == []


async def test_a_word_of_two_letters_still_narrows_a_list(office: Office, leak: Json) -> None:
    jobs = await office.get("/v1/jobs", q="ev")
    assert [job["id"] for job in jobs["data"]] == [leak["id"]]
    assert (await office.get("/v1/jobs", q="ev zz"))["data"] == []


@pytest.mark.parametrize("word", ["Cœur d’érable", "ÉLÈVE à Noël", "façade", "Æsop", "Łódź", "smørrebrød"])
async def test_the_database_folds_a_text_as_we_do(database: Postgres, word: str) -> None:
    async with db.session() as session:
        folded = await session.scalar(text("SELECT log.fold(:word)"), {"word": word})
    assert folded == words.folded(word)


async def test_the_words_of_one_company_are_found_by_an_index(office: Office, leak: Json) -> None:
    """Under row-level security a trigram index would be of no use: the functions of the tables' owner use it."""
    token = role.set("jobs")
    try:
        async with db.reading(office.company.id) as session:
            with_rls = await session.scalar(text("SELECT count(*) FROM jobs.matching_jobs(ARRAY['%levesque%'])"))
            assert with_rls == 1
            forbidden = text("SELECT has_function_privilege('billing', 'jobs.matching_jobs(text[])', 'execute')")
            assert await session.scalar(forbidden) is False
    finally:
        role.reset(token)
    async with db.session() as session:
        await session.execute(text("SET LOCAL enable_seqscan = off"))
        plan = await session.execute(text("EXPLAIN SELECT id FROM jobs.folder WHERE folded LIKE '%levesque%'"))
        assert any("folder_by_words" in row[0] for row in plan)


def test_a_long_line_is_cut_around_the_word() -> None:
    line = "mot " * 60 + "aiguille " + "mot " * 60
    shown = snippet("", line, ["aiguille"])
    assert "aiguille" in shown
    assert len(shown) < 150
    assert shown.startswith("…")
    assert shown.endswith("…")


async def test_a_list_by_words_is_whole_over_all_pages(office: Office, neighbour: Office) -> None:
    """Whether a hit stands among the newest jobs or is found by the index behind them, each is there once and in order."""
    made = [await office.job(title=f"Robinet {n}" if n % 2 else f"Drain {n}") for n in range(9)]
    await neighbour.job(title="Robinet du voisin")
    await office.verb(f"/v1/jobs/{made[5]['id']}/close")
    await office.verb(f"/v1/jobs/{made[5]['id']}/archive")
    wanted = [made[n]["id"] for n in (7, 3, 1)]
    seen: list[str] = []
    after: Json = {}
    while True:
        page = await office.get("/v1/jobs", q="robinet", limit=1, **after)
        seen += [each["id"] for each in page["data"]]
        if not page["page"]["has_more"]:
            break
        after = {"after": page["page"]["next"]}
    assert seen == wanted
    assert [each["id"] for each in (await office.get("/v1/jobs", q="robinet", archived="true"))["data"]] == [
        made[5]["id"]
    ]
    hits = [hit["id"] for hit in (await office.get("/v1/search", q="robinet"))["data"] if hit["kind"] == "job"]
    assert hits == [made[n]["id"] for n in (7, 5, 3, 1)]
    # The same where only the newest two are looked at, and the rest comes from the index.
    few = searching.FUNCTIONS[NEWEST].replace("greatest(1000, 40 * most)", "2").replace("newest_matching", "newest_few")
    async with db.engine().begin() as connection:
        await connection.execute(text("SELECT word_similarity('', '')"))
        await connection.execute(text(few.replace(":=", "\\:=").replace("::", "\\:\\:")))
        await connection.execute(text("SELECT set_config('app.company_id', :id, true)"), {"id": office.company.id})
        query = text("SELECT found FROM jobs.newest_few(ARRAY['%robinet%'], :before, :most, :too) AS found")
        for before, most, too, ids in (
            (2**62, 9, True, hits),
            (2**62, 9, False, wanted),
            (2**62, 2, True, hits[:2]),
            (made[7]["number"], 9, True, hits[1:]),
        ):
            rows = await connection.execute(query, {"before": before, "most": most, "too": too})
            assert [row.found for row in rows] == ids
        await connection.execute(text("DROP FUNCTION jobs.newest_few(text[], bigint, integer, boolean)"))

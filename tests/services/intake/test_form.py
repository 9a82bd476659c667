"""The form page: opens one job, keeps what was typed, turns bots away with a friendly face."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from html import unescape

import httpx
import psycopg
import pytest

from deploy.postgres import Postgres
from services.intake import door
from services.intake.forms import render
from services.intake.sites import commands
from services.intake.sites.schemas import SitePatch, SiteView
from services.kit.texts import Language
from tests.factories import Company
from tests.services.intake.world import JSON_ASKED, Visitor, make_site, rows


async def test_a_request_opens_one_numbered_job(visitor: Visitor, ours: Company) -> None:
    answer = await visitor.sends()
    number = await visitor.number(answer)
    [submission] = await rows(ours, "intake.submissions")
    [folder] = await rows(ours, "jobs.folder")
    assert number == submission["job_number"] == folder["number"]
    assert submission["job_id"] == folder["id"]
    assert folder["source"] == "web"
    assert folder["address"]["postal_code"] == "H7N 1A1"
    facts = await rows(ours, "log.fact")
    assert [each["kind"] for each in facts] == ["job.opened", "request.received"]
    assert facts[1]["data"] == {"submission_id": submission["id"], "site_id": visitor.site.id}
    assert {each["actor"] for each in facts} == {f"site:{visitor.site.id}"}
    assert len(await rows(ours, "log.outbox")) == 2
    [contact] = await rows(ours, "jobs.contact")
    assert (contact["name"], contact["email"], contact["language"]) == (
        "Zoé Côté-Élémentaire",
        "zoe@clients.example",
        "fr",
    )
    [request] = await rows(ours, "jobs.request")
    assert (request["service"], request["message"]) == ("Débouchage", "Le robinet coule.\nDepuis mardi.")


async def test_consent_is_kept_with_text_version_time_and_address(visitor: Visitor, ours: Company) -> None:
    await visitor.sends()
    [kept] = await rows(ours, "intake.submissions")
    company = (await door.find(visitor.site.key)).company
    assert kept["consent_version"] == render.consent("fr", company)["version"]
    assert kept["consent_version"] != render.consent("en", company)["version"]
    assert kept["consent_at"] == kept["received_at"]
    assert kept["address"] == "203.0.113.7"
    assert kept["payload"]["message"].startswith("Le robinet")


@pytest.mark.parametrize(
    ("header", "query", "words"),
    [
        ("fr-CA,fr;q=0.9,en;q=0.8", "", "Demande de service"),
        ("en-CA,en;q=0.9", "", "Service request"),
        ("es,en;q=0.7,fr;q=0.3", "", "Service request"),
        ("de", "", "Demande de service"),
        ("en", "?lang=fr", "Demande de service"),
        ("fr", "?lang=en", "Service request"),
        ("fr;q=abc, ;;, en;q=", "?lang=xx&fbclid=1", "Demande de service"),
    ],
)
async def test_the_page_speaks_the_visitors_language(visitor: Visitor, header: str, query: str, words: str) -> None:
    page = await visitor.api.get(visitor.address + query, headers={"Accept-Language": header})
    assert f"<h1>{words}</h1>" in page.text
    assert page.headers["content-language"] == ("en" if words.startswith("Service") else "fr")


async def test_an_english_visitor_is_answered_in_english(intake_api: httpx.AsyncClient, ours: Company) -> None:
    visitor = Visitor(intake_api, await make_site(ours), "en")
    answer = await visitor.sends(service="Unclogging")
    assert "Thank you, your request is received." in await visitor.thanks(answer)
    [contact] = await rows(ours, "jobs.contact")
    assert contact["language"] == "en"
    [request] = await rows(ours, "jobs.request")
    assert request["service"] == "Débouchage"  # the office reads French


async def test_sending_twice_is_sending_once(visitor: Visitor, ours: Company) -> None:
    mark = visitor.mark()
    first, second = await visitor.sends(mark), await visitor.sends(mark)
    assert first.headers["location"] == second.headers["location"]
    assert len(await rows(ours, "log.job")) == 1


async def test_eight_clicks_at_once_open_one_job(visitor: Visitor, ours: Company) -> None:
    mark = visitor.mark()
    answers = await asyncio.gather(*(visitor.sends(mark) for _ in range(8)))
    assert {each.status_code for each in answers} == {303}
    assert len({each.headers["location"] for each in answers}) == 1
    assert len(await rows(ours, "log.job")) == 1
    assert len(await rows(ours, "intake.submissions")) == 1


async def test_going_back_and_changing_loses_nothing(visitor: Visitor, ours: Company) -> None:
    """The same copy with other words: told about the first, and a second press opens a second job."""
    mark = visitor.mark()
    number = await visitor.number(await visitor.sends(mark))
    again = await visitor.sends(mark, message="Et aussi la toilette.")
    assert again.status_code == 409
    assert f"sous le numéro {number}" in again.text
    assert "Et aussi la toilette." in again.text
    assert len(await rows(ours, "log.job")) == 1
    fresh = again.text.split('name="mark" value="')[1].split('"')[0]
    assert await visitor.number(await visitor.sends(fresh, message="Et aussi la toilette.")) != number
    assert len(await rows(ours, "jobs.contact")) == 1  # the same person


async def test_the_trap_opens_nothing_and_looks_like_thanks(visitor: Visitor, ours: Company) -> None:
    page = await visitor.thanks(await visitor.sends(homepage="https://spam.example"))
    assert "Merci, votre demande est reçue." in page
    assert await rows(ours, "log.job") == []
    assert await rows(ours, "jobs.contact") == []
    [kept] = await rows(ours, "intake.submissions")
    assert (kept["verdict"], kept["job_id"]) == ("honeypot", None)


async def test_faster_than_a_person_opens_nothing(visitor: Visitor, ours: Company) -> None:
    mark = visitor.mark(timedelta(seconds=1))
    assert await visitor.number(await visitor.sends(mark)) is None
    assert await rows(ours, "log.job") == []
    [kept] = await rows(ours, "intake.submissions")
    assert kept["verdict"] == "too_fast"


async def test_a_bot_may_send_what_postgres_cannot_hold(visitor: Visitor, ours: Company) -> None:
    answer = await visitor.sends(homepage="x\0", message="\0" * 10, name="a\0b")
    assert answer.status_code == 303
    assert len(await rows(ours, "intake.submissions")) == 1


@pytest.mark.parametrize(
    "mark", ["", "nonsense", "1700000000000.000000000000000000000000.AAAAAAAAAAAAAAAAAAAAAA", "\0"]
)
async def test_a_mark_that_is_not_ours_shows_the_page_again(visitor: Visitor, ours: Company, mark: str) -> None:
    answer = await visitor.sends(mark)
    assert answer.status_code == 422
    assert "Zoé Côté-Élémentaire" in answer.text
    assert await rows(ours, "intake.submissions") == []


async def test_a_mark_of_another_site_is_not_ours(visitor: Visitor, theirs: Company) -> None:
    other = Visitor(visitor.api, await make_site(theirs))
    assert (await visitor.sends(other.mark())).status_code == 422


async def test_a_page_of_yesterday_keeps_what_was_typed(visitor: Visitor, ours: Company) -> None:
    stale = await visitor.sends(visitor.mark(timedelta(hours=25)))
    assert stale.status_code == 422
    assert "Le robinet coule." in stale.text
    assert await rows(ours, "log.job") == []
    fresh = stale.text.split('name="mark" value="')[1].split('"')[0]
    assert await visitor.number(await visitor.sends(fresh))  # at once: no bot


WRONG = [
    ({"name": ""}, "Écrivez votre nom."),
    ({"name": "   "}, "Écrivez votre nom."),
    ({"name": "x" * 201}, "C'est trop long."),
    ({"name": "Zoé\r\nBcc: tous@monde.example"}, "caractères qui ne sont pas permis"),
    ({"email": "pas-une-adresse"}, "Cette adresse courriel n'est pas valide."),
    ({"email": "a@b.example\r\nSubject: x"}, "caractères qui ne sont pas permis"),
    ({"email": "", "phone": ""}, "Donnez un téléphone"),
    ({"email": "", "phone": "123"}, "Ce numéro de téléphone n'est pas valide."),
    ({"message": ""}, "Écrivez en quelques mots"),
    ({"message": "x" * 20_001}, "C'est trop long."),
    ({"message": "a\0b"}, "caractères qui ne sont pas permis"),
    ({"line1": ""}, "Ajoutez le numéro et la rue."),
    ({"postal_code": "90210"}, "code postal"),
    ({"service": "Vol de banque"}, "Choisissez un service de la liste."),
    ({"consent": ""}, "Cochez la case"),
    ({"consent": "no"}, "Cochez la case"),
]


@pytest.mark.parametrize(("typed", "said"), WRONG)
async def test_what_is_wrong_is_said_and_nothing_is_lost(
    visitor: Visitor, ours: Company, typed: dict[str, str], said: str
) -> None:
    answer = await visitor.sends(**typed)
    assert answer.status_code == 422
    page = unescape(answer.text)
    assert page.count(said) == 2  # at the field and in the summary
    assert 'aria-invalid="true"' in page
    kept = {"name": "Zoé Côté-Élémentaire", "city": "Laval", "message": "Depuis mardi."} | typed
    for name in ("name", "city", "message"):
        assert kept[name].replace("\r\n", "\n").strip() in page
    assert await rows(ours, "intake.submissions") == []
    assert await rows(ours, "log.job") == []


async def test_what_is_wrong_is_said_in_english(intake_api: httpx.AsyncClient, site: SiteView) -> None:
    answer = await Visitor(intake_api, site, "en").sends(email="x", consent="")
    page = unescape(answer.text)
    assert "2 things need to be corrected" in page
    assert "Tick the box" in page


STRANGE = [
    "😀 Ève 👩‍👩‍👧",
    "محمد العربي",
    "יוסף \u202eהפוך",
    "<script>alert(1)</script>",
    "Robert'); DROP TABLE jobs.folder;--",
    "{{ 7*7 }} %s {0}",
    "Ó" * 200,
]


@pytest.mark.parametrize("name", STRANGE)
async def test_any_name_that_a_person_may_have(visitor: Visitor, ours: Company, name: str) -> None:
    assert await visitor.number(await visitor.sends(name=name, message=name))
    [contact] = await rows(ours, "jobs.contact")
    assert contact["name"] == name


async def test_typed_markup_stays_text(visitor: Visitor) -> None:
    answer = await visitor.sends(name='"><script>alert(1)</script>', message="</textarea><script>x</script>", email="")
    assert answer.status_code == 422
    assert "<script>alert" not in answer.text
    assert "</textarea><script>" not in answer.text


BODIES = [
    ("application/json", b"{}", 415),
    ("text/plain", b"name=x", 415),
    ("application/x-www-form-urlencoded", b"", 422),
    ("application/x-www-form-urlencoded", b"\xff\xfe%%%zz=&&&==", 422),
    ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % n for n in range(500)), 400),
    ("multipart/form-data", b"x", 400),
    ("multipart/form-data; boundary=b", b"--b\r\nContent-Disposition: nonsense\r\n\r\nx\r\n--b--\r\n", 400),
    (
        "multipart/form-data; boundary=b",
        b'--b\r\nContent-Disposition: form-data; name="name"; filename="x.png"\r\n\r\nx\r\n--b--\r\n',
        400,
    ),
    ("application/x-www-form-urlencoded", b"message=" + b"x" * 10_000_000, 413),
]


@pytest.mark.parametrize(("kind", "body", "status"), BODIES)
async def test_a_body_that_is_no_form(visitor: Visitor, ours: Company, kind: str, body: bytes, status: int) -> None:
    answer = await visitor.api.post(visitor.address, content=body, headers={"Content-Type": kind})
    assert answer.status_code == status, answer.text[:300]
    assert await rows(ours, "intake.submissions") == []


async def test_no_such_form(intake_api: httpx.AsyncClient, ours: Company) -> None:
    closed = await make_site(ours)
    async with ours.work() as work:
        await commands.change(work, closed.id, SitePatch(active=False), None)
    for key in (closed.key, "no-such-form", "%00", "x" * 300, "É"):
        for method in ("GET", "POST"):
            answer = await intake_api.request(method, f"/f/{key}", headers={"Accept-Language": "en"})
            assert answer.status_code in (404, 405), (key, answer.text)
    page = await intake_api.get("/f/no-such-form", headers={"Accept-Language": "en"})
    assert "There is no such form." in page.text


async def test_thanks_cannot_be_made_up(visitor: Visitor) -> None:
    for made_up in ("", "9999.AAAAAAAAAAAAAAAAAAAAAA", "9999", "é"):
        answer = await visitor.api.get(visitor.address + "/merci", params={"r": made_up})
        assert answer.status_code == 303
        assert answer.headers["location"].startswith(visitor.address + "?")


async def test_many_requests_from_one_address(visitor: Visitor, ours: Company, theirs: Company) -> None:
    answers = [await visitor.sends(email=f"c{n}@clients.example") for n in range(21)]
    assert [each.status_code for each in answers[:20]] == [303] * 20
    assert answers[20].status_code == 429
    assert int(answers[20].headers["retry-after"]) >= 1
    assert "Le robinet coule." in answers[20].text
    assert len(await rows(ours, "log.job")) == 20
    neighbour = Visitor(visitor.api, await make_site(theirs))
    assert (await neighbour.sends()).status_code == 303  # another site is another count


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_headers_of_the_page(visitor: Visitor, language: Language) -> None:
    page = await visitor.api.get(visitor.address, headers={"Accept-Language": language})
    policy = page.headers["content-security-policy"]
    assert "frame-ancestors 'self' https://www.plombier.example" in policy
    assert "unsafe-inline" not in policy
    assert "<script>" not in page.text
    assert " style=" not in page.text
    assert page.headers["x-content-type-options"] == "nosniff"
    assert len(page.content) < 50_000


async def test_a_failure_in_the_middle_leaves_nothing(visitor: Visitor, ours: Company, database: Postgres) -> None:
    """The database refuses the last but one step: the page keeps what was typed, and no row is there."""
    mark, path = visitor.mark(), f"/v1/sites/{visitor.site.key}/requests"
    with psycopg.connect(database.url(), autocommit=True) as owner:
        owner.execute("REVOKE INSERT ON jobs.request FROM intake")
        try:
            page = await visitor.sends(mark)
            answer = await visitor.api.post(path, json=JSON_ASKED, headers={"Idempotency-Key": "k"})
        finally:
            owner.execute("GRANT INSERT ON jobs.request TO intake")
    assert page.status_code == 503
    assert "Le robinet coule." in page.text
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    for table in ("intake.submissions", "jobs.contact", "jobs.folder", "log.job", "log.fact", "log.idempotency"):
        assert await rows(ours, table) == [], table
    assert await visitor.number(await visitor.sends(mark)) == 1  # the same copy, and no number was lost
    assert (await visitor.api.post(path, json=JSON_ASKED, headers={"Idempotency-Key": "k"})).status_code == 201

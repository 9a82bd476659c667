"""What a quote says besides its lines: schedules, deposit, terms, itinerant contracts; copies and renewals of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from services.accounts.tables import Company as CompanyRow
from services.billing.quotes import answers, commands
from services.billing.quotes.answers import expire_quote
from services.billing.quotes.choice import accepted
from services.kit import factlog
from services.kit.db import reading
from services.kit.problems import Problem
from tests.factories import Company
from tests.services.billing.world import Office, cad, line, portal_path
from workflows.planner import plan


def day(days: int) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).date().isoformat()


def local_day(days: int) -> str:
    return (datetime.now(ZoneInfo("America/Toronto")) + timedelta(days=days)).date().isoformat()


THIRDS = {
    "name": "Trois versements",
    "kind": "several_invoices",
    "instalments": [
        {"when": "on_acceptance", "percent": "30"},
        {"when": "on_date", "on": day(40), "percent": "30"},
        {"when": "on_completion"},
    ],
}
ONCE = {"name": "Tout à la fin", "kind": "one_invoice", "instalments": [{"when": "on_completion", "percent": "100"}]}


async def test_schedules_show_what_each_part_comes_to(office: Office) -> None:
    quote = await office.quote(await office.job(), line(140_00), schedules=[THIRDS, ONCE])
    first, second = quote["schedules"]
    assert [part["amount"] for part in first["instalments"]] == [cad(48_29), cad(48_29), cad(64_39)]
    assert sum(part["amount"]["amount"] for part in first["instalments"]) == quote["totals"]["total"]["amount"]
    assert [part["when"] for part in first["instalments"]] == ["on_acceptance", "on_date", "on_completion"]
    assert (second["instalments"][0]["amount"], second["chosen"]) == (cad(160_97), False)
    assert quote["chosen_schedule"] is None


async def test_the_client_chooses_a_schedule(office: Office) -> None:
    quote = await office.sent_quote(
        await office.job(), line(100_00), line(10_00, optional=True), schedules=[THIRDS, ONCE]
    )
    portal = portal_path(quote["portal_url"])
    asked = {"version": 1, "options": [1], "schedule": 0}
    preview = (await office.api.post(f"{portal}/quotes/{quote['id']}/preview", json=asked)).json()
    assert preview["totals"]["total"] == cad(126_47)
    assert sum(part["amount"]["amount"] for part in preview["instalments"]) == 126_47
    answer = asked | {"document_sha256": quote["document_sha256"], "name": "Marie", "schedule": 2}
    wrong = await office.api.post(f"{portal}/quotes/{quote['id']}/accept", json=answer)
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/schedule")
    done = await office.api.post(f"{portal}/quotes/{quote['id']}/accept", json=answer | {"schedule": 1})
    assert done.status_code == 200, done.text
    shown = await office.get(f"/v1/quotes/{quote['id']}")
    assert (shown["chosen_schedule"], shown["accepted"]["schedule"]) == (1, 1)
    assert [each["chosen"] for each in shown["schedules"]] == [False, True]
    async with reading(office.company.id) as session:
        found = await accepted(session, office.company.id, quote["id"])
    assert found is not None
    assert found.schedule is not None
    assert (found.schedule.kind, len(found.lines)) == ("one_invoice", 2)


async def test_deposit_in_percent_follows_the_total(office: Office) -> None:
    quote = await office.quote(await office.job(), line(100_00), line(100_00, optional=True), deposit_percent="25")
    assert (quote["deposit"], quote["deposit_percent"]) == (cad(28_75), "25")
    path = f"/v1/quotes/{quote['id']}"
    changed = (await office.call("PATCH", path, {"lines": [line(200_00), line(100_00, optional=True)]})).json()
    assert changed["deposit"] == cad(57_49)
    await office.post(f"{path}/send", {})
    done = await office.post(f"{path}/accept", {"version": 1, "name": "M", "note": "Oui au téléphone", "options": [1]})
    assert (done["totals"]["total"], done["deposit"]) == (cad(344_93), cad(86_23))


async def test_a_deposit_is_an_amount_or_a_percentage(office: Office) -> None:
    quote = await office.quote(await office.job(), deposit_percent="25")
    path = f"/v1/quotes/{quote['id']}"
    fixed = (await office.call("PATCH", path, {"deposit": cad(10_00)})).json()
    assert (fixed["deposit"], fixed["deposit_percent"]) == (cad(10_00), None)
    back = (await office.call("PATCH", path, {"deposit_percent": "50"})).json()
    assert (back["deposit"], back["deposit_percent"]) == (cad(57_49), "50")
    none = (await office.call("PATCH", path, {"deposit": None})).json()
    assert (none["deposit"], none["deposit_percent"]) == (None, None)


async def test_terms_of_its_own(office: Office) -> None:
    quote = await office.sent_quote(await office.job(), terms="Accès requis.\nGaranti 2 ans.", invoicing="automatic")
    assert (quote["terms"], quote["invoicing"]) == ("Accès requis.\nGaranti 2 ans.", "automatic")
    seen = (await office.api.get(f"{portal_path(quote['portal_url'])}/quotes/{quote['id']}")).json()
    assert (seen["terms"], seen["invoicing"]) == ("Accès requis.\nGaranti 2 ans.", None)


async def test_itinerant_contract_can_be_cancelled_for_ten_days(office: Office) -> None:
    quote = await office.sent_quote(await office.job(), itinerant=True)
    portal, path = portal_path(quote["portal_url"]), f"/v1/quotes/{quote['id']}"
    cancel = f"{portal}/quotes/{quote['id']}/cancel"
    early = await office.api.post(cancel, json={"version": 1})
    assert (early.status_code, early.json()["code"]) == (409, "quote-not-cancellable")
    accepted = await office.post(f"{path}/accept", {"version": 1, "name": "M", "note": "Oui au téléphone"})
    assert accepted["cancellable_until"] in (day(10), day(9)), "ten days from the local day"
    await office.refused(f"{path}/generate-invoices", {}, status=409, code="quote-cancellable")
    part = {"quote_id": quote["id"], "percent": "50"}
    await office.refused("/v1/invoices/from-quote", part, status=409, code="quote-cancellable")
    done = await office.api.post(cancel, json={"version": 1, "reason": "J’ai changé d’idée"})
    assert done.json()["status"] == "voided", done.text
    shown = await office.get(path)
    assert shown["cancelled_at"]
    assert shown["void_reason"] == "J’ai changé d’idée"
    again = await office.api.post(cancel, json={"version": 1})
    assert again.status_code == 409


async def test_an_ordinary_quote_cannot_be_cancelled(office: Office) -> None:
    quote = await office.sent_quote(await office.job())
    await office.post(f"/v1/quotes/{quote['id']}/accept", {"version": 1, "name": "M", "note": "Oui au téléphone"})
    url = f"{portal_path(quote['portal_url'])}/quotes/{quote['id']}/cancel"
    assert (await office.api.post(url, json={"version": 1})).json()["code"] == "quote-not-cancellable"


async def test_after_ten_days_it_is_too_late_to_cancel_and_time_to_invoice(office: Office) -> None:
    quote = await office.sent_quote(await office.job(), itinerant=True)
    ago = datetime.now(UTC) - timedelta(days=11)
    async with office.company.work("user:x", now=ago) as work:
        await answers.accept(work, quote["id"], answers.Answer(by="office", version=1, name="M", note="Oui"))
    url = f"{portal_path(quote['portal_url'])}/quotes/{quote['id']}/cancel"
    assert (await office.api.post(url, json={"version": 1})).json()["code"] == "quote-not-cancellable"
    await office.post(f"/v1/quotes/{quote['id']}/generate-invoices", {})


@pytest.mark.parametrize(
    ("more", "pointer", "code"),
    [
        ({"deposit_percent": "0"}, "/deposit_percent", "percent"),
        ({"deposit_percent": "100.01"}, "/deposit_percent", "percent"),
        ({"deposit_percent": "1.234"}, "/deposit_percent", "percent"),
        ({"deposit_percent": 30}, "/deposit_percent", "percent"),
        ({"deposit_percent": "10", "deposit": cad(1)}, "/deposit_percent", "deposit-twice"),
        ({"itinerant": True, "deposit": cad(1)}, "/deposit", "deposit-itinerant"),
        ({"itinerant": True, "deposit_percent": "10"}, "/deposit", "deposit-itinerant"),
        ({"itinerant": True, "schedules": [THIRDS]}, "/schedules/0/instalments/0/when", "instalment-itinerant"),
        ({"schedules": [{"instalments": []}]}, "/schedules/0/instalments", "too-few"),
        ({"schedules": [THIRDS] * 5}, "/schedules", "too-many"),
        ({"schedules": [{"instalments": [{"when": "on_date", "percent": "100"}]}]}, "/schedules/0/instalments/0/on", "instalment-date"),
        ({"schedules": [{"instalments": [{"when": "to_plan", "on": day(3)}]}]}, "/schedules/0/instalments/0/on", "instalment-date"),
        ({"schedules": [{"instalments": [{"when": "on_date", "on": "2020-01-01"}]}]}, "/schedules/0/instalments/0/on", "date-range"),
        ({"schedules": [{"instalments": [{"when": "to_plan", "percent": "50"}, {"when": "to_plan", "percent": "40"}]}]}, "/schedules/0/instalments", "percents-not-100"),
        ({"schedules": [{"instalments": [{"when": "to_plan", "amount": cad(200_00)}, {"when": "to_plan"}]}]}, "/schedules/0/instalments", "schedule-over-total"),
        ({"schedules": [{"instalments": [{"when": "to_plan", "amount": cad(50_00)}, {"when": "to_plan", "amount": cad(1_00)}]}]}, "/schedules/0/instalments", "schedule-adds-up"),
        ({"schedules": [{"instalments": [{"when": "to_plan"}, {"when": "to_plan"}]}]}, "/schedules/0/instalments/0", "share-missing"),
        ({"schedules": [{"instalments": [{"when": "to_plan", "amount": {"amount": 1, "currency": "USD"}}, {"when": "to_plan"}]}]}, "/schedules/0/instalments/0/amount/currency", "currency-mismatch"),
        ({"schedules": [{"instalments": [{"when": "some_day"}]}]}, "/schedules/0/instalments/0/when", "choice"),
        ({"invoicing": "perhaps"}, "/invoicing", "choice"),
        ({"terms": "a\x00b"}, "/terms", "control-characters"),
    ],
)  # fmt: skip
async def test_bad_conditions(office: Office, more: dict[str, Any], pointer: str, code: str) -> None:
    job = await office.job()
    body = {"job_id": job.id, "lines": [line(100_00)], **more}
    problem = await office.refused("/v1/quotes", body, status=422, code="invalid")
    assert {each["pointer"]: each["code"] for each in problem["errors"]}.get(pointer) == code, problem
    assert (await office.get(f"/v1/quotes?job_id={job.id}"))["data"] == [], "nothing is half-written"
    english = (await office.call("POST", "/v1/quotes", body, language="en")).json()
    assert english["errors"][0]["detail"] != problem["errors"][0]["detail"]


async def test_what_a_new_quote_begins_with_is_what_the_company_set(office: Office, stranger: Office) -> None:
    usual = await office.get("/v1/quote-defaults")
    assert usual == {
        "valid_until": local_day(30),
        "deposit_percent": None,
        "itinerant": False,
        "invoicing": "by_hand",
    }
    async with office.company.work() as work:
        row = await work.session.get_one(CompanyRow, office.company.id)
        row.quote_validity_days, row.quote_deposit_percent, row.quote_invoicing = 10, Decimal("25.00"), "automatic"
    set_ = await office.get("/v1/quote-defaults")
    assert (set_["valid_until"], set_["deposit_percent"], set_["invoicing"]) == (local_day(10), "25", "automatic")
    assert await stranger.get("/v1/quote-defaults") == usual
    for permission, status in (("quotes", 200), ("jobs", 403)):
        headers = office.company.headers(permission)
        assert (await office.api.get("/v1/quote-defaults", headers=headers)).status_code == status


async def test_only_the_draft_that_was_read_is_sent(office: Office) -> None:
    quote = await office.quote(await office.job())
    path = f"/v1/quotes/{quote['id']}"
    tag = (await office.call("GET", path)).headers["etag"]
    await office.call("PATCH", path, {"lines": [line(900_00)]}, status=200)
    lost = await office.call("POST", f"{path}/send", {}, headers={"If-Match": tag}, status=412)
    assert lost.json()["current"]["totals"]["subtotal"] == cad(900_00)
    assert (await office.get(path))["status"] == "draft"
    tag = (await office.call("GET", path)).headers["etag"]
    sent = await office.call("POST", f"{path}/send", {}, headers={"If-Match": tag}, status=200)
    assert sent.json()["status"] == "sent"


# ── copies and renewals ──────────────────────────────────────────────────────────────────────────────────────────────


async def test_duplicate_is_a_quote_of_its_own(office: Office) -> None:
    job, other = await office.job(), await office.job()
    quote = await office.sent_quote(
        job, line(100_00), line(5_00, optional=True), schedules=[ONCE], deposit_percent="10", terms="À part."
    )
    copy = await office.post(f"/v1/quotes/{quote['id']}/duplicate", {"job_id": other.id}, status=201)
    assert (copy["job_id"], copy["contact_id"], copy["status"]) == (other.id, other.contact_id, "draft")
    assert (copy["number"], copy["version"], copy["valid_until"]) == (quote["number"] + 1, 1, None)
    for same in ("lines", "totals", "deposit", "deposit_percent", "terms", "itinerant"):
        assert copy[same] == quote[same], same
    assert (await office.get(f"/v1/quotes/{quote['id']}"))["status"] == "sent"
    here = await office.post(f"/v1/quotes/{quote['id']}/duplicate", {}, status=201)
    assert here["job_id"] == job.id


async def test_an_expired_quote_is_renewed_in_one_call(office: Office) -> None:
    quote = await office.sent_quote(await office.job(), line(100_00), schedules=[ONCE], terms="À part.")
    portal, path = portal_path(quote["portal_url"]), f"/v1/quotes/{quote['id']}"
    ask = f"{portal}/quotes/{quote['id']}/ask-renewal"
    early = await office.api.post(ask, json={"version": 1})
    assert (early.status_code, early.json()["code"]) == (409, "quote-not-expired")
    async with office.company.work() as work:
        await expire_quote(work, quote["id"], 1)
    asked = (await office.api.post(ask, json={"version": 1})).json()["renewal_asked_at"]
    assert asked
    assert (await office.api.post(ask, json={"version": 1})).json()["renewal_asked_at"] == asked, "twice is once"
    async with reading(office.company.id) as session:
        state, facts = await factlog.state(session, quote["job_id"]), await factlog.facts(session, quote["job_id"])
    assert [each.envelope.kind for each in facts].count("quote.renewal_asked") == 1
    assert "office.renew_quote" in [step.kind for step in plan(state, datetime.now(UTC))]
    renewed = await office.post(f"{path}/renew", {"valid_until": day(20)})
    assert (renewed["version"], renewed["status"], renewed["valid_until"]) == (2, "sent", day(20))
    assert (renewed["totals"], renewed["terms"], renewed["renewal_asked_at"]) == (quote["totals"], "À part.", None)
    assert [each["status"] for each in renewed["versions"]] == ["superseded", "sent"]
    late = await office.api.post(ask, json={"version": 1})
    assert (late.status_code, late.json()["code"]) == (409, "quote-superseded")
    answer = {"version": 2, "document_sha256": renewed["document_sha256"], "name": "Marie"}
    assert (await office.api.post(f"{portal}/quotes/{quote['id']}/accept", json=answer)).status_code == 200
    await office.refused(f"{path}/renew", {}, status=409, code="quote-not-renewable")


async def test_renewal_keeps_everything_as_it_was_when_it_is_refused(office: Office) -> None:
    dated = {"instalments": [{"when": "on_date", "on": day(1), "percent": "50"}, {"when": "to_plan"}]}
    quote = await office.sent_quote(await office.job(), schedules=[dated])
    path = f"/v1/quotes/{quote['id']}"
    await office.refused(f"{path}/renew", {"valid_until": "2020-01-01"}, status=422, code="invalid")
    with pytest.raises(Problem, match="quote-schedule-over"):
        async with office.company.work("user:x", now=datetime.now(UTC) + timedelta(days=5)) as work:
            await commands.renew(work, quote["id"])
    assert (await office.get(path))["versions"] == quote["versions"]
    draft = await office.quote(await office.job())
    await office.refused(f"/v1/quotes/{draft['id']}/renew", {}, status=409, code="quote-has-draft")


# ── templates ────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_template_is_made_from_a_quote_and_applied(office: Office) -> None:
    quote = await office.quote(
        await office.job(), line(100_00, "1.5"), line(5_00, optional=True), schedules=[THIRDS], deposit_percent="10"
    )
    made = await office.post("/v1/quote-templates", {"name": "Salle de bain", "quote_id": quote["id"]}, status=201)
    assert (made["name"], made["archived_at"]) == ("Salle de bain", None)
    assert made["content"]["lines"][0]["quantity"] == "1.5"
    other = await office.job()
    applied = await office.post(f"/v1/quote-templates/{made['id']}/apply", {"job_id": other.id}, status=201)
    assert (applied["job_id"], applied["status"], applied["totals"]) == (other.id, "draft", quote["totals"])
    assert (applied["schedules"], applied["deposit"]) == (quote["schedules"], quote["deposit"])


async def test_a_template_keeps_the_choice_that_is_recommended(office: Office) -> None:
    offered = line(100_00, alternative="Bon"), line(200_00, alternative="Mieux")
    quote = await office.quote(await office.job(), *offered, recommended="Mieux")
    made = await office.post("/v1/quote-templates", {"name": "Choix", "quote_id": quote["id"]}, status=201)
    path = f"/v1/quote-templates/{made['id']}/apply"
    applied = await office.post(path, {"job_id": (await office.job()).id}, status=201)
    assert applied["totals"] == quote["totals"]
    assert [each["counts"] for each in applied["alternatives"]] == [False, True]


async def test_a_template_is_edited_archived_and_listed_by_name(office: Office) -> None:
    for name in ("Drain", "Chauffe-eau", "Adoucisseur"):
        body = {"name": name, "content": {"lines": [line(100_00)]}}
        made = await office.post("/v1/quote-templates", body, status=201)
    path = f"/v1/quote-templates/{made['id']}"
    tag = (await office.call("GET", path)).headers["etag"]
    change = {"name": "Adoucisseur d’eau", "content": {"lines": [line(200_00)], "terms": "Sel en sus."}}
    assert (await office.call("PATCH", path, change, headers={"If-Match": tag})).status_code == 200
    lost = await office.call("PATCH", path, {"name": "Autre"}, headers={"If-Match": tag})
    assert (lost.status_code, lost.json()["current"]["name"]) == (412, "Adoucisseur d’eau")
    listed = await office.get("/v1/quote-templates?limit=2")
    rest = await office.get(f"/v1/quote-templates?after={listed['page']['next']}")
    assert [each["name"] for each in listed["data"] + rest["data"]] == ["Adoucisseur d’eau", "Chauffe-eau", "Drain"]
    for _ in range(2):
        assert (await office.post(f"{path}/archive", {}))["archived_at"]
    assert len((await office.get("/v1/quote-templates"))["data"]) == 2
    assert [each["id"] for each in (await office.get("/v1/quote-templates?archived=true"))["data"]] == [made["id"]]
    job = await office.job()
    await office.refused(f"{path}/apply", {"job_id": job.id}, status=409, code="template-archived")
    await office.post(f"{path}/unarchive", {})
    applied = await office.post(f"{path}/apply", {"job_id": job.id}, status=201)
    assert (applied["terms"], applied["totals"]["subtotal"]) == ("Sel en sus.", cad(200_00))


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"name": "X"}, "/"),
        ({"name": "X", "quote_id": "quo_1", "content": {"lines": [line(1)]}}, "/"),
        ({"name": " ", "content": {"lines": [line(1)]}}, "/name"),
        ({"name": "X", "content": {"lines": []}}, "/content/lines"),
        ({"name": "X", "content": {"lines": [line(1_00)], "deposit": cad(9_00)}}, "/deposit"),
        ({"name": "X", "content": {"lines": [line(-1)]}}, "/lines"),
        ({"name": "X", "content": {"lines": [line(1)], "job_id": "job_1"}}, "/content/job_id"),
    ],
)
async def test_bad_templates(office: Office, body: dict[str, Any], pointer: str) -> None:
    problem = await office.refused("/v1/quote-templates", body, status=422, code="invalid")
    assert pointer in [each["pointer"] for each in problem["errors"]], problem
    assert (await office.get("/v1/quote-templates"))["data"] == []


async def test_another_companys_quotes_and_templates_do_not_exist(office: Office, stranger: Office) -> None:
    quote = await office.sent_quote(await office.job(), itinerant=True)
    await office.post(f"/v1/quotes/{quote['id']}/accept", {"version": 1, "name": "M", "note": "Oui au téléphone"})
    made = await office.post("/v1/quote-templates", {"name": "À nous", "quote_id": quote["id"]}, status=201)
    before = await office.get(f"/v1/quotes/{quote['id']}")
    path = f"/v1/quote-templates/{made['id']}"
    assert (await stranger.get("/v1/quote-templates"))["data"] == []
    assert (await stranger.call("GET", path)).status_code == 404
    assert (await stranger.call("PATCH", path, {"name": "À eux"})).status_code == 404
    job = await stranger.job()
    for url, body in (
        (f"{path}/archive", {}),
        (f"{path}/unarchive", {}),
        (f"{path}/apply", {"job_id": job.id}),
        ("/v1/quote-templates", {"name": "X", "quote_id": quote["id"]}),
        (f"/v1/quotes/{quote['id']}/duplicate", {"job_id": job.id}),
        (f"/v1/quotes/{quote['id']}/renew", {}),
    ):
        await stranger.refused(url, body, status=404, code="not-found")
    assert (await stranger.call("GET", f"/v1/quotes/{quote['id']}/signature")).status_code == 404
    theirs = await stranger.sent_quote(job)
    foreign = portal_path(theirs["portal_url"])
    for verb, body in (("preview", {"version": 1}), ("ask-renewal", {"version": 1}), ("cancel", {"version": 1})):
        answer = await office.api.post(f"{foreign}/quotes/{quote['id']}/{verb}", json=body)
        assert answer.status_code == 404, verb
    ours_applied = await office.call("POST", f"{path}/apply", {"job_id": job.id})
    assert ours_applied.status_code == 404, "their job is not ours"
    assert await office.get(f"/v1/quotes/{quote['id']}") == before
    assert (await office.get(path))["name"] == "À nous"


async def test_company_setting_of_invoicing(accounts_api: httpx.AsyncClient, ours: Company) -> None:
    company = (await accounts_api.get("/v1/company", headers=ours.headers())).json()
    assert company["quote_invoicing"] == "by_hand"
    change = {"quote_invoicing": "automatic"}
    changed = await accounts_api.patch("/v1/company", json=change, headers=ours.headers())
    assert changed.json()["quote_invoicing"] == "automatic"
    wrong = await accounts_api.patch("/v1/company", json={"quote_invoicing": "maybe"}, headers=ours.headers())
    assert wrong.status_code == 422

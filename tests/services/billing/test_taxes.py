"""Tax groups in full: built in and own, defaults, dates, numbers, and who pays none."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from services.billing.invoices import commands as invoices
from services.billing.invoices.schemas import InvoiceIn
from services.billing.taxes.builtin import GROUPS
from services.billing.taxes.queries import charges
from services.kit.days import local_day, midnight
from services.kit.work import open_work
from tests.services.billing.world import Job, Office, cad, line

ZONE = "America/Toronto"


def taxes_of(document: dict[str, Any]) -> dict[str, tuple[str, int]]:
    return {tax["code"]: (tax["rate"], tax["amount"]["amount"]) for tax in document["totals"]["taxes"]}


async def change(office: Office, statement: str, **values: Any) -> None:
    async with office.company.work() as work:
        await work.session.execute(text(statement), {"company": office.company.id, **values})


async def contact_of(office: Office, job: Job, **values: Any) -> None:
    assigned = ", ".join(f"{name} = :{name}" for name in values)
    statement = f"UPDATE jobs.contact SET {assigned} WHERE id = :id"  # noqa: S608  names of this file
    await change(office, statement, id=job.contact_id, **values)


def group(*taxes: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"name_fr": "Chantier à Ottawa", "name_en": "Ottawa site", "taxes": taxes or [tax("hst", "13")], **more}


def tax(code: str, rate: str, since: str = "2010-07-01", until: str | None = None, **more: Any) -> dict[str, Any]:
    names = {"name_fr": code.upper(), "name_en": code.upper()}
    return {"code": code, "rate": rate, "effective_from": since, "effective_to": until, **names, **more}


@pytest.mark.parametrize(
    ("group_id", "expected"),
    [
        ("txg_quebec", {"gst": ("5", 5_00), "qst": ("9.975", 9_98)}),
        ("txg_hst_on", {"hst": ("13", 13_00)}),
        ("txg_hst_nb", {"hst": ("15", 15_00)}),
        ("txg_hst_nl", {"hst": ("15", 15_00)}),
        ("txg_hst_pe", {"hst": ("15", 15_00)}),
        ("txg_hst_ns", {"hst": ("14", 14_00)}),
        ("txg_pst_bc", {"gst": ("5", 5_00), "pst_bc": ("7", 7_00)}),
        ("txg_pst_sk", {"gst": ("5", 5_00), "pst_sk": ("6", 6_00)}),
        ("txg_rst_mb", {"gst": ("5", 5_00), "rst_mb": ("7", 7_00)}),
        ("txg_gst", {"gst": ("5", 5_00)}),
        ("txg_zero", {}),
    ],
)
async def test_every_province(office: Office, group_id: str, expected: dict[str, Any]) -> None:
    invoice = await office.invoice(await office.job(), line(100_00, tax_group_id=group_id))
    assert taxes_of(invoice) == expected
    assert group_id in GROUPS


async def test_nova_scotia_before_and_after_its_change(office: Office) -> None:
    company = type("C", (), {"id": office.company.id, "tax_registered": True, "gst_number": "1", "qst_number": "2"})()
    async with open_work(office.company.id, office.company.code, "system") as work:
        for day, rate in ((date(2025, 3, 31), "15"), (date(2025, 4, 1), "14")):
            found = await charges(work.session, company, day, ["txg_hst_ns"])
            assert [str(each.rate) for each in found["txg_hst_ns"]] == [rate]


async def test_a_rate_changes_at_midnight_and_a_credit_keeps_the_rate_of_its_invoice(office: Office) -> None:
    """At the company's midnight, not at UTC's. A credit made later, by who is no longer registered, mirrors what was charged."""
    day = local_day(datetime.now(UTC), ZONE)
    rates = tax("hst", "15", until=day.isoformat()), tax("hst", "14", since=day.isoformat())
    await office.post("/v1/tax-groups", group(*rates, is_default=True), status=201)
    job = await office.job()
    midnight_ = midnight(day, ZONE)

    async def issued(at: datetime) -> Any:
        body = {"job_id": job.id, "lines": [line(100_00), line(30_00, taxable=False)]}
        async with office.company.work("user:" + office.company.user_id, now=at) as work:
            invoice = await invoices.create(work, InvoiceIn.model_validate(body))
            await invoices.issue(work, invoice.id)
        return await office.get(f"/v1/invoices/{invoice.id}")

    before, after = await issued(midnight_ - timedelta(seconds=1)), await issued(midnight_)
    expected = ((before, {"hst": ("15", 15_00)}), (after, {"hst": ("14", 14_00)}))
    assert before["issued_on"] < after["issued_on"] == day.isoformat()
    await change(office, "UPDATE accounts.companies SET tax_registered = false WHERE id = :company")
    for invoice, taxes in expected:
        assert taxes_of(invoice) == taxes
        path, rate = f"/v1/invoices/{invoice['id']}", taxes["hst"][0]
        notes: list[Any] = []
        for wanted in ({"lines": [{"position": 0, "amount": cad(40_00)}]}, {}):
            key = {"Idempotency-Key": f"{invoice['id']}-{len(notes)}"}
            answer = await office.call("POST", f"{path}/credit", {"reason": "error", **wanted}, status=201, headers=key)
            notes.append(answer.json())
        assert [taxes_of(note)["hst"] for note in notes] == [(rate, 40 * int(rate)), (rate, 60 * int(rate))]
        assert sum(note["totals"]["total"]["amount"] for note in notes) == invoice["totals"]["total"]["amount"]
        now = await office.get(path)
        assert (now["totals"], now["balance"]) == (invoice["totals"], cad(0))


async def test_exempt_and_zero_rated_lines_beside_taxed_ones(office: Office) -> None:
    """Both cost nothing more. One is taxable at nothing, the other is not taxable: no tax has either in its base."""
    lines = line(100_00), line(50_00, taxable=False), line(25_00, tax_group_id="txg_zero")
    issued = await office.issued(await office.job(), *lines)
    assert taxes_of(issued) == {"gst": ("5", 5_00), "qst": ("9.975", 9_98)}
    assert [each["base"] for each in issued["totals"]["taxes"]] == [cad(100_00), cad(100_00)]
    assert issued["totals"]["total"] == cad(175_00 + 14_98)


async def test_two_provincial_taxes_at_one_rate_are_two_taxes(office: Office) -> None:
    invoice = await office.invoice(
        await office.job(), line(100_00, tax_group_id="txg_pst_bc"), line(100_00, tax_group_id="txg_rst_mb")
    )
    assert taxes_of(invoice) == {"gst": ("5", 10_00), "pst_bc": ("7", 7_00), "rst_mb": ("7", 7_00)}


async def test_a_built_in_group_as_the_default(office: Office, stranger: Office) -> None:
    made = await office.call("PATCH", "/v1/tax-groups/txg_hst_on", {"is_default": True}, status=200)
    assert made.json()["is_default"]
    assert [each["id"] for each in (await office.get("/v1/tax-groups"))["data"] if each["is_default"]] == ["txg_hst_on"]
    assert taxes_of(await office.invoice(await office.job(), line(100_00))) == {"hst": ("13", 13_00)}
    assert set(taxes_of(await stranger.invoice(await stranger.job(), line(100_00)))) == {"gst", "qst"}
    await office.refused(
        "/v1/tax-groups/txg_hst_on", {"name_fr": "X"}, method="PATCH", status=409, code="tax-group-built-in"
    )
    await office.refused("/v1/tax-groups/txg_hst_on/retire", {}, status=409, code="tax-group-built-in")


async def test_an_own_group_from_made_to_retired(office: Office, stranger: Office) -> None:
    made = await office.post("/v1/tax-groups", group(), status=201)
    path = f"/v1/tax-groups/{made['id']}"
    draft = await office.quote(await office.job(), line(100_00, tax_group_id=made["id"]))
    assert taxes_of(draft) == {"hst": ("13", 13_00)}
    sent = await office.sent_quote(await office.job(), line(100_00, tax_group_id=made["id"]))
    first = await office.call("GET", path, status=200)
    changed = await office.call(
        "PATCH", path, {"taxes": [tax("hst", "12")]}, status=200, headers={"If-Match": first.headers["ETag"]}
    )
    assert [each["rate"] for each in changed.json()["taxes"]] == ["12"]
    stale = await office.call("PATCH", path, {"name_fr": "Y"}, headers={"If-Match": first.headers["ETag"]})
    assert stale.status_code == 412
    assert taxes_of(await office.get(f"/v1/quotes/{sent['id']}")) == {"hst": ("13", 13_00)}, "a sent one stays"
    resent = await office.post(f"/v1/quotes/{draft['id']}/send", {})
    assert taxes_of(resent) == {"hst": ("12", 12_00)}, "a draft has the taxes of the day that it is sent"
    retired = await office.post(f"{path}/retire", {})
    assert retired["retired"]
    assert made["id"] not in [each["id"] for each in (await office.get("/v1/tax-groups"))["data"]]
    assert made["id"] in [each["id"] for each in (await office.get("/v1/tax-groups?retired=true"))["data"]]
    body = {"job_id": (await office.job()).id, "lines": [line(1_00, tax_group_id=made["id"])]}
    problem = await office.refused("/v1/quotes", body, status=422, code="invalid")
    assert problem["errors"][0]["code"] == "unknown-tax-group"
    await office.refused(path, {"is_default": True}, method="PATCH", status=409, code="tax-group-retired")
    await office.post(f"{path}/restore", {})
    assert (await office.call("PATCH", path, {"is_default": True}, status=200)).json()["is_default"]
    await office.refused(f"{path}/retire", {}, status=409, code="tax-group-default")
    for method, body_ in (("GET", None), ("PATCH", {"name_fr": "Z"})):
        assert (await stranger.call(method, path, body_)).status_code == 404
    assert (await stranger.call("POST", f"{path}/retire", {})).status_code == 404
    since = (datetime.now(UTC) + timedelta(days=1)).isoformat().replace("+", "%2B")
    assert (await office.get(f"/v1/tax-groups?updated_since={since}"))["data"] == []


@pytest.mark.parametrize(
    ("taxes", "pointer", "code"),
    [
        ([tax("hst", "13"), tax("hst", "14")], "/taxes/1/effective_from", "tax-twice"),
        ([tax("hst", "13", until="2010-07-01")], "/taxes/0/effective_to", "date-order"),
        ([tax("hst", "1e1")], "/taxes/0/rate", "rate"),
        ([tax("hst", "-0")], "/taxes/0/rate", "rate"),
        ([tax("hst", "NaN")], "/taxes/0/rate", "rate"),
        ([tax("hst", "9.9751")], "/taxes/0/rate", "rate"),
        ([tax("hst", "100")], "/taxes/0/rate", "rate"),
        ([tax("HST 1", "13")], "/taxes/0/code", "malformed"),
    ],
)
async def test_bad_groups(office: Office, taxes: list[dict[str, Any]], pointer: str, code: str) -> None:
    problem = await office.refused("/v1/tax-groups", group(*taxes), status=422, code="invalid")
    assert (pointer, code) in [(each["pointer"], each["code"]) for each in problem["errors"]]
    assert all(each["built_in"] for each in (await office.get("/v1/tax-groups?retired=true"))["data"])


async def test_rates_that_follow_each_other_are_no_doubles(office: Office) -> None:
    await office.post(
        "/v1/tax-groups",
        group(tax("hst", "15", "2010-07-01", "2025-04-01"), tax("hst", "14", "2025-04-01")),
        status=201,
    )


async def test_who_is_exempt_pays_no_taxes(office: Office) -> None:
    job = await office.job()
    invoice = await office.invoice(job, line(100_00), line(50_00, tax_group_id="txg_hst_on"))
    await contact_of(office, job, tax_exempt=True, tax_exempt_reason="Première Nation, certificat 1234")
    issued = await office.post(f"/v1/invoices/{invoice['id']}/issue", {})
    assert issued["totals"]["taxes"] == []
    assert issued["totals"]["total"] == cad(150_00)
    quote = await office.sent_quote(job, line(100_00))
    assert quote["totals"]["total"] == cad(100_00)
    shown = await office.post("/v1/totals", {"lines": [line(100_00)], "contact_id": job.contact_id})
    assert shown["totals"]["total"] == cad(100_00)
    assert (shown["untaxed"], shown["tax_exempt_reason"]) == ("exempt", "Première Nation, certificat 1234")
    assert (await office.post("/v1/totals", {"lines": [line(100_00)]}))["untaxed"] is None


async def test_terms_of_the_contact_come_before_those_of_the_company(office: Office) -> None:
    job = await office.job()
    await contact_of(office, job, payment_terms_days=7)
    issued = await office.issued(job)
    assert date.fromisoformat(issued["due_on"]) - date.fromisoformat(issued["issued_on"]) == timedelta(days=7)
    await contact_of(office, job, payment_terms_days=0)
    issued = await office.issued(job)
    assert issued["due_on"] == issued["issued_on"]


async def test_whoever_is_not_registered_charges_nothing_whatever_the_lines_say(office: Office) -> None:
    await change(office, "UPDATE accounts.companies SET tax_registered = false WHERE id = :company")
    issued = await office.issued(await office.job(), line(100_00), line(50_00, tax_group_id="txg_hst_on"))
    assert issued["totals"]["taxes"] == []
    assert issued["totals"]["total"] == cad(150_00)


async def test_no_number_no_invoice_in_both_languages(office: Office) -> None:
    await change(office, "UPDATE accounts.companies SET gst_number = NULL, qst_number = NULL WHERE id = :company")
    draft = await office.invoice(await office.job(), line(100_00))
    for language, names in (("fr", "TPS, TVQ"), ("en", "GST, QST")):
        answer = await office.call("POST", f"/v1/invoices/{draft['id']}/issue", {}, status=409, language=language)
        assert answer.json()["code"] == "tax-numbers-missing"
        assert names in answer.json()["detail"]
    zero = await office.invoice(await office.job(), line(100_00, tax_group_id="txg_zero"))
    await office.refused(f"/v1/invoices/{zero['id']}/issue", {}, status=409, code="tax-numbers-missing")
    assert (await office.get(f"/v1/invoices/{draft['id']}"))["document"] == "draft"


async def test_a_provincial_tax_needs_its_own_number(office: Office) -> None:
    draft = await office.invoice(await office.job(), line(100_00, tax_group_id="txg_pst_bc"))
    problem = await office.refused(f"/v1/invoices/{draft['id']}/issue", {}, status=409, code="tax-numbers-missing")
    assert "TVP" in problem["detail"]
    settings = await office.call("PATCH", "/v1/tax-settings", {"numbers": {"pst_bc": "PST-1234-5678"}}, status=200)
    assert settings.json()["numbers"] == {"pst_bc": "PST-1234-5678"}
    issued = await office.post(f"/v1/invoices/{draft['id']}/issue", {})
    assert [each["registration"] for each in issued["totals"]["taxes"]][1] == "PST-1234-5678"
    await office.call("PATCH", "/v1/tax-settings", {"numbers": {"pst_bc": ""}}, status=200)
    assert (await office.get("/v1/tax-settings"))["numbers"] == {}
    await office.refused(
        "/v1/tax-settings", {"default_group_id": "txg_nobodys"}, method="PATCH", status=422, code="invalid"
    )
    await office.refused("/v1/tax-settings", {"numbers": {"gst": "1"}}, method="PATCH", status=422, code="invalid")

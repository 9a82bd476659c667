"""Custom fields: defining them, and what stands in them on each kind of object."""

from __future__ import annotations

import asyncio
import secrets
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from services.jobs.custom_fields import commands, queries
from services.jobs.custom_fields.tables import CustomValueChange
from services.kit import ids
from tests.factories import Company
from tests.services.jobs.world import Office

Json = dict[str, Any]
CHOICES = [{"key": "house", "name_fr": "Maison", "name_en": "House"}, {"name_fr": "Édifice à bureaux"}]


@pytest.fixture
async def billing(billing_api: httpx.AsyncClient, ours: Company) -> Office:
    return Office(billing_api, ours)


async def field(office: Office, kind: str = "text", on: str = "job", **more: Any) -> Json:
    return await office.post(
        "/v1/custom-fields", {"on": on, "kind": kind, "name_fr": f"Champ {secrets.token_hex(2)}", **more}
    )


def values_path(kind: str, object_id: str) -> str:
    return f"/v1/custom-fields/values/{kind}/{object_id}"


async def fill(office: Office, kind: str, object_id: str, values: Json, *, status: int = 200, tag: str = "*") -> Json:
    path = values_path(kind, object_id)
    return await office.call("PUT", path, {"values": values}, status=status, headers={"If-Match": tag})


async def patch(office: Office, job: Json, values: Json, *, status: int = 200) -> Json:
    return await office.patch(f"/v1/jobs/{job['id']}", {"custom_fields": values}, status=status)


async def test_each_kind_of_field_is_filled_in_and_read_back(office: Office) -> None:
    made = {
        "text": ("Code 4417", "Code 4417"),
        "paragraph": ("Un.\nDeux.", "Un.\nDeux."),
        "number": ("12.50", "12.5"),
        "date": ("2026-12-03", "2026-12-03"),
        "choice": ("house", "house"),
        "toggle": (True, True),
    }
    fields = {kind: await field(office, kind, choices=CHOICES if kind == "choice" else []) for kind in made}
    job = await office.job()
    assert job["custom_fields"] == {}
    shown = await patch(office, job, {fields[kind]["id"]: raw for kind, (raw, _) in made.items()})
    assert shown["custom_fields"] == {fields[kind]["id"]: stored for kind, (_, stored) in made.items()}
    read = await office.get(values_path("job", job["id"]))
    assert read["values"] == shown["custom_fields"]
    assert [each["field"]["kind"] for each in read["data"]] == list(made)
    assert [each["text"] for each in read["data"]][2:] == ["12,5", "jeudi 3 décembre 2026", "Maison", "Oui"]
    assert shown["updated_at"] > job["updated_at"]


async def test_a_wrong_value_names_its_field_and_changes_nothing(office: Office) -> None:
    number, day, gone = await field(office, "number", minimum="5"), await field(office, "date"), await field(office)
    job = await office.job(custom_fields={number["id"]: "7"})
    await office.patch(f"/v1/custom-fields/{gone['id']}", {"active": False})
    wrong = {number["id"]: "4", day["id"]: "demain", gone["id"]: "x", "cfd_none": "x", "a/b~c": 1}
    refused = await patch(office, job, wrong, status=422)
    assert {each["pointer"]: each["code"] for each in refused["errors"]} == {
        f"/custom_fields/{number['id']}": "custom-minimum",
        f"/custom_fields/{day['id']}": "custom-date",
        f"/custom_fields/{gone['id']}": "custom-inactive",
        "/custom_fields/cfd_none": "unknown",
        "/custom_fields/a~1b~0c": "unknown",
    }
    assert "5" in refused["errors"][0]["detail"]
    assert (await office.get(f"/v1/jobs/{job['id']}"))["custom_fields"] == {number["id"]: "7"}
    refused = await office.post("/v1/jobs", {"contact_id": job["contact"]["id"], "custom_fields": wrong}, status=422)
    assert len(refused["errors"]) == 5
    assert len((await office.get("/v1/jobs"))["data"]) == 1


async def test_a_patch_changes_what_it_names_and_a_put_all(office: Office) -> None:
    one, two = await field(office), await field(office)
    job = await office.job(custom_fields={one["id"]: "un", two["id"]: "deux"})
    assert (await patch(office, job, {one["id"]: None}))["custom_fields"] == {two["id"]: "deux"}
    assert (await fill(office, "job", job["id"], {one["id"]: "1"}))["values"] == {one["id"]: "1", two["id"]: None}


async def test_new_objects_get_the_default_of_their_day(office: Office, billing: Office) -> None:
    early = await office.job()
    for on in ("job", "contact", "visit", "quote", "invoice"):
        await field(office, "choice", on, choices=CHOICES, default="house")
    (on_job,) = (await office.get("/v1/custom-fields", on="job"))["data"]
    job = await office.job()
    visit = await office.visit(job["id"], [(await office.resource())["id"]])
    line = {"description": "Main-d’œuvre", "quantity": "1", "unit_price": {"amount": 100, "currency": "CAD"}}
    quote = await billing.post("/v1/quotes", {"job_id": job["id"], "lines": [line]})
    invoice = await billing.post("/v1/invoices", {"job_id": job["id"], "lines": [line]})
    made = {"job": job, "contact": job["contact"], "visit": visit, "quote": quote, "invoice": invoice}
    for kind, each in made.items():
        assert list((await office.get(values_path(kind, each["id"])))["values"].values()) == ["house"], kind
    assert (await office.get(values_path("job", early["id"])))["values"] == {on_job["id"]: None}

    await office.patch(f"/v1/custom-fields/{on_job['id']}", {"default": "edifice_a_bureaux"})
    assert job["custom_fields"] == {on_job["id"]: "house"}
    assert (await office.get(f"/v1/jobs/{job['id']}"))["custom_fields"] == {on_job["id"]: "house"}
    assert (await office.job())["custom_fields"] == {on_job["id"]: "edifice_a_bureaux"}
    await office.patch(f"/v1/custom-fields/{on_job['id']}", {"active": False})
    assert (await office.job())["custom_fields"] == {}


async def test_a_default_that_nobody_wrote_survives_the_first_edit(office: Office) -> None:
    """A visit whose row of values does not exist yet shows its default; filling in another field must not lose it."""
    default, other = await field(office, on="visit", default="Clé au bureau"), await field(office, on="visit")
    visit = await office.visit((await office.job())["id"], [(await office.resource())["id"]])
    async with office.company.work() as work:
        await commands.set_values(work, "visit", visit["id"], {other["id"]: "x"})
    assert (await office.get(values_path("visit", visit["id"])))["values"] == {
        default["id"]: "Clé au bureau",
        other["id"]: "x",
    }
    emptied = await fill(office, "visit", visit["id"], {})
    assert set(emptied["values"].values()) == {None}


async def test_a_field_that_is_made_inactive_keeps_its_values(office: Office) -> None:
    made = await field(office)
    job, empty = await office.job(custom_fields={made["id"]: "gardé"}), await office.job()
    await office.patch(f"/v1/custom-fields/{made['id']}", {"active": False})
    assert (await fill(office, "job", job["id"], {}))["values"] == {made["id"]: "gardé"}
    assert (await patch(office, job, {made["id"]: "gardé"}))["custom_fields"] == {made["id"]: "gardé"}
    await patch(office, job, {made["id"]: "autre"}, status=422)
    assert (await office.get(values_path("job", empty["id"])))["data"] == []
    assert (await office.call("DELETE", f"/v1/custom-fields/{made['id']}", status=409))["code"] == "custom-field-in-use"
    unused = await field(office)
    assert (await office.raw("DELETE", f"/v1/custom-fields/{unused['id']}")).status_code == 204


async def test_a_choice_in_use_is_retired_not_removed(office: Office) -> None:
    made = await field(office, "choice", choices=CHOICES)
    assert [each["key"] for each in made["choices"]] == ["house", "edifice_a_bureaux"]
    job = await office.job(custom_fields={made["id"]: "house"})
    path = f"/v1/custom-fields/{made['id']}"
    rest = [{"key": "edifice_a_bureaux", "name_fr": "Bureaux"}]
    refused = await office.patch(path, {"choices": rest}, status=409)
    assert refused["code"] == "custom-choice-in-use"
    assert "Maison" in refused["detail"]
    retired = await office.patch(path, {"choices": [*rest, {"key": "house", "name_fr": "Maison", "active": False}]})
    assert [each["active"] for each in retired["choices"]] == [True, False]
    assert (await patch(office, job, {made["id"]: "house"}))["custom_fields"] == {made["id"]: "house"}
    other = await office.job()
    assert (await patch(office, other, {made["id"]: "house"}, status=422))["errors"][0]["code"] == "choice"
    await patch(office, job, {made["id"]: "edifice_a_bureaux"})
    await office.patch(path, {"choices": rest})


async def test_a_required_field_is_not_emptied_and_says_where_it_is_missing(office: Office) -> None:
    made = await field(office, required=True)
    job = await office.job()  # a call is written down first and asked about later
    assert (await office.get(values_path("job", job["id"])))["missing"] == [made["id"]]
    refused = await fill(office, "job", job["id"], {}, status=422)
    assert (refused["errors"][0]["pointer"], refused["errors"][0]["code"]) == (f"/values/{made['id']}", "required")
    await patch(office, job, {made["id"]: "x"})
    await patch(office, job, {made["id"]: ""}, status=422)
    assert (await office.get(values_path("job", job["id"])))["missing"] == []


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"kind": "choice"}, "/choices"),
        ({"kind": "choice", "choices": [{"name_fr": "Un", "active": False}]}, "/choices"),
        ({"kind": "text", "choices": [{"name_fr": "Un"}]}, "/choices"),
        ({"kind": "choice", "choices": [{"key": "a", "name_fr": "A"}, {"key": "a", "name_fr": "B"}]}, "/choices/1/key"),
        ({"kind": "choice", "choices": [{"key": "Ünfug", "name_fr": "A"}]}, "/choices/0/key"),
        ({"kind": "number", "minimum": "5", "maximum": "4"}, "/maximum"),
        ({"kind": "number", "minimum": 0.1}, "/minimum"),
        ({"kind": "number", "minimum": "1e400"}, "/minimum"),
        ({"kind": "number", "minimum": "NaN"}, "/minimum"),
        ({"kind": "text", "minimum": "1"}, "/minimum"),
        ({"kind": "number", "default": "abc"}, "/default"),
        ({"kind": "number", "decimals": 9}, "/decimals"),
        ({"kind": "toggle", "default": "oui"}, "/default"),
        ({"kind": "colour"}, "/kind"),
        ({"kind": "text", "on": "company"}, "/on"),
        ({"kind": "text", "name_fr": "  "}, "/name_fr"),
    ],
)
async def test_a_definition_that_makes_no_sense_is_refused(office: Office, body: Json, pointer: str) -> None:
    refused = await office.post("/v1/custom-fields", {"on": "job", "name_fr": "Champ", **body}, status=422)
    assert pointer in [each["pointer"] for each in refused["errors"]], refused


async def test_fields_are_put_in_order(office: Office) -> None:
    one, two, three = [await field(office) for _ in range(3)]
    order = [three["id"], one["id"], two["id"]]
    answer = await office.verb("/v1/custom-fields/reorder", {"on": "job", "ids": order})
    assert [each["id"] for each in answer["data"]] == order
    assert [each["id"] for each in (await office.get("/v1/custom-fields", on="job"))["data"]] == order
    for wrong in ([one["id"]], [*order, order[0]], [*order[:2], "cfd_x"]):
        refused = await office.call("POST", "/v1/custom-fields/reorder", {"on": "job", "ids": wrong}, status=422)
        assert refused["errors"][0]["code"] == "custom-order"


async def test_who_read_older_values_does_not_overwrite_newer_ones(office: Office) -> None:
    made, job = await field(office), await office.job()
    tag = (await office.raw("GET", values_path("job", job["id"]))).headers["etag"]
    of_job = (await office.raw("GET", f"/v1/jobs/{job['id']}")).headers["etag"]
    await fill(office, "job", job["id"], {made["id"]: "un"}, tag=tag)
    lost = await fill(office, "job", job["id"], {made["id"]: "deux"}, status=412, tag=tag)
    assert lost["current"]["values"] == {made["id"]: "un"}
    body = {"custom_fields": {made["id"]: "trois"}}
    await office.patch(f"/v1/jobs/{job['id']}", body, status=412, headers={"If-Match": of_job})


async def test_a_recurrence_copies_the_fields_that_are_copied(office: Office) -> None:
    copied, fresh = (
        await field(office, on="visit"),
        await field(office, on="visit", copied_on_recurrence=False, default="neuf"),
    )
    job, who = await office.job(), [(await office.resource())["id"]]
    first, second = await office.visit(job["id"], who), await office.visit(job["id"], who, hour=48)
    await fill(office, "visit", first["id"], {copied["id"]: "Portail", fresh["id"]: "vieux"})
    async with office.company.work() as work:
        await commands.copy(work, "visit", first["id"], second["id"])
    async with office.company.work() as work:
        held = await queries.values_of(work.session, "visit", [first["id"], second["id"]])
    assert held[second["id"]] == {copied["id"]: "Portail", fresh["id"]: "neuf"}
    assert held[first["id"]] == {copied["id"]: "Portail", fresh["id"]: "vieux"}


async def test_the_past_reads_as_it_was(office: Office) -> None:
    made, job = await field(office, default="zéro"), await office.job()
    moments = [datetime.now(UTC)]
    for text in ("un", None, "deux"):
        await patch(office, job, {made["id"]: text})
        moments.append(datetime.now(UTC))
    async with office.company.work() as work:
        seen = [(await queries.values_at(work.session, "job", job["id"], at)).get(made["id"]) for at in moments]
        query = select(CustomValueChange).where(CustomValueChange.object_id == job["id"]).order_by(CustomValueChange.id)
        changes = (await work.session.scalars(query)).all()
    assert seen == ["zéro", "un", None, "deux"]
    assert [(each.before, each.after) for each in changes] == [
        ("zéro", "un"),
        ("un", None),
        (None, "deux"),
    ]
    assert {each.by for each in changes} == {f"user:{office.company.user_id}"}


async def test_the_fields_of_an_object_need_the_permission_for_it(office: Office) -> None:
    job = await office.job()

    async def status(kind: str, object_id: str, permission: str) -> int:
        headers = office.company.headers(permission)
        return (await office.api.get(values_path(kind, object_id), headers=headers)).status_code

    assert await status("job", job["id"], "jobs") == 200
    assert await status("job", job["id"], "contacts") == 403
    assert await status("contact", job["contact"]["id"], "contacts") == 200
    assert await status("quote", "quo_none", "jobs") == 403
    assert await status("quote", "quo_none", "quotes") == 404
    assert await status("company", job["id"], "jobs") == 422


async def test_another_company_is_not_there(office: Office, neighbour: Office) -> None:
    made, job = await field(office), await office.job()
    theirs, their_job = await field(neighbour), await neighbour.job()
    await neighbour.get(f"/v1/custom-fields/{made['id']}", status=404)
    await neighbour.patch(f"/v1/custom-fields/{made['id']}", {"active": False}, status=404)
    assert (await neighbour.raw("DELETE", f"/v1/custom-fields/{made['id']}")).status_code == 404
    await neighbour.get(values_path("job", job["id"]), status=404)
    await fill(neighbour, "job", job["id"], {theirs["id"]: "x"}, status=404)
    refused = await patch(neighbour, their_job, {made["id"]: "x"}, status=422)
    assert refused["errors"][0]["code"] == "unknown"
    assert [each["id"] for each in (await neighbour.get("/v1/custom-fields"))["data"]] == [theirs["id"]]
    assert (await office.get(values_path("job", job["id"])))["values"] == {made["id"]: None}


@pytest.mark.parametrize("kind", ["text", "number", "date", "choice", "toggle", "paragraph"])
async def test_whatever_is_sent_is_stored_well_or_refused_by_field(office: Office, kind: str) -> None:
    """Through the API and the database: never a 500, never something that cannot be sent back."""
    made = await field(office, kind, choices=CHOICES if kind == "choice" else [])
    job = await office.job()
    pointer = f"/custom_fields/{made['id']}"
    sent = st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=250), st.sampled_from(["house", "\x00", "2026-12-03", "-0.10"]),
        st.lists(st.integers(), max_size=3), st.decimals(allow_nan=False, allow_infinity=False).map(str),
    )  # fmt: skip

    @given(raw=sent)
    @settings(max_examples=25, suppress_health_check=list(HealthCheck))
    async def try_it(raw: Any) -> None:
        answer = await office.raw("PATCH", f"/v1/jobs/{job['id']}", {"custom_fields": {made["id"]: raw}})
        if answer.status_code == 422:
            assert [each["pointer"] for each in answer.json()["errors"]] == [pointer]
            return
        assert answer.status_code == 200, answer.text
        stored = answer.json()["custom_fields"].get(made["id"])
        again = await patch(office, job, {made["id"]: stored})
        assert again["custom_fields"].get(made["id"]) == stored
        assert (await office.get(f"/v1/jobs/{job['id']}"))["custom_fields"].get(made["id"]) == stored

    await _run(try_it)


async def _run(test: Any) -> None:
    """Hypothesis drives its examples from a thread of its own; each comes back to this loop."""
    loop = asyncio.get_running_loop()
    inner = test.hypothesis.inner_test

    def example(raw: Any) -> None:
        asyncio.run_coroutine_threadsafe(inner(raw), loop).result(60)

    test.hypothesis.inner_test = example
    await asyncio.to_thread(test)


def test_an_id_tells_when_it_was_made() -> None:
    before = datetime.now(UTC)
    made = ids.made_at(ids.new("job"))
    assert abs((made - before).total_seconds()) < 1


async def test_lists_are_narrowed_by_what_fields_hold(office: Office, neighbour: Office) -> None:
    house = await field(office, "choice", choices=CHOICES)
    urgent, size = await field(office, "toggle"), await field(office, "number", decimals=1)
    first, second, _ = [await office.job() for _ in range(3)]
    await fill(office, "job", first["id"], {house["id"]: "house", urgent["id"]: True, size["id"]: "12.5"})
    await fill(office, "job", second["id"], {house["id"]: "house", urgent["id"]: False})

    async def ids_of(*asked: str) -> set[str]:
        return {each["id"] for each in (await office.get("/v1/jobs", custom_field=list(asked)))["data"]}

    assert await ids_of(f"{house['id']}:house") == {first["id"], second["id"]}
    assert await ids_of(f"{house['id']}:house", f"{urgent['id']}:true") == {first["id"]}
    assert await ids_of(f"{urgent['id']}:false") == {second["id"]}
    assert await ids_of(f"{size['id']}:12.50") == {first["id"]}, "the same number, written otherwise"
    for wrong in ("", "x", f"{size['id']}:many", f"{house['id']}:castle", f"{urgent['id']}:maybe", f"{size['id']}:"):
        refused = await office.get("/v1/jobs", status=422, custom_field=wrong)
        assert refused["errors"][0]["pointer"].startswith("query:/custom_field"), wrong
    await neighbour.get("/v1/jobs", status=422, custom_field=f"{urgent['id']}:true")
    on_contact = await field(office, "text", "contact")
    await fill(office, "contact", first["contact"]["id"], {on_contact["id"]: "Code 4417"})
    found = await office.get("/v1/contacts", custom_field=f"{on_contact['id']}:Code 4417")
    assert [each["id"] for each in found["data"]] == [first["contact"]["id"]]

"""A company's own texts: kept in versions, refused with the placeholder's name, shown before they are used."""

from __future__ import annotations

from sqlalchemy import text

from tests.factories import Company
from tests.services.jobs.world import Json, Office

PATH = "/v1/message-templates"
OWN: Json = {"subject": "Soumission {numéro}", "body": "Allô {client},\n\nC'est {total}. {entreprise}"}


async def put(office: Office, kind: str, body: Json, *, status: int = 200, **headers: str) -> Json:
    return await office.call("PUT", f"{PATH}/{kind}", body, status=status, headers=headers)


async def test_every_kind_is_there_with_our_text_and_what_it_may_name(office: Office) -> None:
    found = {each["kind"]: each for each in (await office.get(PATH))["data"]}
    assert {"quote.mail", "visit.remind", "invoice.remind", "payment.receipt"} <= found.keys()
    quote = found["quote.mail"]
    assert quote["mail"]["fr"]["standard"]
    assert "{numéro}" in quote["mail"]["fr"]["body"]
    assert "{number}" in quote["mail"]["en"]["body"]
    assert "{link}" in quote["sms"]["en"]["body"]
    by_name = {each["name"]: each for each in quote["placeholders"]}
    assert by_name["link"]["channels"] == ["sms"]
    assert by_name["number"]["required"] == ["mail", "sms"]
    assert by_name["total"] == {
        "name": "total",
        "words": {"fr": "total", "en": "total"},
        "description": {"fr": "Le montant total, taxes comprises", "en": "The total, taxes included"},
        "sample": {"fr": "1 234,56 $", "en": "$1,234.56"},
        "channels": ["mail", "sms"],
        "required": [],
    }


async def test_a_text_is_kept_in_versions_and_given_back(office: Office, ours: Company) -> None:
    saved = await put(office, "quote.mail", {"fr": OWN})
    assert saved["mail"]["fr"] | {"changed_at": ""} == OWN | {
        "standard": False,
        "version": 1,
        "changed_by": f"user:{ours.user_id}",
        "changed_at": "",
    }
    assert saved["mail"]["en"]["standard"]
    assert (await put(office, "quote.mail", {"fr": OWN}))["mail"]["fr"]["version"] == 1, "nothing changed"
    again = await put(office, "quote.mail", {"fr": OWN | {"subject": "Voici la {numéro}"}})
    assert again["mail"]["fr"]["version"] == 2
    reset = await office.call("DELETE", f"{PATH}/quote.mail", channel="mail", language="fr")
    assert reset["mail"]["fr"]["standard"]
    assert reset["mail"]["fr"]["version"] == 3
    versions = (await office.get(f"{PATH}/quote.mail/versions"))["data"]
    assert [(each["version"], each["body"]) for each in versions] == [(3, None), (2, OWN["body"]), (1, OWN["body"])]
    async with ours.work() as work:
        mine = text("SELECT action, target FROM log.audit WHERE company_id = :company_id ORDER BY id")
        rows = await work.session.execute(mine, {"company_id": ours.id})
        changed, back = "message_template.changed", "message_template.reset"
        assert [tuple(row) for row in rows] == [(each, "quote.mail/mail/fr") for each in (changed, changed, back)]


async def test_saving_our_own_text_is_going_back_to_it(office: Office) -> None:
    standard = (await office.get(f"{PATH}/visit.remind"))["mail"]["fr"]
    await put(office, "visit.remind", {"fr": {"subject": "Rappel", "body": "{début}"}})
    texts = {name: standard[name] for name in ("subject", "body")}
    back = await put(office, "visit.remind", {"fr": texts})
    assert back["mail"]["fr"]["standard"]
    assert back["mail"]["fr"]["version"] == 2


async def test_an_unknown_or_missing_placeholder_is_named_and_nothing_is_kept(office: Office) -> None:
    body = {"fr": {"subject": "Voici", "body": "{prix} {début}"}, "en": {"subject": "{oops", "body": "{number}"}}
    problem = await put(office, "quote.mail", body, status=422)
    assert [(each["pointer"], each["code"]) for each in problem["errors"]] == [
        ("/fr/body", "template-unknown"),
        ("/fr/body", "template-unknown"),
        ("/fr/body", "template-missing"),
        ("/en/subject", "template-brace"),
    ]
    details = [each["detail"] for each in problem["errors"]]
    assert details[0].startswith("{prix} n'existe pas ici. On peut écrire : {client}, {entreprise}")
    assert details[2] == "Il manque {numéro} dans ce texte."
    assert (await office.get(f"{PATH}/quote.mail"))["mail"]["fr"]["standard"]


async def test_an_sms_has_no_subject_and_needs_its_link(office: Office) -> None:
    body = {"channel": "sms", "fr": {"subject": "x", "body": "{numéro}"}}
    problem = await put(office, "invoice.mail", body, status=422)
    assert [(each["pointer"], each["code"]) for each in problem["errors"]] == [
        ("/fr/subject", "unknown"),
        ("/fr/body", "template-missing"),
    ]
    kept = await put(office, "invoice.mail", {"channel": "sms", "fr": {"body": "{numéro} {lien}"}})
    assert kept["sms"]["fr"]["body"] == "{numéro} {lien}"
    assert kept["mail"]["fr"]["standard"]
    await put(office, "invoice.mail", {"channel": "sms", "fr": {"body": "{lien} {numéro} " + "x" * 1000}}, status=422)


async def test_somebody_elses_change_is_not_overwritten(office: Office) -> None:
    before = await office.raw("GET", f"{PATH}/quote.mail")
    await put(office, "quote.mail", {"fr": OWN})
    lost = {"If-Match": before.headers["etag"]}
    answer = await office.raw("PUT", f"{PATH}/quote.mail", {"fr": OWN | {"subject": "Autre {numéro}"}}, headers=lost)
    assert answer.status_code == 412
    assert answer.json()["current"]["mail"]["fr"]["version"] == 1
    assert (await office.raw("DELETE", f"{PATH}/quote.mail", headers=lost)).status_code == 412


async def test_a_preview_shows_the_text_as_a_client_reads_it_and_keeps_nothing(office: Office) -> None:
    job = await office.job()
    asked = OWN | {"kind": "quote.mail", "language": "fr", "job_id": job["id"]}
    shown = await office.verb(f"{PATH}/preview", asked)
    assert shown == {
        "subject": "Soumission 1042",
        "body": "Allô Éric Côté-Brûlé,\n\nC'est 1 234,56 $. Plomberie des Essais",
        "button": "Voir la soumission",
        "sms": None,
    }
    sms = {"kind": "visit.en_route", "channel": "sms", "language": "en", "body": "On our way, {company}"}
    shown = await office.verb(f"{PATH}/preview", sms)
    assert shown["sms"] == {"encoding": "GSM-7", "units": 32, "segments": 1}
    problem = await office.call("POST", f"{PATH}/preview", asked | {"body": "{prix} {numéro}"}, status=422)
    assert [each["pointer"] for each in problem["errors"]] == ["/body"]
    assert (await office.get(f"{PATH}/quote.mail"))["mail"]["fr"]["standard"]


async def test_what_is_no_kind_is_not_there(office: Office) -> None:
    for method, path in (("GET", ""), ("GET", "/versions"), ("DELETE", "")):
        assert (await office.raw(method, f"{PATH}/message.notice{path}")).status_code == 404
    assert (await put(office, "moon.landed", {"fr": OWN}, status=404))["code"] == "not-found"
    await put(office, "quote.mail", {}, status=422)
    await put(office, "quote.mail", {"fr": OWN | {"subject": "a\r\nBcc: b"}}, status=422)


async def test_a_neighbour_has_their_own_texts_and_sees_none_of_ours(office: Office, neighbour: Office) -> None:
    await put(office, "quote.mail", {"fr": OWN})
    theirs = await neighbour.get(f"{PATH}/quote.mail")
    assert theirs["mail"]["fr"]["standard"]
    assert (await neighbour.get(f"{PATH}/quote.mail/versions"))["data"] == []
    job = await office.job()
    asked = OWN | {"kind": "quote.mail", "job_id": job["id"]}
    assert (await neighbour.raw("POST", f"{PATH}/preview", asked)).status_code == 404


async def test_only_who_may_change_settings_may(office: Office, ours: Company) -> None:
    headers = ours.headers("messages", "jobs")
    for method, path, body in (("GET", "", None), ("PUT", "/quote.mail", {"fr": OWN})):
        assert (await office.api.request(method, PATH + path, json=body, headers=headers)).status_code == 403

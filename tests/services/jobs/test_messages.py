"""Messages: replies, calls, the client's page, and what the mail worker records."""

from __future__ import annotations

from sqlalchemy import text

from services.jobs.messages import commands, queries
from services.kit import links
from services.kit.work import Work
from tests.factories import Company
from tests.services.jobs.world import Office, contact


async def link_of(work: Work, contact_id: str) -> str:
    link_id = await work.session.scalar(text("SELECT accounts.portal_link_for(:contact)"), {"contact": contact_id})
    return links.token_for(str(link_id))


async def test_a_reply_is_queued_not_sent(office: Office) -> None:
    job = await office.job()
    path = f"/v1/jobs/{job['id']}"
    message = await office.post(
        f"{path}/messages", {"subject": "Votre demande", "body": "Bonjour,\r\nje passe demain."}
    )
    assert message["delivery"] == "queued"
    assert message["accepted_at"] is None
    assert message["body"] == "Bonjour,\nje passe demain."
    assert message["recipient"] == job["contact"]["email"]
    assert (await office.get(path))["phase"] == "contacted"
    assert (await office.get(f"{path}/plan"))["data"][0]["kind"] == "message.deliver"
    thread = await office.get(f"{path}/messages")
    assert [each["id"] for each in thread["data"]] == [message["id"]]
    entry = (await office.get(f"{path}/timeline"))["data"][-1]
    assert entry["text"] == "Réponse écrite au client."
    assert entry["actor"]["name"] == "Josée Essai"
    assert entry["message"]["subject"] == "Votre demande"


async def test_without_an_address_nothing_is_queued(office: Office) -> None:
    job = await office.job(contact=contact(email=None))
    path = f"/v1/jobs/{job['id']}/messages"
    refused = await office.post(path, {"body": "Bonjour"}, status=409)
    assert refused["code"] == "contact-without-email"
    assert refused["detail"].startswith("Il n'y a pas d'adresse courriel pour Éric")
    assert (await office.get(path))["data"] == []
    logged = await office.post(path, {"body": "Rappelé à 10 h", "channel": "phone"})
    assert (logged["delivery"], logged["channel"]) == ("none", "phone")
    assert (await office.get(f"/v1/jobs/{job['id']}"))["phase"] == "contacted"


async def test_the_worker_finds_the_message_of_its_step(office: Office, ours: Company) -> None:
    job = await office.job()
    message = await office.post(f"/v1/jobs/{job['id']}/messages", {"body": "Bonjour"})
    key = f"message/{message['id']}"
    outgoing = {
        "job_id": job["id"],
        "step_key": key,
        "purpose": "message.deliver",
        "object_kind": "message",
        "object_id": message["id"],
        "recipient": "nouveau@courriel.example",
        "subject": "Bonjour",
        "body": "Bonjour",
        "message_id": "<1@essais.example>",
    }
    for _ in range(2):
        async with ours.work() as work:
            row = await commands.record_outgoing(work, **outgoing)
            assert row.id == message["id"]
            await commands.set_delivery(work, row.id, "accepted", at=work.now)
    shown = await office.get(f"/v1/jobs/{job['id']}/messages/{message['id']}")
    assert shown["delivery"] == "accepted"
    assert shown["accepted_at"] is not None
    assert shown["recipient"] == "nouveau@courriel.example"
    async with ours.work() as work:
        await commands.set_delivery_of_step(work, key, "failed", failure="smtp-550")
        await commands.set_delivery_of_step(work, "no/such/step", "failed", failure="smtp-550")
    failed = await office.get(f"/v1/jobs/{job['id']}/messages/{message['id']}")
    assert failed["failure"] == {
        "code": "smtp-550",
        "status": None,
        "kind": "address_wrong",
        "text": "L'adresse n'existe pas ou n'accepte pas de messages.",
        "todo": "Vérifiez l'adresse avec le client, puis envoyez à la bonne.",
    }


async def test_a_documents_delivery_is_its_own_mails(office: Office, ours: Company) -> None:
    job = await office.job()
    for n, (purpose, delivery) in enumerate([("quote.mail", "accepted"), ("quote.follow_up", "queued")]):
        async with ours.work() as work:
            row = await commands.record_outgoing(
                work,
                job_id=job["id"],
                step_key=f"quote/quo_1/v1/{n}",
                purpose=purpose,
                object_kind="quote",
                object_id="quo_1",
                recipient="eric@courriel.example",
                subject="Soumission",
                body="Voici",
            )
            await commands.set_delivery(work, row.id, delivery)
            assert await queries.deliveries(work.session, ["quo_1", "quo_2"]) == {"quo_1": "accepted"}


async def test_the_client_reads_and_answers(office: Office, ours: Company) -> None:
    job = await office.job()
    await office.post(f"/v1/jobs/{job['id']}/messages", {"body": "Demain 9 h vous convient?"})
    await office.post(f"/v1/jobs/{job['id']}/messages", {"body": "Mauvais payeur?", "channel": "note"})
    async with ours.work() as work:
        token = await link_of(work, job["contact"]["id"])
    page = (await office.api.get(f"/v1/portal/{token}")).json()
    assert page["company"]["name"] == "Plomberie des Essais"
    assert page["contact"] == {"name": "Éric Côté-Brûlé", "language": "fr"}
    assert [each["body"] for each in page["jobs"][0]["messages"]] == ["Demain 9 h vous convient?"]
    answer = await office.api.post(f"/v1/portal/{token}/messages", json={"job_id": job["id"], "body": "Parfait!"})
    assert answer.status_code == 201
    entry = (await office.get(f"/v1/jobs/{job['id']}/timeline", order="desc"))["data"][0]
    assert entry["text"] == "Message reçu du client sur sa page."
    assert entry["actor"] == {"kind": "contact", "id": job["contact"]["id"], "name": "Éric Côté-Brûlé"}
    plan = (await office.get(f"/v1/jobs/{job['id']}/plan"))["data"]
    assert {"message.notice", "office.answer"} <= {step["kind"] for step in plan}


async def test_the_client_reaches_only_their_own_jobs(office: Office, neighbour: Office, ours: Company) -> None:
    mine, other, foreign = await office.job(), await office.job(), await neighbour.job()
    async with ours.work() as work:
        token = await link_of(work, mine["contact"]["id"])
    page = (await office.api.get(f"/v1/portal/{token}")).json()
    assert [job["id"] for job in page["jobs"]] == [mine["id"]]
    for job in (other, foreign):
        answer = await office.api.post(f"/v1/portal/{token}/messages", json={"job_id": job["id"], "body": "Allô"})
        assert answer.status_code == 404
    for wrong in (token[:-1] + ("A" if token[-1] != "A" else "B"), "lnk_1.x", "x", "%00"):
        assert (await office.api.get(f"/v1/portal/{wrong}")).status_code == 404


async def test_a_flood_from_the_portal_is_slowed(office: Office, ours: Company) -> None:
    job = await office.job()
    async with ours.work(f"contact:{job['contact']['id']}") as work:
        for _ in range(commands.PORTAL_MESSAGES_AN_HOUR):
            await commands.receive(work, job["id"], "Allô?")
    async with ours.work() as work:
        token = await link_of(work, job["contact"]["id"])
    answer = await office.api.post(f"/v1/portal/{token}/messages", json={"job_id": job["id"], "body": "Allô?"})
    assert answer.status_code == 429
    assert answer.headers["retry-after"]

"""What is mailed says the company's own words, in the client's language, and what was previewed is what leaves."""

from __future__ import annotations

from tests.services.jobs.world import Json
from tests.workers.world import Jobs, words

PATH = "/v1/message-templates"
OWN: Json = {
    "fr": {"subject": "Reçu {job}, {client}", "body": "Allô {client}!\n\n{entreprise} s'en occupe.\n\n{téléphone}"},
    "en": {"subject": "Got {job}", "body": "Hi {client}!"},
}


async def test_a_mail_says_the_companys_own_words(jobs: Jobs) -> None:
    job = await jobs.new(requested=True)
    saved = await jobs.desk.call("PUT", f"{PATH}/request.acknowledge", OWN)
    asked = OWN["fr"] | {"kind": "request.acknowledge", "job_id": job.id}
    preview = await jobs.desk.verb(f"{PATH}/preview", asked)
    await job.do(await job.call("request.acknowledge"))
    [mail] = job.mails()
    assert mail["Subject"] == preview["subject"] == f"Reçu {job.number}, Marie-Ève Tremblay"
    assert words(mail).startswith(preview["body"] + "\n\nSuivre ma demande")
    assert "1234-5678-90" in words(mail), "the law's footer is not for the company to leave out"
    english = await jobs.new(requested=True, language="en")
    await english.do(await english.call("request.acknowledge"))
    assert english.mails()[0]["Subject"] == f"Got {english.number}"
    assert saved["mail"]["fr"]["version"] == 1


async def test_a_clients_name_is_no_placeholder(jobs: Jobs) -> None:
    await jobs.desk.call("PUT", f"{PATH}/request.acknowledge", OWN)
    job = await jobs.new(requested=True, name="{entreprise} {{job}}")
    await job.do(await job.call("request.acknowledge"))
    assert words(job.mails()[0]).startswith("Allô {entreprise} {{job}}!")


async def test_the_frame_of_a_reply_is_the_companys_and_its_words_the_persons(jobs: Jobs) -> None:
    frame = {"fr": {"subject": "Nouvelles", "body": "Bonjour {client},\n\n{message}\n\nVotre équipe"}}
    await jobs.desk.call("PUT", f"{PATH}/message.deliver", frame)
    job = await jobs.new()
    await jobs.desk.post(f"/v1/jobs/{job.id}/messages", {"body": "Le {job} est prêt."})
    call = await job.call("message.deliver")
    await job.do(call)
    [mail] = job.mails()
    assert words(mail).startswith("Bonjour Marie-Ève Tremblay,\n\nLe {job} est prêt.\n\nVotre équipe")
    assert mail["Subject"] == "Nouvelles"
    row = await job.message(call)
    assert row is not None
    assert row.body == "Le {job} est prêt.", "the thread shows what the person wrote"

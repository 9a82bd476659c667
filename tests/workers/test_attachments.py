"""What the office attaches goes along, or stays on the client's page where it is too much for a mail; and what did not arrive is listed."""

from __future__ import annotations

import pytest

from services.jobs.files import commands as files
from tests.services.jobs.world import Json
from tests.workers.world import JobFile, Jobs, words
from workers.mail import attachments

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


async def kept(jobs: Jobs, job: JobFile, name: str = "plan.pdf") -> str:
    async with jobs.company.work() as work:
        row = await files.add(work, content=PDF, name=name, object_kind="job", object_id=job.id, job_id=job.id)
        return row.id


async def write(jobs: Jobs, job: JobFile, *file_ids: str, status: int = 201) -> Json:
    body = {"body": "Voici le plan.", "file_ids": list(file_ids)}
    return await jobs.desk.post(f"/v1/jobs/{job.id}/messages", body, status=status)


async def test_an_attached_file_goes_along_and_is_in_the_thread_and_on_the_page(jobs: Jobs) -> None:
    job = await jobs.new()
    sent = await write(jobs, job, await kept(jobs, job))
    assert [each["name"] for each in sent["files"]] == ["plan.pdf"]
    await job.do(await job.call("message.deliver"))
    [mail] = job.mails()
    [attached] = mail.iter_attachments()
    assert (attached.get_filename(), attached.get_content_type(), attached.get_content()) == (
        "plan.pdf",
        "application/pdf",
        PDF,
    )
    token = words(mail).partition("/c/")[2].split("?")[0]
    [shown] = (await jobs.desk.api.get(f"/v1/portal/{token}")).json()["jobs"][0]["messages"]
    assert [each["name"] for each in shown["files"]] == ["plan.pdf"]
    again = await jobs.desk.get(f"/v1/jobs/{job.id}/messages/{sent['id']}")
    assert [each["size"] for each in again["files"]] == [len(PDF)]


async def test_what_is_too_large_for_a_mail_is_on_the_page(jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "LARGEST", len(PDF) + 1)
    job = await jobs.new()
    await write(jobs, job, await kept(jobs, job, "un.pdf"), await kept(jobs, job, "deux.pdf"))
    await job.do(await job.call("message.deliver"))
    [mail] = job.mails()
    assert list(mail.iter_attachments()) == []
    listed = [
        f"Sur votre page, par le lien ci-dessous : {names}." for names in ("un.pdf, deux.pdf", "deux.pdf, un.pdf")
    ]
    assert any(each in words(mail) for each in listed), "kept within one millisecond they have no order"


async def test_only_files_of_the_job_can_be_attached(jobs: Jobs) -> None:
    job, other = await jobs.new(), await jobs.new()
    own, foreign = await kept(jobs, job), await kept(jobs, other)
    problem = await write(jobs, job, own, foreign, "fil_0none", status=422)
    assert [each["pointer"] for each in problem["errors"]] == ["/file_ids/1", "/file_ids/2"]
    assert (await jobs.desk.get(f"/v1/jobs/{job.id}/messages"))["data"] == []


async def test_what_did_not_arrive_is_listed_until_somebody_saw_to_it(jobs: Jobs, theirs: object) -> None:
    job, other = await jobs.new(requested=True), await jobs.new(requested=True)
    for each in (job, other):
        jobs.inbox.next_deliveries(kind="550", to=each.address)
        await each.do(await each.call("request.acknowledge"))
    fine = await jobs.new(requested=True)
    await fine.do(await fine.call("request.acknowledge"))
    waiting = (await jobs.desk.get("/v1/messages", waiting="true"))["data"]
    assert [(each["job_id"], each["job_number"]) for each in waiting] == [
        (other.id, other.number),
        (job.id, job.number),
    ]
    assert waiting[0]["failure"]["kind"] == "address_wrong"
    assert waiting[0]["contact_name"] == "Marie-Ève Tremblay"
    path = f"/v1/jobs/{job.id}/messages/{waiting[1]['id']}"
    await jobs.desk.post(f"{path}/called", {"body": "Dit au téléphone."})
    await jobs.desk.verb(f"/v1/jobs/{other.id}/messages/{waiting[0]['id']}/retry", {})
    assert (await jobs.desk.get("/v1/messages", waiting="true"))["data"] == []
    everything = (await jobs.desk.get("/v1/messages", delivery="failed"))["data"]
    assert [(each["job_id"], each["waiting"]) for each in everything] == [(job.id, False)]
    page = await jobs.desk.get("/v1/messages", limit="1")
    assert page["page"]["has_more"] is False
    await jobs.desk.get("/v1/messages", delivery="accepted", status=422)


async def test_a_neighbour_sees_none_of_it(jobs: Jobs, theirs: object) -> None:
    job = await jobs.new(requested=True)
    jobs.inbox.next_deliveries(kind="550", to=job.address)
    await job.do(await job.call("request.acknowledge"))
    answer = await jobs.desk.api.get("/v1/messages", headers=theirs.headers())  # type: ignore[attr-defined]
    assert answer.json()["data"] == []

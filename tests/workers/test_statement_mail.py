"""A statement of account on its way: the PDF of the moment goes along, sent is what the server took, and a failure is repaired as any."""

from __future__ import annotations

from email.message import EmailMessage

from services.kit import ids
from tests.services.jobs.world import Json
from tests.unit.pdfs import said
from tests.workers.world import JobFile, Jobs, words


async def write(jobs: Jobs, job: JobFile) -> Json:
    headers = {"Idempotency-Key": ids.new("key")}
    return await jobs.desk.post(f"/v1/contacts/{job.contact_id}/statements", {}, headers=headers)


def pdf_of(mail: EmailMessage) -> str:
    [attached] = mail.iter_attachments()
    assert attached.get_content_type() == "application/pdf"
    return said(attached.get_content())


async def mailed(jobs: Jobs, job: JobFile) -> list[Json]:
    found: list[Json] = (await jobs.desk.get(f"/v1/contacts/{job.contact_id}/statements"))["data"]
    return found


async def test_what_was_true_when_it_was_written_goes_along_once(jobs: Jobs) -> None:
    job = await jobs.new()
    invoice = await jobs.invoiced(job)
    await job.settle()
    await write(jobs, job)
    call = await job.call("message.deliver")
    # Paid in between: a statement is of its day and moment, and the thread shows the payment beside it.
    await jobs.billing.pay(114_98, (invoice, 114_98))
    assert [each["delivery"] for each in await mailed(jobs, job)] == ["queued"]
    await job.do(call)
    await job.do(call)  # an answer that was lost
    [mail] = job.mails(call)
    assert "Solde dû 114,98 $" in pdf_of(mail)
    assert "Solde dû" in words(mail)
    assert f"[{job.number}]" in str(mail["Subject"])
    [shown] = await mailed(jobs, job)
    assert (shown["delivery"], shown["accepted_at"] is not None) == ("accepted", True)


async def test_it_leaves_a_job_that_is_closed(jobs: Jobs) -> None:
    job = await jobs.new()
    await jobs.desk.verb(f"/v1/jobs/{job.id}/close")
    await write(jobs, job)
    call = await job.call("message.deliver")
    await job.do(call)
    assert "Aucune facture à payer" in pdf_of(job.mails(call)[0])


async def test_what_did_not_arrive_is_shown_and_tried_again_with_its_pdf(jobs: Jobs) -> None:
    job = await jobs.new()
    jobs.inbox.next_deliveries(kind="550", to=job.address)
    await write(jobs, job)
    await job.do(await job.call("message.deliver"))
    [shown] = await mailed(jobs, job)
    assert (shown["delivery"], shown["failure"]["kind"]) == ("failed", "address_wrong")
    assert job.mails() == []
    await jobs.desk.verb(f"/v1/jobs/{job.id}/messages/{shown['id']}/retry", {})
    again = await job.call("message.deliver")
    await job.do(again)
    [mail] = job.mails()
    assert "État de compte" in pdf_of(mail)
    assert [each["delivery"] for each in await mailed(jobs, job)] == ["accepted"]

"""Files: what comes in is sniffed and cleaned, what goes out cannot run, and another company's are not there."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from services.accounts.queries import portal_url
from services.jobs.files import commands, queries
from tests.factories import Company
from tests.services.jobs import pictures
from tests.services.jobs.uploading import fetch, send
from tests.services.jobs.world import Office


async def test_a_photo_hangs_on_a_visit_and_shows_on_the_job(office: Office) -> None:
    job, luc = await office.job(), await office.resource()
    visit = await office.visit(job["id"], [luc["id"]])
    sent = await send(office, "/v1/files", ("avant.jpg", pictures.photo()), object=f"visit:{visit['id']}")
    [file] = sent["data"]
    assert (file["object_kind"], file["object_id"], file["job_id"]) == ("visit", visit["id"], job["id"])
    assert (file["role"], file["media_type"], file["width"], file["height"]) == ("photo", "image/jpeg", 64, 32)
    of_job = await office.get(f"/v1/jobs/{job['id']}/files")
    assert [each["id"] for each in of_job["data"]] == [file["id"]]
    assert (await office.get("/v1/files", object=f"visit:{visit['id']}"))["data"] == of_job["data"]
    assert (await office.get("/v1/files", object=f"job:{job['id']}"))["data"] == []
    assert (await office.get(f"/v1/files/{file['id']}"))["id"] == file["id"]
    shown = await fetch(office, file["url"])
    assert shown.headers["content-type"] == "image/jpeg"
    assert len(shown.content) == file["size"]
    assert (await fetch(office, file["thumbnail_url"])).headers["content-type"] == "image/webp"


async def test_others_hang_files_on_their_objects_in_one_call(office: Office, ours: Company) -> None:
    job = await office.job()
    message = await office.post(f"/v1/jobs/{job['id']}/messages", {"body": "Voici le plan."})
    async with ours.work() as work:
        row = await commands.add(
            work,
            content=b"Plan du sous-sol\n",
            name="plan.txt",
            object_kind="message",
            object_id=message["id"],
            job_id=job["id"],
        )
    async with ours.work() as work:
        found = await queries.of(work.session, "message", [message["id"], "msg_none"])
    assert [(each.id, each.name, each.media_type, each.role) for each in found[message["id"]]] == [
        (row.id, "plan.txt", "text/plain", "attachment")
    ]
    assert list(found) == [message["id"]]


async def test_a_file_that_is_attached_to_mails_shows_once_on_its_job(office: Office) -> None:
    job = await office.job()
    path = f"/v1/jobs/{job['id']}"
    [plan] = (await send(office, f"{path}/files", ("plan.txt", b"Plan du sous-sol")))["data"]
    [twice] = (await send(office, f"{path}/files", ("copie.txt", b"Plan du sous-sol")))["data"]  # a person put it there
    for _ in range(2):
        told = await office.post(f"{path}/messages", {"body": "Voici le plan.", "file_ids": [plan["id"]]})
        assert [each["name"] for each in told["files"]] == ["plan.txt"]

    async def names() -> list[str]:
        return [each["name"] for each in (await office.get(f"{path}/files"))["data"]]

    assert await names() == ["copie.txt", "plan.txt"]
    in_thread = (await office.get(f"{path}/messages"))["data"]
    assert [[each["name"] for each in message["files"]] for message in in_thread] == [["plan.txt"]] * 2
    # What is no longer on the job by itself is where it was sent, once.
    for file in (plan, twice):
        assert (await office.raw("DELETE", f"/v1/files/{file['id']}")).status_code == 204
    assert await names() == ["plan.txt"]


async def test_another_companys_files_are_not_there(office: Office, neighbour: Office) -> None:
    job = await office.job()
    contact = job["contact"]["id"]
    [file] = (await send(office, f"/v1/jobs/{job['id']}/files", ("a.txt", b"secret")))["data"]
    for path in (f"/v1/files/{file['id']}", f"/v1/jobs/{job['id']}/files"):
        await neighbour.get(path, status=404)
    await neighbour.patch(f"/v1/files/{file['id']}", {"name": "b.txt"}, status=404)
    assert (await neighbour.raw("DELETE", f"/v1/files/{file['id']}")).status_code == 404
    await neighbour.post(f"/v1/files/{file['id']}/restore", status=404)
    await send(neighbour, f"/v1/jobs/{job['id']}/files", ("a.txt", b"a"), status=404)
    await send(neighbour, "/v1/files", ("a.txt", b"a"), status=404, object=f"contact:{contact}")
    assert (await neighbour.get("/v1/files"))["data"] == []
    assert (await neighbour.get("/v1/files", object=f"job:{job['id']}"))["data"] == []
    assert len((await office.get("/v1/files"))["data"]) == 1


@pytest.mark.parametrize(
    ("permission", "kinds"), [("visits", {"job", "visit"}), ("contacts", {"contact"}), ("reports", set())]
)
async def test_a_permission_opens_what_it_is_about(office: Office, permission: str, kinds: set[str]) -> None:
    job, luc = await office.job(), await office.resource()
    visit = await office.visit(job["id"], [luc["id"]])
    message = await office.post(f"/v1/jobs/{job['id']}/messages", {"body": "Bonjour"})
    objects = {
        "job": job["id"],
        "visit": visit["id"],
        "message": message["id"],
        "contact": job["contact"]["id"],
    }
    for kind, object_id in objects.items():
        [file] = (await send(office, "/v1/files", ("a.txt", b"a"), object=f"{kind}:{object_id}"))["data"]
        headers = office.company.headers(permission)
        expected = 201 if kind in kinds else 403
        await send(office, "/v1/files", ("b.txt", b"b"), status=expected, headers=headers, object=f"{kind}:{object_id}")
        read = await office.raw("GET", f"/v1/files/{file['id']}", headers=headers)
        assert read.status_code == (200 if kind in kinds else 403)
    listed = await office.raw("GET", "/v1/files", headers=office.company.headers(permission))
    assert listed.status_code == (200 if kinds else 403)
    assert {each["object_kind"] for each in listed.json().get("data", [])} == kinds


async def test_a_job_tells_of_its_files_and_a_contact_keeps_an_audit(office: Office, ours: Company) -> None:
    job = await office.job()
    [file] = (await send(office, f"/v1/jobs/{job['id']}/files", ("a.txt", b"a")))["data"]
    await office.raw("DELETE", f"/v1/files/{file['id']}")
    await office.raw("DELETE", f"/v1/files/{file['id']}")
    await office.post(f"/v1/files/{file['id']}/restore", status=200)
    told = (await office.get(f"/v1/jobs/{job['id']}/timeline"))["data"]
    assert [each["kind"] for each in told if each["kind"].startswith("file.")] == [
        "file.added",
        "file.removed",
        "file.added",
    ]
    assert [each["text"] for each in told if each["kind"].startswith("file.")][:2] == [
        "Fichier ajouté : a.txt.",
        "Fichier retiré : a.txt.",
    ]
    [theirs] = (await send(office, "/v1/files", ("b.txt", b"b"), object=f"contact:{job['contact']['id']}"))["data"]
    assert (theirs["job_id"], theirs["object_kind"]) == (None, "contact")
    assert (await office.raw("DELETE", f"/v1/files/{theirs['id']}")).status_code == 204
    async with ours.work() as work:
        kept = await work.session.execute(text("SELECT action FROM log.audit WHERE target = :id"), {"id": theirs["id"]})
        assert set(kept.scalars()) == {"file.added", "file.removed"}


async def test_proofs_and_what_was_sent_stay(office: Office, ours: Company) -> None:
    job, luc = await office.job(), await office.resource()
    visit = await office.visit(job["id"], [luc["id"]])
    message = await office.post(f"/v1/jobs/{job['id']}/messages", {"body": "Voici le plan."})
    async with ours.work() as work:
        signature = await commands.add(
            work, content=pictures.photo("PNG"), name="signature.png", object_kind="visit", object_id=visit["id"],
            job_id=job["id"], role="signature",
        )  # fmt: skip
        plan = await commands.add(
            work, content=b"plan", name="plan.txt", object_kind="message", object_id=message["id"], job_id=job["id"]
        )
        raw = await commands.add(
            work, content=b"From: a@b\n\n<html>", name="mail.eml", object_kind="message", object_id=message["id"],
            job_id=job["id"], role="raw",
        )  # fmt: skip
    for row, code in ((signature, "file-is-proof"), (plan, "file-was-sent"), (raw, "file-is-proof")):
        refused = await office.raw("DELETE", f"/v1/files/{row.id}")
        assert (refused.status_code, refused.json()["code"]) == (409, code)
    assert (await office.patch(f"/v1/files/{signature.id}", {"role": "photo"}, status=409))["code"] == "file-is-proof"
    async with ours.work() as work:
        meant = await queries.for_client(work.session, [message["id"]])
    assert [each.id for each in meant[message["id"]]] == [plan.id], "the mail as it came in is not for the client"
    shown = {each["id"] for each in (await office.get(f"/v1/jobs/{job['id']}/files"))["data"]}
    assert shown == {signature.id, plan.id}
    raws = await office.get(f"/v1/jobs/{job['id']}/files", role="raw")
    assert [(each["id"], each["media_type"]) for each in raws["data"]] == [(raw.id, "application/octet-stream")]


async def test_the_client_gets_what_hangs_on_their_messages_and_nothing_else(office: Office, ours: Company) -> None:
    job = await office.job()
    message = await office.post(f"/v1/jobs/{job['id']}/messages", {"body": "Voici le plan."})
    note = await office.post(f"/v1/jobs/{job['id']}/messages", {"body": "Entre nous", "channel": "note"})
    await send(office, f"/v1/jobs/{job['id']}/files", ("chantier.jpg", pictures.photo()))
    for each, name in ((message, "plan.txt"), (note, "interne.txt")):
        await send(office, "/v1/files", (name, name.encode()), object=f"message:{each['id']}")
    async with ours.work() as work:
        link = await portal_url(work.session, job["contact"]["id"])
    page = await office.api.get(f"/v1/portal/{link.rpartition('/')[2]}")
    [told] = page.json()["jobs"][0]["messages"]
    [file] = told["files"]
    assert (file["name"], file["media_type"], file["size"]) == ("plan.txt", "text/plain", 8)
    assert (await fetch(office, file["url"])).content == b"plan.txt"
    assert set(file) == {"name", "media_type", "size", "url", "download_url", "thumbnail_url"}, "not who handled it"
    assert "chantier" not in page.text
    assert "interne" not in page.text

"""Names, subjects and addresses that would like to be headers or recipients, and those that are only unusual."""

from __future__ import annotations

import pytest

from tests.workers.mail_server import mail_server
from tests.workers.world import Jobs, owner_sql

HOSTILE = [
    "Éric\r\nBcc: victim@evil.example",
    "Éric\nBcc: victim@evil.example\n\nBonjour",
    "Éric\u2028Bcc: victim@evil.example",
    "Éric\x85Bcc: victim@evil.example",
    "Éric\x00\x1b[2J",
    'Éric" <victim@evil.example>, "',
    "Éric <victim@evil.example>",
    "=?utf-8?q?=0D=0ABcc=3A_victim=40evil=2Eexample?=",
    "Ébénisterie, Fils & Associés, très longue raison sociale, inc. de la région de Montréal et d'ailleurs, Québec",
    "\u202eסולומון 😀 <script>alert(1)</script>",
    "x" * 400,
]


@pytest.mark.parametrize("text", HOSTILE)
async def test_no_name_or_subject_adds_a_header_or_a_recipient(
    jobs: Jobs, deployment: pytest.MonkeyPatch, text: str
) -> None:
    """Past the API, which refuses most of these: as an import or an older row may have them."""
    job = await jobs.new()
    await jobs.desk.post(f"/v1/jobs/{job.id}/messages", {"subject": "S", "body": "B"})
    call = await job.call("message.deliver")
    harmless = text.replace("\0", "\x01")  # Postgres takes no NUL
    await owner_sql("UPDATE jobs.contact SET name = :t WHERE id = :id", t=harmless, id=job.contact_id)
    await owner_sql("UPDATE accounts.companies SET trade_name = :t WHERE id = :id", t=harmless, id=jobs.company.id)
    await owner_sql("UPDATE jobs.message SET subject = :t, body = :t WHERE job_id = :id", t=harmless, id=job.id)
    async with mail_server(deployment) as server:
        await job.do(call)
        [mail] = server.mails
        assert (server.recipients, server.senders) == ([job.address], ["envoi@dossier.example"])
    assert set(mail.keys()) == {
        *("From", "To", "Subject", "Date", "Message-ID", "Reply-To", "Content-Language", "MIME-Version"),
        "Content-Type",
    }
    assert [each.addr_spec for each in mail["To"].addresses] == [job.address]
    assert [each.addr_spec for each in mail["From"].addresses] == ["envoi@dossier.example"]
    assert "<script>" not in str(mail.get_body(("html",)))
    assert mail["Subject"].endswith(f"[{job.number}]")


@pytest.mark.parametrize(
    ("address", "envelope"),
    [
        ("info@québec.example", "info@xn--qubec-csa.example"),
        ("josé@courriel.example", "josé@courriel.example"),
        ('"a b"@courriel.example', '"a b"@courriel.example'),
        ("o'neil+job@courriel.example", "o'neil+job@courriel.example"),
    ],
)
async def test_unusual_addresses_are_reached(
    jobs: Jobs, deployment: pytest.MonkeyPatch, address: str, envelope: str
) -> None:
    job = await jobs.new(requested=True)
    await owner_sql("UPDATE jobs.contact SET email = :a WHERE id = :id", a=address, id=job.contact_id)
    async with mail_server(deployment) as server:
        await job.do(await job.call("request.acknowledge"))
        assert server.recipients == [envelope]
        [mail] = server.mails
    shown = (
        mail["To"].addresses[0].addr_spec.encode("ascii", "surrogateescape").decode()
    )  # raw UTF-8, as RFC 6532 has it
    assert shown == envelope


async def test_a_server_without_such_addresses_gets_none(jobs: Jobs, deployment: pytest.MonkeyPatch) -> None:
    job = await jobs.new(requested=True)
    await owner_sql("UPDATE jobs.contact SET email = 'josé@courriel.example' WHERE id = :id", id=job.contact_id)
    async with mail_server(deployment, enable_SMTPUTF8=False):
        [news] = await job.do(await job.call("request.acknowledge"))
    assert (news.kind, news.data["code"]) == ("message.failed", "smtp-553")

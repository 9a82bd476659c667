"""TLS and sign-in at the mail server: no mail leaves where it could be read, and our own mistakes fail no mail for good."""

from __future__ import annotations

from pathlib import Path

import pytest
from temporalio.exceptions import ApplicationError

from tests.workers.mail_server import certificate, mail_server, only, set_mail
from tests.workers.world import Jobs


async def sent(jobs: Jobs) -> str:
    """`accepted`, or the code of a try that is repeated later; a mail that is failed for good is an error."""
    job = await jobs.new(requested=True)
    call = await job.call("request.acknowledge")
    try:
        news = await job.do(call)
    except ApplicationError as error:
        assert await job.facts("message.failed", "message.accepted") == []
        return str(error.type)
    assert [each.kind for each in news] == ["message.accepted"]
    return "accepted"


async def test_starttls_with_a_trusted_certificate(jobs: Jobs, deployment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    context, trusted = certificate(tmp_path)
    async with mail_server(deployment, tls_context=context, require_starttls=True) as server:
        set_mail(deployment, TLS="starttls", CA_FILE=str(trusted))
        assert await sent(jobs) == "accepted"
        assert len(server.mails) == 1


async def test_tls_from_the_first_byte(jobs: Jobs, deployment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    context, trusted = certificate(tmp_path)
    async with mail_server(deployment, tls=context) as server:
        set_mail(deployment, TLS="tls", CA_FILE=str(trusted))
        assert await sent(jobs) == "accepted"
        assert len(server.mails) == 1


async def test_a_certificate_that_nobody_vouches_for_gets_nothing(
    jobs: Jobs, deployment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    context, _ = certificate(tmp_path)
    async with mail_server(deployment, tls_context=context) as server:
        set_mail(deployment, TLS="starttls")
        assert "SSL" in await sent(jobs)
        assert (server.senders, server.mails) == ([], [])


async def test_another_servers_certificate_gets_nothing(
    jobs: Jobs, deployment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    context, trusted = certificate(tmp_path, "203.0.113.9")
    async with mail_server(deployment, tls_context=context) as server:
        set_mail(deployment, TLS="starttls", CA_FILE=str(trusted))
        assert "SSL" in await sent(jobs)
        assert (server.senders, server.mails) == ([], [])


async def test_a_server_that_hides_starttls_gets_nothing(jobs: Jobs, deployment: pytest.MonkeyPatch) -> None:
    async with mail_server(deployment) as server:
        set_mail(deployment, TLS="starttls")
        assert await sent(jobs) == "SMTPException"
        assert (server.senders, server.mails) == ([], [])


async def test_sign_in(jobs: Jobs, deployment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    context, trusted = certificate(tmp_path)
    options = {"tls_context": context, "auth_required": True, "authenticator": only(b"dossier", b"right")}
    async with mail_server(deployment, **options) as server:
        set_mail(deployment, TLS="starttls", CA_FILE=str(trusted), USER="dossier", PASSWORD="right")
        assert await sent(jobs) == "accepted"
        set_mail(deployment, PASSWORD="wrong")
        assert await sent(jobs) == "smtp-535"
        deployment.delenv("DOSSIER_SMTP_USER")
        set_mail(deployment)
        assert await sent(jobs) == "smtp-530", "the server wants a sign-in: our mistake, not this mail's"
        assert len(server.mails) == 1


@pytest.mark.parametrize("answer", ["550 5.7.1 Your address is blocked", "553 No such sender", "451 Later"])
async def test_a_refusal_of_ourselves_fails_no_mail(jobs: Jobs, deployment: pytest.MonkeyPatch, answer: str) -> None:
    async with mail_server(deployment) as server:
        server.answers["MAIL"] = answer
        assert await sent(jobs) == f"smtp-{answer[:3]}"
        assert server.recipients == []


async def test_an_answer_to_the_data_that_is_none_leaves_a_doubt(jobs: Jobs, deployment: pytest.MonkeyPatch) -> None:
    async with mail_server(deployment) as server:
        server.answers["DATA"] = "hello?"
        assert await sent(jobs) == "smtp-unknown"
        assert len(server.mails) == 1

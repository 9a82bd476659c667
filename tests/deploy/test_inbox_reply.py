"""The inbox page answers a mail as its recipient would: a real mail, to the address that the mail asks for."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy.test_inbox import Inbox, mail, running

JOB = "job+abc@reply.example"


@pytest.fixture(scope="module")
def boxes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Inbox, Inbox]]:
    """An inbox, and a second one that plays the server where its answers go."""
    folder = tmp_path_factory.mktemp("boxes")
    patch = pytest.MonkeyPatch()
    patch.delenv("DOSSIER_INBOUND_PORT", raising=False)
    with running(folder / "server") as server:
        patch.setenv("DOSSIER_INBOUND_PORT", str(server.smtp_port))
        with running(folder / "inbox") as inbox:
            yield inbox, server
    patch.undo()


def received(inbox: Inbox, to: str) -> str:
    message = mail(to)
    message["Reply-To"] = f"Plomberie <{JOB}>"
    inbox.send(message)
    [listed] = inbox.messages(to=to)
    return str(listed["id"])


def test_an_answer_is_a_mail_to_the_reply_address(boxes: tuple[Inbox, Inbox]) -> None:
    inbox, server = boxes
    message_id = received(inbox, "zoe@clients.example")
    page = inbox.http.get(f"/mails/{message_id}").text
    assert JOB in page
    assert "Envoyer la réponse" in page
    done = inbox.http.post(
        f"/mails/{message_id}/reply", data={"text": "D'accord.", "from": "Zoé <zoe@clients.example>"}
    )
    assert done.status_code == 303
    assert "La réponse est partie." in inbox.http.get(done.headers["location"]).text
    [arrived] = server.messages(to=JOB)
    raw = server.http.get(f"/api/messages/{arrived['id']}").content
    answer = email.message_from_bytes(raw, policy=email.policy.default)
    assert answer["From"] == "Zoé <zoe@clients.example>"
    assert answer["Subject"] == "Re: Votre soumission nº 12"
    assert answer["In-Reply-To"] == answer["References"] == "<quote-12@example.ca>"
    text = answer.get_content().replace("\r\n", "\n")
    assert text.startswith("D'accord.\n\nLe ")
    assert "> Bonjour," in text


def test_programs_answer_too_and_hear_of_a_refusal(boxes: tuple[Inbox, Inbox]) -> None:
    inbox, server = boxes
    message_id = received(inbox, "paul@clients.example")
    answer = inbox.http.post(f"/api/messages/{message_id}/reply", json={"text": "Oui."})
    assert answer.status_code == 201
    assert answer.json()["to"] == JOB
    server.next_deliveries(kind="550", to=JOB)
    refused = inbox.http.post(f"/api/messages/{message_id}/reply", json={"text": "Oui."})
    assert refused.status_code == 502
    assert "No such mailbox" in refused.json()["error"]
    assert inbox.http.post(f"/api/messages/{message_id}/reply", json={"text": "  "}).status_code == 422
    assert inbox.http.post("/api/messages/nothing/reply", json={"text": "Oui."}).status_code == 404


def test_where_no_mail_is_taken_there_is_no_box(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DOSSIER_INBOUND_PORT", raising=False)
    with running(tmp_path) as inbox:
        message_id = received(inbox, "eve@clients.example")
        assert "Envoyer la réponse" not in inbox.http.get(f"/mails/{message_id}").text
        assert inbox.http.post(f"/api/messages/{message_id}/reply", json={"text": "Oui."}).status_code == 422

"""The local inbox, through its two doors: real SMTP in, HTTP out."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING, Any

import aiosmtplib
import httpx
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

REPOSITORY = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Inbox:
    process: subprocess.Popen[str]
    smtp_port: int
    http: httpx.Client

    def send(self, message: EmailMessage, timeout: float = 10) -> None:
        asyncio.run(aiosmtplib.send(message, hostname="127.0.0.1", port=self.smtp_port, timeout=timeout))

    def messages(self, **query: str) -> list[dict[str, Any]]:
        return list(self.http.get("/api/messages", params=query).raise_for_status().json()["data"])

    def next_deliveries(self, **fault: Any) -> None:
        assert self.http.post("/api/faults", json=fault).status_code == 201


@contextmanager
def running(folder: Path) -> Iterator[Inbox]:
    command = [sys.executable, "-m", "deploy.inbox", "--smtp-port", "0", "--http-port", "0", "--data", str(folder)]
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            ports = json.loads(process.stdout.readline())
            with httpx.Client(base_url=f"http://127.0.0.1:{ports['http']}") as http:
                yield Inbox(process, ports["smtp"], http)
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inbox]:
    with running(tmp_path_factory.mktemp("mails")) as inbox:
        yield inbox


@pytest.fixture
def inbox(shared: Inbox) -> Inbox:
    shared.http.delete("/api/faults")
    return shared


def mail(to: str, subject: str = "Votre soumission nº 12", text: str = "Bonjour,\nà bientôt.") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Plomberie Exemple <bureau@example.ca>"
    message["To"] = to
    message["Subject"] = subject
    message["Message-ID"] = "<quote-12@example.ca>"
    message.set_content(text)
    return message


def test_a_mail_is_listed_and_given_back_byte_for_byte(inbox: Inbox) -> None:
    inbox.send(mail("Exact@example.com", text="Été.\n.point au début\n"))
    [listed] = inbox.messages(to="exact@EXAMPLE.com")
    assert listed["from"] == "Plomberie Exemple <bureau@example.ca>"
    assert listed["to"] == "Exact@example.com"
    assert listed["subject"] == "Votre soumission nº 12"
    assert listed["message_id"] == "<quote-12@example.ca>"
    assert listed["received_at"].endswith("Z")
    raw = inbox.http.get(f"/api/messages/{listed['id']}")
    assert raw.headers["content-type"] == "message/rfc822"
    assert b"\r\n.point" in raw.content


def test_the_newest_comes_first(inbox: Inbox) -> None:
    for number in ("1", "2", "3"):
        inbox.send(mail("order@example.com", number))
    assert [each["subject"] for each in inbox.messages(to="order@example.com")] == ["3", "2", "1"]


def test_mails_outlive_a_killed_inbox(tmp_path: Path) -> None:
    with running(tmp_path) as inbox:
        inbox.send(mail("kept@example.com"))
        inbox.process.kill()
    with running(tmp_path) as inbox:
        assert len(inbox.messages(to="kept@example.com")) == 1


def refusal(inbox: Inbox, message: EmailMessage) -> int:
    """The code with which the inbox refuses a mail."""
    try:
        inbox.send(message)
    except aiosmtplib.SMTPRecipientsRefused as error:
        return error.recipients[0].code
    except aiosmtplib.SMTPResponseException as error:
        return error.code
    return 250


@pytest.mark.parametrize(("kind", "code"), [("451", 451), ("550", 550)])
@pytest.mark.parametrize(("stage", "is_kept"), [("rcpt", False), ("data", False), ("data-after", True)])
def test_a_refusal_is_played_as_often_as_asked(inbox: Inbox, kind: str, code: int, stage: str, is_kept: bool) -> None:
    to = f"refused-{kind}-{stage}@example.com"
    inbox.next_deliveries(kind=kind, stage=stage, count=2)
    for _ in range(2):
        assert refusal(inbox, mail(to)) == code
    inbox.send(mail(to))
    assert len(inbox.messages(to=to)) == (3 if is_kept else 1)


@pytest.mark.parametrize(("stage", "kept"), [("rcpt", 0), ("data", 0), ("data-after", 1)])
def test_a_dropped_connection_tells_nothing_of_what_was_kept(inbox: Inbox, stage: str, kept: int) -> None:
    to = f"dropped-{stage}@example.com"
    inbox.next_deliveries(kind="drop", stage=stage)
    with pytest.raises(aiosmtplib.SMTPException):
        inbox.send(mail(to))
    assert len(inbox.messages(to=to)) == kept


def test_a_hanging_server_never_answers(inbox: Inbox) -> None:
    inbox.next_deliveries(kind="hang")
    with pytest.raises(aiosmtplib.SMTPTimeoutError):
        inbox.send(mail("hanging@example.com"), timeout=0.3)
    assert inbox.messages(to="hanging@example.com") == []


def test_a_fault_may_meet_one_address_only_and_be_taken_back(inbox: Inbox) -> None:
    inbox.next_deliveries(kind="550", to="Unlucky@example.com", count=5)
    inbox.send(mail("lucky@example.com"))
    with pytest.raises(aiosmtplib.SMTPRecipientsRefused):
        inbox.send(mail("unlucky@example.com"))
    assert inbox.http.get("/api/faults").json()["data"][0]["count"] == 4
    assert inbox.http.delete("/api/faults").status_code == 204
    inbox.send(mail("unlucky@example.com"))


@pytest.mark.parametrize(
    "body", ["{", "[]", '{"kind": "999"}', '{"kind": "451", "count": 0}', '{"kind": "451", "when": 1}']
)
def test_a_fault_that_makes_no_sense_is_refused(inbox: Inbox, body: str) -> None:
    assert inbox.http.post("/api/faults", content=body).status_code == 422
    assert inbox.http.get("/api/faults").json() == {"data": []}


def test_a_mail_above_the_limit_is_refused(inbox: Inbox) -> None:
    heavy = mail("heavy@example.com")
    heavy.add_attachment(b"\0" * 31 * 1024 * 1024, maintype="application", subtype="octet-stream", filename="big.bin")
    with pytest.raises(aiosmtplib.SMTPException):
        inbox.send(heavy)
    assert inbox.messages(to="heavy@example.com") == []


def test_a_person_reads_it_in_their_language_and_nothing_in_it_runs(inbox: Inbox) -> None:
    message = mail(
        "reader@example.com", subject="<b>Facture</b>", text="Voir https://example.ca/c/1. <script>1</script>"
    )
    message.add_alternative("<p>Voir <img src='cid:logo'></p><script>1</script>", subtype="html")
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="é.png", cid="<logo>")
    inbox.send(message)
    [listed] = inbox.messages(to="reader@example.com")
    page = inbox.http.get(f"/mails/{listed['id']}", headers={"Accept-Language": "en-CA,fr;q=0.5"}).text
    assert '<html lang="en-CA">' in page
    assert "&lt;b&gt;Facture&lt;/b&gt;" in page
    assert '<a href="https://example.ca/c/1" ' in page
    assert "<script>1" not in page
    assert "é.png" in page
    html = inbox.http.get(f"/mails/{listed['id']}/html")
    assert html.headers["content-security-policy"].startswith("sandbox allow-popups")
    image = html.text.split("<img src='")[1].split("'")[0]
    assert inbox.http.get(image).content == b"\x89PNG"
    assert '<html lang="fr-CA">' in inbox.http.get("/", headers={"Accept-Language": "fr-CA"}).text


def test_an_unreadable_mail_is_kept_and_shown(inbox: Inbox) -> None:
    async def send() -> None:
        async with aiosmtplib.SMTP(hostname="127.0.0.1", port=inbox.smtp_port) as smtp:
            broken = b"Subject: =?utf-8?q?=FF=FE?=\r\nContent-Type: text/plain; charset=no-such\r\n\r\n\xff\xfe\x00"
            await smtp.sendmail("a@example.com", ["broken@example.com"], broken)

    asyncio.run(send())
    [listed] = inbox.messages(to="broken@example.com")
    assert inbox.http.get(f"/mails/{listed['id']}").status_code == 200


def test_an_open_list_asks_cheaply(inbox: Inbox) -> None:
    first = inbox.http.get("/mails")
    again = {"If-None-Match": first.headers["etag"]}
    assert inbox.http.get("/mails", headers=again).status_code == 304
    inbox.send(mail("fresh@example.com"))
    assert inbox.http.get("/mails", headers=again).status_code == 200


@pytest.mark.parametrize(
    "path", ["/mails/nothing", "/api/messages/nothing", "/api/messages/..%2f..%2fetc", "/mails/x/parts/1"]
)
def test_what_is_not_there_is_404(inbox: Inbox, path: str) -> None:
    assert inbox.http.get(path).status_code == 404


def text(inbox: Inbox, key: str, to: str = "+14505550199", body: str = "Bonjour") -> httpx.Response:
    return inbox.http.post("/sms", json={"to": to, "from": "+14505550143", "text": body, "key": key})


def test_a_text_message_is_kept_once_under_its_key(inbox: Inbox) -> None:
    first, again = text(inbox, "k1"), text(inbox, "k1")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    [kept] = inbox.http.get("/api/sms", params={"to": "+14505550199"}).json()["data"]
    assert (kept["id"], kept["from"], kept["text"]) == (first.json()["id"], "+14505550143", "Bonjour")
    page = inbox.http.get("/texts", params={"lang": "fr"}).text
    assert "+14505550199" in page
    assert inbox.http.post("/sms", json={"to": 3}).status_code == 422


def test_faults_of_text_messages_leave_mails_alone(inbox: Inbox) -> None:
    inbox.next_deliveries(kind="503", channel="sms")
    inbox.send(mail("calm@example.com"))
    assert text(inbox, "k2").status_code == 503
    assert text(inbox, "k2").status_code == 201


def test_text_messages_outlive_a_killed_inbox(tmp_path: Path) -> None:
    with running(tmp_path) as inbox:
        text(inbox, "k3")
        inbox.process.kill()
    with running(tmp_path) as inbox:
        assert text(inbox, "k3").status_code == 200

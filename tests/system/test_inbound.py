"""The whole way there and back: our mail arrives, the client answers it, the answer is on the job, the office hears of it."""

from __future__ import annotations

from typing import Any

import httpx

from tests.system.plays import ask_by_form, client, mails_to
from tests.system.running import Running, until

Json = dict[str, Any]


def answer(running: Running, mail: Json, text: str, sender: str = "") -> httpx.Response:
    """The client presses "Reply" on the inbox page."""
    url = f"{running.told['urls']['mail']}/api/messages/{mail['id']}/reply"
    return httpx.post(url, json={"text": text, "from": sender}, timeout=30)


def test_a_client_answers_a_mail(running: Running) -> None:
    api = client(running.told)
    opened = ask_by_form(running, api, "Ève Réponse")
    job_id, email = opened["job"]["id"], opened["email"]
    [ours] = until("our mail has arrived", lambda: mails_to(api, email) or None)
    sent = answer(running, ours, "Oui, jeudi me convient.\n\nÈve")
    assert sent.status_code == 201, sent.text
    assert sent.json()["to"].startswith("job+")

    def received() -> Json | None:
        listed = api.get("jobs", f"/v1/jobs/{job_id}/messages")["data"]
        return next((each for each in listed if each["direction"] == "in"), None)

    message = until("the answer is on the job", received, 20)
    assert (message["channel"], message["body"]) == ("mail", "Oui, jeudi me convient.\n\nÈve")
    [came] = api.get("jobs", "/v1/mails", message_id=message["id"])["data"]
    assert came["sender_address"] == email
    assert "a écrit :" in came["quoted"]
    office = api.get("accounts", "/v1/company")["email"]
    number = str(opened["job"]["number"])

    def told() -> bool:
        return any(number in each["subject"] for each in mails_to(api, office))

    until("the office has been told", told, 30)


def test_a_stranger_who_answers_waits_for_a_person(running: Running) -> None:
    api = client(running.told)
    opened = ask_by_form(running, api, "Rémi Réponse")
    [ours] = until("our mail has arrived", lambda: mails_to(api, opened["email"]) or None)
    assert answer(running, ours, "C'est moi qui paie.", "Paul <paul@ailleurs.example>").status_code == 201

    def held() -> Json | None:
        listed = api.get("intake", "/v1/inbound-mail", status="held")["data"]
        return next((each for each in listed if each["sender_address"] == "paul@ailleurs.example"), None)

    mail = until("it is held", held, 20)
    assert mail["reason"]["code"] == "unknown-sender"
    done = api.post("intake", f"/v1/inbound-mail/{mail['id']}/deliver", {}, key=f"deliver/{mail['id']}")
    assert done["status"] == "delivered"
    bodies = [each["body"] for each in api.get("jobs", f"/v1/jobs/{opened['job']['id']}/messages")["data"]]
    assert "C'est moi qui paie." in bodies

"""Inbound mail on the screen: a reply with its quoted text folded, a held mail decided, a formatted view in which nothing runs."""

from __future__ import annotations

import email
import email.policy
import smtplib
from email.utils import parseaddr
from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Check, sign_in
from tests.browser.test_six_steps import Open, choose
from tests.system.plays import ask_by_form, client, mails_to
from tests.system.running import Running, until

WORDS = {
    "fr": {"quoted": "Texte cité", "why": "n'est pas une adresse du client", "add": "Ajouter à la job", "held": "Courriels retenus",
           "formatted": "Voir la mise en page", "discard": "Écarter", "done": "Courriel ajouté", "gone": "Courriel écarté"},
    "en": {"quoted": "Quoted text", "why": "not an address of this job's client", "add": "Add to job", "held": "Held",
           "formatted": "Formatted view", "discard": "Discard", "done": "Mail added", "gone": "Mail discarded"},
}  # fmt: skip
HTML = (
    '<div>Oui, <b>jeudi</b>.</div><script>document.title = "pwned"</script><img src="https://tracker.example/p.gif">'
    '<div class="gmail_quote">Le 3 mars 2026, X &lt;x@y.example&gt; a écrit :<blockquote>Jeudi?</blockquote></div>'
)


def post(running: Running, sender: str, to: str, subject: str, body: str, subtype: str) -> None:
    """A mail server in front hands over a mail."""
    host, _, port = running.told["smtp_in"].partition(":")
    mail = email.message.EmailMessage(policy=email.policy.SMTP)
    mail["From"], mail["Subject"] = f"Ève Courriel <{sender}>", subject
    mail["Message-ID"] = f"<{subject.replace(' ', '-')}.{sender}>"
    mail.set_content(body, subtype=subtype)
    with smtplib.SMTP(host, int(port), timeout=20) as server:
        server.send_message(mail, from_addr=sender, to_addrs=[to])


@pytest.mark.parametrize(("language", "size"), [("fr", "phone"), ("en", "desk")])
async def test_mails_on_the_screen(
    running: Running, open_browser: Open, accessible: Check, language: str, size: str
) -> None:
    say, urls = WORDS[language], running.told["urls"]
    api = client(running.told)
    opened = ask_by_form(running, api, "Ève Courriel")
    [ours] = until("our mail has arrived", lambda: mails_to(api, opened["email"]) or None)
    raw = api.request("GET", "mail", f"/api/messages/{ours['id']}", public=True).content
    address = parseaddr(email.message_from_bytes(raw)["Reply-To"])[1]
    stranger = f"paul-{opened['job']['number']}@ailleurs.example"
    post(running, opened["email"], address, "Re reponse", HTML, "html")
    for subject in ("Un premier", "Un second"):
        post(running, stranger, address, subject, "C'est moi qui paie.", "plain")

    def held() -> list[dict[str, Any]] | None:
        found = api.get("intake", "/v1/inbound-mail", status="held")["data"]
        mine = [each for each in found if each["sender_address"] == stranger]
        return mine if len(mine) == 2 else None

    until("both are held", held, 30)
    until(
        "the answer is there", lambda: api.get("jobs", f"/v1/jobs/{opened['job']['id']}/messages")["data"][1:] or None
    )
    page = await (await open_browser(language, size)).new_page()
    await sign_in(page, running.told)
    await choose(page, language)

    # The thread: what the client wrote, the rest folded.
    await page.goto(f"{urls['dashboard']}/jobs/{opened['job']['id']}#messages")
    bubble = page.locator("#job-thread .bubble", has_text="Oui, jeudi.")
    await expect(bubble.get_by_text("Jeudi?")).not_to_be_visible()
    await bubble.get_by_text(say["quoted"]).click()
    await expect(bubble.get_by_text("Jeudi?")).to_be_visible()
    await accessible(page)
    formatted = await page.context.new_page()
    await formatted.goto(urls["dashboard"] + str(await bubble.get_by_text(say["formatted"]).get_attribute("href")))
    await expect(formatted.locator("b")).to_have_text("jeudi")
    assert await formatted.title() != "pwned"
    assert await formatted.locator("img, script").count() == 0
    answer = await formatted.request.get(formatted.url)
    assert answer.headers["content-security-policy"].startswith("sandbox")
    await formatted.close()

    # One held mail goes to the job, the other one away.
    await page.goto(f"{urls['dashboard']}/mails")
    await expect(page.locator("main")).to_contain_text(say["held"])
    await accessible(page)
    await page.get_by_role("link", name="Ève Courriel").first.click()
    await expect(page.locator("main")).to_contain_text(say["why"])
    await accessible(page)
    await page.get_by_role("button", name=say["add"]).click()
    await expect(page.locator(".flash")).to_contain_text(say["done"])
    await expect(page.locator("#job-thread")).to_contain_text("C'est moi qui paie.")
    await page.goto(f"{urls['dashboard']}/mails")
    await page.locator(".mail-row", has_text=stranger).get_by_role("link", name="Ève Courriel").click()
    await page.get_by_role("button", name=say["discard"]).click()
    await expect(page.locator(".flash")).to_contain_text(say["gone"])
    await expect(page.locator("main")).not_to_contain_text(stranger)

"""The steps of the demo, in order. Each asks the API for something and waits until what must follow by itself is there."""

from __future__ import annotations

import email
import email.policy
import re
import secrets
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Protocol
from urllib.parse import quote as quoted
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from babel.numbers import format_currency

from deploy.demo_client import Client, GaveUpError, Json, RefusedError, Service
from deploy.temporal_dev import NAMESPACE

TAKEN = ("accepted", "delivered", "opened", "ambiguous")
"""Deliveries of a message that the mail server has."""
_HOURS = (9, 13, 15, 10, 14, 8, 11, 16)
_DAYS = 120


class Tells(Protocol):
    language: str

    def say(self, message: str, **args: str | int | float) -> str: ...

    def step(self, message: str, links: dict[str, str], **args: str | int | float) -> None: ...


class Walk:
    """One job on its way. `run` makes its client (known by e-mail alone) and its idempotency keys its own."""

    def __init__(self, client: Client, teller: Tells, urls: Mapping[str, str], site: str) -> None:
        self.api, self.teller, self.urls, self.site = client, teller, urls, site
        self.run = secrets.token_hex(4)
        self.name = teller.say("client-name")
        self.email = f"{self.name.split()[0].lower()}.{self.run}@courriel.example"
        self.job_id, self.number, self.token = "", 0, ""
        self.quote: Json = {}
        self.visit: Json = {}
        self.invoice: Json = {}
        self.payments: list[Json] = []

    def all(self) -> None:
        self.ask()
        self.talk()
        self.offer()
        self.accept()
        self.schedule()
        self.work()
        self.bill()
        self.pay()
        self.finish()

    # ── request and messages ─────────────────────────────────────────────────────────────────────────────────────────

    def ask(self) -> None:
        """The web form, and the acknowledgement that follows by itself."""
        place = {
            "line1": self._("client-line1"),
            "city": "Laval",
            "region": "QC",
            "postal_code": "H7L 3B5",
            "country": "CA",
        }
        body = {
            "name": self.name,
            "email": self.email,
            "address": place,
            "service": self._("client-service"),
            "message": self._("client-message"),
            "language": self.teller.language,
            "consent": True,
        }
        path = f"/v1/sites/{quoted(self.site)}/requests"
        opened = self.api.post("intake", path, body, key=self._key("request"), public=True)
        self.job_id, self.number = opened["job"]["id"], opened["job"]["number"]
        form = f"{self.urls['intake']}/f/{self.site}"
        temporal = (
            f"{self.urls['temporal_ui']}/namespaces/{NAMESPACE}/workflows/{quoted(self._job()['workflow_id'], safe='')}"
        )
        links = {"form": form, "job": self._page(f"/jobs/{self.job_id}"), "temporal": temporal}
        self.teller.step("request", links, client=self.name, number=self.number)
        mail = self._mail("request.acknowledge")
        self.token = _portal_token(self._raw(mail))
        client = {"mail": self._mail_page(mail), "client": self._page(f"/c/{self.token}")}
        self.teller.step("acknowledge", client, subject=mail["subject"])

    def talk(self) -> None:
        """A reply of the office and the client's answer."""
        reply = {"subject": self._("reply-subject"), "body": self._("reply-body")}
        self._post("jobs", f"/v1/jobs/{self.job_id}/messages", reply, "reply")
        mail = self._mail("reply")
        self.teller.step("reply", {"mail": self._mail_page(mail)})
        answer = {"job_id": self.job_id, "body": self._("answer-body")}
        self._portal_post("jobs", "/messages", answer, "answer")
        office = str(self.api.get("accounts", "/v1/company")["email"])
        notice = self.api.until(self._("waiting-notice"), lambda: self._to_the_office(office))
        links = {"mail": self._mail_page(notice), "job": self._page(f"/jobs/{self.job_id}")}
        self.teller.step("answer", links, client=self.name)

    def _to_the_office(self, office: str) -> Json | None:
        mails = self.api.get("mail", "/api/messages", public=True, to=office)["data"]
        return next((mail for mail in mails if re.search(rf"\b{self.number}\b", mail["subject"])), None)

    # ── quote ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def offer(self) -> None:
        self.quote = self._post("billing", "/v1/quotes", {"job_id": self.job_id, "lines": self._lines()}, "quote")
        links = {"quote": self._page(f"/quotes/{self.quote['id']}")}
        total = self._money(self.quote["totals"]["total"])
        self.teller.step("quote", links, number=self.quote["number"], total=total)
        self.quote = self._post("billing", f"/v1/quotes/{self.quote['id']}/send", {}, "quote-send")
        mail = self._mail("quote.mail")
        self._insist(mail, "application/pdf")
        links = {"mail": self._mail_page(mail), "client": self.quote["portal_url"]}
        self.teller.step("quote-sent", links, subject=mail["subject"])

    def _lines(self) -> list[Json]:
        """The dearest thing of the catalogue that is sold by the piece, and two and a half of the dearest hour."""
        items = self.api.get("billing", "/v1/items", active="true", limit=100)["data"]
        by_price = sorted(items, key=lambda item: (-item["unit_price"]["amount"], item["name"]))
        chosen = [next((each for each in by_price if not each["unit"]), None)]
        chosen.append(next((each for each in by_price if each["unit"] == "h"), None))
        lines = [
            {
                "item_id": each["id"],
                "description": each["name"],
                "quantity": "2.5" if each["unit"] else "1",
                "unit": each["unit"],
                "unit_price": each["unit_price"],
            }
            for each in chosen
            if each
        ]
        free = {
            "description": self._("free-line"),
            "quantity": "1",
            "unit_price": {"amount": 148500, "currency": "CAD"},
        }
        return lines or [free]

    def accept(self) -> None:
        """The client opens the quote without a password, and accepts exactly what they read."""
        path = f"/quotes/{self.quote['id']}"
        self._portal_post("billing", f"{path}/view", {}, "quote-view")
        seen = self.api.get("billing", self._portal(path), public=True)
        answer = {"version": seen["version"], "document_sha256": seen["document_sha256"], "name": self.name}
        self._portal_post("billing", f"{path}/accept", answer, "quote-accept")
        self.quote = self.api.get("billing", f"/v1/quotes/{self.quote['id']}")
        self.teller.step(
            "accepted",
            {"client": str(self.quote["portal_url"]), "quote": self._page(f"/quotes/{self.quote['id']}")},
            client=self.name,
            version=seen["version"],
            sha=seen["document_sha256"][:12],
        )

    # ── visit ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def schedule(self) -> None:
        """The first free moment of somebody whose clock does not run."""
        resource = self._free_resource()
        zone = ZoneInfo(self.api.get("accounts", "/v1/company")["time_zone"])
        for starts in _moments(zone):
            body = {
                "job_id": self.job_id,
                "starts_at": starts.astimezone(UTC).isoformat(),
                "ends_at": (starts + timedelta(hours=2)).astimezone(UTC).isoformat(),
                "resource_ids": [resource["id"]],
                "instructions": self._("visit-instructions"),
            }
            try:
                self.visit = self._post("jobs", "/v1/visits", body, f"visit/{starts.isoformat()}")
                break
            except RefusedError as refusal:
                if refusal.code != "visit-overlap":
                    raise
        else:
            raise GaveUpError(f"{resource['name']}: {_DAYS} × {len(_HOURS)}")
        pattern = "EEEE d MMMM, HH 'h' mm" if self.teller.language == "fr" else "EEEE, MMMM d, h:mm a"
        when = format_datetime(starts, pattern, locale=f"{self.teller.language}_CA", tzinfo=zone)
        links = {"job": self._page(f"/jobs/{self.job_id}")}
        self.teller.step("visit", links, starts=when, resource=resource["name"])
        mail = self._mail("visit.confirm")
        self._insist(mail, "text/calendar")
        self.teller.step("confirmed", {"mail": self._mail_page(mail)}, subject=mail["subject"])

    def _free_resource(self) -> Json:
        for each in self.api.get("jobs", "/v1/resources", limit=100)["data"]:
            at_work = self.api.get("jobs", "/v1/visits", resource_id=each["id"], status="started", limit=1)["data"]
            if each["active"] and not at_work:
                return dict(each)
        return self._post("jobs", "/v1/resources", {"name": self._("technician")}, "resource")

    def work(self) -> None:
        for verb in ("start", "pause", "resume", "complete"):
            self.visit = self._post("jobs", f"/v1/visits/{self.visit['id']}/{verb}", {}, f"visit-{verb}")
        self.teller.step("done", {"job": self._page(f"/jobs/{self.job_id}")})

    # ── invoice and payments ─────────────────────────────────────────────────────────────────────────────────────────

    def bill(self) -> None:
        made = self._post("billing", f"/v1/quotes/{self.quote['id']}/generate-invoices", {}, "generate-invoices")
        self.invoice = made["data"][0]
        path = f"/v1/invoices/{self.invoice['id']}"
        links = {"invoice": self._page(f"/invoices/{self.invoice['id']}")}
        self.teller.step("draft", links, total=self._money(self.invoice["totals"]["total"]))
        self.invoice = self._post("billing", f"{path}/issue", {}, "issue")
        self.teller.step("issued", links, number=self.invoice["number"], due=self.invoice["due_on"])
        self.invoice = self._post("billing", f"{path}/send", {}, "invoice-send")
        mail = self._mail("invoice.mail")
        self._insist(mail, "application/pdf")
        links = {"mail": self._mail_page(mail), "client": str(self.invoice["portal_url"])}
        self.teller.step("invoice-sent", links, subject=mail["subject"])

    def pay(self) -> None:
        """A part by Interac, the rest by cheque; each gets its receipt."""
        total = self.invoice["balance"]["amount"]
        part = total // 2
        self._payment(part, "interac")
        links = {"invoice": self._page(f"/invoices/{self.invoice['id']}")}
        balance = self._money(self.invoice["balance"])
        self.teller.step("partial", links, amount=self._money(self.payments[0]["amount"]), balance=balance)
        self._receipt()
        self._payment(total - part, "cheque")
        self.teller.step("rest", links, amount=self._money(self.payments[1]["amount"]))
        self._receipt()

    def _payment(self, cents: int, method: str) -> None:
        amount = {"amount": cents, "currency": self.invoice["balance"]["currency"]}
        body = {
            "amount": amount,
            "method": method,
            "allocations": [{"invoice_id": self.invoice["id"], "amount": amount}],
        }
        self.payments.append(self._post("billing", "/v1/payments", body, f"payment/{method}"))
        self.invoice = self.api.get("billing", f"/v1/invoices/{self.invoice['id']}")

    def _receipt(self) -> None:
        mail = self._mail("payment.receipt", nth=len(self.payments))
        number = self.payments[-1]["receipt_number"]
        self.teller.step("receipt", {"mail": self._mail_page(mail)}, number=number, subject=mail["subject"])

    def finish(self) -> None:
        self.api.until(self._("waiting-phase"), lambda: True if self._job()["phase"] in ("paid", "closed") else None)
        steps = self.api.get("jobs", f"/v1/jobs/{self.job_id}/plan")["data"]
        because = next((step["because"] for step in steps if step["kind"] == "job.close"), "–")
        self.teller.step("paid", {"job": self._page(f"/jobs/{self.job_id}")}, because=because)

    # ── what became true ─────────────────────────────────────────────────────────────────────────────────────────────

    def facts(self) -> Json:
        """The final facts, without times: two runs of the demo differ in ids, numbers and hours only."""
        job, mails = self._job(), self._mails(self.email)
        deliveries: dict[str, list[str]] = {}
        for message in self._messages():
            if message["direction"] == "out" and message["channel"] == "mail":
                deliveries.setdefault(_plain(message["subject"]), []).append(message["delivery"])
        copies = {mail["message_id"]: mail["subject"] for mail in mails}
        return {
            "job": {name: job[name] for name in ("id", "number", "phase", "figures", "workflow_id")},
            "facts": [entry["kind"] for entry in self.timeline()],
            "quote": {name: self.quote[name] for name in ("id", "number", "version", "status")},
            "visit": {name: self.visit[name] for name in ("id", "status")},
            "invoice": {name: self.invoice[name] for name in ("id", "number", "document", "settlement", "balance")},
            "payments": [{name: each[name] for name in ("id", "amount", "receipt_number")} for each in self.payments],
            "mails": [
                {
                    "subject": subject,
                    "message_id": message_id,
                    "copies": sum(mail["message_id"] == message_id for mail in mails),
                    "deliveries": [d for known, found in deliveries.items() if known in _plain(subject) for d in found],
                }
                for message_id, subject in copies.items()
            ],
            "links": {"job": self._page(f"/jobs/{self.job_id}"), "client": self._page(f"/c/{self.token}")},
            "retries": self.api.retries,
        }

    def timeline(self) -> list[Json]:
        entries: list[Json] = []
        after: str | None = None
        while True:
            more: dict[str, Any] = {"after": after} if after else {}
            page = self.api.get("jobs", f"/v1/jobs/{self.job_id}/timeline", limit=200, **more)
            entries += page["data"]
            after = page["page"]["next"]
            if not page["page"]["has_more"]:
                return entries

    # ── parts ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _(self, message: str) -> str:
        return self.teller.say(message)

    def _key(self, name: str) -> str:
        return f"demo/{self.run}/{name}"

    def _post(self, service: Service, path: str, body: Any, name: str) -> Json:
        return self.api.post(service, path, body, key=self._key(name))

    def _portal(self, path: str) -> str:
        return f"/v1/portal/{quoted(self.token, safe='')}{path}"

    def _portal_post(self, service: Service, path: str, body: Any, name: str) -> Json:
        return self.api.post(service, self._portal(path), body, key=self._key(name), public=True)

    def _job(self) -> Json:
        return self.api.get("jobs", f"/v1/jobs/{self.job_id}")

    def _messages(self) -> list[Json]:
        return list(self.api.get("jobs", f"/v1/jobs/{self.job_id}/messages", limit=200)["data"])

    def _mails(self, to: str) -> list[Json]:
        """What arrived for an address, oldest first."""
        return list(reversed(self.api.get("mail", "/api/messages", public=True, to=to)["data"]))

    def _mail(self, purpose: str, nth: int = 1) -> Json:
        """The `nth` mail of that purpose, once the job says that the server has it and it is in the inbox."""

        def arrived() -> Json | None:
            sent = [each for each in self._messages() if each["purpose"] == purpose and each["delivery"] in TAKEN]
            sent.sort(key=lambda message: message["created_at"])
            if len(sent) < nth:
                return None
            subject = _plain(sent[nth - 1]["subject"])
            rank = sum(_plain(each["subject"]) == subject for each in sent[:nth])
            mails = self._mails(self.email)
            found = {mail["message_id"]: mail for mail in mails if subject in _plain(mail["subject"])}
            return list(found.values())[rank - 1] if len(found) >= rank else None

        return self.api.until(self.teller.say("waiting-mail", purpose=purpose, to=self.email), arrived)

    def _raw(self, mail: Json) -> email.message.EmailMessage:
        content = self.api.request("GET", "mail", f"/api/messages/{quoted(mail['id'])}", public=True).content
        return email.message_from_bytes(content, policy=email.policy.default)

    def _insist(self, mail: Json, media_type: str) -> None:
        """Raises GaveUpError unless the mail carries an attachment of that type."""
        if not any(part.get_content_type() == media_type for part in self._raw(mail).walk()):
            raise GaveUpError(f"{mail['subject']}: {media_type}")

    def _page(self, path: str) -> str:
        return f"{self.urls['dashboard']}{path}"

    def _mail_page(self, mail: Json) -> str:
        return f"{self.urls['mail']}/mails/{mail['id']}"

    def _money(self, money: Json) -> str:
        return format_currency(Decimal(money["amount"]) / 100, money["currency"], locale=f"{self.teller.language}_CA")


def _plain(subject: str) -> str:
    """Blanks as mail programs have them: a header line may be folded at any, and loses what kind it was."""
    return " ".join(subject.split())


def _portal_token(mail: email.message.EmailMessage) -> str:
    body = mail.get_body(("plain", "html"))
    found = re.search(r"/c/([A-Za-z0-9_.\-]+)", body.get_content() if body else "")
    if found is None:
        raise GaveUpError("/c/…")
    return found[1].rstrip(".")


def _moments(zone: ZoneInfo) -> Iterator[datetime]:
    """Where a visit may begin, soonest first: from tomorrow on, at hours that people like."""
    tomorrow = datetime.now(zone).date() + timedelta(days=1)
    for day in range(_DAYS):
        for hour in _HOURS:
            yield datetime.combine(tomorrow + timedelta(days=day), time(hour), zone)

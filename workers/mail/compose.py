"""What a message says: recipient, language, words and attachments for each kind of step. Reads only."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from services.accounts import queries as accounts
from services.accounts.queries import CompanyProfile
from services.billing import queries as billing
from services.billing.documents import queries as documents
from services.jobs.contacts import queries as contacts
from services.jobs.contacts.schemas import Contact
from services.jobs.folders import queries as folders
from services.jobs.messages import queries as messages
from services.jobs.sms import queries as sms
from services.jobs.templates import queries as templates
from services.jobs.templates import wording
from services.jobs.templates.kinds import KINDS
from services.jobs.visits import queries as visits
from services.kit import factlog, links
from services.kit.settings import get_settings
from services.kit.texts import catalogue, local_date, local_time, phone, spoken, t
from workers.mail.attachments import Attachment, attached, not_attached
from workflows.activities import StepCall
from workflows.money import Money
from workflows.planner import plan
from workflows.state import JobState, Visit
from workflows.steps import OWN_MAILS


@dataclass(frozen=True)
class Outgoing:
    """A message in words. `body` is plain text in paragraphs; `link` is what a mail's one button opens."""

    recipient: str
    recipient_name: str
    language: str
    company: CompanyProfile
    subject: str
    body: str
    link: str
    link_text: str
    automatic: bool
    seq: int
    """The last fact of the job that these words know of."""
    reference: str = ""
    """What mail and text message servers know it by."""
    reply_to: str = ""
    thread: tuple[str, ...] = ()
    """The `Message-ID`s of the job's mails so far that a mail program strings this one to, the oldest first."""
    stopped: bool = False
    """Whoever has that phone said STOP."""
    unsubscribe: str = ""
    """The page that ends what the law calls commercial; only of what leaves by itself."""
    attachments: tuple[Attachment, ...] = field(default=())


async def compose(session: AsyncSession, call: StepCall) -> Outgoing:
    """The message of a due step, in the recipient's language; its `recipient` is empty where there is no address."""
    state, (_, seq) = await factlog.load(session, call.job.job_id)
    company = await accounts.company(session, call.job.company_id)
    job = await folders.brief(session, call.job.job_id)
    client = await contacts.contact(session, job.contact_id)
    row = await messages.by_step(session, call.key)
    ref = reference(call, row.retries if row else 0)
    inside = call.kind in OWN_MAILS
    to = await _colleague(session, call, company) if inside else _client(client, call.channel)
    language = to.language
    args: dict[str, Any] = {"job": str(job.number), "company": company.trade_name, "client": client.name}
    args |= {"person": to.about} if to.about else {}
    args |= _of_target(state, call) | {"phone": phone(company.phone)}
    if call.kind == "payment.receipt" and call.target:
        # Of a payment for several jobs the job knows its share; the receipt says all of it.
        receipt = await documents.document_for(session, "receipt", call.target.id)
        if receipt and receipt.snapshot.receipt:
            args["amount"] = Money(amount=receipt.snapshot.receipt.amount, currency=receipt.snapshot.currency)
    if call.target and (printed := (await billing.printed(session, [call.target.id])).get(call.target.id)):
        args["number"] = printed
    visit = state.visits.get(call.target.id) if call.target else None
    if visit and visit.starts_at and visit.timing != "fixed":
        args["starts"] = when(visit, language, company.time_zone)
    own_subject = ""
    if call.kind in ("message.deliver", "message.notice") and call.target:
        message = await messages.message(session, call.target.id)
        args |= {"message": message.body, "body": message.body}
        own_subject = message.subject
    args["link"] = link = (
        f"{get_settings().url_dashboard}/jobs/{job.id}"
        if inside
        else f"{await accounts.portal_url(session, client.id, _path(call))}?m={ref}"
    )
    if call.kind == "message.deliver" and call.target and (names := await not_attached(session, call.target.id)):
        args["message"] += "\n\n" + catalogue().t(language, "mail-files-on-page", names=", ".join(names))
    subject, text = await _words(session, call, company, args, language)
    automatic = call.kind != "message.deliver"
    by_mail = call.channel == "mail"
    address = (row.send_to if row and row.send_to else to.address) or ""
    return Outgoing(
        recipient=address,
        recipient_name=to.name,
        language=language,
        company=company,
        subject=f"{own_subject} [{job.number}]" if call.kind == "message.deliver" and own_subject else subject,
        body=text,
        link=link,
        link_text=catalogue().t(language, f"mail-{_slug(call.kind)}.button"),
        automatic=automatic,
        seq=seq,
        reference=ref,
        reply_to=company.email if inside else links.job_address(job.id) or company.email,
        stopped=not by_mail and await sms.stopped(session, company.id, address),
        thread=await messages.thread(session, job.id, call.key) if by_mail and not inside else (),
        unsubscribe=await accounts.unsubscribe_url(session, client.id) if by_mail and automatic and not inside else "",
        attachments=await attached(session, call, state, company, language) if by_mail else (),
    )


def reference(call: StepCall, retries: int = 0) -> str:
    """What servers know the message by: 32 letters that tell nothing, the same for every try until a person has it retried."""
    parts = [call.job.company_id, call.job.job_id, call.key, *([str(retries)] if retries else [])]
    return hashlib.sha256("/".join(parts).encode()).hexdigest()[:32]


async def _words(
    session: AsyncSession, call: StepCall, company: CompanyProfile, args: dict[str, Any], language: str
) -> tuple[str, str]:
    """Subject and text: the company's own words to its clients, ours to its people."""
    if call.kind not in KINDS:
        say, name, zone = catalogue().say, _slug(call.kind), company.time_zone
        return say(language, f"mail-{name}.subject", args, zone), say(language, f"mail-{name}", args, zone)
    text = await templates.text(session, company.id, call.kind, call.channel, language)
    values = said(args, language, company.time_zone)
    known = KINDS[call.kind].known(call.channel)
    body = wording.render(text.body, known, values)
    return wording.render(text.subject, known, values), wording.for_sms(body) if call.channel == "sms" else body


def said(args: dict[str, Any], language: str, zone: str) -> dict[str, str]:
    """What each placeholder says, as a person reads it."""
    values = {name: str(spoken(language, value, zone)) for name, value in args.items()}
    if "expected" in args:
        values["arrival"] = catalogue().say(language, "mail-visit-arrival", {"expected": args["expected"]}, zone)
    if "settled" in args:
        settled = {"settled": args["settled"], "outstanding": args["outstanding"]}
        values["account"] = catalogue().say(language, "mail-payment-account", settled, zone)
    return values


def when(visit: Visit, language: str, zone: str) -> str:
    """When a client is to expect a visit that has no fixed hour: some time of a day, or of some days."""
    first, last = visit.span[0], visit.window_ends_at if visit.timing == "window" else visit.span[1]
    assert last is not None
    local = [instant.astimezone(ZoneInfo(zone)) for instant in (first, last)]
    if visit.timing == "window":
        clock = {"from": local_time(language, local[0].time()), "to": local_time(language, local[1].time())}
        return t(language, "mail-visit-window", day=local_date(language, local[0].date()), **clock)
    until = (local[1] - timedelta(seconds=1)).date()
    if until == local[0].date():
        return t(language, "mail-visit-day", day=local_date(language, until))
    return t(language, "mail-visit-days", day=local_date(language, local[0].date()), until=local_date(language, until))


def _slug(kind: str) -> str:
    return kind.replace(".", "-").replace("_", "-")


@dataclass(frozen=True)
class Recipient:
    """Who gets a message. `about` is the resource that it is about, where there is one."""

    name: str
    address: str | None
    language: str
    about: str = ""


def _client(client: Contact, channel: str) -> Recipient:
    return Recipient(client.name, client.email if channel == "mail" else sms.mobile(client), client.language)


async def _colleague(session: AsyncSession, call: StepCall, company: CompanyProfile) -> Recipient:
    """Whoever does the visit where they have a login; else the office, which tells them."""
    office = Recipient(company.trade_name, company.email, company.language)
    if not (call.target and call.target.person):
        return office
    resource = await visits.resource(session, call.target.person)
    person = await accounts.colleague(session, resource.user_id) if resource.user_id else None
    if person is None:
        return replace(office, about=resource.name)
    return Recipient(person.name, person.email, person.language, about=resource.name)


def _path(call: StepCall) -> str:
    """Where in the client's pages the mail's button leads."""
    if call.target and call.target.kind in ("quote", "invoice"):
        return f"/{call.target.kind}s/{call.target.id}"
    return ""


def _of_target(state: JobState, call: StepCall) -> dict[str, Any]:
    """What the mail's sentences need of its quote, visit, invoice or payment."""
    found: dict[str, Any] = {}
    if step := next((s for s in plan(state, call.now) if s.key == call.key), None):
        found |= step.because.args
    target_id = call.target.id if call.target else ""
    if quote := state.quotes.get(target_id):
        found |= {"total": quote.total, "until": quote.valid_until}
    if visit := state.visits.get(target_id):
        found |= {"starts": visit.starts_at, "ends": visit.ends_at, "expected": visit.expected_at or visit.starts_at}
    if invoice := state.invoices.get(target_id):
        missing = invoice.next_due[1] if invoice.next_due else None
        asked = missing.amount if missing and invoice.dues else invoice.balance
        found |= {"total": invoice.total, "balance": asked, "due": missing.due_on if missing else invoice.due_on}
    if payment := state.payments.get(target_id):
        found["amount"] = payment.amount
        found["outstanding"] = state.figures().outstanding
        found["settled"] = "yes" if state.figures().outstanding.amount <= 0 else "no"
    return {name: value for name, value in found.items() if value is not None}

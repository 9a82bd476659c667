"""One job of the demo company: its verbs, through the same commands that the services run, each at a moment of the past."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from deploy import demo_data
from deploy.demo_data import hours, mails, pictures
from services.billing.invoices import commands as invoices
from services.billing.invoices.queries import allocated_to
from services.billing.invoices.schemas import InvoiceIn
from services.billing.payments import commands as payments
from services.billing.payments.schemas import AllocationIn, Method, PaymentIn
from services.billing.quotes import answers
from services.billing.quotes import commands as quotes
from services.billing.quotes.answers import Answer
from services.billing.quotes.queries import version_row
from services.billing.quotes.schemas import QuoteIn
from services.billing.quotes.templates import commands as templates
from services.billing.quotes.templates.schemas import TemplateIn
from services.billing.schemas import LineIn
from services.intake.inbound import reception, settle
from services.intake.inbound.addresses import Target
from services.jobs.checklists import commands as checklists
from services.jobs.checklists import queries as checklist_queries
from services.jobs.consents import commands as consents
from services.jobs.consents.schemas import ConsentIn
from services.jobs.contacts import commands as contacts
from services.jobs.contacts import notes
from services.jobs.contacts.schemas import ContactIn
from services.jobs.files import commands as job_files
from services.jobs.folders import commands as folders
from services.jobs.folders.schemas import Close
from services.jobs.messages import commands as messages
from services.jobs.my_day import commands as my_day
from services.jobs.my_day.schemas import ActionIn
from services.jobs.people import commands as people
from services.jobs.people.schemas import PersonIn
from services.jobs.visits import commands as visits
from services.jobs.visits.schemas import VisitIn
from services.kit import files, ids, links
from services.kit.work import Work
from workflows.money import Money

Step = Callable[[Work], Awaitable[None]]
Who = Literal["owner", "office", "technician", "contact", "site"]
CLIENT_ADDRESS = "203.0.113.24"
"""From where the clients of the demo accept: an address that is reserved for examples."""


@dataclass(frozen=True)
class Shop:
    """What every job needs of the company: ids by the keys of `company.json`."""

    company_id: str
    code: str
    now: datetime
    users: dict[str, str]
    resources: dict[str, str]
    services: dict[str, str]
    items: dict[str, str]
    site_id: str
    labels: dict[str, str]
    fields: dict[str, str]
    checklists: dict[str, str]


@dataclass(frozen=True)
class Event:
    """Something that happened to one job at a moment, by somebody."""

    at: datetime
    who: Who
    step: Step
    story: Story

    def actor(self) -> str:
        match self.who:
            case "contact":
                return f"contact:{self.story.contact_id}"
            case "site":
                return f"site:{self.story.shop.site_id}"
            case user:
                return f"user:{self.story.shop.users[user]}"


@dataclass
class Story:
    """A job in the making. Steps are called in the order of time and find here what the earlier ones made."""

    shop: Shop
    key: str
    events: list[Event] = field(default_factory=list)
    contact_id: str = ""
    job_id: str = ""
    quote_id: str = ""
    visit_id: str = ""
    invoice_id: str = ""
    payment_id: str = ""

    @property
    def data(self) -> dict[str, Any]:
        return dict(demo_data.read("jobs")[self.key])

    def then(self, at: datetime, who: Who, step: Step) -> Story:
        """Events stand in the order of their time, in whatever order they are told."""
        self.events.append(Event(at, who, step, self))
        self.events.sort(key=lambda event: event.at)
        return self

    # ── request and messages ─────────────────────────────────────────────────────────────────────────────────────────

    async def arrive(self, work: Work) -> None:
        """The request comes in by the website form if there is one, else by phone."""
        self.contact_id = await contacts.create(work, ContactIn.model_validate(self.data["contact"]))
        await self._get_to_know(work)
        asked = None
        if "request" in self.data:
            asked = folders.RequestDetails(
                submission_id=ids.new("req"),
                site_id=self.shop.site_id,
                service=self.data["service"],
                message=self.data["request"],
            )
        opened = await folders.open_folder(
            work,
            contact_id=self.contact_id,
            source="web" if asked else "phone",
            title=self.data["title"],
            description=self.data["description"],
            request=asked,
            imported_at=self.shop.now,
            label_ids=[self.shop.labels[key] for key in self.data.get("labels", ())],
            custom_values={self.shop.fields[key]: value for key, value in self.data.get("fields", {}).items()},
        )
        self.job_id = opened.job_id

    async def _get_to_know(self, work: Work) -> None:
        """Whom to ask for there, what to remember of them, and what they allowed."""
        for person in self.data.get("people", ()):
            await people.add(work, self.contact_id, PersonIn.model_validate(person))
        for note in self.data.get("notes", ()):
            await notes.add(work, self.contact_id, note)
        for consent in self.data.get("consents", ()):
            await consents.record(work, self.contact_id, ConsentIn.model_validate(consent))

    async def call(self, work: Work) -> None:
        await messages.log_call(work, self.job_id, self.data["call"])

    async def ask(self, work: Work) -> None:
        await messages.receive(work, self.job_id, self.data["question"])

    def mail(self, key: str, *, photo: bool = False) -> Step:
        """A mail to the job's own address, as its program sends it. Who is not the client waits for the office."""

        async def receive(work: Work) -> None:
            said = self.data[key]
            raw = mails.written(said["from"], said["subject"], said["body"], work.now, photo=photo)
            target = Target("job", self.job_id, self.shop.company_id, self.shop.code)
            file_key = await files.put(raw, reception.folder_of(self.shop.company_id))
            address = links.job_address(self.job_id) or "job@localhost"
            sender = said["from"].rpartition("<")[2].rstrip(">")
            mail_id, _ = await reception.record(work, raw, file_key, sender, address, target)
            await settle.bring(work, mail_id)

        return receive

    # ── quote ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def lines(self) -> tuple[LineIn, ...]:
        english = self.data["contact"]["language"] == "en"
        known = {item["key"]: item for item in demo_data.read("company")["items"]}
        return tuple(
            LineIn(
                description=known[key]["en" if english else "fr"],
                quantity=quantity,
                unit=known[key]["unit"],
                unit_price=Money(amount=known[key]["price"], currency="CAD"),
                item_id=self.shop.items[key],
            )
            for key, quantity in self.data["lines"]
        )

    async def quote(self, work: Work) -> None:
        self.quote_id = (await quotes.create(work, QuoteIn(job_id=self.job_id, lines=self.lines()))).id

    async def send_quote(self, work: Work) -> None:
        await quotes.send(work, self.quote_id)

    async def view_quote(self, work: Work) -> None:
        await answers.view(work, self.quote_id, self.contact_id)

    async def accept(self, work: Work) -> None:
        work.address = CLIENT_ADDRESS
        version = await version_row(work.session, work.company_id, self.quote_id, 1)
        answer = Answer(
            by="contact",
            version=1,
            name=self.data["contact"]["name"],
            sha256=version.document_sha256,
            contact_id=self.contact_id,
        )
        await answers.accept(work, self.quote_id, answer)

    async def keep_as_template(self, work: Work) -> None:
        """What sold well is quoted again."""
        await templates.create(work, TemplateIn(name=self.data["template"], quote_id=self.quote_id))

    async def decline(self, work: Work) -> None:
        answer = Answer(by="contact", version=1, reason=self.data["decline"], contact_id=self.contact_id)
        await answers.decline(work, self.quote_id, answer)

    # ── visit ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def visit(self, starts_at: datetime, hours: float, resource: str, service: str) -> Step:
        async def schedule(work: Work) -> None:
            data = VisitIn(
                job_id=self.job_id,
                starts_at=starts_at,
                ends_at=starts_at + timedelta(hours=hours),
                resource_ids=[self.shop.resources[resource]],
                service_id=self.shop.services[service],
                instructions=self.data.get("instructions", ""),
                checklist_template_ids=[self.shop.checklists[each] for each in self.data.get("checklists", ())],
            )
            self.visit_id = await visits.schedule(work, data)

        return schedule

    async def start(self, work: Work) -> None:
        await visits.start(work, self.visit_id)

    async def pause(self, work: Work) -> None:
        await visits.pause(work, self.visit_id)

    async def resume(self, work: Work) -> None:
        await visits.resume(work, self.visit_id)

    async def complete(self, work: Work) -> None:
        await visits.complete(work, self.visit_id)

    async def tick(self, work: Work) -> None:
        """The first thing on the visit's list is done."""
        [found] = (await checklist_queries.of_visits(work.session, [self.visit_id], work.language))[self.visit_id]
        await checklists.check(work, self.visit_id, found.items[0].id, True)

    async def note_on_site(self, work: Work) -> None:
        """Typed on the technician's phone."""
        note = {"visit_id": self.visit_id, "verb": "note", "data": {"body": self.data["note"]}, "at": work.now}
        action = ActionIn.model_validate({"id": ids.new("act"), **note})
        await my_day.take(work, work.actor.removeprefix("user:"), action, work.now, timedelta())

    def drive(self, resource: str, ended_at: datetime) -> Step:
        async def write_down(work: Work) -> None:
            await hours.drive(work, self.shop.users["office"], self.job_id, self.shop.resources[resource], ended_at)

        return write_down

    # ── invoice and payment ──────────────────────────────────────────────────────────────────────────────────────────

    async def invoice(self, work: Work) -> None:
        """Drafts, issues and sends the invoice: from the quote if there is one, else from the lines."""
        if self.quote_id:
            self.invoice_id = (await invoices.generate(work, self.quote_id))[0].id
        else:
            self.invoice_id = (await invoices.create(work, InvoiceIn(job_id=self.job_id, lines=self.lines()))).id
        await invoices.issue(work, self.invoice_id)
        await invoices.send(work, self.invoice_id)

    async def deposit(self, work: Work) -> None:
        """Paid on the accepted quote; it goes on the invoice by itself."""
        amount = Money(amount=self.data["deposit"], currency="CAD")
        await payments.record(work, PaymentIn(amount=amount, method="interac", quote_id=self.quote_id))

    async def pay(self, work: Work) -> None:
        """What the story says that was paid, or all of it, or some more."""
        invoice = await invoices.locked(work, self.invoice_id)
        before = (await allocated_to(work.session, work.company_id, [invoice.id])).get(invoice.id, 0)
        cents = self.data.get("paid", invoice.total - before) + self.data.get("too_much", 0)
        amount = Money(amount=cents, currency=invoice.currency)
        method: Method = self.data.get("method", "cash")
        data = PaymentIn(
            amount=amount,
            method=method,
            reference=self.data.get("reference", ""),
            allocations=(AllocationIn(invoice_id=invoice.id, amount=amount),),
        )
        self.payment_id = (await payments.record(work, data)).id

    async def give_back(self, work: Work) -> None:
        """What was too much."""
        amount = Money(amount=self.data["too_much"], currency="CAD")
        await payments.refund(work, self.payment_id, amount=amount, method="interac", note="Payé en trop")

    # ── the end ──────────────────────────────────────────────────────────────────────────────────────────────────────

    async def close(self, work: Work) -> None:
        await folders.close(work, self.job_id, Close())

    async def lose(self, work: Work) -> None:
        await folders.close(work, self.job_id, Close(outcome="lost", reason=self.data["decline"]))

    async def cancel(self, work: Work) -> None:
        await folders.cancel(work, self.job_id, self.data["reason"])

    # ── photos ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def photo(self, state: Literal["before", "after"]) -> Step:
        """The technician takes a picture at the visit."""

        async def take(work: Work) -> None:
            await job_files.add(
                work,
                content=pictures.water_heater(state),
                name=f"chauffe-eau-{'apres' if state == 'after' else 'avant'}.jpg",
                object_kind="visit",
                object_id=self.visit_id,
                job_id=self.job_id,
                role="photo_after" if state == "after" else "photo_before",
            )

        return take

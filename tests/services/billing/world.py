"""What billing's tests stand on: jobs with a contact, and short ways to say what a test does over HTTP."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx
from sqlalchemy import update

from services.jobs.contacts.tables import Address, Contact
from services.jobs.folders.tables import Folder
from services.jobs.search import folded
from services.kit import factlog, ids, links
from services.kit.work import open_work
from tests.factories import Company
from workflows.facts import DocumentRendered, JobContactSet, JobOpened, MessageAccepted
from workflows.planner import plan
from workflows.steps import MAILS, RENDER


@dataclass(frozen=True)
class Job:
    id: str
    contact_id: str
    number: int


async def worked(company: Company, *job_ids: str) -> None:
    """What the workers would have done for these jobs by now: PDFs are there, mails have left."""
    for job_id in job_ids:
        async with company.work() as work:
            while True:
                state = (await factlog.lock(work, job_id))[job_id]
                due = [each for each in plan(state, work.now) if each.owner == "system" and each.status == "due"]
                step = next((each for each in due if each.kind == RENDER or each.kind in MAILS), None)
                if step is None:
                    break
                rendered = step.target.id if step.kind == RENDER and step.target else None
                accepted = MessageAccepted(message_id=ids.new("msg"), step_key=step.key)
                await factlog.append(work, job_id, DocumentRendered(document_id=rendered) if rendered else accepted)


async def make_job(company: Company, *, name: str = "Marie-Ève Tremblay", language: str = "fr") -> Job:
    """An open job of a new contact."""
    now = datetime.now(UTC)
    contact_id, job_id = ids.new("cnt"), ids.new("job")
    async with open_work(company.id, company.code, "system") as work:
        work.session.add(
            Contact(
                id=contact_id,
                company_id=company.id,
                name=name,
                sort_name=name.lower(),
                email=f"{contact_id}@courriel.example",
                phone="+15145550188",
                language=language,
                folded=folded(name),
                created_at=now,
                updated_at=now,
            )
        )
        await work.session.flush()
        work.session.add(
            Address(
                id=ids.new("adr"),
                company_id=company.id,
                contact_id=contact_id,
                position=0,
                kind="service",
                line1="12, rue des Érables",
                city="Laval",
                region="QC",
                postal_code="H7L 1A1",
                country="CA",
            )
        )
        number = await factlog.take_number(work)
        work.session.add(
            Folder(
                id=job_id,
                company_id=company.id,
                number=number,
                contact_id=contact_id,
                source="app",
                address=None,
                revision=1,
                title="Chauffe-eau qui coule",
                folded="chauffe-eau qui coule",
                assigned_to=None,
                created_at=now,
            )
        )
        await work.session.flush()
        await factlog.open_job(work, job_id, JobOpened(number=number, contact_id=contact_id, source="app"))
    return Job(job_id, contact_id, number)


def cad(cents: int) -> dict[str, Any]:
    return {"amount": cents, "currency": "CAD"}


def line(cents: int, quantity: str = "1", **more: Any) -> dict[str, Any]:
    return {"description": "Main-d’œuvre", "quantity": quantity, "unit_price": cad(cents), **more}


@dataclass
class Office:
    """The owner of `company` at the API. `get` and `post` give the body and insist on the status."""

    api: httpx.AsyncClient
    company: Company
    jobs: list[Job] = field(default_factory=list)

    async def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        status: int | None = None,
        key: str | None = None,
        headers: dict[str, str] | None = None,
        language: str = "fr",
    ) -> httpx.Response:
        base = self.company.headers(language=language, key=key)
        response = await self.api.request(method, path, json=body, headers=base | (headers or {}))
        assert status is None or response.status_code == status, response.text
        return response

    async def get(self, path: str) -> Any:
        return (await self.call("GET", path, status=200)).json()

    async def post(self, path: str, body: Any = None, status: int = 200) -> Any:
        return (await self.call("POST", path, body, status=status)).json()

    async def refused(self, path: str, body: Any = None, *, status: int, code: str, method: str = "POST") -> Any:
        """The problem that such a call gets."""
        response = await self.call(method, path, body, status=status)
        assert response.headers["content-type"] == "application/problem+json"
        problem = response.json()
        assert problem["code"] == code, problem
        assert problem["detail"], problem
        return problem

    async def job(self, **more: Any) -> Job:
        return await make_job(self.company, **more)

    async def quote(self, job: Job, *lines: dict[str, Any], **more: Any) -> Any:
        body = {"job_id": job.id, "lines": lines or [line(100_00)], **more}
        return await self.post("/v1/quotes", body, status=201)

    async def sent_quote(self, job: Job, *lines: dict[str, Any], **more: Any) -> Any:
        quote = await self.quote(job, *lines, **more)
        return await self.post(f"/v1/quotes/{quote['id']}/send", {})

    async def invoice(self, job: Job, *lines: dict[str, Any], **more: Any) -> Any:
        return await self.post("/v1/invoices", {"job_id": job.id, "lines": lines or [line(100_00)], **more}, status=201)

    async def issued(self, job: Job, *lines: dict[str, Any]) -> Any:
        invoice = await self.invoice(job, *lines)
        return await self.post(f"/v1/invoices/{invoice['id']}/issue", {})

    async def pay(self, cents: int, *shares: tuple[Any, int], **more: Any) -> Any:
        body = {
            "amount": cad(cents),
            "method": "interac",
            "allocations": [{"invoice_id": invoice["id"], "amount": cad(part)} for invoice, part in shares],
            **more,
        }
        return await self.post("/v1/payments", body, status=201)


def paid(payment: Any) -> dict[str, int]:
    """Cents by invoice that a payment pays."""
    return {each["invoice_id"]: each["amount"]["amount"] for each in payment["allocations"]}


async def same_contact(office: Office, one: Job, *others: Job) -> None:
    """All jobs become those of the first one's contact."""
    async with office.company.work() as work:
        for job in others:
            await factlog.append(work, job.id, JobContactSet(contact_id=one.contact_id))
        ids_ = [each.id for each in others]
        await work.session.execute(update(Folder).where(Folder.id.in_(ids_)).values(contact_id=one.contact_id))


def portal_path(url: str) -> str:
    """`/v1/portal/{token}` of the link in a `portal_url`."""
    token = url.split("/c/")[1].split("/")[0]
    assert links.link_id_of(token)
    return f"/v1/portal/{token}"

"""`/v1/contacts/{id}/statements`: the statements of account that were mailed, and one more."""

from typing import Annotated

from fastapi import Depends, Request, Response

from services.jobs.contacts.queries import contact
from services.jobs.fields import PathId
from services.jobs.statements import commands, queries
from services.jobs.statements.schemas import StatementMailIn, StatementMailOut, StatementMails
from services.kit.app import require_key, router
from services.kit.auth import allowed
from services.kit.work import Work

api = router("/v1/contacts/{contact_id}/statements", "statements")
Accountant = Annotated[Work, Depends(allowed("messages", "reports"))]


@api.get("")
async def list_statements(work: Accountant, contact_id: PathId) -> StatementMails:
    """The last twenty, newest first. `delivery` is how the mail stands."""
    client = await contact(work.session, contact_id)
    return StatementMails(data=await queries.mailed(work.session, client.id, work.language))


@api.post("", status_code=201)
async def mail_statement(
    work: Accountant, contact_id: PathId, data: StatementMailIn, request: Request, response: Response
) -> StatementMailOut:
    """Mails the statement's PDF. Needs an `Idempotency-Key`: the same one never mails twice."""
    client = await contact(work.session, contact_id)
    require_key(request)
    row = await commands.send(work, client.id, data.from_on, data.to_on, data.note)
    response.headers["Location"] = f"/v1/jobs/{row.job_id}/messages/{row.id}"
    [shown] = await queries.mailed(work.session, client.id, work.language, row.id)
    return shown

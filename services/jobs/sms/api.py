"""`POST /v1/providers/sms/webhook`: what the text message provider tells. Signed, and the same event twice is one."""

from datetime import UTC, datetime

from fastapi import Request
from pydantic import ValidationError
from sqlalchemy import text

from services.jobs.sms import commands
from services.jobs.sms.schemas import SmsEvent, SmsTaken
from services.jobs.sms.signing import genuine
from services.kit import db
from services.kit.app import router
from services.kit.problems import Field as Wrong
from services.kit.problems import Invalid, NotFound, Problem
from services.kit.settings import get_settings

api = router("/v1/providers/sms", "providers")


@api.post("/webhook")
async def take_event(request: Request) -> SmsTaken:
    body = await request.body()
    if not genuine(get_settings().sms_webhook_secret, request.headers, body, datetime.now(UTC)):
        raise Problem(401, "signature-invalid")
    try:
        event = SmsEvent.model_validate_json(body)
    except ValidationError as error:
        raise Invalid([Wrong("/" + "/".join(map(str, each["loc"])), "malformed") for each in error.errors()]) from None
    number = event.to if event.type == "received" else event.sender
    async with db.session() as session:
        row = (await session.execute(_COMPANY, {"number": number})).first()
    if row is None:
        raise NotFound("company")
    return SmsTaken(result=await commands.take(row.company_id, row.code, event))


_COMPANY = text("SELECT company_id, code FROM accounts.company_of_sms(:number)")

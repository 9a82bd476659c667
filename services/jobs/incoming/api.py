"""`/v1/mails`: what messages that came by mail have besides their text."""

from typing import Annotated

from fastapi import Depends, Query

from services.jobs.fields import IdField, PathId
from services.jobs.incoming import queries
from services.jobs.incoming.schemas import FormattedMail, MailOut
from services.kit.app import router
from services.kit.auth import allowed
from services.kit.lists import Page
from services.kit.work import Work

api = router("/v1/mails", "mails")
Reader = Annotated[Work, Depends(allowed("messages"))]


@api.get("")
async def list_mails(work: Reader, message_id: Annotated[list[IdField], Query(max_length=200)]) -> Page[MailOut]:
    """The mails behind these messages; messages that came in another way are left out."""
    found = await queries.of_messages(work.session, message_id, work.language)
    return Page(data=[found[each] for each in dict.fromkeys(message_id) if each in found])


@api.get("/{message_id}/html")
async def read_html(work: Reader, message_id: PathId) -> FormattedMail:
    return await queries.formatted(work.session, message_id)

"""Answering a mail as its recipient would: a real mail to its Reply-To, by SMTP, to where this stack takes mail."""

from __future__ import annotations

import json
import os
import secrets
from datetime import UTC, datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.utils import format_datetime, parseaddr
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import aiosmtplib
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response

from deploy.inbox import reading

if TYPE_CHECKING:
    from starlette.requests import Request

    from deploy.inbox.store import Entry, Store

LONGEST = 20_000  # letters of an answer


class Replies:
    """Mail is taken where the stack's own settings say; without them the page shows no box for an answer."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._host = os.environ.get("DOSSIER_INBOUND_HOST", "127.0.0.1")
        self._port = int(os.environ.get("DOSSIER_INBOUND_PORT") or 0)

    def address(self, raw: bytes) -> str:
        """Where an answer to this mail goes; "" where it cannot be answered."""
        headers = BytesHeaderParser(policy=policy.compat32).parsebytes(raw)
        found = parseaddr(str(headers.get("Reply-To") or headers.get("From") or ""))[1]
        return found if self._port and "@" in found else ""

    async def answer(self, request: Request) -> Response:
        """From the page's form, or a program with JSON `{"text", "from"?}`; 201 with what was sent, 502 with the refusal."""
        entry = self._store.entry(request.path_params["id"])
        if entry is None:
            raise HTTPException(404)
        is_form = "form" in request.headers.get("content-type", "")
        text, sender = await _asked(request, is_form)
        raw = self._store.raw(entry)
        to = self.address(raw)
        if not text.strip() or not to:
            return Response(status_code=422)
        mail = written(entry, raw, to, text, sender or entry.recipients()[0], datetime.now(UTC))
        try:
            await aiosmtplib.send(
                mail, sender=_bare(mail["From"]), recipients=[to], hostname=self._host, port=self._port
            )
        except (aiosmtplib.SMTPException, OSError) as error:
            said = " ".join(str(getattr(error, "message", error)).split())[:300]
            if is_form:
                return RedirectResponse(f"/mails/{entry.id}?refused={quote(said)}", 303)
            return JSONResponse({"error": said}, 502)
        if is_form:
            return RedirectResponse(f"/mails/{entry.id}?answered=1", 303)
        return JSONResponse({"to": to, "message_id": str(mail["Message-ID"])}, 201)


def written(entry: Entry, raw: bytes, to: str, text: str, sender: str, now: datetime) -> EmailMessage:
    """The answer as a mail program writes it: `Re:`, the thread's headers, what it answers quoted below."""
    first = BytesHeaderParser(policy=policy.default).parsebytes(raw)
    name, address = parseaddr(sender)
    mail = EmailMessage(policy=policy.SMTP)
    mail["From"] = Address(name, addr_spec=address)
    mail["To"] = to
    mail["Subject"] = entry.subject if entry.subject.lower().startswith("re:") else f"Re: {entry.subject}"
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<{secrets.token_hex(12)}@{address.partition('@')[2]}>"
    if entry.message_id:
        mail["In-Reply-To"] = entry.message_id
        mail["References"] = f"{' '.join(str(first['References'] or '').split())} {entry.message_id}".strip()
    quoted = "\n".join(f"> {line}" for line in (_text_of(raw)).splitlines()[:200])
    mail.set_content(f"{text[:LONGEST]}\n\nLe {now:%Y-%m-%d}, {entry.sender} a écrit :\n{quoted}\n")
    return mail


def _text_of(raw: bytes) -> str:
    try:
        return reading.read(raw).text or ""
    except (ValueError, LookupError, AttributeError, TypeError, IndexError):
        return ""


def _bare(header: Any) -> str:
    return parseaddr(str(header))[1]


async def _asked(request: Request, is_form: bool) -> tuple[str, str]:
    if is_form:
        async with request.form(max_files=0, max_fields=5) as form:
            return str(form.get("text") or ""), str(form.get("from") or "")
    try:
        data = json.loads(await request.body())
        return str(data.get("text") or ""), str(data.get("from") or "")
    except (ValueError, AttributeError):
        return "", ""

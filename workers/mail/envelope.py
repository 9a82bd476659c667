"""From words to a MIME message: plain text and HTML, with the sender's identity that the law asks for."""

from __future__ import annotations

import re
from datetime import datetime
from email._policybase import Policy
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.policy import SMTPUTF8
from email.utils import format_datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import idna
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from services.kit.settings import get_settings
from services.kit.texts import known_language, phone, t
from workers.mail.compose import Outgoing

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


class _Verbatim(UnstructuredHeader, BaseHeader):
    """A header of addresses and ids: broken between them only, and never encoded, however long one is."""

    def fold(self, *, policy: Policy[Any]) -> str:
        return f"{self.name}: " + f"{policy.linesep} ".join(str(self).split()) + policy.linesep


_HEADERS = HeaderRegistry()
for _name in ("list-unsubscribe", "in-reply-to", "references"):
    _HEADERS.map_to_type(_name, _Verbatim)


@lru_cache(maxsize=1)
def _template() -> Template:
    loader = FileSystemLoader(Path(__file__).parent / "templates")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined).get_template("mail.html")


def to_email(outgoing: Outgoing, message_id: str, now: datetime) -> EmailMessage:
    """The message as it goes over the wire. Names and subjects lose control characters: no header can be smuggled in."""
    company, settings = outgoing.company, get_settings()
    recipient = on_the_wire(outgoing.recipient)
    mail = EmailMessage(policy=(SMTP_POLICY if recipient.isascii() else SMTPUTF8).clone(header_factory=_HEADERS))
    mail["From"] = _address(company.trade_name, settings.mail_from)
    mail["To"] = _address(outgoing.recipient_name, recipient)
    mail["Subject"] = _line(outgoing.subject)
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = message_id
    if outgoing.thread:
        mail["In-Reply-To"] = outgoing.thread[-1]
        mail["References"] = " ".join(outgoing.thread)
    if outgoing.reply_to:
        mail["Reply-To"] = _address(company.trade_name, on_the_wire(outgoing.reply_to))
    if outgoing.automatic:
        mail["Auto-Submitted"] = "auto-generated"
    if outgoing.unsubscribe:  # one click in a mail program: RFC 2369 and RFC 8058
        mail["List-Unsubscribe"] = f"<{outgoing.unsubscribe}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    footer = _footer(outgoing)
    mail.set_content(
        f"{outgoing.body}\n\n{outgoing.link_text}{_colon(outgoing)}\n{outgoing.link}\n\n-- \n{footer}\n{_way_out(outgoing)}",
        cte="quoted-printable",
    )
    html = _template().render(
        mail=outgoing,
        paragraphs=outgoing.body.split("\n\n"),
        footer=footer.splitlines(),
        unsubscribe_text=t(outgoing.language, "mail-unsubscribe"),
    )
    mail.add_alternative(html, subtype="html", cte="quoted-printable")
    for attachment in outgoing.attachments:
        main, _, sub = attachment.media_type.partition("/")
        mail.add_attachment(attachment.content, maintype=main, subtype=sub, filename=attachment.name)
    mail["Content-Language"] = (
        outgoing.language
    )  # last: adding parts moves what begins with `Content-` into the first part
    return mail


def _colon(outgoing: Outgoing) -> str:
    return ":" if known_language(outgoing.language) == "en" else "\N{NO-BREAK SPACE}:"


def _way_out(outgoing: Outgoing) -> str:
    if not outgoing.unsubscribe:
        return ""
    return f"\n{t(outgoing.language, 'mail-unsubscribe')}{_colon(outgoing)}\n{outgoing.unsubscribe}\n"


def on_the_wire(address: str) -> str:
    """The address with its domain in ASCII: `info@québec.example` → `info@xn--qubec-csa.example`."""
    name, _, domain = address.rpartition("@")
    return address if domain.isascii() else f"{name}@{idna.encode(domain, uts46=True).decode()}"


def _address(name: str, address: str) -> Address:
    if address.isascii():
        return Address(_line(name), addr_spec=address)
    username, _, domain = address.rpartition("@")
    return Address(_line(name), username, domain)


def _line(text: str) -> str:
    # `email` decodes what looks like an encoded word, and a decoded line break would be one in the header.
    return _CONTROL.sub(" ", text).replace("=?", "= ?").strip()


def _footer(outgoing: Outgoing) -> str:
    """Who writes, where they are, and their licence: CASL and the Building Act ask for it."""
    company, address = outgoing.company, outgoing.company.address
    lines = [company.trade_name, f"{address.line1}, {address.city} ({address.region}) {address.postal_code}"]
    lines += [part for part in (phone(company.phone), company.email) if part]
    if company.licence_kind == "rbq" and company.licence_number:
        lines.append(t(outgoing.language, "mail-licence-rbq", number=company.licence_number))
    return "\n".join(lines)

"""The form's pages as HTML, with the headers that keep them safe."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse

from services.accounts.queries import CompanyProfile
from services.intake.door import Door
from services.intake.forms import assets, fields
from services.kit.texts import Language, t

_TEMPLATES = Path(__file__).parent.parent / "templates"
_ORIGIN = re.compile(r"https?://[a-z0-9.\-\[\]:]+")


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Blanks around blocks are cut, every value is escaped, and a name that is not there is an error."""
    found = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        auto_reload=False,
    )
    found.globals |= {"asset": assets.url, "TRAP": fields.TRAP, "MARK": fields.MARK, "OTHER": fields.OTHER}
    found.filters["phone"] = phone
    return found


def page(
    template: str,
    language: Language,
    *,
    door: Door | None = None,
    status: int = 200,
    embedded: bool = False,
    headers: dict[str, str] | None = None,
    **context: Any,
) -> HTMLResponse:
    """A page of `door`'s site, or of nobody's."""

    def say(message: str, **args: Any) -> str:
        return t(language, message, **args)

    company = door.company if door else None
    shared = {"t": say, "language": language, "door": door, "company": company, "embedded": embedded}
    html = environment().get_template(template).render(**shared, **context)
    origins = door.site.allowed_origins if door else ()
    safe = {
        "Content-Security-Policy": policy(origins),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
        "Cache-Control": "no-store",
        "Content-Language": language,
        "Vary": "Accept-Language",
    }
    return HTMLResponse(html, status, safe | (headers or {}))


def policy(origins: tuple[str, ...]) -> str:
    """Nothing but our own files, and no frame but on our own pages and where the site is allowed."""
    ancestors = " ".join(["'self'", *(each for each in origins if _ORIGIN.fullmatch(each))])
    return "; ".join(
        (
            "default-src 'none'",
            "style-src 'self'",
            "script-src 'self'",
            "font-src 'self'",
            "img-src 'self' data:",
            "form-action 'self'",
            "base-uri 'none'",
            f"frame-ancestors {ancestors}",
        )
    )


def consent(language: Language, company: CompanyProfile) -> dict[str, Any]:
    """What the visitor agrees to, and which text that was: the hash of its words."""
    officer = company.privacy_officer or "blank"
    agree = t(language, "form-consent", company=company.trade_name)
    notice = t(language, "form-privacy", company=company.trade_name, officer=officer, email=company.email)
    version = hashlib.sha256(f"{language}\n{agree}\n{notice}".encode()).hexdigest()[:16]
    return {"agree": agree, "notice": _with_mail_link(notice, company.email), "version": version}


def _with_mail_link(text: str, email: str) -> Markup:
    link = Markup('<a href="mailto:{0}">{0}</a>').format(email)
    return link.join(escape(part) for part in text.split(email)) if email else escape(text)


def phone(value: str | None) -> str:
    """E.164 as people here write it: +14505550142 → 450 555-0142."""
    digits = (value or "").removeprefix("+1")
    if len(digits) == 10 and digits.isdigit():
        return f"{digits[:3]}\u00a0{digits[3:6]}-{digits[6:]}"
    return value or ""

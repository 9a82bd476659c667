"""What becomes of a mail: delivered, held for a person, ignored, or taken as news about a mail of ours. Pure.

Three rules stand behind it. What a machine sent never starts a conversation (RFC 3834). Whom nobody can vouch for waits for a
person. And nothing is thrown away: also what is ignored stays, with its reason, where people can look.
"""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

from services.intake.inbound.bounces import Report, report_of
from services.intake.inbound.parse import Parsed

MOST_AN_HOUR: Final = 30
"""Mails of one sender in an hour that are delivered by themselves: far above a person with many photos, far below a loop."""


@dataclass(frozen=True)
class Circumstances:
    """What is known around the mail. Addresses are in lower case."""

    envelope_from: str
    target: Literal["job", "site", "return"]
    known: Set[str] = field(default_factory=frozenset)
    """Addresses of the job's contact and its people."""
    colleagues: Set[str] = field(default_factory=frozenset)
    """Addresses of the company's own people."""
    ours: Set[str] = field(default_factory=frozenset)
    """Addresses that Dossier itself sends from."""
    our_domains: Set[str] = field(default_factory=frozenset)
    """Domains whose every address is Dossier's own, and that of its Message-IDs."""
    authserv_id: str = ""
    """The server whose `Authentication-Results` are believed; "" for none."""
    recent: int = 0
    """Mails of this sender to this company in the last hour, before this one."""


class Verdict(NamedTuple):
    """`reason` is a code; its words are `inbound-reason-<code>`."""

    status: Literal["delivered", "held", "ignored"]
    reason: str
    report: Report | None = None


def decide(parsed: Parsed, around: Circumstances) -> Verdict:
    """The first rule that speaks wins."""
    if _is_our_own(parsed, around):
        return Verdict("ignored", "loop")
    if report := report_of(parsed, around.envelope_from):
        return Verdict("ignored", "read-receipt" if report.code == "read-receipt" else "report", report)
    if machine := _machine(parsed, around.envelope_from):
        return Verdict("ignored", machine)
    if around.target == "return":
        # Only reports belong there; a client whose program ignores Reply-To has written to a person all the same.
        return Verdict("held", "return-address") if not parsed.references else _of_a_person(parsed, around)
    return _of_a_person(parsed, around)


def _of_a_person(parsed: Parsed, around: Circumstances) -> Verdict:
    if around.recent >= MOST_AN_HOUR:
        return Verdict("held", "too-many")
    if not parsed.sender.address:
        return Verdict("held", "no-sender")
    if reason := _forged(parsed, around):
        return Verdict("held", reason)
    if parsed.sender.address in around.colleagues and parsed.sender.address not in around.known:
        return Verdict("held", "colleague")
    if around.target == "site":
        return Verdict("held", "spam") if _is_spam(parsed) else Verdict("delivered", "request")
    if parsed.sender.address not in around.known:
        return Verdict("held", "unknown-sender")
    return Verdict("delivered", "reply")


# ── loops and machines ───────────────────────────────────────────────────────────────────────────────────────────────

_OUR_MESSAGE_ID: Final = re.compile(r"[0-9a-f]{32}", re.ASCII)
_AUTOMATIC_SUBJECT: Final = re.compile(
    r"(?:(?:re|tr|fw|fwd)\s?:\s*)?(?:réponse automatique|automatic reply|auto[- ]?reply|autoreply|out of (?:the )?office|"
    r"absence (?:du bureau|automatique|temporaire)|absent(?:e)? du bureau|message d['’]absence|vacation reply)\b",
    re.IGNORECASE,
)


def _is_our_own(parsed: Parsed, around: Circumstances) -> bool:
    name, _, domain = parsed.message_id.rpartition("@")
    came_back = domain.lower() in around.our_domains and _OUR_MESSAGE_ID.fullmatch(name) is not None
    return came_back or _ours(parsed.sender.address, around)


def _ours(address: str, around: Circumstances) -> bool:
    return bool(address) and address in around.ours


def _machine(parsed: Parsed, envelope_from: str) -> str | None:
    """Why nobody wrote this mail, or None."""
    automatic = parsed.first("auto-submitted").split(";")[0].strip().lower()
    suppressed = parsed.first("x-auto-response-suppress").lower()
    precedence = parsed.first("precedence").strip().lower()
    answered = any(parsed.first(name) for name in ("x-autoreply", "x-autorespond", "x-autoresponder"))
    if automatic in ("auto-replied", "auto-notified") or answered or precedence == "auto_reply":
        return "auto-reply"
    if _AUTOMATIC_SUBJECT.match(parsed.subject):
        return "auto-reply"
    if parsed.first("list-id") or parsed.first("list-unsubscribe") or precedence in ("list", "bulk", "junk"):
        return "list"
    if automatic not in ("", "no"):
        return "automatic"
    if any(word in suppressed for word in ("all", "oof", "autoreply")):
        return "automatic"
    if envelope_from.strip() in ("", "<>") or parsed.first("return-path").strip() == "<>":
        return "null-sender"
    return None


# ── forgery ──────────────────────────────────────────────────────────────────────────────────────────────────────────

# What a server found stands at the beginning of each part between semicolons; the rest of a part repeats what the sender said,
# who may well call themselves `dmarc=pass@…` or sign as `clients.example@…`.
_RESULT: Final = re.compile(r"\s*(spf|dkim|dmarc)\s*=\s*([a-z]+)(?![\w.@-])", re.IGNORECASE)
_DKIM_DOMAIN: Final = re.compile(r"(?<!\S)header\.(?:d\s*=\s*|i\s*=\s*\S*@)([\w.-]+)(?!\S)", re.IGNORECASE)
_COMMENT: Final = re.compile(r"\([^()]*\)")
_QUOTED: Final = re.compile(r'"(?:[^"\\]|\\.)*"')


def _forged(parsed: Parsed, around: Circumstances) -> str | None:
    """Why the `From` cannot be believed, or None.

    With a server that checks: what it says. Without one: the domain that the envelope came from must be that of the `From`.
    """
    found = [(each, part) for part in _results(parsed, around.authserv_id) if (each := _RESULT.match(part))]
    verdicts = {(each[1].lower(), each[2].lower()) for each, _ in found}
    signed = [part for each, part in found if (each[1].lower(), each[2].lower()) == ("dkim", "pass")]
    domain = _domain(parsed.sender.address)
    vouched = ("dmarc", "pass") in verdicts or any(
        aligned(each.lower(), domain) for part in signed for each in _DKIM_DOMAIN.findall(part)
    )
    if ("dmarc", "fail") in verdicts and not vouched:
        return "forged"
    same_domain = aligned(_domain(around.envelope_from), domain)
    if vouched or (("spf", "pass") in verdicts and same_domain):
        return None
    if ("spf", "fail") in verdicts or ("spf", "softfail") in verdicts or ("dkim", "fail") in verdicts:
        return "forged"
    return None if same_domain else "sender-differs"


def _results(parsed: Parsed, authserv_id: str) -> list[str]:
    """What the trusted server found, part by part, without comments and quoted strings; its own header is the topmost, so
    anything below may be the sender's invention."""
    if not authserv_id:
        return []
    for value in parsed.all("authentication-results"):
        server, *results = _COMMENT.sub(" ", _QUOTED.sub("", value)).split(";")
        if server.lower().split()[:1] == [authserv_id.lower()]:
            return results
    return []


def aligned(one: str, other: str) -> bool:
    """Whether two domains belong together: equal, or one below the other (`mail.example.ca` and `example.ca`)."""
    if not one or not other or "." not in one or "." not in other:
        return False
    return one == other or one.endswith("." + other) or other.endswith("." + one)


def _domain(address: str) -> str:
    return address.strip("<> ").rpartition("@")[2].lower()


# ── spam, for addresses that strangers may write to ──────────────────────────────────────────────────────────────────

_LINK: Final = re.compile(r"https?://", re.IGNORECASE)
_PITCH: Final = re.compile(
    r"\b(?:seo|backlinks?|guest post|crypto|bitcoin|casino|viagra|cialis|lottery|winner|inheritance|investment opportunity|"
    r"web ?(?:design|development) (?:services|company)|rank(?:ing)? (?:on|in) google|loan offer|unsubscribe|désabonner|"
    r"référencement)\b",
    re.IGNORECASE,
)
_DANGEROUS: Final = (
    ".exe",
    ".scr",
    ".js",
    ".vbs",
    ".bat",
    ".cmd",
    ".com",
    ".pif",
    ".jar",
    ".iso",
    ".lnk",
    ".hta",
    ".html",
)


def _is_spam(parsed: Parsed) -> bool:
    """Whether a person should look before this opens a job: some signs suffice, weak ones count together."""
    flag = parsed.first("x-spam-flag").strip().lower() == "yes"
    if flag or parsed.first("x-spam-status").strip().lower().startswith("yes"):
        return True
    if any(each.name.lower().endswith(_DANGEROUS) for each in parsed.attachments):
        return True
    text = f"{parsed.subject}\n{parsed.body}"[:20_000]
    links = len(_LINK.findall(text)) + len(_LINK.findall((parsed.html or "")[:50_000]))
    letters = [char for char in parsed.subject if char.isalpha()]
    shouting = len(letters) > 8 and sum(char.isupper() for char in letters) > 0.8 * len(letters)
    signs = [links >= 4, bool(_PITCH.search(text)), shouting, not parsed.body.strip(), not parsed.message_id]
    return sum(signs) >= 2

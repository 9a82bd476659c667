"""Reports of mail servers about a mail of ours: standard ones (RFC 3464), and those that only people are meant to read. Pure."""

from __future__ import annotations

import re
from typing import Final, Literal, NamedTuple

from services.intake.inbound.parse import Parsed

Outcome = Literal["bounced", "delayed", "delivered", "other"]


class Report(NamedTuple):
    """What became of a mail of ours. `code` is `smtp-550` where the server told one, else a class: `bounce-hard`, `bounce-soft`.

    `message_ids` are those that the report names, without angle brackets: one of them is ours. One without a domain is
    the reference that we sent along (`ENVID`, RFC 3461).
    """

    outcome: Outcome
    code: str
    message_ids: tuple[str, ...]
    recipient: str
    status: str = ""
    """The enhanced status code (`5.1.1`), where one was told."""


def report_of(parsed: Parsed, envelope_from: str) -> Report | None:
    """The report that this mail is, or None for any other mail."""
    if parsed.report and parsed.report[0] == "disposition-notification":
        return Report("other", "read-receipt", _message_ids(parsed), "")
    if parsed.report:
        return _standard(parsed, parsed.report[1].decode("utf-8", "replace"))
    if parsed.content_type == "multipart/report" or _comes_from_a_server(parsed, envelope_from):
        return _by_its_words(parsed)
    return None


# ── RFC 3464 ─────────────────────────────────────────────────────────────────────────────────────────────────────────

_FIELD: Final = re.compile(
    r"^(action|status|diagnostic-code|final-recipient|original-recipient|original-envelope-id)\s*:\s*(.{0,500})",
    re.I | re.M,
)

_REFERENCE: Final = re.compile(r"\b[0-9a-f]{32}\b", re.I)


def _standard(parsed: Parsed, status: str) -> Report:
    fields: dict[str, str] = {}
    for name, value in _FIELD.findall(re.sub(r"\r?\n[ \t]+", " ", status[:20_000])):
        fields.setdefault(name.lower(), value.strip())
    action, code = fields.get("action", "").lower(), fields.get("status", "")
    recipient = (fields.get("original-recipient") or fields.get("final-recipient", "")).rpartition(";")[2].strip(" <>")
    outcome: Outcome = "other"
    if action.startswith("failed") or (not action and code.startswith("5")):
        outcome = "bounced"
    elif action.startswith(("delivered", "relayed", "expanded")):
        outcome = "delivered"
    elif action.startswith("delayed"):
        outcome = "delayed"
    elif code.startswith("5"):
        outcome = "bounced"
    said = f"{fields.get('diagnostic-code', '')} {parsed.body[:2_000]}"
    told = "delivered" if outcome == "delivered" else _code(said, code)
    ids = _message_ids(parsed)
    if envelope := _REFERENCE.search(fields.get("original-envelope-id", "")):
        ids = (envelope[0].lower(), *ids)
    found = _ENHANCED.search(code) or _ENHANCED.search(said)
    return Report(outcome, told, ids, recipient.lower()[:254], found[0] if found else "")


# ── the others: qmail, Exim, old Exchange, Gmail's letter ────────────────────────────────────────────────────────────

_FAILED: Final = re.compile(
    r"hi\. this is the qmail-send program|returned mail|undeliver(?:able|ed)|delivery (?:status notification \(failure\)|"
    r"has failed|failed|failure)|mail delivery (?:failed|failure|subsystem)|message (?:not delivered|could not be delivered|"
    r"n['’]a pas pu être (?:remis|distribué|livré))|address (?:not found|couldn['’]t be found)|adresse introuvable|"
    r"échec de la remise|non remis|permanent error|failure notice|did not reach the following recipient|"
    r"the following address(?:es)? (?:failed|had permanent)|recipient address rejected",
    re.IGNORECASE,
)
_DELAYED: Final = re.compile(
    r"delivery (?:delayed|incomplete)|has been delayed|warning: could not send|sera retenté|will keep trying", re.I
)
_SERVERS: Final = re.compile(r"(?:mailer-daemon|postmaster|mail-daemon|maildaemon|mdaemon)(?:\+[^@]*)?@?", re.I)
_ID_LINE: Final = re.compile(r"message-id\s*:\s*<([^<>\s]{3,300})>", re.I)
_ANY_ID: Final = re.compile(r"<([0-9a-f]{32}@[^<>\s]{1,200})>", re.I)
_RECIPIENT: Final = re.compile(r"<?([\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6})>?\s*:?$", re.M)


def _comes_from_a_server(parsed: Parsed, envelope_from: str) -> bool:
    nobody = envelope_from.strip() in ("", "<>")
    server = _SERVERS.match(parsed.sender.address) is not None or bool(parsed.first("x-failed-recipients"))
    return (
        (nobody or server)
        and (server or bool(parsed.returned))
        and bool(
            _FAILED.search(_words(parsed)) or _DELAYED.search(_words(parsed)) or parsed.first("x-failed-recipients")
        )
    )


def _by_its_words(parsed: Parsed) -> Report:
    words = _words(parsed)
    outcome: Outcome = "delayed" if _DELAYED.search(words) and not _FAILED.search(parsed.subject) else "bounced"
    failed = parsed.first("x-failed-recipients")
    named = _RECIPIENT.search(parsed.body[:5_000])
    recipient = failed.split(",")[0].strip() if failed else named[1] if named else ""
    found = _ENHANCED.search(words)
    return Report(outcome, _code(words, ""), _message_ids(parsed), recipient.lower()[:254], found[0] if found else "")


def _words(parsed: Parsed) -> str:
    return f"{parsed.subject}\n{parsed.body[:10_000]}\n{parsed.quoted[:5_000]}"


def _message_ids(parsed: Parsed) -> tuple[str, ...]:
    """What the report says that it is about: the mail it gives back, what it answers, ids in its text."""
    found: list[str] = []
    for attached in (parsed.returned, *(a.content for a in parsed.attachments if a.media_type == "message/rfc822")):
        if attached:
            found += _ID_LINE.findall(attached[:50_000].decode("utf-8", "replace"))
    found += parsed.references
    text = f"{parsed.body[:50_000]}\n{parsed.quoted[:50_000]}"
    found += _ID_LINE.findall(text) + _ANY_ID.findall(text)
    return tuple(dict.fromkeys(found))[:20]


_ENHANCED: Final = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_REPLY_CODE: Final = re.compile(r"(?<![\d.#])([45][0-5]\d)(?=[\s\-#]|$)")
_CLASSES: Final = {
    "1.1": "smtp-550",  # no such mailbox
    "1.2": "smtp-550",
    "1.10": "smtp-550",
    "2.1": "smtp-550",
    "2.2": "smtp-552",  # mailbox full
    "3.4": "smtp-552",
    "7.1": "smtp-554",  # refused by policy
}


def _code(said: str, status: str) -> str:
    """The server's own three digits if it told them, else what its status means, else how final it sounds."""
    if found := _REPLY_CODE.search(said):
        return f"smtp-{found[1]}"
    enhanced = _ENHANCED.search(status) or _ENHANCED.search(said)
    if enhanced:
        return _CLASSES.get(f"{enhanced[2]}.{enhanced[3]}", "bounce-soft" if enhanced[1] == "4" else "bounce-hard")
    return "bounce-hard"

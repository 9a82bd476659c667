"""What the codes of mail and text message servers mean for a person: one table, by class.

Sources: RFC 5321 (reply codes), RFC 3463 and the IANA registry that grew out of it (enhanced status codes), RFC 6522 (reports).
Pure. The words of a class are `failure-<class>`, what the office can do `failure-<class>.todo`.
"""

from __future__ import annotations

import re
from typing import Final, Literal

Class = Literal[
    "no_address",
    "address_wrong",
    "mailbox_full",
    "too_large",
    "refused_by_policy",
    "greylisted",
    "busy",
    "our_side",
    "stopped",
    "uncertain",
    "unknown",
]

ENHANCED: Final = re.compile(r"([245])\.(\d{1,3})\.(\d{1,3})(?!\d)")
"""`5.1.1`: class, subject, detail."""

# By subject and detail; whether it is for good (5) or for now (4) is the first digit's to say.
_BY_DETAIL: Final[dict[str, Class]] = {
    "1.0": "address_wrong",
    "1.1": "address_wrong",  # no such mailbox
    "1.2": "address_wrong",  # no such domain
    "1.3": "address_wrong",  # no address at all
    "1.4": "address_wrong",
    "1.6": "address_wrong",  # moved, no forwarding
    "1.7": "our_side",  # our own address is not taken
    "1.8": "our_side",
    "1.9": "our_side",
    "1.10": "address_wrong",  # the domain says that it takes no mail
    "2.1": "address_wrong",  # the mailbox is disabled
    "2.2": "mailbox_full",
    "2.3": "too_large",
    "3.1": "mailbox_full",
    "3.4": "too_large",
    "4.4": "address_wrong",  # no route to that domain
    "6.7": "address_wrong",  # the server takes no address with accents
    "7.8": "our_side",  # our credentials
    "7.9": "our_side",
    "7.11": "our_side",
    "7.14": "our_side",
    "7.20": "our_side",  # our signatures, our name
    "7.21": "our_side",
    "7.22": "our_side",
    "7.23": "our_side",
    "7.24": "our_side",
    "7.25": "our_side",
    "7.26": "our_side",
    "7.27": "our_side",
}
_BY_SUBJECT: Final[dict[str, Class]] = {
    "1": "address_wrong",
    "2": "address_wrong",
    "3": "busy",
    "4": "busy",
    "5": "our_side",
    "6": "refused_by_policy",
    "7": "refused_by_policy",
}
_FOR_NOW: Final[dict[str, Class]] = {"1": "greylisted", "2": "busy", "7": "greylisted"}
"""Subjects that mean something else while the answer is only for now: `4.7.1` is a server that waits whether we come again."""

_BY_REPLY: Final[dict[int, Class]] = {
    421: "busy",
    450: "greylisted",
    451: "greylisted",
    452: "busy",
    454: "our_side",
    455: "our_side",
    530: "our_side",
    534: "our_side",
    535: "our_side",
    538: "our_side",
    521: "address_wrong",
    541: "refused_by_policy",
    550: "address_wrong",
    551: "address_wrong",
    552: "mailbox_full",
    553: "address_wrong",
    554: "refused_by_policy",
    556: "address_wrong",
    # text message providers: what HTTP says (RFC 9110)
    1400: "address_wrong",
    1401: "our_side",
    1402: "our_side",
    1403: "our_side",
    1404: "our_side",
    1410: "stopped",
    1422: "address_wrong",
    1429: "busy",
}
_OWN: Final[dict[str, Class]] = {
    "no-address": "no_address",
    "skipped": "stopped",
    "sms-stopped": "stopped",
    "sms-off": "our_side",
    "smtp-unknown": "uncertain",
    "sms-unknown": "uncertain",
}


def classify(code: str, status: str | None = None) -> Class:
    """The class of a failure: `smtp-550` with the enhanced status `5.1.1`, a bare `5.2.2` of a report, or a code of ours.

    What nobody listed is told by the first digits; a name (of an exception: no server was reached) is `busy`.
    """
    if code in _OWN:
        return _OWN[code]
    if found := ENHANCED.search(status or "") or ENHANCED.fullmatch(code.rpartition("-")[2]):
        return _of_enhanced(found[1], found[2], found[3])
    kind, _, number = code.partition("-")
    if kind == "smtp" and number.isdigit():
        reply = int(number)
        return _BY_REPLY.get(reply) or ("our_side" if 500 <= reply < 510 else "unknown" if reply >= 500 else "busy")
    if kind == "sms" and number.isdigit():
        return _BY_REPLY.get(1000 + int(number)) or ("busy" if int(number) >= 500 else "unknown")
    return "busy" if code.isidentifier() else "unknown"


def _of_enhanced(first: str, subject: str, detail: str) -> Class:
    if first == "4" and subject in _FOR_NOW and f"{subject}.{detail}" != "2.2":
        return _FOR_NOW[subject]
    return _BY_DETAIL.get(f"{subject}.{detail}") or _BY_SUBJECT.get(subject, "unknown")


def status_in(text: str) -> str | None:
    """The enhanced status code that an answer begins with, if any: `5.1.1 <x@y> unknown` → `5.1.1`. Never anything else of it."""
    found = ENHANCED.match(text.strip())
    return found[0] if found else None

"""One row of a file as a contact to be, or what is wrong with it. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from pydantic import ValidationError

from services.jobs import search
from services.jobs.contacts.schemas import ContactIn
from services.kit import spreadsheets
from services.kit.problems import fields_of

PHONES: Final = ("mobile", "home", "work", "fax", "other")
PLACE: Final = ("line1", "line2", "city", "region", "postal_code", "country")
_YES: Final = {"1", "true", "yes", "y", "oui", "o", "vrai", "x"}
_NO: Final = {"", "0", "false", "no", "n", "non", "faux"}
_SWITCHES: Final = ("prefers_mail", "prefers_sms", "do_not_contact", "unsubscribed", "tax_exempt")
_LANGUAGES: Final = {
    "fr": "fr", "francais": "fr", "french": "fr", "fr ca": "fr", "en": "en", "anglais": "en", "english": "en", "en ca": "en",
}  # fmt: skip
_COUNTRIES: Final = {
    "canada": "CA",
    "etats unis": "US",
    "united states": "US",
    "usa": "US",
    "united states of america": "US",
}
_KINDS: Final = {
    "company": "company", "entreprise": "company", "compagnie": "company", "societe": "company", "business": "company",
    "person": "person", "personne": "person", "individual": "person", "particulier": "person", "": "",
}  # fmt: skip
_PROVINCES: Final = {
    "quebec": "QC", "ontario": "ON", "nouveau brunswick": "NB", "new brunswick": "NB", "nova scotia": "NS",
    "alberta": "AB", "british columbia": "BC", "manitoba": "MB", "saskatchewan": "SK",
}  # fmt: skip
_EXTENSION: Final = re.compile(r"(?i)\s*(?:poste|ext\.?|extension|#|x)\s*(\d{1,10})\s*$")


class Wrong(NamedTuple):
    """A field of a row that cannot be taken, with the code of the reason and what it names."""

    field: str
    code: str
    args: dict[str, Any] = {}


@dataclass
class Parsed:
    """`contact` None: refused, see `wrong`. `key` tells rows apart: the same text in the same fields is the same row."""

    key: str
    contact: ContactIn | None = None
    note: str = ""
    unsubscribed: bool = False
    wrong: list[Wrong] = field(default_factory=list)


def parse(cells: Sequence[str], mapping: Mapping[int, str]) -> Parsed:
    """`mapping`: column → field. A column that is mapped to nothing is left out."""
    given = {name: spreadsheets.plain(cells[column]).strip() for column, name in mapping.items() if column < len(cells)}
    given = {name: _one_line(name, value) for name, value in given.items() if value}
    digest = hashlib.sha256("\x1f".join(f"{name}={search.folded(given[name])}" for name in sorted(given)).encode())
    found = Parsed(key=digest.hexdigest()[:32])
    body = _body(given, found.wrong)
    found.note, found.unsubscribed = given.get("note", "")[:20_000], _switch(given, "unsubscribed", found.wrong)
    try:
        contact = ContactIn.model_validate(body)
    except ValidationError as error:
        found.wrong += [_wrong(each.pointer, each.code, each.args, body) for each in fields_of(error)]
        return found
    if not found.wrong:
        found.contact = contact
    return found


def _body(given: dict[str, str], wrong: list[Wrong]) -> dict[str, Any]:
    names = ("first_name", "last_name", "company_name", "name", "tax_exempt_reason", "tax_certificate")
    body: dict[str, Any] = {name: given[name] for name in names if name in given}
    body["kind"] = _kind(given, wrong)
    if email := given.get("email"):
        body["email"] = re.split(r"[;,\s]+|:::", email.removeprefix("mailto:"))[0]
    for name in ("prefers_mail", "prefers_sms", "do_not_contact", "tax_exempt"):
        if name in given:
            body[name] = _switch(given, name, wrong)
    if language := given.get("language"):
        body["language"] = _LANGUAGES.get(_plain(language), language)
    if terms := given.get("payment_terms_days"):
        body["payment_terms_days"] = int(terms) if terms.isascii() and terms.isdigit() and len(terms) < 6 else terms
    body["phones"] = [_phone(kind, given[f"phone_{kind}"]) for kind in PHONES if f"phone_{kind}" in given]
    service = _address(given, "", "service") | {
        name: given[name] for name in ("label", "access_notes") if name in given and "line1" in given
    }
    body["addresses"] = [each for each in (service, _address(given, "billing_", "billing")) if each]
    return body


def _kind(given: dict[str, str], wrong: list[Wrong]) -> str:
    kind = _KINDS.get(_plain(given.get("kind", "")))
    if kind is None:
        wrong.append(Wrong("kind", "choice"))
    if kind:
        return kind
    alone = not ({"first_name", "last_name"} & given.keys())
    return "company" if "company_name" in given and alone else "person"


def _phone(kind: str, typed: str) -> dict[str, str]:
    """Google puts several numbers into one cell with `:::` between them: the first is taken."""
    typed = typed.split(":::")[0].strip()
    extension = _EXTENSION.search(typed)
    number = typed[: extension.start()] if extension else typed
    return {"kind": kind, "number": number, "extension": extension[1] if extension else ""}


def _address(given: dict[str, str], prefix: str, kind: str) -> dict[str, str]:
    place = {name: given[f"{prefix}{name}"] for name in PLACE if f"{prefix}{name}" in given}
    if "line1" not in place:
        return {}
    if second := place.pop("line2", ""):
        place["line1"] = f"{place['line1']}, {second}"
    if country := place.get("country"):
        place["country"] = _COUNTRIES.get(_plain(country), country)
    if region := place.get("region"):
        place["region"] = _PROVINCES.get(_plain(region), region)
    return place | {"kind": kind}


def _one_line(name: str, value: str) -> str:
    """Line breaks stay where a contact has several lines; an address written on two is one with a comma."""
    if name in ("note", "access_notes"):
        return value
    return (", " if name.endswith("line1") else " ").join(part.strip() for part in value.splitlines() if part.strip())


def _switch(given: dict[str, str], name: str, wrong: list[Wrong]) -> bool:
    value = _plain(given.get(name, ""))
    if value not in _YES | _NO:
        wrong.append(Wrong(name, "yes-or-no"))
    return value in _YES


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", search.folded(text)).strip()


def _wrong(pointer: str, code: str, args: dict[str, Any], body: dict[str, Any]) -> Wrong:
    """The field of the file that a part of the contact came from."""
    parts = pointer.strip("/").split("/")
    if parts[0] == "phones" and len(parts) > 1:
        return Wrong(f"phone_{body['phones'][int(parts[1])]['kind']}", code, args)
    if parts[0] == "addresses" and len(parts) > 2:
        prefix = "billing_" if body["addresses"][int(parts[1])]["kind"] == "billing" else ""
        return Wrong(prefix + parts[2], code, args)
    return Wrong(parts[0], code, args)

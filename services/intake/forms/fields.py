"""The fields of the form page: what was typed, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.datastructures import FormData

from services.intake.requests.schemas import RequestIn
from services.intake.sites.schemas import SiteView
from services.kit.problems import Field, from_validation
from services.kit.texts import catalogue, t

TRAP: Final = "homepage"
"""No person sees this field; what fills it in is a program."""
MARK: Final = "mark"
OTHER: Final = "-"
"""What the choice "something else" sends: no service of the list."""
FIELDS: Final = ("name", "email", "phone", "line1", "city", "postal_code", "service", "message", "consent")
_ADDRESS: Final = ("line1", "city", "postal_code")
_OF_POINTER: Final = {f"/address/{name}": name for name in _ADDRESS}
_REGION: Final = "QC"
_KEPT_FIELDS: Final = 30
_KEPT_CHARACTERS: Final = 20_000


@dataclass(frozen=True)
class Typed:
    """A form as it came in: the known fields by name, and everything for the record."""

    values: dict[str, str] = field(default_factory=dict)
    payload: dict[str, str] = field(default_factory=dict)

    @property
    def trapped(self) -> bool:
        return bool(self.values.get(TRAP, "").strip())

    @property
    def mark(self) -> str:
        return self.values.get(MARK, "")


def read(data: FormData) -> Typed:
    """Text fields only; of a field that comes twice, the first counts."""
    found: dict[str, str] = {}
    for name, value in data.multi_items():
        if isinstance(value, str):
            found.setdefault(name, value.replace("\r\n", "\n"))
    values: dict[str, str] = {name: found[name] for name in (*FIELDS, TRAP, MARK) if name in found}
    kept = {_storable(k)[:100]: _storable(v) for k, v in list(found.items())[:_KEPT_FIELDS] if k != MARK}
    return Typed(values, kept)


def _storable(text: str) -> str:
    """Postgres holds neither NUL nor half a character."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()[:_KEPT_CHARACTERS]


def check(typed: Typed, site: SiteView, language: str) -> tuple[RequestIn | None, list[Field]]:
    """The request, or what is wrong: `pointer` is then the field's name."""
    values = typed.values
    address = {name: values.get(name, "") for name in _ADDRESS if values.get(name, "").strip()}
    body: dict[str, Any] = {name: values.get(name, "") for name in ("name", "email", "phone", "service", "message")}
    body |= {"language": language, "consent": values.get("consent") == "yes"}
    if body["service"] == OTHER:
        body["service"] = ""
    if address:
        body["address"] = address | {"region": _REGION, "country": "CA"}
    wrong: list[Field] = []
    if body["service"] and not any(body["service"] in (each.fr, each.en) for each in site.services):
        wrong.append(Field("service", "choice"))
    try:
        request = RequestIn.model_validate(body)
    except ValidationError as error:
        located = [{**each, "loc": ("body", *each["loc"])} for each in error.errors()]
        wrong += [
            Field(_OF_POINTER.get(each.pointer, each.pointer.removeprefix("/")), each.code, each.args)
            for each in from_validation(RequestValidationError(located)).errors
        ]
        return None, sorted(wrong, key=lambda each: FIELDS.index(each.pointer))
    return (None if wrong else request), wrong


def say(language: str, wrong: list[Field]) -> dict[str, str]:
    """One sentence for each wrong field: the form's own words where it has some."""
    said: dict[str, str] = {}
    for each in wrong:
        own = f"form-wrong-{each.pointer.replace('_', '-')}-{each.code}"
        known = catalogue().has(language, own)
        said.setdefault(each.pointer, t(language, own if known else f"problem-field-{each.code}", **each.args))
    return said

"""Everything that can go wrong for a caller: one class, one shape (RFC 9457), texts in the caller's language.

A problem has a code; its text is the message `problem-<code>` of the catalogues, its title the attribute `.title` or the
general title of its status.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import ValidationError
from starlette.exceptions import HTTPException

from services.kit.texts import MissingText, known_language, spoken, t

MEDIA_TYPE = "application/problem+json"


class Field(NamedTuple):
    """One wrong input. `pointer` is a JSON pointer (`/lines/0/quantity`); the text is `problem-field-<code>`."""

    pointer: str
    code: str
    args: dict[str, Any] = {}


class Problem(Exception):
    """A request that cannot be answered as asked."""

    def __init__(
        self,
        status: int,
        code: str,
        /,
        *,
        errors: Sequence[Field] = (),
        headers: dict[str, str] | None = None,
        current: Any = None,
        members: Mapping[str, Any] | None = None,
        **args: Any,
    ) -> None:
        super().__init__(code)
        self.status, self.code, self.errors, self.headers, self.current, self.args_ = (
            status,
            code,
            list(errors),
            headers or {},
            current,
            args,
        )
        self.members = members or {}
        """What else the body tells programs (RFC 9457, section 3.2)."""

    def body(self, language: str, instance: str) -> dict[str, Any]:
        title = _text(language, f"problem-{self.code}.title") or t(language, f"problem-status-{self.status}")
        body: dict[str, Any] = {
            "type": f"https://dossier.invalid/problems/{self.code}",
            "title": title,
            "status": self.status,
            "detail": _said(language, f"problem-{self.code}", self.args_),
            "instance": instance,
            "code": self.code,
        }
        if self.errors:
            body["errors"] = [
                {"pointer": e.pointer, "code": e.code, "detail": _said(language, f"problem-field-{e.code}", e.args)}
                for e in self.errors
            ]
        if self.current is not None:
            body["current"] = self.current
        return {**self.members, **body}


def _said(language: str, message_id: str, args: Mapping[str, Any]) -> str:
    """The text; amounts and days among its arguments as a person reads them."""
    return t(language, message_id, **{name: spoken(language, value, "UTC") for name, value in args.items()})


def _text(language: str, message_id: str) -> str | None:
    try:
        return t(language, message_id)
    except MissingText:
        return None


def NotFound(what: str) -> Problem:  # noqa: N802  reads as the exception it makes
    """404: there is no such thing, or it is another company's."""
    return Problem(404, "not-found", what=what)


def Forbidden(permission: str) -> Problem:  # noqa: N802
    """403, naming the permission that is missing."""
    return Problem(403, "forbidden", permission=permission)


def Conflict(code: str, /, **args: Any) -> Problem:  # noqa: N802
    """409: the request is fine, the state of things is not."""
    return Problem(409, code, **args)


def Invalid(errors: Sequence[Field]) -> Problem:  # noqa: N802
    """422: the input is wrong, field by field."""
    return Problem(422, "invalid", errors=errors)


def language_of(request: Request) -> str:
    """What the caller asked for, else their own language, else French."""
    header = request.headers.get("accept-language", "")
    if header:
        return known_language(header.split(",")[0].strip())
    caller = getattr(request.state, "caller", None)
    return known_language(caller.language if caller else None)


def respond(request: Request, problem: Problem) -> JSONResponse:
    language = language_of(request)
    body = problem.body(language, getattr(request.state, "request_id", ""))
    headers = {**problem.headers, "Content-Language": language, "Cache-Control": "no-store"}
    return JSONResponse(body, problem.status, headers=headers, media_type=MEDIA_TYPE)


# What pydantic calls its errors, and what we say to a person.
_FIELD_CODES = {
    "missing": "required",
    "extra_forbidden": "unknown",
    "string_too_short": "too-short",
    "string_too_long": "too-long",
    "too_long": "too-many",
    "too_short": "too-few",
    "literal_error": "choice",
    "enum": "choice",
    "greater_than": "range",
    "greater_than_equal": "range",
    "less_than": "range",
    "less_than_equal": "range",
    "json_invalid": "json",
}


def from_validation(error: RequestValidationError) -> Problem:
    fields = [_field(e) for e in error.errors()[:50]]
    if any(e.code == "json" for e in fields):
        return Problem(400, "malformed-json")
    return Invalid(fields)


def fields_of(error: ValidationError) -> list[Field]:
    """The wrong fields of a model that was validated outside a request body."""
    return [_field({**each, "loc": ("body", *each["loc"])}) for each in error.errors(include_url=False)[:50]]


def _field(error: Any) -> Field:
    where, *path = error["loc"]
    pointer = "/" + "/".join(str(part) for part in path)
    if where != "body":
        pointer = f"{where}:{pointer}"
    kind = str(error["type"])
    own = kind.removeprefix("dossier.") if kind.startswith("dossier.") else None
    code = own or _FIELD_CODES.get(kind) or ("range" if "date" in kind and "past" in kind else "malformed")
    context = error.get("ctx") or {}
    return Field(pointer, code, {k: v for k, v in context.items() if isinstance(v, str | int)} if own else {})


_HTTP_CODES = {404: "no-such-page", 405: "method-not-allowed", 413: "too-large", 415: "media-type", 429: "too-many"}


def install(app: FastAPI) -> None:
    """Every error of `app` leaves as a problem; an unexpected one says nothing but its id."""

    @app.exception_handler(Problem)
    async def _problem(request: Request, problem: Problem) -> JSONResponse:
        return respond(request, problem)

    @app.exception_handler(RequestValidationError)
    async def _validation(request: Request, error: RequestValidationError) -> JSONResponse:
        return respond(request, from_validation(error))

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> JSONResponse:
        code = _HTTP_CODES.get(error.status_code, "malformed-request" if error.status_code < 500 else "internal")
        headers = dict(error.headers or {})
        return respond(request, Problem(error.status_code, code, headers=headers))

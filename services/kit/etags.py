"""ETags on objects, and `If-Match` where two people may edit."""

from __future__ import annotations

import hashlib
from typing import Annotated, TypeVar

from fastapi import Header, Response
from pydantic import BaseModel

from services.kit.problems import Problem

M = TypeVar("M", bound=BaseModel)

IfMatch = Annotated[str | None, Header(alias="If-Match")]


def etag(value: BaseModel | str) -> str:
    """A strong ETag: equal exactly for equal content."""
    content = value if isinstance(value, str) else value.model_dump_json()
    return f'"{hashlib.sha256(content.encode()).hexdigest()[:24]}"'


def tagged(response: Response, value: M) -> M:
    """The value, its ETag put on the answer."""
    response.headers["ETag"] = etag(value)
    return value


def require_match(if_match: str | None, current: BaseModel, yours: BaseModel | None = None) -> None:
    """Raises a 412 problem with the current object if the caller edited an older one. Without the header nothing is asked.

    `yours`: what the caller wanted, given back beside it, so that a person can choose.
    """
    require_tag(if_match, etag(current), current, yours)


def require_tag(if_match: str | None, tag: str, current: BaseModel, yours: BaseModel | None = None) -> None:
    """As `require_match`, for objects whose ETag is not that of all they show."""
    if if_match is None or if_match.strip() == "*":
        return
    if tag not in {each.strip().removeprefix("W/") for each in if_match.split(",")}:
        members = {} if yours is None else {"yours": yours.model_dump(mode="json", exclude_unset=True)}
        raise Problem(412, "changed-meanwhile", current=current.model_dump(mode="json"), members=members)

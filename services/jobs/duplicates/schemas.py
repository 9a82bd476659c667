"""Contacts that may be the one being typed."""

from __future__ import annotations

from typing import Literal

from services.jobs.fields import Output

Reason = Literal["same-email", "same-phone", "same-name", "similar-name", "same-address", "same-postal-code"]


class Candidate(Output):
    """A contact that is there already. `score` is 0 to 100; `because` says the reasons in the reader's words."""

    id: str
    name: str
    email: str | None
    phone: str | None
    address: str
    archived: bool
    score: int
    reasons: tuple[Reason, ...]
    because: str


class Candidates(Output):
    data: tuple[Candidate, ...]

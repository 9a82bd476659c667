"""What the search box answers."""

from __future__ import annotations

from typing import Literal

from services.jobs.fields import Output, Utc
from workflows.money import Money

Kind = Literal["job", "contact", "quote", "invoice", "message"]


class Hit(Output):
    """One thing that was found. `close`: only nearly so, since nothing was found as it was typed.

    `title` is the client's name, but for a job its own title; `text` is what tells this one from its likes: an e-mail and a phone
    number, or the line of a message in which the words stand.
    """

    kind: Kind
    id: str
    job_id: str | None
    number: int | None
    number_text: str | None
    """Of a quote or an invoice, as it is printed."""
    title: str
    text: str
    status: str | None
    total: Money | None = None
    at: Utc | None = None
    close: bool = False


class Found(Output):
    """The best of each kind, jobs first. There are no pages: who does not find it types one word more."""

    data: tuple[Hit, ...]

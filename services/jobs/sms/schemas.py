"""What a text message provider tells us."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from services.jobs.fields import Input, Output, Phone
from services.kit.fields import paragraphs

Token = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Text = Annotated[str, StringConstraints(max_length=5_000), AfterValidator(paragraphs)]


class SmsEvent(Input):
    """`received`: somebody texted the company's number `to`. `delivered`, `failed`: what became of the message that the provider
    calls `message`, which the company's number `from` sent; `code` is the provider's reason."""

    type: Literal["received", "delivered", "failed"]
    id: Token
    sender: Phone = Field(alias="from")
    to: Phone
    text: Text = ""
    message: Token | None = None
    code: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_.-]{1,40}$")] | None = None


class SmsTaken(Output):
    """What was done with it: `stopped`, `resumed`, `received`, `reported`, `known` (came before), `ignored`."""

    result: Literal["stopped", "resumed", "received", "reported", "known", "ignored"]

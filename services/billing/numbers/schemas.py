"""Number series as the API takes and shows them."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from services.billing.numbers.printed import Kind
from services.billing.schemas import Input, Output

HIGHEST = 999_999_999
_AFFIX = re.compile(r"(?:[0-9A-Za-z./_\- ]|\{YYYY\}|\{YY\})*")


def _affix(text: str) -> str:
    """What a file name, a bank reference and a mail's subject can hold."""
    if not _AFFIX.fullmatch(text):
        raise PydanticCustomError("dossier.number-affix", "letters, digits, . / _ - and {YYYY} or {YY}")
    if text != text.lstrip() and not text.strip():
        raise PydanticCustomError("dossier.number-affix", "only spaces")
    return text


Affix = Annotated[str, StringConstraints(max_length=20), AfterValidator(_affix)]
Counter = Annotated[int, Field(ge=1, le=HIGHEST, strict=True)]


class NumberFormatIn(Input):
    """`width`: zeros are put in front up to that many digits. `start`: the first number, of each year if `yearly`.

    `next`: the number that the next document gets; left out, the counter goes on.
    """

    prefix: Affix = ""
    suffix: Affix = ""
    width: Annotated[int, Field(ge=1, le=12, strict=True)] = 1
    start: Counter = 1
    yearly: bool = False
    next: Counter | None = None


class NumberFormatOut(Output):
    """`example` is how the next number would be printed today."""

    kind: Kind
    prefix: str
    suffix: str
    width: int
    start: int
    yearly: bool
    next: int
    example: str

"""Sign-in in and out."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import StringConstraints

from services.accounts.fields import Input, RefreshToken, TypedEmail, TypedPassword
from services.accounts.schemas import Me


class SignInIn(Input):
    """`totp` is there for people who have a second factor; nobody has one yet."""

    email: TypedEmail
    password: TypedPassword
    totp: Annotated[str, StringConstraints(max_length=10)] | None = None


class RefreshIn(Input):
    refresh_token: RefreshToken


class SignedIn(Me):
    """`token` is the bearer token of every call until `expires_at`; `refresh_token` gets the next pair, once."""

    token: str
    expires_at: datetime
    refresh_token: str

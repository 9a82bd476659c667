"""People of a company in and out."""

from __future__ import annotations

from datetime import datetime

from services.accounts.fields import Email, Input, Language, Name, Output, Password, Permissions, Role, TypedPassword


class Notify(Input):
    """Which mails a person gets. What is not given stays as it is."""

    client_message: bool = True
    job_assigned: bool = True
    invoice_paid: bool = True
    payment_overdue: bool = True


class UserIn(Input):
    """`permissions` None: the preset of the role."""

    name: Name
    email: Email
    password: Password
    role: Role = "employee"
    permissions: Permissions | None = None
    language: Language | None = None


class UserPatch(Input):
    """Only the fields that are there change. A new role without permissions brings its preset."""

    name: Name | None = None
    email: Email | None = None
    role: Role | None = None
    permissions: Permissions | None = None
    language: Language | None = None


class MePatch(Input):
    name: Name | None = None
    language: Language | None = None
    notify: Notify | None = None


class PasswordIn(Input):
    """`current` proves that it is the person who asks."""

    current: TypedPassword
    new: Password


class PersonOut(Output):
    """A colleague, as everybody in the company may see them: to choose who is in charge."""

    id: str
    name: str
    active: bool


class UserOut(Output):
    id: str
    name: str
    email: str
    role: str
    permissions: list[str]
    language: str
    active: bool
    created_at: datetime
    updated_at: datetime

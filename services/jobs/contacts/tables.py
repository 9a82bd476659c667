"""Contacts: the people and companies whose jobs these are, how to reach them, and where the work is."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from services.jobs.tables import Base
from services.kit.db import Instant


def _of_contact() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["company_id", "contact_id"], ["jobs.contact.company_id", "jobs.contact.id"])


class Contact(Base):
    """A person or a company. `name` is what everybody calls them; the parts of it are kept as they were typed.

    `phone` is the number of the first of their phones, E.164. `folded` is what search looks through: names, e-mails and digits
    of the phones, their people's too, without accents. `name_key` is the words of the name in order of the alphabet, `email_key`
    the address in small letters: both for finding the same person again by plain equality, the one comparison that an index may
    serve under row-level security. A row with `merged_into` only redirects; one with `erased_at` stands for
    somebody whose personal data is gone.
    """

    __tablename__ = "contact"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        ForeignKeyConstraint(["company_id", "merged_into"], ["jobs.contact.company_id", "jobs.contact.id"]),
        CheckConstraint("language IN ('fr', 'en')", name="known_language"),
        CheckConstraint("kind IN ('person', 'company')", name="known_kind"),
        CheckConstraint("NOT tax_exempt OR tax_exempt_reason <> ''", name="exempt_for_a_reason"),
        CheckConstraint("payment_terms_days BETWEEN 0 AND 365", name="terms_within_a_year"),
        CheckConstraint("merged_into <> id", name="not_into_itself"),
        Index(
            "contact_by_words",
            "company_id",
            "folded",
            postgresql_using="gin",
            postgresql_ops={"folded": "gin_trgm_ops"},
        ),
        Index("contact_by_name", "company_id", "sort_name", "id"),
        Index("contact_by_name_key", "company_id", "name_key"),
        Index("contact_by_email_key", "company_id", "email_key"),
        Index("contact_by_phone", "company_id", "phone"),
        Index("contact_by_change", "company_id", "updated_at"),
        Index("contact_by_survivor", "company_id", "merged_into", postgresql_where=text("merged_into IS NOT NULL")),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    kind: Mapped[str] = mapped_column(server_default="person")
    name: Mapped[str]
    first_name: Mapped[str] = mapped_column(server_default="")
    last_name: Mapped[str] = mapped_column(server_default="")
    company_name: Mapped[str] = mapped_column(server_default="")
    sort_name: Mapped[str]
    name_key: Mapped[str] = mapped_column(server_default="")
    email: Mapped[str | None]
    email_key: Mapped[str] = mapped_column(server_default="")
    phone: Mapped[str | None]
    language: Mapped[str]
    prefers_mail: Mapped[bool] = mapped_column(server_default=text("true"))
    prefers_sms: Mapped[bool] = mapped_column(server_default=text("false"))
    unsubscribed_at: Mapped[datetime | None] = mapped_column(Instant)
    do_not_contact: Mapped[bool] = mapped_column(server_default=text("false"))
    payment_terms_days: Mapped[int | None]
    tax_exempt: Mapped[bool] = mapped_column(server_default=text("false"))
    tax_exempt_reason: Mapped[str] = mapped_column(server_default="")
    tax_certificate: Mapped[str] = mapped_column(server_default="")
    archived_at: Mapped[datetime | None] = mapped_column(Instant)
    merged_into: Mapped[str | None]
    erased_at: Mapped[datetime | None] = mapped_column(Instant)
    folded: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant)


class Address(Base):
    """Where the work is done (`service`) or the invoice goes (`billing`). `line_key` is its first line for comparing.

    `lat` and `lon` are degrees (WGS 84). `location_source` says where they come from: the `postal_code`, or the `pin` that a
    person put on the map; `location_precision` how good they are: `code`, `fsa` (the first half of the code) or `pin`.
    """

    __tablename__ = "address"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        _of_contact(),
        CheckConstraint("kind IN ('service', 'billing')", name="known_kind"),
        CheckConstraint("location_source IN ('none', 'postal_code', 'pin')", name="known_source"),
        CheckConstraint("location_precision IN ('', 'code', 'fsa', 'pin')", name="known_precision"),
        CheckConstraint(
            "(location_source = 'none') = (lat IS NULL) AND (lat IS NULL) = (lon IS NULL)", name="located_or_not"
        ),
        Index("address_by_contact", "company_id", "contact_id", "position"),
        Index("address_by_postal_code", "company_id", "postal_code"),
        Index("address_by_line_key", "company_id", "line_key"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    contact_id: Mapped[str]
    position: Mapped[int]
    kind: Mapped[str]
    label: Mapped[str] = mapped_column(server_default="")
    line1: Mapped[str]
    line_key: Mapped[str] = mapped_column(server_default="")
    city: Mapped[str]
    region: Mapped[str]
    postal_code: Mapped[str]
    country: Mapped[str]
    access_notes: Mapped[str] = mapped_column(server_default="")
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    location_source: Mapped[str] = mapped_column(server_default="none")
    location_precision: Mapped[str] = mapped_column(server_default="")


class Person(Base):
    """Somebody to speak to at a contact: the janitor of a building, the accountant of a company."""

    __tablename__ = "contact_person"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        _of_contact(),
        CheckConstraint("language IN ('fr', 'en')", name="known_language"),
        Index("person_by_contact", "company_id", "contact_id", "position"),
        Index("person_by_email_key", "company_id", "email_key"),
        Index("one_primary_person", "company_id", "contact_id", unique=True, postgresql_where=text("is_primary")),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    contact_id: Mapped[str]
    position: Mapped[int]
    name: Mapped[str]
    role: Mapped[str]
    email: Mapped[str | None]
    email_key: Mapped[str] = mapped_column(server_default="")
    language: Mapped[str | None]
    is_primary: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant)


class PhoneNumber(Base):
    """A phone of a contact, or of one of their people. `number` is E.164; an extension has a field of its own."""

    __tablename__ = "contact_phone"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        _of_contact(),
        ForeignKeyConstraint(["company_id", "person_id"], ["jobs.contact_person.company_id", "jobs.contact_person.id"]),
        CheckConstraint("kind IN ('mobile', 'home', 'work', 'fax', 'other')", name="known_kind"),
        Index("phone_by_contact", "company_id", "contact_id", "position"),
        Index("phone_by_number", "company_id", "number"),
        Index("phone_by_person", "company_id", "person_id", postgresql_where=text("person_id IS NOT NULL")),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    contact_id: Mapped[str]
    person_id: Mapped[str | None]
    position: Mapped[int]
    kind: Mapped[str]
    number: Mapped[str]
    extension: Mapped[str]


class ContactNote(Base):
    """What the office wants to remember of a contact; never shown to them."""

    __tablename__ = "contact_note"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        _of_contact(),
        Index("contact_note_by_contact", "company_id", "contact_id", "created_at", "id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    contact_id: Mapped[str]
    body: Mapped[str]
    by: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant)

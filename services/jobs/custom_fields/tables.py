"""Custom fields: what a company adds to its contacts, jobs, visits, quotes and invoices."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Numeric, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.jobs.tables import Base
from services.kit.db import Instant


class CustomField(Base):
    """A definition. `kind` and `object_kind` never change; an inactive field keeps its values and takes no new ones.

    `choices`: [{key, name_fr, name_en, active}]. `defaults`: [{since, value}], oldest first, every default that there was: an
    object that nobody has filled in shows the one of the moment when it was made. (Quotes and invoices are made by billing,
    which writes nothing of ours, so what a new object gets cannot hang on a row being written with it.)
    """

    __tablename__ = "custom_field"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        CheckConstraint("object_kind IN ('contact', 'job', 'visit', 'quote', 'invoice')", name="known_object_kind"),
        CheckConstraint("kind IN ('text', 'paragraph', 'number', 'date', 'choice', 'toggle')", name="known_kind"),
        Index("custom_field_in_order", "company_id", "object_kind", "position", "id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    object_kind: Mapped[str]
    kind: Mapped[str]
    name_fr: Mapped[str]
    name_en: Mapped[str | None]
    help_fr: Mapped[str]
    help_en: Mapped[str | None]
    choices: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    minimum: Mapped[Decimal | None] = mapped_column(Numeric)
    maximum: Mapped[Decimal | None] = mapped_column(Numeric)
    decimals: Mapped[int]
    default: Mapped[Any | None] = mapped_column(JSONB(none_as_null=True))
    defaults: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    required: Mapped[bool]
    copied_on_recurrence: Mapped[bool]
    position: Mapped[int]
    active: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant)


class CustomValues(Base):
    """What stands in the fields of one object, by field id: {cfd_…: value}. One row an object, so a list reads them at once.

    Values are JSON: text as it is, a number as a decimal string, a date as `YYYY-MM-DD`, a choice as its key, true or false.
    """

    __tablename__ = "custom_values"
    __table_args__ = (
        Index("custom_values_by_value", "values", postgresql_using="gin", postgresql_ops={"values": "jsonb_path_ops"}),
    )

    company_id: Mapped[str] = mapped_column(primary_key=True)
    object_kind: Mapped[str] = mapped_column(primary_key=True)
    object_id: Mapped[str] = mapped_column(primary_key=True)
    values: Mapped[dict[str, Any]] = mapped_column(JSONB)
    updated_at: Mapped[datetime] = mapped_column(Instant)


class CustomValueChange(Base):
    """Who changed what in a field, from what, to what. Rows are added only: the past reads as it was."""

    __tablename__ = "custom_value_change"
    __table_args__ = (
        ForeignKeyConstraint(["company_id", "field_id"], ["jobs.custom_field.company_id", "jobs.custom_field.id"]),
        Index("custom_value_change_by_object", "company_id", "object_kind", "object_id", "at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    object_kind: Mapped[str]
    object_id: Mapped[str]
    field_id: Mapped[str]
    before: Mapped[Any | None] = mapped_column(JSONB(none_as_null=True))
    after: Mapped[Any | None] = mapped_column(JSONB(none_as_null=True))
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)

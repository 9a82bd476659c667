"""Tax groups: which taxes a company charges where, and since when."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Numeric, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.billing.tables import Base
from services.kit.db import Instant


class TaxGroup(Base):
    """A named set of taxes of a company's own. A retired one is offered no more; documents that have it keep it."""

    __tablename__ = "tax_group"
    __table_args__ = (UniqueConstraint("company_id", "id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    name_fr: Mapped[str]
    name_en: Mapped[str]
    retired_at: Mapped[datetime | None] = mapped_column(Instant)
    created_at: Mapped[datetime] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant)


class TaxRate(Base):
    """One tax of a group. `rate` is in percent; it holds from `effective_from` until the day before `effective_to`."""

    __tablename__ = "tax_rate"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        ForeignKeyConstraint(["company_id", "group_id"], ["billing.tax_group.company_id", "billing.tax_group.id"]),
        CheckConstraint("rate >= 0 AND rate <= 100", name="rate_is_percent"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    group_id: Mapped[str]
    position: Mapped[int]
    code: Mapped[str]
    name_fr: Mapped[str]
    name_en: Mapped[str]
    rate: Mapped[Decimal] = mapped_column(Numeric(6, 3))
    registration: Mapped[str | None]
    effective_from: Mapped[date]
    effective_to: Mapped[date | None]


class TaxSettings(Base):
    """A company without a row charges Quebec's taxes. `numbers`: registration by code of a provincial sales tax.

    The numbers of GST, HST and QST belong to the company itself, since they stand in every letterhead.
    """

    __tablename__ = "tax_settings"

    company_id: Mapped[str] = mapped_column(primary_key=True)
    default_group_id: Mapped[str]
    numbers: Mapped[dict[str, str]] = mapped_column(JSONB)
    updated_at: Mapped[datetime] = mapped_column(Instant)

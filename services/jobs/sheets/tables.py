"""What was done on a visit: materials, and the client's signature under it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Index, Numeric, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from services.jobs.tables import Base
from services.kit.db import Instant


class Material(Base):
    """Something used on a visit. Description, unit and prices (in cents) are snapshots: the catalogue may change."""

    __tablename__ = "material"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        ForeignKeyConstraint(["company_id", "visit_id"], ["jobs.visit.company_id", "jobs.visit.id"]),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("unit_price >= 0 AND unit_cost >= 0", name="prices_not_negative"),
        Index("material_by_visit", "company_id", "visit_id", "id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    visit_id: Mapped[str]
    item_id: Mapped[str | None]
    description: Mapped[str]
    quantity: Mapped[Decimal] = mapped_column(Numeric(18, 6))
    unit: Mapped[str]
    unit_price: Mapped[int | None] = mapped_column(BigInteger)
    unit_cost: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str]
    added_by: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant)


class Signature(Base):
    """A client's name and hand under what the visit was at that moment: `content` is what was signed, `sha256` is of its bytes.

    Reopening the visit retires it: the row stays, and what is done then needs a new one.
    """

    __tablename__ = "signature"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        ForeignKeyConstraint(["company_id", "visit_id"], ["jobs.visit.company_id", "jobs.visit.id"]),
        ForeignKeyConstraint(["company_id", "file_id"], ["jobs.file.company_id", "jobs.file.id"]),
        Index("one_signature", "company_id", "visit_id", unique=True, postgresql_where=text("retired_at IS NULL")),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    visit_id: Mapped[str]
    file_id: Mapped[str]
    name: Mapped[str]
    content: Mapped[str]
    sha256: Mapped[str]
    image_sha256: Mapped[str]
    signed_at: Mapped[datetime] = mapped_column(Instant)
    received_at: Mapped[datetime] = mapped_column(Instant)
    received_from: Mapped[str | None]
    taken_by: Mapped[str]
    retired_at: Mapped[datetime | None] = mapped_column(Instant)

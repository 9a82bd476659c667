"""The catalogue: products and services that lines are made from. Changing an item never touches a document."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Computed,
    ForeignKeyConstraint,
    Index,
    Numeric,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.billing.tables import Base
from services.kit.db import Instant


class Item(Base):
    """`code` is the company's own ("" for none). Of a bundle `unit_price`, and `cost` where all are known, are the sums of its parts."""

    __tablename__ = "item"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        CheckConstraint("kind IN ('service','product','bundle')", name="known_kind"),
        Index("item_by_age", "company_id", "created_at", "id"),
        Index("item_by_name_fr", "company_id", "name_fr", "id"),
        Index("item_by_name_en", "company_id", "name_en", "id"),
        Index("item_by_code", "company_id", "code", unique=True, postgresql_where=text("code <> ''")),
        Index(
            "item_by_words",
            "company_id",
            "folded",
            postgresql_using="gin",
            postgresql_ops={"folded": "gin_trgm_ops"},
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    kind: Mapped[str] = mapped_column(server_default="service")
    code: Mapped[str] = mapped_column(server_default="")
    name_fr: Mapped[str]
    name_en: Mapped[str]
    description_fr: Mapped[str]
    description_en: Mapped[str]
    folded: Mapped[str] = mapped_column(
        Computed("log.fold(code || ' ' || name_fr || ' ' || name_en)", persisted=True), deferred=True
    )
    """What search looks through; Postgres writes it."""
    unit: Mapped[str]
    unit_price: Mapped[int] = mapped_column(BigInteger)
    cost: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str]
    taxable: Mapped[bool]
    tax_group_id: Mapped[str | None]
    active: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant)


class BundlePart(Base):
    """What a bundle is made of; never another bundle."""

    __tablename__ = "bundle_part"
    __table_args__ = (
        ForeignKeyConstraint(["company_id", "bundle_id"], ["billing.item.company_id", "billing.item.id"]),
        ForeignKeyConstraint(["company_id", "item_id"], ["billing.item.company_id", "billing.item.id"]),
        Index("bundle_part_by_item", "company_id", "item_id"),
    )

    company_id: Mapped[str] = mapped_column(primary_key=True)
    bundle_id: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[str]
    quantity: Mapped[Decimal] = mapped_column(Numeric(18, 6))


class ItemImport(Base):
    """A file of items. `rows`: [[line, [cells]]]; `mapping`: the field of each column ("" for none).

    `preview` writes nothing to the catalogue. What would become of each row is worked out when somebody looks, against the
    catalogue as it is then; `counts` is what became of them. Once it is over the rows are forgotten.
    """

    __tablename__ = "item_import"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        CheckConstraint("status IN ('preview','done','cancelled')", name="known_status"),
        Index("item_import_by_age", "company_id", "created_at", "id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    name: Mapped[str]
    status: Mapped[str]
    encoding: Mapped[str]
    separator: Mapped[str]
    header: Mapped[list[str]] = mapped_column(JSONB)
    mapping: Mapped[list[str]] = mapped_column(JSONB)
    rows: Mapped[list[Any]] = mapped_column(JSONB)
    update_existing: Mapped[bool]
    counts: Mapped[dict[str, int]] = mapped_column(JSONB)
    created_by: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant)
    finished_at: Mapped[datetime | None] = mapped_column(Instant)

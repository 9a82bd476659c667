"""The catalogue: products and services that lines are made from. Changing an item never touches a document."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.billing.tables import Base
from services.kit.db import Instant


class Item(Base):
    __tablename__ = "item"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        Index("item_by_age", "company_id", "created_at", "id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    name_fr: Mapped[str]
    name_en: Mapped[str]
    description_fr: Mapped[str]
    description_en: Mapped[str]
    unit: Mapped[str]
    unit_price: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str]
    taxable: Mapped[bool]
    active: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant)

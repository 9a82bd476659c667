"""Number series: one counter per company and kind of document."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.billing.tables import Base


class NumberSeries(Base):
    """`next` is the number that the next document gets. Its row lock makes the series gapless."""

    __tablename__ = "number_series"
    __table_args__ = (UniqueConstraint("company_id", "kind", "series"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    kind: Mapped[str]
    series: Mapped[str]
    next: Mapped[int]

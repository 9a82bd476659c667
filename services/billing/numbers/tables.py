"""Numbers of documents: how they look, and the counters that they come from."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, PrimaryKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.billing.tables import Base
from services.kit.db import Instant


class NumberFormat(Base):
    """How the numbers of one kind of document look. A company without a row for a kind counts 1, 2, 3.

    `prefix` and `suffix` may hold `{YYYY}` or `{YY}`, the year of the company's day. With `yearly` every year begins at `start`.
    """

    __tablename__ = "number_format"
    __table_args__ = (
        UniqueConstraint("company_id", "kind"),
        CheckConstraint("kind IN ('quote','invoice','credit_note','receipt','refund')", name="known_kind"),
        CheckConstraint("width BETWEEN 1 AND 12", name="width_in_bounds"),
        CheckConstraint("start BETWEEN 1 AND 999999999", name="start_in_bounds"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    kind: Mapped[str]
    prefix: Mapped[str]
    suffix: Mapped[str]
    width: Mapped[int]
    start: Mapped[int]
    yearly: Mapped[bool]
    updated_at: Mapped[datetime] = mapped_column(Instant)


class NumberSeries(Base):
    """One counter: `series` is "main", or the year of a company that begins anew each year.

    `next` is the number that the next document gets. The row's lock makes the series gapless.
    """

    __tablename__ = "number_series"
    __table_args__ = (UniqueConstraint("company_id", "kind", "series"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    kind: Mapped[str]
    series: Mapped[str]
    next: Mapped[int]


class NumberTaken(Base):
    """Every number that was given out, as it was printed. The last lock on the door: none is ever given twice."""

    __tablename__ = "number_taken"
    __table_args__ = (
        PrimaryKeyConstraint("company_id", "kind", "series", "number"),
        UniqueConstraint("company_id", "kind", "text"),
    )

    company_id: Mapped[str]
    kind: Mapped[str]
    series: Mapped[str]
    number: Mapped[int]
    text: Mapped[str]

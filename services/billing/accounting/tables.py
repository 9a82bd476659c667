"""Which accounts the books go to, and what was already given to the accountant."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.billing.tables import Base
from services.kit.db import Instant


class AccountMapping(Base):
    """The account that a company uses for a role (`accounts.py` has them and their defaults). No row: the default."""

    __tablename__ = "account_mapping"
    __table_args__ = (UniqueConstraint("company_id", "id"), UniqueConstraint("company_id", "role"))

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    role: Mapped[str]
    account: Mapped[str]
    name: Mapped[str]
    updated_at: Mapped[datetime] = mapped_column(Instant)


class AccountingExport(Base):
    """One run: its file stays as it was given, whatever happens in the books or to the accounts afterwards."""

    __tablename__ = "accounting_export"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        UniqueConstraint("company_id", "number"),
        CheckConstraint("format IN ('journal','quickbooks')", name="known_format"),
        CheckConstraint("contents IN ('new','all')", name="known_contents"),
        CheckConstraint("from_on <= to_on", name="ends_after_it_begins"),
        Index("accounting_export_by_age", "company_id", "created_at", "id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    number: Mapped[int]
    format: Mapped[str]
    contents: Mapped[str]
    from_on: Mapped[date]
    to_on: Mapped[date]
    records: Mapped[int]
    file_key: Mapped[str]
    file_sha256: Mapped[str]
    created_by: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(Instant)


class ExportedRecord(Base):
    """What a run told the accountant of one record on one day, beyond what earlier runs had told.

    `content` of a journal is {role: cents} (debits are positive): the sum over all runs is what the accountant has. Of QuickBooks it
    is {"sha256": …} of the object as it was given.
    """

    __tablename__ = "exported_record"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        UniqueConstraint("company_id", "export_id", "kind", "record_id", "day"),
        ForeignKeyConstraint(
            ["company_id", "export_id"], ["billing.accounting_export.company_id", "billing.accounting_export.id"]
        ),
        Index("exported_record_by_record", "company_id", "format", "kind", "record_id"),
        Index("exported_record_by_day", "company_id", "format", "day"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    export_id: Mapped[str]
    format: Mapped[str]
    kind: Mapped[str]
    record_id: Mapped[str]
    day: Mapped[date]
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)

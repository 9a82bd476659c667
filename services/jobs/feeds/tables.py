"""Calendar feeds: private links to a resource's visits."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.jobs.tables import Base
from services.kit.db import Instant


class Feed(Base):
    """One link. Its address is made from its id and a key of the deployment, so it is not stored; revoking it ends it at once."""

    __tablename__ = "feed"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        ForeignKeyConstraint(["company_id", "resource_id"], ["jobs.resource.company_id", "jobs.resource.id"]),
        Index("feed_by_resource", "company_id", "resource_id", "id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    resource_id: Mapped[str]
    language: Mapped[str]
    created_by: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(Instant)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)

"""Numbers that asked for no more text messages."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from services.jobs.tables import Base
from services.kit.db import Instant


class SmsStop(Base):
    """Whoever has the phone said STOP: nothing is texted to it until they say START. By number, not by contact: a contact may
    change, be merged, or be typed in again."""

    __tablename__ = "sms_stop"

    company_id: Mapped[str] = mapped_column(primary_key=True)
    phone: Mapped[str] = mapped_column(primary_key=True)
    stopped_at: Mapped[datetime] = mapped_column(Instant)

"""The process: a listener that takes mails, and a few hands that bring them to their jobs.

The way of an ordinary mail and the way after a crash are the same: whatever stands as `received` is settled. That a mail is named
to the hands when it arrives only saves it the wait until they look by themselves.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from services.intake.inbound.reception import Kept
from services.intake.inbound.server import listen
from services.intake.inbound.settle import settle
from services.kit import db
from services.kit.health import Heart, serving
from services.kit.settings import get_settings

logger = logging.getLogger(__name__)

HANDS: Final = 4
"""Mails that are brought to their jobs at the same time."""
LOOK_EVERY: Final = 5.0
"""Seconds between two looks for mails that nobody named."""
BATCH: Final = 200


async def main() -> None:
    """Runs until it is cancelled."""
    if not get_settings().inbound_domain:
        raise RuntimeError("DOSSIER_INBOUND_DOMAIN is missing: nobody could write to it")
    desk = Desk()
    heart = Heart()
    server = await listen(desk.put)
    try:
        async with serving(heart), asyncio.TaskGroup() as group:
            for _ in range(HANDS):
                group.create_task(desk.work())
            group.create_task(desk.look(heart))
    finally:
        server.close()


class Desk:
    """Mails that wait for a hand, each at most once."""

    def __init__(self) -> None:
        self._waiting: asyncio.Queue[tuple[str, str, str]] = asyncio.Queue()
        self._known: set[str] = set()

    async def put(self, mail: Kept) -> None:
        self._add(mail.company_id, mail.company_code, mail.mail_id)

    def _add(self, company_id: str, company_code: str, mail_id: str) -> None:
        if mail_id not in self._known:
            self._known.add(mail_id)
            self._waiting.put_nowait((company_id, company_code, mail_id))

    async def work(self) -> None:
        """One pair of hands. A database that is away costs the mails nothing but time."""
        while True:
            company_id, company_code, mail_id = await self._waiting.get()
            try:
                await settle(company_id, company_code, mail_id)
            except (SQLAlchemyError, OSError):
                logger.exception("inbound mail %s waits for the database", mail_id)
            finally:
                self._known.discard(mail_id)

    async def look(self, heart: Heart) -> None:
        """Finds what waits: at the start what a crash left, later what failed and is due again."""
        while True:
            try:
                async with db.session() as session:
                    rows = await session.execute(_WAITING, {"before": datetime.now(UTC), "batch": BATCH})
                    for row in rows.all():
                        self._add(row.company_id, row.code, row.id)
                heart.now(datetime.now(UTC))
            except (SQLAlchemyError, OSError):
                logger.exception("the database is away")
            await asyncio.sleep(LOOK_EVERY)


_WAITING = text("SELECT company_id, code, id FROM intake.waiting_mails(:before, :batch)")

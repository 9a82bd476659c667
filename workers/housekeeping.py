"""What keeps the store tidy."""

from __future__ import annotations

from datetime import UTC, datetime

from temporalio import activity

from services.intake.inbound import collecting as mails
from services.intake.inbound.reception import INBOUND
from services.jobs.files.collecting import collect
from services.kit import files
from workflows.housekeeping import Housekeeping


class StoreHousekeeping(Housekeeping):
    """`workflows.housekeeping.Housekeeping` on the store and Postgres."""

    @activity.defn(name="Collect files")
    async def collect_files(self) -> int:
        """Company by company; each is a folder of the store. Begins anew after a crash: what is deleted stays deleted."""
        deleted = 0
        for folder in await files.folders():
            if folder.startswith("com_"):
                deleted += await collect(folder, datetime.now(UTC))
                activity.heartbeat(deleted)
        for folder in await files.folders(INBOUND):
            deleted += await mails.collect(folder.rpartition("/")[2], datetime.now(UTC))
            activity.heartbeat(deleted)
        return deleted

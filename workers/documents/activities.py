"""Rendering PDFs: read the frozen snapshot, render in a thread, store the file, record that it is there."""

from __future__ import annotations

import asyncio

from temporalio import activity

from services.billing.documents import commands, queries
from services.billing.documents.render import render_pdf
from services.kit import db, files
from workers.steps import news, still_due, transaction
from workflows.activities import Documents, StepCall
from workflows.facts import Envelope


class TypstDocuments(Documents):
    """`workflows.activities.Documents` with typst."""

    @activity.defn(name="Render the PDF")
    async def render(self, call: StepCall) -> list[Envelope]:
        assert call.target is not None
        async with db.reading(call.job.company_id) as session:
            snapshot = await queries.snapshot_of(session, call.target.id)
        logo = await queries.logo_of(snapshot, call.job.company_id)
        pdf = await asyncio.to_thread(render_pdf, snapshot, logo)
        # Content-addressed: a crash between the file and the fact leaves a file that the next try finds again.
        file_key = await files.put(pdf)
        async with transaction(call) as work:
            if await still_due(work, call):
                await commands.record_rendered(work, call.target.id, file_key)
        return await news(call)

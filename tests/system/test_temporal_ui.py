"""Operations find a job in the Temporal UI and understand what they read there."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from playwright.async_api import Browser, expect

from tests.system import books, plays, temporal
from tests.system.running import Running, soon

SLOW = 20_000
"""Milliseconds. The UI is a large program of somebody else, which loads in several rounds."""


@pytest.mark.timeout(180)
async def test_a_job_is_found_and_read(running: Running, chromium: Browser) -> None:
    api = plays.client(running.told)
    job = plays.quoted_job(running, api, "Zoé Élémentaire")
    reply = {"subject": "Votre robinet", "body": "Bonjour, nous passons demain."}
    api.post("jobs", f"/v1/jobs/{job.job_id}/messages", reply, key=f"reply/{job.email}")
    books.settle(running.told)
    total = f"{job.quote['totals']['total']['amount'] / 100:.2f} CAD"
    workflow = api.get("jobs", f"/v1/jobs/{job.job_id}")["workflow_id"]
    code = workflow.split(":")[1]
    api.close()

    context = await chromium.new_context(viewport={"width": 1440, "height": 1600}, locale="en-CA")
    page = await context.new_page()
    main = page.locator("main")
    query = f'`Company`="{code}" AND `JobNumber`={job.number}'
    client = await temporal.connect(running.told)

    async def is_indexed() -> str | None:
        return None if await temporal.runs(client, query) else query

    await soon("the server's index has the job", is_indexed)  # it follows the workflows at a distance
    await page.goto(f"{running.told['urls']['temporal_ui']}/namespaces/default/workflows?query={quote(query)}")
    found = page.get_by_role("link", name=re.compile(r"^job:"))
    await expect(found).to_have_count(1, timeout=SLOW)  # of all jobs just this one
    await expect(found).to_have_text(workflow)
    await found.click()

    # Activities and timers by what they are about, signals by the kind of news.
    for what in (
        "Acknowledge the request: a request came in",
        "Deliver the reply: somebody wrote a reply",
        "Render the PDF: the quote needs its PDF",
        f"Mail the quote: quote {job.quote['number']} was sent",
        f"Follow up on the quote: quote {job.quote['number']} is undecided after 3 days",
    ):
        await expect(main.get_by_text(what).first).to_be_visible(timeout=SLOW)
    for name in ("Send the mail", "Render the PDF"):
        await expect(main.get_by_text(re.compile(rf"^\s*{name}\b")).first).to_be_visible()

    # The card.
    await page.get_by_role("tab", name="User Metadata").click()
    summary = page.frame_locator("main iframe").first.locator("body")
    await expect(summary.get_by_text(f"Job {job.number} of {code}", exact=True)).to_be_visible(timeout=SLOW)
    card = page.frame_locator("main iframe").last.locator("body")  # Markdown has a frame of its own
    await expect(card.get_by_text(f"Job {job.number} of {code}: quoted")).to_be_visible(timeout=SLOW)
    await expect(card.get_by_text(total).first).to_be_visible()
    why = f"contact · The client decides on the quote, because quote {job.quote['number']} waits for the client"
    await expect(card.get_by_text(why)).to_be_visible()
    await expect(card.get_by_text("Last facts")).to_be_visible()

    # Found by these, and by phase, next step and owner.
    await page.get_by_role("tab", name="Search Attributes").click()
    for value in (f'"Company": "{code}"', f'"JobNumber": {job.number}', '"JobPhase": "quoted"', '"OwnedBy": "contact"'):
        await expect(main.locator(".cm-line", has_text=value)).to_be_visible(timeout=SLOW)
    await expect(main.locator(".cm-line", has_text='"NextDue": "20')).to_be_visible()
    await context.close()

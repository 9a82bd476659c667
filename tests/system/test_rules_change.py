"""A rule in `workflows/rules/` changes while jobs are open: after a restart all go on under the new rule, and nothing is sent twice."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import Client, WorkflowExecutionStatus

from deploy.demo_client import Client as Api
from tests.system import books, plays, temporal
from tests.system.running import REPOSITORY, Running, soon, until

LATER = 20
"""Days by which the new rule follows up later on a quote: late enough that nothing of the demo company falls due by it."""

# Another moment of a step that is still ahead, and of one that is behind every job that came by the form. The second makes
# their recorded runs impossible: the new rules would not have sent that mail where the history says that it was.
CHANGES = {
    "quotes.py": [("sent_on + timedelta(days=n)", f"sent_on + timedelta(days=n + {LATER})")],
    "talk.py": [
        ("from datetime import datetime\n", "from datetime import datetime, timedelta\n"),
        ("key, state.opened_at, reason", "key, state.opened_at + timedelta(minutes=5), reason"),
    ],
}
TOLERANCE = timedelta(seconds=30)
"""Between a timer's moment and the plan's: a timer counts from when the server hears of it."""


@pytest.fixture
async def workflows(running: Running) -> Client:
    return await temporal.connect(running.told)


@pytest.fixture
async def new_rules(running: Running, tmp_path: Path) -> AsyncIterator[Path]:
    """The program with its rules changed; the stack has the old ones again afterwards."""
    program = plays.copied(REPOSITORY, tmp_path / "dossier")
    for name, changes in CHANGES.items():
        rules = program / "workflows" / "rules" / name
        text = rules.read_text()
        for old, new in changes:
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        rules.write_text(text)
    yield program
    if running.program == program:  # the test broke off
        running.stop()
        running.start()


def follow_ups(api: Api, job_id: str) -> dict[str, datetime]:
    """When the client will be reminded of the quote, by step key."""
    return {
        step["key"]: datetime.fromisoformat(step["due"])
        for step in api.get("jobs", f"/v1/jobs/{job_id}/plan")["data"]
        if step["kind"] == "quote.follow_up" and step["key"].rpartition("/")[2].startswith("day-")
    }


async def disagreement(api: Api, client: Client, job: dict[str, Any]) -> str | None:
    """How a job's workflow and its plan as the API tells it differ."""
    described = await client.get_workflow_handle(job["workflow_id"]).describe()
    if described.status != WorkflowExecutionStatus.RUNNING:
        return f"{job['workflow_id']} does not run"
    past = await temporal.history(client, described)
    if not temporal.is_idle(past):
        return f"{job['workflow_id']} is at work"
    timers = temporal.pending_timers(past)
    steps = api.get("jobs", f"/v1/jobs/{job['id']}/plan")["data"]
    ahead = [each for each in steps if each["owner"] == "system" and each["status"] in ("due", "upcoming")]
    if len(timers) != min(len(ahead), 1):
        return f"{job['workflow_id']} waits for {timers}, planned is {ahead}"
    if timers:
        (fires,) = timers
        if not temporal.near(fires, datetime.fromisoformat(ahead[0]["due"]).astimezone(UTC), TOLERANCE):
            return f"{job['workflow_id']} waits until {timers}, planned is {ahead[0]}"
    shown = {pair.key.name: pair.value for pair in described.typed_search_attributes}
    step = job["next_step"]
    expected = {"JobPhase": job["phase"], "OwnedBy": step["owner"].partition(":")[0]}
    if any(shown.get(name) != value for name, value in expected.items()):
        return f"{job['workflow_id']} shows {shown}, told is {expected}"
    if not temporal.near(shown["NextDue"], datetime.fromisoformat(step["due"]).astimezone(UTC), timedelta(seconds=1)):
        return f"{job['workflow_id']} shows {shown['NextDue']}, told is {step['due']}"
    return None


async def agree(api: Api, client: Client) -> None:
    """Waits until each open job's workflow waits for what the job's page says."""

    async def all_agree() -> str | None:
        for job in plays.open_jobs(api):
            if complaint := await disagreement(api, client, job):
                return complaint
        return None

    await soon("workflows and plans agree", all_agree, within=60)


@pytest.mark.timeout(300)
async def test_open_jobs_go_on_under_the_new_rule(running: Running, workflows: Client, new_rules: Path) -> None:
    api = plays.client(running.told)
    jobs = [plays.quoted_job(running, api, f"Zoé Élémentaire {nth}") for nth in range(2)]
    books.settle(running.told)
    await agree(api, workflows)
    open_before = {job["id"] for job in plays.open_jobs(api)}
    before = {job_id: follow_ups(api, job_id) for job_id in open_before}
    sent = books.copies(running.told)
    assert all(len(before[job.job_id]) == 2 for job in jobs)

    running.stop()
    running.start(new_rules)

    books.settle(running.told)
    await agree(api, workflows)
    assert {job["id"] for job in plays.open_jobs(api)} == open_before
    for job_id in open_before:
        after = follow_ups(api, job_id)
        assert after.keys() >= before[job_id].keys()
        for key, due in before[job_id].items():
            moved = after[key] - due
            assert timedelta(days=LATER - 4) < moved < timedelta(days=LATER + 4), key  # a mail keeps to business days
    assert books.copies(running.told) == sent
    await runs_end_well(workflows)

    # They do not only wait: the next thing happens, once.
    plays.accept(api, jobs[0])
    until("the quote is won", lambda: api.get("jobs", f"/v1/jobs/{jobs[0].job_id}")["phase"] == "won")
    reply = {"body": "Merci, nous vous appelons pour la date."}
    api.post("jobs", f"/v1/jobs/{jobs[1].job_id}/messages", reply, key=f"reply/{jobs[1].email}")
    until("the reply arrives", lambda: len(plays.mails_to(api, jobs[1].email)) == 3)
    books.settle(running.told)
    await agree(api, workflows)
    books.check(running.told)

    # The old rules come back, which is a change of rules, too.
    sent = books.copies(running.told)
    running.stop()
    running.start()
    books.settle(running.told)
    await agree(api, workflows)
    assert follow_ups(api, jobs[1].job_id) == before[jobs[1].job_id]
    assert not follow_ups(api, jobs[0].job_id)
    assert books.copies(running.told) == sent
    books.check(running.told)
    api.close()


async def runs_end_well(client: Client) -> None:
    """A run either went on or could not be replayed, and was then followed by one that loaded the job."""
    rebuilt = 0
    for run in await temporal.runs(client, "WorkflowType = 'Job'"):
        if run.status != WorkflowExecutionStatus.FAILED:
            continue
        last = (await temporal.history(client, run)).events[-1].workflow_execution_failed_event_attributes
        assert "Nondeterminism" in str(last.failure), run.run_id
        assert last.new_execution_run_id
        rebuilt += 1
    assert rebuilt >= 2, "the change of rules was meant to make some runs impossible"
    print(f"{rebuilt} runs were rebuilt")

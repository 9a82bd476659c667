"""kill -9 of the process at each step of a mail's way: it is neither lost nor doubled."""

from __future__ import annotations

import httpx
import pytest

from deploy.postgres import Postgres
from services.kit import files
from tests.factories import Company
from tests.services.intake.corpus import raw
from tests.services.intake.posting import address_of, client_job, settled
from tests.services.intake.processes import inbound_process
from tests.services.intake.world import rows
from tests.services.jobs.world import Office

_DIE = "import os, signal\ndef die():\n    os.kill(os.getpid(), signal.SIGKILL)\n"
_AFTER = _DIE + "from {module} import {name} as original\nimport {module} as module\n"
_WRAP = "async def dying(*a, **k):\n    found = await original(*a, **k)\n    die()\n    return found\nmodule.{name} = dying\n"


def after(module: str, name: str) -> str:
    """Dies right after the function has done its work."""
    return (_AFTER + _WRAP).format(module=module, name=name)


# Where it dies, and whether the mail server in front was told 250 before.
STEPS = {
    "after the raw mail is in the store": (after("services.kit.files", "put"), False),
    "after the row, before the answer": (after("services.intake.inbound.reception", "keep"), False),
    "while it is being delivered": (after("services.jobs.incoming.commands", "receive"), None),
    "before the delivery commits": (after("services.intake.inbound.settle", "bring"), None),
    "after the delivery": (after("services.intake.inbound.settle", "settle"), None),
}


@pytest.mark.parametrize("step", STEPS)
async def test_killed(jobs_api: httpx.AsyncClient, database: Postgres, ours: Company, step: str) -> None:
    script, taken = STEPS[step]
    if step == "after the delivery":  # the hands hold the function by its own name
        script += "import services.intake.inbound.process as process\nprocess.settle = dying\n"
    office = Office(jobs_api, ours)
    job = await client_job(office)
    mail, address = raw("apple-mail"), address_of(job)
    with inbound_process(database.url("intake"), script) as dying:
        await dying.ready()
        told = await dying.take(mail, address)
        await dying.died()
    if taken is not None:
        assert told == taken
    with inbound_process(database.url("intake")) as healthy:
        await healthy.ready()
        if not told:
            assert await healthy.take(mail, address)
        [row] = await settled(ours, 1)
        # A mail server that lost our answer comes again, whatever it was.
        assert await healthy.take(mail, address)
        [row] = await settled(ours, 1)
    assert row["status"] == "delivered"
    assert await files.get(row["file_key"]) == mail.replace(b"\n", b"\r\n")
    [message] = (await office.get(f"/v1/jobs/{job['id']}/messages"))["data"]
    assert message["id"] == row["message_id"]
    assert len((await office.get("/v1/files", object=f"message:{message['id']}"))["data"]) == 1
    kinds = [each["kind"] for each in await rows(ours, "log.fact")]
    assert kinds.count("message.received") == 1

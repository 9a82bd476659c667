"""The histories of a whole demo and of the seeded company: no personal data in them, and each replays clean."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from psycopg import sql
from temporalio.api.common.v1 import Payload
from temporalio.client import WorkflowExecutionStatus

from deploy import demo_data
from tests.system import books, temporal
from tests.system.running import Running

PERSONAL = (
    *("name", "sort_name", "legal_name", "trade_name", "accepted_name", "email", "recipient", "phone"),
    *("line1", "line2", "postal_code", "title", "description", "instructions", "subject", "body", "text", "reason"),
    *("note", "notes", "message", "reference"),
)
"""Columns of the services' tables that hold what a person typed or is called."""
CODES = {("inbound_mail", "reason"), ("credit_note", "reason"), ("write_off", "reason")}
"""Columns of such a name that hold a word of the program."""
SHORTEST = 5
"""Letters. Shorter texts say nothing about anybody and occur by chance."""


def plain(text: str) -> str:
    """As texts are compared: without differences of case, of composed letters and of blanks."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def personal_texts(stack: dict[str, Any]) -> set[str]:
    """What the stack's tables hold of people, and each word of their names."""
    found: set[str] = set()
    columns = books.ask(
        stack,
        "SELECT table_schema, table_name, column_name FROM information_schema.columns"
        " WHERE table_schema IN ('jobs', 'billing', 'accounts', 'intake') AND data_type IN ('text', 'character varying')",
    )
    for schema, table, column in columns:
        if column in PERSONAL and (table, column) not in CODES:
            query = sql.SQL("SELECT DISTINCT {} FROM {}.{}").format(*map(sql.Identifier, (column, schema, table)))
            values = [str(value) for (value,) in books.ask(stack, query) if value]
            found.update(values)
            found.update(line for value in values for line in value.splitlines())
            if column in ("name", "accepted_name") and table in ("contact", "user", "resource", "quote"):
                found.update(word for value in values for word in re.findall(r"[\w'’-]+", value))
            if column == "phone":
                found.update(re.sub(r"\D", "", value)[-10:] for value in values)
    return {plain(text) for text in found if len(text.strip()) >= SHORTEST}


def seeded_texts() -> set[str]:
    """Every value that the maker of the demo company reads, but for words of the program."""
    kept = re.compile(r"[a-z0-9_]+|[A-Z]{2,3}")
    company, jobs = demo_data.read("company"), demo_data.read("jobs")
    values = {value for value in temporal.strings((company, jobs)) if len(value) >= SHORTEST}
    names = set(temporal.strings([list(jobs), company["company"]["code"], company["company"]["time_zone"]]))
    return {plain(value) for value in values - names if not kept.fullmatch(value)}


def occurring(forbidden: Iterable[str], texts: Iterable[str]) -> set[str]:
    """Those that stand in one of the texts, as words of their own."""
    whole = "\n".join(map(plain, texts))
    return {each for each in forbidden if each in whole and re.search(rf"(?<!\w){re.escape(each)}(?!\w)", whole)}


async def test_no_history_holds_personal_data(running: Running, undisturbed: dict[str, Any]) -> None:
    forbidden = personal_texts(running.told) | seeded_texts()
    assert {plain("Camille Desrosiers"), plain("Bouchard"), "4505550119"} <= forbidden
    client = await temporal.connect(running.told)
    found: dict[str, list[str]] = {}
    for run in await temporal.runs(client):
        messages = list((await temporal.history(client, run)).events)
        described = await client.get_workflow_handle(run.id, run_id=run.run_id).describe()
        texts = [*temporal.texts([*messages, described.raw_description]), run.id]
        if run.status == WorkflowExecutionStatus.RUNNING and run.workflow_type == "Job":
            card = await temporal.details(client, run.id)
            assert re.search(r"^- [-0-9: ]+ · `\w+\.\w+`$", card, re.MULTILINE), f"no facts on the card of {run.id}"
            texts.append(card)
        found[f"{run.id} {run.run_id}"] = texts
    everything = {text for texts in found.values() for text in texts}
    job = undisturbed["job"]
    # What is there is read: ids and figures within payloads, search attributes, summaries, cards.
    assert {job["id"], "JobNumber", f"Job {job['number']} of mille-iles"} <= everything
    assert any("**Last facts**" in text for text in everything)
    assert any(text.startswith("Mail the receipt: ") for text in everything)
    leaked = {run: words for run, texts in found.items() if (words := occurring(forbidden, texts))}
    assert not leaked
    print(f"{len(found)} runs, {len(everything)} texts, none of {len(forbidden)} personal ones in them")


def test_a_name_hidden_in_a_payload_is_found() -> None:
    hidden = Payload(metadata={"encoding": b"json/plain"}, data=json.dumps({"a": ["Élise  TREMBLAY"]}).encode())
    assert occurring({plain("Élise Tremblay")}, temporal.texts([hidden])) == {"élise tremblay"}


async def test_every_history_replays_clean(running: Running, undisturbed: dict[str, Any]) -> None:
    client = await temporal.connect(running.told)
    replayer, count = temporal.replayer(), 0
    for run in await temporal.runs(client):
        if run.status == WorkflowExecutionStatus.FAILED:
            continue  # under rules of another time: test_rules_change looks at those
        result = await replayer.replay_workflow(await temporal.history(client, run), raise_on_replay_failure=False)
        assert result.replay_failure is None, f"{run.id} {run.run_id}"
        count += 1
    assert count > undisturbed["job"]["number"]
    print(f"{count} runs replayed")

"""Reading a stack's Temporal server: every run, its history, what it shows, what it waits for."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from google.protobuf.json_format import MessageToDict
from temporalio.api.enums.v1 import EventType
from temporalio.api.sdk.v1 import WorkflowMetadata
from temporalio.client import Client, WorkflowExecution, WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer

from workers.main import WORKFLOWS
from workers.temporal import sandbox

_METADATA = "__temporal_workflow_metadata"


async def connect(stack: dict[str, Any]) -> Client:
    return await Client.connect(stack["temporal"], data_converter=pydantic_data_converter)


async def runs(client: Client, query: str = "") -> list[WorkflowExecution]:
    """Every run that the server still has, the latest of a workflow first."""
    return [each async for each in client.list_workflows(query)]


async def history(client: Client, run: WorkflowExecution) -> WorkflowHistory:
    return await client.get_workflow_handle(run.id, run_id=run.run_id).fetch_history()


async def details(client: Client, workflow_id: str) -> str:
    """The card of a running workflow, as the UI asks for it."""
    answer = await client.get_workflow_handle(workflow_id).query(_METADATA, result_type=WorkflowMetadata)
    return str(answer.current_details)


def pending_timers(of: WorkflowHistory) -> dict[datetime, str]:
    """When each timer fires that was started and neither fired nor was cancelled, and its summary."""
    timers: dict[int, tuple[datetime, str]] = {}
    for event in of.events:
        if event.event_type == EventType.EVENT_TYPE_TIMER_STARTED:
            at = (
                event.event_time.ToDatetime() + event.timer_started_event_attributes.start_to_fire_timeout.ToTimedelta()
            )
            timers[event.event_id] = at, json.loads(event.user_metadata.summary.data)
        elif event.event_type == EventType.EVENT_TYPE_TIMER_FIRED:
            timers.pop(event.timer_fired_event_attributes.started_event_id)
        elif event.event_type == EventType.EVENT_TYPE_TIMER_CANCELED:
            timers.pop(event.timer_canceled_event_attributes.started_event_id)
    return dict(timers.values())


def is_idle(of: WorkflowHistory) -> bool:
    """Whether no workflow task and no activity is under way."""
    open_activities, open_tasks = 0, 0
    for event in of.events:
        name = EventType.Name(event.event_type)
        if name == "EVENT_TYPE_ACTIVITY_TASK_SCHEDULED":
            open_activities += 1
        elif name in ("EVENT_TYPE_ACTIVITY_TASK_COMPLETED", "EVENT_TYPE_ACTIVITY_TASK_FAILED"):
            open_activities -= 1
        elif name == "EVENT_TYPE_WORKFLOW_TASK_SCHEDULED":
            open_tasks = 1
        elif name == "EVENT_TYPE_WORKFLOW_TASK_COMPLETED":
            open_tasks = 0
    return open_activities == 0 and open_tasks == 0


def replayer() -> Replayer:
    return Replayer(
        workflows=WORKFLOWS,
        workflow_runner=sandbox(),
        data_converter=pydantic_data_converter,
    )


def texts(messages: Iterable[Any]) -> Iterator[str]:
    """Every string in protobuf messages, also within payloads: decoded from base64, and from JSON within that."""
    for message in messages:
        yield from strings(MessageToDict(message))


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, each in value.items():
            yield from strings(name)
            yield from strings(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from strings(each)
    elif isinstance(value, str):
        yield value
        yield from _inside(value)


def _inside(text: str) -> Iterator[str]:
    try:
        decoded = base64.b64decode(text, validate=True).decode()
    except (binascii.Error, ValueError):  # UnicodeDecodeError is one
        decoded = text
    try:
        value = json.loads(decoded)
    except ValueError:
        value = None
    if isinstance(value, dict | list) or (isinstance(value, str) and value != text):
        yield from strings(value)
    elif decoded != text:
        yield decoded


def near(one: datetime, other: datetime, by: timedelta) -> bool:
    return abs(one.replace(tzinfo=None) - other.replace(tzinfo=None)) <= by

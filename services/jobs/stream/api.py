"""`GET /v1/stream`: server-sent events of a company's facts, resumable with `Last-Event-ID`."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import asdict
from datetime import UTC

from sse_starlette import EventSourceResponse, ServerSentEvent

from services.jobs.fields import LastEventId
from services.jobs.stream.hub import Edit, Event, Hub, missed
from services.kit.app import router
from services.kit.auth import TOKEN_LIFE, SignedIn
from services.kit.problems import Forbidden

api = router("/v1/stream", "stream")
hub = Hub()

HEARTBEAT_SECONDS = 15
RETRY_MS = 1_000


@api.get("", response_class=EventSourceResponse)
async def stream(caller: SignedIn, last_event_id: LastEventId = None) -> EventSourceResponse:
    """Event `fact` for each fact; `edit` where a job's labels, custom fields or source changed; `reset` when too much was missed to
    tell it: load the page anew.

    After a reconnect some facts may come again: drop the ids that you know. A stream ends when its token would, at the latest.
    """
    if "jobs" not in caller.permissions:
        raise Forbidden("jobs")
    last = int(last_event_id) if last_event_id and last_event_id.isascii() and last_event_id.isdigit() else None
    told = _told(caller.company_id, min(last, 2**62) if last is not None else None)
    return EventSourceResponse(told, ping=HEARTBEAT_SECONDS, send_timeout=30)


async def _told(company_id: str, last: int | None) -> AsyncIterator[ServerSentEvent]:
    async with hub.subscribe(company_id) as subscriber:
        yield ServerSentEvent(comment="open", retry=RETRY_MS)
        sent: set[int] = set()
        if last is not None:
            again = await missed(company_id, last)
            if again is None:
                yield ServerSentEvent(event="reset", data="{}")
            for event in again or ():
                sent.add(event.id)
                yield _said(event)
        end = asyncio.get_running_loop().time() + TOKEN_LIFE.total_seconds()
        while not subscriber.behind and (left := end - asyncio.get_running_loop().time()) > 0:
            try:
                heard = await asyncio.wait_for(subscriber.get(), left)
            except TimeoutError:
                return
            if isinstance(heard, Edit):
                yield ServerSentEvent(event="edit", data=json.dumps(asdict(heard)))
            elif heard.id not in sent:
                yield _said(heard)


def _said(event: Event) -> ServerSentEvent:
    data = asdict(event) | {"recorded_at": event.recorded_at.astimezone(UTC).isoformat().replace("+00:00", "Z")}
    return ServerSentEvent(event="fact", id=str(event.id), data=json.dumps(data))

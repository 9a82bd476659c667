"""The calls with which the bank tells what happened: signed as Stripe signs them, one after another, until they are taken.

How they are delivered can be chosen: `normal`, `twice`, `reversed` (the last event first), `late` (held until somebody lets them go).
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import httpx
import stripe

from deploy.bank.store import new_id

if TYPE_CHECKING:
    from deploy.bank.store import Store, Thing

DELIVERIES = ("normal", "twice", "reversed", "late")
_PAUSES = (0.2, 0.5, 1, 2, 5, 10, 30)


class Calls:
    """`webhook` is where to call, `secret` what to sign with; without them events are only kept."""

    def __init__(self, store: Store, webhook: str, secret: str) -> None:
        self._store, self._webhook, self._secret = store, webhook, secret
        self._delivery = "normal"
        self._batch: list[Thing] | None = None
        self._queue: asyncio.Queue[str] = asyncio.Queue()

    @contextmanager
    def delivering(self, delivery: str) -> Iterator[None]:
        """The events made inside go out together, in that way."""
        batch: list[Thing] = []  # of events
        self._batch = batch
        try:
            yield
        finally:
            self._batch = None
        ordered = batch[::-1] if delivery == "reversed" else batch
        for event in ordered:
            event["_state"] = "held" if delivery == "late" else "waiting"
            self._store.add("event", event)
            if delivery != "late":
                for _ in range(2 if delivery == "twice" else 1):
                    self._queue.put_nowait(event["id"])

    def make(self, kind: str, thing: Thing) -> None:
        from deploy.bank.bank import shown

        event: Thing = {
            "id": new_id("evt"),
            "object": "event",
            "type": kind,
            "created": int(time.time()),
            "livemode": False,
            "data": {"object": shown(thing)},
            "_state": "waiting",
        }
        if self._batch is not None:
            self._batch.append(event)
        else:
            self._store.add("event", event)
            self._queue.put_nowait(event["id"])

    def release(self) -> int:
        """Lets go of what was held; how many."""
        held = [each for each in self._store.all("event") if each["_state"] == "held"]
        for event in held:
            event["_state"] = "waiting"
            self._queue.put_nowait(event["id"])
        self._store.keep()
        return len(held)

    def again(self, event_id: str) -> None:
        self._queue.put_nowait(event_id)

    async def run(self) -> None:
        """Delivers for ever, one call at a time: what was chosen as an order stays one."""
        for left in self._store.all("event"):
            if left["_state"] == "waiting":
                self._queue.put_nowait(left["id"])
        async with httpx.AsyncClient(timeout=30) as client:
            while True:
                event = self._store.get("event", await self._queue.get())
                if event is not None and self._webhook and self._secret:
                    event["_state"] = await self._deliver(client, event)
                    self._store.keep()

    async def _deliver(self, client: httpx.AsyncClient, event: Thing) -> str:
        body = json.dumps({key: value for key, value in event.items() if not key.startswith("_")}, ensure_ascii=False)
        for pause in (*_PAUSES, *(60,) * 60):
            headers = {
                "Content-Type": "application/json",
                "Stripe-Signature": stripe.WebhookSignature.generate_signature_header(body, self._secret),
            }
            try:
                answer = await client.post(self._webhook, content=body.encode(), headers=headers)
                if answer.status_code < 500:
                    return str(answer.status_code)
            except httpx.HTTPError:
                pass  # the product may be starting
            await asyncio.sleep(pause)
        return "given-up"

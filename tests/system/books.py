"""What must be true of a stack's database and its mails whatever was killed: nothing lost, nothing doubled, no number missing."""

from __future__ import annotations

from collections import Counter
from typing import Any, LiteralString

import httpx
import psycopg
from psycopg import sql

from tests.system.running import until

_SERIES: dict[str, LiteralString] = {
    "jobs": "SELECT company_id, number FROM log.job",
    "facts": "SELECT job_id, seq FROM log.fact",
    "quotes": "SELECT company_id, number FROM billing.quote WHERE number IS NOT NULL",
    "invoices": "SELECT company_id, number FROM billing.invoice WHERE number IS NOT NULL",
    "receipts": "SELECT company_id, receipt_number FROM billing.payment WHERE receipt_number IS NOT NULL",
}
_PENDING: dict[str, LiteralString] = {
    "facts that wait for the relay": "SELECT count(*) FROM log.outbox",
    "steps of the system that are due": "SELECT count(*) FROM log.job WHERE system_due <= now()",
    "mails on their way": "SELECT count(*) FROM jobs.message WHERE delivery IN ('queued', 'sending', 'deferred')",
    "PDFs to be made": "SELECT count(*) FROM billing.document WHERE file_key IS NULL",
}
_TAKEN = ("accepted", "delivered", "opened")

Row = tuple[Any, ...]


def ask(stack: dict[str, Any], query: LiteralString | sql.Composed) -> list[Row]:
    """Rows of a query by the database's owner, who sees every company."""
    with psycopg.connect(stack["database"], autocommit=True) as connection:
        return connection.execute(query).fetchall()


def settle(stack: dict[str, Any], within: float = 90.0) -> None:
    """Waits until everything that follows by itself and at once has followed."""
    left: dict[str, int] = {}

    def calm() -> bool:
        left.clear()
        left.update({what: int(ask(stack, query)[0][0]) for what, query in _PENDING.items()})
        return not any(left.values())

    try:
        until("everything has followed", calm, within)
    except AssertionError as error:
        raise AssertionError(f"{error}: {left}") from None


def inbox(stack: dict[str, Any]) -> list[dict[str, Any]]:
    """Every mail that the mail server took, newest first."""
    return list(httpx.get(f"{stack['urls']['mail']}/api/messages", timeout=10).raise_for_status().json()["data"])


def copies(stack: dict[str, Any]) -> Counter[str]:
    """How often each mail arrived, by Message-ID."""
    return Counter(mail["message_id"] for mail in inbox(stack))


def check(stack: dict[str, Any]) -> None:
    """Fails when a number is missing or doubled, a mail is lost, or one came twice without being marked ambiguous."""
    for what, query in _SERIES.items():
        series: dict[str, list[int]] = {}
        for owner, number in ask(stack, query):
            series.setdefault(owner, []).append(number)
        assert series, what
        for owner, numbers in series.items():
            assert sorted(numbers) == list(range(1, len(numbers) + 1)), f"{what} of {owner}"
    arrived = copies(stack)
    told: dict[str, str] = dict(
        ask(stack, "SELECT rfc_message_id, delivery FROM jobs.message WHERE rfc_message_id IS NOT NULL")
    )
    assert not arrived.keys() - told.keys(), "mails that no job knows of"
    for message_id, delivery in told.items():
        expected = (1,) if delivery in _TAKEN else (1, 2) if delivery == "ambiguous" else (0,)
        assert arrived[message_id] in expected, f"{message_id}: {delivery}, arrived {arrived[message_id]} times"

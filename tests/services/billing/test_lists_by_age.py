"""Lists that go on from an instant: a cursor that we never wrote is refused, wherever it is sent."""

from __future__ import annotations

import pytest

from services.kit.lists import encode
from tests.services.billing.world import Office

LISTS = (
    "quotes",
    "invoices",
    "credit-notes",
    "payments",
    "refunds",
    "recurring-invoices",
    "online/attempts",
    "online/calls",
)


@pytest.mark.parametrize("name", LISTS)
async def test_a_cursor_that_names_no_instant_of_ours_is_refused(office: Office, name: str) -> None:
    for at in ("2026-11-25T12:00:00", "1999-12-31T00:00:00+00:00", "yesterday"):
        answer = await office.call("GET", f"/v1/{name}?after={encode(at, 'x')}", status=422)
        assert [each["pointer"] for each in answer.json()["errors"]] == ["query:/after"]
    assert (await office.get(f"/v1/{name}?after={encode('2000-01-01T00:00:00+00:00', 'x')}"))["data"] == []

"""The two companies' offices at billing's API."""

from __future__ import annotations

import httpx
import pytest

from tests.factories import Company
from tests.services.billing.world import Office


@pytest.fixture
def office(billing_api: httpx.AsyncClient, ours: Company) -> Office:
    return Office(billing_api, ours)


@pytest.fixture
def stranger(billing_api: httpx.AsyncClient, theirs: Company) -> Office:
    """Another company in the same database."""
    return Office(billing_api, theirs)

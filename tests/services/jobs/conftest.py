"""The office of our company, and the one next door."""

from __future__ import annotations

import httpx
import pytest

from tests.factories import Company
from tests.services.jobs.hours_world import Employee
from tests.services.jobs.world import Office


@pytest.fixture
def office(jobs_api: httpx.AsyncClient, ours: Company) -> Office:
    return Office(jobs_api, ours)


@pytest.fixture
def neighbour(jobs_api: httpx.AsyncClient, theirs: Company) -> Office:
    return Office(jobs_api, theirs)


@pytest.fixture
def employee(office: Office) -> Employee:
    return Employee(office.api, office.company)
